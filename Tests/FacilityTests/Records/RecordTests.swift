import Expressions
import Foundation
import Testing

@testable import Facility

/// What no sensor tells: entered whole or not at all, corrected by another line, and told to the hazards when it is due.
@Suite struct RecordTests {
    private static let overdue = Hazard(
        id: "elevator.maintenance_overdue", facility: 1, name: LocalizedText(en: "overdue", zh: "超期"),
        evidence: [
            Evidence(
                sign: .condition(
                    Condition(
                        source: "maintenance.overdue",
                        program: Program.compile(
                            "maintenance.overdue",
                            in: Environment(
                                variables: [Variable("maintenance.overdue", .bool)], windowFunctions: [])
                        ).program!, points: [PointIndex(8)])))
        ], severity: .minor)

    /// The compound with a vocabulary that has the point, which no profile fills.
    private static var site: Site {
        var site = Compound.site([overdue], staleAfter: .hours(1))
        site.points.append(Point(name: "maintenance.overdue", facility: 1, kind: .boolean))
        for profile in site.profiles.indices { site.profiles[profile].staleAfter = .hours(1) }
        return site
    }

    private func visit(
        _ device: String = "L1", daysAgo: Int64 = 0, by firm: String = "迅达", due: Timestamp? = nil
    ) -> UpkeepRecord {
        UpkeepRecord(
            kind: .maintenance, subject: .device(device), performedAt: Night.start - .hours(24 * daysAgo),
            performer: firm, due: due)
    }

    @Test("A visit holds for 15 days; then the lift is overdue, and the next visit ends that")
    func overdue() {
        var night = Night(Self.site)
        #expect(night.say(.record([visit()], by: "li")) == .done)
        night.wait(.seconds(24 * 3_600 * 15 - 1))
        #expect(night.steps == [])
        night.wait(.seconds(1))
        #expect(night.steps == ["1296000.0 raised L1"])
        night.wait(.hours(2))
        var next = visit()
        next.performedAt = night.now
        #expect(night.say(.record([next], by: "li")) == .done)
        #expect(night.steps.last == "1303200.0 ended L1" || night.incident()?.ended != nil)
        #expect(night.store.records.map(\.number) == [1, 2])
        #expect(night.store.records[1].due == night.now + .hours(24 * 15))
        #expect(night.store.records[1].enteredBy == "li")
    }

    @Test("A date somebody gives counts, not the kind's own term")
    func given() {
        var night = Night(Self.site)
        night.say(.record([visit(due: Night.start + .hours(5))], by: "li"))
        night.wait(.hours(5))
        #expect(night.incident()?.device == "L1")
    }

    @Test("A visit that is overdue when it is entered raises at once, and one entered twice counts once")
    func late() {
        var night = Night(Self.site)
        #expect(night.say(.record([visit(daysAgo: 16)], by: "li")) == .done)
        #expect(night.incident()?.device == "L1")
        #expect(night.say(.record([visit(daysAgo: 16)], by: "wang")) == .alreadySo)
        #expect(night.store.records.count == 1)
        // The same lift on the same day by another firm is another visit.
        #expect(night.say(.record([visit(daysAgo: 16, by: "通力")], by: "li")) == .done)
    }

    @Test("Staleness does not touch what records say; a restart and a reload keep it")
    func keeps() {
        var night = Night(Self.site)
        night.say(.record([visit(daysAgo: 14)], by: "li"))
        night.wait(.hours(3))
        night.restart(after: .hours(1))
        night.reload(Self.site)
        #expect(night.steps == [])
        night.wait(.hours(20))
        #expect(night.incident()?.device == "L1")
        night.restart(after: .hours(2))
        #expect(night.store.incidents.count == 1)
        #expect(night.incident()?.ended == nil)
        #expect(night.engine.records.current(.maintenance, of: .device("L1"))?.number == 1)
    }

    @Test("What fell due while the box was off is raised at its start")
    func whileOff() {
        var night = Night(Self.site)
        night.say(.record([visit(daysAgo: 14)], by: "li"))
        night.restart(after: .hours(30))
        #expect(night.incident()?.device == "L1")
    }

