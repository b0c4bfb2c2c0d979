import Testing

@testable import Facility

/// Works that the site's file announces: they come and go by themselves, with the file, and hide no danger to life.
@Suite("Maintenance windows of the site's file")
struct MaintenanceTests {
    private static let start = Night.start

    private static func window(
        _ span: Suppression.Span, id: String = "lifts", of reach: Reach = .zone("stair")
    ) -> MaintenanceWindow {
        MaintenanceWindow(id: id, reach: reach, span: span, why: "works")
    }

    /// One character an hour from the start on: `#` it suppresses.
    private static func draw(
        _ span: Suppression.Span, hours: Int, from start: Timestamp = Night.start, zone: ZoneRules = .utc
    ) -> String {
        var book = SuppressionBook()
        _ = book.declare([window(span)], at: start, zone: zone)
        var drawn = ""
        for hour in 0..<hours {
            _ = book.advance(to: start + .hours(Int64(hour)), zone: zone)
            drawn += book.covering { _ in true } == nil ? "-" : "#"
        }
        return drawn
    }

    @Test("A window that comes again opens on its days, ends by itself, and is over at its last time")
    func recurring() {
        // Night.start is 2026-03-08T20:00Z, a Sunday. Sundays and Mondays at 22:00 for four hours.
        let days: UInt8 = 0b0100_0001
        let open = Suppression.Span.recurring(days: days, from: 22 * 60, lasting: .hours(4), last: nil)
        #expect(Self.draw(open, hours: 34) == "--####" + String(repeating: "-", count: 20) + "####----")
        let short = Suppression.Span.recurring(
            days: days, from: 22 * 60, lasting: .hours(4), last: Self.start + .hours(4))
        #expect(Self.draw(short, hours: 30) == "--##" + String(repeating: "-", count: 26))
    }

