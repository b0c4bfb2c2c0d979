import Facility
import Foundation
import Testing

@testable import SiteConfiguration

@Suite("A site from its files")
struct SiteTests {
    static let example = SiteLoader.load(
        file: Repository.root + "/deploy/example/gengfu.yaml",
        environment: ["GENGFU_BROKER_PORT": "21883", "GENGFU_PLATFORM_PORT": "28080"])

    @Test("The example site loads without a word: 12 lifts, 300 fire devices, 2 pump rooms, 120 chargers")
    func exampleSite() throws {
        #expect(Self.example.diagnostics.map { $0.rendered(in: .en) } == [])
        let site = try #require(Self.example.site)
        var counts: [String: Int] = [:]
        for device in site.devices {
            counts[site.facilities[site.profiles[device.profile].facility].id, default: 0] += 1
        }
        #expect(counts == ["elevator": 12, "fire": 300, "water": 2, "charging": 120])
        #expect(site.brokers[0].port == 21_883)
        #expect(site.destinations[0].confirmation == .confirmedOrAfter(.minutes(3)))
        #expect(site.destinations[0].receives == [.real])
        #expect(site.routes.count == 1)
        #expect(Set(site.devices.map(\.place.gridCode)).count == 2)
        #expect(site.devices.first { $0.id == "lift-01" }?.register["rescue_code"] == "100001")
        #expect(site.zones.contains("1号楼3层"))
    }

    @Test("The version is the same for the same files and another for other files")
    func version() throws {
        let site = try #require(Self.example.site)
        let again = SiteLoader.load(
            file: Repository.root + "/deploy/example/gengfu.yaml",
            environment: ["GENGFU_BROKER_PORT": "1", "GENGFU_PLATFORM_PORT": "2"])
        #expect(site.version.count == 16)
        #expect(again.site?.version == site.version)
        #expect(ProfilesLoader.load(directory: Repository.profiles).library?.version != site.version)
    }

    @Test("Each session subscribes once to the topics of its class, devices left open")
    func subscriptions() throws {
        let site = try #require(Self.example.site)
        let plan = SubscriptionPlan(site: site)
        #expect(plan.filters.count == 2)
        #expect(
            plan[SessionClass.urgent.session(ofBroker: 0)] == [
                "TerminalData/+/real_alarm", "gengfu/charging/+/alarm", "gengfu/gengfu-\(site.id)/proof",
                "gengfu/water/+/alarm", "zigbee2mqtt/+",
            ])
        #expect(
            plan[SessionClass.telemetry.session(ofBroker: 0)] == [
                "TerminalData/+/real_ok", "gengfu/charging/+/state", "gengfu/water/+/state",
            ])
    }

    @Test(
        "Filters that overlap become one that covers them all",
        arguments: [
            (["a/+/c", "a/b/c"], ["a/+/c"]),
            (["a/+/c", "a/b/+"], ["a/+/+"]),
            (["a/b", "a/b/c"], ["a/b", "a/b/c"]),
            (["a/+/c", "a/b/+", "x/y/z", "+/q/c"], ["+/+/+"]),
            (["{device}/a", "+/a"], ["+/a"]),
        ])
    func reduction(patterns: [String], expected: [String]) {
        #expect(SubscriptionPlan.reduced(patterns.map(TopicPattern.init)).map(\.filter).sorted() == expected)
    }

    @Test("Shanghai is eight hours east for ever since 2000; Berlin changes twice a year")
    func zones() throws {
        #expect(TimeZoneReader.rules(named: "Asia/Shanghai") == ZoneRules(initialOffset: 28_800))
        #expect(TimeZoneReader.rules(named: "UTC") == ZoneRules(initialOffset: 0))
        let berlin = try #require(TimeZoneReader.rules(named: "Europe/Berlin"))
        #expect(berlin.initialOffset == 3_600)
        // 2026-03-29 01:00 UTC and 2026-10-25 01:00 UTC, by EU directive 2000/84.
        #expect(berlin.changes.contains(.init(utcSeconds: 1_774_746_000, offset: 7_200)))
        #expect(berlin.changes.contains(.init(utcSeconds: 1_792_890_000, offset: 3_600)))
        #expect(TimeZoneReader.rules(named: "CST") == nil)
    }

    @Test(
        "Lengths of time are read as people write them",
        arguments: [
            ("5s", 5_000), ("90s", 90_000), ("5m", 300_000), ("1h", 3_600_000), ("1h30m", 5_400_000),
            ("250ms", 250),
            ("2d", 172_800_000), ("5", nil), ("5 s", nil), ("m5", nil), ("30m1h", nil), ("-5s", nil),
            ("1.5h", nil),
            ("", nil), ("9999999d", nil), ("99999999999999999999s", nil),
        ] as [(String, Int64?)])
    func durations(text: String, milliseconds: Int64?) {
        #expect(DurationSpelling.parse(text)?.milliseconds == milliseconds)
    }

    @Test("No secret is shown, even on a line that has another mistake")
    func secretsStaySecret() {
        let diagnostics = DiagnosticsTests.load(Repository.tests + "/Diagnostics/Ten")
        let text = diagnostics.map { $0.rendered(in: .en) }.joined()
        #expect(text.contains("password: *******}"))
        #expect(!text.contains("hunter2"))
    }

    @Test("A secret comes from its file or from systemd's credentials, first line only")
    func secrets() throws {
        let folder =
            FileManager.default.temporaryDirectory.path + "/gengfu-\(UInt64.random(in: 0...UInt64.max))"
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(atPath: folder) }
        try "s3cret\nrest\n".write(toFile: folder + "/token", atomically: true, encoding: .utf8)
        let example = try String(
            contentsOfFile: Repository.root + "/deploy/example/gengfu.yaml", encoding: .utf8
        )
        .replacing("../../DeviceProfiles", with: Repository.profiles)
        .replacing("devices.csv", with: Repository.root + "/deploy/example/devices.csv")
        .replacing("    kind: http\n", with: "    kind: http\n    credential: token\n")
        .replacing("    host: 127.0.0.1\n", with: "    host: 127.0.0.1\n    password_file: token\n")
        try example.write(toFile: folder + "/gengfu.yaml", atomically: true, encoding: .utf8)
        let environment = [
            "GENGFU_BROKER_PORT": "1883", "GENGFU_PLATFORM_PORT": "2", "CREDENTIALS_DIRECTORY": folder,
        ]
        let loaded = SiteLoader.load(file: folder + "/gengfu.yaml", environment: environment)
        #expect(loaded.diagnostics.map { $0.rendered(in: .en) } == [])
        let site = try #require(loaded.site)
        #expect(site.brokers[0].password == "s3cret")
        guard case .http(let settings) = site.destinations[0].kind else { return }
        #expect(settings.token == "s3cret")
    }
}
