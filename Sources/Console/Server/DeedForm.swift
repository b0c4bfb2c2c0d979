import Control
import Facility

/// What a person sends with a button: which incident, what, who.
struct DeedForm: Decodable {
    var token: String
    var incident: String
    var act: String
    var person: String
    var text: String?
    var pin: String?
    var lang: String?

    /// UTF-8 bytes of the whole form.
    static let sizeLimit = 16_384

    /// The question for the core, or the word for why there is none (`Words.outcome`).
    var ask: Result<ControlRequest.Ask, Refusal> {
        guard let incident = IncidentID(incident) else { return .failure(Refusal(code: "unknown_incident")) }
        guard let act = IncidentReport.Act(rawValue: act) else {
            return .failure(Refusal(code: "unknown_act"))
        }
        guard !person.isEmpty else { return .failure(Refusal(code: "person_required")) }
        let said = (text ?? "").split(whereSeparator: \.isNewline).joined(separator: " ")
        guard said.utf8.count <= ControlRequest.textLimit else {
            return .failure(Refusal(code: "text_too_long"))
        }
        let note = said.contains { !$0.isWhitespace } ? said : nil
        switch act {
        case .acknowledge: return .success(.acknowledge(incident))
        case .confirm: return .success(.confirm(incident, note: note))
        case .clear: return .success(.clear(incident, note: note))
        case .refute:
            return note.map { .success(.refute(incident, cause: $0)) }
                ?? .failure(Refusal(code: "cause_required"))
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
        case .shelve: return .failure(Refusal(code: "unknown_act"))
        }
    }

    struct Refusal: Error, Equatable {
        var code: String
    }
}
