import Facility
import GRDB

/// What papers count beside incidents: works, devices out of service, and when the gateway ran at all.
extension RingReader {
    /// All that are kept, oldest first: those that have not ended, and the latest 1,000 that have.
    package func suppressions() throws(ReadFailure) -> [Suppression] {
        try read { db in
            try String.fetchAll(db, sql: "SELECT state FROM suppression ORDER BY number")
                .compactMap { try? StoreJSON.value(Suppression.self, $0) }
        }
    }

    /// When the store was begun and when the gateway last gave a sign in it.
    package struct WatchedTime: Sendable, Equatable {
        /// Its first start; nil: none is kept.
        package var begun: Timestamp?
        /// When the last start ended orderly; nil: it runs, or it was ended otherwise.
        package var stopped: Timestamp?
        /// Its last commit, of anything that left a row in the journal.
        package var lastCommit: Timestamp?
    }

    /// For how long a point was inside its limits on one day, by the names of the store.
    package struct PointDay: Sendable, Equatable {
        /// `Device.id`.
        package var device: String
        /// `facility/point`, as `Numbering.name` writes it.
        package var point: String
        package var times: DayTimes
    }

    /// - Parameter days: since 1970-01-01, local.
    package func dayTimes(_ days: Range<Int>) throws(ReadFailure) -> [PointDay] {
        try read { db in
            let rows = try Row.fetchAll(
                db,
                sql: """
                    SELECT day_times.day, day_times.device, day_times.point, inside, outside, device.name,
                    point.name FROM day_times JOIN device ON device.number = day_times.device
                    JOIN point ON point.number = day_times.point WHERE day >= ? AND day < ?
                    ORDER BY day, device.name, point.name
                    """, arguments: [days.lowerBound, days.upperBound])
            return rows.compactMap { row in
                guard let kept = try? DayTimesRow(row: row) else { return nil }
                return PointDay(device: row[5], point: row[6], times: kept.times)
            }
        }
    }

    /// Devices that have ever said a value, by `Device.id`.
    package func heardDevices() throws(ReadFailure) -> Set<String> {
        try read { db in
            Set(
                try String.fetchAll(
                    db, sql: "SELECT name FROM device JOIN snapshot ON snapshot.device = device.number"))
        }
    }

    package func watchedTime() throws(ReadFailure) -> WatchedTime {
        try read { db in
            func time(_ sql: String) throws -> Timestamp? {
                try Int64.fetchOne(db, sql: sql).map(Timestamp.init(milliseconds:))
            }
            return WatchedTime(
                begun: try time("SELECT started_at FROM boot WHERE number = 1"),
                stopped: try time("SELECT stopped_at FROM boot ORDER BY number DESC LIMIT 1"),
                lastCommit: try time("SELECT at FROM journal ORDER BY id DESC LIMIT 1"))
        }
    }
}
