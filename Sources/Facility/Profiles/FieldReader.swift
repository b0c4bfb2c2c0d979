import CSimdjson
import Expressions

/// One field as compiled: from what the payload holds at a place to the value of a point.
///
/// | point | takes | refuses |
/// |---|---|---|
/// | number | JSON numbers, strings that spell one (`"0.35"`, `" +7 "`) | booleans, `"12 V"`, `"nan"` |
/// | boolean | true, false, 1, 0, and as strings in any case `true false on off yes no 1 0` | all else |
/// | choice | one of the values, or a number spelled like one | all else |
/// | text | strings up to 256 bytes; numbers and booleans as JSON writes them | arrays, objects, numbers of 2^63 on |
///
/// The map comes first, then the kind, then `a·x + b`, then the range. Missing and null are no reading.
struct FieldReader: Sendable {
    /// What became of one field of one message.
    enum Outcome {
        case value(Value, outOfRange: Bool)
        /// Who somebody is: nobody but the maker of pseudonyms may see it.
        case personal(String)
        case nothing
        case rejected(RejectionReason)
    }

    enum Kind: Sendable {
        case number(lowest: Double, highest: Double)
        case boolean
        case choice(SpellingTable)
        case text
        case personal
    }

    /// Bytes of the longest text kept as a value; a reading is not a place for documents.
    package static let longestText = 256

    let point: PointIndex
    /// Results to look at, the first choice first; empty when no pointer is valid.
    private let slot: Int
    private let otherSlots: [Int]
    private let kind: Kind
    private let map: SpellingTable?
    private let conversion: LinearConversion

    /// - Parameter slots: where the field's pointers ended up in the plan, never empty.
    init(_ field: Field, kind: Point.Kind, slots: [Int]) {
        point = field.point
        slot = slots[0]
        otherSlots = Array(slots.dropFirst())
        conversion = field.conversion
        switch kind {
        case .number(_, let usual):
            let range = field.range ?? usual
            self.kind = .number(
                lowest: range?.lowerBound ?? -.infinity, highest: range?.upperBound ?? .infinity)
        case .boolean: self.kind = .boolean
        case .choice(let values):
            self.kind = .choice(SpellingTable(values.map { ($0, .value(.string($0))) }))
        case .text: self.kind = field.isPersonal ? .personal : .text
        }
        // Dictionary order changes per process; sorted, two spellings of one number always resolve alike.
        let spellings = field.map.sorted { $0.key < $1.key }
        map =
            spellings.isEmpty
            ? nil : SpellingTable(spellings.map { ($0.key, Self.meaning($0.value, for: kind)) })
    }

    /// What a map's value means at a point of this kind.
    private static func meaning(_ value: FieldValue, for kind: Point.Kind) -> SpellingTable.Meaning {
        switch (value, kind) {
        case (.nothing, _): .nothing
        case (.number(let number), .number): .number(number)
        case (.boolean(let truth), .boolean): .value(.bool(truth))
        case (.text(let text), .choice(let values)) where values.contains(text): .value(.string(text))
        case (.text(let text), .text): .value(.string(text))
        case (.number(let number), .text): .value(.string(plainText(number)))
        case (.boolean(let truth), .text): .value(.string(truth ? "true" : "false"))
        default: .unusable
        }
    }

    func read(_ results: UnsafeMutablePointer<gj_value>) -> Outcome {
        let value = chosen(results)
        if value.kind == UInt8(GJ_MISSING.rawValue) { return .nothing }
        if let map {
            switch map.meaning(of: value) {
            case .value(let value): return .value(value, outOfRange: false)
            case .number(let number): return finish(number, value)
            case .nothing: return .nothing
            case .unusable: return .rejected(.unmapped(found: value.spelling))
            case nil: return readUnlisted(value)
            }
        }
        return readPlain(value)
    }

    private func chosen(_ results: UnsafeMutablePointer<gj_value>) -> gj_value {
        guard !otherSlots.isEmpty, !Self.isScalar(results[slot]) else { return results[slot] }
        return otherSlots.lazy.map { results[$0] }.first(where: Self.isScalar) ?? results[slot]
    }

    private static func isScalar(_ value: gj_value) -> Bool {
        value.kind >= UInt8(GJ_NULL.rawValue) && value.kind <= UInt8(GJ_STRING.rawValue)
    }

