import Facility
import Foundation
import GRDB
import Testing

@testable import Ring

/// History may be lost alone: it is said, and nothing else stops.
@Suite struct HistoryDamageTests {
    private func sealedHouse() throws -> SealedRoom {
        let house = try SealedRoom()
        try house.say(seconds: 120)
        try house.seal()
        let history = try #require(house.writer.history?.file)
        _ = try history.connection.queue.writeWithoutTransaction { db in try db.checkpoint(.truncate) }
        return house
    }

    @Test(
        "A file that is ruined is set aside with its date, said, and begun anew out of the journal",
        arguments: ["header", "cut short", "emptied", "another kind"])
    func ruined(_ how: String) throws {
        let house = try sealedHouse()
        house.writer.close()
        try house.change("history.db") { bytes in
            switch how {
            case "header": bytes.replaceSubrange(0..<200, with: Data(repeating: 0x55, count: 200))
            case "cut short": bytes = bytes.prefix(bytes.count / 3)
            case "emptied": bytes = Data()
            default: bytes = Data("not a database".utf8)
            }
        }
        try house.reopen()
        guard case .replaced(let name, _, let loss) = house.writer.report.history else {
            Issue.record("\(String(describing: house.writer.report.history))")
            return
        }
        #expect(house.writer.report.damage == nil)
        #expect(name == "history.db.damaged-\(house.now.milliseconds)")
        #expect(house.room.files.contains(try #require(name)))
        #expect((loss.cause, loss.to) == (.damaged, house.now))
        try house.say(seconds: 1)
        #expect(try house.reader.losses() == [loss])
        try house.seal()
        // The journal still had it all.
        #expect(try house.remembered() == house.said)
        try house.reopen()
        #expect(house.writer.report.history == .found)
        try house.say(seconds: 1)
        #expect(try house.reader.losses() == [loss])
    }

    @Test("A file that is gone is missed")
    func gone() throws {
        let house = try sealedHouse()
        house.writer.close()
        for name in ["history.db", "history.db-wal"] {
            try FileManager.default.removeItem(atPath: house.room.path + "/" + name)
        }
        try house.reopen()
        try house.say(seconds: 1)
        let losses = try house.reader.losses()
        #expect(losses.map(\.subject) == ["history.db"])
        #expect(losses.first?.cause == .damaged)
        try house.seal()
        #expect(try house.remembered() == house.said)
    }

    @Test("A bit flipped anywhere: it starts, commits, reads and seals", arguments: 0..<8)
    func bitFlips(_ bit: Int) throws {
        let house = try sealedHouse()
        let size = Int(house.size("history.db"))
        house.writer.close()
        for offset in stride(from: 517 * (bit + 1), to: size, by: 16 << 10) {
            let image = try house.room.crashImage()
            for name in ["history.db", "history.db-wal"] {
                try FileManager.default.copyItem(
                    atPath: house.room.path + "/" + name, toPath: image.path + "/" + name)
            }
            var bytes = try Data(contentsOf: URL(fileURLWithPath: image.path + "/history.db"))
            bytes[offset] ^= 1 << UInt8(bit)
            try bytes.write(to: URL(fileURLWithPath: image.path + "/history.db"))
            let other = try SealedRoom(room: image)
            // Behind the drawn past, so that its hour is over at once.
            other.pass(.hours(3))
            _ = try? other.reader.readings(device: "d1", from: .distantPast, to: .distantFuture)
            try other.say(seconds: 60)
            try other.seal()
            try other.say(seconds: 1)
            let last = try other.reader.readings(
                device: "d1", from: .start + .hours(3) - .seconds(1), to: .distantFuture, limit: 10_000)
            #expect(last.count == 61 * 4)
        }
    }