    @Test("A correction stands in for its line and says why; a line is corrected once")
    func corrects() {
        var night = Night(Self.site)
        night.say(.record([visit()], by: "li"))
        var right = visit(daysAgo: 20)
        right.corrects = 1
        #expect(night.say(.record([right], by: "li")) == .refused(.reasonRequired))
        right.reason = "the sheet says the 1st, not the 21st"
        #expect(night.say(.record([right], by: "li")) == .done)
        #expect(night.incident()?.device == "L1", "the true visit was 20 days ago")
        #expect(night.engine.records[1]?.isVoid == true)
        #expect(night.say(.record([right], by: "li")) == .refused(.recordIsVoid))
        var other = visit("B1")
        other.corrects = 2
        other.reason = "x"
        #expect(night.say(.record([other], by: "li")) == .refused(.unknownRecord))
    }

    @Test("Without its only record nothing is known of a lift: an open case stays, none is raised")
    func withdrawal() {
        var night = Night(Self.site)
        night.say(.record([visit()], by: "li"))
        var void = visit()
        void.corrects = 1
        void.reason = "another lift"
        void.isWithdrawal = true
        #expect(night.say(.record([void], by: "li")) == .done)
        night.wait(.hours(24 * 30))
        #expect(night.steps == [])
        #expect(night.engine.records.standing.isEmpty)
    }

    @Test("One mistake in a list and nothing of it is entered")
    func whole() {
        var night = Night(Self.site)
        let rows = night.store.journal.count
        #expect(night.say(.record([visit(), visit("nobody")], by: "li")) == .refused(.unknownDevice))
        #expect(
            night.say(.record([visit(), visit(due: Night.start - .hours(1))], by: "li"))
                == .refused(.noSuchTime))
        #expect(night.say(.record([visit(daysAgo: -2)], by: "li")) == .refused(.noSuchTime))
        #expect(night.say(.record([], by: "li")) == .refused(.tooMany))
        var disabled = visit("F1")
        disabled.kind = .disabled
        #expect(night.say(.record([disabled], by: "li")) == .refused(.dueRequired))
        let place = UpkeepRecord(
            kind: .cleaning, subject: .place("9"), performedAt: Night.start, performer: "水务")
        #expect(night.say(.record([place], by: "li")) == .refused(.unknownPlace))
        #expect(night.store.records.isEmpty && night.store.journal.count == rows)
    }

    @Test("A record of a place or a facility is kept and falls due, and no device is blamed")
    func places() {
        var night = Night(Self.site)
        let lifts = UpkeepRecord(
            kind: .inspection, subject: .facility("elevator"), performedAt: Night.start, performer: "特检院")
        let house = UpkeepRecord(
            kind: .drill, subject: .place("3"), performedAt: Night.start, performer: "物业",
            due: Night.start + .hours(9))
        #expect(night.say(.record([lifts, house], by: "li")) == .done)
        #expect(night.engine.records.standing.map(\.subject) == [.place("3"), .facility("elevator")])
        night.wait(.hours(24 * 400))
        #expect(night.steps == [])
    }

    @Test("The journal holds a record in a form that JSON reads back")
    func journal() throws {
        var record = visit(due: Night.start)
        record.results = [.init(name: "余氯", value: 0.05, unit: "mg/L"), .init(name: "pH", value: 1e-7)]
        record.note = "\"\\\n"
        record.corrects = 3
        record.reason = "r"
        record.isWithdrawal = true
        let commands: [Command] = [.record([record, visit()], by: "李")]
        for command in commands {
            #expect(try JSONDecoder().decode(Command.self, from: Data(command.journalBytes)) == command)
        }
    }

    @Test("A subject is written as it is read")
    func subjects() {
        for text in ["device:E01", "place:3号楼", "facility:water", "site"] {
            #expect(RecordSubject(text)?.description == text)
        }
        #expect(RecordSubject("E01") == .device("E01"))
        #expect(RecordSubject("") == nil)
    }

    @Test("Every kind is found by its word, its names and the words of the trade")
    func kinds() {
        for kind in RecordKind.allCases {
            #expect(RecordKind(spelling: kind.rawValue) == kind)
            #expect(RecordKind(spelling: kind.title.zh) == kind)
            #expect(RecordKind(spelling: kind.title.en) == kind)
        }
        #expect(RecordKind(spelling: "年检") == .inspection)
        #expect(RecordKind(spelling: "xyz") == nil)
    }
}
