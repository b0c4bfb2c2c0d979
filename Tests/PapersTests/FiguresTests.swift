import Facility
import Papers
import Testing

@Suite("The figures of a quarter")
struct FiguresTests {
    private static let quarter = Quarter()
    private static let figures = Figures(quarter.period, of: quarter.material)

    @Test("An independent count from the raw events comes to the same, whole, by facility and by model")
    func independentCount() throws {
        let quarter = Self.quarter
        compare(Self.figures.whole, NaiveCount(quarter) { _ in true })
        #expect(Self.figures.facilities.map(\.facility) == ["fire", "elevator", "water", "charging"])
        for row in Self.figures.facilities {
            compare(row.tally, NaiveCount(quarter) { $0.facility == row.facility })
        }
        #expect(Self.figures.profiles.map(\.profile) == ["smoke-a", "smoke-b", "lift-a", "lift-b", "pump"])
        for row in Self.figures.profiles {
            compare(row.tally, NaiveCount(quarter) { $0.profile == row.profile })
        }
        // The quarter has something of everything, else the comparison would say little.
        let whole = Self.figures.whole
        #expect(whole.incidents > 400 && whole.incidents < quarter.headings.count)
        #expect(whole.refuted.count == 3 && whole.confirmed > 0 && whole.undecided > 0)
        #expect(
            whole.repeats * 5 > whole.incidents && whole.repeats * 5 < whole.incidents * 4
                && whole.rescues > 20)
        #expect(whole.rejected > 0 && whole.overdue > 0 && whole.closed > 0 && whole.unnoticed > 0)
        #expect(Self.figures.excluded > 20 && !Self.figures.isProvisional)
    }

    private func compare(
        _ tally: Figures.Tally, _ naive: NaiveCount, at place: SourceLocation = #_sourceLocation
    ) {
        let counted = [
            tally.incidents, tally.confirmed, tally.undecided, tally.open, tally.historic, tally.unnoticed,
            tally.rescues, tally.people, tally.repeats, tally.reported, tally.accepted, tally.closed,
            tally.rejected, tally.overdue,
        ]
        let expected = [
            naive.incidents, naive.confirmed, naive.undecided, naive.open, naive.historic, naive.unnoticed,
            naive.rescues, naive.people, naive.repeats, naive.reported, naive.accepted, naive.closed,
            naive.rejected, naive.overdue,
        ]
        #expect(counted == expected, sourceLocation: place)
        #expect(tally.refuted == naive.refuted, sourceLocation: place)
        let times = [
            ("notice", tally.notice), ("find", tally.find), ("answered", tally.answered),
            ("arrived", tally.arrived), ("released", tally.released),
        ]
        for (name, times) in times {
            #expect(times?.count ?? 0 == naive.waits[name]?.count ?? 0, "\(name)", sourceLocation: place)
            #expect(
                times.map { Int($0.median.seconds) } == naive.percentile(name, 50), "\(name)",
                sourceLocation: place)
            #expect(
                times.map { Int($0.p90.seconds) } == naive.percentile(name, 90), "\(name)",
                sourceLocation: place)
        }
    }

    @Test("The dark hours are those of the minutes ticked off one by one")
    func darkHours() {
        for facility in [nil, "fire", "elevator", "water"] as [String?] {
            let tally =
                facility.flatMap { id in Self.figures.facilities.first { $0.facility == id }?.tally }
                ?? Self.figures.whole
            for kind in DarkSpan.Kind.allCases where kind != .shelved {
                let minutes = NaiveCount.minutes(Self.quarter, kind.rawValue, facility)
                #expect(tally.dark[kind] == .minutes(Int64(minutes)), "\(kind) \(facility ?? "all")")
                #expect(minutes > 0)
            }
            let shelved = NaiveCount.shelvedSeconds(Self.quarter, facility)
            #expect(tally.dark[.shelved] == .seconds(Int64(shelved)))
        }
    }

    @Test("A period that is not over says so and counts no dark hour that has not been")
    func provisional() {
        var material = Self.quarter.material
        material.readAt = Self.quarter.period.from + .hours(10)
        material.spans = [
            DarkSpan(
                kind: .disabled, facility: "fire", subject: "F1", from: Self.quarter.period.from,
                until: .distantFuture)
        ]
        material.cases = []
        let figures = Figures(Self.quarter.period, of: material)
        #expect(figures.isProvisional)
        #expect(figures.whole.dark[.disabled] == .hours(10))
        #expect(figures.whole.notice == nil)
    }

    @Test(
        "A period begins and ends at the site's midnight",
        arguments: [
            (Period.Length.day, "2026-11-21", "2026-11-21", "2026-11-21", 24),
            (.week, "2026-11-21", "2026-11-16", "2026-11-22", 168),
            (.week, "2026-11-16", "2026-11-16", "2026-11-22", 168),
            (.week, "1969-12-31", "1969-12-29", "1970-01-04", 168),
            (.month, "2028-02-10", "2028-02-01", "2028-02-29", 29 * 24),
            (.month, "2026-12-31", "2026-12-01", "2026-12-31", 31 * 24),
            (.quarter, "2026-12-31", "2026-10-01", "2026-12-31", 92 * 24),
            (.quarter, "2026-01-01", "2026-01-01", "2026-03-31", 90 * 24),
        ])
    func periods(_ length: Period.Length, _ day: String, _ first: String, _ last: String, _ hours: Int) throws
    {
        let period = try #require(Period(length, of: day, zone: Quarter.zone))
        #expect([period.firstDay, period.lastDay] == [first, last])
        #expect(period.until - period.from == .hours(Int64(hours)))
        let midnight = try #require(Timestamp(day: first))
        #expect(period.from == midnight - .hours(8))
        #expect(period.contains(period.from) && !period.contains(period.until))
    }

    @Test("A day that loses an hour to summer time has 23, and no day is made up")
    func summerTime() throws {
        // 2026-03-29 01:00 UTC: Berlin goes from one hour east to two.
        let change = try #require(Timestamp(day: "2026-03-29")).milliseconds / 1_000 + 3_600
        let berlin = ZoneRules(
            initialOffset: 3_600, changes: [ZoneRules.Change(utcSeconds: change, offset: 7_200)])
        let day = try #require(Period(.day, of: "2026-03-29", zone: berlin))
        #expect(day.until - day.from == .hours(23))
        #expect(Period(.day, of: "2026-02-29", zone: berlin) == nil)
        #expect(Period(.quarter, of: "2026-13-01", zone: berlin) == nil)
        #expect(Period(.day, of: "today", zone: berlin) == nil)
    }
}
