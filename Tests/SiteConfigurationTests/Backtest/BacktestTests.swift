import Facility
import Foundation
import Testing

@testable import SiteConfiguration

/// A pump whose pressure is 2 for three rows, then 9 for three, then 2 again, ten seconds a row.
///
/// `pressure > 5` for 15 s, quiet for 10 s: it begins to hold at 30 s, is raised by its timer at 45 s, before the row of
/// 50 s, is known to be over at 60 s and quiet at 70 s.
@Suite("Back-tests")
struct BacktestTests {
    static let facility = """
        facility: rig
        name: {en: Rig, zh: 试验台}
        points:
          rig.pressure: {unit: MPa, range: [0, 100], name: {en: Pressure, zh: 压力}}
        """
    static let profile = """
        profile: rig.table
        name: {en: Rig, zh: 试验台}
        time: {at: /datetime, format: "yyyy-MM-dd HH:mm:ss", time_zone: Asia/Shanghai}
        topics:
          - topic: rig/{device}/row
            codec: json
            points:
              rig.pressure: {at: /pressure}
        """
    static let hazards = """
        hazards:
          - hazard: rig.over
            name: {en: Over, zh: 超压}
            when: "rig.pressure > MPa(5)"
            for: 15s
            quiet_for: 10s
            severity: moderate
            confirm: none
            advice: {zh: [看], en: [Look]}
            basis: unverified
        """

    static let average = """
        hazards:
          - hazard: rig.mean
            name: {en: Mean, zh: 均值}
            when: "avg(rig.pressure, duration('20s')) > MPa(5)"
            severity: moderate
            confirm: none
            advice: {zh: [看], en: [Look]}
            basis: unverified
        """

    /// A folder with these files, removed by the system's own cleaning.
    static func folder(_ files: [String: String]) throws -> String {
        let root = NSTemporaryDirectory() + "backtest-\(UUID().uuidString)/rig"
        try FileManager.default.createDirectory(atPath: root, withIntermediateDirectories: true)
        for (name, text) in files {
            try text.write(toFile: "\(root)/\(name)", atomically: true, encoding: .utf8)
        }
        return root
    }

