/// How often the way of an alarm is proven from the sensors' topic to each destination, and how old a proof may grow.
///
/// EN 50136-1 and GB/T 26875 systems report the state of an alarm path all the time; a path that is looked at only when it
/// burns is found broken when it burns. Once a day is what a duty log has a line for.
package struct ProofPlan: Sendable, Equatable {
    /// Between the beginnings of two rounds; 10 min to 7 d.
    package var every: Interval
    /// A destination whose last proof is older than this is shown as not proven; at least `every`.
    package var overdueAfter: Interval

    package static let shortest = Interval.minutes(10)
    package static let longest = Interval.days(7)

    /// - Parameter overdueAfter: nil: two rounds and an hour, so that one day's trouble alone is not yet called so.
    package init(every: Interval = .hours(24), overdueAfter: Interval? = nil) {
        self.every = every
        self.overdueAfter = overdueAfter ?? Self.usual(every: every)
    }

    private static func usual(every: Interval) -> Interval {
        .milliseconds(every.milliseconds * 2 + Interval.hours(1).milliseconds)
    }
}
