import Expressions

/// Walks a commit's journal, entry by entry, and survives any bytes: it stops at the first one that no writer
/// wrote and says why. Memory is bounded by the blob's own length.
package struct JournalReader: Sendable {
    private let bytes: [UInt8]
    private var offset = 0
    private var base: Int64 = 0
    /// Why the walk ended before the bytes did; nil while it goes well.
    package private(set) var damage: JournalDamage?

    /// An empty blob has no entries and is not damaged.
    package init(_ bytes: [UInt8]) {
        self.bytes = bytes
        guard !bytes.isEmpty else { return }
        guard bytes[0] == JournalFormat.version else {
            damage = .unknownVersion(bytes[0])
            return
        }
        guard bytes.count >= JournalFormat.headerCount else {
            damage = .headerMissing
            return
        }
        base = Int64(bitPattern: Self.word(bytes, at: 1))
        offset = JournalFormat.headerCount
    }

    /// The next entry; nil at the end and after damage.
    package mutating func next() -> JournalEntry? {
        guard damage == nil, offset < bytes.count else { return nil }
        do {
            return try entry()
        } catch {
            damage = error
            return nil
        }
    }

    private mutating func entry() throws(JournalDamage) -> JournalEntry {
        let start = offset
        let kind = try byte()
        switch kind {
        case JournalFormat.Kind.readings: return .readings(try message())
        case JournalFormat.Kind.command:
            let count = try length()
            defer { offset += count }
            return .command(Array(bytes[offset..<offset + count]))
        case JournalFormat.Kind.session:
            let session = try varint()
            let step = try byte()
            guard let session = UInt16(exactly: session), let step = SessionStep(rawValue: step) else {
                throw .malformed(offset: start)
            }
            return .session(SessionIndex(Int(session)), step)
        default: throw .unknownTag(kind, offset: start)
        }
    }

    private mutating func message() throws(JournalDamage) -> JournaledMessage {
        let device = try number()
        let received = base &+ (try signed())
        let observed = received &+ (try signed())
        let start = offset
        let count = try varint()
        // Each reading takes two bytes at least, so a lying count cannot reserve more than the blob's own
        // length.
        guard count <= UInt64((bytes.count - offset) / 2) else { throw .truncated(offset: start) }
        var readings: [JournaledReading] = []
        readings.reserveCapacity(Int(count))
        for _ in 0..<count { readings.append(try reading()) }
        return JournaledMessage(
            device: device, receivedAt: Timestamp(milliseconds: received),
            observedAt: Timestamp(milliseconds: observed), readings: readings)
    }

    private mutating func reading() throws(JournalDamage) -> JournaledReading {
        let point = try number()
        let start = offset
        let tag = try byte()
        guard let quality = Quality(rawValue: tag >> JournalFormat.qualityShift & 7) else {
            throw .unknownTag(tag, offset: start)
        }
        return JournaledReading(
            point: point, value: try value(form: tag & 0x0F), quality: quality,
            isLate: tag & JournalFormat.lateBit != 0)
    }

    private mutating func value(form: UInt8) throws(JournalDamage) -> Value {
        switch form {
        case JournalFormat.Form.unknown: return .unknown
        case JournalFormat.Form.null: return .null
        case JournalFormat.Form.no: return .bool(false)
        case JournalFormat.Form.yes: return .bool(true)
        case JournalFormat.Form.signed: return .int(try signed())
        case JournalFormat.Form.unsigned: return .uint(try varint())
        case JournalFormat.Form.text:
            let start = offset
            let count = try length()
            guard let text = String(validating: bytes[offset..<offset + count], as: UTF8.self) else {
                throw .malformed(offset: start)
            }
            offset += count
            return .string(text)
        case JournalFormat.Form.double:
            guard bytes.count - offset >= 8 else { throw .truncated(offset: offset) }
            defer { offset += 8 }
            return .double(Double(bitPattern: Self.word(bytes, at: offset)))
        default:
            let exponent = Int(form - JournalFormat.Form.decimal)
            return .double(Double(try signed()) / JournalFormat.power(exponent))
        }
    }

    private mutating func byte() throws(JournalDamage) -> UInt8 {
        guard offset < bytes.count else { throw .truncated(offset: offset) }
        defer { offset += 1 }
        return bytes[offset]
    }

    private mutating func varint() throws(JournalDamage) -> UInt64 {
        let start = offset
        var value: UInt64 = 0
        var shift: UInt64 = 0
        while true {
            let next = try byte()
            let bits = UInt64(next & 0x7F)
            guard shift < 63 || (shift == 63 && bits <= 1) else { throw .malformed(offset: start) }
            value |= bits << shift
            if next < 0x80 { return value }
            shift += 7
        }
    }

    private mutating func signed() throws(JournalDamage) -> Int64 { JournalFormat.unzigzag(try varint()) }

    private mutating func number() throws(JournalDamage) -> UInt32 {
        let start = offset
        guard let value = UInt32(exactly: try varint()) else { throw .malformed(offset: start) }
        return value
    }

    /// A length that the bytes left over can hold.
    private mutating func length() throws(JournalDamage) -> Int {
        let start = offset
        let count = try varint()
        guard count <= UInt64(bytes.count - offset) else { throw .truncated(offset: start) }
        return Int(count)
    }

    private static func word(_ bytes: [UInt8], at offset: Int) -> UInt64 {
        bytes.withUnsafeBytes {
            UInt64(littleEndian: $0.loadUnaligned(fromByteOffset: offset, as: UInt64.self))
        }
    }
}
