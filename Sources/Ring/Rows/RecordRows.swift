import Facility
import GRDB

/// Records in the store: a row each, the whole in JSON beside the columns that lists are made from.
extension UpkeepRecord {
    /// A row that is there already (a commit whose word was awaited) stays as it is.
    func write(_ db: Database) throws {
        try db.cachedStatement(
            sql: """
                INSERT OR IGNORE INTO record (number, kind, subject, performed_at, corrects, state)
                VALUES (?, ?, ?, ?, ?, ?)
                """
        ).execute(arguments: [
            number, kind.rawValue, subject.description, performedAt.milliseconds, corrects,
            try StoreJSON.text(self),
        ])
    }

    /// The oldest lines beyond the limit go; that is a loss.
    static func trim(_ db: Database, limits: RingLimits, now: Timestamp) throws {
        let beyond = "FROM record WHERE number <= (SELECT max(number) FROM record) - ?"
        let gone = try Row.fetchOne(
            db.cachedStatement(sql: "SELECT count(*), min(performed_at), max(performed_at) \(beyond)"),
            arguments: [limits.records])
        guard let gone, gone[0] as Int64 > 0 else { return }
        try db.cachedStatement(sql: "DELETE \(beyond)").execute(arguments: [limits.records])
        try LossLedger(limits: limits).note(
            Loss(
                cause: .evicted, subject: "records", count: gone[0],
                from: Timestamp(milliseconds: gone[1]), to: Timestamp(milliseconds: gone[2])), now: now, db)
    }
}
