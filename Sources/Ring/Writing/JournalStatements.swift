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
    private let keep: OpaquePointer
    private let forget: OpaquePointer

    init(_ db: Database) throws {
        guard let connection = db.sqliteConnection else {
            throw DatabaseError(resultCode: .SQLITE_MISUSE, message: "the connection is closed")
        }
        self.connection = connection
        begin = try Self.prepare(connection, "BEGIN IMMEDIATE")
        insert = try Self.prepare(
            connection, "INSERT INTO journal (id, at, readings, identities, packed) VALUES (?, ?, ?, ?, ?)")
        end = try Self.prepare(connection, "COMMIT")
        keep = try Self.prepare(
            connection, "INSERT OR REPLACE INTO live (hazard, subject, state) VALUES (?, ?, ?)")
        forget = try Self.prepare(connection, "DELETE FROM live WHERE hazard = ? AND subject = ?")
    }

    deinit {
        for statement in [begin, insert, end, keep, forget] { sqlite3_finalize(statement) }
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

    /// Writes a machine's row of `live`; nil: it is idle and has none. A lift that stops and starts moves its machines
    /// as often as it speaks.
    func keep(hazard: String, subject: String, state: String?) throws {
        let statement = state == nil ? forget : keep
        try bind(hazard, at: 1, of: statement) {
            try bind(subject, at: 2, of: statement) {
                guard let state else { return try step(statement) }
                try bind(state, at: 3, of: statement) { try step(statement) }
            }
        }
    }

    /// SQLite reads the text during `body` only, while it is held.
    private func bind(
        _ text: String, at position: Int32, of statement: OpaquePointer, _ body: () throws -> Void
    ) throws {
        var text = text
        try text.withUTF8 { utf8 in
            try utf8.withMemoryRebound(to: CChar.self) { bytes in
                // An empty text has no address, and without one SQLite binds NULL.
                guard let start = bytes.baseAddress, !bytes.isEmpty else {
                    sqlite3_bind_text(statement, position, "", 0, nil)
                    return try body()
                }
                sqlite3_bind_text(statement, position, start, Int32(bytes.count), nil)
                try body()
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
