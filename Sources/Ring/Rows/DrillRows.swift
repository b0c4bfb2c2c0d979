import Facility
import Foundation
import GRDB

/// Drills in the store: the whole state in JSON, the latest `kept` of them.
extension Drill {
    /// Drills whose sheets are kept.
    static let kept = 200
    /// The latest, oldest of them first: the running one is the last.
    static let latest =
        "SELECT number, state FROM (SELECT number, state FROM drill ORDER BY number DESC LIMIT 20) ORDER BY number"

    func write(_ db: Database) throws {
        try db.cachedStatement(sql: "INSERT OR REPLACE INTO drill VALUES (?, ?)").execute(
            arguments: [number, try StoreJSON.text(self)])
        try db.cachedStatement(sql: "DELETE FROM drill WHERE number <= ?").execute(
            arguments: [number - Int64(Self.kept)])
    }
}

/// Suppressions in the store. One that has not ended is never dropped.
extension Suppression {
    /// Ended ones kept.
    static let kept = 1_000
    /// Those that have not ended, and the latest that have; of the site's file by themselves, or an entry that somebody ended
    /// long ago would begin anew.
    static let standing = """
        SELECT number, state FROM suppression WHERE ended_at IS NULL
        OR number IN (SELECT number FROM suppression WHERE ended_at IS NOT NULL ORDER BY number DESC LIMIT 50)
        OR number IN (SELECT number FROM suppression WHERE ended_at IS NOT NULL AND json_valid(state)
            AND json_extract(state, '$.declared') IS NOT NULL ORDER BY number DESC LIMIT 100)
        ORDER BY number
        """

    func write(_ db: Database) throws {
        try db.cachedStatement(sql: "INSERT OR REPLACE INTO suppression VALUES (?, ?, ?)").execute(
            arguments: [number, ended?.at.milliseconds, try StoreJSON.text(self)])
        try db.cachedStatement(sql: "DELETE FROM suppression WHERE ended_at IS NOT NULL AND number <= ?")
            .execute(arguments: [number - Int64(Self.kept)])
    }
}
