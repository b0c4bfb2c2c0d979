/// When the silence of many devices is one case (`outages` in `gengfu.yaml`). The numbers are our choice, unverified.
package struct StormPolicy: Sendable, Equatable {
    /// Devices that fall silent, or lose their power, by one cause before they are one case; at least 2.
    package var atLeast = 3
    /// How far apart their losses may begin. Of what is told by silence, half its length when that is more: a device that
    /// reports every ten minutes was last heard up to ten minutes before the cut.
    package var within = Interval.minutes(2)
    /// How long such a loss waits for others before it is told alone. Of what is told by silence, a sixth of its length when
    /// that is more, at most `longestSettle`.
    package var settle = Interval.seconds(30)
    /// Few are left: how long those wait for the others' recovery before each is a case of its own.
    package var linger = Interval.minutes(15)
    /// How long a broker must be away to be a case.
    package var deafAfter = Interval.minutes(1)
    /// Until when every car of a roll-call should have been called at; from then on people are called again.
    package var rollCallWithin = Interval.minutes(10)

    package static let longestSettle = Interval.minutes(10)

    package init() {}

    /// - Parameter silence: milliseconds without a message that are its sign; 0: it has another.
    func settle(ofSilence silence: Int64) -> Interval {
        max(settle, min(Interval(milliseconds: silence / 6), Self.longestSettle))
    }

    /// Milliseconds.
    func window(ofSilence silence: Int64) -> Int64 { max(within.milliseconds, silence / 2) }
}