    static func site(_ hazards: String = hazards) throws -> BacktestSite {
        let profiles = try folder(["facility.yaml": facility, "profile.yaml": profile])
        let hazards = try folder(["hazards.yaml": hazards])
        let (library, diagnostics) = ProfilesLoader.load(profiles: profiles, hazards: hazards)
        #expect(diagnostics.isEmpty, "\(diagnostics.map(\.message))")
        return BacktestSite(library: try #require(library))
    }

    /// `#require` cannot change what it looks at.
    private static func required<Answer>(_ answer: Answer?) throws -> Answer { try #require(answer) }

    static let pressures = [2, 2, 2, 9, 9, 9, 2, 2, 2]

    /// 10:00:00 in Shanghai.
    static let start: Int64 = 1_709_258_400_000

    static func rows() -> [String] {
        pressures.enumerated().map { "2024-03-01 10:0\($0 / 6):\($0 % 6)0,\($1)" }
    }

    @Test("A row shows what is active after every timer up to its time, by the row's own time")
    func states() throws {
        var site = try Self.site()
        var rows = RowMessage(header: Array("datetime,pressure".utf8), topic: "rig/A/row")
        let route = try #require(site.route(of: "rig/A/row"))
        rows.clock = .rule(column: try #require(rows.column(at: route.time!.at)), TimeReader(route.time!))
        let session = try Self.required(site.session(of: "rig/A/row"))
        var test: Backtest?
        var states: [String] = []
        for line in Self.rows() {
            let outcome = rows.read(Array(line.utf8))
            #expect(outcome == .message)
            if test == nil { test = Backtest(site.site, now: rows.at) }
            let isTaken = test!.take(
                topic: rows.topic, payload: rows.payload, session: session, at: rows.at, row: rows.row)
            #expect(isTaken)
            states.append("\(rows.row),\(rows.at.milliseconds - Self.start),\(test!.activeHazards)")
        }
        #expect(
            states == [
                "1,0,", "2,10000,", "3,20000,", "4,30000,", "5,40000,", "6,50000,rig.over",
                "7,60000,rig.over",
                "8,70000,", "9,80000,",
            ])
        let episode = try #require(test!.episodes.first)
        #expect(test!.episodes.count == 1)
        #expect(episode.since.milliseconds == Self.start + 30_000)
        #expect(episode.from.milliseconds == Self.start + 45_000)
        #expect(episode.until?.milliseconds == Self.start + 70_000)
        #expect(episode.evidence == ["rig.pressure = 9 MPa"])
        #expect(test!.readings == 9)
    }

    @Test("What comes back is an episode of its own, counted on its day; the ten longest come longest first")
    func counts() throws {
        var site = try Self.site()
        let session = try Self.required(site.session(of: "rig/A/row"))
        var test = Backtest(site.site, now: Timestamp(milliseconds: 0))
        let day: Int64 = 86_400_000
        let start = Self.start - Self.start % day
        // Twelve times, one every six hours, each 60 s longer than the one before.
        for time in 0..<12 {
            let on = start + Int64(time) * day / 4
            for (at, pressure) in [(on, 9), (on + 60_000 * Int64(time + 1), 2)] {
                let payload = Array("{\"pressure\":\"\(pressure)\"}".utf8)
                _ = test.take(
                    topic: Array("rig/A/row".utf8), payload: payload, session: session,
                    at: Timestamp(milliseconds: at))
            }
            test.pass(to: Timestamp(milliseconds: on + 60_000 * Int64(time + 1) + 20_000))
        }
        let summary = BacktestSummary(test, refusedRows: 0, rules: .utc)
        #expect(summary.days.map(\.count) == [4, 4, 4])
        #expect(summary.days.first?.day == "2024-03-01")
        #expect(summary.hazards.map(\.count) == [12])
        #expect(summary.longest.count == 10)
        // Raised 15 s late, quiet 10 s late: a minute less five seconds.
        let lengths: [Double] = summary.longest.map { $0.length(at: summary.to).seconds }
        let expected: [Double] = (3...12).reversed().map { Double($0) * 60 - 5 }
        #expect(lengths == expected)
        let text = BacktestText(summary: summary, language: .en)
        #expect(text.lines.contains("  2024-03-01  4  rig.over 4"))
    }

    @Test(
        "An episode says what its windows said; the incident carries condition and version wherever it goes")
    func grounds() throws {
        var site = try Self.site(Self.average)
        let device = try Self.required(site.device("old", saying: ["rig/rig.pressure"]))
        let hazard = try #require(site.site.hazards.first)
        var other = hazard
        other.name = LocalizedText(en: "Other", zh: "别名")
        #expect(other.version == hazard.version)
        other.quietFor = .seconds(1)
        #expect(other.version != hazard.version)
        #expect(hazard.version.count == 16)
        var test = Backtest(site.site, now: Timestamp(milliseconds: Self.start))
        var scores: [String: Double] = [:]
        for (index, pressure) in [2.0, 2, 9, 9].enumerated() {
            let at = Timestamp(milliseconds: Self.start + Int64(index) * 10_000)
            test.take(
                [
                    Reading(
                        device: DeviceIndex(device), point: PointIndex(0), value: .double(pressure),
                        observedAt: at, receivedAt: at)
                ], at: at)
            test.scores { scores["\(index) \($0)"] = $1 }
        }
        let episode = try #require(test.episodes.first)
        let value = try #require(scores["3 rig.mean/avg(rig.pressure 20s)"])
        #expect(value > 5)
        let raising = scores.keys.filter { $0.hasSuffix(" rig.mean") }
        #expect(raising == ["3 rig.mean"], "a line for the row that raised it alone")
        #expect(episode.evidence.contains { $0.hasPrefix("avg(rig.pressure 20s) = ") }, "\(episode.evidence)")
        let grounds = Incident.Grounds(
            condition: String(repeating: "a", count: 9_999), values: Array(repeating: "x", count: 99),
            version: hazard.version)
        #expect(grounds.condition.count == 500)
        #expect(grounds.values.count == 16)
    }

    @Test("The bundle that goes with every report tells each part of the condition with its value")
    func bundle() throws {
        let hazards = Self.hazards.replacing(
            "rig.pressure > MPa(5)",
            with: "rig.pressure > MPa(5) && (rig.pressure < MPa(20) || rig.pressure > MPa(30))"
        ).replacing("    for: 15s\n", with: "")
        var site = try Self.site(hazards)
        let device = try Self.required(site.device("old", saying: ["rig/rig.pressure"]))
        var test = Backtest(site.site, now: Timestamp(milliseconds: Self.start))
        let at = Timestamp(milliseconds: Self.start)
        test.take(
            [
                Reading(
                    device: DeviceIndex(device), point: PointIndex(0), value: .double(9.25), observedAt: at,
                    receivedAt: at)
            ], at: at)
        let incident = try #require(test.incidents.first)
        let version = try #require(site.site.hazards.first).version
        #expect(
            incident.bundle == [
                "rig.pressure = 9.25 MPa",
                "when rig.pressure > MPa(5) && (rig.pressure < MPa(20) || rig.pressure > MPa(30)) → true",
                "  rig.pressure > MPa(5) → true (9.25 MPa)",
                "  rig.pressure < MPa(20) || rig.pressure > MPa(30) → true",
                "    rig.pressure < MPa(20) → true (9.25 MPa)",
                "    rig.pressure > MPa(30) → false (9.25 MPa)",
                "version \(version)",
            ])
    }

    @Test("Rows of several devices go to each of them")
    func devices() throws {
        var site = try Self.site()
        let sessions = ["rig/A/row", "rig/B/row", "rig/A/row", "elsewhere"].map { site.session(of: $0) }
        #expect(sessions == [1, 1, 1, nil])
        #expect(site.site.devices.map(\.id) == ["A", "B"])
    }

    @Test("The store's devices get the profile that gives most of what they said")
    func history() throws {
        var site = try Self.site()
        let first = site.device("old", saying: ["rig/rig.pressure", "rig/gone"])
        let again = site.device("old", saying: [])
        let stranger = site.device("other", saying: ["water/tank.level"])
        #expect([first, again, stranger] == [0, 0, nil])
    }

    @Test("Readings decoded long ago raise as messages do")
    func readings() throws {
        var site = try Self.site()
        let device = try Self.required(site.device("old", saying: ["rig/rig.pressure"]))
        var test = Backtest(site.site, now: Timestamp(milliseconds: Self.start))
        for (index, pressure) in Self.pressures.enumerated() {
            let at = Timestamp(milliseconds: Self.start + Int64(index) * 10_000)
            test.take(
                [
                    Reading(
                        device: DeviceIndex(device), point: PointIndex(0), value: .double(Double(pressure)),
                        observedAt: at, receivedAt: at)
                ], at: at)
        }
        #expect(test.episodes.map(\.from.milliseconds) == [Self.start + 45_000])
        #expect(test.episodes.map(\.until?.milliseconds) == [Self.start + 70_000])
    }
}
