import Facility
import Foundation
import GRDB

/// Writes what a commit says beside its journal row: incidents, deliveries, ledgers.
struct EffectRows {
    let limits: RingLimits
    let now: Timestamp
    let statements: JournalStatements

    func write(_ effects: Effects, _ db: Database, _ draft: inout WriterState) throws {
        // First, because an incident with an open delivery is not trimmed.
        try writeOutbox(effects, db, &draft)
        try writeIncidents(effects, db, &draft)
        try writeLive(effects.live)
        for row in effects.snapshot {
            try db.cachedStatement(sql: "INSERT OR REPLACE INTO snapshot VALUES (?, ?)").execute(
                arguments: [Int64(row.device), Data(row.packed)])
        }
        let ledger = LossLedger(limits: limits)
        for loss in effects.losses { try ledger.note(loss, now: now, db) }
        try AuditChain(db: db, limit: limits.auditLines).append(effects.audit, to: &draft.audit, at: now)
        try writeQuarantine(effects.quarantine, db)
        try writePending(effects, db)
        for number in effects.released {
            try db.cachedStatement(sql: "DELETE FROM quarantine WHERE number = ?").execute(arguments: [number]
            )
        }
        for row in effects.reasons {
            try db.cachedStatement(sql: "UPDATE quarantine SET reason = ? WHERE number = ?").execute(
                arguments: [row.reason, row.number])
        }
        for row in effects.numbered { try RingWriter.write(row, db) }
        for row in effects.registry { try write(row, db) }
        for row in effects.learned { try row.write(db) }
        for row in effects.streams { try write(row, db) }
        try effects.signedOn?.write(db)
        for row in effects.pauses { try row.write(db) }
        for proof in effects.proofs { try proof.write(db) }
        for drill in effects.drills { try drill.write(db) }
        for suppression in effects.suppressions { try suppression.write(db) }
        for record in effects.records { try record.write(db) }
        if !effects.records.isEmpty { try UpkeepRecord.trim(db, limits: limits, now: now) }
        for row in effects.times { try row.write(db) }
        if !effects.times.isEmpty { try DayTimesRow.trim(db, limits: limits, now: now) }
    }

    private func write(_ row: StreamRow, _ db: Database) throws {
        guard !row.rest.isEmpty else {
            try db.cachedStatement(sql: "DELETE FROM stream WHERE device = ?").execute(
                arguments: [row.device])
            return
        }
        try db.cachedStatement(sql: "INSERT OR REPLACE INTO stream VALUES (?, ?, ?)").execute(
            arguments: [row.device, Data(row.rest), Int64(row.toldBytes)])
    }

    private func write(_ row: RegistryRow, _ db: Database) throws {
        guard let entry = row.entry else {
            try db.cachedStatement(sql: "DELETE FROM registry WHERE broker = ? AND id = ?").execute(
                arguments: [row.key.broker, row.key.id])
            return
        }
        try db.cachedStatement(sql: "INSERT OR REPLACE INTO registry VALUES (?, ?, ?, ?)").execute(
            arguments: [row.key.broker, row.key.id, entry.standing.rawValue, try StoreJSON.text(entry)])
    }

    /// An incident's whole state and every transition, in JSON, beside the columns that lists are made from.
    func writeIncidents(_ effects: Effects, _ db: Database, _ draft: inout WriterState) throws {
        var hasEnded = false
        for incident in effects.incidents {
            hasEnded = hasEnded || incident.ended != nil
            try db.cachedStatement(
                sql: """
                    INSERT INTO incident (id, raised_at, severity, ended_at, state) VALUES (?, ?, ?, ?, ?)
                    ON CONFLICT (id) DO UPDATE SET severity = excluded.severity, ended_at = excluded.ended_at,
                    state = excluded.state
                    """
            ).execute(arguments: [
                incident.id.description, incident.raisedAt.milliseconds, incident.severity.rank,
                incident.ended?.at.milliseconds, try StoreJSON.text(incident),
            ])
        }
        for transition in effects.transitions {
            try db.cachedStatement(sql: "INSERT OR REPLACE INTO transition VALUES (?, ?, ?)").execute(
                arguments: [
                    transition.incident.description, transition.sequence, try StoreJSON.text(transition),
                ])
        }
        if let highest = effects.incidents.map(\.id.number).max(), highest >= draft.nextIncident {
            draft.nextIncident = highest + 1
            try note(Schema.Key.nextIncident, draft.nextIncident, db)
        }
        if hasEnded { try trimIncidents(db) }
    }

    /// The oldest ended incidents beyond the limit go, with their transitions; a few at a time. One with a
    /// delivery still open stays: its outcome is to come.
    private func trimIncidents(_ db: Database) throws {
        let ended =
            try Int.fetchOne(
                db.cachedStatement(sql: "SELECT count(*) FROM incident WHERE ended_at IS NOT NULL")) ?? 0
        guard ended > limits.endedIncidents else { return }
        let ids = try String.fetchAll(
            db.cachedStatement(
                sql: """
                    SELECT id FROM incident WHERE ended_at IS NOT NULL
                    AND id NOT IN (SELECT incident FROM outbox WHERE settled_at IS NULL)
                    AND NOT \(Schema.leadsStandingFire)
                    ORDER BY ended_at LIMIT ?
                    """),
            arguments: [min(ended - limits.endedIncidents, 100)])
        for id in ids {
            try db.cachedStatement(sql: "DELETE FROM transition WHERE incident = ?").execute(arguments: [id])
            try db.cachedStatement(sql: "DELETE FROM incident WHERE id = ?").execute(arguments: [id])
        }
    }

