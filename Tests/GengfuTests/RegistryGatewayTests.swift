import Control
import Facility
import Foundation
import Testing

@testable import MQTT
@testable import gengfu

extension GatewayTests {
    /// Devices beside the sheet, seen from outside.
    @Suite struct RegistryGatewayTests {
        @Test("A held device is listed with its sample, adopted by one word, and watched from then on")
        func adopted() throws {
            let broker = try PrivateBroker(configuration: GatewayProgram.brokerConfiguration)
            let devices = try DeviceCrowd(on: broker)
            let gateway = try GatewayProcess(
                SiteFolder(broker: broker.port, devices: ["probe"]), in: TestFolder())
            try gateway.start()
            try gateway.waitUntilHeard("probe", by: devices)
            devices.say([.state(of: "smoke-9", #"{"battery":50}"#)])
            #expect(Patience.wait { gateway.registry(.held).map(\.id) == ["smoke-9"] })
            let held = try #require(gateway.registry(.held).first)
            #expect(held.profile == "fire.plain")
            #expect(held.sample?.payload == #"{"battery":50}"#)

            gateway.kill9()
            try gateway.start()
            try gateway.waitUntilConnected()
            #expect(gateway.registry(.held).map(\.id) == ["smoke-9"], "a restart knows it")
            #expect(gateway.ask(.adopt(device: "smoke-9", AdoptionDetails()), person: "guard") == .done)
            devices.say([.alarm(of: "smoke-9", #"{"smoke":true}"#)])
            #expect(Patience.wait { gateway.steps.contains { $0 == ("raised", "smoke-9") } })
            #expect(try gateway.incidents().first?.evidence.contains { $0.contains("place unknown") } == true)
        }

        @Test(
            "The first fire of an unknown device and of an unknown channel outlives a kill right after its PUBACK"
        )
        func firstFire() throws {
            let broker = try PrivateBroker(configuration: GatewayProgram.brokerConfiguration)
            let devices = try DeviceCrowd(on: broker)
            let folder = try TestFolder()
            var site = SiteFolder(broker: broker.port, devices: ["probe", "panel"])
            site.devices[1].profile = "fire.panel"
            site.profiles = try Self.profiles(in: folder, [("panel.yaml", Self.panel)])
            site.sections = "unknown_devices: adopt\n"
            let gateway = try GatewayProcess(site, in: folder)
            try gateway.start()
            try gateway.waitUntilHeard("probe", by: devices)
            try gateway.freeze()
            devices.say([
                .alarm(of: "smoke-9", #"{"smoke":true}"#),
                .init(topic: "panel/panel/loop-3/alarm", payload: Array(#"{"smoke":true}"#.utf8)),
            ])
            gateway.thaw()
            // The journal row is on the disk before any PUBACK leaves: as soon as it can be seen, kill.
            #expect(try Patience.wait { try gateway.incidents().count == 2 })
            gateway.kill9()
            try gateway.start()
            try gateway.waitUntilConnected()
            #expect(try Set(gateway.incidents().map(\.device)) == ["smoke-9", "panel/loop-3"])
            #expect(try gateway.truths(of: "smoke-9", point: "fire/smoke.alarm") == [true])
            #expect(try gateway.truths(of: "panel/loop-3", point: "fire/smoke.alarm") == [true])
            #expect(Set(gateway.registry(.adopted).map(\.id)) == ["smoke-9", "panel/loop-3"])
        }

        @Test(
            "Reload without restart: new topics are heard; a broken push leaves the old in force and is shown"
        )
        func reload() throws {
            let broker = try PrivateBroker(configuration: GatewayProgram.brokerConfiguration)
            let devices = try DeviceCrowd(on: broker)
            let folder = try TestFolder()
            var site = SiteFolder(broker: broker.port, devices: ["probe"])
            site.profiles = try Self.profiles(in: folder, [("panel.yaml", Self.panel)])
            let gateway = try GatewayProcess(site, in: folder)
            try gateway.start()
            try gateway.waitUntilHeard("probe", by: devices)

            try folder.write(
                Self.panel.replacing("codec: json", with: "codec: jsom"), to: "profiles/fire/panel.yaml")
            guard case .reload(let refused)? = gateway.ask(.reload) else {
                return #expect(Bool(false), "no answer to reload")
            }
            #expect(!refused.isInForce)
            #expect(refused.diagnostics.contains { $0.contains("panel.yaml:") })
            #expect(gateway.status?.degraded.contains { $0.code == "configuration_faulty" } == true)
            devices.say([.state(of: "probe", #"{"battery":42}"#)])
            #expect(
                try Patience.wait {
                    try gateway.values(of: "probe", point: "fire/battery.level").contains(42)
                })

            try folder.write(Self.panel, to: "profiles/fire/panel.yaml")
            site.devices.append(.init(id: "panel", profile: "fire.panel"))
            site.devices.append(.init(id: "panel/loop-3", profile: "fire.panel"))
            _ = try site.write(into: folder)
            guard case .reload(let taken)? = gateway.ask(.reload) else {
                return #expect(Bool(false), "no answer to reload")
            }
            #expect(taken.isInForce, "\(taken.diagnostics)")
            #expect(gateway.status?.degraded.contains { $0.code == "configuration_faulty" } == false)
            let isHeard = Patience.wait {
                devices.say([
                    .init(topic: "panel/panel/loop-3/alarm", payload: Array(#"{"smoke":true}"#.utf8))
                ])
                return gateway.steps.contains { $0 == ("raised", "panel/loop-3") }
            }
            #expect(isHeard, "\(gateway.log.suffix(2_000))")
        }

        @Test(
            "A payload in quarantine is read once its profile is mended and with its asker's PIN; it drives no siren"
        )
        func quarantine() throws {
            let broker = try PrivateBroker(configuration: GatewayProgram.brokerConfiguration)
            let devices = try DeviceCrowd(on: broker)
            let folder = try TestFolder()
            var site = SiteFolder(broker: broker.port, devices: ["probe", "old"])
            site.devices[1].profile = "fire.old"
            site.profiles = try Self.profiles(in: folder, [("old.yaml", Self.old("json"))])
            site.sections = "pin_file: pins\n"
            let gateway = try GatewayProcess(site, in: folder)
            try gateway.start()
            try gateway.waitUntilHeard("probe", by: devices)
            devices.say([.init(topic: "old/old/alarm", payload: Array("FIRE".utf8))])
            func rows() -> [QuarantineReport] {
                guard case .quarantine(let listing)? = gateway.ask(.quarantine(page: .init())) else {
                    return []
                }
                return listing.rows
            }
            #expect(Patience.wait { rows().count == 1 })
            let number = try #require(rows().first?.number)
            #expect(gateway.ask(.replay(number), person: "guard") == nil, "still not readable")

            try folder.write(Self.old("text"), to: "profiles/fire/old.yaml")
            guard case .reload(let report)? = gateway.ask(.reload), report.isInForce else {
                return #expect(Bool(false), "\(gateway.log.suffix(2_000))")
            }
            try PINFile(path: folder["pins"]).set(PINHash(of: "2468"), for: "guard")
            #expect(gateway.ask(.replay(number), person: "guard") == nil, "his PIN is needed")
            #expect(gateway.ask(.replay(number), person: "值班员", pin: "1357") == nil, "it is another")
            #expect(rows().count == 1)
            #expect(gateway.ask(.replay(number), person: "guard", pin: "2468") == .done)
            #expect(rows().isEmpty)
            #expect(try gateway.truths(of: "old", point: "fire/smoke.alarm") == [true])
            #expect(try gateway.incidents().first?.isHistoric == true)
        }

        @Test("While messages flow, sheets come and go and every reading is there once")
        func flowing() throws {
            let broker = try PrivateBroker(configuration: GatewayProgram.brokerConfiguration)
            let devices = try DeviceCrowd(on: broker)
            let folder = try TestFolder()
            let site = SiteFolder(broker: broker.port, devices: ["probe", "meter-1"])
            let gateway = try GatewayProcess(site, in: folder)
            try gateway.start()
            try gateway.waitUntilHeard("probe", by: devices)
            var expected: [Double] = []
            for round in 1...6 {
                var next = site
                next.devices += (0..<round % 3 * 1_000).map { .init(id: "more-\($0)") }
                if round % 2 == 0 { next.devices.reverse() }
                _ = try next.write(into: folder)
                gateway.send(SIGHUP)
                for part in 0..<10 {
                    let values = (0..<20).map { 20 + Double(round) + Double(part * 20 + $0) / 256 }
                    expected += values
                    devices.say(values.map { .state(of: "meter-1", "{\"battery\":\($0)}") })
                }
                #expect(Patience.wait { gateway.status?.reloads == round }, "\(gateway.log.suffix(2_000))")
            }
            #expect(
                try Patience.wait {
                    try gateway.values(of: "meter-1", point: "fire/battery.level").count >= expected.count
                })
            #expect(try gateway.values(of: "meter-1", point: "fire/battery.level") == expected)
        }

        // MARK: Profiles of their own

        static let panel = """
            profile: fire.panel
            name: {en: panel, zh: 主机}
            topics:
              - topic: panel/{device}/{channel}/alarm
                urgent: true
                codec: json
                points: {smoke.alarm: {at: /smoke}}

            """

        static func old(_ codec: String) -> String {
            let at = codec == "json" ? "at: /smoke, " : ""
            return """
                profile: fire.old
                name: {en: old, zh: 旧}
                topics:
                  - topic: old/{device}/alarm
                    urgent: true
                    codec: \(codec)
                    points: {smoke.alarm: {\(at)map: {FIRE: true, OK: false}}}

                """
        }

        /// The vocabulary and hazards of fire with its plain profile, and files of the test's own.
        static func profiles(in folder: TestFolder, _ files: [(String, String)]) throws -> String {
            let fire = folder["profiles/fire"]
            try FileManager.default.createDirectory(atPath: fire, withIntermediateDirectories: true)
            for name in ["facility.yaml", "hazards.yaml", "plain.yaml"] {
                try FileManager.default.copyItem(
                    atPath: "\(GatewayProgram.profiles)/fire/\(name)", toPath: "\(fire)/\(name)")
            }
            for (name, text) in files { try folder.write(text, to: "profiles/fire/\(name)") }
            return folder["profiles"]
        }
    }
}

extension GatewayProcess {
    func registry(_ standing: RegistryEntry.Standing) -> [RegistryReport] {
        guard case .registry(let listing)? = ask(.registry(standing, page: .init())) else { return [] }
        return listing.rows
    }
}
