import Facility
import Foundation
import GRDB
import Testing

@testable import Ring

/// Promise 5: it always starts. Whatever became of the file, there is a store afterwards, and nothing is
/// silent.
@Suite struct DamageTests {
    /// A store with an open incident, its delivery and enough journal to fill some pages, closed.
    private func drawnRoom() throws -> Room {
        let room = try Room()
        let writer = try room.open()
        _ = try writer.numbering(for: .drawn(devices: ["a", "b"], points: ["p"]))
        _ = try writer.commit(.raise(.drawn(3), delivery: 5), at: .start)
        for _ in 0..<20 { _ = try writer.commit(.messages(100), at: .start) }
        _ = try writer.connection().queue.writeWithoutTransaction { db in try db.checkpoint(.full) }
        writer.close()
        // Pages that the log still holds would hide what is done to the file.
        try change(room.log) { $0 = Data(count: $0.count) }
        return room
    }

    private func change(_ path: String, _ change: (inout Data) -> Void) throws {
        var bytes = try Data(contentsOf: URL(fileURLWithPath: path))
        change(&bytes)
        try bytes.write(to: URL(fileURLWithPath: path))
    }

    @Test("A file with a ruined header is put away, a new epoch begins and the loss is on record")
    func header() throws {
        let room = try drawnRoom()
        try change(room.database) { $0.replaceSubrange(0..<200, with: Data(repeating: 0x55, count: 200)) }
        let writer = try room.open(epoch: 77, at: .start + .seconds(9))
        let damage = try #require(writer.report.damage)
        #expect(writer.report.check == .new)
        #expect(writer.report.epoch == 77)
        #expect(damage.setAsideAs == "gengfu.db.damaged-1773022539000")
        #expect(room.files.contains(damage.setAsideAs))
        #expect(try RingReader(directory: room.path).losses() == [damage.loss])
        #expect(damage.loss.cause == .damaged)
        #expect(try writer.commit(.messages(1), at: .start).sequence == 1)
    }

    @Test(
        "What can be read of a damaged store is in the new one: open incidents, machines, deliveries, numbers"
    )
    func salvage() throws {
        let room = try drawnRoom()
        let writer = try room.open(epoch: 77, distrusted: "a commit found a page damaged")
        let damage = try #require(writer.report.damage)
        let recovery = try writer.recovered()
        #expect(damage.reason == "a commit found a page damaged")
        #expect(recovery.epoch == 77)
        #expect(recovery.incidents.map(\.id) == [Incident.drawn(3).id])
        #expect(recovery.live.count == 1)
        #expect(recovery.outbox.map(\.number) == [5])
        #expect(recovery.nextDelivery == 6)
        #expect(recovery.nextIncident == 1)
        #expect(recovery.lastCommit == nil)
        #expect(damage.loss.from == .start)
        #expect((damage.salvagedIncidents, damage.salvagedMachines, damage.salvagedDeliveries) == (1, 1, 1))
        let numbers = try writer.numbering(for: .drawn(devices: ["c", "b"], points: ["p"]))
        #expect(numbers.deviceNumbers == [3, 2])
        #expect(try RingReader(directory: room.path).transitions(of: Incident.drawn(3).id).count == 1)
    }

    @Test("What waits for its codec, half a frame, a held device and what was learned come along as well")
    func salvageOfTheRest() throws {
        let room = try Room()
        let writer = try room.open()
        _ = try writer.numbering(for: .drawn(devices: ["a"], points: ["p"]))
        var waiting = PendingDecode(
            id: 4, topic: Array("up".utf8), payload: [1, 2], session: 1, isRetained: false, isDraining: true,
            receivedAt: .start)
        waiting.isLate = true
        var effects = Effects.messages(1)
        effects.pending = [waiting]
        effects.streams = [StreamRow(device: "a", rest: [0x40, 0x40], toldBytes: 1)]
        let held = RegistryEntry(id: "smoke-9", broker: "main", standing: .held, at: .start)
        effects.registry = [RegistryRow(key: .init(broker: "main", id: "smoke-9"), entry: held)]
        let learned = LearnedRow(device: 1, key: "k", at: .start, packed: [7])
        effects.learned = [learned]
        _ = try writer.commit(effects, at: .start)
        writer.close()
        let recovery = try room.open(epoch: 77, distrusted: "a commit found a page damaged").recovered()
        let kept = try #require(recovery.pending.first)
        #expect((kept.id, kept.topic, kept.payload) == (4, Array("up".utf8), [1, 2]))
        #expect(kept.isDraining && kept.isLate && !kept.isRetained)
        #expect(recovery.streams == effects.streams)
        #expect(recovery.registry == [held])
        #expect(recovery.learned == [learned])
    }