    func writeOutbox(_ effects: Effects, _ db: Database, _ draft: inout WriterState) throws {
        for delivery in effects.opened {
            try db.cachedStatement(
                sql: """
                    INSERT OR REPLACE INTO outbox (number, destination, incident, transition, action,
                    severity, is_life_safety, is_historic, opened_at, delivery)
                    VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
                    """
            ).execute(arguments: [
                delivery.number, delivery.destination, delivery.incident.description, delivery.transition,
                delivery.action.rawValue, delivery.severity.rank, delivery.isLifeSafety, delivery.isHistoric,
                delivery.openedAt.milliseconds, try StoreJSON.text(delivery),
            ])
        }
        if let highest = effects.opened.map(\.number).max(), highest >= draft.nextDelivery {
            draft.nextDelivery = highest + 1
            try note(Schema.Key.nextDelivery, draft.nextDelivery, db)
        }
        for settlement in effects.settled {
            try db.cachedStatement(
                sql: "UPDATE outbox SET settled_at = ?, outcome = ? WHERE number = ?"
            ).execute(arguments: [
                now.milliseconds, try StoreJSON.text(settlement.outcome), settlement.delivery,
            ])
        }
        draft.settledSinceTrim += effects.settled.count
        guard draft.settledSinceTrim >= min(64, limits.settledDeliveries) else { return }
        draft.settledSinceTrim = 0
        let settled =
            try Int.fetchOne(
                db.cachedStatement(sql: "SELECT count(*) FROM outbox WHERE settled_at IS NOT NULL")) ?? 0
        guard settled > limits.settledDeliveries else { return }
        try db.cachedStatement(
            sql: """
                DELETE FROM outbox WHERE number IN (SELECT number FROM outbox WHERE settled_at IS NOT NULL
                ORDER BY settled_at, number LIMIT ?)
                """
        ).execute(arguments: [settled - limits.settledDeliveries])
    }

    /// Of each machine the last row counts: one that begins and ends its waiting time over and over while a backlog
    /// is taken is written once.
    private func writeLive(_ rows: [LiveRow]) throws {
        guard rows.count > 1 else { return try rows.forEach(write) }
        var written: Set<LiveKey> = []
        for row in rows.reversed() {
            guard written.insert(LiveKey(hazard: row.hazard, subject: row.subject)).inserted else { continue }
            try write(row)
        }
    }

    private func write(_ row: LiveRow) throws {
        try statements.keep(
            hazard: row.hazard, subject: row.subject, state: row.state.map { try StoreJSON.text($0) })
    }

    /// The newest payloads of the limit; what makes room for them is a loss.
    func writeQuarantine(_ rows: [QuarantineRow], _ db: Database) throws {
        guard !rows.isEmpty else { return }
        for row in rows {
            try db.cachedStatement(
                sql: """
                    INSERT INTO quarantine (at, topic, payload, reason, payload_bytes, session)
                    VALUES (?, ?, ?, ?, ?, ?)
                    """
            ).execute(arguments: [
                row.at.milliseconds, Data(row.topic.prefix(limits.quarantinePayloadBytes)),
                Data(row.payload.prefix(limits.quarantinePayloadBytes)), row.reason, row.payloadBytes,
                row.session,
            ])
        }
        let beyond = "FROM quarantine WHERE number <= (SELECT max(number) FROM quarantine) - ?"
        let gone = try Row.fetchOne(
            db.cachedStatement(sql: "SELECT count(*), min(at), max(at) \(beyond)"),
            arguments: [limits.quarantineRows])
        guard let gone, gone[0] as Int64 > 0 else { return }
        try db.cachedStatement(sql: "DELETE \(beyond)").execute(arguments: [limits.quarantineRows])
        try LossLedger(limits: limits).note(
            Loss(
                cause: .quarantineFull, subject: "quarantine", count: gone[0],
                from: Timestamp(milliseconds: gone[1]), to: Timestamp(milliseconds: gone[2])), now: now, db)
    }

    /// How many there may be is the engine's to bound.
    func writePending(_ effects: Effects, _ db: Database) throws {
        for row in effects.pending {
            try db.cachedStatement(sql: "INSERT OR REPLACE INTO pending VALUES (?, ?, ?, ?, ?, ?)").execute(
                arguments: [
                    row.id, row.receivedAt.milliseconds, Int64(row.session),
                    (row.isRetained ? 1 : 0) | (row.isDraining ? 2 : 0) | (row.isLate ? 4 : 0),
                    Data(row.topic), Data(row.payload),
                ])
        }
        // After the new ones: one may have come and gone while commits failed.
        for id in effects.decoded {
            try db.cachedStatement(sql: "DELETE FROM pending WHERE id = ?").execute(arguments: [id])
        }
    }

    private func note(_ key: String, _ value: Int64, _ db: Database) throws {
        try db.cachedStatement(sql: "UPDATE meta SET value = ? WHERE key = ?").execute(arguments: [
            value, key,
        ])
    }
}

/// What a row of `live` is found by.
private struct LiveKey: Hashable {
    var hazard: String
    var subject: String

    /// A subject has few hazards: the second text would cost as much as the first and tell little more.
    func hash(into hasher: inout Hasher) { hasher.combine(subject) }
}

extension Incident.Ending {
    var at: Timestamp {
        switch self {
        case .cleared(_, let at), .quiet(let at), .refuted(let at), .withdrawn(_, let at): at
        }
    }
}
