import Facility
import Testing

@testable import SiteConfiguration

/// The language of hazards as an installer writes it, proved at the real engine.
@Suite("The language of hazards")
struct HazardLanguageTests {
    private func failures(_ hazard: String, _ cases: String) throws -> [String] {
        let folder = try HazardCaseFolder(
            "fire", files: ["hazards.yaml": "hazards:\n" + hazard, "hazards.test.yaml": "cases:\n" + cases])
        defer { folder.remove() }
        return folder.diagnostics()
    }

    private static let hot = """
          - hazard: fire.hot
            name: {en: Hot, zh: 高温}
            let: {limit: degC(60), worse: "degC( 85 )"}
            when: air.temperature > limit
            quiet_when: air.temperature < degC(40)   # limit stays out of this
            severity: {severe: "air.temperature > limit", extreme: air.temperature > worse}
            quiet_for: 10s
            advice: {zh: [看], en: [Look]}

        """

    @Test("Named numbers, hysteresis and severity by step")
    func course() throws {
        let found = try failures(
            Self.hot,
            """
              - case: band and step
                hazard: fire.hot
                profile: fire.plain
                every: 10s
                series: {air.temperature: "59 61 50 50 86 61x3 39x3"}
                expect:
                  0s: none
                  10s: {standing: active, severity: severe}
                  30s: {standing: active, severity: severe}
                  40s: {standing: active, severity: extreme}
                  59s: {standing: active, severity: extreme}
                  60s: {standing: active, severity: severe}
                  99s: {standing: active, severity: severe}
                  100s: {standing: quiet, severity: severe}
            """)
        #expect(found == [])
    }

    @Test("A case that expects another severity fails")
    func wrongSeverity() throws {
        let found = try failures(
            Self.hot,
            """
              - case: wrong
                hazard: fire.hot
                profile: fire.plain
                every: 10s
                series: {air.temperature: "61"}
                expect: {1s: {standing: active, severity: moderate}}
            """)
        #expect(found.count == 1)
        #expect(found.first?.contains("active unconfirmed severe") ?? false)
    }

    @Test("Hours, hold-off, expiry and trial are read")
    func keys() throws {
        let folder = try HazardCaseFolder(
            "fire",
            files: [
                "hazards.yaml": """
                hazards:
                  - hazard: fire.hours
                    name: {en: Hours, zh: 时段}
                    when: smoke.alarm
                    severity: moderate
                    hold_off: 15m
                    expires_after: 30m
                    mode: shadow
                    schedule:
                      during:
                        - {days: [mon-fri], from: "22:00", to: "06:00"}
                        - {days: [sat, sun, holiday]}
                      except_holidays: true
                    advice: {zh: [看], en: [Look]}
                """
            ])
        defer { folder.remove() }
        let (library, diagnostics) = ProfilesLoader.load(directory: folder.path)
        #expect(diagnostics.map { $0.rendered(in: .en) } == [])
        let hazard = try #require(library?.hazards.first)
        #expect(hazard.holdOff == .minutes(15))
        #expect(hazard.expiresAfter == .minutes(30))
        #expect(hazard.isShadow)
        #expect(
            hazard.schedule
                == Schedule(
                    periods: [
                        .init(days: 0b001_1111, from: 1_320, until: 360),
                        .init(days: 0b1110_0000, from: 0, until: 1_440),
                    ], exceptHolidays: true))
    }

    @Test("The night of a case begins on Thursday 1 January 2026, UTC")
    func schedule() throws {
        let found = try failures(
            """
              - hazard: fire.night
                name: {en: Night, zh: 夜}
                when: smoke.alarm
                severity: moderate
                schedule: {during: {days: [thu], from: "01:00", to: "02:00"}}
                advice: {zh: [看], en: [Look]}

            """,
            """
              - case: opens and closes
                hazard: fire.night
                profile: fire.plain
                every: 10m
                series: {smoke.alarm: "truex8 false truex8"}
                expect:
                  59m: none
                  60m: active
                  89m: active
                  90m: ended
                  100m: [{standing: ended}, {standing: active}]
            """)
        #expect(found == [])
    }

    @Test("A number is written only where its name stands by itself")
    func scanner() {
        let numbers = NamedNumbers(["limit": "degC(60)", "low": "-3", "r": "7"])
        let texts = [
            "t > limit": "t > degC(60)", "t > low": "t > (-3)", "t.limit > limit.t": "t.limit > limit.t",
            "limit(3) == 'limit' + \"a\\\"limit\"": "limit(3) == 'limit' + \"a\\\"limit\"",
            "r'\\' + '''limit's''' + r": "r'\\' + '''limit's''' + 7",
            "0xlimit + 1e5 // limit": "0xlimit + 1e5 // limit",
            "[limit,limit]": "[degC(60),degC(60)]", "x == 'é' && limit": "x == 'é' && degC(60)",
        ]
        for (source, expected) in texts { #expect(numbers.written(into: source).text == expected) }
    }

    @Test("A mistake behind a number is shown where it is written")
    func places() {
        let written = NamedNumbers(["limit": "degC(60)"]).written(into: "limit + x + limit + y")
        #expect(written.text == "degC(60) + x + degC(60) + y")
        #expect(written.place(offset: 11, length: 1) == (8, 1))
        #expect(written.place(offset: 15, length: 8) == (12, 5))
        #expect(written.place(offset: 20, length: 1) == (12, 5))
        #expect(written.place(offset: 26, length: 1) == (20, 1))
        #expect(written.place(offset: 0, length: 27) == (0, 21))
    }

    @Test("Dates are days since 1970")
    func dates() {
        #expect(HolidayReader.day("1970-01-01") == 0)
        #expect(HolidayReader.day("2000-03-01") == 11_017)
        #expect(HolidayReader.day("2026-10-01") == 20_727)
        #expect(HolidayReader.day("2026-02-29") == nil)
        #expect(HolidayReader.day("2028-02-29") == 21_243)
    }
}
