import Facility
import Foundation
import GRDB

/// What a device's hazards have learned, as rows of `learned`.
extension LearnedRow {
    func write(_ db: Database) throws {
        guard let packed else {
            try db.cachedStatement(sql: "DELETE FROM learned WHERE device = ? AND key = ?").execute(
                arguments: [Int64(device), key])
            return
        }
        try db.cachedStatement(
            sql: """
                INSERT INTO learned (device, key, at, packed) VALUES (?, ?, ?, ?)
                ON CONFLICT (device, key) DO UPDATE SET at = excluded.at, packed = excluded.packed
                """
        ).execute(arguments: [Int64(device), key, at.milliseconds, Data(packed)])
    }

    static func all(_ db: Database) throws -> [LearnedRow] {
        try Row.fetchAll(db, sql: "SELECT device, key, at, packed FROM learned ORDER BY device, key")
            .compactMap { row in
                guard let device = UInt32(exactly: row[0] as Int64) else { return nil }
                return LearnedRow(
                    device: device, key: row[1], at: Timestamp(milliseconds: row[2]),
                    packed: [UInt8](row[3] as Data))
            }
    }
}
