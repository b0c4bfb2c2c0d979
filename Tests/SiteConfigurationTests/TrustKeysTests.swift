import Foundation
import Testing

@testable import Facility
@testable import SiteConfiguration

@Suite("What a file says of how far readings are believed")
struct TrustKeysTests {
    static func load(point: String, field: String, time: String) throws -> (ProfileLibrary?, [Diagnostic]) {
        let folder = FileManager.default.temporaryDirectory.appending(path: "trust-\(UUID())")
        defer { try? FileManager.default.removeItem(at: folder) }
        try FileManager.default.createDirectory(
            at: folder.appending(path: "water"), withIntermediateDirectories: true)
        try """
        facility: water
        name: {en: Water, zh: 水}
        points:
          chlorine: {unit: mg/L, range: [0, 10], name: {en: Chlorine, zh: 余氯}\(point)}
        """.write(to: folder.appending(path: "water/facility.yaml"), atomically: true, encoding: .utf8)
        try """
        profile: water.probe
        name: {en: Probe, zh: 探头}
        time: {\(time)}
        topics:
          - topic: w/{device}
            codec: json
            points:
              chlorine: {at: /c\(field)}
        """.write(to: folder.appending(path: "water/probe.yaml"), atomically: true, encoding: .utf8)
        let loaded = ProfilesLoader.load(directory: folder.path)
        return (loaded.library, loaded.diagnostics.filter { $0.severity == .error })
    }

    @Test("Points and fields declare what is stuck, what is a jump and when they are stale")
    func quality() throws {
        let (library, errors) = try Self.load(
            point: ", stuck_after: 6h, stale_after: 1h",
            field: ", range: [0, 5], jump: {more_than: 0.5, within: 10s}, stale_after: 5m",
            time:
                "at: [/t, /time], format: [iso8601, unix], time_zone: device, none_before: 2024-01-01, future: arrival"
        )
        let loaded = try #require(library, "\(errors)")
        #expect(loaded.points[0].quality == QualityRule(stuckAfter: .hours(6), staleAfter: .hours(1)))
        let route = try #require(loaded.profiles.first?.routes.first)
        #expect(route.fields[0].range == 0...5)
        #expect(
            route.fields[0].quality
                == QualityRule(jump: .init(moreThan: 0.5, within: .seconds(10)), staleAfter: .minutes(5)))
        #expect(
            route.time
                == DeviceTimeRule(
                    at: "/t", format: .iso8601, otherwise: ["/time"], otherFormats: [.unix],
                    noneBefore: Timestamp(day: "2024-01-01"), future: .arrival))
    }

    @Test(
        "A mistake in them is an error",
        arguments: [
            (", jump: {more_than: 0, within: 10s}", "at: /t, format: unix"),
            (", jump: {more_than: 1}", "at: /t, format: unix"),
            (", stuck_after: soon", "at: /t, format: unix"),
            ("", "at: /t, format: unix, none_before: 2024-02-30"),
            ("", "at: /t, format: unix, future: past"), ("", "at: /t, format: \"HH:mm\""),
            ("", "at: /t, format: unix, time_zone: Asia/Shanghai"), ("", "at: /t, format: unixx"),
        ])
    func mistakes(field: String, time: String) throws {
        let (library, errors) = try Self.load(point: "", field: field, time: time)
        #expect(library == nil)
        #expect(errors.count == 1, "\(errors)")
    }
}
