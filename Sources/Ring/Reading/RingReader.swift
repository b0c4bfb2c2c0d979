import Facility
import Foundation
import GRDB

/// Reads the store for pages and commands, beside the writer and often in another process.
///
/// Its connection is read-only. Every call reads one committed state and lets go of it within some 100 ms, so
/// that the writer's checkpoints are never held up for long; long walks take several such steps.
package struct RingReader: Sendable {
    let queue: DatabaseQueue
    let files: RingFiles
    /// Blocks of sealed history that were left out of what was read so far.
    package let damagedBlocks = DamagedBlocks()

    /// - Throws: when there is no store in the directory, or not one of this version.
    package init(directory: String, disk: any StoreDisk = MachineDisk()) throws(OpenFailure) {
        files = RingFiles(directory: directory, disk: disk)
        guard files.exists(files.database) else { throw .missingDirectory(path: files.database) }
        do {
            var configuration = Configuration()
            configuration.readonly = true
            configuration.label = "ring.reader"
            configuration.busyMode = .timeout(1)
            queue = try DatabaseQueue(path: disk.address(of: files.database), configuration: configuration)
            let version = try queue.read { db in try Int.fetchOne(db, sql: "PRAGMA user_version") ?? 0 }
            guard version == Schema.version else {
                throw OpenFailure.newerSchema(found: version, known: Schema.version)
            }
        } catch {
            throw OpenFailure(error, path: files.database)
        }
    }

    /// Which incidents to list.
    package struct IncidentFilter: Sendable {
        /// Only those without an end.
        package var isOpenOnly = false
        package var hazard: String?
        package var device: String?
        package var severityAtLeast: Severity?
        package var raisedSince: Timestamp?
        /// At most this many, newest first.
        package var limit = 100

        package init() {}
    }

    package func incidents(_ filter: IncidentFilter = IncidentFilter()) throws(ReadFailure) -> [Incident] {
        var conditions = ["raised_at >= ?", "severity >= ?"]
        if filter.isOpenOnly { conditions.append("ended_at IS NULL") }
        let sql = """
            SELECT state FROM incident WHERE \(conditions.joined(separator: " AND "))
            ORDER BY raised_at DESC, id DESC
            """
        return try read { db in
            let cursor = try String.fetchCursor(
                db, sql: sql,
                arguments: [filter.raisedSince?.milliseconds ?? Int64.min, filter.severityAtLeast?.rank ?? 0])
            var found: [Incident] = []
            while found.count < filter.limit, let text = try cursor.next() {
                // One that cannot be read is for `recover` to name; a list shows the others.
                guard let incident = try? StoreJSON.value(Incident.self, text),
                    filter.hazard == nil || filter.hazard == incident.hazard,
                    filter.device == nil || filter.device == incident.device
                else { continue }
                found.append(incident)
            }
            return found
        }
    }

    package func incident(_ id: IncidentID) throws(ReadFailure) -> Incident? {
        try read { db in
            try String.fetchOne(
                db, sql: "SELECT state FROM incident WHERE id = ?", arguments: [id.description]
            ).map { try StoreJSON.value(Incident.self, $0) }
        }
    }

    /// Its steps in order.
    package func transitions(of id: IncidentID) throws(ReadFailure) -> [Transition] {
        try read { db in
            try String.fetchAll(
                db, sql: "SELECT state FROM transition WHERE incident = ? ORDER BY sequence",
                arguments: [id.description]
            ).compactMap { try? StoreJSON.value(Transition.self, $0) }
        }
    }

    /// Newest first.
    package func losses(limit: Int = 100) throws(ReadFailure) -> [Loss] {
        try read { db in
            try Row.fetchAll(
                db,
                sql: "SELECT cause, subject, count, from_at, to_at FROM loss ORDER BY number DESC LIMIT ?",
                arguments: [limit]
            ).compactMap { row in
                guard let cause = Loss.Cause(rawValue: row[0]) else { return nil }
                return Loss(
                    cause: cause, subject: row[1], count: row[2], from: Timestamp(milliseconds: row[3]),
                    to: Timestamp(milliseconds: row[4]))
            }
        }
    }

    /// Newest first.
    package func quarantine(limit: Int = 100) throws(ReadFailure) -> [QuarantineRow] {
        try read { db in
            try Row.fetchAll(
                db, sql: "SELECT \(Self.quarantineColumns) FROM quarantine ORDER BY number DESC LIMIT ?",
                arguments: [limit]
            ).map(QuarantineRow.init(row:))
        }
    }

    /// How many payloads are kept, at most `RingLimits.quarantineRows`.
    package func quarantineCount() throws(ReadFailure) -> Int {
        try read { db in try Int.fetchOne(db, sql: "SELECT COUNT(*) FROM quarantine") ?? 0 }
    }

    /// One quarantined payload, as far as it is kept.
    package func quarantined(_ number: Int64) throws(ReadFailure) -> QuarantineRow? {
        try read { db in
            try Row.fetchOne(
                db, sql: "SELECT \(Self.quarantineColumns) FROM quarantine WHERE number = ?",
                arguments: [number]
            ).map(QuarantineRow.init(row:))
        }
    }

    /// Oldest first, those after a number: what is played again comes in the order in which it came.
    package func quarantine(after number: Int64, limit: Int) throws(ReadFailure) -> [QuarantineRow] {
        try read { db in
            try Row.fetchAll(
                db,
                sql: """
                    SELECT \(Self.quarantineColumns) FROM quarantine WHERE number > ? ORDER BY number LIMIT ?
                    """, arguments: [number, limit]
            ).map(QuarantineRow.init(row:))
        }
    }

    private static let quarantineColumns = "at, topic, payload, reason, payload_bytes, session, number"

    /// Newest first.
    package func audit(limit: Int = 100) throws(ReadFailure) -> [AuditLine] {
        try read { db in
            try Row.fetchAll(
                db, sql: "SELECT at, by, action, subject, detail FROM audit ORDER BY number DESC LIMIT ?",
                arguments: [limit]
            ).map(AuditLine.init(row:))
        }
    }

    /// What waits to be delivered, per destination, by name.
    package func outbox() throws(ReadFailure) -> [OutboxDepth] {
        try read { db in
            try Row.fetchAll(
                db,
                sql: """
                    SELECT destination, count(*), min(opened_at) FROM outbox WHERE settled_at IS NULL
                    GROUP BY destination ORDER BY destination
                    """
            ).map { row in
                OutboxDepth(destination: row[0], count: row[1], oldest: Timestamp(milliseconds: row[2]))
            }
        }
    }

    /// Deliveries, newest first; with their outcomes where they have one.
    package func deliveries(
        of incident: IncidentID? = nil, limit: Int = 100
    ) throws(ReadFailure) -> [(delivery: Delivery, outcome: Delivery.Outcome?)] {
        try read { db in
            try Row.fetchAll(
                db,
                sql: """
                    SELECT delivery, outcome FROM outbox WHERE ? IS NULL OR incident = ?
                    ORDER BY number DESC LIMIT ?
                    """, arguments: [incident?.description, incident?.description, limit]
            ).compactMap { row in
                guard let delivery = try? StoreJSON.value(Delivery.self, row[0]) else { return nil }
                let outcome = (row[1] as String?).flatMap { try? StoreJSON.value(Delivery.Outcome.self, $0) }
                return (delivery, outcome)
            }
        }
    }

    /// Sizes and times, as far as another process than the writer's can know them.
    package func sizes() throws(ReadFailure) -> StoreSizes {
        try read { db in
            let last = try Row.fetchOne(db, sql: "SELECT id, at FROM journal ORDER BY id DESC LIMIT 1")
            let first = try Row.fetchOne(db, sql: "SELECT id, at FROM journal ORDER BY id LIMIT 1")
            let rows = last.flatMap { last in first.map { (last[0] as Int64) - ($0[0] as Int64) + 1 } }
            return StoreSizes(
                databaseBytes: files.size(files.database), logBytes: files.size(files.log),
                journalRows: rows ?? 0, oldestJournal: first.map { Timestamp(milliseconds: $0[1]) },
                lastCommit: last.map { Timestamp(milliseconds: $0[1]) })
        }
    }

    func read<Answer>(_ body: (Database) throws -> Answer) throws(ReadFailure) -> Answer {
        do {
            return try queue.read(body)
        } catch {
            throw ReadFailure(detail: (error as? DatabaseError)?.message ?? "\(error)")
        }
    }
}

/// Why the store gave no answer.
package struct ReadFailure: Error, Sendable, Equatable {
    package var detail: String
}

/// What waits for one destination.
package struct OutboxDepth: Sendable, Equatable {
    package var destination: String
    package var count: Int
    package var oldest: Timestamp
}

/// The store from outside.
package struct StoreSizes: Sendable, Equatable {
    package var databaseBytes: Int64
    package var logBytes: Int64
    package var journalRows: Int64
    package var oldestJournal: Timestamp?
    package var lastCommit: Timestamp?
}
