import Control
import Facility

/// What a person sends with a button: which incident, what, who.
struct DeedForm: Decodable {
    var token: String
    var incident: String
    var act: String
    var person: String
    var text: String?
    /// How he knows who refutes without having looked; part of what is said with any other act.
    var note: String?
    var pin: String?
    var lang: String?

    /// UTF-8 bytes of the whole form.
    static let sizeLimit = 16_384

    /// The question for the core, or the word for why there is none (`Words.outcome`).
    var ask: Result<ControlRequest.Ask, Refusal> {
        guard let incident = IncidentID(incident) else { return .failure(Refusal(code: "unknown_incident")) }
        if let tick = tick(incident) { return tick }
        guard let act = IncidentReport.Act(rawValue: act) else {
            return .failure(Refusal(code: "unknown_act"))
        }
        guard !person.isEmpty else { return .failure(Refusal(code: "person_required")) }
        if act == .refute { return refutation(of: incident) }
        let parts = [Self.line(text), Self.line(self.note)].compactMap { $0 }
        let said = parts.joined(separator: " ")
        guard said.utf8.count <= ControlRequest.textLimit else {
            return .failure(Refusal(code: "text_too_long"))
        }
        let note = said.isEmpty ? nil : said
        switch act {
        case .acknowledge: return .success(.acknowledge(incident))
        case .confirm: return .success(.confirm(incident, note: note))
        case .clear: return .success(.clear(incident, note: note))
        case .comment:
            return note.map { .success(.comment(incident, text: $0)) }
                ?? .failure(Refusal(code: "text_required"))
        case .answered, .arrived, .released:
            guard let milestone = Milestone(rawValue: act.rawValue) else {
                return .failure(Refusal(code: "unknown_act"))
            }
            // A bare number is how many people there are; anything else is what was found.
            let people = note.flatMap { Int($0) }
            return .success(
                .milestone(incident, milestone, at: nil, people: people, cause: people == nil ? note : nil))
        case .shelve, .refute: return .failure(Refusal(code: "unknown_act"))
        }
    }

    /// A false alarm: its cause, and beside it how that is known.
    private func refutation(of incident: IncidentID) -> Result<ControlRequest.Ask, Refusal> {
        let (cause, note) = (Self.line(text), Self.line(note))
        guard (cause ?? "").utf8.count <= ControlRequest.textLimit,
            (note ?? "").utf8.count <= ControlRequest.textLimit
        else { return .failure(Refusal(code: "text_too_long")) }
        return cause.map { .success(.refute(incident, cause: $0, note: note)) }
            ?? .failure(Refusal(code: "cause_required"))
    }

    /// What was written as one line; nil: nothing.
    private static func line(_ text: String?) -> String? {
        let said = (text ?? "").split(whereSeparator: \.isNewline).joined(separator: " ")
        return said.contains { !$0.isWhitespace } ? said : nil
    }

    /// `empty:L1` or `occupied:L1`, a button of a roll-call; nil: it is another one.
    private func tick(_ incident: IncidentID) -> Result<ControlRequest.Ask, Refusal>? {
        guard let colon = act.firstIndex(of: ":"),
            let found = RollCall.Finding(rawValue: String(act[..<colon]))
        else { return nil }
        let device = String(act[act.index(after: colon)...])
        guard !person.isEmpty else { return .failure(Refusal(code: "person_required")) }
        guard !device.isEmpty, device.utf8.count <= ControlRequest.textLimit else {
            return .failure(Refusal(code: "unknown_device"))
        }
        return .success(.rollCall(incident, device: device, found))
    }

    struct Refusal: Error, Equatable {
        var code: String
    }
}
