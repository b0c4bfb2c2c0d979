/// Whether the far side lets anything through: the breaker and the lock-out of one lane.
///
/// While it is blocked one probe at a time goes out, ever more slowly; the first answer opens it again.
enum LanePassage: Sendable, Equatable {
    case flowing(failuresInARow: Int)
    case blocked(Blockage)
    case probing(Blockage, Probe)

    struct Blockage: Sendable, Equatable {
        var cause: Lane.PathLoss
        var since: Timestamp
        /// Failed probes so far.
        var probes: Int
        var nextProbe: Timestamp
        /// As `nextProbe`, when life safety waits.
        var nextLifeSafetyProbe: Timestamp
    }

    enum Probe: Sendable, Equatable { case delivery(Int64), heartbeat }

    var isFlowing: Bool {
        if case .flowing = self { true } else { false }
    }

    /// Takes note of an answer; returns the blockage it ends.
    mutating func answered() -> Blockage? {
        defer { self = .flowing(failuresInARow: 0) }
        switch self {
        case .flowing: return nil
        case .blocked(let blockage), .probing(let blockage, _): return blockage
        }
    }

    /// Takes note of a failed exchange; returns true when it blocks the passage.
    mutating func failed(
        _ exchange: Probe, lockedOut: Bool, policy: Lane.Policy, now: Timestamp,
        using random: inout some RandomNumberGenerator
    ) -> Bool {
        let cause: Lane.PathLoss = lockedOut ? .lockedOut : .unreachable
        switch self {
        case .flowing(let failures):
            // A failed sign of life alone says nothing about cases; its silence is judged by time.
            let count = exchange == .heartbeat && !lockedOut ? failures : failures + 1
            guard lockedOut || count >= policy.breakerThreshold else {
                self = .flowing(failuresInARow: count)
                return false
            }
            self = .blocked(
                Self.blockage(cause, since: now, probes: 0, policy: policy, now: now, using: &random))
            return true
        case .blocked:
            return false  // sent before the passage closed
        case .probing(let blockage, let probe):
            guard probe == exchange else { return false }
            self = .blocked(
                Self.blockage(
                    cause, since: blockage.since, probes: blockage.probes + 1, policy: policy, now: now,
                    using: &random))
            return false
        }
    }

    /// Lets the next probe go at once.
    mutating func hurry(now: Timestamp) {
        guard case .blocked(var blockage) = self else { return }
        blockage.nextProbe = min(blockage.nextProbe, now)
        blockage.nextLifeSafetyProbe = min(blockage.nextLifeSafetyProbe, now)
        self = .blocked(blockage)
    }

    /// Forgets a probe that was cut off by ourselves.
    mutating func cancelled(_ exchange: Probe) {
        if case .probing(let blockage, exchange) = self { self = .blocked(blockage) }
    }

    private static func blockage(
        _ cause: Lane.PathLoss, since: Timestamp, probes: Int, policy: Lane.Policy, now: Timestamp,
        using random: inout some RandomNumberGenerator
    ) -> Blockage {
        let isLockedOut = cause == .lockedOut
        let wait =
            isLockedOut
            ? policy.lockedOutRetry
            : Lane.Policy.doubled(policy.probeBase, times: probes, cap: policy.probeCap)
        let next = now + Lane.Policy.jittered(wait, using: &random)
        let soonest = now + (isLockedOut ? policy.lockedOutLifeSafetyRetry : policy.lifeSafetyCap)
        return Blockage(
            cause: cause, since: since, probes: probes, nextProbe: next,
            nextLifeSafetyProbe: min(next, soonest))
    }
}
