import Facility
import Forward
import Logging

/// Hands calls to the phones, beside the line in the log that each one leaves, and their answers to the loop.
struct PhoneDoor: CallDoor {
    let logged: LoggedCalls
    let phones: PhoneKeeper

    /// What the site declares: phones, or the log alone.
    static func door(
        of site: Site, clock: SharedClock, inbox: Inbox, log: Logger
    ) throws(ConveyanceFault) -> any CallDoor {
        let logged = LoggedCalls(log: log)
        guard let settings = site.phones else { return logged }
        let phones = try PhoneKeeper(settings, site: site, now: { clock.read() }) { news in
            switch news {
            // A full inbox drops an answer; the person is called again, since nobody has answered.
            case .command(let command): inbox.offer(.command(command))
            case .audit(let line): inbox.offer(.audit(line))
            }
        }
        Task { await phones.start() }
        return PhoneDoor(logged: logged, phones: phones)
    }

    func make(_ calls: [CallRequest]) {
        logged.make(calls)
        Task { await phones.order(calls) }
    }
}
