import Facility
import Foundation
import Testing

@testable import Ring

/// Promise 4: every part of the store has a limit, and what had to go is in the loss ledger.
@Suite struct BoundsTests {
    @Test(
        "Neither file grows by a byte while the journal wraps five times, and every evicted reading is a loss"
    )
    func wrap() throws {
        let room = try Room()
        let limits = RingLimits.small
        let writer = try room.open(limits: limits)
        let database = room.size(room.database)
        let log = room.size(room.log)
        #expect(log == limits.walBytes)
        var written: Int64 = 0
        var now = Timestamp.start
        // A reading takes some six bytes here.
        while written * 6 < 5 * limits.pages * RingLimits.pageBytes {
            let effects = Effects.messages(200, at: now)
            _ = try writer.commit(effects, at: now)
            written += Int64(effects.readingCount)
            now = now + .seconds(1)
        }
        writer.checkpointIfDue()
        #expect(room.size(room.database) == database)
        #expect(room.size(room.log) == log)

        let losses = try RingReader(directory: room.path).losses()
        let evicted = losses.filter { $0.cause == .evicted }.reduce(0) { $0 + $1.count }
        let rows = try writer.recovered().journal
        #expect(evicted + Int64(rows.count * 1_400) == written)
        #expect(evicted > 0)
        #expect(writer.statistics.evictedReadings == evicted)
        #expect(losses.last?.from == .start)
        // The oldest go first and nothing between.
        let first = try #require(rows.first)
        #expect(losses.map(\.to).max()! + .seconds(1) == first.at)
        #expect(rows.last?.at == now - .seconds(1))
        #expect(zip(rows, rows.dropFirst()).allSatisfy { $0.at + .seconds(1) == $1.at })
    }

    @Test("No flood of telemetry evicts an incident, a delivery or a line of audit")
    func precious() throws {
        let writer = try Room().open()
        var effects = Effects.raise(.drawn(1), delivery: 1)
        effects.audit = [AuditLine(at: .start, by: "wang", action: "acknowledge", subject: "1")]
        _ = try writer.commit(effects, at: .start)
        for _ in 0..<400 { _ = try writer.commit(.messages(200), at: .start) }
        let recovery = try writer.recovered()
        #expect(writer.statistics.evictedReadings > 0)
        #expect(recovery.incidents.map(\.id.number) == [1])
        #expect(recovery.outbox.map(\.number) == [1])
        #expect(recovery.live.count == 1)
    }

    @Test("A commit larger than the journal's free part still fits the file")
    func large() throws {
        let room = try Room()
        let writer = try room.open()
        let database = room.size(room.database)
        for _ in 0..<60 { _ = try writer.commit(.messages(1_000), at: .start) }
        #expect(room.size(room.database) == database)
        #expect(writer.lastSequence == 60)
    }

    @Test(
        "Ended incidents, settled deliveries, losses, quarantine, audit and poison stay within their limits")
    func tables() throws {
        var limits = RingLimits.small
        limits.endedIncidents = 10
        limits.settledDeliveries = 10
        limits.auditLines = 10
        limits.losses = 10
        limits.quarantineRows = 10
        limits.poisonRows = 3
        limits.quarantinePayloadBytes = 100
        let room = try Room()
        let writer = try room.open(limits: limits)
        for number in 1...50 as ClosedRange<Int64> {
            var incident = Incident.drawn(number)
            incident.ended = .quiet(at: .start + .seconds(number))
            var effects = Effects.raise(incident, delivery: number)
            effects.settled = [Settlement(delivery: number, outcome: .refused(reason: "no"))]
            effects.audit = [AuditLine(at: .start, by: "", action: "a", subject: "\(number)")]
            effects.losses = [
                Loss(cause: .rateLimit, subject: "d\(number)", count: 1, from: .start, to: .start)
            ]
            effects.quarantine = [
                QuarantineRow(
                    at: .start, topic: [1], payload: [UInt8](repeating: 7, count: 5_000), reason: "r")
            ]
            _ = try writer.commit(effects, at: .start + .seconds(number))
            _ = try writer.notePoisonAttempt(
                hash32: UInt32(number), topic: [1], payload: [2], at: .start + .seconds(number))
        }
        let reader = try RingReader(directory: room.path)
        let incidents = try reader.incidents()
        #expect(incidents.count == 10)
        #expect(incidents.map(\.id.number).min() == 41)
        #expect(try reader.transitions(of: Incident.drawn(1).id).isEmpty)
        #expect(try reader.transitions(of: Incident.drawn(50).id).count == 1)
        #expect(try reader.deliveries().count <= 20)
        #expect(try reader.audit().count == 10)
        #expect(try reader.losses().count == 10)
        #expect(try reader.quarantine().count == 10)
        #expect(try reader.quarantine().first?.payload.count == 100)
        #expect(try writer.poisonAttempts(hash32: 50) == 1)
        #expect(try writer.poisonAttempts(hash32: 1) == 0)
        #expect(try writer.recovered().nextIncident == 51)
    }

