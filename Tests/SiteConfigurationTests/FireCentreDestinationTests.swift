import Facility
import Foundation
import Testing

@testable import SiteConfiguration

@Suite("A fire monitoring centre is a destination")
struct FireCentreDestinationTests {
    /// A site with three detectors and a lift.
    private func load(
        _ destination: String, addresses: [String] = ["1.1.40.10.1", "1.1.40.10.2", "1.1.40.10.3"]
    ) throws -> (site: Site?, errors: [String], warnings: [String]) {
        let folder =
            FileManager.default.temporaryDirectory.path + "/gengfu-\(UInt64.random(in: 0...UInt64.max))"
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(atPath: folder) }
        var sheet = "id,name,profile,building,floor,gb26875\nE01,1号梯,elevator.es1500,1号楼,,\n"
        for (index, address) in addresses.enumerated() {
            sheet += "S\(index),烟感\(index),fire.zigbee2mqtt_smoke,1号楼,\(index),\(address)\n"
        }
        try sheet.write(toFile: folder + "/devices.csv", atomically: true, encoding: .utf8)
        let text = """
            site: {id: test, name: 测试小区, time_zone: Asia/Shanghai}
            profiles: \(Repository.profiles)
            devices: devices.csv
            buildings:
              1号楼: {grid_code: "110101001001001"}
            brokers:
              - {id: main, host: 127.0.0.1}
            destinations:
            \(destination)
            routes:
              - {to: centre}
            """
        try text.write(toFile: folder + "/gengfu.yaml", atomically: true, encoding: .utf8)
        let loaded = SiteLoader.load(file: folder + "/gengfu.yaml", environment: [:])
        func lines(_ severity: Diagnostic.Severity) -> [String] {
            loaded.diagnostics.filter { $0.severity == severity }.map {
                $0.rendered(in: .en).replacing(folder + "/", with: "").split(separator: "\n")[0].description
            }
        }
        return (loaded.site, lines(.error), lines(.warning))
    }

    private static let plain =
        "  - {id: centre, kind: gb26875, host: 10.8.0.5, port: 5000, centre: 88888, devices: [{address: 11111}]}"

    @Test("Host, port, both addresses: the rest is as the standard advises")
    func plain() throws {
        let (site, errors, warnings) = try load(Self.plain)
        #expect(errors == [] && warnings == [])
        let destination = try #require(site?.destinations.first)
        guard case .gb26875(let settings) = destination.kind else {
            Issue.record("not a fire centre")
            return
        }
        #expect(
            settings.centre.hex == "385b01000000" && settings.devices.map(\.address.hex) == ["672b00000000"])
        #expect(settings.answerWithin == .seconds(10) && settings.retries == 3)
        #expect(settings.timeZone.offset(at: Timestamp(milliseconds: 1_773_022_530_000)) == 8 * 3_600)
        #expect(destination.granularity == .point && destination.acknowledgement == .transport)
        #expect(destination.receives == [.real] && !destination.drivesHandling)
        #expect(destination.isLifeSafetyPath && destination.heartbeatEvery == .seconds(30))
        #expect(!Lane.Policy(for: destination).canQuery)
        let table = try FirePointTable(of: #require(site), for: settings)
        #expect(table.points.map(\.device) == ["S0", "S1", "S2"])
        #expect(table.points.map(\.text.text) == ["1号楼0层烟感0", "1号楼1层烟感1", "1号楼2层烟感2"])
    }

    @Test("Everything of it can be set")
    func whole() throws {
        let (site, errors, _) = try load(
            """
              - id: centre
                kind: gb26875
                host: 10.8.0.5
                port: 5000
                centre: 385b01000000
                devices:
                  - {address: 11111, buildings: [9号楼]}
                  - {address: 22222}
                address: zone_high
                heartbeat: 20s
                heartbeat_form: handshake
                answer_within: 5s
                retries: 1
                receives: [real, exercise]
                life_safety_path: false
            """)
        #expect(errors == [])
        guard case .gb26875(let settings)? = site?.destinations.first?.kind else { return }
        #expect(settings.zoneHalf == .high && settings.heartbeat == .handshake && settings.retries == 1)
        #expect(settings.device(of: "9号楼") == 0 && settings.device(of: "1号楼") == 1)
        #expect(site?.destinations.first?.receives == [.real, .exercise])
    }

    @Test(
        "What cannot work is refused at its place",
        arguments: [
            ("port: 5000", "port: 70000", "from 1 to 65535"),
            ("centre: 88888", "centre: abc", "`abc` is no address"),
            ("[{address: 11111}]", "[]", "from 1 to 64"),
            ("[{address: 11111}]", "[{address: 5}, {address: 5}]", "`050000000000` is declared twice"),
            ("port: 5000", "port: 5000, answer_within: 11s", "at most 10 s"),
            ("port: 5000", "port: 5000, granularity: incident", "granularity"),
            ("host: 10.8.0.5, ", "", "host"),
        ])
    func refused(part: String, wrong: String, says: String) throws {
        let (_, errors, _) = try load(Self.plain.replacing(part, with: wrong))
        #expect(errors.count == 1 && errors[0].contains(says), "\(errors)")
    }

    @Test(
        "A wrong address is told at its cell; who has none, or another's, at the centre that will not hear of them"
    )
    func addresses() throws {
        let (site, errors, warnings) = try load(
            Self.plain, addresses: ["1.1.40.10", "", "1.1.40.10.2", "1.1.40.10.2"])
        #expect(site != nil && errors == [])
        #expect(warnings.count == 3, "\(warnings)")
        #expect(
            warnings.contains { $0.hasPrefix("devices.csv:3") && $0.contains("`1.1.40.10` is no GB/T 26875") }
        )
        #expect(warnings.contains { $0.hasPrefix("gengfu.yaml:9") && $0.contains("2 fire devices") })
        #expect(warnings.contains { $0.contains("`S2` and `S3` have the same") })
    }

    @Test("Without a fire centre nobody asks for addresses")
    func none() throws {
        let (_, _, warnings) = try load(
            "  - {id: centre, kind: http, url: \"http://127.0.0.1:1\"}", addresses: ["x", ""])
        #expect(!warnings.contains { $0.contains("26875") })
    }
}
