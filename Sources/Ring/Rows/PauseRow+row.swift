import Facility
import GRDB

/// Destinations that a person holds back: one row each, and none for those that go on.
extension PauseRow {
    func write(_ db: Database) throws {
        guard let pause else {
            try db.cachedStatement(sql: "DELETE FROM pause WHERE destination = ?").execute(
                arguments: [destination])
            return
        }
        try db.cachedStatement(sql: "INSERT OR REPLACE INTO pause VALUES (?, ?, ?, ?)").execute(
            arguments: [destination, pause.by, pause.since.milliseconds, pause.why])
    }
}

extension DestinationPause {
    static let all = "SELECT destination, by, since, why FROM pause ORDER BY destination"

    init(row: Row) throws {
        self.init(
            destination: try row.decode(String.self, atIndex: 0), by: try row.decode(String.self, atIndex: 1),
            since: Timestamp(milliseconds: try row.decode(Int64.self, atIndex: 2)),
            why: try row.decode(String?.self, atIndex: 3))
    }
}
