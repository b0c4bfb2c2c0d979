import Facility
import GRDB

extension WriterState {
    /// Reads what the file says.
    mutating func load(_ db: Database, limits: RingLimits) throws {
        if let row = try Row.fetchOne(db, sql: "SELECT id, at FROM journal ORDER BY id DESC LIMIT 1") {
            lastSequence = try row.decode(Int64.self, atIndex: 0)
            lastCommit = Timestamp(milliseconds: try row.decode(Int64.self, atIndex: 1))
        }
        nextIncident = try Self.meta(db, Schema.Key.nextIncident) ?? 1
        nextDelivery = try Self.meta(db, Schema.Key.nextDelivery) ?? 1
        audit = try AuditChain.head(db, store: try RingReader.store(db))
        pagesLeft = try Self.pagesLeft(db, limits: limits)
        historyBorn = try Self.meta(db, Schema.Key.history)
        ledgeredEvictions = try Self.meta(db, Schema.Key.historyEvictions) ?? 0
        for row in try Row.fetchAll(db, sql: "SELECT session, row FROM session_tail") {
            if let session = UInt16(exactly: try row.decode(Int64.self, atIndex: 0)) {
                tails[session] = try row.decode(Int64.self, atIndex: 1)
            }
        }
    }

    static func meta(_ db: Database, _ key: String) throws -> Int64? {
        try Int64.fetchOne(db, sql: "SELECT value FROM meta WHERE key = ?", arguments: [key])
    }

    /// Pages up to the limit that hold nothing: free ones of the file, and those it may still grow by.
    static func pagesLeft(_ db: Database, limits: RingLimits) throws -> Int64 {
        let pages = try Int64.fetchOne(db.cachedStatement(sql: "PRAGMA page_count")) ?? 0
        let free = try Int64.fetchOne(db.cachedStatement(sql: "PRAGMA freelist_count")) ?? 0
        return limits.pages - (pages - free)
    }
}

extension WriterState.Unsealed {
    /// Counts the journal's rows behind one. Their blobs are not read.
    init(_ db: Database, after through: Int64) throws {
        let row = try Row.fetchOne(
            db.cachedStatement(
                sql: """
                    SELECT sum(readings), sum(length(packed)), min(at) FROM journal WHERE id > ? AND readings > 0
                    """), arguments: [through])
        readings = row?[0] ?? 0
        bytes = row?[1] ?? 0
        since = (row?[2] as Int64?).map(Timestamp.init(milliseconds:))
    }
}
