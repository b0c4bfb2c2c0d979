import Foundation
import GRDB
import GRDBSQLite

/// The one read-write connection of a file, with the settings the promises stand on.
///
/// GRDB's pool and its WAL mode set `synchronous = NORMAL` after the preparation hook (measured: 1,000
/// commits, 9 fdatasync). So it is a queue in the default mode, WAL and FULL are set here after opening, and
/// FULL is read back.
final class StoreConnection {
    let queue: DatabaseQueue
    /// Frames in the write-ahead log after the last commit.
    private let frames: UnsafeMutablePointer<Int32>

    /// `PRAGMA synchronous` of FULL: every commit waits for the disk.
    static let full = 2

    /// - Parameters:
    ///   - path: or a URI (`StoreDisk.address`).
    ///   - framesInLog: as far as they are known of a connection before.
    init(path: String, framesInLog: Int = 0) throws {
        var configuration = Configuration()
        configuration.label = "ring.writer"
        configuration.busyMode = .timeout(1)
        queue = try DatabaseQueue(path: path, configuration: configuration)
        frames = .allocate(capacity: 1)
        frames.initialize(to: Int32(clamping: framesInLog))
        try queue.writeWithoutTransaction { db in
            let mode = try String.fetchOne(db, sql: "PRAGMA journal_mode = WAL")
            guard mode == "wal" else {
                throw DatabaseError(resultCode: .SQLITE_READONLY, message: "not in WAL mode")
            }
            // The writer checkpoints itself, at moments that delay no PUBACK.
            try db.execute(sql: "PRAGMA wal_autocheckpoint = 0")
            try db.execute(sql: "PRAGMA journal_size_limit = -1")
            try db.execute(sql: "PRAGMA synchronous = FULL")
            // Debian's SQLite overwrites what it deletes unless told not to: every eviction would be written
            // twice.
            try db.execute(sql: "PRAGMA secure_delete = OFF")
            let connection = db.sqliteConnection
            // Closing must not delete the filled log: with a full disk it could not be made again.
            var isKept: Int32 = 1
            sqlite3_file_control(connection, nil, SQLITE_FCNTL_PERSIST_WAL, &isKept)
            sqlite3_wal_hook(
                connection,
                { context, _, _, count in
                    context?.assumingMemoryBound(to: Int32.self).pointee = count
                    return SQLITE_OK
                }, frames)
        }
    }

    deinit {
        // After this no hook can run, so its counter may go.
        try? queue.close()
        frames.deallocate()
    }

    var framesInLog: Int { Int(frames.pointee) }

    /// 2 when every commit waits for the disk.
    func synchronousLevel() throws -> Int {
        try queue.writeWithoutTransaction { db in try Int.fetchOne(db, sql: "PRAGMA synchronous") ?? -1 }
    }

    /// What can be waited for by itself, where `synchronous` would wait for both in one go.
    enum Part {
        case log, database

        fileprivate var operation: Int32 {
            switch self {
            case .log: SQLITE_FCNTL_JOURNAL_POINTER
            case .database: SQLITE_FCNTL_FILE_POINTER
            }
        }
    }

    /// Waits until the disk has all that was written to one of the two files; one wait.
    func synchronise(_ part: Part) throws {
        try queue.writeWithoutTransaction { db in
            var file: UnsafeMutablePointer<sqlite3_file>?
            sqlite3_file_control(db.sqliteConnection, nil, part.operation, &file)
            guard let file, let wait = file.pointee.pMethods?.pointee.xSync else {
                throw DatabaseError(resultCode: .SQLITE_MISUSE, message: "nothing to wait for")
            }
            let answer = wait(file, SQLITE_SYNC_NORMAL | SQLITE_SYNC_DATAONLY)
            guard answer == SQLITE_OK else {
                throw DatabaseError(
                    resultCode: .SQLITE_IOERR, message: "the disk did not confirm (\(answer))")
            }
        }
    }

    /// Grows an older, smaller file to `pages`, a megabyte at a time so that the log keeps its size.
    func growFile(toPages pages: Int64) throws {
        try queue.writeWithoutTransaction { db in
            let present = try Int64.fetchOne(db, sql: "PRAGMA page_count") ?? 0
            guard present < pages else { return }
            let free = try Int64.fetchOne(db, sql: "PRAGMA freelist_count") ?? 0
            try db.execute(sql: "CREATE TABLE \(Schema.reserve) (filler BLOB) STRICT")
            for _ in 0..<((free + pages - present) / 256 + 1) {
                try db.execute(sql: "INSERT INTO \(Schema.reserve) VALUES (zeroblob(1044480))")
                _ = try db.checkpoint(.restart)
            }
            try db.execute(sql: "DROP TABLE \(Schema.reserve)")
            _ = try db.checkpoint(.restart)
        }
    }
}
