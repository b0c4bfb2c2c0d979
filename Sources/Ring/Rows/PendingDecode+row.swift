import Facility
import Foundation
import GRDB

/// Messages that wait for their codec, as rows of `pending`.
extension PendingDecode {
    static let columns = "id, received_at, session, flags, topic, payload"

    /// - Parameter row: `columns`, in their order.
    /// - Throws: when a column is not what it should be.
    init(row: Row) throws {
        guard let session = UInt16(exactly: try row.decode(Int64.self, atIndex: 2)) else {
            throw RowFault.outOfRange(column: "session")
        }
        let flags = try row.decode(Int64.self, atIndex: 3)
        self.init(
            id: try row.decode(Int64.self, atIndex: 0), topic: [UInt8](try row.decode(Data.self, atIndex: 4)),
            payload: [UInt8](try row.decode(Data.self, atIndex: 5)), session: session,
            isRetained: flags & 1 != 0, isDraining: flags & 2 != 0,
            receivedAt: Timestamp(milliseconds: try row.decode(Int64.self, atIndex: 1)))
        isLate = flags & 4 != 0
    }
}
