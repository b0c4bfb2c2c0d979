/// A length of time in whole milliseconds.
///
/// `Swift.Duration` counts attoseconds in 128 bits; windows and timers are compared for every reading, so the
/// engine counts milliseconds in 64 and converts at its edge.
package struct Interval: Hashable, Comparable, Sendable, Codable {
    package var milliseconds: Int64

    package init(milliseconds: Int64) {
        self.milliseconds = milliseconds
    }

    package init(from decoder: any Decoder) throws {
        milliseconds = try decoder.singleValueContainer().decode(Int64.self)
    }

    package func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(milliseconds)
    }

    package static let zero = Interval(milliseconds: 0)

    package static func milliseconds(_ count: Int64) -> Interval { Interval(milliseconds: count) }
    package static func seconds(_ count: Int64) -> Interval { Interval(milliseconds: count * 1_000) }
    package static func minutes(_ count: Int64) -> Interval { Interval(milliseconds: count * 60_000) }
    package static func hours(_ count: Int64) -> Interval { Interval(milliseconds: count * 3_600_000) }
    package static func days(_ count: Int64) -> Interval { Interval(milliseconds: count * 86_400_000) }

    package static func < (left: Interval, right: Interval) -> Bool {
        left.milliseconds < right.milliseconds
    }

    package static func + (left: Interval, right: Interval) -> Interval {
        Interval(milliseconds: left.milliseconds &+ right.milliseconds)
    }

    package static prefix func - (interval: Interval) -> Interval {
        Interval(milliseconds: 0 &- interval.milliseconds)
    }

    /// The interval without its sign.
    package var magnitude: Interval { Interval(milliseconds: abs(milliseconds)) }

    /// In seconds, for people and for expressions.
    package var seconds: Double { Double(milliseconds) / 1_000 }
}