    @Test("A block that rotted is left out, told to whoever asks, and in the ledger once")
    func rotten() throws {
        let house = try sealedHouse()
        let history = try #require(house.writer.history)
        let rotten = try history.transaction { db in
            let id = try #require(
                try Int64.fetchOne(
                    db,
                    sql: """
                        SELECT min(id) FROM block
                        WHERE id & 1048575 = (SELECT number FROM device WHERE name = 'd1')
                        """))
            try db.execute(
                sql: """
                    UPDATE block SET packed = CAST(substr(packed, 1, 20) || x'55AA' || substr(packed, 23) AS BLOB)
                    WHERE id = ?
                    """, arguments: [id])
            return id
        }
        let reader = try house.reader
        let left = try reader.readings(device: "d1", from: .distantPast, to: .distantFuture, limit: 10_000)
        let sound = try house.reader.readings(
            device: "d2", from: .distantPast, to: .distantFuture, limit: 10_000)
        #expect(left.count < sound.count && !left.isEmpty)
        #expect(reader.damagedBlocks.count == 1)
        // All blocks are looked at in the course of a day, and the next day again.
        for _ in 0..<3 {
            for _ in 0..<60 {
                house.pass(.seconds(2))
                try house.seal()
            }
            house.pass(.hours(24))
        }
        #expect(house.history.damagedBlocks == 1)
        try house.say(seconds: 1)
        let losses = try house.reader.losses()
        #expect(losses.map(\.cause) == [.damaged])
        #expect(losses.first?.subject.hasPrefix("history/") == true)
        #expect((losses.first?.count ?? 0) > 0)
        #expect(try house.reader.historyStatistics()?.damagedBlocks == 1)
        #expect(HistorySchema.segment(ofBlock: rotten) >= HistorySchema.classes)
        try house.reopen()
        try house.say(seconds: 1)
        #expect(try house.reader.losses() == losses)
        #expect(house.history.damagedBlocks == 1)
    }

    @Test("A file of a newer program stays where it is, and the watch goes on without it")
    func newer() throws {
        let house = try sealedHouse()
        house.writer.close()
        let queue = try DatabaseQueue(path: house.room.path + "/history.db")
        try queue.writeWithoutTransaction { db in
            try db.execute(sql: "PRAGMA user_version = 99")
            try db.execute(sql: "UPDATE meta SET value = 99 WHERE key = 'version'")
        }
        try queue.close()
        try house.reopen()
        guard case .unavailable(let detail) = house.writer.report.history else {
            Issue.record("\(String(describing: house.writer.report.history))")
            return
        }
        #expect(detail.contains("newer"))
        #expect(!house.room.files.contains { $0.hasPrefix("history.db.damaged-") })
        try house.say(seconds: 1)
        // Tried again in a minute, not in every turn.
        #expect(!house.writer.wantsSealing(at: house.now))
        let reader = try house.reader
        let left = try reader.readings(device: "d1", from: .distantPast, to: .distantFuture, limit: 10_000)
        #expect(left.count == 121 * 4)
        #expect(reader.damagedBlocks.isHistoryUnreadable)
    }

    @Test(
        "Pages found wrong while it seals: the file is put away at once, and all that the journal has is sealed anew"
    )
    func ruinedWhileOpen() throws {
        let house = try sealedHouse()
        try house.say(seconds: 60)
        // From the second page on: the header was read long ago.
        let path = house.room.path + "/history.db"
        let file = try FileHandle(forUpdating: URL(fileURLWithPath: path))
        try file.seek(toOffset: 4_096)
        try file.write(contentsOf: Data(repeating: 0x55, count: Int(house.size("history.db")) - 4_096))
        try file.close()
        house.writer.history?.file?.connection.forgetPages()
        try house.seal()
        #expect(house.room.files.contains { $0.hasPrefix("history.db.damaged-") && !$0.hasSuffix("-wal") })
        #expect(house.history.failure == nil)
        try house.say(seconds: 1)
        #expect(try house.remembered() == house.said)
        #expect(try house.reader.losses().map(\.cause) == [.damaged])
    }

    @Test(
        "A disk without room for history stops no commit; when there is room again it catches up",
        .enabled(if: SmallDisk.isPossible))
    func fullDisk() throws {
        let disk = try SmallDisk(megabytes: 6)
        var limits = RingLimits.small
        var history = HistoryLimits.small
        history.bytes = 4 << 20
        limits.history = history
        let writer = try RingWriter(directory: disk.path, limits: limits, epoch: 1, now: .start)
        disk.fill()
        var now = Timestamp.start
        func turns() {
            for _ in 0..<400 where writer.wantsSealing(at: now) { writer.sealSlice(at: now) }
        }
        for _ in 0..<40 {
            _ = try writer.commit(.messages(50, at: now), at: now)
            now = now + .seconds(30)
            turns()
        }
        #expect(writer.statistics.history?.failure != nil)
        #expect(writer.statistics.evictedReadings == 0)
        try FileManager.default.removeItem(atPath: disk.path + "/filler")
        // It may try once more with the pages it has.
        for _ in 0..<3 {
            now = now + .minutes(2)
            turns()
        }
        #expect(writer.statistics.history?.failure == nil)
        #expect(writer.statistics.history?.unsealedReadings ?? .max < 400)
    }

    @Test("A file that cannot be opened is tried again, and the watch begins without it")
    func unopened() throws {
        let room = try Room()
        try FileManager.default.createDirectory(
            atPath: room.path + "/history.db", withIntermediateDirectories: false)
        let house = try SealedRoom(room: room)
        guard case .unavailable = house.writer.report.history else {
            Issue.record("\(String(describing: house.writer.report.history))")
            return
        }
        try house.say(seconds: 60)
        try house.seal()
        #expect(house.history.failure != nil)
        #expect(try house.remembered() == house.said)
        try FileManager.default.removeItem(atPath: room.path + "/history.db")
        house.pass(.minutes(2))
        try house.seal()
        #expect(house.history.failure == nil)
        #expect(house.history.sealedReadings > 0)
        #expect(try house.remembered() == house.said)
    }
}

extension StoreConnection {
    /// Lets go of every page held in memory, so that the next look is at the file.
    func forgetPages() {
        try? queue.writeWithoutTransaction { db in try db.execute(sql: "PRAGMA shrink_memory") }
    }
}
