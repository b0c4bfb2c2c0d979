/// A length of time to the nanosecond while it is worked with. CEL keeps it in 64 bits, some 292 years either
/// way (language definition, "Overflow"); whatever leaves them is an error.
package struct ExactDuration: Hashable, Sendable {
    package let nanoseconds: Int64

    package init(nanoseconds: Int64) { self.nanoseconds = nanoseconds }

    /// Nil for what is no duration, and for milliseconds beyond the range.
    package init?(_ value: Value) {
        switch value {
        case .duration(let milliseconds):
            let (nanoseconds, overflow) = milliseconds.multipliedReportingOverflow(by: 1_000_000)
            if overflow { return nil }
            self.nanoseconds = nanoseconds
        case .fineDuration(let nanoseconds): self.nanoseconds = nanoseconds
        default: return nil
        }
    }

    /// Milliseconds where they say it all.
    package var value: Value {
        nanoseconds % 1_000_000 == 0
            ? .duration(milliseconds: nanoseconds / 1_000_000) : .fineDuration(nanoseconds: nanoseconds)
    }

    /// Whole seconds, towards zero, and the nanoseconds beyond, of the same sign.
    var parts: (seconds: Int64, nanoseconds: Int64) {
        (nanoseconds / 1_000_000_000, nanoseconds % 1_000_000_000)
    }
}
