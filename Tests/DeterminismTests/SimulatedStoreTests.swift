import CSimulatedDisk
import Facility
import Testing

@testable import Ring

/// The store on the simulated disk, one fault at a time: what the nights mix is here by itself.
@Suite("The store on a disk that fails")
struct SimulatedStoreTests {
    private static let start = Timestamp(milliseconds: SimulatedNight.start)

    private static func open(
        _ disk: SimulatedDisk, epoch: UInt64 = 0x1234, distrusted: String? = nil
    ) throws -> RingWriter {
        try RingWriter(
            directory: disk.directory, limits: SimulatedWatch.limits, epoch: epoch, now: start,
            distrusted: distrusted, disk: disk)
    }

    private static func disk(_ seed: UInt64 = 1) -> SimulatedDisk {
        SimulatedDisk(copying: FreshStore.shared.disk, seed: seed)
    }

    /// One message's readings and a line of the log.
    private static func effects(_ number: Int) -> Effects {
        let writer = JournalWriter(numbering: Numbering(devices: 4, points: 4))
        var effects = Effects()
        writer.append(
            [
                Reading(
                    device: DeviceIndex(0), point: PointIndex(1), value: .double(Double(number)),
                    observedAt: start,
                    receivedAt: start)
            ], to: &effects.journal)
        effects.readingCount = 1
        effects.identities = [
            MessageIdentity(session: 0, mid: UInt16(number % 60_000 + 1), hash32: UInt32(number))
        ]
        effects.audit = [AuditLine(at: start, by: "li", action: "note", subject: "\(number)")]
        return effects
    }

    private static func lines(_ disk: SimulatedDisk) throws -> [String] {
        try RingReader(directory: disk.directory, disk: disk).audit(limit: 1_000).filter {
            $0.action == "note"
        }
        .map(\.subject).reversed()
    }

    @Test(
        "What a commit said is there after every kind of power cut, and what it did not say is there whole or not at all"
    )
    func cuts() throws {
        var wasLosing = 0
        for seed in 0..<60 as Range<UInt64> {
            let disk = Self.disk(seed)
            var writer: RingWriter? = try Self.open(disk)
            for number in 1...8 { _ = try writer?.commit(Self.effects(number), at: Self.start) }
            if seed % 3 == 0 { writer?.checkpointIfDue() }
            // The power goes inside the ninth commit.
            simulated_disk_darken_in(disk.disk, Int64(1 + seed / 15))
            #expect(throws: CommitFailure.self) { _ = try writer?.commit(Self.effects(9), at: Self.start) }
            disk.end(SimulatedDisk.End.allCases[Int(seed % 4)])
            writer = nil
            wasLosing += disk.losingCuts
            let after = try Self.open(disk)
            #expect(after.report.damage == nil)
            #expect(after.lastSequence == 8 || after.lastSequence == 9)
            #expect(try Self.lines(disk) == (1...Int(after.lastSequence)).map(String.init))
        }
        #expect(wasLosing > 20)
    }

