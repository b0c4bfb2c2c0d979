import Expressions

/// The readings of one short stretch of time, kept as one: a window never holds more than a fixed number of them,
/// however fast a device talks.
///
/// A stretch with one reading (the usual case) is exact. Of several, the last value and its time, the lowest, the
/// highest, their number and the number of changes are kept; only the order inside the stretch is lost.
struct WindowCell: Sendable, Equatable {
    /// Device time of the last reading in it, in milliseconds.
    var at: Int64
    /// The last value: a number's bit pattern, or the hash of a text, which is only ever compared.
    var bits: UInt64
    var low: Double
    var high: Double
    /// Number of readings in it.
    var readings: UInt32
    /// How many of its readings differed from the one before them.
    var changes: UInt32

    init(at: Int64, sample: WindowSample, changes: UInt32) {
        self.at = at
        self.bits = sample.bits
        self.low = sample.number
        self.high = sample.number
        self.readings = 1
        self.changes = changes
    }

    /// The last value where the point is a number or a truth.
    var number: Double { Double(bitPattern: bits) }

    mutating func widen(by sample: WindowSample) {
        low = Swift.min(low, sample.number)
        high = Swift.max(high, sample.number)
        readings += readings == .max ? 0 : 1
    }
}

/// A value as windows keep it: 64 bits.
struct WindowSample: Sendable, Equatable {
    var bits: UInt64
    var isText: Bool

    /// Nil for what no reading carries: unknown, null, lists and the like, and numbers that are not a number.
    init?(_ value: Value) {
        isText = false
        switch value {
        case .bool(let truth): bits = Self.bits(truth ? 1 : 0)
        case .int(let number): bits = Self.bits(Double(number))
        case .uint(let number): bits = Self.bits(Double(number))
        case .double(let number) where number.isFinite: bits = Self.bits(number)
        case .string(let text):
            bits = Self.hash(text)
            isText = true
        default: return nil
        }
    }

    /// -0.0 is no change from 0.0.
    private static func bits(_ number: Double) -> UInt64 { (number == 0 ? 0 : number).bitPattern }

    /// 0 for a text, which has no size.
    var number: Double { isText ? 0 : Double(bitPattern: bits) }

    /// FNV-1a over the text's UTF-8: the same in every process, unlike `Hasher`.
    private static func hash(_ text: String) -> UInt64 {
        var state: UInt64 = 0xCBF2_9CE4_8422_2325
        for byte in text.utf8 { state = (state ^ UInt64(byte)) &* 0x0000_0100_0000_01B3 }
        return state
    }
}
