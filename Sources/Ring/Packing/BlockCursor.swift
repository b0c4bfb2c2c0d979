/// Walks a block's bytes and survives any: it never reads outside them, whatever they claim.
struct BlockCursor {
    let bytes: UnsafeRawBufferPointer
    private(set) var offset: Int
    /// Behind the last byte that belongs to a column.
    let end: Int

    init(_ bytes: UnsafeRawBufferPointer, from offset: Int, to end: Int) {
        self.bytes = bytes
        self.offset = offset
        self.end = end
    }

    mutating func byte() throws(BlockDamage) -> UInt8 {
        guard offset < end else { throw .truncated }
        defer { offset += 1 }
        return bytes[offset]
    }

    mutating func varint() throws(BlockDamage) -> UInt64 {
        var value: UInt64 = 0
        var shift: UInt64 = 0
        while true {
            let next = try byte()
            let bits = UInt64(next & 0x7F)
            guard shift < 63 || (shift == 63 && bits <= 1) else { throw .malformed }
            value |= bits << shift
            if next < 0x80 { return value }
            shift += 7
        }
    }

    mutating func signed() throws(BlockDamage) -> Int64 { BlockFormat.unzigzag(try varint()) }

    /// A number that is no greater than `most`.
    mutating func count(upTo most: Int) throws(BlockDamage) -> Int {
        let value = try varint()
        guard value <= UInt64(most) else { throw .malformed }
        return Int(value)
    }

    /// So many bytes, as a word; at most eight.
    mutating func word(bytes count: Int) throws(BlockDamage) -> UInt64 {
        guard end - offset >= count else { throw .truncated }
        var value: UInt64 = 0
        for position in 0..<count { value |= UInt64(bytes[offset + position]) << UInt64(8 * position) }
        offset += count
        return value
    }

    mutating func text() throws(BlockDamage) -> String {
        let count = try count(upTo: end - offset)
        guard let text = String(validating: bytes[offset..<offset + count], as: UTF8.self) else {
            throw .malformed
        }
        offset += count
        return text
    }

    /// Where the next `count` bytes begin; they are passed over. Eight bytes more may be read behind them (the pad).
    mutating func passOver(_ count: Int) throws(BlockDamage) -> Int {
        guard count >= 0, end - offset >= count else { throw .truncated }
        defer { offset += count }
        return offset
    }
}
