import Facility

/// The readings of a stretch of the journal on their way into a segment of each class: gathered row by row, then
/// packed device by device.
///
/// An object, so that a slice adds to what was gathered before instead of copying it.
final class Sealing {
    /// What a block is made of.
    struct Key: Hashable {
        /// `Point.Importance` by rank, the least important 0.
        var rank: Int64
        /// The journal's number.
        var device: UInt32
    }

    /// What a segment row says.
    struct Tally {
        var readings: Int64 = 0
        var blocks: Int64 = 0
        var bytes: Int64 = 0
        var from = Int64.max
        var to = Int64.min
        var arrivedFrom = Int64.max
        var arrivedTo = Int64.min
    }

    /// A name of the journal that was met for the first time in this sealing.
    enum Met {
        case device(UInt32)
        case point(UInt32)
    }

    let number: Int64
    /// The journal's last row when it began: it takes none after.
    let lastRow: Int64
    /// The journal's evicted readings when it began; if there are more at the end, rows it took were counted as lost.
    let evictedBefore: Int64
    /// The row it ends with so far.
    private(set) var through: Int64
    /// No row is left before `lastRow`.
    private(set) var isWhole = false
    /// Of the rows taken, as they say.
    private(set) var rowReadings: Int64 = 0
    private(set) var rowBytes: Int64 = 0
    private(set) var tallies: [Int64: Tally] = [:]
    /// A device's block has as much as one slice can pack.
    private(set) var hasFullBlock = false
    private var builders: [Key: Int] = [:]
    private var gathered: [BlockBuilder] = []
    private var met: [Met] = []
    private var metDevices: Set<UInt32> = []
    private var metPoints: Set<UInt32> = []
    /// Devices whose blocks are still to be packed, by class; sorted when their class's turn comes.
    private var waiting: [[UInt32]] = []
    private var packing: [UInt32] = []
    private var ordinal: Int64 = 0

    init(number: Int64, after through: Int64, lastRow: Int64, evictedBefore: Int64) {
        self.number = number
        self.through = through
        self.lastRow = lastRow
        self.evictedBefore = evictedBefore
    }

    /// Takes a row of the journal.
    /// - Parameter ranks: classes of the journal's points; one it does not have is `normal`.
    func take(row: Int64, readings: Int64, packed: [UInt8], ranks: [UInt32: Int64]) {
        through = row
        rowReadings += readings
        rowBytes += Int64(packed.count)
        var reader = JournalReader(packed)
        while let entry = reader.next() {
            guard case .readings(let message) = entry, !message.readings.isEmpty else { continue }
            take(message, ranks)
            ordinal += 1
        }
    }

    private func take(_ message: JournaledMessage, _ ranks: [UInt32: Int64]) {
        var present: UInt8 = 0
        for reading in message.readings { present |= 1 << UInt8(Self.rank(reading, ranks)) }
        for rank in 0..<HistorySchema.classes where present & 1 << UInt8(rank) != 0 {
            let position = position(of: Key(rank: rank, device: message.device))
            let before = gathered[position].readings
            let pointsBefore = gathered[position].pointCount
            if present == 1 << UInt8(rank) {
                gathered[position].append(
                    message.readings, ordinal: ordinal, received: message.receivedAt,
                    observed: message.observedAt)
            } else {
                gathered[position].append(
                    message.readings.lazy.filter { Self.rank($0, ranks) == rank }, ordinal: ordinal,
                    received: message.receivedAt, observed: message.observedAt)
            }
            if gathered[position].pointCount > pointsBefore { meet(gathered[position].points) }
            if gathered[position].isFull { hasFullBlock = true }
            var tally = tallies[rank] ?? Tally()
            tally.readings += Int64(gathered[position].readings - before)
            tally.arrivedFrom = min(tally.arrivedFrom, message.receivedAt.milliseconds)
            tally.arrivedTo = max(tally.arrivedTo, message.receivedAt.milliseconds)
            tallies[rank] = tally
        }
    }

    private static func rank(_ reading: JournaledReading, _ ranks: [UInt32: Int64]) -> Int64 {
        ranks[reading.point] ?? Point.Importance.normal.rank
    }

    private func position(of key: Key) -> Int {
        if let known = builders[key] { return known }
        builders[key] = gathered.count
        gathered.append(BlockBuilder())
        if metDevices.insert(key.device).inserted { met.append(.device(key.device)) }
        return gathered.count - 1
    }

    private func meet(_ points: [UInt32]) {
        for point in points where metPoints.insert(point).inserted { met.append(.point(point)) }
    }

    /// The next name that the file may not have yet, in the order in which they were met; nil: there is no more.
    func nextMet() -> Met? { met.popLast() }

    // MARK: Packing

    /// Pages that its blocks need at most. What is packed is smaller than the journal but for devices that say next to
    /// nothing, whose blocks are mostly their heads.
    var pagesNeeded: Int64 {
        (rowBytes + rowBytes / 4 + Int64(gathered.count) * 96) / (RingLimits.pageBytes - 96) + 16
    }

    /// All rows are taken; from now on blocks leave, a class and a device after the other.
    /// - Parameter isWhole: there is no row left before `lastRow`.
    func close(isWhole: Bool) {
        self.isWhole = isWhole
        met.reverse()
        waiting = Array(repeating: [], count: Int(HistorySchema.classes))
        for key in builders.keys { waiting[Int(key.rank)].append(key.device) }
        beginNextClass()
    }

    private func beginNextClass() {
        while packing.isEmpty, let devices = waiting.last {
            waiting.removeLast()
            packing = devices.sorted(by: >)
        }
    }

    var isPacked: Bool { packing.isEmpty }

    /// The next block; its memory is let go of.
    func nextBlock(_ number: (UInt32) -> UInt32) -> (key: Key, packed: [UInt8], readings: Int)? {
        guard let device = packing.last else { return nil }
        let rank = Int64(waiting.count)
        let key = Key(rank: rank, device: device)
        packing.removeLast()
        beginNextClass()
        guard let position = builders[key] else { return nil }
        let builder = gathered[position]
        gathered[position] = BlockBuilder()
        let packed = builder.packed(number)
        var tally = tallies[rank] ?? Tally()
        tally.blocks += 1
        tally.bytes += Int64(packed.count)
        tally.from = min(tally.from, builder.from)
        tally.to = max(tally.to, builder.to)
        tallies[rank] = tally
        return (key, packed, builder.readings)
    }
}

extension Point.Importance {
    /// The least important 0.
    package var rank: Int64 {
        switch self {
        case .low: 0
        case .normal: 1
        case .high: 2
        case .life: 3
        }
    }

    package init?(rank: Int64) {
        guard let known = Self.allCases.first(where: { $0.rank == rank }) else { return nil }
        self = known
    }
}
