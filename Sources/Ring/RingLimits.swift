import Facility

/// What the store may grow to. Every table has a bound, so that the file has one.
package struct RingLimits: Sendable, Equatable {
    /// Bytes of the journal, at least 1 MiB; when they are used up the oldest rows go, in slices inside
    /// commits.
    package var journalBytes: Int64
    /// Bytes for all other tables. They take from the journal, never from the disk, when they need more.
    package var reserveBytes: Int64 = 32 << 20
    /// Bytes of the write-ahead log, filled at start so that a full disk stops no commit.
    package var walBytes: Int64 = 8 << 20
    /// Bytes in the log from which `checkpointIfDue` works. A small number costs writes (hot pages go over
    /// and over), a large one makes each checkpoint longer.
    package var checkpointBytes: Int64 = 2 << 20
    /// Incidents with an end that are kept, with their transitions; open ones, and those with a delivery
    /// still open, always are.
    package var endedIncidents = 5_000
    /// Deliveries with an outcome that are kept. Those without one are never dropped here: how many may be
    /// open is the engine's to bound.
    package var settledDeliveries = 10_000
    package var auditLines = 50_000
    /// As many as the engine knows: a line it has forgotten could not be corrected.
    package var records = RecordBook.limit
    package var losses = 5_000
    /// Days of which it is kept how long points were inside their limits: a year, and the quarter before it begun.
    package var dayTimesDays = 400
    package var quarantineRows: Int
    /// Bytes of a quarantined payload that are kept.
    package var quarantinePayloadBytes = 16 << 10
    /// Messages whose attempts are counted at once in careful mode.
    package var poisonRows = 256
    package var configurations = 50
    package var boots = 1_000
    /// Identities per session given to `Recovery`; more than any receive maximum (2,000).
    package var identitiesPerSession = 4_096
    /// Milliseconds that the check of the file may take at start; a check that does not end says so.
    package var checkMilliseconds = 5_000

    /// Of sealed history; nil: there is none, and the journal's oldest readings are lost when it is full.
    package var history: HistoryLimits?

    package init(journalBytes: Int64 = 256 << 20, quarantineRows: Int = 1_000) {
        self.journalBytes = max(journalBytes, 1 << 20)
        self.quarantineRows = quarantineRows
    }

    static let pageBytes: Int64 = 4_096
    /// Pages the whole file may have.
    var pages: Int64 { (journalBytes + reserveBytes) / Self.pageBytes }
}
