import Facility
import GRDB

/// For how long points were inside their limits, as rows of `day_times`: what a commit brings is added to the day's row.
extension DayTimesRow {
    func write(_ db: Database) throws {
        try db.cachedStatement(
            sql: """
                INSERT INTO day_times (day, device, point, inside, outside) VALUES (?, ?, ?, ?, ?)
                ON CONFLICT (day, device, point) DO UPDATE SET inside = inside + excluded.inside,
                outside = outside + excluded.outside
                """
        ).execute(arguments: [
            Int64(times.day), Int64(device), Int64(point), times.inside.milliseconds,
            times.outside.milliseconds,
        ])
    }

    /// Days before the limit go. By the gateway's clock: a device whose clock runs ahead must not empty the table.
    static func trim(_ db: Database, limits: RingLimits, now: Timestamp) throws {
        let today = now.milliseconds / 86_400_000
        try db.cachedStatement(sql: "DELETE FROM day_times WHERE day < ?").execute(
            arguments: [today - Int64(limits.dayTimesDays)])
    }

    static let columns = "day, device, point, inside, outside"

    /// - Parameter row: `columns`, in their order.
    /// - Throws: when a column is not what it should be.
    init(row: Row) throws {
        func number<Number: FixedWidthInteger>(_ index: Int, _ column: String) throws -> Number {
            guard let number = Number(exactly: try row.decode(Int64.self, atIndex: index)), number >= 0 else {
                throw RowFault.outOfRange(column: column)
            }
            return number
        }
        var times = DayTimes()
        times.day = try number(0, "day")
        times.inside = Interval(milliseconds: try number(3, "inside"))
        times.outside = Interval(milliseconds: try number(4, "outside"))
        self.init(device: try number(1, "device"), point: try number(2, "point"), times: times)
    }
}
