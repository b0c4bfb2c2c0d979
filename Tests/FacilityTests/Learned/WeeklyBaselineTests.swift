import Testing

@testable import Facility

@Suite struct WeeklyBaselineTests {
    /// Monday 00:00 in China, UTC+8.
    private static let monday: Int64 = 1_767_542_400_000
    private static let offset = 28_800
    private static let hour: Int64 = 3_600_000

    /// A pump room: 0.30 MPa at night, 0.20 from 06:00 to 22:00, on Sundays 0.25 all day; every five minutes.
    private func pressure(at time: Int64, _ noise: inout Noise) -> Double {
        let hour = (time - Self.monday) / Self.hour
        let usual = hour / 24 % 7 == 6 ? 0.25 : (6..<22).contains(hour % 24) ? 0.2 : 0.3
        return usual + 0.01 * noise.next()
    }

    private func taught(days: Int, change: (Int64, Double) -> Double = { $1 }) -> WeeklyBaseline {
        var baseline = WeeklyBaseline()
        var noise = Noise(seed: 2)
        for step in 0..<(days * 288) {
            let time = Self.monday + Int64(step) * 300_000
            baseline.add(
                change(time, pressure(at: time, &noise)), at: time, offset: Self.offset, learns: true)
        }
        return baseline
    }

    private func at(day: Int64, hour: Int64, minute: Int64 = 30) -> Int64 {
        Self.monday + (day * 24 + hour) * Self.hour + minute * 60_000
    }

    @Test("The week begins on Monday by the site's clock")
    func bins() {
        let local = Self.monday / 1_000 + Int64(Self.offset)
        #expect(WeeklyBaseline.bin(of: local / 3_600) == 0)
        #expect(WeeklyBaseline.bin(of: 0) == 72, "1 January 1970 was a Thursday")
        #expect(WeeklyBaseline.bin(of: -73) == 167)
    }

    @Test("Unknown for three days, then by the hour of the day, from the fourth week by the hour of the week")
    func warmUp() {
        #expect(taught(days: 2).baseline(at: at(day: 2, hour: 3), offset: Self.offset) == nil)
        let early = taught(days: 4)
        let night = early.baseline(at: at(day: 4, hour: 3), offset: Self.offset)
        #expect(abs((night ?? 0) - 0.3) < 0.01)
        let sunday = early.baseline(at: at(day: 6, hour: 12), offset: Self.offset)
        #expect(abs((sunday ?? 0) - 0.2) < 0.01, "Sunday is a day like any other still")
        let late = taught(days: 22)
        #expect(abs((late.baseline(at: at(day: 27, hour: 12), offset: Self.offset) ?? 0) - 0.25) < 0.01)
        #expect(abs((late.baseline(at: at(day: 25, hour: 12), offset: Self.offset) ?? 0) - 0.2) < 0.01)
        #expect(late.baseline(at: at(day: 25, hour: 12), offset: Self.offset) != nil)
    }

    @Test("Spread and distance are those of the hour")
    func distance() {
        var baseline = taught(days: 28)
        let time = at(day: 28, hour: 3)
        guard let expected = baseline.expected(at: time, offset: Self.offset) else {
            Issue.record("unknown")
            return
        }
        #expect(abs(expected.centre - 0.3) < 0.005)
        #expect((0.005...0.015).contains(expected.spread))
        baseline.add(0.2, at: time, offset: Self.offset, learns: true)
        #expect((baseline.score ?? 0) < -6, "a day's pressure at night")
        baseline.add(0.2, at: at(day: 28, hour: 12), offset: Self.offset, learns: true)
        #expect(abs(baseline.score ?? 99) < 3)
    }

    @Test("A night that was nothing like the others hardly counts")
    func robust() {
        let plain = taught(days: 28)
        let burst = taught(days: 28) { time, value in
            (Self.monday + 17 * 24 * Self.hour..<Self.monday + 18 * 24 * Self.hour).contains(time)
                ? 0.02 : value
        }
        for hour in 0..<24 as Range<Int64> {
            let time = at(day: 31, hour: hour)
            let (with, without) = (
                burst.expected(at: time, offset: Self.offset), plain.expected(at: time, offset: Self.offset)
            )
            #expect(abs((with?.centre ?? 9) - (without?.centre ?? 0)) < 0.012, "hour \(hour)")
        }
    }

    @Test("Between the middles of two hours what is expected is a line")
    func line() {
        let baseline = taught(days: 28)
        func expected(_ hour: Int64, _ minute: Int64) -> Double {
            baseline.expected(at: at(day: 29, hour: hour, minute: minute), offset: Self.offset)?.centre ?? 0
        }
        let (before, after) = (expected(21, 30), expected(22, 30))
        #expect(after - before > 0.08)
        #expect(abs(expected(22, 0) - (before + after) / 2) < 1e-6)
        #expect(abs(expected(22, 15) - (before + 3 * after) / 4) < 1e-6)
    }

    @Test("What lasts while it is frozen is not learned, and what was known stays")
    func frozen() {
        var baseline = taught(days: 28)
        let before = baseline.medians
        for step in 0..<2_016 {
            baseline.add(
                0.01, at: at(day: 28, hour: 0) + Int64(step) * 300_000, offset: Self.offset, learns: false)
        }
        let changed = zip(before, baseline.medians).filter { $0 != $1 }.count
        #expect(changed <= 1, "the hour under way was learned before")
        #expect((baseline.score ?? 0) < -10)
    }

    @Test("A device that reports only changes has stood where it was; one that was forgotten has not")
    func standing() {
        var rare = WeeklyBaseline()
        for day in 0..<5 as Range<Int64> {
            rare.add(5, at: at(day: day, hour: 0, minute: 0), offset: Self.offset, learns: true)
        }
        #expect(rare.baseline(at: at(day: 5, hour: 15), offset: Self.offset) == 5)
        var forgotten = WeeklyBaseline()
        for day in 0..<5 as Range<Int64> {
            forgotten.add(5, at: at(day: day, hour: 0, minute: 0), offset: Self.offset, learns: true)
            forgotten.forget()
        }
        #expect(forgotten.baseline(at: at(day: 5, hour: 15), offset: Self.offset) == nil)
        #expect(forgotten.hoursLearned == 0)
    }

    @Test("It is small, whatever it has seen")
    func size() {
        #expect(Learner.week(taught(days: 60)).packed.count < 4_096)
    }
}
