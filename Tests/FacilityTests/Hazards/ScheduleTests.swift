import Expressions
import Testing

@testable import Facility

/// Hours, weekdays and holidays, by the clocks of the site.
@Suite struct ScheduleTests {
    /// Seconds of a wall clock as if it were UTC; 2026-03-09 is a Monday.
    private static let monday: Int64 = 1_773_014_400
    private static let shanghai = ZoneRules(initialOffset: 8 * 3_600)
    /// Berlin in 2026: summer from 29 March 01:00 UTC to 25 October 01:00 UTC.
    private static let berlin = ZoneRules(
        initialOffset: 3_600,
        changes: [
            .init(utcSeconds: 1_774_746_000, offset: 7_200), .init(utcSeconds: 1_792_890_000, offset: 3_600),
        ])

    private static func days(_ names: Int...) -> UInt8 { names.reduce(0) { $0 | 1 << UInt8($1) } }

    private static let nights = Schedule(
        periods: [.init(days: days(0, 1, 2, 3, 4), from: 22 * 60, until: 6 * 60)])

    /// The edges of a stretch of days, as hours of the wall clock since the first day's midnight.
    private func edges(
        _ schedule: Schedule, _ zone: ZoneRules = shanghai, from: Int64 = monday, days: Int64 = 7,
        holidays: Set<Int> = []
    ) -> [String] {
        var time = (from - Int64(zone.initialOffset)) * 1_000
        let end = time + days * 86_400_000
        var found: [String] = []
        var was = schedule.state(at: time - 1, zone: zone, holidays: holidays).isOpen
        while time < end {
            let state = schedule.state(at: time, zone: zone, holidays: holidays)
            if state.isOpen != was {
                let local = time / 1_000 + Int64(zone.offset(at: Timestamp(milliseconds: time))) - from
                found.append("\(state.isOpen ? "+" : "-")\(local / 86_400)d\(local % 86_400 / 60)m")
                was = state.isOpen
            }
            #expect(state.until > time)
            time = state.until
        }
        return found
    }

    @Test("A night belongs to the day on which it begins")
    func nights() {
        #expect(
            edges(Self.nights) == [
                "+0d1320m", "-1d360m", "+1d1320m", "-2d360m", "+2d1320m", "-3d360m", "+3d1320m", "-4d360m",
                "+4d1320m", "-5d360m",
            ])
    }

    @Test("No night begins on a holiday, and a holiday can have its own hours")
    func holidays() {
        let wednesday = Int(Self.monday / 86_400) + 2
        var schedule = Self.nights
        schedule.exceptHolidays = true
        #expect(!edges(schedule, holidays: [wednesday]).contains("+2d1320m"))
        schedule = Schedule(
            periods: [.init(days: Self.days(5, 6) | Schedule.holiday, from: 0, until: 1_440)])
        #expect(edges(schedule) == ["-0d0m", "+5d0m"], "the Sunday before is open")
        #expect(edges(schedule, days: 6, holidays: [wednesday]) == ["-0d0m", "+2d0m", "-3d0m", "+5d0m"])
        #expect(edges(schedule, days: 7, holidays: [wednesday + 1, wednesday + 2]) == ["-0d0m", "+3d0m"])
    }

    @Test("Periods that meet or overlap are one, and a day round the clock has no edge")
    func overlaps() {
        let two = Schedule(
            periods: [
                .init(days: Schedule.everyDay, from: 480, until: 720),
                .init(days: Schedule.everyDay, from: 700, until: 1_000),
            ])
        #expect(edges(two, days: 1) == ["+0d480m", "-0d1000m"])
        let always = Schedule(periods: [.init(days: Schedule.everyDay, from: 0, until: 1_440)])
        #expect(edges(always).isEmpty)
    }

    @Test("Where clocks change, hours are those of the wall")
    func summerTime() {
        // Sunday 29 March 2026: 02:00 to 03:00 does not come. Sunday 25 October: it comes twice.
        let early = Schedule(periods: [.init(days: Schedule.everyDay, from: 150, until: 360)])
        let spring = early.state(at: 1_774_738_800_000, zone: Self.berlin, holidays: [])
        #expect(spring.until == 1_774_747_800_000, "02:30 that does not come is 03:30, 01:30 UTC")
        let autumn = early.state(at: 1_792_882_800_000, zone: Self.berlin, holidays: [])
        #expect(autumn.until == 1_792_888_200_000, "the first 02:30 is 00:30 UTC")
        let open = early.state(at: 1_792_888_200_000, zone: Self.berlin, holidays: [])
        #expect(open == Schedule.State(isOpen: true, from: 1_792_888_200_000, until: 1_792_904_400_000))
    }

    // MARK: In force

    /// Smoke between the tenth and the twentieth second of the night, which begins at 20:00:00 UTC.
    private func site(for holds: Int64 = 0) -> Site {
        var hazard = Compound.hazard(when: "smoke", for: .seconds(holds))
        let minute = Int(Night.start.milliseconds / 60_000 % 1_440)
        hazard.schedule = Schedule(
            periods: [.init(days: Schedule.everyDay, from: minute + 1, until: minute + 2)])
        return Compound.site([hazard])
    }

    @Test("What holds when the hours begin is raised then, and not with the next message")
    func opens() {
        var night = Night(site())
        night.hear("F1", #""smoke":true"#)
        night.wait(.minutes(3))
        let begin = 60_000 - Night.start.milliseconds % 60_000
        #expect(night.steps == ["\(begin / 1_000).0 raised F1"])
    }

    @Test("`for` runs within the hours, and what has not ripened at their end is forgotten")
    func ripens() {
        for (holds, isRaised) in [(59, true), (61, false)] {
            var night = Night(site(for: Int64(holds)))
            night.hear("F1", #""smoke":true"#)
            night.wait(.minutes(10))
            #expect(!night.steps.isEmpty == isRaised)
        }
    }

    @Test("What was raised within the hours ends by its own condition")
    func closes() {
        var night = Night(site())
        night.wait(.seconds(70))
        night.hear("F1", #""smoke":true"#)
        night.wait(.minutes(5))
        #expect(night.steps.count == 1)
        night.hear("F1", #""smoke":false"#)
        #expect(night.steps.count == 2)
    }

    @Test("A restart and a reload keep the hours")
    func resumed() {
        var night = Night(site())
        night.hear("F1", #""smoke":true"#)
        night.restart()
        night.reload(site())
        night.wait(.minutes(3))
        #expect(night.steps.count == 1)
        night = Night(site())
        night.hear("F1", #""smoke":true"#)
        night.restart(after: .seconds(70))
        #expect(night.steps.count == 1, "true at the start, within the hours")
    }

    @Test("What a backlog tells is judged by the hours it was true in")
    func backlog() {
        for (second, isRaised) in [(30, false), (75, true), (200, false)] {
            var night = Night(site())
            // The gateway learns that the device's clock can be trusted.
            night.hear("F1", #""smoke":false"#)
            night.wait(.seconds(1))
            night.hear("F1", #""smoke":false"#)
            night.session(0, .disconnected)
            night.wait(.minutes(20))
            night.session(0, .connected(sessionPresent: true))
            let then =
                Night.start + .seconds(Int64(second) + (60 - Night.start.milliseconds / 1_000 % 60) - 60)
            night.hear("F1", #""smoke":true"#, observed: then)
            night.hear("F1", #""smoke":false"#, observed: then + .seconds(5))
            night.wait(.minutes(1))
            #expect(!night.steps.isEmpty == isRaised, "\(second)")
        }
    }
}
