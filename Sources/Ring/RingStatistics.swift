import Facility

/// Sizes and counts of the store.
package struct RingStatistics: Sendable, Equatable {
    package var databaseBytes: Int64
    /// Of the write-ahead log; constant once it is filled.
    package var logBytes: Int64
    package var journalRows: Int64
    package var oldestJournal: Timestamp?
    /// Since this process opened the store.
    package var commits: Int64
    package var lastCommitMicroseconds: Int64
    package var lastSequence: Int64
    /// Since this process opened the store.
    package var evictedReadings: Int64
    /// Pages of 4 KiB that can be written before the journal's oldest rows go; an estimate from below.
    package var pagesLeft: Int64
    /// nil: history is switched off.
    package var history: HistoryStatistics?
}
