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

    /// What a look-up compares; nothing in it is counted by reference.
    private struct Key: Sendable {
        var word: UInt64
        var count: Int
        /// The spelling as a number, NaN when it is none: `1`, `1.0` and `"1"` are one state code.
        var number: Double
    }

    private let keys: [Key]
    private let spellings: [[UInt8]]
    private let meanings: [Meaning]

    /// - Parameter spellings: in order; of two equal ones the first counts.
    init(_ spellings: [(String, Meaning)]) {
        self.spellings = spellings.map { Array($0.0.utf8) }
        meanings = spellings.map(\.1)
        keys = self.spellings.map { bytes in
            var number = Double.nan
            if gj_parse_number(bytes, bytes.count, &number) == 0 { number = .nan }
            return Key(word: Self.word(bytes), count: bytes.count, number: number)
        }
    }

    /// nil when the value is not listed.
    func meaning(of value: gj_value) -> Meaning? {
        switch gj_kind(UInt32(value.kind)) {
        case GJ_STRING: meaning(of: value.bytes, word: value.word)
        case GJ_INTEGER, GJ_NUMBER: meaning(at: keys.firstIndex { $0.number == value.number })
        case GJ_TRUE: meaning(spelled: "true")
        case GJ_FALSE: meaning(spelled: "false")
        case GJ_NULL: meaning(spelled: "null")
        default: nil
        }
    }

    private func meaning(of bytes: UnsafeBufferPointer<UInt8>, word: UInt64) -> Meaning? {
        meaning(
            at: keys.withUnsafeBufferPointer { keys in
                keys.indices.first { place in
                    let key = keys[place]
                    return key.word == word && key.count == bytes.count
                        && (key.count <= 8 || spellings[place].elementsEqual(bytes))
                }
            })
    }

    private func meaning(at place: Int?) -> Meaning? {
        place.map { meanings[$0] }
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