    @Test("A store being made is whole or not there after a power cut, and its log keeps its name")
    func making() throws {
        for seed in 0..<40 as Range<UInt64> {
            let disk = SimulatedDisk(seed: seed)
            simulated_disk_darken_in(disk.disk, Int64(1 + seed * 20))
            var writer = try? Self.open(disk)
            if !disk.isDark {
                simulated_disk_darken_in(disk.disk, 0)
                for number in 1...3 { _ = try writer?.commit(Self.effects(number), at: Self.start) }
            }
            let wasMade = writer != nil && !disk.isDark
            disk.end(.cutOfEverything)
            writer = nil
            let after = try Self.open(disk)
            #expect(after.report.damage == nil)
            if wasMade { #expect(after.lastSequence == 3) }
        }
    }

    @Test("A commit found after a failed wait for the disk is there after the power fails, too")
    func forgottenPages() throws {
        let disk = Self.disk()
        var writer: RingWriter? = try Self.open(disk)
        for number in 1...4 { _ = try writer?.commit(Self.effects(number), at: Self.start) }
        // The kernel says that it failed, and drops the pages.
        simulated_disk_fail(disk.disk, Int32(SIMULATED_SYNC), 1, 1, Int32(SIMULATED_IO_ERROR), 1)
        #expect(throws: CommitFailure.self) { _ = try writer?.commit(Self.effects(5), at: Self.start) }
        #expect(try writer?.reopenAndVerify(4) == .present)
        disk.end(.cutOfEverything)
        writer = nil
        #expect(try Self.open(disk).lastSequence == 5)
        #expect(try Self.lines(disk) == ["1", "2", "3", "4", "5"])
    }

    @Test("A kill between a failed wait for the disk and its answer takes no later commit with it")
    func killedInDoubt() throws {
        let disk = Self.disk()
        var writer: RingWriter? = try Self.open(disk)
        for number in 1...4 { _ = try writer?.commit(Self.effects(number), at: Self.start) }
        simulated_disk_fail(disk.disk, Int32(SIMULATED_SYNC), 1, 1, Int32(SIMULATED_IO_ERROR), 1)
        #expect(throws: CommitFailure.self) { _ = try writer?.commit(Self.effects(5), at: Self.start) }
        disk.end(.kill)
        writer = nil
        writer = try Self.open(disk)
        #expect(writer?.lastSequence == 5, "memory shows what the disk may not have")
        _ = try writer?.commit(Self.effects(6), at: Self.start)
        disk.end(.cutOfEverything)
        writer = nil
        #expect(try Self.open(disk).lastSequence == 6)
        #expect(try Self.lines(disk) == ["1", "2", "3", "4", "5", "6"])
    }

    @Test("A log that cannot be carried into the database takes no more, and goes on where the disk does")
    func logWithoutWayOut() throws {
        let disk = Self.disk()
        let writer = try Self.open(disk)
        _ = try writer.commit(Self.effects(1), at: Self.start)
        simulated_disk_fail(disk.disk, Int32(SIMULATED_READ), 1, .max, Int32(SIMULATED_IO_ERROR), 0)
        let longest = 2 * SimulatedWatch.limits.walBytes + (64 << 10)
        var last = 1
        for number in 2...2_000 {
            guard (try? writer.commit(Self.effects(number), at: Self.start)) != nil else { break }
            last = number
        }
        // As many as fit, and not more.
        #expect(last > 50 && last < 2_000)
        #expect(disk.size(disk.directory + "/gengfu.db-wal") <= longest)
        simulated_disk_heal(disk.disk)
        for number in last + 1...last + 300 { _ = try writer.commit(Self.effects(number), at: Self.start) }
        #expect(disk.size(disk.directory + "/gengfu.db-wal") <= longest)
        #expect(try Self.lines(disk).count == last + 300)
    }

    @Test("A read that fails while the store is checked does not cost the store")
    func stumblingReads() throws {
        for position in stride(from: 1, to: 600, by: 7) as StrideTo<Int64> {
            let disk = Self.disk()
            var writer: RingWriter? = try Self.open(disk)
            for number in 1...3 { _ = try writer?.commit(Self.effects(number), at: Self.start) }
            writer?.close()
            writer = nil
            simulated_disk_fail(disk.disk, Int32(SIMULATED_READ), position, 1, Int32(SIMULATED_IO_ERROR), 0)
            // It opens, or says why not and opens the next time.
            let after = try (try? Self.open(disk)) ?? Self.open(disk)
            #expect(after.report.damage == nil, "read \(position)")
            #expect(after.lastSequence == 3, "read \(position)")
        }
    }

    @Test(
        "Whichever call of the disk fails, nothing confirmed is lost and the next try goes on",
        arguments: [
            Int32(SIMULATED_WRITE), Int32(SIMULATED_SYNC), Int32(SIMULATED_READ), Int32(SIMULATED_OPEN),
        ])
    func everyCall(kind: Int32) throws {
        var position: Int64 = 0
        var hasFailed = true
        while hasFailed, position < 400 {
            position += 1
            let disk = Self.disk()
            var writer: RingWriter? = try Self.open(disk)
            let before = disk.failures(of: Int(kind))
            simulated_disk_fail(disk.disk, kind, position, 1, Int32(SIMULATED_IO_ERROR), 0)
            for number in 1...6 {
                let known = writer?.lastSequence ?? 0
                do throws(CommitFailure) {
                    _ = try writer?.commit(Self.effects(number), at: Self.start)
                } catch {
                    if error.needsVerification, try writer?.reopenAndVerify(known) == .present { continue }
                    _ = try writer?.commit(Self.effects(number), at: Self.start)
                }
                writer?.checkpointIfDue()
            }
            hasFailed = disk.failures(of: Int(kind)) > before
            simulated_disk_heal(disk.disk)
            disk.end(.cutOfEverything)
            writer = nil
            _ = try Self.open(disk)
            #expect(try Self.lines(disk) == (1...6).map(String.init), "call \(position)")
        }
        #expect(!hasFailed, "the sweep has an end")
    }

    @Test("A log whose name could not be saved at a start loses no commit in a power cut")
    func unfilledLog() throws {
        var opened = 0
        for number in 1...12 {
            let disk = SimulatedDisk(seed: 0)
            // One wait for the disk fails while a store is made; that for the log's name does not prevent the start.
            simulated_disk_fail(disk.disk, Int32(SIMULATED_SYNC), Int64(number), 1, 0, 0)
            var writer = try? Self.open(disk)
            guard writer != nil else { continue }
            simulated_disk_heal(disk.disk)
            opened += 1
            for number in 1...3 { _ = try writer?.commit(Self.effects(number), at: Self.start) }
            let last = writer?.lastSequence
            disk.end(.cutOfEverything)
            writer = nil
            writer = try Self.open(disk)
            #expect(writer?.lastSequence == last, "wait \(number)")
        }
        #expect(opened > 0)
    }

    @Test("With a disk full to the last byte commits go on, a start succeeds, and nothing grows")
    func fullDisk() throws {
        let disk = Self.disk()
        var writer: RingWriter? = try Self.open(disk)
        _ = try writer?.commit(Self.effects(1), at: Self.start)
        disk.fill()
        let used = disk.used
        for number in 2...900 {
            _ = try writer?.commit(Self.effects(number), at: Self.start)
            if number % 50 == 0 { writer?.checkpointIfDue() }
        }
        #expect(disk.used == used)
        disk.end(.kill)
        writer = nil
        writer = try Self.open(disk)
        #expect(writer?.report.isPregrown == true)
        _ = try writer?.commit(Self.effects(901), at: Self.start)
        disk.empty()
        _ = try writer?.commit(Self.effects(902), at: Self.start)
        #expect(writer?.lastSequence == 902)
    }

    @Test("With a bit flipped in any 64 KiB of the file it starts, and what is lost is said")
    func flippedBits() throws {
        let original = Self.disk()
        var writer: RingWriter? = try Self.open(original)
        for number in 1...300 { _ = try writer?.commit(Self.effects(number), at: Self.start) }
        writer?.close()
        // A start begins the log anew: until then it would mend what is flipped in the file.
        writer = nil
        writer = try Self.open(original)
        writer?.close()
        writer = nil
        var damaged = 0
        let blocks = Int(original.size(original.database) / 65_536)
        for block in 0...blocks {
            var dice = Dice(seed: UInt64(block))
            let disk = SimulatedDisk(copying: original, seed: 1)
            // The first pages are the ones in use; the rest of the file is spare.
            // At last the kind of the first page, without which there is no store.
            let offset = block == blocks ? 100 : Int64(block * 65_536 + dice.roll(65_536))
            try #require(simulated_disk_flip(disk.disk, disk.database, offset, Int32(dice.roll(8))) == 1)
            var after: RingWriter? = try Self.open(disk, epoch: 0x9999)
            var unreadable: [String] = []
            do throws(CommitFailure) {
                _ = try after?.recover(journalFrom: .distantPast, unreadable: &unreadable)
                _ = try after?.commit(Self.effects(301), at: Self.start)
            } catch {
                after = nil
                after = try Self.open(disk, epoch: 0x9999, distrusted: "\(error)")
                _ = try after?.commit(Self.effects(301), at: Self.start)
            }
            let reader = try RingReader(directory: disk.directory, disk: disk)
            guard let damage = after?.report.damage else {
                #expect(after?.lastSequence == 301, "a bit at \(offset)")
                continue
            }
            damaged += 1
            #expect(try reader.losses().contains { $0.cause == .damaged }, "a bit at \(offset)")
            #expect(disk.names(in: disk.directory).contains(damage.setAsideAs))
        }
        #expect(damaged > 0)
    }
}
