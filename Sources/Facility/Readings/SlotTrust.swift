import Expressions

/// How far one point of one device is believed, from its readings one after the other: 48 bytes beside the last
/// value, kept only for points that declare a `QualityRule` which looks back.
///
/// **Stuck**: with `stuck_after: 6h`, 0.52 mg/L at 01:00, every ten minutes the same, is `stuck` from 07:00 until
/// another value comes. A gap as long as half the time allowed (three hours) ends the run: two equal values
/// with nothing between them prove nothing.
///
/// **Jump**: with `{more_than: 0.5, within: 10s}`, 3.1, 3.1, 9.9, 3.1 makes 9.9 `suspect`; 3.1, 9.9, 9.8 makes
/// the first 9.9 suspect and believes the second: it was no glitch, and 9.8 is what is compared from then on.
///
/// Both go by the time of observation, so that a backlog is judged as it was lived. What is older than the last
/// reading judged, late, or out of range already, teaches nothing. The result depends on the readings alone.
struct SlotTrust: Sendable, Equatable {
    /// The last value judged, and when it was true, milliseconds; `min`: none yet.
    private var last = 0.0
    private var lastAt = Int64.min
    /// Since when it has been that value.
    private var flatSince = Int64.min
    /// The last value believed.
    private var believed = 0.0
    private var believedAt = Int64.min
    /// `last` was too far from `believed`: the next one decides.
    private var isDoubted = false

    /// Judges a reading that is neither late nor older than the ones before it, as `isJudged` says.
    /// - Returns: the quality it has by what came before it.
    mutating func judge(_ number: Double, at: Int64, quality: Quality, rule: QualityRule) -> Quality {
        guard at >= lastAt else { return quality }
        let isFlat = lengthen(number, at, rule)
        let isJump = quality != .outOfRange && leaps(number, at, rule)
        last = number
        lastAt = at
        // An impossible value is the plainer finding and keeps the point known: 900 °C raises, flat or not.
        if quality == .outOfRange { return quality }
        if isFlat { return .stuck }
        return isJump && quality == .good ? .suspect : quality
    }

    /// Whether the run of equal values has become too long.
    private mutating func lengthen(_ number: Double, _ at: Int64, _ rule: QualityRule) -> Bool {
        guard let length = rule.stuckAfter?.milliseconds else { return false }
        if lastAt == .min || number != last || at &- lastAt >= length / 2 { flatSince = at }
        return at &- flatSince >= length
    }

    private mutating func leaps(_ number: Double, _ at: Int64, _ rule: QualityRule) -> Bool {
        guard let jump = rule.jump else { return false }
        let isNear = believedAt == .min || abs(number - believed) <= jump.moreThan
        let isAged = believedAt != .min && at &- believedAt > jump.within.milliseconds
        let isRepeated = isDoubted && abs(number - last) <= jump.moreThan
        isDoubted = !(isNear || isAged || isRepeated)
        guard !isDoubted else { return true }
        believed = number
        believedAt = at
        return false
    }

    /// Bytes of `packed`.
    static let packedCount = 41

    /// All of it, little-endian.
    var packed: [UInt8] {
        let words = [
            last.bitPattern, UInt64(bitPattern: lastAt), UInt64(bitPattern: flatSince), believed.bitPattern,
            UInt64(bitPattern: believedAt),
        ]
        return words.flatMap { word in withUnsafeBytes(of: word.littleEndian, Array.init) } + [
            isDoubted ? 1 : 0
        ]
    }

    init() {}

    /// nil for anything `packed` does not give.
    init?(packed bytes: ArraySlice<UInt8>) {
        guard bytes.count == Self.packedCount else { return nil }
        let words = bytes.withUnsafeBytes { buffer in
            (0..<5).map {
                UInt64(littleEndian: buffer.loadUnaligned(fromByteOffset: $0 * 8, as: UInt64.self))
            }
        }
        last = Double(bitPattern: words[0])
        lastAt = Int64(bitPattern: words[1])
        flatSince = Int64(bitPattern: words[2])
        believed = Double(bitPattern: words[3])
        believedAt = Int64(bitPattern: words[4])
        isDoubted = bytes.last == 1
    }
}
