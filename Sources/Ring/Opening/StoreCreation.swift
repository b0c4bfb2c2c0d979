import Facility
import GRDB

/// Makes a new store with all its pages on disk, under another name until it is whole.
///
/// Pages are written by a filler table that is dropped again: without auto-vacuum the file keeps them, and a
/// full disk stops no commit (measured: 5,000 of 5,000, against 1,959 in a file that has to grow).
enum StoreCreation {
    static func make(_ files: RingFiles, epoch: UInt64, limits: RingLimits) throws(OpenFailure) {
        files.removeUnfinished()
        do {
            let queue = try DatabaseQueue(path: files.disk.address(of: files.unfinished))
            try queue.writeWithoutTransaction { db in
                // Nothing to protect yet: a crash here leaves a file that the next start removes.
                _ = try String.fetchOne(db, sql: "PRAGMA journal_mode = OFF")
                try db.execute(sql: "PRAGMA synchronous = OFF")
                try db.execute(sql: "PRAGMA page_size = \(RingLimits.pageBytes)")
                try db.execute(sql: "PRAGMA auto_vacuum = NONE")
                try db.execute(sql: "PRAGMA application_id = \(Schema.applicationID)")
                try fill(db, pages: limits.pages)
                try migrate(db)
                try db.execute(
                    sql: "INSERT INTO meta (key, value) VALUES (?, ?), (?, 1), (?, 1), (?, 0)",
                    arguments: [
                        Schema.Key.epoch, Int64(epoch), Schema.Key.nextIncident, Schema.Key.nextDelivery,
                        Schema.Key.openings,
                    ])
            }
            try queue.close()
        } catch {
            files.removeUnfinished()
            throw OpenFailure(
                error, path: files.database,
                bytesNeeded: limits.pages * RingLimits.pageBytes + limits.walBytes)
        }
        try files.installUnfinished()
    }

    /// Brings a store of an older version up to this one's, each migration in its own transaction.
    static func migrate(_ db: Database) throws {
        let found = try Int.fetchOne(db, sql: "PRAGMA user_version") ?? 0
        for (version, migration) in zip(1..., Schema.migrations) where version > found {
            try db.inTransaction(.immediate) {
                try db.execute(sql: migration)
                try db.execute(
                    sql: "INSERT OR REPLACE INTO meta (key, value) VALUES (?, ?)",
                    arguments: [Schema.Key.version, version])
                try db.execute(sql: "PRAGMA user_version = \(version)")
                return .commit
            }
        }
    }

    private static func fill(_ db: Database, pages: Int64) throws {
        try db.execute(sql: "CREATE TABLE \(Schema.reserve) (filler BLOB) STRICT")
        let perRow: Int64 = 256
        for _ in 0..<(pages / perRow) {
            // A little less than 256 pages, so that a row with its chain takes 256.
            try db.execute(sql: "INSERT INTO \(Schema.reserve) VALUES (zeroblob(1044480))")
        }
        try db.execute(sql: "DROP TABLE \(Schema.reserve)")
    }
}
