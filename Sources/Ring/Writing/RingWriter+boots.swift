import Facility
import Foundation
import GRDB

/// Starts, stops and the messages that may have killed us.
extension RingWriter {
    /// Notes that the program started.
    package func recordBoot(at now: Timestamp) throws(CommitFailure) {
        try transaction { db, _ in
            try db.execute(sql: "INSERT INTO boot (started_at) VALUES (?)", arguments: [now.milliseconds])
            try db.execute(
                sql: "DELETE FROM boot WHERE number <= (SELECT max(number) FROM boot) - ?",
                arguments: [limits.boots])
        }
    }

    /// Notes that the program is about to end by its own will.
    package func recordCleanStop(at now: Timestamp) throws(CommitFailure) {
        try transaction { db, _ in
            try db.execute(
                sql: "UPDATE boot SET stopped_at = ? WHERE number = (SELECT max(number) FROM boot)",
                arguments: [now.milliseconds])
        }
    }

    /// How many earlier runs ended without a clean stop in the last `span` before `now`. A run's end is not
    /// known; the next start, which systemd makes at once, stands for it. Call after `recordBoot`.
    package func uncleanExits(within span: Interval, before now: Timestamp) throws(CommitFailure) -> Int {
        try read { db in
            try Int.fetchOne(
                db,
                sql: """
                    SELECT count(*) FROM boot AS ended JOIN boot AS next ON next.number = ended.number + 1
                    WHERE ended.stopped_at IS NULL AND next.started_at >= ?
                    """, arguments: [(now - span).milliseconds]) ?? 0
        }
    }

    /// Notes, durably, that a message is about to be stepped in careful mode. A trap then leaves its count
    /// behind.
    /// - Returns: how often it has been tried, this time included.
    package func notePoisonAttempt(
        hash32: UInt32, topic: [UInt8], payload: [UInt8], at now: Timestamp
    ) throws(CommitFailure) -> Int {
        var attempts = 0
        try transaction { db, _ in
            try db.execute(
                sql: """
                    INSERT INTO poison (hash, attempts, at, topic, payload) VALUES (?, 1, ?, ?, ?)
                    ON CONFLICT (hash) DO UPDATE SET attempts = attempts + 1, at = excluded.at
                    """,
                arguments: [
                    Int64(hash32), now.milliseconds, Data(topic.prefix(limits.quarantinePayloadBytes)),
                    Data(payload.prefix(limits.quarantinePayloadBytes)),
                ])
            try db.execute(
                sql: """
                    DELETE FROM poison WHERE hash IN (SELECT hash FROM poison WHERE hash <> ?
                    ORDER BY at DESC LIMIT -1 OFFSET ?)
                    """, arguments: [Int64(hash32), limits.poisonRows - 1])
            attempts =
                try Int.fetchOne(
                    db, sql: "SELECT attempts FROM poison WHERE hash = ?", arguments: [Int64(hash32)])
                ?? 0
        }
        return attempts
    }

    /// How often a message was tried in careful mode without living to tell; 0 for one never noted.
    package func poisonAttempts(hash32: UInt32) throws(CommitFailure) -> Int {
        try read { db in
            try Int.fetchOne(
                db, sql: "SELECT attempts FROM poison WHERE hash = ?", arguments: [Int64(hash32)]) ?? 0
        }
    }

    /// The message was stepped and committed: it is no poison.
    package func forgetPoison(hash32: UInt32) throws(CommitFailure) {
        try transaction { db, _ in
            try db.execute(sql: "DELETE FROM poison WHERE hash = ?", arguments: [Int64(hash32)])
        }
    }

    /// Moves a noted message to the quarantine, in one transaction.
    /// - Returns: false when it was never noted.
    package func quarantinePoison(
        hash32: UInt32, reason: String, at now: Timestamp
    ) throws(CommitFailure) -> Bool {
        var isMoved = false
        try transaction { db, statements in
            guard
                let row = try Row.fetchOne(
                    db, sql: "SELECT topic, payload FROM poison WHERE hash = ?", arguments: [Int64(hash32)])
            else { return }
            let poison = QuarantineRow(
                at: now, topic: [UInt8](row[0] as Data), payload: [UInt8](row[1] as Data), reason: reason)
            try EffectRows(limits: limits, now: now, statements: statements).writeQuarantine([poison], db)
            try db.execute(sql: "DELETE FROM poison WHERE hash = ?", arguments: [Int64(hash32)])
            isMoved = true
        }
        return isMoved
    }
}
