import Facility
import Foundation
import GRDB

/// `gengfu export`: the store without its history in one small file, for another box or for a drawer: incidents and their
/// steps, what waits for destinations, the audit log, records, registry, numbers of devices, and of the readings the
/// last hour, which windows and timers need.
///
/// It is taken while the gateway runs, in one reading of one committed state. A box that is to be replaced is moved: its
/// gateway is stopped, and its store refuses to start from then on (`OpenFailure.moved`), so that no two boxes watch the
/// same compound and tell everything twice.
package struct StoreExport {
    /// What the file holds.
    package struct Report: Sendable, Equatable {
        package var bytes: Int64
        package var incidents: Int
        /// Deliveries without an outcome.
        package var waiting: Int
        /// The last commit in it; nil: the store is new.
        package var lastCommit: Timestamp?
    }

    /// Readings kept, before the last commit: those of an hour, as the timers need (`Watch.memory`), and no more than 50,000
    /// commits.
    static let span = Interval.hours(1)
    static let commits: Int64 = 50_000

    private let files: RingFiles

    /// - Parameter directory: of the store.
    package init(directory: String) { files = RingFiles(directory: directory) }

    /// Writes the copy beside its name first, so that it is there whole or not at all.
    /// - Parameter path: of the new file; what is there is not overwritten.
    package func write(to path: String) throws(OpenFailure) -> Report {
        try writeCopy(to: path, isSuccessor: false)
    }

    /// Writes the copy and closes the store for good. The gateway must not be running.
    package func move(to path: String, at now: Timestamp) throws(OpenFailure) -> Report {
        let lock = try files.takeLock()
        defer { withExtendedLifetime(lock) {} }
        try files.renewLog()
        let report = try writeCopy(to: path, isSuccessor: true)
        try setMoved(now)
        return report
    }

    /// The move did not happen after all: this store may be started again.
    package func takeBack() throws(OpenFailure) {
        let lock = try files.takeLock()
        defer { withExtendedLifetime(lock) {} }
        try files.renewLog()
        try setMoved(nil)
    }

    private func writeCopy(to path: String, isSuccessor: Bool) throws(OpenFailure) -> Report {
        guard files.exists(files.database) else { throw .missingDirectory(path: files.database) }
        guard !files.exists(path) else { throw .occupied(path: path) }
        let unfinished = path + ".part"
        files.disk.remove(unfinished)
        do {
            let report = try fill(unfinished, isSuccessor: isSuccessor)
            chmod(unfinished, 0o600)
            try files.disk.synchronise(unfinished)
            try files.disk.rename(unfinished, to: path)
            try files.disk.synchronise(URL(fileURLWithPath: path).deletingLastPathComponent().path)
            return report
        } catch {
            files.disk.remove(unfinished)
            throw OpenFailure(error, path: path)
        }
    }

    private func fill(_ path: String, isSuccessor: Bool) throws -> Report {
        let queue = try DatabaseQueue(path: path)
        defer { try? queue.close() }
        try queue.writeWithoutTransaction { db in
            _ = try String.fetchOne(db, sql: "PRAGMA journal_mode = OFF")
            try db.execute(sql: "PRAGMA synchronous = OFF")
            try db.execute(sql: "PRAGMA page_size = \(RingLimits.pageBytes)")
            try db.execute(sql: "PRAGMA application_id = \(Schema.applicationID)")
            try StoreCreation.migrate(db)
            // Read-only: as the last connection a writing one would carry the log over and take it away.
            try db.execute(
                sql: "ATTACH DATABASE ? AS source",
                arguments: ["file:\(Self.encoded(files.database))?mode=ro"])
            let version = try Int.fetchOne(db, sql: "PRAGMA source.user_version") ?? 0
            guard version == Schema.version else {
                throw OpenFailure.newerSchema(found: version, known: Schema.version)
            }
            try db.inTransaction(.deferred) {
                try Self.copy(db)
                try db.execute(
                    sql: "INSERT OR REPLACE INTO main.meta (key, value) VALUES (?, ?)",
                    arguments: [Schema.Key.isSuccessor, isSuccessor ? 1 : 0])
                return .commit
            }
            try db.execute(sql: "DETACH DATABASE source")
        }
        return try queue.read { db in
            Report(
                bytes: files.size(path),
                incidents: try Int.fetchOne(db, sql: "SELECT count(*) FROM incident") ?? 0,
                waiting: try Int.fetchOne(db, sql: "SELECT count(*) FROM outbox WHERE settled_at IS NULL")
                    ?? 0,
                lastCommit: try Int64.fetchOne(db, sql: "SELECT at FROM journal ORDER BY id DESC LIMIT 1")
                    .map(
                        Timestamp.init(milliseconds:)))
        }
    }

    /// Every table of the schema; what stands in the new file already gives way.
    private static func copy(_ db: Database) throws {
        let tables = try String.fetchAll(
            db, sql: "SELECT name FROM main.sqlite_master WHERE type = 'table' ORDER BY name")
        for table in tables where table != "journal" {
            try db.execute(sql: "DELETE FROM main.\"\(table)\"")
            try db.execute(sql: "INSERT INTO main.\"\(table)\" SELECT * FROM source.\"\(table)\"")
        }
        try db.execute(
            sql: """
                INSERT INTO main.journal SELECT * FROM source.journal WHERE id > (
                    SELECT max(newest.id - ?, coalesce(
                        (SELECT id FROM source.journal WHERE at < newest.at - ? ORDER BY id DESC LIMIT 1), 0))
                    FROM (SELECT id, at FROM source.journal ORDER BY id DESC LIMIT 1) AS newest)
                """, arguments: [commits, span.milliseconds])
    }

    private func setMoved(_ now: Timestamp?) throws(OpenFailure) {
        do {
            let connection = try StoreConnection(path: files.disk.address(of: files.database))
            try connection.queue.write { db in
                if let now {
                    try db.execute(
                        sql: "INSERT OR REPLACE INTO meta (key, value) VALUES (?, ?)",
                        arguments: [Schema.Key.movedAt, now.milliseconds])
                } else {
                    try db.execute(sql: "DELETE FROM meta WHERE key = ?", arguments: [Schema.Key.movedAt])
                }
            }
        } catch {
            throw OpenFailure(error, path: files.database)
        }
    }

    /// A path in a URI of SQLite's: `%`, `?` and `#` mean something there.
    private static func encoded(_ path: String) -> String {
        path.addingPercentEncoding(withAllowedCharacters: .urlPathAllowed) ?? path
    }
}
