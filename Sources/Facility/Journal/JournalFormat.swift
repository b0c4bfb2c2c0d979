/// The bytes of one commit's journal, so that the writer and the reader cannot disagree.
///
/// ```
/// blob    = version(1) base(8, little endian, ms since 1970) entry*
/// entry   = 1 readings | 2 command | 3 session
/// readings = device received observed count reading*     received: from base; observed: from received
/// reading = point tag value
/// command = length bytes
/// session = session step
/// ```
/// Numbers are varints (seven bits a byte, least first); signed ones are zigzagged. A reading's tag holds the
/// form of its value (bits 0–3), its quality (bits 4–6) and whether it is late (bit 7). The base stands in
/// the blob and not in its row, because a group commit is written before its time is known and a snapshot has
/// none.
enum JournalFormat {
    /// First byte of every blob. A reader refuses what it does not know.
    static let version: UInt8 = 1
    static let headerCount = 9

    enum Kind {
        static let readings: UInt8 = 1
        static let command: UInt8 = 2
        static let session: UInt8 = 3
    }

    /// How a value is written. `decimal + e` is an integer to be divided by 10 to the e, e in 0...7.
    enum Form {
        static let unknown: UInt8 = 0
        static let null: UInt8 = 1
        static let no: UInt8 = 2
        static let yes: UInt8 = 3
        static let text: UInt8 = 4
        static let signed: UInt8 = 5
        static let unsigned: UInt8 = 6
        static let double: UInt8 = 7
        static let decimal: UInt8 = 8
    }

    static let greatestExponent = 7
    static let lateBit: UInt8 = 0x80
    static let qualityShift: UInt8 = 4

    /// 10 to the 0...7, exact in a double.
    static func power(_ exponent: Int) -> Double {
        switch exponent {
        case 0: 1
        case 1: 10
        case 2: 100
        case 3: 1_000
        case 4: 10_000
        case 5: 100_000
        case 6: 1_000_000
        default: 10_000_000
        }
    }

    static func zigzag(_ value: Int64) -> UInt64 { UInt64(bitPattern: (value << 1) ^ (value >> 63)) }
    static func unzigzag(_ value: UInt64) -> Int64 {
        Int64(bitPattern: value >> 1) ^ (0 &- Int64(bitPattern: value & 1))
    }
}
