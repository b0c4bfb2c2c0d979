import Facility

/// What the writer knows without asking the file. A commit works on a copy that replaces it only when the
/// commit is on disk, so a failed one leaves no trace.
struct WriterState {
    /// Number of the last journal row; 0 in a new store.
    var lastSequence: Int64 = 0
    var lastCommit: Timestamp?
    var nextIncident: Int64 = 1
    var nextDelivery: Int64 = 1
    /// Where the audit log stands; the next line builds on it.
    var audit = AuditChain.beginning(of: 0)
    /// Pages the file can still give before the journal must; counted down, and read anew when low.
    var pagesLeft: Int64 = 0
    /// Newest journal row that holds a message of the session.
    var tails: [UInt16: Int64] = [:]
    var commitsSinceTails = 0
    var settledSinceTrim = 0
    var commits: Int64 = 0
    var evictedReadings: Int64 = 0
}
