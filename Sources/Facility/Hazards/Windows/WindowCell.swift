import Expressions

/// The last reading of one short stretch of time; most stretches have no other (`WindowTrack`). 16 bytes.
///
/// Of a stretch with several readings the rest is told by its `WindowCrowd`.
struct WindowCell: Sendable, Equatable {
    /// Device time, in milliseconds.
    var at: Int64
    /// A number's bit pattern, or the hash of a text, which is only ever compared.
    var bits: UInt64

    /// The value where the point is a number or a truth.
    var number: Double { Double(bitPattern: bits) }
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
