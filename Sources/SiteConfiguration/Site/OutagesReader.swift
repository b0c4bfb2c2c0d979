import Facility

/// Reads `outages`: when what falls silent at once is one case.
///
/// `outages: {at_least: 3, within: 2m, settle: 30s, linger: 15m, deaf_after: 1m, roll_call_within: 10m}`; what is left out
/// keeps its default (`StormPolicy`).
enum OutagesReader {
    static func read(_ section: Section?) -> StormPolicy {
        var policy = StormPolicy()
        guard let section else { return policy }
        if let number = section.optional("at_least")?.integer(in: 2...1_000) { policy.atLeast = number }
        if let time = section.optional("within")?.interval() { policy.within = time }
        if let time = readSettle(section) { policy.settle = time }
        if let time = section.optional("linger")?.interval() { policy.linger = time }
        if let time = section.optional("deaf_after")?.interval() { policy.deafAfter = time }
        if let time = section.optional("roll_call_within")?.interval() { policy.rollCallWithin = time }
        section.finish()
        return policy
    }

    /// What waits longer than `StormPolicy.longestSettle` is told too late.
    private static func readSettle(_ section: Section) -> Interval? {
        guard let value = section.optional("settle"), let time = value.interval() else { return nil }
        guard time <= StormPolicy.longestSettle else {
            value.error(.form(.outOfRange(from: "1s", to: "10m")))
            return nil
        }
        return time
    }
}
