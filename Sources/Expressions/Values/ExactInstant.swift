/// An instant to the nanosecond while it is worked with: from 0001-01-01T00:00:00Z to
/// 9999-12-31T23:59:59.999999999Z (CEL language definition, "Overflow").
package struct ExactInstant: Hashable, Sendable {
    /// Since 1970, of either sign.
    let milliseconds: Int64
    /// After it, 0 to 999,999.
    let nanoseconds: Int32

    static let range = TimestampText.firstMilliseconds...TimestampText.lastMilliseconds

    /// Nil outside the range.
    init?(milliseconds: Int64, nanoseconds: Int32 = 0) {
        guard Self.range.contains(milliseconds) else { return nil }
        self.milliseconds = milliseconds
        self.nanoseconds = nanoseconds
    }

    /// Nil for what is no instant or lies outside the range.
    package init?(_ value: Value) {
        switch value {
        case .timestamp(let milliseconds): self.init(milliseconds: milliseconds)
        case .fineTimestamp(let milliseconds, let nanoseconds):
            self.init(milliseconds: milliseconds, nanoseconds: nanoseconds)
        default: return nil
        }
    }

    /// Milliseconds where they say it all.
    package var value: Value {
        nanoseconds == 0
            ? .timestamp(milliseconds: milliseconds)
            : .fineTimestamp(milliseconds: milliseconds, nanoseconds: nanoseconds)
    }

    /// Nil where the sum leaves the range.
    func adding(_ duration: ExactDuration) -> ExactInstant? {
        var rest = Int64(nanoseconds) + duration.nanoseconds % 1_000_000
        var milliseconds = milliseconds + duration.nanoseconds / 1_000_000
        if rest < 0 {
            rest += 1_000_000
            milliseconds -= 1
        } else if rest >= 1_000_000 {
            rest -= 1_000_000
            milliseconds += 1
        }
        return ExactInstant(milliseconds: milliseconds, nanoseconds: Int32(rest))
    }

    /// Nil where the difference leaves a duration's 64 bits.
    func since(_ other: ExactInstant) -> ExactDuration? {
        let (whole, overflow) = (milliseconds - other.milliseconds).multipliedReportingOverflow(by: 1_000_000)
        let (sum, overflowToo) = whole.addingReportingOverflow(Int64(nanoseconds - other.nanoseconds))
        return overflow || overflowToo ? nil : ExactDuration(nanoseconds: sum)
    }

    /// Whole seconds since 1970, rounded down.
    var seconds: Int64 { milliseconds / 1000 - (milliseconds % 1000 < 0 ? 1 : 0) }

    /// Into the second, 0 to 999,999,999.
    var nanosecondOfSecond: Int64 { (milliseconds - seconds * 1000) * 1_000_000 + Int64(nanoseconds) }
}

extension ExactInstant: Comparable {
    package static func < (left: ExactInstant, right: ExactInstant) -> Bool {
        (left.milliseconds, left.nanoseconds) < (right.milliseconds, right.nanoseconds)
    }
}
