/// Writes a block's numbers.
struct BlockPen {
    private(set) var bytes: [UInt8] = []

    init(capacity: Int = 0) { bytes.reserveCapacity(capacity) }

    mutating func put(_ byte: UInt8) { bytes.append(byte) }

    mutating func put(varint value: UInt64) {
        var rest = value
        while rest >= 0x80 {
            bytes.append(UInt8(truncatingIfNeeded: rest) | 0x80)
            rest >>= 7
        }
        bytes.append(UInt8(truncatingIfNeeded: rest))
    }

    mutating func put(signed value: Int64) { put(varint: BlockFormat.zigzag(value)) }

    mutating func put(word value: UInt64) {
        withUnsafeBytes(of: value.littleEndian) { bytes.append(contentsOf: $0) }
    }

    /// The lowest `count` bytes of a word.
    mutating func put(_ value: UInt64, bytes count: Int) {
        withUnsafeBytes(of: value.littleEndian) { bytes.append(contentsOf: $0.prefix(count)) }
    }

    mutating func put(_ text: String) {
        put(varint: UInt64(text.utf8.count))
        bytes.append(contentsOf: text.utf8)
    }

    mutating func put(_ other: BlockPen) { bytes.append(contentsOf: other.bytes) }

    /// Pads, and seals what was written with its checksum.
    mutating func seal() {
        bytes.append(contentsOf: repeatElement(0, count: BlockFormat.padBytes))
        put(word: bytes.withUnsafeBytes(BlockChecksum.of))
    }

    static func varintBytes(_ value: UInt64) -> Int { max(1, (70 - value.leadingZeroBitCount) / 7) }
    static func signedBytes(_ value: Int64) -> Int { varintBytes(BlockFormat.zigzag(value)) }
}