    @Test("Where the clocks are changed in the night, it begins by the wall and lasts the time that passes")
    func daylightSaving() {
        // A zone of UTC+1 that goes to +2 at 2026-03-29T01:00Z and back at 2026-10-25T01:00Z.
        let (spring, autumn): (Int64, Int64) = (1_774_746_000, 1_792_890_000)
        let zone = ZoneRules(
            initialOffset: 3_600,
            changes: [.init(utcSeconds: spring, offset: 7_200), .init(utcSeconds: autumn, offset: 3_600)])
        let span = Suppression.Span.recurring(days: 0b111_1111, from: 60, lasting: .hours(3), last: nil)
        // 01:00 by the wall is 00:00Z in spring, before the change, and 23:00Z in autumn: three hours each.
        #expect(
            Self.draw(span, hours: 6, from: Timestamp(milliseconds: (spring - 2 * 3_600) * 1_000), zone: zone)
                == "-###--")
        #expect(
            Self.draw(span, hours: 6, from: Timestamp(milliseconds: (autumn - 3 * 3_600) * 1_000), zone: zone)
                == "-###--")
    }

    // MARK: At a watch

    private static func site(_ windows: MaintenanceWindow...) -> Site {
        let smoke = Compound.hazard(when: "smoke", severity: .extreme, isLifeSafety: true)
        let warm = Compound.hazard("fire.warm", when: "temperature > 50.0", severity: .moderate)
        var site = Compound.site(
            [smoke, warm], destinations: [Compound.destination()], people: [Person(id: "li", name: "Li")])
        site.maintenance = windows
        return site
    }

    private static func once(_ from: Int64, _ until: Int64) -> Suppression.Span {
        .once(from: start + .minutes(from), until: start + .minutes(until))
    }

    @Test("What happens in it is told at its end and listed there; a fire is told at once")
    func hides() {
        var night = Night(Self.site(Self.window(Self.once(10, 70))))
        night.wait(.minutes(11))
        night.hear("F1", #""temperature":60"#)
        #expect(night.opened.isEmpty && night.incident(1)?.suppressedBy == 1)
        night.hear("F2", #""smoke":true"#)
        #expect(night.opened.map(\.report.hazard) == ["fire.smoke"])
        night.wait(until: .minutes(71))
        #expect(night.opened.map(\.report.hazard) == ["fire.smoke", "fire.warm"])
        let closed = night.store.audit.last { $0.action == "suppression_closed" }
        #expect(closed?.detail == "hid 1, told now 1")
        let known = night.store.suppressions[1]
        #expect(known?.hidden == [night.id(1)] && known?.by == MaintenanceWindow.declarer)
    }

    @Test("A restart and a reload of the same file change nothing, in mid-window and behind it")
    func same() {
        let site = Self.site(Self.window(Self.once(0, 60)))
        var night = Night(site)
        night.hear("F1", #""temperature":60"#)
        night.restart()
        night.reload(site)
        #expect(night.store.suppressions.count == 1 && night.opened.isEmpty)
        night.wait(.hours(2))
        #expect(night.opened.count == 1)
        night.restart()
        night.reload(site)
        #expect(night.store.suppressions.count == 1 && night.engine.suppressionList.count == 1)
    }

    @Test("An entry that says something else replaces its window, and what that hid stays hidden in between")
    func changed() {
        var night = Night(Self.site(Self.window(Self.once(0, 60))))
        night.hear("F1", #""temperature":60"#)
        night.reload(Self.site(Self.window(Self.once(0, 90))))
        #expect(night.opened.isEmpty && night.incident(1)?.suppressedBy == 2)
        #expect(night.store.suppressions[1]?.ended?.by == MaintenanceWindow.declarer)
        night.wait(.minutes(61))
        #expect(night.opened.isEmpty)
        night.wait(.minutes(30))
        #expect(night.opened.count == 1)
    }

    @Test("An entry that is gone ends its window: what still stands is told; a person's own window stays")
    func removed() {
        var night = Night(Self.site(Self.window(Self.once(0, 60))))
        let plan = SuppressionPlan(reach: "device:F2", span: Self.once(0, 60), why: "mine")
        #expect(night.say(.suppression(.begin(plan), by: "li")) == .done)
        night.hear("F1", #""temperature":60"#)
        night.hear("F2", #""temperature":60"#)
        night.reload(Self.site())
        #expect(night.opened.map(\.report.device) == ["F1"])
        #expect(night.store.suppressions[2]?.ended == nil)
    }

    @Test("Whom somebody has ended does not begin again with a reload, and what is over never begins")
    func ended() {
        let site = Self.site(
            Self.window(.recurring(days: 0b111_1111, from: 0, lasting: .hours(24), last: nil)),
            Self.window(Self.once(-60, -30), id: "old"))
        var night = Night(site)
        #expect(night.engine.suppressionList.map(\.number) == [1])
        #expect(night.say(.suppression(.end(1), by: "li")) == .done)
        night.reload(site)
        night.restart()
        #expect(night.engine.suppressionList.filter { $0.ended == nil }.isEmpty)
        #expect(night.engine.suppressionList.count == 1)
    }

    @Test("Nor after sixty other works have come and gone")
    func endedLongAgo() {
        let site = Self.site(
            Self.window(.recurring(days: 0b111_1111, from: 0, lasting: .hours(24), last: nil)))
        var night = Night(site)
        #expect(night.say(.suppression(.end(1), by: "li")) == .done)
        for number in 2...61 as ClosedRange<Int64> {
            let plan = SuppressionPlan(reach: "device:F2", span: Self.once(0, 60), why: "filter")
            #expect(night.say(.suppression(.begin(plan), by: "li")) == .done)
            #expect(night.say(.suppression(.end(number), by: "li")) == .done)
        }
        night.reload(site)
        night.restart()
        #expect(night.engine.suppressionList.filter { $0.ended == nil }.isEmpty)
    }

    @Test("No command declares what is the file's")
    func refused() {
        let span = Suppression.Span.recurring(days: 1, from: 0, lasting: .hours(1), last: nil)
        var night = Night(Self.site())
        let plan = SuppressionPlan(reach: "site", span: span, why: "x")
        #expect(night.say(.suppression(.begin(plan), by: "li")) == .refused(.noSuchTime))
    }
}
