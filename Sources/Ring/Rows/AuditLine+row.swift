import Facility
import GRDB

extension AuditLine {
    /// From `at, by, action, subject, detail`.
    init(row: Row) throws {
        self.init(
            at: Timestamp(milliseconds: try row.decode(Int64.self, atIndex: 0)),
            by: try row.decode(String.self, atIndex: 1), action: try row.decode(String.self, atIndex: 2),
            subject: try row.decode(String.self, atIndex: 3), detail: try row.decode(String.self, atIndex: 4))
    }
}
