import Facility
import GRDB

/// When each destination was last proven to be reached: one row each.
extension DestinationProof {
    static let all = "SELECT destination, at, means FROM proof ORDER BY destination"

    func write(_ db: Database) throws {
        try db.cachedStatement(sql: "INSERT OR REPLACE INTO proof VALUES (?, ?, ?)").execute(
            arguments: [destination, at.milliseconds, means.rawValue])
    }

    /// Throws for means this version does not know: such a destination counts as not proven.
    init(row: Row) throws {
        guard let means = ProofMeans(rawValue: try row.decode(String.self, atIndex: 2)) else {
            throw RowFault.outOfRange(column: "means")
        }
        self.init(
            destination: try row.decode(String.self, atIndex: 0),
            at: Timestamp(milliseconds: try row.decode(Int64.self, atIndex: 1)), means: means)
    }
}
