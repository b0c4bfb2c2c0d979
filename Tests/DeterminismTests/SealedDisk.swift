import CSimulatedDisk
import Expressions
import Facility

@testable import Ring

/// A store with sealed history on the simulated disk, and how much was said into it: what is not remembered must be in the
/// ledger, to the reading.
final class SealedDisk {
    let disk: SimulatedDisk
    private(set) var writer: RingWriter?
    /// Messages that were acknowledged, or found after a commit in doubt; each has two readings.
    private(set) var said: Int64
    private var sequence: Int64
    private(set) var now: Timestamp

    private static let messagesPerCommit: Int64 = 10

    /// Both files full, and both have begun to give way.
    static let full: Image = {
        let sealed = SealedDisk(disk: SimulatedDisk(copying: FreshStore.shared.disk, seed: 1))
        try? sealed.open()
        for _ in 0..<1_000 {
            guard sealed.commit() else { break }
            sealed.seal()
            guard let history = sealed.writer?.statistics.history else { break }
            let hasWrapped = history.evictedReadings > 400 && sealed.said > 1_800
            if hasWrapped { break }
        }
        sealed.writer?.close()
        return Image(disk: sealed.disk, said: sealed.said, sequence: sealed.sequence, now: sealed.now)
    }()

    /// A disk as it was left, to be copied.
    struct Image: Sendable {
        let disk: SimulatedDisk
        let said: Int64
        let sequence: Int64
        let now: Timestamp
    }

    private init(disk: SimulatedDisk) {
        self.disk = disk
        said = 0
        sequence = 0
        now = Timestamp(milliseconds: SimulatedNight.start)
    }

    init(copying other: Image, seed: UInt64) {
        disk = SimulatedDisk(copying: other.disk, seed: seed)
        said = other.said
        sequence = other.sequence
        now = other.now
    }

    static var limits: RingLimits {
        var limits = SimulatedWatch.limits
        var history = HistoryLimits(bytes: 512 << 10)
        history.sealedReadings = 60
        history.logBytes = 256 << 10
        history.checkpointBytes = 64 << 10
        history.gatheredPerTurn = 16
        history.gatheredBytesPerTurn = 16 << 10
        history.packedPerTurn = 32
        history.blocksPerTurn = 2
        history.droppedPerTurn = 16 << 10
        limits.history = history
        return limits
    }

    /// Opens the store; a commit in doubt is found or not.
    func open() throws {
        let writer = try RingWriter(
            directory: disk.directory, limits: Self.limits, epoch: 0x1234, now: now, disk: disk)
        let numbering = try writer.numbering(for: Self.site)
        writer.follow(Self.site, numbering)
        if writer.lastSequence == sequence + 1 { said += Self.messagesPerCommit }
        sequence = writer.lastSequence
        self.writer = writer
    }

    func end(_ end: SimulatedDisk.End) {
        disk.end(end)
        writer = nil
    }

    /// - Returns: whether it is on the disk.
    func commit() -> Bool {
        guard let writer else { return false }
        let effects = Self.effects(from: said, at: now)
        now = now + .seconds(1)
        for _ in 0..<4 {
            do throws(CommitFailure) {
                if writer.lastSequence == sequence { _ = try writer.commit(effects, at: now) }
                sequence += 1
                said += Self.messagesPerCommit
                return true
            } catch {
                guard !disk.isDark else { return false }
                if error.needsVerification { _ = try? writer.reopenAndVerify(sequence) }
            }
        }
        return false
    }

    /// Turns until nothing is left to do, or what failed is to be tried later.
    func seal(_ each: () -> Void = {}) {
        var turns = 0
        while let writer, writer.wantsSealing(at: now), turns < 2_000, !disk.isDark {
            writer.sealSlice(at: now)
            each()
            turns += 1
        }
    }

    func pass(_ interval: Interval) { now = now + interval }

    /// What there is of it all: readings remembered, readings in the ledger, messages that are there twice.
    func account() throws -> (kept: Int64, lost: Int64, doubled: Int) {
        let reader = try RingReader(directory: disk.directory, disk: disk)
        var kept: Int64 = 0
        var doubled = 0
        var known: Set<Int64> = []
        try reader.history(from: .distantPast, to: .distantFuture) { message in
            kept += Int64(message.readings.count)
            for reading in message.readings {
                guard case .int(let number) = reading.value else { continue }
                if !known.insert(number).inserted { doubled += 1 }
            }
        }
        let lost = try reader.losses(limit: 5_000).filter { $0.cause == .evicted }.reduce(0) { $0 + $1.count }
        return (kept, lost, doubled)
    }

    // MARK: What is said

    private static let site = Site(
        id: "sealed", name: "sealed",
        facilities: [FacilityKind(id: "pumps", name: LocalizedText(en: "pumps", zh: "泵"))],
        points: [
            Point(name: "even", facility: 0, kind: .text, importance: .low),
            Point(name: "odd", facility: 0, kind: .text, importance: .high),
            Point(name: "text", facility: 0, kind: .text, importance: .low),
        ],
        devices: (0..<3).map {
            Device(id: "d\($0)", name: "\($0)", profile: 0, place: Place(building: "1", gridCode: ""))
        })

    private static func effects(from first: Int64, at now: Timestamp) -> Effects {
        let writer = JournalWriter(numbering: Numbering(devices: 3, points: 3))
        var effects = Effects()
        for number in first..<first + messagesPerCommit {
            func reading(_ point: Int, _ value: Value) -> Reading {
                Reading(
                    device: DeviceIndex(Int(number % 3)), point: PointIndex(point), value: value,
                    observedAt: now, receivedAt: now)
            }
            // A long text that is never the same: both files are soon full.
            let text = String(repeating: "\(number).", count: 1_500 / ("\(number)".count + 1))
            writer.append(
                [reading(Int(number % 2), .int(number)), reading(2, .string(text))], to: &effects.journal)
            effects.readingCount += 2
            effects.identities.append(
                MessageIdentity(
                    session: 0, mid: UInt16(number % 60_000 + 1), hash32: UInt32(truncatingIfNeeded: number)))
        }
        return effects
    }
}
