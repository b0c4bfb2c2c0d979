import Facility
import Foundation
import GRDB

extension RingWriter {
    /// The store's own numbers for a site's devices and points. A name keeps its number for the store's life;
    /// a new one gets the next, which was never used before.
    package func numbering(for site: Site) throws(CommitFailure) -> Numbering {
        var devices: [UInt32] = []
        var points: [UInt32] = []
        try transaction { db, _ in
            devices = try Self.numbers(db, table: "device", names: site.devices.map(\.id))
            points = try Self.numbers(db, table: "point", names: site.points.map { Self.name($0, site) })
        }
        return Numbering(deviceNumbers: devices, pointNumbers: points)
    }

    /// `facility/point`: two facilities may use the same word.
    static func name(_ point: Point, _ site: Site) -> String {
        "\(site.facilities[point.facility].id)/\(point.name)"
    }

    private static func numbers(_ db: Database, table: String, names: [String]) throws -> [UInt32] {
        var known: [String: UInt32] = [:]
        let cursor = try Row.fetchCursor(db, sql: "SELECT number, name FROM \(table)")
        while let row = try cursor.next() { known[row[1]] = row[0] }
        return try names.map { name in
            if let number = known[name] { return number }
            try db.cachedStatement(sql: "INSERT INTO \(table) (name) VALUES (?)").execute(arguments: [name])
            let number = UInt32(db.lastInsertedRowID)
            known[name] = number
            return number
        }
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
