import Facility
import Foundation
import GRDB
import Testing

@testable import Ring

/// The bounds of history, and what goes first.
@Suite struct HistoryBoundsTests {
    @Test("Once it was full neither file grows by a byte, wrap after wrap, and nothing fails")
    func wrap() throws {
        let house = try SealedRoom()
        var full: Int64 = 0
        var since = 0
        for _ in 0..<260 where house.history.failure == nil {
            // Segments of changing size: what is freed never fits what comes exactly.
            try house.say(seconds: 20 + since % 5 * 30, points: since % 3 == 0 ? 0..<4 : 1..<3)
            house.pass(.hours(1))
            try house.seal()
            #expect(house.history.failure == nil)
            #expect(house.history.databaseBytes <= house.history.limitBytes)
            #expect(house.history.logBytes == house.limits.history?.logBytes)
            let history = try #require(house.writer.history?.file)
            _ = try history.connection.queue.writeWithoutTransaction { db in try db.checkpoint(.passive) }
            if full > 0 { since += 1 } else if house.history.isFull { full = house.size("history.db") }
            if full > 0 { #expect(house.size("history.db") == full) }
        }
        #expect(since > 100)
        // All but a segment and what it needs is used.
        #expect(full > house.history.limitBytes * 3 / 4)
        #expect(house.history.evictedReadings > house.history.readings / 2)
        try house.say(seconds: 1)
        let ledger = try house.reader.losses(limit: 5_000)
        #expect(
            ledger.filter { $0.cause == .evicted }.reduce(0) { $0 + $1.count }
                == house.history.evictedReadings)
    }

    @Test("The least important goes first, and of its class the oldest")
    func order() throws {
        let house = try SealedRoom()
        var lives: Int64 = 0
        var lastOldest: [Point.Importance: Timestamp] = [:]
        for _ in 0..<220 {
            // Life speaks seldom: a flood of the others must not drive it out.
            try house.say(seconds: 130, points: 0..<3)
            try house.say(seconds: 1, points: 3..<4)
            lives += 6
            try house.seal()
            for found in house.history.classes {
                #expect(found.oldest >= lastOldest[found.importance] ?? .start)
                lastOldest[found.importance] = found.oldest
            }
        }
        let ledger = try house.reader.losses(limit: 5_000)
        func lost(_ importance: Point.Importance) -> Int64 {
            ledger.filter { $0.subject == "history/\(importance.rawValue)" }.reduce(0) { $0 + $1.count }
        }
        #expect(lost(.low) > 0)
        #expect(lost(.normal) > 0)
        #expect(lost(.life) == 0)
        // Normal readings went only while no sealed low one was left.
        #expect(lost(.low) >= lost(.normal))
        #expect(lost(.normal) >= lost(.high))
        let life = house.history.classes.first { $0.importance == .life }
        #expect(try #require(life).oldest <= .start + .seconds(140))
    }

    @Test("An age goes before there is a lack of room, and only what is older")
    func age() throws {
        var limits = HistoryLimits.small
        limits.age = .hours(30)
        let house = try SealedRoom(history: limits)
        for _ in 0..<60 {
            try house.say(seconds: 20)
            house.pass(.hours(1))
            try house.seal()
        }
        for found in house.history.classes {
            #expect(found.oldest >= house.now - .hours(33))
            #expect(found.oldest <= house.now - .hours(28))
        }
        #expect(!house.history.isFull)
        try house.say(seconds: 1)
        let ledger = try house.reader.losses(limit: 1_000)
        #expect(ledger.reduce(0) { $0 + $1.count } + house.history.readings == 60 * 20 * 24)
    }

    @Test("An eviction that a crash kept from the ledger is in it after the start, once")
    func ledger() throws {
        let house = try SealedRoom()
        var crashed: SealedRoom?
        for _ in 0..<400 where crashed == nil {
            try house.say(seconds: 150)
            try house.seal {
                if crashed == nil, house.history.evictedReadings > 0 { crashed = try house.afterCrash() }
            }
        }
        let after = try #require(crashed)
        #expect(try after.reader.losses().isEmpty)
        try after.say(seconds: 1)
        let noted = try after.reader.losses().reduce(0) { $0 + $1.count }
        #expect(noted == house.history.evictedReadings || noted > 0)
        try after.reopen()
        try after.say(seconds: 1)
        #expect(try after.reader.losses().reduce(0) { $0 + $1.count } == noted)
    }

    @Test("A smaller limit set later holds from the next sealing on; a larger one lets it grow again")
    func changedLimit() throws {
        let room = try Room()
        func house(_ bytes: Int64) throws -> SealedRoom {
            var limits = HistoryLimits.small
            limits.bytes = bytes
            return try SealedRoom(history: limits, room: room)
        }
        func fill(_ house: SealedRoom) throws {
            for _ in 0..<100 {
                try house.say(seconds: 250)
                try house.seal()
            }
            #expect(house.history.failure == nil)
        }
        var open = try house(512 << 10)
        try fill(open)
        let first = open.size("history.db")
        #expect(open.history.isFull)
        open.writer.close()
        open = try house(1 << 20)
        try fill(open)
        #expect(open.size("history.db") > first + (1 << 18))
        let second = open.size("history.db")
        #expect(second <= 1 << 20)
        open.writer.close()
        open = try house(512 << 10)
        try fill(open)
        #expect(open.size("history.db") == second)
        #expect(open.history.readings > 0)
    }
}
