import Control
import Facility
import Foundation
import Testing

@testable import MQTT

extension GatewayTests {
    /// Devices that speak only when asked, over a real broker.
    @Suite struct PollTests {
        @Test(
            "A pump room behind a DTU is asked; wrong, missing and late answers are counted and leave no value"
        )
        func conversation() throws {
            let broker = try PrivateBroker(configuration: GatewayProgram.brokerConfiguration)
            let folder = try TestFolder()
            var site = SiteFolder(broker: broker.port, devices: [])
            site.profiles = try Self.hurried(into: folder)
            site.devices = ["DTU01", "DTU02"].map { .init(id: $0, profile: "water.pump_room_dtu") }
            let gateway = try GatewayProcess(site, in: folder)
            let script: [SimulatedDTU.Deed] = [
                .answer(401), .corrupt(999), .answer(402), .silence, .twice(403), .exception, .answer(404),
            ]
            let dtu = try SimulatedDTU("DTU01", on: broker, script: script)
            try gateway.start()
            let isThrough = dtu.serve {
                (try? gateway.values(of: "DTU01", point: "water/outlet.pressure"))?.contains(0.404) == true
                    && Self.poll(of: "DTU02", gateway)?.deadRounds ?? 0 >= 2
            }
            try #require(isThrough, "\(gateway.log.suffix(4_000))")
            let values = try gateway.values(of: "DTU01", point: "water/outlet.pressure")
            #expect(values.prefix(4) == [0.401, 0.402, 0.403, 0.404])
            // 01 03 0064 000A and its CRC, as the line on the bench shows them.
            #expect(dtu.asked.allSatisfy { $0 == [0x01, 0x03, 0x00, 0x64, 0x00, 0x0A, 0x84, 0x12] })
            let talk = try #require(Self.poll(of: "DTU01", gateway))
            #expect(talk.late == 1)
            #expect(talk.timeouts == 2)
            #expect(talk.strays == 0)
            #expect(talk.answers >= 5)
            #expect(talk.deadRounds == 0)
            // Nobody is there: knocked at, never heard.
            let dead = try #require(Self.poll(of: "DTU02", gateway))
            #expect(dead.answers == 0)
            #expect(dead.timeouts >= 4)
            #expect(gateway.stop())
        }

        private static func poll(of device: String, _ gateway: GatewayProcess) -> PollReport? {
            guard case .device(let report)? = gateway.ask(.device(device)) else { return nil }
            return report.poll
        }

        /// The shipped profiles, asking every second instead of every ten.
        private static func hurried(into folder: TestFolder) throws -> String {
            let profiles = folder["profiles"]
            try FileManager.default.copyItem(atPath: GatewayProgram.profiles, toPath: profiles)
            let file = profiles + "/water/pump-room-dtu.yaml"
            let text = try String(contentsOfFile: file, encoding: .utf8)
                .replacing("every: 10s", with: "every: 1s").replacing("timeout: 2s", with: "timeout: 300ms")
            try text.write(toFile: file, atomically: true, encoding: .utf8)
            return profiles
        }
    }
}
