import Facility
import Foundation
import Ring

/// Fills a store with readings by the path that the watch uses (journal row, commit, sealing in slices, eviction) and
/// asks it as a chart does: how small, how fast, and whether the files keep their limits wrap after wrap.
struct HistoryBench {
    /// Messages per commit, as in a busy hour (`WatchLoop.groupSize`).
    private static let group = 200
    /// 2026-03-09T02:15:30Z.
    private static let start = Timestamp(milliseconds: 1_773_022_530_000)
    private static let day = Interval.hours(24)
    /// Looks at the file's size over the whole run.
    private static let looks = 100

    /// What came of it.
    struct Outcome: Encodable {
        var readings: Int64 = 0
        var simulatedDays = 0.0
        var seconds = 0.0
        /// Packed bytes of the sealed readings that are there at the end, per reading.
        var bytesPerReading = 0.0
        /// The history file's size by the readings in it.
        var fileBytesPerReading = 0.0
        /// Bytes the process sent to the disk, journal, log and history together; nil: the kernel does not say.
        var writtenPerReading: Double?
        /// CPU of the commit, the sealing and the load itself; and of the load alone.
        var cpuMicrosecondsPerReading = 0.0
        var loadMicrosecondsPerReading = 0.0
        /// Of one turn's sealing, with its wait for the disk; and the work in it alone.
        var longestSliceMilliseconds = 0.0
        var longestSliceCPUMilliseconds = 0.0
        /// 99 % of slices take no more; in steps of 0.1 ms.
        var slice99Milliseconds = 0.0
        var slice99CPUMilliseconds = 0.0
        var slices: Int64 = 0
        var slicesAbove5Milliseconds: Int64 = 0
        /// A lift's 24 h in the middle of what is there, all points as columns.
        var query = Query()
        var limitBytes: Int64 = 0
        var fileBytes: Int64 = 0
        /// Readings that gave way, by all that were sealed.
        var evictedReadings: Int64 = 0
        /// Readings written since the file was full, by those that it holds.
        var wraps = 0.0
        /// Bytes that the file and its log grew by since the file was full for the first time.
        var grownAfterFull: Int64 = 0
        var storeGrown: Int64 = 0
        var failure: String?
        var sizes: [Size] = []
    }

    struct Query: Encodable {
        var readings = 0
        var coldMilliseconds = 0.0
        var warmMilliseconds = 0.0
    }

    /// The file at a moment.
    struct Size: Encodable {
        var readings: Int64
        var bytes: Int64
    }

    let folder: String
    let readings: Int64
    /// Bytes of the history file.
    let budget: Int64

    func run(_ tell: (Size) -> Void = { _ in }) throws -> Outcome {
        var outcome = Outcome()
        outcome.loadMicrosecondsPerReading = Self.loadCost()
        var limits = RingLimits(journalBytes: 64 << 20)
        var history = HistoryLimits(bytes: budget)
        // The drawn days pass in minutes: all blocks would be looked at over and over.
        history.checkEvery = .hours(1_000_000)
        limits.history = history
        let writer = try RingWriter(directory: folder, limits: limits, epoch: 1, now: Self.start)
        let began = ContinuousClock.now
        let cpu = Self.processorMicroseconds()
        let written = MachineDisk().writtenBytes()
        let end = try fill(writer, &outcome, tell)
        outcome.seconds = Double(ContinuousClock.now - began, in: .milliseconds) / 1_000
        outcome.cpuMicrosecondsPerReading =
            Double(Self.processorMicroseconds() - cpu) / Double(max(1, outcome.readings))
        if let written, let now = MachineDisk().writtenBytes() {
            outcome.writtenPerReading = Double(now - written) / Double(max(1, outcome.readings))
        }
        settle(writer, &outcome)
        try ask(between: writer.statistics.history, and: end, &outcome)
        writer.close()
        return outcome
    }

    // MARK: Filling

