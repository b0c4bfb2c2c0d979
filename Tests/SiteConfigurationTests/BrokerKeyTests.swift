import Facility
import Foundation
import Testing

@testable import SiteConfiguration

@Suite("What a site says of its brokers")
struct BrokerKeyTests {
    /// The example site with a second broker `south`.
    private static func load(_ first: String, _ second: String) throws -> (
        site: Site?, diagnostics: [Diagnostic]
    ) {
        let folder = FileManager.default.temporaryDirectory.appending(path: "brokers-\(UUID())")
        defer { try? FileManager.default.removeItem(at: folder) }
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        for (name, secret) in [("north", "n-secret"), ("south", "s-secret")] {
            try secret.write(to: folder.appending(path: name), atomically: true, encoding: .utf8)
        }
        let sheet = try String(
            contentsOfFile: Repository.root + "/deploy/example/devices.csv", encoding: .utf8)
        // With several brokers each device names its own.
        let lines = sheet.split(whereSeparator: \.isNewline).enumerated().map { position, line in
            line + (position == 0 ? ",broker" : ",main")
        }
        try lines.joined(separator: "\n").write(
            to: folder.appending(path: "devices.csv"), atomically: true, encoding: .utf8)
        let example = try String(
            contentsOfFile: Repository.root + "/deploy/example/gengfu.yaml", encoding: .utf8
        )
        .replacing("../../DeviceProfiles", with: Repository.profiles)
        .replacing(
            "    host: 127.0.0.1\n",
            with: "    host: 127.0.0.1\n    \(first)\n  - id: south\n    host: 10.0.0.9\n    \(second)\n")
        try example.write(to: folder.appending(path: "gengfu.yaml"), atomically: true, encoding: .utf8)
        let loaded = SiteLoader.load(
            file: folder.appending(path: "gengfu.yaml").path,
            environment: [
                "GENGFU_BROKER_PORT": "1883", "GENGFU_PLATFORM_PORT": "2",
                "CREDENTIALS_DIRECTORY": folder.path,
            ])
        return (loaded.site, loaded.diagnostics)
    }

    @Test("Each broker has its own user, password and receive maximum")
    func separate() throws {
        let loaded = try Self.load(
            "user: gate-n\n    password_file: north\n    receive_maximum: 20",
            "user: gate-s\n    password_file: south")
        let site = try #require(
            loaded.site, "\(loaded.diagnostics.map { $0.rendered(in: .en) }.joined(separator: "\n"))")
        let brokers = site.brokers.sorted { $0.id > $1.id }
        #expect(Set(brokers.map(\.user)) == ["gate-n", "gate-s"])
        for broker in brokers {
            let isNorth = broker.user == "gate-n"
            #expect(broker.password == (isNorth ? "n-secret" : "s-secret"))
            #expect(broker.receiveMaximum == (isNorth ? 20 : nil))
        }
    }

    @Test("A receive maximum is a number MQTT can say", arguments: ["0", "65536", "many", "-1"])
    func receiveMaximum(value: String) throws {
        let errors = try Self.load("receive_maximum: \(value)", "user: x").diagnostics.filter {
            $0.severity == .error
        }
        #expect(errors.count == 1)
        #expect(errors.first?.rendered(in: .en).contains("receive_maximum: \(value)") == true)
    }
}
