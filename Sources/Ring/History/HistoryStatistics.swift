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
    /// Blocks whose checksum was wrong when all were looked at; each is in the ledger.
    package var damagedBlocks: Int64 = 0
    /// When the present round of looking at all blocks began; nil: there was none yet.
    package var checkedSince: Timestamp?
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

    /// A segment was sealed.
    mutating func add(_ tally: Sealing.Tally, rank: Int64) {
        guard let importance = Point.Importance(rank: rank) else { return }
        sealedReadings += tally.readings
        let position = classes.firstIndex { $0.importance.rank >= rank } ?? classes.count
        if position == classes.count || classes[position].importance != importance {
            classes.insert(
                Class(
                    importance: importance, segments: 0, readings: 0, bytes: 0,
                    oldest: Timestamp(milliseconds: tally.arrivedFrom)), at: position)
        }
        classes[position].segments += 1
        classes[position].readings += tally.readings
        classes[position].bytes += tally.bytes
    }

    /// A segment gave way.
    /// - Parameter oldest: arrival of the oldest reading that its class has left; nil: it has none.
    mutating func remove(_ importance: Point.Importance, readings: Int64, bytes: Int64, oldest: Int64?) {
        evictedReadings += readings
        guard let position = classes.firstIndex(where: { $0.importance == importance }) else { return }
        guard let oldest else {
            classes.remove(at: position)
            return
        }
        classes[position].segments -= 1
        classes[position].readings -= readings
        classes[position].bytes -= bytes
        classes[position].oldest = Timestamp(milliseconds: oldest)
    }
}
