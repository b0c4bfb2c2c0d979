import Facility

/// How sealed history stands, for the page, the metrics and `gengfu doctor`.
package struct HistoryStatistics: Sendable, Equatable {
    /// One importance class.
    package struct Class: Sendable, Equatable {
        package var importance: Point.Importance
        package var segments: Int64
        package var readings: Int64
        /// Of its blocks.
        package var bytes: Int64
        /// Arrival of its oldest reading.
        package var oldest: Timestamp
    }

    package var databaseBytes: Int64 = 0
    package var logBytes: Int64 = 0
    /// Bytes the file may have.
    package var limitBytes: Int64 = 0
    /// Those that have readings, the least important first.
    package var classes: [Class] = []
    /// Whether the file has been full: from then on it keeps its size.
    package var isFull = false
    /// Readings in the journal that are not sealed yet.
    package var unsealedReadings: Int64 = 0
    /// Since this process opened the file.
    package var sealedReadings: Int64 = 0
    package var evictedReadings: Int64 = 0
    /// Set while nothing can be sealed.
    package var failure: HistoryFailure?
    /// Bytes the program wrote to disks, and since when that is counted; over the life of the file.
    package var writtenBytes: Int64 = 0
    package var writtenSince: Timestamp?

    package var readings: Int64 { classes.reduce(0) { $0 + $1.readings } }

    /// Bytes written per day, from a day of counting on.
    package func bytesPerDay(at now: Timestamp) -> Int64? {
        guard let since = writtenSince, now - since >= .hours(1) else { return nil }
        return Int64(Double(writtenBytes) / Double((now - since).milliseconds) * 86_400_000)
    }
}
