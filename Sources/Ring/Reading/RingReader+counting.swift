import Facility
import Foundation
import GRDB

/// How much the journal holds, asked from outside: what a benchmark proves its losslessness with.
extension RingReader {
    /// Rows read in one step, some 100 ms at most.
    private static let rowsPerCount = 2_000

    /// Messages in the journal that left at least one reading.
    package func journaledMessages() throws(ReadFailure) -> Int {
        var total = 0
        var after = Int64.min
        while true {
            let start = after
            let (count, last): (Int, Int64?) = try read { db in
                var count = 0
                var last: Int64?
                let cursor = try Row.fetchCursor(
                    db.cachedStatement(
                        sql: "SELECT id, packed FROM journal WHERE id > ? ORDER BY id LIMIT ?"),
                    arguments: [start, Self.rowsPerCount])
                while let row = try cursor.next() {
                    last = row[0]
                    var journal = JournalReader([UInt8](row[1] as Data))
                    while let entry = journal.next() {
                        if case .readings(let message) = entry, !message.readings.isEmpty { count += 1 }
                    }
                }
                return (count, last)
            }
            total += count
            guard let last else { return total }
            after = last
        }
    }
}