    private func fill(
        _ writer: RingWriter, _ outcome: inout Outcome, _ tell: (Size) -> Void
    ) throws -> Timestamp {
        let site = HistoryLoad.site
        let numbering = try writer.numbering(for: site)
        writer.follow(site, numbering)
        let journal = JournalWriter(numbering: numbering)
        var load = HistoryLoad()
        var effects = Effects()
        var said: [Reading] = []
        var second = 0
        var nextLook = readings / Int64(Self.looks)
        var full: (bytes: Int64, store: Int64, sealed: Int64)?
        var times = SliceTimes()
        while outcome.readings < readings {
            said.removeAll(keepingCapacity: true)
            load.readings(second: second, at: Self.start, into: &said)
            second += 1
            journal.append(said, to: &effects.journal)
            effects.readingCount += said.count
            outcome.readings += Int64(said.count)
            let now = Self.start + .milliseconds(Int64(second) * 1_000)
            guard effects.readingCount >= Self.group * 3 else { continue }
            _ = try writer.commit(effects, at: now)
            effects.removeAll()
            seal(writer, at: now, &outcome, &times)
            guard outcome.readings >= nextLook else { continue }
            nextLook += readings / Int64(Self.looks)
            look(writer, &outcome, &full, tell)
        }
        if let full, let history = writer.statistics.history, history.readings > 0 {
            outcome.wraps = Double(history.sealedReadings - full.sealed) / Double(history.readings)
        }
        outcome.simulatedDays = Double(second) / 86_400
        outcome.slice99Milliseconds = times.took.quantile(0.99)
        outcome.slice99CPUMilliseconds = times.worked.quantile(0.99)
        return Self.start + .milliseconds(Int64(second) * 1_000)
    }

    private func seal(
        _ writer: RingWriter, at now: Timestamp, _ outcome: inout Outcome, _ times: inout SliceTimes
    ) {
        while writer.wantsSealing(at: now) {
            let began = ContinuousClock.now
            let cpu = Self.processorMicroseconds()
            writer.sealSlice(at: now, budget: WatchLoop.sealingBudget)
            let worked = Double(Self.processorMicroseconds() - cpu) / 1_000
            let took = Double(ContinuousClock.now - began, in: .microseconds) / 1_000
            outcome.slices += 1
            outcome.longestSliceMilliseconds = max(outcome.longestSliceMilliseconds, took)
            outcome.longestSliceCPUMilliseconds = max(outcome.longestSliceCPUMilliseconds, worked)
            if took > 5 { outcome.slicesAbove5Milliseconds += 1 }
            times.note(took: took, worked: worked)
        }
    }

    private func look(
        _ writer: RingWriter, _ outcome: inout Outcome,
        _ full: inout (bytes: Int64, store: Int64, sealed: Int64)?, _ tell: (Size) -> Void
    ) {
        let statistics = writer.statistics
        guard let history = statistics.history else { return }
        let bytes = history.databaseBytes + history.logBytes
        let store = statistics.databaseBytes + statistics.logBytes
        let size = Size(readings: outcome.readings, bytes: bytes)
        outcome.sizes.append(size)
        tell(size)
        if let full {
            outcome.grownAfterFull = max(outcome.grownAfterFull, bytes - full.bytes)
            outcome.storeGrown = max(outcome.storeGrown, store - full.store)
        } else if history.isFull {
            // What the log still holds of the growth is in the file a turn later.
            full = (
                max(bytes, history.limitBytes / 4_096 * 4_096 + history.logBytes), store,
                history.sealedReadings
            )
        }
    }

    private func settle(_ writer: RingWriter, _ outcome: inout Outcome) {
        guard let history = writer.statistics.history else { return }
        let packed = history.classes.reduce(0) { $0 + $1.bytes }
        outcome.bytesPerReading = Double(packed) / Double(max(1, history.readings))
        outcome.fileBytesPerReading = Double(history.databaseBytes) / Double(max(1, history.readings))
        outcome.fileBytes = history.databaseBytes
        outcome.limitBytes = history.limitBytes
        outcome.evictedReadings = history.evictedReadings
        outcome.failure = history.failure?.detail
    }

