import Expressions
import Facility
import Foundation
import GRDB
import Testing

@testable import Ring

/// Readings on their way from the journal into history: none lost, none twice, whenever the program ends.
@Suite struct SealingTests {
    @Test("History gives back every message as it was committed, in order, its classes joined")
    func whole() throws {
        let house = try SealedRoom()
        try house.say(seconds: 60)
        #expect(house.writer.statistics.history?.unsealedReadings == Int64(60 * 24))
        try house.seal()
        #expect(house.history.failure == nil)
        #expect(house.history.sealedReadings >= 60 * 24 - 400)
        #expect(house.history.classes.map(\.importance) == Point.Importance.allCases)
        #expect(try house.remembered() == house.said)
        try house.reopen()
        #expect(try house.remembered() == house.said)
    }

    @Test("An hour is sealed although nobody says much, and nothing before")
    func hour() throws {
        let house = try SealedRoom()
        try house.say(seconds: 2)
        // A look at the blocks there are, which is none.
        try house.seal()
        #expect(house.history.sealedReadings == 0)
        #expect(!house.writer.wantsSealing(at: house.now))
        house.pass(.minutes(59))
        #expect(!house.writer.wantsSealing(at: house.now))
        house.pass(.minutes(1))
        try house.seal()
        #expect(house.history.sealedReadings == 48)
        #expect(try house.remembered() == house.said)
    }

    @Test("A reader sees each reading once at every moment of a sealing")
    func readers() throws {
        let house = try SealedRoom()
        try house.say(seconds: 40)
        let reader = try house.reader
        func readings() throws -> [StoredReading] {
            try reader.readings(device: "d3", from: .distantPast, to: .distantFuture)
        }
        let before = try readings()
        #expect(before.count == 160)
        var moments = 0
        try house.seal {
            moments += 1
            #expect(try house.remembered() == house.said)
            let now = try readings()
            #expect(now.map(\.observedAt) == before.map(\.observedAt))
            #expect(Set(now.map(\.point)) == Set(before.map(\.point)))
        }
        #expect(moments > 20)
    }

    @Test("A crash after any slice costs nothing: what is sealed again takes the same places")
    func crashes() throws {
        let house = try SealedRoom()
        try house.say(seconds: 40)
        var images: [[Int64]] = []
        try house.seal {
            let image = try house.afterCrash()
            #expect(try image.remembered() == house.said)
            try image.seal()
            #expect(try image.remembered() == house.said)
            #expect(image.history.failure == nil)
            images.append(try Self.blocks(image))
        }
        #expect(images.count > 20)
        let blocks = try Self.blocks(house)
        #expect(images.allSatisfy { $0 == blocks })
    }

    private static func blocks(_ house: SealedRoom) throws -> [Int64] {
        let history = try #require(house.writer.history)
        return try history.transaction { db in try Int64.fetchAll(db, sql: "SELECT id FROM block ORDER BY id")
        }
    }

    @Test("What is sealed leaves the journal without a loss, however long after")
    func trimming() throws {
        let house = try SealedRoom()
        // The journal wraps several times; a history of its size keeps a part.
        for _ in 0..<220 {
            try house.say(seconds: 60)
            try house.seal()
        }
        #expect(house.writer.statistics.evictedReadings == 0)
        try house.say(seconds: 1)
        let ledger = try house.reader.losses(limit: 1_000)
        #expect(ledger.allSatisfy { $0.subject.hasPrefix("history/") })
        let lost = ledger.reduce(0) { $0 + $1.count }
        #expect(lost > 0)
        let kept = try house.remembered().reduce(0) { $0 + $1.readings.count }
        #expect(Int64(kept) + lost == Int64(house.said.count * 4))
        #expect(house.history.failure == nil)
    }

    @Test("While history takes nothing the journal's own bound holds, and the ledger says what went")
    func closed() throws {
        let house = try SealedRoom()
        for _ in 0..<160 { try house.say(seconds: 60) }
        let lost = house.writer.statistics.evictedReadings
        #expect(lost > 0)
        let ledger = try house.reader.losses(limit: 1_000)
        #expect(ledger.reduce(0) { $0 + $1.count } == lost)
        #expect(ledger.allSatisfy { $0.subject == "journal" })
        #expect(house.writer.isSealingPressing)
    }

    @Test("A sealed stretch is given back as columns")
    func columns() throws {
        let house = try SealedRoom()
        try house.say(seconds: 40)
        try house.seal()
        let sealed = house.said.filter { $0.device == 2 }.prefix(Int(house.history.sealedReadings) / 24)
        var observed: [Int64] = []
        var values: [Double?] = []
        try house.reader.sealedSeries(
            device: "d1", points: ["elevator/high"], from: .distantPast, to: .distantFuture
        ) {
            #expect($0 == "elevator/high")
            for position in 0..<$1.columns.count {
                observed.append($1.observed[Int($1.columns.messages[position])])
                values.append($1.columns.number(at: position))
            }
        }
        #expect(observed == sealed.map(\.observedAt.milliseconds))
        #expect(values.map { $0.map(Value.double) } == sealed.map { $0.readings[2].value })
    }

    @Test("Windows are rebuilt after a start from the same rows as ever")
    func recovery() throws {
        let house = try SealedRoom()
        try house.say(seconds: 60)
        let before = try house.writer.recovered()
        try house.seal()
        let after = try house.writer.recovered()
        #expect(after.journal.map(\.packed) == before.journal.map(\.packed))
        #expect(after.identities == before.identities)
    }

    @Test("A store that lost its last commits seals their numbers anew")
    func olderStore() throws {
        let house = try SealedRoom()
        try house.say(seconds: 20)
        let older = try house.room.crashImage()
        try house.say(seconds: 40)
        try house.seal()
        house.writer.close()
        for name in ["gengfu.db", "gengfu.db-wal"] {
            try FileManager.default.removeItem(atPath: house.room.path + "/" + name)
            try FileManager.default.copyItem(
                atPath: older.path + "/" + name, toPath: house.room.path + "/" + name)
        }
        try house.reopen()
        try house.say(seconds: 40)
        try house.seal()
        house.pass(.hours(2))
        try house.seal()
        let kept = try house.remembered().suffix(240)
        #expect(Array(kept) == Array(house.said.suffix(240)))
        #expect(house.history.unsealedReadings == 0)
    }

    @Test("A new store beside an old history goes on under the same names")
    func newStore() throws {
        let house = try SealedRoom()
        try house.say(seconds: 60)
        house.pass(.hours(2))
        try house.seal()
        try house.reopen(epoch: 0x77, distrusted: "a page is not what it was")
        #expect(house.history.readings == 60 * 24)
        let readings = try house.reader.readings(device: "d0", from: .distantPast, to: .distantFuture)
        #expect(readings.count == 240)
        #expect(Set(readings.map(\.point)).count == 4)
    }
}
