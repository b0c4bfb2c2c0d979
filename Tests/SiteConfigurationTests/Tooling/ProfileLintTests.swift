import Facility
import Foundation
import Testing

@testable import SiteConfiguration

@Suite("The tools for profiles")
struct ProfileLintTests {
    private static let facility = """
        facility: fire
        name: {en: Fire, zh: 消防}
        points:
          smoke.alarm: {type: boolean, importance: life}
          air.temperature: {unit: Cel, range: [-40, 150]}
          battery.voltage: {unit: V}
          detector.mode: {type: enum, values: [normal, test, off]}
        """

    private func folder(_ profile: String) throws -> String {
        let folder = FileManager.default.temporaryDirectory.path + "/gengfu-\(UUID().uuidString)"
        try FileManager.default.createDirectory(atPath: folder + "/fire", withIntermediateDirectories: true)
        for (name, text) in [("facility", Self.facility), ("acme", profile)] {
            try Data(text.utf8).write(to: URL(fileURLWithPath: "\(folder)/fire/\(name).yaml"))
        }
        return folder
    }

    @Test("Everything a profile lacks is told by its line, and a whole one is left in peace")
    func lint() throws {
        let poor = try folder(
            """
            profile: fire.acme
            name: {en: Acme, zh: 甲}
            time: {at: /ts, format: unix_seconds}
            topics:
              - topic: acme/{device}/up
                codec: json
                points:
                  smoke.alarm: {at: /alm, map: {"1": true}}
                  air.temperature: {at: /temp}
                  battery.voltage: {at: /bat/v, unit: V}
                  detector.mode: {at: /mode, map: {"0": normal, "1": test}}
              - topic: acme/{device}/down
                urgent: true
                codec: json
                points: {smoke.alarm: /a}
            examples:
              - topic: acme/s1/up
                payload: '{"ts":1773022530,"alm":1,"temp":21.5,"mode":0,"bat":{"v":3.1,"pct":97},"x":[1,2]}'
                readings: {smoke.alarm: true, air.temperature: 21.5, battery.voltage: 3.1, detector.mode: normal}
            """)
        defer { try? FileManager.default.removeItem(atPath: poor) }
        let findings = try #require(ProfileLint.run(directory: poor).findings)
        #expect(
            findings.map { "\($0.line): \($0.message.text.en)" } == [
                "1: no example has `observed_at`: nothing proves that the time is read",
                "5: `acme/{device}/up` tells of danger to life (smoke.alarm) and is not `urgent`",
                "5: `acme/{device}/up`: no point reads /bat/pct /x/0 /x/1",
                "8: `smoke.alarm`: no spelling in the map means false; what is not listed is refused",
                "9: `air.temperature`: the device's unit is not written, so it counts as Cel",
                "10: `battery.voltage` has no range: no value of it looks wrong",
                "11: `detector.mode`: no example yields test",
                "12: `acme/{device}/down` has no example",
            ])
        #expect(ProfileLint.run(directory: poor, only: "fire.other").findings?.count == 0)
        #expect(ProfileLint.run(directory: "/nowhere").findings == nil)
    }

    @Test("A failing example shows its payload, each difference and why a value was refused")
    func report() throws {
        let folder = try folder(
            """
            profile: fire.acme
            name: {en: Acme, zh: 甲}
            topics:
              - topic: acme/{device}/up
                urgent: true
                codec: json
                points:
                  smoke.alarm: {at: /alm, map: {"0": false, "1": true}}
                  air.temperature: {at: /temp, unit: Cel}
            examples:
              - topic: acme/s1/up
                payload: '{"temp":21.5,"alm":2}'
                readings: {smoke.alarm: true, battery.voltage: 3}
            """.replacing(", battery.voltage: 3", with: ""))
        defer { try? FileManager.default.removeItem(atPath: folder) }
        let library = try #require(ProfilesLoader.load(directory: folder).library)
        let example = try #require(library.examples.first)
        let report = ExampleReport(example, ExampleRun(example, in: library), in: library)
        #expect(!report.passed)
        #expect(
            report.rendered(in: .en).replacing(folder + "/", with: "") == """
                fire/acme.yaml:11: fire.acme  acme/s1/up
                    {
                      "alm" : 2,
                      "temp" : 21.5
                    }
                                      expected  decoded
                  -  smoke.alarm      true      —
                  +  air.temperature  —         21.5
                  +  smoke.alarm      —         rejected
                  ! smoke.alarm: not in the field's map: 2
                """)
        #expect(report.rendered(in: .zh).contains("解码得"))
        let json = String(decoding: try JSONEncoder().encode(report), as: UTF8.self)
        #expect(json.contains("\"passed\":false") && json.contains("\"line\":11"))
    }
}
