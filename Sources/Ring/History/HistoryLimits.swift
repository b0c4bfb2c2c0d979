import Facility

/// What sealed history may take, and when the journal's readings move there.
package struct HistoryLimits: Sendable, Equatable {
    /// Bytes of `history.db`, at least 512 KiB; nil: half of what the disk has left when the file is made
    /// (`defaultBytes`).
    package var bytes: Int64?
    /// Older segments go although there is room; nil: room alone decides.
    package var age: Interval?
    /// Readings that are sealed together.
    package var sealedReadings = 262_144
    /// Bytes of the journal's rows that are sealed together: what a sealing holds in memory is some three times as much.
    var sealedBytes: Int64 = 8 << 20
    /// Readings wait for company so long at most.
    package var span = Interval.hours(1)
    /// Bytes of the write-ahead log, filled at opening so that it never grows.
    package var logBytes: Int64 = 2 << 20

    package init(bytes: Int64? = nil, age: Interval? = nil) {
        self.bytes = bytes
        self.age = age
    }

    static let leastBytes: Int64 = 512 << 10
    /// Of a disk whose size nobody knows.
    static let unknownDiskBytes: Int64 = 1 << 30
    /// More is asked for by name only: at 6 bytes a reading it is some 10,000 million readings.
    static let mostDefaultBytes: Int64 = 64 << 30

    /// Half of the bytes free, and 64 GiB at most: on a small disk the broker must have room, too.
    /// - Parameter free: of the disk; nil: not known.
    package static func defaultBytes(free: Int64?) -> Int64 {
        guard let free else { return unknownDiskBytes }
        return min(max(free / 2, leastBytes), mostDefaultBytes)
    }

    // What one turn of the loop does at most: each some 2 ms, however long ago the last one was.
    var gatheredPerTurn = 8_192
    var gatheredBytesPerTurn: Int64 = 256 << 10
    var packedPerTurn = 16_384
    var blocksPerTurn = 64
    var namesPerTurn = 256
    /// Bytes of blocks that are dropped in one turn: their pages are read to be freed.
    var droppedPerTurn: Int64 = 128 << 10
    /// Bytes of blocks whose checksum is looked at in one turn, and from one such turn to the next: 11 GB a day.
    var checkedPerTurn: Int64 = 128 << 10
    var checkPause = Interval.seconds(1)
    /// From the beginning of one round through all blocks to the beginning of the next.
    package var checkEvery = Interval.hours(24)
    /// Bytes in the log from which it is carried over, in a turn of its own.
    var checkpointBytes: Int64 = 256 << 10
    /// Time after a failure until the file is tried again.
    var patience = Interval.minutes(1)
}
