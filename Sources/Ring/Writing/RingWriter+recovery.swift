import Facility
import Foundation
import GRDB

extension RingWriter {
    /// Of so many refused deliveries, the latest, the ended incidents are taken up too: whoever mends what they were
    /// refused for must restart us, and wants them told again.
    private static let refusedKept = 1_000

    /// What the engine takes up at start.
    ///
    /// A row that cannot be read is left out and named in `unreadable`: one rotten incident must not hide the
    /// others.
    /// - Parameter start: the journal is given from here on, for the longest window and the timers.
    package func recover(
        journalFrom start: Timestamp, unreadable: inout [String]
    ) throws(CommitFailure) -> Recovery {
        var problems: [String] = []
        let state = knownState
        let recovery = try read { db in
            var recovery = Recovery(epoch: report.epoch)
            recovery.nextIncident = state.nextIncident
            recovery.nextDelivery = state.nextDelivery
            recovery.lastCommit = state.lastCommit
            recovery.incidents = try Self.json(
                db,
                """
                SELECT id, state FROM incident WHERE ended_at IS NULL
                OR id IN (SELECT incident FROM outbox WHERE settled_at IS NULL)
                OR id IN (SELECT incident FROM outbox WHERE substr(outcome, 1, 10) = '{"refused"'
                    ORDER BY number DESC LIMIT \(Self.refusedKept))
                OR id IN (SELECT json_extract(state, '$.resting._0') FROM live WHERE json_valid(state))
                OR \(Schema.leadsStandingFire)
                ORDER BY raised_at, id
                """, &problems)
            recovery.outbox = try Self.json(
                db, "SELECT number, delivery FROM outbox WHERE settled_at IS NULL ORDER BY number", &problems)
            recovery.live = try Self.live(db, &problems)
            recovery.registry = try Self.json(
                db, "SELECT id, entry FROM registry ORDER BY broker, id", &problems)
            recovery.learned = try LearnedRow.all(db)
            recovery.drills = try Self.json(db, Drill.latest, &problems)
            recovery.suppressions = try Self.json(db, Suppression.standing, &problems)
            recovery.records = try Self.json(
                db, "SELECT number, state FROM record ORDER BY number", &problems)
            for row in try Row.fetchAll(db, sql: "SELECT device, packed FROM snapshot ORDER BY device") {
                guard let device = UInt32(exactly: row[0] as Int64) else { continue }
                recovery.snapshot.append(SnapshotRow(device: device, packed: [UInt8](row[1] as Data)))
            }
            recovery.pauses = try Row.fetchAll(db, sql: DestinationPause.all).compactMap {
                try? DestinationPause(row: $0)
            }
            recovery.proofs = try Row.fetchAll(db, sql: DestinationProof.all).compactMap {
                try? DestinationProof(row: $0)
            }
            recovery.signedOn = try Row.fetchOne(db, sql: SignedOn.latest).map { try SignedOn(row: $0) }
            recovery.journal = try Self.journal(db, from: start)
            recovery.pending = try Row.fetchAll(
                db, sql: "SELECT \(PendingDecode.columns) FROM pending ORDER BY id"
            ).compactMap { try? PendingDecode(row: $0) }
            recovery.streams = try Row.fetchAll(
                db, sql: "SELECT \(StreamRow.columns) FROM stream ORDER BY device"
            ).compactMap { try? StreamRow(row: $0) }
            recovery.identities = try Self.identities(db, state: state, limit: limits.identitiesPerSession)
            return recovery
        }
        unreadable = problems
        return recovery
    }

    private static func json<Value: Decodable>(
        _ db: Database, _ sql: String, _ problems: inout [String]
    ) throws -> [Value] {
        var values: [Value] = []
        let cursor = try Row.fetchCursor(db, sql: sql)
        while let row = try cursor.next() {
            do {
                values.append(try StoreJSON.value(Value.self, try row.decode(String.self, atIndex: 1)))
            } catch {
                let name: DatabaseValue = row[0]
                problems.append("\(Value.self) \(name): \(error)")
            }
        }
        return values
    }

    private static func live(_ db: Database, _ problems: inout [String]) throws -> [LiveRow] {
        var rows: [LiveRow] = []
        let cursor = try Row.fetchCursor(
            db, sql: "SELECT hazard, subject, state FROM live ORDER BY hazard, subject")
        while let row = try cursor.next() {
            let hazard: String = row[0]
            let subject: String = row[1]
            do {
                let state = try StoreJSON.value(MachineState.self, try row.decode(String.self, atIndex: 2))
                rows.append(LiveRow(hazard: hazard, subject: subject, state: state))
            } catch {
                problems.append("LiveRow \(hazard) \(subject): \(error)")
            }
        }
        return rows
    }

    /// Rows from the first one at or after `start` on. Found by walking back from the end, which reads no
    /// blob; the times have no index.
    private static func journal(_ db: Database, from start: Timestamp) throws -> [JournalRow] {
        let before = try Int64.fetchOne(
            db, sql: "SELECT id FROM journal WHERE at < ? ORDER BY id DESC LIMIT 1",
            arguments: [start.milliseconds])
        var rows: [JournalRow] = []
        let cursor = try Row.fetchCursor(
            db, sql: "SELECT at, packed FROM journal WHERE id > ? AND length(packed) > 0 ORDER BY id",
            arguments: [before ?? 0])
        while let row = try cursor.next() {
            rows.append(
                JournalRow(at: Timestamp(milliseconds: row[0]), packed: [UInt8](row[1] as Data)))
        }
        return rows
    }

    /// The last `limit` messages of each session, oldest first.
    ///
    /// The newest rows are walked back until every session is full, at most so far that a session not seen by
    /// then is named in `session_tail`; from there its own rows are walked back.
    private static func identities(
        _ db: Database, state: WriterState, limit: Int
    ) throws -> [SessionIndex: [MessageIdentity]] {
        var windows: [UInt16: [MessageIdentity]] = [:]
        func take(_ rows: ClosedRange<Int64>, only session: UInt16?) throws {
            let cursor = try Row.fetchCursor(
                db,
                sql: """
                    SELECT identities FROM journal WHERE id BETWEEN ? AND ? AND length(identities) > 0
                    ORDER BY id DESC
                    """, arguments: [rows.lowerBound, rows.upperBound])
            while let row = try cursor.next() {
                let packed = try row.withUnsafeData(atIndex: 0) { data in
                    data?.withUnsafeBytes(IdentityPacking.unpack) ?? []
                }
                for identity in packed.reversed() where session == nil || identity.session == session {
                    guard windows[identity.session, default: []].count < limit else { continue }
                    windows[identity.session, default: []].append(identity)
                }
                let isFull = session.map { windows[$0, default: []].count >= limit } ?? false
                if isFull { return }
            }
        }
        let newest = state.lastSequence
        guard newest > 0 else { return [:] }
        // Twice the distance between two writings of the tails: what lies before is in them.
        let oldestWalked = max(1, newest - Int64(2 * commitsPerTails))
        try take(oldestWalked...newest, only: nil)
        for (session, row) in state.tails where windows[session, default: []].count < limit {
            let last = min(row, oldestWalked - 1)
            guard last >= 1 else { continue }
            try take(max(1, last - Int64(limit))...last, only: session)
        }
        return Dictionary(
            uniqueKeysWithValues: windows.map { (SessionIndex(Int($0.key)), Array($0.value.reversed())) })
    }
}
