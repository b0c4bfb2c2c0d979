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

    static let columns = "device, key, at, packed"

    /// - Parameter row: `columns`, in their order.
    /// - Throws: when a column is not what it should be.
    init(row: Row) throws {
        guard let device = UInt32(exactly: try row.decode(Int64.self, atIndex: 0)) else {
            throw RowFault.outOfRange(column: "device")
        }
        self.init(
            device: device, key: try row.decode(String.self, atIndex: 1),
            at: Timestamp(milliseconds: try row.decode(Int64.self, atIndex: 2)),
            packed: [UInt8](try row.decode(Data.self, atIndex: 3)))
    }

    static func all(_ db: Database) throws -> [LearnedRow] {
        try Row.fetchAll(db, sql: "SELECT \(columns) FROM learned ORDER BY device, key")
            .compactMap { try? LearnedRow(row: $0) }
    }
}
