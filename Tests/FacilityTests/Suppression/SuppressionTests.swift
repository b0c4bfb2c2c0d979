import Foundation
import Testing

@testable import Facility

/// Maintenance windows and devices out of service, drawn, and at a watch: what they hide, what they never hide, and
/// what comes out at their end.
@Suite struct SuppressionTests {
    private static let start = Night.start

    /// One character an hour from the start on: `#` it suppresses.
    private static func draw(_ span: Suppression.Span, hours: Int, zone: ZoneRules = .utc) -> String {
        var book = SuppressionBook()
        let plan = SuppressionPlan(reach: "site", span: span, why: "works")
        guard case .success = book.declare(.site, plan, by: "li", at: start) else { return "refused" }
        var drawn = ""
        for hour in 0..<hours {
            _ = book.advance(to: start + .hours(Int64(hour)), zone: zone)
            drawn += book.covering { _ in true } == nil ? "-" : "#"
        }
        return drawn
    }

    @Test("A single window opens and ends by itself")
    func once() {
        #expect(
            Self.draw(.once(from: Self.start + .hours(2), until: Self.start + .hours(5)), hours: 8)
                == "--###---")
        #expect(
            Self.draw(.once(from: Self.start - .hours(9), until: Self.start + .hours(1)), hours: 3) == "#--")
    }

    @Test("A weekly window comes on its days, over midnight too, until its last time")
    func weekly() {
        // Night.start is 2026-03-08T20:00:00Z, a Sunday; 22:00 to 02:00 on Sundays and Mondays, until Tuesday noon.
        let span = Suppression.Span.weekly(
            days: 0b0100_0001, from: 22 * 60, until: 2 * 60, last: Self.start + .hours(40))
        #expect(
            Self.draw(span, hours: 42) == "--####" + String(repeating: "-", count: 20) + "####"
                + "------------")
    }

    @Test(
        "A window that cannot be is refused",
        arguments: [
            (Suppression.Span.once(from: start, until: start), CommandRefusal.noSuchTime),
            (.once(from: start - .hours(2), until: start - .hours(1)), .noSuchTime),
            (.once(from: start, until: start + .days(7) + .milliseconds(1)), .tooLong),
            (.weekly(days: 0, from: 60, until: 120, last: start + .days(9)), .noSuchTime),
            (.weekly(days: 1, from: 60, until: 60, last: start + .days(9)), .noSuchTime),
            (.weekly(days: 1, from: 60, until: 1_441, last: start + .days(9)), .noSuchTime),
            (.weekly(days: 1, from: 60, until: 120, last: start + .days(400)), .tooLong),
            (.outOfService(due: start), .noSuchTime), (.outOfService(due: start + .days(367)), .tooLong),
        ])
    func refused(span: Suppression.Span, refusal: CommandRefusal) {
        #expect(Suppression.refusal(of: span, at: Self.start) == refusal)
    }

    // MARK: At a watch

    private static func site() -> Site {
        let smoke = Compound.hazard(when: "smoke", severity: .extreme, isLifeSafety: true)
        var warm = Compound.hazard("fire.warm", when: "temperature > 50.0", severity: .moderate)
        warm.steps = [
            SeverityStep(severity: .extreme, condition: Compound.condition("temperature > 80.0"))
        ]
        return Compound.site(
            [smoke, warm], destinations: [Compound.destination()], people: [Person(id: "li", name: "Li")])
    }

    private static func window(_ reach: String = "zone:stair", minutes: Int64 = 60) -> Command {
        .suppression(
            .begin(
                SuppressionPlan(
                    reach: reach, span: .once(from: start, until: start + .minutes(minutes)), why: "cleaning")
            ),
            by: "li")
    }

    @Test("What a window covers is recorded and told to nobody; what still stands comes out at its end")
    func comesOut() {
        var night = Night(Self.site())
        #expect(night.say(Self.window()) == .done)
        night.hear("F1", #""temperature":60"#)
        night.hear("F2", #""temperature":60"#)
        night.hear("F5", #""temperature":60"#)
        #expect(night.opened.map(\.report.device) == ["F5"], "F5 is in no zone")
        #expect(night.incident(1)?.suppressedBy == 1)
        #expect(night.transitions.first?.note == "suppression/1")
        night.wait(.minutes(30))
        night.hear("F2", #""temperature":20"#)
        #expect(night.incident(2)?.ended != nil)
        night.wait(.minutes(30))
        #expect(night.opened.map(\.report.device) == ["F5", "F1"])
        #expect(night.transitions.last?.step == .emerged)
        #expect(night.incident(1)?.isSuppressed == false)
        let closed = night.store.suppressions[1]
        #expect(closed?.ended == Suppression.Ending(at: night.now, by: nil))
        #expect(closed?.hidden.map(\.number) == [1, 2])
        #expect(closed?.isOpen == false)
    }

    @Test("Life safety is told whatever is suppressed")
    func lifeSafety() {
        var night = Night(Self.site())
        #expect(night.say(Self.window("site")) == .done)
        night.hear("F1", #""smoke":true"#)
        #expect(night.incident()?.isSuppressed == false)
        #expect(night.opened.map(\.report.hazard) == ["fire.smoke"])
        var incident = night.incident()
        #expect(incident?.suppress(by: 1) == false)
    }

    @Test("What a person finds real is told in mid-window")
    func confirmed() {
        var night = Night(Self.site())
        night.say(Self.window("device:F1"))
        night.hear("F1", #""temperature":60"#)
        #expect(night.say(.confirm(night.id(), by: "li", note: nil)) == .done)
        #expect(night.opened.map(\.report.step) == ["emerged"])
        #expect(night.opened.first?.report.confirmation == "confirmed")
    }

    @Test("Two windows over one device: it comes out when the last one ends")
    func two() {
        var night = Night(Self.site())
        night.say(Self.window("device:F1", minutes: 10))
        night.say(Self.window("building:3", minutes: 20))
        night.hear("F1", #""temperature":60"#)
        night.wait(.minutes(10))
        #expect(night.opened.isEmpty)
        #expect(night.incident()?.suppressedBy == 2)
        #expect(night.store.suppressions[2]?.hidden.map(\.number) == [1])
        night.wait(.minutes(10))
        #expect(night.opened.count == 1)
    }

    @Test("What was told before a window goes on being told")
    func before() {
        var night = Night(Self.site())
        night.hear("F1", #""temperature":60"#)
        night.say(Self.window())
        night.hear("F1", #""temperature":90"#)
        night.hear("F1", #""temperature":20"#)
        #expect(night.opened.map(\.report.step) == ["raised", "severity_changed", "quiet"])
    }

    @Test("A person ends a window before its time, once; a restart changes nothing")
    func ended() {
        for restarts in [false, true] {
            var night = Night(Self.site())
            night.say(Self.window())
            night.hear("F1", #""temperature":60"#)
            if restarts { night.restart() }
            let end = Command.suppression(.end(1), by: "li")
            #expect(night.say(.suppression(.end(7), by: "li")) == .refused(.unknownSuppression))
            #expect(night.say(end) == .done)
            #expect(night.say(end) == .alreadySo)
            if restarts { night.restart() }
            #expect(night.opened.map(\.report.step) == ["emerged"])
            #expect(night.say(.suppression(.end(1), by: "mallory")) == .refused(.unknownPerson))
        }
    }

    @Test("A window that ended while we were away lets out at the start what still stands")
    func away() {
        var night = Night(Self.site())
        night.say(Self.window())
        night.hear("F1", #""temperature":60"#)
        night.restart(after: .hours(2))
        #expect(night.opened.map(\.report.device) == ["F1"])
        #expect(night.store.suppressions[1]?.ended != nil)
    }

    @Test(
        "A device out of service stays so; overdue it is a case of its own, which ends when the device is back"
    )
    func outOfService() {
        var night = Night(Self.site())
        let plan = SuppressionPlan(
            reach: "F1", span: .outOfService(due: Night.start + .days(2)), why: "waits for a part")
        #expect(night.say(.suppression(.begin(plan), by: "li")) == .done)
        #expect(night.say(.suppression(.begin(plan), by: "li")) == .refused(.alreadyDecided))
        night.hear("F1", #""temperature":60"#)
        night.wait(.days(2))
        #expect(night.opened.map(\.report.hazard) == [OwnHazard.suppressionOverdue.rawValue])
        #expect(night.incident(2)?.severity == .moderate)
        night.restart()
        night.wait(.days(3))
        #expect(night.store.incidents.count == 2, "it is one case")
        night.reload(Self.site())
        #expect(night.incident(2)?.ended == nil, "a reload does not end it")
        #expect(night.say(.suppression(.restore("F1"), by: "li")) == .done)
        #expect(night.incident(2)?.ended == .quiet(at: night.now))
        #expect(night.opened.map(\.report.step) == ["raised", "emerged", "quiet"])
        #expect(night.say(.suppression(.restore("F1"), by: "li")) == .alreadySo)
    }

    @Test("What a suppression hid whose row is lost is told at the next start, and its overdue case ends")
    func lostRow() {
        var night = Night(Self.site())
        let plan = SuppressionPlan(
            reach: "F1", span: .outOfService(due: Night.start + .days(1)), why: "waits for a part")
        night.say(.suppression(.begin(plan), by: "li"))
        night.hear("F1", #""temperature":60"#)
        night.wait(.days(1))
        #expect(night.opened.map(\.report.device) == ["F1"], "that it is overdue, not that it is warm")
        night.store.suppressions = [:]
        night.restart()
        #expect(night.incident(1)?.isSuppressed == false)
        #expect(night.opened.map(\.report.step) == ["raised", "emerged", "quiet"])
        #expect(night.incident(2)?.ended == .quiet(at: night.now))
    }

    @Test("There are at most 200, and a place nobody knows is refused")
    func bounded() {
        var night = Night(Self.site())
        #expect(night.say(Self.window("building:9")) == .refused(.unknownPlace))
        for _ in 0..<SuppressionBook.limit { #expect(night.say(Self.window()) == .done) }
        #expect(night.say(Self.window()) == .refused(.tooMany))
        night.wait(.hours(1))
        #expect(night.say(Self.window(minutes: 120)) == .done)
        #expect(night.engine.suppressionList.count <= SuppressionBook.limit + SuppressionBook.endedLimit)
    }

    @Test("Nothing is set aside for longer than a week")
    func shelf() {
        var night = Night(Self.site())
        night.hear("F1", #""temperature":60"#)
        func shelve(_ days: Int64) -> Command {
            .shelve(night.id(), by: "li", until: night.now + .days(days), reason: "works")
        }
        #expect(night.say(shelve(8)) == .refused(.tooLong))
        #expect(night.say(shelve(7)) == .done)
    }

    @Test("Every word on suppressions is journaled in a form JSON reads back")
    func journal() throws {
        let spans: [Suppression.Span] = [
            .once(from: Self.start, until: Self.start + .hours(1)), .outOfService(due: Self.start),
            .weekly(days: 3, from: 60, until: 120, last: Self.start),
        ]
        let plans = spans.map { SuppressionPlan(reach: "site", span: $0, why: "为什么") }
        let words = plans.map(SuppressionWord.begin) + [.end(3), .restore("F1")]
        for word in words {
            let command = Command.suppression(word, by: "li")
            #expect(try JSONDecoder().decode(Command.self, from: Data(command.journalBytes)) == command)
        }
    }
}
