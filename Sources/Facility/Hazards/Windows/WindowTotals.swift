/// Sums over the cells of a window that a reading adds to when it comes and takes away from when it leaves, so that no
/// question has to walk through them.
///
/// Values are taken from a `center` near their mean and times from an `epoch` inside the window: squares of small
/// numbers add up without losing the digits that matter.
struct WindowTotals: Sendable, Equatable {
    /// What of all this a track has to keep, by the functions that ask it.
    struct Needs: OptionSet, Sendable {
        let rawValue: UInt8
        /// Number of readings, of changes, and steps upward.
        static let counts = Needs(rawValue: 1)
        /// Mean, spread and trend of readings.
        static let moments = Needs(rawValue: 2)
        /// Mean and spread over time.
        static let areas = Needs(rawValue: 4)
        static let lows = Needs(rawValue: 8)
        static let highs = Needs(rawValue: 16)
        /// The mean of the readings of one cell.
        static let means = Needs(rawValue: 32)
        static let all: Needs = [.counts, .moments, .areas, .lows, .highs, .means]
        var hasSums: Bool { !isDisjoint(with: [.counts, .moments, .areas]) }
        var hasExtremes: Bool { !isDisjoint(with: [.lows, .highs]) }
    }

    var readings: Int64 = 0
    var changes: Int64 = 0
    var rise = 0.0
    /// Of readings: sums of value, value², time, time² and their product.
    var value = 0.0
    var square = 0.0
    var time = 0.0
    var timeSquare = 0.0
    var product = 0.0
    /// Over time: sums of what stood, of its square, and of the time itself, in seconds.
    var area = 0.0
    var squareArea = 0.0
    var length = 0.0

    static func += (left: inout WindowTotals, right: WindowTotals) {
        left.readings += right.readings
        left.changes += right.changes
        left.rise += right.rise
        left.value += right.value
        left.square += right.square
        left.time += right.time
        left.timeSquare += right.timeSquare
        left.product += right.product
        left.area += right.area
        left.squareArea += right.squareArea
        left.length += right.length
    }

    static func -= (left: inout WindowTotals, right: WindowTotals) {
        left.readings -= right.readings
        left.changes -= right.changes
        left.rise -= right.rise
        left.value -= right.value
        left.square -= right.square
        left.time -= right.time
        left.timeSquare -= right.timeSquare
        left.product -= right.product
        left.area -= right.area
        left.squareArea -= right.squareArea
        left.length -= right.length
    }

    /// Whether taking `gone` away has left more of rounding than of numbers: what remains is a billionth of it. After
    /// 20 °C, 20 °C, 1e9 °C, 20 °C the sums without the third would be good to 1e-7 and no further.
    func isSpoilt(by gone: WindowTotals) -> Bool {
        !(square.isFinite && squareArea.isFinite && rise.isFinite)
            || gone.square > 1e9 * square || gone.squareArea > 1e9 * squareArea
    }

    /// A step of a counter upward; one that falls has begun again at zero.
    @inline(__always)
    static func rise(from before: Double, to after: Double) -> Double {
        after >= before ? after - before : after
    }
}
