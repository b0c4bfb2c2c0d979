import Control
import Facility

/// Both guards' signatures under a handover.
struct HandoverForm: Decodable {
    var token: String
    /// Who goes.
    var person: String
    var to: String
    var note: String?
    var pin: String?
    /// Of the one who takes over.
    var secondPIN: String?
    var lang: String?

    private enum CodingKeys: String, CodingKey {
        case token, person, to, note, pin, lang
        case secondPIN = "second_pin"
    }

    /// The question for the core, or the word for why there is none (`Words.outcome`).
    var ask: Result<ControlRequest.Ask, DeedForm.Refusal> {
        guard !person.isEmpty, !to.isEmpty else { return .failure(.init(code: "person_required")) }
        guard person != to else { return .failure(.init(code: "same_person")) }
        let line = (note ?? "").split(whereSeparator: \.isNewline).joined(separator: " ")
        guard line.utf8.count <= ControlRequest.textLimit else {
            return .failure(.init(code: "text_too_long"))
        }
        let said = line.contains { !$0.isWhitespace } ? line : nil
        return .success(.handover(to: to, note: said))
    }
}
