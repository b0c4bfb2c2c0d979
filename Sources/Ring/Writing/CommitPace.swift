import Facility

/// When what was stepped is committed. A danger, what is to be delivered and an awaited answer go at once; the rest
/// waits for company, for every commit is a wait for the disk that the next danger may have to sit out, and a write of
/// whole pages (50 msg/s cost 58 GB a day of flash with a commit each, 6.7 GB with 200 ms).
///
/// Milliseconds of one monotonic clock come in; it reads none itself.
package struct CommitPace: Sendable {
    /// Milliseconds that a message, an answer of a destination or a line of the audit log waits at most.
    package static let groupWait: Int64 = 200
    /// Messages that make waiting pointless: a fifth of the broker's window of 1,000, so that it never fills
    /// while we wait.
    package static let groupSize = 200
    /// Milliseconds that `Effects.isHousekeeping` waits at most: an alarm in a quiet compound is two commits and not four.
    package static let housekeepingWait: Int64 = 10_000

    /// When the oldest uncommitted message was stepped; nil: none waits.
    private var messageSince: Int64?
    /// Since when anything else waits; nil: nothing does.
    private var gatheredSince: Int64?

    package init() {}

    /// PUBACKs wait for the next commit.
    package var isMessageWaiting: Bool { messageSince != nil }

    package mutating func noteMessage(now: Int64) {
        if messageSince == nil { messageSince = now }
    }

    /// Looks at what a turn has left uncommitted.
    package mutating func noteTurn(_ effects: Effects, now: Int64) {
        if effects.isEmpty {
            gatheredSince = nil
        } else if gatheredSince == nil {
            gatheredSince = now
        }
    }

    /// - Parameter isAwaited: somebody waits for an answer that only the commit makes true.
    package func isDue(_ effects: Effects, isAwaited: Bool, now: Int64) -> Bool {
        if effects.isUrgent || isAwaited || !effects.opened.isEmpty { return true }
        if effects.identities.count >= Self.groupSize { return true }
        return due(effects).map { now >= $0 } ?? false
    }

    /// When what waits is committed if nothing else comes; nil: nothing waits.
    package func due(_ effects: Effects) -> Int64? {
        let message = messageSince.map { $0 + Self.groupWait }
        let wait = effects.isHousekeeping ? Self.housekeepingWait : Self.groupWait
        let rest = gatheredSince.map { $0 + wait }
        guard let message, let rest else { return message ?? rest }
        return min(message, rest)
    }

    /// Whether anything waits that something outside, such as a question to a device, comes after.
    package func isResting(_ effects: Effects) -> Bool {
        messageSince == nil && (effects.isEmpty || effects.isHousekeeping)
    }

    package mutating func committed() { self = CommitPace() }
}
