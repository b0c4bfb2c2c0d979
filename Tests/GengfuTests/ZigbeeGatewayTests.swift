import Control
import Facility
import Foundation
import Testing

@testable import MQTT

extension GatewayTests {
    /// zigbee2mqtt without a file, against a real broker.
    @Suite struct ZigbeeGatewayTests {
        /// The retained list of a zigbee2mqtt with these smoke detectors: name and address.
        static func list(_ detectors: [(name: String, address: String)]) -> DeviceCrowd.Message {
            let devices = detectors.map { detector in
                """
                {"friendly_name":"\(detector.name)","ieee_address":"\(detector.address)","type":"EndDevice",
                "definition":{"vendor":"Maker","model":"S1","exposes":[
                {"type":"binary","property":"smoke","value_on":true,"value_off":false,"access":1},
                {"type":"numeric","property":"battery","unit":"%","access":1}]}}
                """
            }
            let coordinator =
                #"{"friendly_name":"Coordinator","ieee_address":"0x00","type":"Coordinator","definition":null}"#
            let text = "[" + ([coordinator] + devices).joined(separator: ",") + "]"
            return .init(topic: "zigbee2mqtt/bridge/devices", payload: Array(text.utf8))
        }

        static func smoke(_ name: String) -> DeviceCrowd.Message {
            .init(topic: "zigbee2mqtt/\(name)", payload: Array(#"{"smoke":true,"battery":90}"#.utf8))
        }

        private func gateway(_ broker: PrivateBroker, policy: String) throws -> GatewayProcess {
            var site = SiteFolder(broker: broker.port, devices: ["probe"])
            site.brokers[0].settings = ["zigbee2mqtt: {base: zigbee2mqtt}"]
            site.sections = "unknown_devices: \(policy)\n"
            return try GatewayProcess(site, in: TestFolder())
        }

        @Test("A listed smoke detector is held with its model, adopted by one word, and its smoke is a fire")
        func held() throws {
            let broker = try PrivateBroker(configuration: GatewayProgram.brokerConfiguration)
            let devices = try DeviceCrowd(on: broker)
            let gateway = try gateway(broker, policy: "hold")
            devices.say([Self.list([("floor 1/stair", "0x01")])], retained: true)
            try gateway.start()
            try gateway.waitUntilHeard("probe", by: devices)
            #expect(Patience.wait { gateway.registry(.held).map(\.id) == ["floor 1/stair"] })
            let held = try #require(gateway.registry(.held).first)
            #expect(held.model == "Maker S1")
            #expect(held.profile == "fire.zigbee_maker_s1/floor 1/stair")
            #expect(
                gateway.ask(.adopt(device: "floor 1/stair", AdoptionDetails()), person: "guard") == .done)
            devices.say([Self.smoke("floor 1/stair")])
            #expect(Patience.wait { gateway.steps.contains { $0 == ("raised", "floor 1/stair") } })

            // What is no list is shown and changes nothing.
            devices.say([.init(topic: "zigbee2mqtt/bridge/devices", payload: Array("[".utf8))])
            #expect(
                Patience.wait {
                    gateway.status?.degraded.contains { $0.code == "zigbee_list_refused" } == true
                })
            #expect(
                Patience.wait {
                    guard case .quarantine(let rows)? = gateway.ask(.quarantine(page: .init())) else {
                        return false
                    }
                    return rows.total == 1
                })
            #expect(gateway.registry(.adopted).map(\.id) == ["floor 1/stair"])
        }

        @Test("Adopted by itself, known after a kill without a word of the broker, and watched when renamed")
        func adopted() throws {
            let broker = try PrivateBroker(configuration: GatewayProgram.brokerConfiguration)
            let devices = try DeviceCrowd(on: broker)
            let gateway = try gateway(broker, policy: "adopt")
            try gateway.start()
            try gateway.waitUntilHeard("probe", by: devices)
            devices.say([Self.list([("stair", "0x01")])], retained: true)
            #expect(Patience.wait { gateway.registry(.adopted).map(\.id) == ["stair"] })
            #expect(gateway.status?.devices.total == 2)
            // The broker forgets the list: what the store's folder has must do.
            devices.say([.init(topic: "zigbee2mqtt/bridge/devices", payload: [])], retained: true)
            gateway.kill9()
            try gateway.start()
            try gateway.waitUntilConnected()
            #expect(gateway.status?.devices.total == 2)
            devices.say([Self.smoke("stair")])
            #expect(Patience.wait { gateway.steps.contains { $0 == ("raised", "stair") } })

            devices.say([Self.list([("hall", "0x01")])], retained: true)
            #expect(Patience.wait { gateway.registry(.adopted).map(\.id) == ["hall", "stair"] })
            devices.say([Self.smoke("hall")])
            #expect(Patience.wait { gateway.steps.contains { $0 == ("raised", "hall") } })
        }

        @Test(
            "A list that came while the gateway was down is asked for at the next connection of a kept session"
        )
        func asked() throws {
            let broker = try PrivateBroker(configuration: GatewayProgram.brokerConfiguration)
            let devices = try DeviceCrowd(on: broker)
            let gateway = try gateway(broker, policy: "hold")
            devices.say([Self.list([("stair", "0x01")])], retained: true)
            try gateway.start()
            try gateway.waitUntilHeard("probe", by: devices)
            #expect(Patience.wait { gateway.registry(.held).map(\.id) == ["stair"] })
            gateway.kill9()
            // As if it had been acknowledged and not written.
            try FileManager.default.removeItem(atPath: gateway.store + "/zigbee2mqtt.json")
            try gateway.start()
            try gateway.waitUntilConnected()
            #expect(
                Patience.wait {
                    FileManager.default.fileExists(atPath: gateway.store + "/zigbee2mqtt.json")
                })
            #expect(Patience.wait { gateway.registry(.held).map(\.id) == ["stair"] })
        }
    }
}
