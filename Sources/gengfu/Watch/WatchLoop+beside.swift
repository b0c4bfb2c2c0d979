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
            lanes.press(siren: siren, isOn: isOn)
        default: return false
        }
        replies.append((call.connection, ControlReply(id: call.request.id, answer: .done)))
        return true
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
