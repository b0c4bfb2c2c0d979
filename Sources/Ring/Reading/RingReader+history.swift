import Facility
import Foundation
import GRDB

/// The whole journal from its oldest row on, for a back-test.
extension RingReader {
    /// Names behind the journal's numbers.
    package struct HistoryNames: Sendable {
        /// `Device.id`.
        package var devices: [UInt32: String]
        /// `facility/point`.
        package var points: [UInt32: String]
    }

    /// Rows fetched at most in one step; the store is let go of in between.
    private static let rowsPerWalk = 500

    package func historyNames() throws(ReadFailure) -> HistoryNames {
        try read { db in
            var names = HistoryNames(devices: [:], points: [:])
            for row in try Row.fetchAll(db, sql: "SELECT number, name FROM device") {
                names.devices[row[0]] = row[1]
            }
            for row in try Row.fetchAll(db, sql: "SELECT number, name FROM point") {
                names.points[row[0]] = row[1]
            }
            return names
        }
    }

    /// Hands over every message of the journal in the order in which they were committed. What is evicted or
    /// committed meanwhile may be there or not.
    /// - Parameters:
    ///   - from: by arrival.
    ///   - to: by arrival, included.
    package func history(
        from: Timestamp, to: Timestamp, _ body: (JournaledMessage) -> Void
    ) throws(ReadFailure) {
        var after = Int64.min
        while true {
            let start = after
            let rows = try read { db in
                try Row.fetchAll(
                    db.cachedStatement(
                        sql: """
                            SELECT id, packed FROM journal WHERE id > ? AND at >= ? AND at <= ?
                            ORDER BY id LIMIT ?
                            """),
                    arguments: [start, from.milliseconds, to.milliseconds, Self.rowsPerWalk]
                ).map { (id: $0[0] as Int64, packed: [UInt8]($0[1] as Data)) }
            }
            guard let last = rows.last else { return }
            after = last.id
            for row in rows {
                var reader = JournalReader(row.packed)
                while let entry = reader.next() {
                    if case .readings(let message) = entry { body(message) }
                }
            }
        }
    }
}
