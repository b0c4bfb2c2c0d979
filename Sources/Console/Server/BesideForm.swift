import Control
import Facility

/// A button of `BesidePanel`: the loudspeaker is hushed about lost paths, or a siren is pressed.
struct BesideForm: Decodable {
    var token: String
    /// `hush`, `on:ID` or `off:ID` of a siren.
    var act: String
    var person: String
    var pin: String?
    var lang: String?

    /// The question for the core, or the word for why there is none (`Words.outcome`).
    var ask: Result<ControlRequest.Ask, DeedForm.Refusal> {
        guard !person.isEmpty else { return .failure(.init(code: "person_required")) }
        if act == "hush" { return .success(.hush) }
        guard let colon = act.firstIndex(of: ":") else { return .failure(.init(code: "unknown_act")) }
        let siren = String(act[act.index(after: colon)...])
        guard !siren.isEmpty, siren.utf8.count <= ControlRequest.textLimit else {
            return .failure(.init(code: "unknown_siren"))
        }
        switch act[..<colon] {
        case "on": return .success(.siren(siren, isOn: true))
        case "off": return .success(.siren(siren, isOn: false))
        default: return .failure(.init(code: "unknown_act"))
        }
    }
}
