import Facility
import Foundation
import Testing

@testable import MQTT

extension GatewayTests {
    /// Promise 1 for what one message says only half of.
    @Suite struct FrameKillTests {
        /// A smoke detector of zone 10, No. 2, tells of a fire: an example of `fire.gb26875_transmission`.
        static let frame: [UInt8] = {
            let hex = """
                404001000101203a091a090c790300000000385b0100000030000202010101280a00020002002020202020202020\
                2020202020202020202020202020202020202020202000023a091a090c462323
                """
            let digits = hex.compactMap(\.hexDigitValue)
            return stride(from: 0, to: digits.count - 1, by: 2).map {
                UInt8(digits[$0] << 4 | digits[$0 + 1])
            }
        }()

        @Test("A fire split over two messages is told although the gateway is killed between them")
        func killedBetweenHalves() throws {
            let broker = try PrivateBroker(configuration: GatewayProgram.brokerConfiguration)
            let devices = try DeviceCrowd(on: broker)
            var site = SiteFolder(broker: broker.port, devices: ["probe", "panel", "panel/1.1.10.2"])
            site.devices[1].profile = "fire.gb26875_transmission"
            site.devices[2].profile = "fire.gb26875_transmission"
            let gateway = try GatewayProcess(site, in: TestFolder())
            try gateway.start()
            try gateway.waitUntilHeard("probe", by: devices)
            func piece(_ bytes: ArraySlice<UInt8>) -> DeviceCrowd.Message {
                .init(topic: "gengfu/fire/panel/gb26875", payload: Array(bytes))
            }
            devices.say([piece(Self.frame[..<40])])
            // The second marker is read after the first one's turn is over: the half is acknowledged by then, and
            // the broker will not bring it again.
            for marker in [7.0, 8.0] {
                devices.say([.alarm(of: "probe", "{\"temperature\":\(marker)}")])
                #expect(
                    try Patience.wait {
                        try gateway.values(of: "probe", point: "fire/air.temperature").contains(marker)
                    })
            }
            gateway.kill9()
            try gateway.start()
            try gateway.waitUntilConnected()
            devices.say([piece(Self.frame[40...])])
            #expect(
                try Patience.wait { try gateway.incidents().map(\.device) == ["panel/1.1.10.2"] },
                "\(gateway.log.suffix(2_000))")
            #expect(try gateway.truths(of: "panel/1.1.10.2", point: "fire/smoke.alarm") == [true])
        }
    }
}
