import Facility
import GRDB

/// Who took over the shift last: one row. A roster does not say who came, and the audit log's line of it is trimmed
/// with the others.
extension SignedOn {
    static let latest = "SELECT person, since FROM duty"

    init(row: Row) throws {
        self.init(
            person: try row.decode(String.self, atIndex: 0),
            since: Timestamp(milliseconds: try row.decode(Int64.self, atIndex: 1)))
    }

    func write(_ db: Database) throws {
        try db.cachedStatement(sql: "INSERT OR REPLACE INTO duty VALUES (1, ?, ?)").execute(
            arguments: [person, since.milliseconds])
    }
}
