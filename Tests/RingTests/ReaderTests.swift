import Expressions
import Facility
import Foundation
import GRDB
import Testing

@testable import Ring

/// What pages and commands see of the store while the writer goes on.
@Suite struct ReaderTests {
    @Test("Incidents are listed newest first and by filter")
    func incidents() throws {
        let room = try Room()
        let writer = try room.open()
        for number in 1...5 as ClosedRange<Int64> {
            var incident = Incident.drawn(number, raisedAt: .start + .minutes(number))
            if number == 2 { incident.ended = .quiet(at: .start + .minutes(9)) }
            if number == 3 { incident.severity = .minor }
            if number == 4 { incident.device = "E02" }
            _ = try writer.commit(.raise(incident), at: incident.raisedAt)
        }
        let reader = try RingReader(directory: room.path)
        func numbers(_ change: (inout RingReader.IncidentFilter) -> Void) throws -> [Int64] {
            var filter = RingReader.IncidentFilter()
            change(&filter)
            return try reader.incidents(filter).map(\.id.number)
        }
        #expect(try numbers { _ in } == [5, 4, 3, 2, 1])
        #expect(try numbers { $0.isOpenOnly = true } == [5, 4, 3, 1])
        #expect(try numbers { $0.severityAtLeast = .severe } == [5, 4, 2, 1])
        #expect(try numbers { $0.device = "E02" } == [4])
        #expect(try numbers { $0.hazard = "fire.smoke" } == [])
        #expect(try numbers { $0.raisedSince = .start + .minutes(4) } == [5, 4])
        #expect(try numbers { $0.limit = 2 } == [5, 4])
        #expect(try reader.incident(Incident.drawn(4).id)?.device == "E02")
        #expect(try reader.incident(Incident.drawn(99).id) == nil)
        #expect(try reader.transitions(of: Incident.drawn(4).id).map(\.step) == [.raised])
    }

    @Test("Readings of a device come back by point and time, newest first, with their points' names")
    func readings() throws {
        let room = try Room()
        let writer = try room.open()
        let site = Site.drawn(devices: ["a", "b"], points: (0..<7).map { "p\($0)" })
        _ = try writer.numbering(for: site)
        for second in 0..<30 as Range<Int64> {
            let at = Timestamp.start + .seconds(second)
            _ = try writer.commit(.messages(1, at: at, device: Int(second % 2)), at: at)
        }
        let reader = try RingReader(directory: room.path)
        let some = try reader.readings(
            device: "b", point: "elevator/p2", from: .start + .seconds(10), to: .start + .seconds(16))
        #expect(some.map(\.observedAt) == [15, 13, 11].map { .start + .seconds($0) })
        #expect(some.allSatisfy { $0.reading.value == .double(2) && $0.point == "elevator/p2" })
        let all = try reader.readings(device: "a", from: .distantPast, to: .distantFuture)
        #expect(all.count == 15 * 7)
        #expect(
            try reader.readings(device: "a", from: .distantPast, to: .distantFuture, limit: 10).count == 10)
        #expect(try reader.readings(device: "nobody", from: .distantPast, to: .distantFuture).isEmpty)
    }

    @Test("The outbox tells per destination how much waits and since when")
    func outbox() throws {
        let room = try Room()
        let writer = try room.open()
        for number in 1...3 as ClosedRange<Int64> {
            let incident = Incident.drawn(number, raisedAt: .start + .seconds(number))
            var effects = Effects.raise(incident, delivery: number * 2)
            effects.opened.append(.drawn(number * 2 + 1, of: incident, to: "fire"))
            _ = try writer.commit(effects, at: incident.raisedAt)
        }
        var settled = Effects()
        settled.settled = [Settlement(delivery: 2, outcome: .refused(reason: "closed"))]
        _ = try writer.commit(settled, at: .start + .seconds(9))
        let reader = try RingReader(directory: room.path)
        #expect(
            try reader.outbox() == [
                OutboxDepth(destination: "fire", count: 3, oldest: .start + .seconds(1)),
                OutboxDepth(destination: "grid", count: 2, oldest: .start + .seconds(2)),
            ])
        let sizes = try reader.sizes()
        #expect(sizes.lastCommit == .start + .seconds(9))
        #expect(sizes.oldestJournal == .start + .seconds(1))
        #expect(sizes.journalRows == 4)
        #expect(sizes.databaseBytes == room.size(room.database))
    }

    @Test("A reader cannot write, and its reading holds up no checkpoint for good")
    func readOnly() throws {
        let room = try Room()
        let writer = try room.open()
        let reader = try RingReader(directory: room.path)
        #expect(throws: ReadFailure.self) {
            try reader.read { db in try db.execute(sql: "DELETE FROM journal") }
        }
        for _ in 0..<300 {
            _ = try writer.commit(.messages(20), at: .start)
            _ = try reader.sizes()
        }
        #expect(room.size(room.log) == RingLimits.small.walBytes)
    }

    @Test("Unclean exits are counted by the start that followed; a clean stop is none")
    func boots() throws {
        let writer = try Room().open()
        func boot(_ second: Int64) throws -> Int {
            let now = Timestamp.start + .seconds(second)
            try writer.recordBoot(at: now)
            return try writer.uncleanExits(within: .seconds(60), before: now)
        }
        #expect(try boot(0) == 0)
        try writer.recordCleanStop(at: .start + .seconds(5))
        #expect(try boot(10) == 0)
        #expect(try boot(20) == 1)
        #expect(try boot(40) == 2)
        #expect(try boot(90) == 2)
        #expect(try boot(1_000) == 1)
    }

    @Test(
        "A message's attempts are on disk before it is stepped, and the third time it goes to the quarantine")
    func poison() throws {
        let room = try Room()
        let first = try room.open()
        #expect(try first.notePoisonAttempt(hash32: .max, topic: [1], payload: [2], at: .start) == 1)
        let second = try room.crashImage()
        let writer = try second.open()
        #expect(try writer.poisonAttempts(hash32: .max) == 1)
        #expect(try writer.notePoisonAttempt(hash32: .max, topic: [1], payload: [2], at: .start) == 2)
        #expect(try writer.notePoisonAttempt(hash32: 5, topic: [1], payload: [2], at: .start) == 1)
        try writer.forgetPoison(hash32: 5)
        #expect(try writer.poisonAttempts(hash32: 5) == 0)
        #expect(try writer.quarantinePoison(hash32: .max, reason: "poison", at: .start))
        #expect(try !writer.quarantinePoison(hash32: .max, reason: "poison", at: .start))
        #expect(try writer.poisonAttempts(hash32: .max) == 0)
        var row = QuarantineRow(at: .start, topic: [1], payload: [2], reason: "poison")
        row.number = 1
        #expect(try RingReader(directory: second.path).quarantine() == [row])
    }

    @Test("A configuration is kept once per version, the oldest beyond the limit go")
    func configurations() throws {
        var limits = RingLimits.small
        limits.configurations = 3
        let writer = try Room().open(limits: limits)
        for version in ["a", "b", "b", "c", "d"] {
            try writer.keepConfiguration(version: version, content: [1], at: .start)
        }
        let kept = try writer.read { db in
            try String.fetchAll(db, sql: "SELECT version FROM configuration ORDER BY number")
        }
        #expect(kept == ["b", "c", "d"])
    }
}
