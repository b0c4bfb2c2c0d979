import Control
import Facility

/// The button of the drill's banner: "this is real 真警".
struct DrillForm: Decodable {
    var token: String
    var act: String
    var person: String
    var pin: String?
    var lang: String?

    /// The question for the core, or the word for why there is none (`Words.outcome`).
    var ask: Result<ControlRequest.Ask, DeedForm.Refusal> {
        guard act == "real" else { return .failure(.init(code: "unknown_act")) }
        guard !person.isEmpty else { return .failure(.init(code: "person_required")) }
        return .success(.drill(.real))
    }
}
