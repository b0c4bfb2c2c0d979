/// The names and numbers in a maker's file, those in its texts and comments among them, in order. Found byte by byte: a
/// regular expression takes 100 ms for the largest published files, and everybody waits.
struct SourceWords: Sequence {
    private let bytes: [UInt8]

    init(_ bytes: [UInt8]) { self.bytes = bytes }

    /// Where the words stand.
    func makeIterator() -> some IteratorProtocol<Range<Int>> {
        var position = 0
        return AnyIterator {
            bytes.withUnsafeBufferPointer { bytes in
                while position < bytes.count, !Self.isLetter(bytes[position]) { position += 1 }
                guard position < bytes.count else { return nil }
                let start = position
                while position < bytes.count, Self.isLetter(bytes[position]) { position += 1 }
                return start..<position
            }
        }
    }

    /// What a name may hold in JavaScript; any letter beyond ASCII counts as one.
    private static func isLetter(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "_"), UInt8(ascii: "$"), 128...:
            true
        default: false
        }
    }
}
