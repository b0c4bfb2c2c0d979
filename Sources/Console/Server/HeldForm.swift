import Control
import Facility

/// What a person decides about a held device with a button of `HeldTable`.
struct HeldForm: Decodable {
    var token: String
    /// Bytes in hexadecimal, as `HeldTable.hex` writes them.
    var broker: String
    var device: String
    var act: String
    var person: String
    var profile: String?
    var building: String?
    var floor: String?
    var why: String?
    var pin: String?
    var lang: String?

    /// Characters of a profile, building or floor.
    static let wordLimit = 120

    /// The question for the core, or the word for why there is none (`Words.outcome`).
    var ask: Result<ControlRequest.Ask, DeedForm.Refusal> {
        guard let broker = Self.text(broker), let device = Self.text(device), !device.isEmpty else {
            return .failure(.init(code: "unknown_device"))
        }
        guard !person.isEmpty else { return .failure(.init(code: "person_required")) }
        let words = [profile, building, floor, why].map(Self.word)
        guard words.allSatisfy({ ($0 ?? "").count <= Self.wordLimit }) else {
            return .failure(.init(code: "text_too_long"))
        }
        switch act {
        case "adopt":
            guard words[2] == nil || words[1] != nil else {
                return .failure(.init(code: "building_required"))
            }
            let details = AdoptionDetails(profile: words[0], building: words[1], floor: words[2])
            return .success(.adopt(device: broker + "/" + device, details))
        case "retire":
            guard let why = words[3] else { return .failure(.init(code: "why_required")) }
            return .success(.retire(device: broker + "/" + device, why: why))
        default: return .failure(.init(code: "unknown_act"))
        }
    }

    /// Without the blanks around it; nil when nothing is left.
    private static func word(_ text: String?) -> String? {
        let line = (text ?? "").split(whereSeparator: \.isNewline).joined(separator: " ")
        guard let first = line.firstIndex(where: { !$0.isWhitespace }),
            let last = line.lastIndex(where: { !$0.isWhitespace })
        else { return nil }
        return String(line[first...last])
    }

    private static func text(_ hex: String) -> String? {
        let digits = hex.utf8.compactMap { Character(Unicode.Scalar($0)).hexDigitValue }
        guard digits.count == hex.utf8.count, digits.count.isMultiple(of: 2) else { return nil }
        let bytes = stride(from: 0, to: digits.count, by: 2).map { UInt8(digits[$0] << 4 | digits[$0 + 1]) }
        return String(validating: bytes, as: UTF8.self)
    }
}