    @Test("A bit flipped anywhere: it opens, recovers and commits", arguments: 0..<8)
    func bitFlips(part: Int) throws {
        let original = try drawnRoom()
        let size = Int(original.size(original.database))
        // Every 64 KiB, and the first pages, where the tables and their roots are.
        let places =
            Array(stride(from: 0, to: size, by: 65_536)) + Array(stride(from: 0, to: 120_000, by: 1_021))
        for place in places.indices where place % 8 == part {
            let room = try original.crashImage()
            try change(room.database) { $0[places[place]] ^= 1 << UInt8(place % 7) }
            let writer: RingWriter
            do {
                writer = try room.open(epoch: 77)
            } catch {
                Issue.record("bit at \(places[place]): \(error)")
                continue
            }
            var unreadable: [String] = []
            do {
                _ = try writer.recover(journalFrom: .distantPast, unreadable: &unreadable)
                _ = try writer.commit(.raise(.drawn(900), delivery: 900), at: .start)
            } catch CommitFailure.damaged(let detail) {
                // What the check did not see: the next opening distrusts the file.
                writer.close()
                let again = try room.open(epoch: 77, distrusted: detail)
                _ = try again.commit(.raise(.drawn(900), delivery: 900), at: .start)
            } catch {
                Issue.record("bit at \(places[place]): \(error)")
            }
        }
    }

    @Test("A file cut short, emptied or of another kind is put away", arguments: [0, 1, 100, 4_096, 300_000])
    func cut(bytes: Int) throws {
        let room = try drawnRoom()
        try change(room.database) { $0 = $0.prefix(bytes) }
        let writer = try room.open(epoch: 77)
        #expect(writer.report.damage != nil)
        #expect(try writer.commit(.messages(1), at: .start).sequence == 1)
    }

    @Test("A rotten log costs at most what was in it; the store opens")
    func log() throws {
        let room = try Room()
        let writer = try room.open()
        for _ in 0..<10 { _ = try writer.commit(.messages(10), at: .start) }
        let image = try room.crashImage()
        try change(image.log) { bytes in
            for place in stride(from: 9_000, to: 20_000, by: 977) { bytes[place] ^= 0x10 }
        }
        let after = try image.open()
        let survived = after.lastSequence
        #expect(survived < 10)
        // The time since is the engine's "we were blind": it begins at this.
        #expect(try after.recovered().lastCommit == (survived == 0 ? nil : .start))
        #expect(try after.commit(.messages(1), at: .start).sequence == survived + 1)
    }

    @Test("A store of a newer program is refused and left as it is")
    func newer() throws {
        let room = try drawnRoom()
        let queue = try DatabaseQueue(path: room.database)
        try queue.inDatabase { db in
            try db.execute(sql: "PRAGMA user_version = 99; UPDATE meta SET value = 99 WHERE key = 'version'")
        }
        try queue.close()
        #expect(throws: OpenFailure.newerSchema(found: 99, known: Schema.version)) { try room.open() }
        #expect(room.files.allSatisfy { !$0.contains("damaged") })
    }

    @Test("Every released version opens: the list of migrations only grows")
    func migrations() throws {
        for version in 1...Schema.version {
            let room = try Room()
            let queue = try DatabaseQueue(path: room.database)
            try queue.writeWithoutTransaction { db in
                try db.execute(sql: "PRAGMA application_id = \(Schema.applicationID)")
                for migration in Schema.migrations.prefix(version) { try db.execute(sql: migration) }
                try db.execute(
                    sql: """
                        INSERT INTO meta VALUES ('version', \(version)), ('epoch', 5), ('next_incident', 4),
                        ('next_delivery', 2), ('openings', 0)
                        """)
                try db.execute(sql: "PRAGMA user_version = \(version)")
            }
            try queue.close()
            let writer = try room.open()
            #expect(writer.report.check == .sound)
            #expect(try writer.recovered().nextIncident == 4)
            // Smaller than its limits: it was grown.
            #expect(room.size(room.database) >= RingLimits.small.pages * RingLimits.pageBytes)
        }
        // What version 1 was is history: a change there is a new migration instead.
        #expect(
            Schema.migrations[0].utf8.reduce(UInt64(5_381)) { $0 &* 33 &+ UInt64($1) } == Self.firstVersion)
    }

    private static let firstVersion: UInt64 = 1_346_810_196_698_839_624

    @Test("At most two damaged stores are kept")
    func kept() throws {
        let room = try drawnRoom()
        for second in 0..<5 as Range<Int64> {
            let writer = try room.open(epoch: 77, at: .start + .seconds(second), distrusted: "test")
            writer.close()
        }
        let damaged = room.files.filter { $0.hasPrefix("gengfu.db.damaged") && !$0.hasSuffix("-wal") }
        #expect(damaged == ["gengfu.db.damaged-1773022533000", "gengfu.db.damaged-1773022534000"])
    }

    @Test("A crash while a store is being made leaves no trace")
    func unfinished() throws {
        let room = try Room()
        try Data([1, 2, 3]).write(to: URL(fileURLWithPath: room.database + ".new"))
        let writer = try room.open()
        #expect(writer.report.check == .new)
        #expect(!room.files.contains("gengfu.db.new"))
    }

    @Test("A place without a directory, and one where nothing can be written, are named")
    func places() throws {
        #expect(throws: OpenFailure.missingDirectory(path: "/nowhere/at/all")) {
            try RingWriter(directory: "/nowhere/at/all", epoch: 1, now: .start)
        }
        #expect(throws: OpenFailure.notADirectory(path: "/dev/null")) {
            try RingWriter(directory: "/dev/null", epoch: 1, now: .start)
        }
        // Root may write anywhere but here.
        #expect {
            try RingWriter(directory: "/proc/self", epoch: 1, now: .start)
        } throws: { error in
            if case OpenFailure.notWritable(path: "/proc/self", _) = error { true } else { false }
        }
    }
}
