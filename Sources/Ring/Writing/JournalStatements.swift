import Facility
import GRDB
import GRDBSQLite

/// The statements of every commit, straight on SQLite: blobs are bound where they lie and nothing is
/// allocated. Through GRDB's arguments the same costs three times as much, and most commits are nothing else.
final class JournalStatements {
    private let connection: OpaquePointer
    private let begin: OpaquePointer
    private let insert: OpaquePointer
    private let end: OpaquePointer

    init(_ db: Database) throws {
        guard let connection = db.sqliteConnection else {
            throw DatabaseError(resultCode: .SQLITE_MISUSE, message: "the connection is closed")
        }
        self.connection = connection
        begin = try Self.prepare(connection, "BEGIN IMMEDIATE")
        insert = try Self.prepare(
            connection, "INSERT INTO journal (id, at, readings, identities, packed) VALUES (?, ?, ?, ?, ?)")
        end = try Self.prepare(connection, "COMMIT")
    }

    deinit {
        for statement in [begin, insert, end] { sqlite3_finalize(statement) }
    }

    /// Runs `body` in one transaction; on any error nothing of it remains.
    func transaction(_ body: () throws -> Void) throws {
        try step(begin)
        do {
            try body()
            try step(end)
        } catch {
            // SQLite has rolled back by itself after a full disk or a failed write; then this does nothing.
            if sqlite3_get_autocommit(connection) == 0 { sqlite3_exec(connection, "ROLLBACK", nil, nil, nil) }
            throw error
        }
    }

    func insert(sequence: Int64, at now: Timestamp, identities: [UInt8], effects: Effects) throws {
        sqlite3_bind_int64(insert, 1, sequence)
        sqlite3_bind_int64(insert, 2, now.milliseconds)
        sqlite3_bind_int64(insert, 3, Int64(effects.readingCount))
        try identities.withUnsafeBytes { identities in
            try effects.journal.withUnsafeBytes { packed in
                bind(identities, at: 4)
                bind(packed, at: 5)
                try step(insert)
            }
        }
    }

    /// SQLite reads the bytes during the step only, while they are held.
    private func bind(_ bytes: UnsafeRawBufferPointer, at position: Int32) {
        if let start = bytes.baseAddress, !bytes.isEmpty {
            sqlite3_bind_blob(insert, position, start, Int32(bytes.count), nil)
        } else {
            sqlite3_bind_zeroblob(insert, position, 0)
        }
    }

    private func step(_ statement: OpaquePointer) throws {
        let code = sqlite3_step(statement)
        guard code != SQLITE_DONE else {
            sqlite3_reset(statement)
            return
        }
        let message = String(cString: sqlite3_errmsg(connection))
        sqlite3_reset(statement)
        throw DatabaseError(resultCode: ResultCode(rawValue: code), message: message)
    }

    private static func prepare(_ connection: OpaquePointer, _ sql: String) throws -> OpaquePointer {
        var statement: OpaquePointer?
        let code = sqlite3_prepare_v3(
            connection, sql, -1, UInt32(SQLITE_PREPARE_PERSISTENT), &statement, nil)
        guard code == SQLITE_OK, let statement else {
            throw DatabaseError(
                resultCode: ResultCode(rawValue: code), message: String(cString: sqlite3_errmsg(connection)))
        }
        return statement
    }
}
