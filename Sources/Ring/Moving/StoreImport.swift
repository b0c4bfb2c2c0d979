import Facility
import Foundation
import GRDB

/// `gengfu import`: what `gengfu export` wrote becomes the store of another box, where a case goes on under its name and
/// what was told is not told again; the first start brings the file to its full size.
///
/// After a move the numbers go on. After a copy the old box went on as well and has used the next ones: they are left
/// out here, or two dangers would be one case at the platform.
package struct StoreImport {
    /// What the file says of itself before it is believed.
    package struct Report: Sendable, Equatable {
        /// Whether the store it was taken from was closed for it.
        package var isSuccessor: Bool
        package var incidents: Int
        /// Deliveries without an outcome: asked for at their destinations before they are sent.
        package var waiting: Int
        package var lastCommit: Timestamp?
    }

    private let files: RingFiles

    /// - Parameter directory: of the new store; it must exist and hold none.
    package init(directory: String) { files = RingFiles(directory: directory) }

    /// - Parameter path: of the exported file; it is read and left as it is.
    package func read(_ path: String) throws(OpenFailure) -> Report {
        try files.checkDirectory()
        let lock = try files.takeLock()
        defer { withExtendedLifetime(lock) {} }
        guard !files.exists(files.database) else { throw .occupied(path: files.database) }
        guard files.exists(path) else { throw .missingDirectory(path: path) }
        let report = try examine(path)
        files.removeUnfinished()
        do {
            try FileManager.default.copyItem(atPath: path, toPath: files.unfinished)
            chmod(files.unfinished, 0o600)
            try adopt(isSuccessor: report.isSuccessor)
        } catch {
            files.removeUnfinished()
            throw .notWritable(path: files.unfinished, reason: error.localizedDescription)
        }
        try files.installUnfinished()
        return report
    }

    /// More incidents and deliveries than a box has had since the copy, whatever became of it.
    private static let numbersLeftOut: Int64 = 1_000_000

    private func adopt(isSuccessor: Bool) throws {
        let queue = try DatabaseQueue(path: files.unfinished)
        defer { try? queue.close() }
        try queue.write { db in
            try db.execute(sql: "DELETE FROM meta WHERE key = ?", arguments: [Schema.Key.isSuccessor])
            guard !isSuccessor else { return }
            try db.execute(
                sql: "UPDATE meta SET value = value + ? WHERE key IN (?, ?)",
                arguments: [Self.numbersLeftOut, Schema.Key.nextIncident, Schema.Key.nextDelivery])
        }
    }

    private func examine(_ path: String) throws(OpenFailure) -> Report {
        do {
            var configuration = Configuration()
            configuration.readonly = true
            let queue = try DatabaseQueue(path: path, configuration: configuration)
            defer { try? queue.close() }
            return try queue.read { db in
                guard try Int.fetchOne(db, sql: "PRAGMA application_id") == Schema.applicationID else {
                    throw OpenFailure.notAnExport(path: path, reason: "no store of this program")
                }
                let version = try Int.fetchOne(db, sql: "PRAGMA user_version") ?? 0
                guard version <= Schema.version else {
                    throw OpenFailure.newerSchema(found: version, known: Schema.version)
                }
                let answer = try String.fetchOne(db, sql: "PRAGMA quick_check(1)") ?? "no answer"
                guard answer == "ok" else { throw OpenFailure.notAnExport(path: path, reason: answer) }
                guard let isSuccessor = try WriterState.meta(db, Schema.Key.isSuccessor) else {
                    throw OpenFailure.notAnExport(path: path, reason: "a store, and no exported one")
                }
                return Report(
                    isSuccessor: isSuccessor == 1,
                    incidents: try Int.fetchOne(db, sql: "SELECT count(*) FROM incident") ?? 0,
                    waiting: try Int.fetchOne(
                        db, sql: "SELECT count(*) FROM outbox WHERE settled_at IS NULL") ?? 0,
                    lastCommit: try Int64.fetchOne(
                        db, sql: "SELECT at FROM journal ORDER BY id DESC LIMIT 1"
                    ).map(Timestamp.init(milliseconds:)))
            }
        } catch let error as DatabaseError where HealthCheck.isDamage(error) {
            throw .notAnExport(path: path, reason: error.message ?? "\(error.resultCode)")
        } catch {
            throw OpenFailure(error, path: path)
        }
    }
}
