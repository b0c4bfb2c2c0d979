import Facility
import Foundation
import GRDB

/// Half a frame of a device that splits them over messages, as a row of `stream`.
extension StreamRow {
    static let columns = "device, rest, told"

    /// - Parameter row: `columns`, in their order.
    /// - Throws: when a column is not what it should be.
    init(row: Row) throws {
        self.init(
            device: try row.decode(String.self, atIndex: 0),
            rest: [UInt8](try row.decode(Data.self, atIndex: 1)),
            toldBytes: Int(try row.decode(Int64.self, atIndex: 2)))
    }
}
