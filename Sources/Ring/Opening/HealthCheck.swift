import GRDB
import GRDBSQLite

/// Finds out before anything is trusted whether a file is our store and whole.
enum HealthCheck {
    enum Finding: Equatable {
        case sound
        /// The time was up first.
        case unfinished
        case newer(version: Int)
        case damaged(reason: String)
    }

    /// Reads the header, compares the tables with those the migrations make, checks every page until the time
    /// is up, and writes once. Migrates an older store.
    /// - Throws: what is neither soundness nor damage, such as a full disk.
    static func examine(_ connection: StoreConnection, milliseconds: Int) throws -> Finding {
        do {
            return try connection.queue.writeWithoutTransaction { db in
                guard try Int.fetchOne(db, sql: "PRAGMA application_id") == Schema.applicationID else {
                    return .damaged(reason: "the file is not a store of this program")
                }
                let version = try Int.fetchOne(db, sql: "PRAGMA user_version") ?? 0
                let noted = try Int.fetchOne(
                    db, sql: "SELECT value FROM meta WHERE key = ?", arguments: [Schema.Key.version])
                // Written in two places, so that one flipped bit does not pass for a newer program's file.
                guard version == noted, version > 0 else {
                    return .damaged(reason: "schema version \(version), noted as \(noted ?? 0)")
                }
                guard version <= Schema.version else { return .newer(version: version) }
                let pages = try check(db, milliseconds: milliseconds)
                if case .damaged = pages { return pages }
                try db.execute(sql: "DROP TABLE IF EXISTS \(Schema.reserve)")
                try StoreCreation.migrate(db)
                guard try tables(db) == expectedTables.get() else {
                    return .damaged(reason: "its tables are not those of schema \(Schema.version)")
                }
                try db.execute(
                    sql: "UPDATE meta SET value = value + 1 WHERE key = ?", arguments: [Schema.Key.openings])
                return pages
            }
        } catch let error as DatabaseError where isDamage(error) {
            return .damaged(reason: error.message ?? "\(error.resultCode)")
        }
    }

    /// Whether an error means that the bytes are wrong, not that the disk is full, locked or failing.
    static func isDamage(_ error: DatabaseError) -> Bool {
        switch error.resultCode {
        case .SQLITE_CORRUPT, .SQLITE_NOTADB, .SQLITE_FORMAT, .SQLITE_ERROR, .SQLITE_MISMATCH,
            .SQLITE_CONSTRAINT, .SQLITE_READONLY, .SQLITE_SCHEMA, .SQLITE_TOOBIG, .SQLITE_INTERNAL,
            .SQLITE_RANGE, .SQLITE_EMPTY, .SQLITE_PROTOCOL:
            true
        case .SQLITE_IOERR: error.extendedResultCode == .SQLITE_IOERR_SHORT_READ
        default: false
        }
    }

    /// `quick_check` until the time is up; measured 0.66 s cold for 130 MB.
    ///
    /// A read that failed is no damage yet: a disk that stumbles once must not cost the store. One that cannot be read
    /// time after time is.
    private static func check(_ db: Database, milliseconds: Int) throws -> Finding {
        let deadline = Deadline(after: milliseconds)
        var finding = try check(db, until: deadline)
        for _ in 1..<readAttempts {
            guard case .damaged(let reason) = finding, isReadFailure(reason) else { break }
            finding = try check(db, until: deadline)
        }
        return finding
    }

    /// Times a page is asked for before it counts as lost.
    private static let readAttempts = 4

    /// `quick_check` tells of a page it could not get among the damage: "error code=266", SQLite's extended code, or
    /// without one, of a page that lists free pages.
    private static func isReadFailure(_ reason: String) -> Bool {
        guard let code = reason.firstRange(of: "error code=") else {
            return reason.contains("failed to get page")
        }
        return Int32(reason[code.upperBound...].prefix { $0.isNumber }).map { $0 & 0xFF == SQLITE_IOERR }
            ?? false
    }

    private static func check(_ db: Database, until deadline: Deadline) throws -> Finding {
        try withExtendedLifetime(deadline) {
            sqlite3_progress_handler(
                db.sqliteConnection, 10_000,
                { context in
                    guard let context else { return 0 }
                    return Unmanaged<Deadline>.fromOpaque(context).takeUnretainedValue().hasPassed ? 1 : 0
                }, Unmanaged.passUnretained(deadline).toOpaque())
            defer { sqlite3_progress_handler(db.sqliteConnection, 0, nil, nil) }
            do {
                let answer = try String.fetchOne(db, sql: "PRAGMA quick_check(1)") ?? "no answer"
                return answer == "ok" ? .sound : .damaged(reason: answer)
            } catch let error as DatabaseError where error.resultCode == .SQLITE_INTERRUPT {
                return .unfinished
            }
        }
    }

    private static func tables(_ db: Database) throws -> [String] {
        try String.fetchAll(
            db,
            sql: "SELECT type || ' ' || name || ' ' || tbl_name || ' ' || ifnull(sql, '') FROM sqlite_master"
        )
        .sorted()
    }

    private static let expectedTables = Result {
        try DatabaseQueue().writeWithoutTransaction { db in
            try StoreCreation.migrate(db)
            return try tables(db)
        }
    }
}

/// A moment on the monotonic clock, to be asked from a C callback.
private final class Deadline {
    private let moment: ContinuousClock.Instant

    init(after milliseconds: Int) { moment = .now + .milliseconds(milliseconds) }

    var hasPassed: Bool { ContinuousClock.now >= moment }
}
