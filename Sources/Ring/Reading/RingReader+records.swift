import Facility
import GRDB

/// Records as lists ask for them.
extension RingReader {
    /// Which records to list.
    package struct RecordFilter: Sendable {
        package var kind: RecordKind?
        package var subject: RecordSubject?
        package var offset = 0
        package var limit = 100

        package init() {}
    }

    /// How many there are, and a stretch of them, the latest deed first.
    package func records(_ filter: RecordFilter = RecordFilter()) throws(ReadFailure) -> (
        total: Int, rows: [UpkeepRecord]
    ) {
        let matches = "FROM record WHERE (?1 IS NULL OR kind = ?1) AND (?2 IS NULL OR subject = ?2)"
        let kind = filter.kind?.rawValue
        let subject = filter.subject?.description
        return try read { db in
            let total = try Int.fetchOne(db, sql: "SELECT count(*) \(matches)", arguments: [kind, subject])
            let rows = try String.fetchAll(
                db,
                sql: "SELECT state \(matches) ORDER BY performed_at DESC, number DESC LIMIT ?3 OFFSET ?4",
                arguments: [kind, subject, filter.limit, filter.offset])
            return (total ?? 0, rows.compactMap { try? StoreJSON.value(UpkeepRecord.self, $0) })
        }
    }
}
