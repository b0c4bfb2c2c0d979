/// How a site's people are called: by which routes, how fast, and who where nobody sits in a duty room.
package struct CallingPolicy: Sendable, Equatable {
    /// Tried in this order: everybody by the first, then everybody by the second, and so on.
    package var routes: [CallRoute] = [.page]
    /// How long one person has to answer before the next is called. Our choice, unverified.
    package var ringFor = Interval.seconds(30)
    /// From the end of a round to the next one; from the fourth round on it doubles up to `longestPause`, and from
    /// `rareAfter` rounds on it is `rarePause`.
    package var pause = Interval.minutes(1)
    /// So long without an answer and without a screen, nobody is watching. Our choice, unverified.
    package var unwatchedAfter = Interval.minutes(5)
    /// A duty room always has a page open: so long without one is an alarm of its own. nil: not expected.
    package var screenWithin: Interval?
    /// `Person.id`s and `Organisation.id`s called first, for a compound without a duty room.
    package var noDutyRoom: [String] = []

    package static let longestPause = Interval.minutes(10)
    /// About a day of rounds. What nobody answered for a day is still called for, but neither the people's patience
    /// nor the incident's log is without an end: a lift that fell silent on a Friday made 6,400 calls until Tuesday.
    package static let rareAfter = 120
    package static let rarePause = Interval.hours(1)

    package init() {}

    /// The pause after a round, counted from 0.
    func pause(after round: Int) -> Interval {
        guard round < Self.rareAfter else { return max(self.pause, Self.rarePause) }
        var pause = self.pause
        for _ in 0..<max(0, min(round - 2, 10)) where pause < Self.longestPause { pause = pause + pause }
        return max(self.pause, min(pause, Self.longestPause))
    }
}
