import Facility

/// What a lane lets the program know beside its commands: for the audit log, the alarm and the board.
package enum LaneNotice: Sendable, Equatable {
    /// One attempt and what came of it.
    case attempt(AuditLine)
    /// Nothing gets through to the destination; `since` is when it was last heard.
    case pathLost(destination: String, since: Timestamp, cause: Lane.PathLoss)
    case pathRestored(destination: String, lostSince: Timestamp)
    /// What came of the harmless call that proves the path.
    case proof(destination: String, ProofAnswer)
}

/// A lane as the board and the metrics show it.
package struct LaneStatus: Sendable, Equatable {
    /// Deliveries in memory.
    package var held = 0
    /// There are, or may be, more on disk.
    package var wantsMore = true
    package var pathLostSince: Timestamp?
    /// The far side's last answer to anything.
    package var lastHeard: Timestamp?
    /// Counted since the start.
    package var accepted = 0
    package var refused = 0
    package var failedAttempts = 0
    /// The last failure in words, without secrets.
    package var lastFailure: String?
    /// When the lane last finished a turn.
    package var turnedAt: Timestamp?

    package init() {}
}
