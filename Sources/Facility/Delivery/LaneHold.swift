/// Until when a lane sends nothing although its path is there: jitter after an outage, so that 617 boxes do not come back
/// at once, and the far side's `Retry-After`, which life safety obeys for a short time only.
struct LaneHold: Sendable {
    /// Ordinary deliveries wait until then.
    private(set) var until = Timestamp.distantPast
    private(set) var lifeSafetyUntil = Timestamp.distantPast

    /// Spreads ordinary deliveries over as long as the outage lasted, at most `cap`.
    mutating func jitter(
        after outage: Interval, cap: Interval, now: Timestamp, using random: inout some RandomNumberGenerator
    ) {
        let most = min(cap, outage).milliseconds
        guard most > 0 else { return }
        until = max(until, now + .milliseconds(Int64.random(in: 0...most, using: &random)))
    }

    mutating func retry(after: Interval, policy: Lane.Policy, now: Timestamp) {
        until = max(until, now + min(after, policy.retryAfterCap))
        lifeSafetyUntil = max(lifeSafetyUntil, now + min(after, policy.lifeSafetyCap))
    }

    /// A person does not want to wait any longer.
    mutating func end(now: Timestamp) {
        until = min(until, now)
        lifeSafetyUntil = min(lifeSafetyUntil, now)
    }
}
