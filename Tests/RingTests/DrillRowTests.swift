import Facility
import Foundation
import GRDB
import Testing

@testable import Ring

/// Drills and suppressions in the store: in the commit of the word or the raise that changed them.
@Suite struct DrillRowTests {
    private func drill(_ number: Int64, ended: Bool) -> Drill {
        var drill = Drill(
            number: number, reach: .building("3 号楼"), devices: ["F1", "F2"], length: .minutes(30),
            isWalkTest: true, by: "li", at: .start)
        var stimulus = DrillStimulus(device: "F1", hazard: "fire.alarm", zone: "stair", since: .start)
        stimulus.isTrigger = true
        drill.begin(stimulus, incident: 7, at: .start)
        if ended { _ = drill.end(.otherDevice("F9"), at: .start) }
        return drill
    }

    private func suppression(_ number: Int64) -> Suppression {
        var suppression = Suppression(
            number: number, reach: .zone("stair"), span: .outOfService(due: .start), why: "等配件", by: "li",
            at: .start)
        suppression.isOpen = true
        suppression.hidden = [IncidentID(site: "yard", epoch: 5, number: 3)]
        return suppression
    }

    @Test("After a kill a drill stands as the last commit left it, trials and all")
    func together() throws {
        let room = try Room()
        let writer = try room.open()
        var effects = Effects.messages(1)
        effects.drills = [drill(1, ended: true), drill(2, ended: false)]
        effects.suppressions = [suppression(4)]
        #expect(try room.crashImage().open().recovered().drills.isEmpty)
        _ = try writer.commit(effects, at: .start)
        _ = try writer.commit(effects, at: .start)
        let after = try room.crashImage().open().recovered()
        #expect(after.drills == [drill(1, ended: true), drill(2, ended: false)])
        #expect(after.suppressions == [suppression(4)])
    }

    @Test(
        "The latest twenty drills come back, two hundred are kept; a suppression that has not ended is never dropped"
    )
    func bounded() throws {
        let room = try Room()
        let writer = try room.open()
        for number in 1...Int64(Drill.kept + 30) {
            var effects = Effects()
            effects.drills = [drill(number, ended: true)]
            var ended = suppression(number)
            if number != 2 { ended.ended = Suppression.Ending(at: .start, by: nil) }
            effects.suppressions = [ended]
            _ = try writer.commit(effects, at: .start)
        }
        let recovery = try writer.recovered()
        #expect(recovery.drills.map(\.number) == Array(Int64(Drill.kept + 11)...Int64(Drill.kept + 30)))
        #expect(recovery.suppressions.count == 51)
        #expect(recovery.suppressions.first?.number == 2)
        let rows = try DatabaseQueue(path: room.database).read { db in
            try Int.fetchOne(db, sql: "SELECT count(*) FROM drill") ?? 0
        }
        #expect(rows == Drill.kept)
    }
}
