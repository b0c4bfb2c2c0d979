/// A point in time as the engine knows it: milliseconds since 1970-01-01T00:00:00Z, leap seconds ignored.
///
/// The engine never asks for the time; it is handed one. A test advances an hour by passing another number.
package struct Timestamp: Hashable, Comparable, Sendable, Codable {
    /// Milliseconds since the Unix epoch; negative before 1970.
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

    /// Before every other time: the value of "never happened".
    package static let distantPast = Timestamp(milliseconds: -(1 << 60))
    /// After every other time: the value of "no deadline".
    package static let distantFuture = Timestamp(milliseconds: 1 << 60)

    package static func < (left: Timestamp, right: Timestamp) -> Bool {
        left.milliseconds < right.milliseconds
    }

    package static func + (time: Timestamp, interval: Interval) -> Timestamp {
        Timestamp(milliseconds: time.milliseconds &+ interval.milliseconds)
    }

    package static func - (time: Timestamp, interval: Interval) -> Timestamp {
        Timestamp(milliseconds: time.milliseconds &- interval.milliseconds)
    }

    /// The time from `right` to `left`; negative when `left` is the earlier one.
    package static func - (left: Timestamp, right: Timestamp) -> Interval {
        Interval(milliseconds: left.milliseconds &- right.milliseconds)
    }
}
