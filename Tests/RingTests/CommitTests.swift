import Facility
import Foundation
import GRDB
import Testing

@testable import Ring

/// Promise 1 rests on these: what `commit` returned for is there after any end of the process.
@Suite struct CommitTests {
    @Test("Everything of a commit is there after the process was killed")
    func survivesKill() throws {
        let room = try Room()
        let writer = try room.open()
        let incident = Incident.drawn(1)
        var effects = Effects.raise(incident, delivery: 1)
        effects.snapshot = [SnapshotRow(device: 7, packed: [1, 2, 3])]
        #expect(try writer.commit(effects, at: .start).sequence == 1)
        #expect(
            try writer.commit(.messages(3, at: .start + .seconds(1)), at: .start + .seconds(1)).sequence == 2)

        let after = try room.crashImage().open()
        let recovery = try after.recovered()
        #expect(after.lastSequence == 2)
        #expect(after.report.check == .sound)
        #expect(recovery.epoch == 0x3A_9C04_E7D1)
        #expect(recovery.incidents == effects.incidents)
        #expect(recovery.live == effects.live)
        #expect(recovery.snapshot == effects.snapshot)
        #expect(recovery.outbox.map(\.number) == [1])
        #expect(recovery.nextIncident == 2)
        #expect(recovery.nextDelivery == 2)
        #expect(recovery.lastCommit == .start + .seconds(1))
        #expect(
            recovery.journal.map(\.packed) == [
                effects.journal, Effects.messages(3, at: .start + .seconds(1)).journal,
            ])
    }

    @Test("A new store has an epoch, no past and counts from one")
    func new() throws {
        let writer = try Room().open(epoch: 42)
        let recovery = try writer.recovered()
        #expect(writer.report.check == .new)
        #expect(writer.report.isPregrown)
        #expect(recovery.epoch == 42)
        #expect(recovery.nextIncident == 1)
        #expect(recovery.nextDelivery == 1)
        #expect(recovery.lastCommit == nil)
        #expect(recovery.identities.isEmpty)
    }

    @Test("The writing connection waits for the disk: synchronous is FULL, and the log is on")
    func full() throws {
        let room = try Room()
        #expect(try room.open().synchronousLevel() == 2)
        #expect(try room.open().synchronousLevel() == 2)
    }

    @Test("Only the journal after a given time comes back, oldest first")
    func tail() throws {
        let writer = try Room().open()
        for second in 0..<10 as Range<Int64> {
            let at = Timestamp.start + .seconds(second)
            _ = try writer.commit(.messages(1, at: at), at: at)
        }
        let rows = try writer.recovered(from: .start + .seconds(7)).journal
        #expect(rows.map(\.at) == [7, 8, 9].map { .start + .seconds($0) })
    }

    @Test("An incident that ended is recovered as long as its machine may open it again")
    func resting() throws {
        let room = try Room()
        let writer = try room.open()
        var incident = Incident.drawn(1)
        incident.ended = .quiet(at: .start)
        incident.severity = .moderate
        incident.peak = .severe
        incident.easing = Incident.Easing(since: .start, to: .minor)
        incident.shadow = true
        var effects = Effects()
        effects.incidents = [incident]
        effects.live = [
            LiveRow(
                hazard: incident.hazard, subject: "E1",
                state: .resting(incident.id, endedAt: .start, since: nil))
        ]
        _ = try writer.commit(effects, at: .start)
        let recovery = try room.crashImage().open().recovered()
        #expect(recovery.incidents == [incident])
        #expect(recovery.live == effects.live)
        effects = Effects()
        effects.live = [LiveRow(hazard: incident.hazard, subject: "E1", state: nil)]
        _ = try writer.commit(effects, at: .start + .seconds(1))
        #expect(try room.crashImage().open().recovered().incidents.isEmpty)
    }

    @Test("A settled delivery and an idle machine are not recovered, an ended incident neither")
    func ended() throws {
        let room = try Room()
        let writer = try room.open()
        var incident = Incident.drawn(1)
        _ = try writer.commit(.raise(incident, delivery: 1), at: .start)
        var effects = Effects()
        incident.ended = .cleared(by: "wang", at: .start + .minutes(5))
        effects.incidents = [incident]
        effects.live = [LiveRow(hazard: incident.hazard, subject: "E1", state: nil)]
        effects.settled = [
            Settlement(delivery: 1, outcome: .accepted(caseNumber: "A-1", handling: .accepted))
        ]
        _ = try writer.commit(effects, at: .start + .minutes(5))
        let recovery = try writer.recovered()
        #expect(recovery.incidents.isEmpty)
        #expect(recovery.live.isEmpty)
        #expect(recovery.outbox.isEmpty)
        #expect(recovery.nextIncident == 2)
        let reader = try RingReader(directory: room.path)
        let kept = try reader.deliveries(of: incident.id)
        #expect(kept.map(\.outcome) == [.accepted(caseNumber: "A-1", handling: .accepted)])
    }

    @Test("A machine that moves over and over in one commit is recovered where it stood last")
    func restless() throws {
        func row(_ subject: String, since second: Int64?) -> LiveRow {
            LiveRow(
                hazard: "elevator.entrapment", subject: subject,
                state: second.map { .pending(since: .start + .seconds($0), evidence: 2) })
        }
        let writer = try Room().open()
        var effects = Effects.messages(1)
        effects.live = [row("E1", since: 0), row("E2", since: 0), row("E3", since: 0)]
        _ = try writer.commit(effects, at: .start)
        effects = .messages(1, firstMid: 2)
        effects.live = [
            row("E1", since: nil), row("E2", since: nil), row("E4", since: 1), row("E1", since: 2),
            row("E4", since: nil), row("E2", since: 3), row("E2", since: nil),
        ]
        _ = try writer.commit(effects, at: .start + .seconds(4))
        #expect(try writer.recovered().live == [row("E1", since: 2), row("E3", since: 0)])
    }

    @Test("An ended incident is kept and recovered for as long as a delivery of it is open")
    func endedButWaiting() throws {
        var limits = RingLimits.small
        limits.endedIncidents = 0
        let writer = try Room().open(limits: limits)
        var incident = Incident.drawn(1)
        incident.ended = .quiet(at: .start)
        _ = try writer.commit(.raise(incident, delivery: 1), at: .start)
        #expect(try writer.recovered().incidents.map(\.id) == [incident.id])
        var effects = Effects()
        effects.settled = [Settlement(delivery: 1, outcome: .refused(reason: "no"))]
        _ = try writer.commit(effects, at: .start)
        #expect(
            try writer.recovered().incidents.map(\.id) == [incident.id],
            "whoever mends what it was refused for has it told again")
        effects.settled = [
            Settlement(delivery: 1, outcome: .accepted(caseNumber: nil, handling: .closed))
        ]
        _ = try writer.commit(effects, at: .start)
        #expect(try writer.recovered().incidents.isEmpty)
    }

    @Test("Each session gets back its last window, also one that fell silent thousands of commits ago")
    func identities() throws {
        var limits = RingLimits.small
        limits.journalBytes = 4 << 20
        limits.identitiesPerSession = 50
        let room = try Room()
        let writer = try room.open(limits: limits)
        for commit in 0..<20 {
            _ = try writer.commit(.messages(4, session: 0, firstMid: commit * 4), at: .start)
        }
        for commit in 0..<4_000 {
            _ = try writer.commit(.messages(1, session: 1, firstMid: commit), at: .start)
        }
        let windows = try room.crashImage().open(limits: limits).recovered().identities
        #expect(windows[SessionIndex(0)]?.map(\.mid) == (31...80).map(UInt16.init))
        #expect(windows[SessionIndex(1)]?.map(\.mid) == (3_951...4_000).map(UInt16.init))
    }

    @Test("A commit that fails leaves nothing, and the same effects go through later")
    func retry() throws {
        let room = try Room()
        let writer = try room.open()
        _ = try writer.commit(.messages(1), at: .start)
        let blocker = try DatabaseQueue(path: room.database)
        try blocker.inDatabase { db in
            try db.execute(sql: "BEGIN IMMEDIATE"); try db.execute(sql: "ROLLBACK")
        }
        try writer.connection().queue.writeWithoutTransaction { db in
            try db.execute(
                sql:
                    "CREATE TEMP TRIGGER no BEFORE INSERT ON main.incident BEGIN SELECT RAISE(ABORT, ''); END"
            )
        }
        let effects = Effects.raise(.drawn(1), delivery: 1)
        #expect(throws: CommitFailure.self) { try writer.commit(effects, at: .start) }
        #expect(writer.lastSequence == 1)
        try writer.connection().queue.writeWithoutTransaction { db in try db.execute(sql: "DROP TRIGGER no") }
        #expect(try writer.recovered().incidents.isEmpty)
        #expect(try writer.commit(effects, at: .start).sequence == 2)
        #expect(try writer.recovered().incidents.count == 1)
    }

    @Test("After a failed wait for the disk the store says whether the commit is there")
    func verify() throws {
        let room = try Room()
        let writer = try room.open()
        _ = try writer.commit(.messages(1), at: .start)
        #expect(try writer.reopenAndVerify(1) == .absent)
        _ = try writer.commit(.messages(1), at: .start)
        #expect(try writer.reopenAndVerify(1) == .present)
        #expect(try writer.reopenAndVerify(3) == .lost(found: 2))
        #expect(try writer.synchronousLevel() == 2)
        #expect(try writer.commit(.messages(1), at: .start).sequence == 3)
    }

    @Test("Numbers of devices and points outlive a reload that moves, adds and removes them")
    func numbering() throws {
        let room = try Room()
        let before = try room.open().numbering(for: .drawn(devices: ["a", "b", "c"], points: ["p", "q"]))
        #expect(before.deviceNumbers == [1, 2, 3])
        _ = try room.open().numbering(for: .drawn(devices: ["c"], points: ["q"]))
        let after = try room.open().numbering(
            for: .drawn(devices: ["d", "c", "a"], points: ["r", "q", "p"]))
        #expect(after.deviceNumbers == [4, 3, 1])
        #expect(after.pointNumbers == [3, 2, 1])
    }

    @Test("Only one writer may hold a store")
    func oneWriter() throws {
        let room = try Room()
        let writer = try room.open()
        #expect(throws: OpenFailure.inUse(path: room.database)) { try room.open() }
        writer.close()
        withExtendedLifetime(writer) {}
    }

    @Test("An audit line cannot be changed")
    func audit() throws {
        let room = try Room()
        let writer = try room.open()
        var effects = Effects()
        effects.audit = [AuditLine(at: .start, by: "wang", action: "clear", subject: "1")]
        _ = try writer.commit(effects, at: .start)
        #expect(throws: DatabaseError.self) {
            try writer.connection().queue.writeWithoutTransaction { db in
                try db.execute(sql: "UPDATE audit SET by = 'li'")
            }
        }
        #expect(try RingReader(directory: room.path).audit() == effects.audit)
    }
}

extension Site {
    static func drawn(devices: [String], points: [String]) -> Site {
        Site(
            id: "s", name: "s",
            facilities: [FacilityKind(id: "elevator", name: LocalizedText(en: "", zh: ""))],
            points: points.map { Point(name: $0, facility: 0, kind: .boolean) },
            devices: devices.map {
                Device(id: $0, name: $0, profile: 0, place: Place(building: "1", gridCode: ""))
            })
    }
}
