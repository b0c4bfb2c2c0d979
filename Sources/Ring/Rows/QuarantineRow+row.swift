import Facility
import Foundation
import GRDB

extension QuarantineRow {
    /// From `at, topic, payload, reason, payload_bytes, session, number`; a row of an earlier version has neither of
    /// the two before the last.
    init(row: Row) {
        self.init(
            at: Timestamp(milliseconds: row[0]), topic: [UInt8](row[1] as Data),
            payload: [UInt8](row[2] as Data), reason: row[3], payloadBytes: row[4], session: row[5])
        number = row[6]
    }
}
