import Facility
import Foundation
import GRDB

extension RingWriter {
    /// The store's own numbers for a site's devices and points, and every name it ever saw. A name keeps its number for
    /// the store's life; a new one gets the next, which was never used before.
    package func numbering(for site: Site) throws(CommitFailure) -> Numbering {
        var numbering = Numbering(devices: 0, points: 0)
        try transaction { db, _ in
            let known = try Self.known(db)
            let (laidOut, new) = known.laidOut(for: site)
            for row in new { try Self.write(row, db) }
            numbering = laidOut
        }
        return numbering
    }

    private static func known(_ db: Database) throws -> Numbering {
        func names(_ table: String) throws -> [String: UInt32] {
            var known: [String: UInt32] = [:]
            let cursor = try Row.fetchCursor(db, sql: "SELECT number, name FROM \(table)")
            while let row = try cursor.next() { known[row[1]] = row[0] }
            return known
        }
        func next(_ table: String) throws -> UInt32 {
            let last = try UInt32.fetchOne(
                db, sql: "SELECT seq FROM sqlite_sequence WHERE name = ?", arguments: [table])
            return (last ?? 0) + 1
        }
        return Numbering(
            knownDevices: try names("device"), knownPoints: try names("point"),
            nextDevice: try next("device"), nextPoint: try next("point"))
    }

    /// A row written before (a commit whose word was awaited) stays as it is. Another name under the number, or another
    /// number of the name, fails the commit: readings would be filed under a device that did not send them.
    static func write(_ row: NumberRow, _ db: Database) throws {
        let table = row.kind == .device ? "device" : "point"
        try db.cachedStatement(sql: "INSERT OR IGNORE INTO \(table) (number, name) VALUES (?, ?)").execute(
            arguments: [Int64(row.number), row.name])
        guard db.changesCount == 0 else { return }
        let number = try db.cachedStatement(sql: "SELECT number FROM \(table) WHERE name = ?")
        guard try Int64.fetchOne(number, arguments: [row.name]) != Int64(row.number) else { return }
        throw DatabaseError(
            resultCode: .SQLITE_CONSTRAINT,
            message: "\(row.name) cannot have the number \(row.number) of the table \(table)")
    }

    /// Keeps a version of the configuration under its hash; one that is there already stays as it is. The
    /// oldest beyond `RingLimits.configurations` go.
    package func keepConfiguration(
        version: String, content: [UInt8], at now: Timestamp
    ) throws(CommitFailure) {
        try transaction { db, _ in
            try db.execute(
                sql: "INSERT OR IGNORE INTO configuration (version, at, content) VALUES (?, ?, ?)",
                arguments: [version, now.milliseconds, Data(content)])
            try db.execute(
                sql: "DELETE FROM configuration WHERE number <= (SELECT max(number) FROM configuration) - ?",
                arguments: [limits.configurations])
        }
    }
}
