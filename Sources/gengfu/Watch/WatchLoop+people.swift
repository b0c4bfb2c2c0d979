import Control
import Facility
import Logging

/// People at the control socket: their PINs, whether they look at a page, and the calls that wake them.
extension WatchLoop {
    /// Why a deed is not done for want of a PIN; nil: it may be.
    func pinRefusal(_ request: ControlRequest, now: Timestamp) -> ControlFailure? {
        guard let person = request.person else { return nil }
        if let failure = refusal(person, request.pin, request.language, now: now) { return failure }
        guard case .handover(let to, _) = request.ask else { return nil }
        guard var failure = refusal(to, request.secondPIN, request.language, now: now) else { return nil }
        if failure.code == ControlFailure.Code.pinRequired.rawValue {
            failure.code = ControlFailure.Code.secondPINRequired.rawValue
        }
        return failure
    }

    private func refusal(
        _ name: String, _ pin: String?, _ language: Language, now: Timestamp
    ) -> ControlFailure? {
        // By name or by id: one person, one PIN.
        let id = engine.personID(name)
        let known = engine.site.people.first { $0.id == id }
        let verdict = pins.look(id, pin, file: engine.site.pinFile, at: now)
        let who = known?.name ?? name
        switch verdict {
        case .mayAct: return nil
        case .required:
            let text = LocalizedText(en: "the PIN of \(who) is needed", zh: "需要\(who)的 PIN")
            return ControlFailure(.pinRequired, text[language])
        case .wrong:
            notePIN(id, "wrong", now: now)
            let text = LocalizedText(en: "this is not the PIN of \(who)", zh: "\(who)的 PIN 不对")
            return ControlFailure(.pinWrong, text[language])
        case .wait(let until):
            notePIN(id, "waits", now: now)
            let seconds = ((until - now).milliseconds + 999) / 1_000
            let text = LocalizedText(
                en: "too many wrong PINs of \(who): wait \(seconds) s",
                zh: "\(who)的 PIN 多次输错：请等待 \(seconds) 秒")
            return ControlFailure(.pinWait, text[language])
        }
    }

    private func notePIN(_ person: String, _ what: String, now: Timestamp) {
        log.warning("PIN refused", metadata: ["person": "\(person)", "reason": "\(what)"])
        guard what == "wrong" else { return }
        effects.audit.append(
            AuditLine(at: now, by: person, action: "pin_refused", subject: person, detail: what))
    }

    // MARK: Pages

    /// So long after the last question of a page nobody looks at one; pages ask every few seconds.
    private static let screenLasts: Int64 = 60_000

    /// A page in a person's browser says so each time it renews itself; whoever else fetches one does not.
    func noteScreen(_ ask: ControlRequest.Ask, now: Timestamp) {
        guard case .watched = ask else { return }
        screenAt = Monotonic.milliseconds
        tellScreen(isSeen: true, now: now)
    }

    /// Every second.
    func watchScreen(now: Timestamp) {
        guard let screenAt, Monotonic.milliseconds - screenAt > Self.screenLasts else { return }
        self.screenAt = nil
        tellScreen(isSeen: false, now: now)
    }

    private func tellScreen(isSeen: Bool, now: Timestamp) {
        _ = engine.step(command: .screen(isSeen: isSeen), now: now, effects: &effects)
    }

    // MARK: Calls

    /// After the commit that decided them, and without one where the store fails: whoever sleeps must be woken.
    func makeCalls() {
        guard !effects.calls.isEmpty else { return }
        callDoor.make(effects.calls)
        effects.calls.removeAll(keepingCapacity: true)
    }
}
