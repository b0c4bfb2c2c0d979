import Facility
import GRDB

/// What goes so that the newest can stay: whole segments, the oldest of the least important class first.
extension HistoryWriter {
    /// One step towards so many free pages; then one segment's room is there before its first block is written, and
    /// the file never grows once it was full.
    /// - Returns: whether they are free.
    func makeRoom(pages: Int64, now: Timestamp) throws -> Bool {
        guard let file else { return false }
        let dropped: Bool = try transaction { db in
            if let leaving = try Int64.fetchOne(
                db.cachedStatement(
                    sql: "SELECT id FROM segment WHERE state = \(HistorySchema.State.leaving) LIMIT 1"))
            {
                try drop(leaving, db)
                return true
            }
            if let age = limits.age, let old = try oldest(arrivedBefore: now - age, db) {
                try evict(old, db)
                return true
            }
            return false
        }
        guard !dropped else { return false }
        let need = pages + extraPages + Self.margin
        let (all, free): (Int64, Int64) = try transaction { db in
            (
                try Int64.fetchOne(db.cachedStatement(sql: "PRAGMA page_count")) ?? 0,
                try Int64.fetchOne(db.cachedStatement(sql: "PRAGMA freelist_count")) ?? 0
            )
        }
        let most = file.bytes / RingLimits.pageBytes
        let growth = file.fullPages > 0 || isGrowthStopped ? 0 : max(0, most - all)
        if free + growth >= need {
            // A history that was put away gives way to the one in use.
            if file.fullPages == 0, all + max(0, need - free) + putAwayPages > most {
                for name in files.damagedHistories { files.removeDamagedHistory(name) }
            }
            return true
        }
        if file.fullPages == 0, !isGrowthStopped {
            try growToTheLimit(by: most - all, free: free)
        } else {
            try evictLeastImportant(now: now)
        }
        return false
    }

    /// Pages left over beside a sealing's, for what eviction itself has to write.
    private static let margin: Int64 = 32

    /// The first time that there is no room the file takes what is left of its limit, and has that size from then on:
    /// pages that are filled and freed again stay with it.
    private func growToTheLimit(by pages: Int64, free: Int64) throws {
        guard let connection = file?.connection else { return }
        // Kept in memory until they are free again, they cost no writes.
        try connection.queue.writeWithoutTransaction { db in try db.execute(sql: "PRAGMA cache_size = -32768")
        }
        let full: Int64 = try transaction { db in
            if pages > 0 {
                try db.execute(sql: "CREATE TABLE reserve (filler BLOB) STRICT")
                // A page of a chain holds four bytes less than itself; the table and its row take two.
                try db.execute(
                    sql: "INSERT INTO reserve VALUES (zeroblob(?))",
                    arguments: [max(1, pages + free - 3) * (RingLimits.pageBytes - 4)])
                try db.execute(sql: "DROP TABLE reserve")
            }
            let full = try Int64.fetchOne(db, sql: "PRAGMA page_count") ?? 0
            try HistoryFile.set(HistorySchema.Key.fullPages, full, db)
            return full
        }
        file?.fullPages = full
        try connection.queue.writeWithoutTransaction { db in
            try db.execute(sql: "PRAGMA cache_size = -2000")
            try limitPages(db)
        }
    }

    private var putAwayPages: Int64 {
        files.damagedHistories.reduce(0) { $0 + files.size(files.directory + "/" + $1) }
            / RingLimits.pageBytes
    }

    private func evictLeastImportant(now: Timestamp) throws {
        try transaction { db in
            guard
                let victim = try Int64.fetchOne(
                    db.cachedStatement(
                        sql: """
                            SELECT id FROM segment WHERE state = \(HistorySchema.State.sealed)
                            ORDER BY class, id LIMIT 1
                            """))
            else {
                // A disk that was full may have room by the next try.
                isGrowthStopped = false
                throw DatabaseError(
                    resultCode: .SQLITE_TOOBIG, message: "no room, and no segment to give way")
            }
            try evict(victim, db)
        }
    }

    private func oldest(arrivedBefore time: Timestamp, _ db: Database) throws -> Int64? {
        // The oldest of each class alone: a year has ten thousand segments.
        for rank in 0..<HistorySchema.classes {
            let row = try Row.fetchOne(
                db.cachedStatement(
                    sql: """
                        SELECT id, arrived_to FROM segment
                        WHERE state = \(HistorySchema.State.sealed) AND class = ? ORDER BY id LIMIT 1
                        """), arguments: [rank])
            if let row, row[1] < time.milliseconds { return row[0] }
        }
        return nil
    }

    /// From here on no reader sees the segment, and the ledger hears of it when the disk has it.
    private func evict(_ segment: Int64, _ db: Database) throws {
        guard
            let row = try Row.fetchOne(
                db.cachedStatement(
                    sql: "SELECT class, readings, arrived_from, arrived_to, bytes FROM segment WHERE id = ?"),
                arguments: [segment])
        else { return }
        let rank: Int64 = row[0]
        let readings: Int64 = row[1]
        try db.cachedStatement(sql: "UPDATE segment SET state = \(HistorySchema.State.leaving) WHERE id = ?")
            .execute(arguments: [segment])
        try lose(readings, rank: rank, from: row[2], to: row[3], isDamage: false, db)
        let oldest = try Int64.fetchOne(
            db.cachedStatement(
                sql: """
                    SELECT arrived_from FROM segment
                    WHERE state = \(HistorySchema.State.sealed) AND class = ? ORDER BY id LIMIT 1
                    """), arguments: [rank])
        if let importance = Point.Importance(rank: rank) {
            statistics.remove(importance, readings: readings, bytes: row[4], oldest: oldest)
        }
    }

    /// Some of a leaving segment's blocks, and at last its row.
    private func drop(_ segment: Int64, _ db: Database) throws {
        let ids = HistorySchema.blocks(of: segment)
        guard try dropBlocks(ids, db) else { return }
        try db.cachedStatement(sql: "DELETE FROM damaged WHERE block BETWEEN ? AND ?").execute(
            arguments: [ids.lowerBound, ids.upperBound])
        statistics.damagedBlocks -= Int64(db.changesCount)
        try db.cachedStatement(sql: "DELETE FROM segment WHERE id = ?").execute(arguments: [segment])
    }

    /// Drops as many of these blocks as a slice may; the bytes of each were counted when it was packed, and are not read.
    /// - Returns: whether none is left.
    func dropBlocks(_ ids: ClosedRange<Int64>, _ db: Database) throws -> Bool {
        let cursor = try Row.fetchCursor(
            db.cachedStatement(
                sql: "SELECT id, length(packed) FROM block WHERE id BETWEEN ? AND ? ORDER BY id"),
            arguments: [ids.lowerBound, ids.upperBound])
        var last: Int64?
        var blocks = 0
        var bytes: Int64 = 0
        while blocks < limits.blocksPerTurn, bytes < limits.droppedPerTurn, let row = try cursor.next() {
            last = row[0]
            blocks += 1
            bytes += row[1] as Int64
        }
        guard let last else { return true }
        try db.cachedStatement(sql: "DELETE FROM block WHERE id BETWEEN ? AND ?").execute(
            arguments: [ids.lowerBound, last])
        return false
    }
}
