import Facility
import Foundation
import GRDB

/// Looks at every block's checksum once a day, some at a time in quiet moments: what rots is said before somebody asks
/// for it.
///
/// A damaged block stays where it is, is left out by every reader, and goes with its segment. The ledger has it once, as
/// the readings that a block of its segment has on average: what it really held cannot be read.
extension HistoryWriter {
    func isCheckDue(now: Timestamp) -> Bool {
        guard file != nil else { return false }
        // A round that is not over goes on; the next begins a day after the last began.
        if checkedThrough == 0, let since = statistics.checkedSince, now >= since,
            now - since < limits.checkEvery
        {
            return false
        }
        guard let last = checkedAt else { return true }
        return now < last || now - last >= limits.checkPause
    }

    func checkSome(now: Timestamp) throws {
        checkedAt = now
        guard let file else { return }
        let start = checkedThrough
        let looked = try file.connection.queue.writeWithoutTransaction { db in
            try look(after: start, db)
        }
        if !looked.damaged.isEmpty || start == 0 || looked.last == nil {
            try transaction { db in
                for id in looked.damaged { try note(damaged: id, db) }
                if start == 0 {
                    try HistoryFile.set(HistorySchema.Key.checkedSince, now.milliseconds, db)
                    statistics.checkedSince = now
                }
                try HistoryFile.set(HistorySchema.Key.checked, looked.last ?? 0, db)
            }
        }
        checkedThrough = looked.last ?? 0
    }

    /// - Returns: the last block looked at, nil: there was none left; and those that are damaged.
    private func look(after start: Int64, _ db: Database) throws -> (last: Int64?, damaged: [Int64]) {
        let cursor = try Row.fetchCursor(
            db.cachedStatement(sql: "SELECT id, packed FROM block WHERE id > ? ORDER BY id"),
            arguments: [start])
        var last: Int64?
        var damaged: [Int64] = []
        var bytes: Int64 = 0
        var blocks = 0
        while bytes < limits.checkedPerTurn, blocks < limits.blocksPerTurn, let row = try cursor.next() {
            let id: Int64 = row[0]
            last = id
            blocks += 1
            let isSound = try row.withUnsafeData(atIndex: 1) { packed in
                bytes += Int64(packed?.count ?? 0)
                return packed.map { (try? PackedBlock([UInt8]($0))) != nil } ?? false
            }
            if !isSound { damaged.append(id) }
        }
        return (last, damaged)
    }

    private func note(damaged id: Int64, _ db: Database) throws {
        let segment = HistorySchema.segment(ofBlock: id)
        // Blocks of a sealing that is not finished, or of a segment that is leaving, are nobody's.
        guard
            let row = try Row.fetchOne(
                db.cachedStatement(
                    sql: """
                        SELECT class, readings, blocks, arrived_from, arrived_to FROM segment
                        WHERE id = ? AND state = \(HistorySchema.State.sealed)
                        """), arguments: [segment])
        else { return }
        try db.cachedStatement(sql: "INSERT OR IGNORE INTO damaged VALUES (?)").execute(arguments: [id])
        guard db.changesCount > 0 else { return }
        statistics.damagedBlocks += 1
        let count = max(1, (row[1] as Int64) / max(1, row[2] as Int64))
        try lose(count, rank: row[0], from: row[3], to: row[4], isDamage: true, db)
    }
}
