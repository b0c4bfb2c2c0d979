import CSimdjson
import Expressions

/// A field's raw spellings and what they stand for, found by their first eight bytes and their length.
///
/// A table is read from top to bottom: makers' maps have two to sixty entries, and a word comparison is cheaper
/// than hashing a string.
struct SpellingTable: Sendable {
    /// What a spelling becomes.
    enum Meaning: Sendable {
        case value(Value)
        /// In the payload's unit, still to be converted.
        case number(Double)
        case nothing
        /// Its value does not fit the kind of the point: the loader said so, and here it is as if not listed.
        case unusable
    }

    private struct Entry: Sendable {
        var word: UInt64
        var bytes: [UInt8]
        /// The spelling as a number, NaN when it is none: `1`, `1.0` and `"1"` are one state code.
        var number: Double
        var meaning: Meaning
    }

    private let entries: [Entry]

    /// - Parameter spellings: in order; of two equal ones the first counts.
    init(_ spellings: [(String, Meaning)]) {
        entries = spellings.map { text, meaning in
            let bytes = Array(text.utf8)
            var number = Double.nan
            if gj_parse_number(bytes, bytes.count, &number) == 0 { number = .nan }
            return Entry(word: Self.word(bytes), bytes: bytes, number: number, meaning: meaning)
        }
    }

    /// nil when the value is not listed.
    func meaning(of value: gj_value) -> Meaning? {
        switch gj_kind(UInt32(value.kind)) {
        case GJ_STRING: meaning(of: value.bytes, word: value.word)
        case GJ_INTEGER, GJ_NUMBER: entries.first { $0.number == value.number }?.meaning
        case GJ_TRUE: meaning(spelled: "true")
        case GJ_FALSE: meaning(spelled: "false")
        case GJ_NULL: meaning(spelled: "null")
        default: nil
        }
    }

    private func meaning(of bytes: UnsafeBufferPointer<UInt8>, word: UInt64) -> Meaning? {
        for entry in entries where entry.word == word && entry.bytes.count == bytes.count {
            if bytes.count <= 8 || entry.bytes.elementsEqual(bytes) { return entry.meaning }
        }
        return nil
    }

    private func meaning(spelled text: StaticString) -> Meaning? {
        let bytes = UnsafeBufferPointer(start: text.utf8Start, count: text.utf8CodeUnitCount)
        return meaning(of: bytes, word: Self.word(bytes))
    }

    /// As `gj_value.word`.
    static func word(_ bytes: some Collection<UInt8>) -> UInt64 {
        var word: UInt64 = 0
        for (place, byte) in bytes.prefix(8).enumerated() { word |= UInt64(byte) << (8 * UInt64(place)) }
        return word
    }
}
