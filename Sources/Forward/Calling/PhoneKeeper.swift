import Facility
import Foundation

/// Carries out what a `PhoneDesk` decides: its lines, its time, and what comes back for the loop.
///
/// Orders are taken without waiting; a line that hangs holds up only itself.
package actor PhoneKeeper {
    /// What the loop gets back.
    package enum News: Sendable {
        case command(Command)
        case audit(AuditLine)
    }

    private var desk: PhoneDesk
    private let lines: [CallRoute: any PhoneLine]
    private let now: @Sendable () -> Timestamp
    private let tell: @Sendable (News) -> Void
    private var reader: Task<Void, Never>?
    private var waker: Task<Void, Never>?
    private var isOver = false

    /// - Parameters:
    ///   - now: the loop's own clock.
    ///   - tell: hands news to the loop; never waits.
    package init(
        _ settings: PhoneSettings, site: Site, now: @escaping @Sendable () -> Timestamp,
        tell: @escaping @Sendable (News) -> Void
    ) throws(ConveyanceFault) {
        var lines: [CallRoute: any PhoneLine] = [:]
        for route in [CallRoute.sms, .call] {
            switch settings[route] {
            case .http(let api): lines[route] = try APILine(api, site: site.name)
            case .modem(let modem): lines[route] = ModemLine(settings: modem)
            case nil: break
            }
        }
        self.init(settings, site: site, lines: lines, now: now, tell: tell)
    }

    /// With lines of their own, for tests.
    init(
        _ settings: PhoneSettings, site: Site, lines: [CallRoute: any PhoneLine],
        now: @escaping @Sendable () -> Timestamp, tell: @escaping @Sendable (News) -> Void
    ) {
        desk = PhoneDesk(settings, people: site.people.map { ($0.id, $0.phone) }, address: site.address)
        self.lines = lines
        self.now = now
        self.tell = tell
    }

    /// Begins to look for replies.
    package func start() {
        guard reader == nil, let line = lines.values.first(where: { $0.readsEvery != nil }),
            let every = line.readsEvery
        else { return }
        reader = Task { [weak self] in
            while !Task.isCancelled {
                for reply in await line.replies() { await self?.heard(reply.text, from: reply.number) }
                try? await Task.sleep(for: .milliseconds(every.milliseconds))
            }
        }
    }

    package func order(_ requests: [CallRequest]) {
        for request in requests { perform(desk.order(request, at: now())) }
        wake()
    }

    package func shutDown() async {
        isOver = true
        reader?.cancel()
        waker?.cancel()
        for line in lines.values { await line.shutDown() }
    }

    private func heard(_ text: String, from number: String) {
        perform(desk.heard(text, from: number, at: now()))
    }

    private func perform(_ actions: [PhoneDesk.Action]) {
        for action in actions {
            switch action {
            case .audit(let line): tell(.audit(line))
            case .answer(let answer, let incident, let person):
                tell(.command(Self.command(answer, incident, person)))
            case .send(let call, let outgoing):
                guard let line = lines[outgoing.route] else { continue }
                Task { settle(call, await line.send(outgoing)) }
            case .ask(let call, let route, let id):
                guard let line = lines[route] else { continue }
                Task { settle(call, key: await line.key(of: id)) }
            }
        }
    }

    private func settle(_ call: PhoneDesk.CallNumber, _ outcome: PhoneDesk.Outcome) {
        perform(desk.sent(call, outcome, at: now()))
        wake()
    }

    private func settle(_ call: PhoneDesk.CallNumber, key: Int?) {
        perform(desk.answered(call, key: key, at: now()))
        wake()
    }

    /// Comes back when the desk wants to be asked again.
    private func wake() {
        waker?.cancel()
        guard !isOver, let next = desk.next else { return }
        let wait = max(.milliseconds(20), next - now())
        waker = Task { [weak self] in
            guard (try? await Task.sleep(for: .milliseconds(wait.milliseconds))) != nil else { return }
            await self?.turn()
        }
    }

    private func turn() {
        perform(desk.advance(to: now()))
        wake()
    }

    /// The same words as on the page, by the person whose phone it is.
    static func command(_ answer: PhoneAnswer, _ incident: IncidentID, _ person: String) -> Command {
        switch answer {
        case .going: .acknowledge(incident, by: person)
        case .real: .confirm(incident, by: person, note: "电话")
        case .falseAlarm: .refute(incident, by: person, cause: "电话答复误报")
        case .arrived:
            .milestone(incident, .arrived, by: person, at: nil, people: nil, cause: nil)
        case .released:
            .milestone(incident, .released, by: person, at: nil, people: nil, cause: nil)
        }
    }
}
