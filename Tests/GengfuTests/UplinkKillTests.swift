import Foundation
import Testing

@testable import MQTT

extension GatewayTests {
    /// Uplinks whose codec runs elsewhere, through the ends of either process.
    @Suite struct UplinkKillTests {
        private static let devices = ["leak-1", "leak-2", "leak-3"]

        /// The same numbers from each device, mixed as they would come.
        private static func stream(_ numbers: Range<Int>) -> [DeviceCrowd.Message] {
            numbers.flatMap { number in
                devices.map { .uplink(of: $0, number, number % 10 == 0 ? .dawdle : .read) }
            }
        }

        @Test(
            "The processes that run codecs, killed in mid-stream again and again, lose and double no uplink")
        func codecsKilled() throws {
            let broker = try PrivateBroker(configuration: GatewayProgram.brokerConfiguration)
            let crowd = try DeviceCrowd(on: broker)
            let folder = try TestFolder()
            let site = try UplinkSite.site(broker.port, uplinks: Self.devices, plain: ["probe"], in: folder)
            let gateway = try GatewayProcess(site, in: folder)
            try gateway.start()
            try gateway.waitUntilHeard("probe", by: crowd)
            var killed: Set<pid_t> = []
            for part in 0..<20 {
                crowd.say(Self.stream(part * 50..<(part + 1) * 50))
                // A new one may be on its way.
                #expect(Patience.wait { !gateway.codecs.isEmpty })
                let victims = gateway.codecs
                // Now one of them, now both.
                for pid in victims.prefix(part % 3 == 0 ? 2 : 1) where kill(pid, SIGKILL) == 0 {
                    killed.insert(pid)
                }
            }
            try gateway.expectUplinks(of: Self.devices, 0..<1_000)
            #expect(killed.count >= 4, "\(killed.count) were killed")
            #expect(gateway.status?.quarantineRows ?? 0 == 0)
            #expect(gateway.stop())
        }

        @Test(
            "The gateway, killed while uplinks wait for their codec, decodes each of them once after the restart"
        )
        func gatewayKilledWaiting() throws {
            let broker = try PrivateBroker(configuration: GatewayProgram.brokerConfiguration)
            let crowd = try DeviceCrowd(on: broker)
            let folder = try TestFolder()
            let site = try UplinkSite.site(broker.port, uplinks: Self.devices, plain: ["probe"], in: folder)
            let gateway = try GatewayProcess(site, in: folder)
            // Nobody runs codecs: all that comes is acknowledged and waits.
            gateway.environment["GENGFU_CODEC"] = folder["nothing"]
            try gateway.start()
            try gateway.waitUntilHeard("probe", by: crowd)
            crowd.say(Self.stream(0..<100))
            #expect(Patience.wait { gateway.status?.pendingDecodes == 300 })
            gateway.kill9()
            // Once more without, so that what waited is taken up twice.
            try gateway.start()
            try gateway.waitUntilConnected()
            crowd.say(Self.stream(100..<150))
            #expect(Patience.wait { gateway.status?.pendingDecodes == 450 })
            gateway.kill9()
            gateway.environment["GENGFU_CODEC"] = nil
            try gateway.start()
            try gateway.expectUplinks(of: Self.devices, 0..<150)
            #expect(gateway.stop())
        }

        @Test(
            "However many uplinks came while nobody ran codecs: those that still wait are decoded, none is refused"
        )
        func more() throws {
            let broker = try PrivateBroker(configuration: GatewayProgram.brokerConfiguration)
            let crowd = try DeviceCrowd(on: broker)
            let folder = try TestFolder()
            let site = try UplinkSite.site(broker.port, uplinks: ["leak-1"], plain: ["probe"], in: folder)
            let gateway = try GatewayProcess(site, in: folder)
            let program = folder["codec"]
            gateway.environment["GENGFU_CODEC"] = program
            try gateway.start()
            try gateway.waitUntilHeard("probe", by: crowd)
            // More than are handed over at once, and more than may wait: the oldest give way.
            crowd.say((0..<10_000).map { .uplink(of: "leak-1", $0) })
            crowd.say([.state(of: "probe", #"{"battery":7}"#)])
            #expect(
                try Patience.wait(60) {
                    try gateway.values(of: "probe", point: UplinkSite.point).contains(7)
                        && gateway.status?.pendingDecodes == 4_096
                })
            let real = URL(fileURLWithPath: try #require(GatewayProgram.path)).deletingLastPathComponent()
                .appendingPathComponent("gengfu-codec").path
            try FileManager.default.createSymbolicLink(atPath: program, withDestinationPath: real)
            try gateway.expectUplinks(of: ["leak-1"], 5_904..<10_000)
            #expect(gateway.status?.quarantineRows ?? 0 == 0)
            #expect(gateway.stop())
        }

        @Test("The gateway, killed in the middle of answers, loses and doubles none")
        func gatewayKilled() throws {
            let broker = try PrivateBroker(configuration: GatewayProgram.brokerConfiguration)
            let crowd = try DeviceCrowd(on: broker)
            let folder = try TestFolder()
            let site = try UplinkSite.site(broker.port, uplinks: Self.devices, plain: ["probe"], in: folder)
            let gateway = try GatewayProcess(site, in: folder)
            try gateway.start()
            try gateway.waitUntilHeard("probe", by: crowd)
            let pauses: [Int64] = [0, 20, 70, 150, 260, 400]
            for (part, pause) in pauses.enumerated() {
                crowd.say(Self.stream(part * 100..<(part + 1) * 100))
                let until = Patience.milliseconds + pause
                _ = Patience.wait { Patience.milliseconds >= until }
                gateway.kill9()
                try gateway.start()
                try gateway.waitUntilConnected()
            }
            try gateway.expectUplinks(of: Self.devices, 0..<pauses.count * 100)
            #expect(gateway.stop())
        }
    }
}
