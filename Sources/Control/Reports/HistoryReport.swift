import Facility

/// Sealed history: the long memory beside the store.
package struct HistoryReport: Sendable, Codable, Equatable {
    /// What there is of one importance class.
    package struct Class: Sendable, Codable, Equatable {
        package var importance: Point.Importance
        package var readings: Int64
        /// Packed.
        package var bytes: Int64
        /// Arrival of its oldest reading.
        package var oldest: Timestamp

        package init(importance: Point.Importance, readings: Int64, bytes: Int64, oldest: Timestamp) {
            self.importance = importance
            self.readings = readings
            self.bytes = bytes
            self.oldest = oldest
        }
    }

    /// Of the file and its log.
    package var bytes: Int64
    package var limitBytes: Int64
    /// The file has reached its limit once: from then on the oldest gives way.
    package var isFull: Bool
    /// The least important first.
    package var classes: [Class]
    /// Readings of the store that are not sealed yet.
    package var unsealedReadings: Int64
    /// Since the start of the program.
    package var sealedReadings: Int64
    package var evictedReadings: Int64
    /// Bytes that the program wrote to disks over the life of the file, and since when that is counted.
    package var writtenBytes: Int64
    package var writtenSince: Timestamp?
    /// Blocks found damaged; their readings are in the ledger.
    package var damagedBlocks: Int64?
    /// Since when nothing can be sealed, and why; nil: it can.
    package var failingSince: Timestamp?
    package var failure: String?

    package init(
        bytes: Int64, limitBytes: Int64, isFull: Bool = false, classes: [Class] = [],
        unsealedReadings: Int64 = 0,
        sealedReadings: Int64 = 0, evictedReadings: Int64 = 0, writtenBytes: Int64 = 0,
        writtenSince: Timestamp? = nil, failingSince: Timestamp? = nil, failure: String? = nil
    ) {
        self.bytes = bytes
        self.limitBytes = limitBytes
        self.isFull = isFull
        self.classes = classes
        self.unsealedReadings = unsealedReadings
        self.sealedReadings = sealedReadings
        self.evictedReadings = evictedReadings
        self.writtenBytes = writtenBytes
        self.writtenSince = writtenSince
        self.failingSince = failingSince
        self.failure = failure
    }
}