    private func readUnlisted(_ value: gj_value) -> Outcome {
        if value.kind == UInt8(GJ_NULL.rawValue) { return .nothing }
        if case .number = kind, Self.number(value) != nil { return readPlain(value) }
        return .rejected(.unmapped(found: value.spelling))
    }

    private func readPlain(_ value: gj_value) -> Outcome {
        if value.kind == UInt8(GJ_NULL.rawValue) { return .nothing }
        switch kind {
        case .number:
            guard let number = Self.number(value) else {
                return .rejected(.notANumber(found: value.spelling))
            }
            return finish(number, value)
        case .boolean:
            guard let truth = Self.truth(value) else { return .rejected(.notABoolean(found: value.spelling)) }
            return .value(.bool(truth), outOfRange: false)
        case .choice(let values):
            guard case .value(let choice) = values.meaning(of: value) else {
                return .rejected(.unknownValue(found: value.spelling))
            }
            return .value(choice, outOfRange: false)
        case .text: return Self.text(value)
        case .personal: return Self.personal(value)
        }
    }

    private func finish(_ raw: Double, _ value: gj_value) -> Outcome {
        guard case .number(let lowest, let highest) = kind else { return .nothing }
        let number = conversion.apply(raw)
        guard number.isFinite else { return .rejected(.notANumber(found: value.spelling)) }
        return .value(.double(number), outOfRange: number < lowest || number > highest)
    }

    private static func number(_ value: gj_value) -> Double? {
        switch gj_kind(UInt32(value.kind)) {
        case GJ_INTEGER, GJ_NUMBER: value.number
        case GJ_STRING where value.is_numeric != 0: value.number
        default: nil
        }
    }

    private static func truth(_ value: gj_value) -> Bool? {
        switch gj_kind(UInt32(value.kind)) {
        case GJ_TRUE: true
        case GJ_FALSE: false
        case GJ_INTEGER, GJ_NUMBER: value.number == 1 ? true : value.number == 0 ? false : nil
        case GJ_STRING where value.length <= 5: truth(spelled: value.word)
        default: nil
        }
    }

    /// A spelling of up to five letters, its first one in the lowest byte.
    private static func truth(spelled word: UInt64) -> Bool? {
        var small = word
        for shift in stride(from: 0 as UInt64, to: 40, by: 8) {
            let letter = word >> shift & 0xFF
            if letter >= 0x41, letter <= 0x5A { small |= 0x20 << shift }
        }
        return switch small {
        case 0x31, 0x6E6F, 0x73_6579, 0x6575_7274: true  // 1, on, yes, true
        case 0x30, 0x6F6E, 0x66_666F, 0x65_736C_6166: false  // 0, no, off, false
        default: nil
        }
    }

    private static func text(_ value: gj_value) -> Outcome {
        switch gj_kind(UInt32(value.kind)) {
        case GJ_STRING where Int(value.length) > longestText: .rejected(.tooLong(bytes: Int(value.length)))
        case GJ_STRING: .value(.string(String(decoding: value.bytes, as: UTF8.self)), outOfRange: false)
        case GJ_INTEGER: .value(.string(String(value.integer)), outOfRange: false)
        // A longer whole number is an id of 64 bits whose last digits are lost.
        case GJ_NUMBER where value.number.magnitude >= 0x1p63: .rejected(.notAValue(found: value.spelling))
        case GJ_NUMBER: .value(.string(plainText(value.number)), outOfRange: false)
        case GJ_TRUE: .value(.string("true"), outOfRange: false)
        case GJ_FALSE: .value(.string("false"), outOfRange: false)
        default: .rejected(.notAValue(found: value.spelling))
        }
    }

    /// Nothing to hide stays as it is; what was hidden already, in a payload that was kept, says nothing.
    private static func personal(_ value: gj_value) -> Outcome {
        switch text(value) {
        case .value(.string(""), _): .value(.string(""), outOfRange: false)
        case .value(.string(Pseudonym.hidden), _): .nothing
        case .value(.string(let text), _): .personal(text)
        case .rejected(.notAValue): .rejected(.notAValue(found: Pseudonym.hidden))
        case let other: other
        }
    }

    /// A number as a person writes it: `7`, not `7.0`.
    static func plainText(_ number: Double) -> String {
        if let whole = Int64(exactly: number) { return String(whole) }
        return String(describing: number)
    }
}
