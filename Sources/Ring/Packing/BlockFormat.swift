import Facility

/// The bytes of one device's readings of one segment, so that the writer and the reader cannot disagree.
///
/// ```
/// block   = version(1) messages readings points ordinals received lag slot* pad(8) checksum(8)
/// slot    = point length(bytes of the rest) count flags messages? marks? forms column*
/// ordinals, received, lag, messages, marks, forms = integer columns (`IntegerColumn`)
/// ```
/// The times stand once for all points of a message. `ordinal` is the message's place among all messages sealed
/// together, so that the order of commits survives; `lag` is arrival minus observation. Counts are varints.
///
/// A value that repeats itself is a run and costs nothing: that is how only changes are recorded, and yet no reading is
/// dropped that was acknowledged.
enum BlockFormat {
    /// First byte of every block. A reader refuses what it does not know.
    static let version: UInt8 = 1
    /// Readings a block may claim: more than any sealing gathers (`HistoryLimits.sealedReadings` and one commit).
    static let mostReadings = 1 << 23
    /// Bytes behind the last column, so that eight can be read at once from any of them.
    static let padBytes = 8
    static let checksumBytes = 8

    enum Flag {
        /// Every message of the device has a reading of the point; no column says which.
        static let inEveryMessage: UInt8 = 1
        /// All readings are good and none is late; no column says so.
        static let unmarked: UInt8 = 2
    }

    /// What a slot's word means. The numbers are the block's own: a journal of tomorrow may have others.
    enum Form {
        static let unknown: UInt8 = 0
        static let null: UInt8 = 1
        /// 0 or 1.
        static let truth: UInt8 = 2
        static let text: UInt8 = 3
        static let signed: UInt8 = 4
        static let unsigned: UInt8 = 5
        static let double: UInt8 = 6
        /// An integer over a power of ten.
        static let decimal: UInt8 = 7
    }

    static let greatestExponent = 7
    /// 10 to the 0...7, exact in a double.
    static let powers: [Double] = [1, 10, 100, 1_000, 10_000, 100_000, 1_000_000, 10_000_000]

    static func zigzag(_ value: Int64) -> UInt64 { UInt64(bitPattern: (value << 1) ^ (value >> 63)) }
    static func unzigzag(_ value: UInt64) -> Int64 {
        Int64(bitPattern: value >> 1) ^ (0 &- Int64(bitPattern: value & 1))
    }

    /// Quality in bits 0–2, lateness in bit 3.
    static func mark(_ quality: Quality, isLate: Bool) -> UInt8 { quality.rawValue | (isLate ? 8 : 0) }
}

/// Sixty-four bits over a block. Every step is reversible, so two blocks that differ in one word never agree; bits
/// flipped anywhere agree once in 2^64.
enum BlockChecksum {
    static func of(_ bytes: UnsafeRawBufferPointer) -> UInt64 {
        var hash: UInt64 = 0x9E37_79B9_7F4A_7C15 ^ UInt64(bytes.count)
        let words = bytes.count / 8
        for word in 0..<words {
            let value = bytes.loadUnaligned(fromByteOffset: word * 8, as: UInt64.self)
            hash = (hash ^ UInt64(littleEndian: value)) &* 0xD6E8_FEB8_6659_FD93
            hash ^= hash >> 32
        }
        for offset in words * 8..<bytes.count {
            hash = (hash ^ UInt64(bytes[offset])) &* 0xD6E8_FEB8_6659_FD93
            hash ^= hash >> 32
        }
        return hash
    }
}