    // MARK: Asking

    /// The lift's day in the middle of what history holds.
    private func ask(
        between history: HistoryStatistics?, and end: Timestamp, _ outcome: inout Outcome
    ) throws {
        guard let oldest = history?.classes.map(\.oldest).max() else { return }
        let half = Interval(milliseconds: max(0, (end - oldest).milliseconds / 2))
        let from = max(oldest, end - half)
        let to = min(end, from + Self.day)
        dropCache()
        outcome.query.coldMilliseconds = try query(from, to, &outcome.query.readings)
        var warm: [Double] = []
        for _ in 0..<9 { warm.append(try query(from, to, &outcome.query.readings)) }
        outcome.query.warmMilliseconds = warm.sorted()[warm.count / 2]
    }

    private func query(_ from: Timestamp, _ to: Timestamp, _ readings: inout Int) throws -> Double {
        let began = ContinuousClock.now
        let reader = try RingReader(directory: folder)
        var count = 0
        var sum = 0.0
        try reader.sealedSeries(device: HistoryLoad.deviceName(3), from: from, to: to) { _, series in
            for position in 0..<series.columns.count {
                let message = Int(series.columns.messages[position])
                guard series.observed[message] >= from.milliseconds,
                    series.observed[message] < to.milliseconds
                else { continue }
                count += 1
                // Each value is looked at, as a chart would.
                sum += series.columns.number(at: position) ?? 1
            }
        }
        readings = sum.isNaN ? 0 : count
        return Double(ContinuousClock.now - began, in: .microseconds) / 1_000
    }

    /// Takes both files out of the kernel's memory.
    private func dropCache() {
        for name in ["history.db", "history.db-wal", "gengfu.db", "gengfu.db-wal"] {
            let descriptor = open(folder + "/" + name, O_RDONLY)
            guard descriptor >= 0 else { continue }
            defer { close(descriptor) }
            fsync(descriptor)
            posix_fadvise(descriptor, 0, 0, POSIX_FADV_DONTNEED)
        }
    }

    // MARK: Measuring

    private static func loadCost() -> Double {
        var load = HistoryLoad()
        var said: [Reading] = []
        var count = 0
        let began = processorMicroseconds()
        for second in 0..<4_000 {
            said.removeAll(keepingCapacity: true)
            load.readings(second: second, at: start, into: &said)
            count += said.count
        }
        return Double(processorMicroseconds() - began) / Double(max(1, count))
    }

    /// CPU of the process, in µs.
    private static func processorMicroseconds() -> Int64 {
        var time = timespec()
        clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time)
        return Int64(time.tv_sec) * 1_000_000 + Int64(time.tv_nsec) / 1_000
    }
}

/// How long slices took.
private struct SliceTimes {
    /// Counts by tenths of a millisecond, the last one for all longer.
    struct Counts {
        private var tenths = [Int](repeating: 0, count: 1_001)
        private var total = 0

        mutating func note(_ milliseconds: Double) {
            tenths[min(1_000, Int(milliseconds * 10))] += 1
            total += 1
        }

        func quantile(_ share: Double) -> Double {
            var seen = 0
            let end = Int((Double(total) * share).rounded(.up))
            for (position, count) in tenths.enumerated() {
                seen += count
                if seen >= end { return Double(position + 1) / 10 }
            }
            return 0
        }
    }

    var took = Counts()
    var worked = Counts()

    mutating func note(took: Double, worked: Double) {
        self.took.note(took)
        self.worked.note(worked)
    }
}

private enum TimeUnit: Double {
    case milliseconds = 1e3
    case microseconds = 1e6
}

extension Double {
    /// A length of time in a unit.
    fileprivate init(_ duration: Duration, in unit: TimeUnit) {
        let (seconds, attoseconds) = duration.components
        self = (Double(seconds) + Double(attoseconds) / 1e18) * unit.rawValue
    }
}