    @Test("Losses of one kind within an hour are one line, later ones another")
    func lossLines() throws {
        let room = try Room()
        let writer = try room.open()
        for minute in [0, 10, 70, 80] as [Int64] {
            var effects = Effects()
            let at = Timestamp.start + .minutes(minute)
            effects.losses = [Loss(cause: .rateLimit, subject: "d", count: 5, from: at, to: at)]
            _ = try writer.commit(effects, at: at)
        }
        let losses = try RingReader(directory: room.path).losses()
        #expect(losses.map(\.count) == [10, 10])
        #expect(losses.map(\.from) == [.start + .minutes(70), .start])
        #expect(losses.map(\.to) == [.start + .minutes(80), .start + .minutes(10)])
    }

    @Test("Two blind times with a watched one between them stay two; a stumbling start is one")
    func blindLines() throws {
        let room = try Room()
        let writer = try room.open()
        for (from, to) in [(0, 60), (80, 90), (600, 630)] as [(Int64, Int64)] {
            var effects = Effects()
            let (from, to) = (Timestamp.start + .seconds(from), Timestamp.start + .seconds(to))
            effects.losses = [Loss(cause: .blind, subject: "yard", count: 1, from: from, to: to)]
            _ = try writer.commit(effects, at: to)
        }
        let losses = try RingReader(directory: room.path).losses()
        #expect(losses.map { $0.to - $0.from } == [.seconds(30), .seconds(90)])
    }

    @Test(
        "A full disk stops no commit: file and log have their bytes already",
        .enabled(if: SmallDisk.isPossible))
    func fullDisk() throws {
        let disk = try SmallDisk(megabytes: 4)
        let writer = try RingWriter(directory: disk.path, limits: .small, epoch: 1, now: .start)
        disk.fill()
        for number in 1...1_500 as ClosedRange<Int64> {
            var effects = number % 10 == 0 ? Effects.raise(.drawn(number), delivery: number) : .messages(50)
            effects.audit = [AuditLine(at: .start, by: "wang", action: "a", subject: "s")]
            _ = try writer.commit(effects, at: .start + .seconds(number))
        }
        #expect(writer.statistics.evictedReadings > 0)
        writer.close()
        let again = try RingWriter(directory: disk.path, limits: .small, epoch: 1, now: .start)
        #expect(again.lastSequence == 1_500)
        #expect(try again.recovered().incidents.count == 150)
    }

    @Test("A disk too small for the store is said plainly", .enabled(if: SmallDisk.isPossible))
    func tooSmall() throws {
        let disk = try SmallDisk(megabytes: 1)
        let limits = RingLimits.small
        let needed = limits.pages * RingLimits.pageBytes + limits.walBytes
        #expect(throws: OpenFailure.full(path: disk.path + "/gengfu.db", bytesNeeded: needed)) {
            try RingWriter(directory: disk.path, limits: limits, epoch: 1, now: .start)
        }
        #expect(try FileManager.default.contentsOfDirectory(atPath: disk.path) == ["gengfu.lock"])
    }
}

/// A file system of a few megabytes, so that a disk can be filled; needs the right to mount.
final class SmallDisk {
    let path: String

    static let isPossible: Bool = {
        guard let disk = try? SmallDisk(megabytes: 1) else { return false }
        withExtendedLifetime(disk) {}
        return true
    }()

    struct NotPossible: Error {}

    init(megabytes: Int) throws {
        path = FileManager.default.temporaryDirectory.path + "/gengfu-disk-\(UUID().uuidString)"
        try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
        guard mount("tmpfs", path, "tmpfs", 0, "size=\(megabytes)m") == 0 else {
            try? FileManager.default.removeItem(atPath: path)
            throw NotPossible()
        }
    }

    deinit {
        umount2(path, Int32(MNT_DETACH))
        try? FileManager.default.removeItem(atPath: path)
    }

    /// Takes every byte that is left.
    func fill() {
        let descriptor = open(path + "/filler", O_WRONLY | O_CREAT, 0o600)
        var size = 1 << 16
        while size > 0 {
            if write(descriptor, [UInt8](repeating: 0, count: size), size) <= 0 { size /= 2 }
        }
        close(descriptor)
    }
}
