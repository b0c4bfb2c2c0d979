import Control
import Facility

/// What persons do to the things beside the box: hush the loudspeakers, press a siren. Said in the audit log by name
/// before anything moves.
extension WatchLoop {
    /// - Returns: false when the request is none of these, or nobody's.
    func performBeside(_ call: ControlServer.Call, now: Timestamp) -> Bool {
        guard let person = call.request.person, call.request.ask.isBeside else { return false }
        let language = call.request.language
        guard let known = engine.site.people.first(where: { $0.id == person || $0.name == person }) else {
            answer(call, ControlFailure(.personRequired, CommandRefusal.unknownPerson.text[language]))
            return true
        }
        if let failure = pinRefusal(call.request, now: now) {
            answer(call, failure)
            return true
        }
        switch call.request.ask {
        case .hush:
            note(known.id, "paths_hushed", subject: "sound", now: now)
            lanes.hushPaths()
        case .siren(let siren, let isOn):
            guard isSiren(siren) else {
                let text = LocalizedText(en: "no siren `\(siren)`", zh: "没有警铃 `\(siren)`")
                answer(call, ControlFailure(code: "unknown_siren", message: text[language]))
                return true
            }
            note(known.id, isOn ? "siren_pressed_on" : "siren_pressed_off", subject: siren, now: now)
            let isReached = lanes.reaches(siren: siren)
            // To be silent is ordered all the same: that is repeated until the broker has it. A siren that howls
            // when its broker is back, long after somebody pressed, nobody wants.
            if isReached || !isOn { lanes.press(siren: siren, isOn: isOn) }
            guard isReached else {
                let text = Self.unreached(isOn: isOn)
                answer(call, ControlFailure(code: "siren_unreachable", message: text[language]))
                return true
            }
        default: return false
        }
        replies.append((call.connection, ControlReply(id: call.request.id, answer: .done)))
        return true
    }

    /// What fire centres know of their points: where they are, and which are out of service.
    func tellFireCentres() {
        guard engine.site.destinations.contains(where: { $0.kind.isFireCentre }) else { return }
        var outOfService: Set<String> = []
        for suppression in engine.suppressionList where suppression.isOpen && suppression.isOutOfService {
            if case .device(let device) = suppression.reach { outOfService.insert(device) }
        }
        lanes.follow(engine.site, outOfService: outOfService)
    }

    private static func unreached(isOn: Bool) -> LocalizedText {
        isOn
            ? LocalizedText(
                en: "the siren's broker is not reached: it was not switched on",
                zh: "无法连接警铃所在的消息服务器：警铃没有开启")
            : LocalizedText(
                en: "the siren's broker is not reached: it may still sound, and the order off is repeated",
                zh: "无法连接警铃所在的消息服务器：警铃可能仍在响，正在反复尝试关闭")
    }

    private func isSiren(_ id: String) -> Bool {
        engine.site.destinations.contains { destination in
            if case .siren = destination.kind { destination.id == id } else { false }
        }
    }

    private func note(_ person: String, _ action: String, subject: String, now: Timestamp) {
        effects.audit.append(AuditLine(at: now, by: person, action: action, subject: subject))
    }
}

extension ControlRequest.Ask {
    /// It moves something beside the box and nothing in the engine.
    var isBeside: Bool {
        switch self {
        case .hush, .siren: true
        default: false
        }
    }
}
