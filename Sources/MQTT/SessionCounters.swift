/// What a session has seen since it was made; never reset, so that a reader takes differences.
package struct SessionCounters: Sendable, Equatable {
    /// Messages handed to a batch.
    package var received: UInt64 = 0
    /// Left to the broker's other session (`SessionSettings.excludedFilters`).
    package var excluded: UInt64 = 0
    /// Larger than the maximum packet size or than an empty batch; acknowledged and lost. For the loss ledger.
    package var oversized: UInt64 = 0
    /// QoS 0 messages dropped when more was read in one go than may be held. For the loss ledger.
    package var dropped: UInt64 = 0
    /// Messages that waited for the next batch; not a loss.
    package var spilled: UInt64 = 0
    /// Connections established.
    package var connections: UInt64 = 0
}
