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
    /// What history has not taken yet.
    var unsealed = Unsealed()
    /// The history the store knows (`HistorySchema.Key.born`), and the last eviction from it that is in the ledger.
    var historyBorn: Int64?
    var ledgeredEvictions: Int64 = 0

    /// The end of the journal that is not sealed.
    struct Unsealed {
        var readings: Int64 = 0
        /// Of the packed rows.
        var bytes: Int64 = 0
        /// When the first of them was committed; nil: there is none.
        var since: Timestamp?

        mutating func add(_ effects: Effects, at now: Timestamp) {
            guard effects.readingCount > 0 else { return }
            readings += Int64(effects.readingCount)
            bytes += Int64(effects.journal.count)
            since = since ?? now
        }
    }
}
