import Control
import Facility
import Foundation
import Testing

@testable import MQTT

extension GatewayTests {
    /// A power cut seen from outside: a stand-in platform that must hear of four cases and not of sixteen.
    @Suite struct StormGatewayTests {
        private let lifts = (1...12).map { "lift-\($0)" }

        @Test(
            "Power cut with 12 lifts, 3 occupied: three cases, one outage with its roll-call, a kill in the middle; a fire at once"
        )
        func powerCut() throws {
            let platform = try SurvivalServer.platform(at: try FreePort.next())
            let broker = try PrivateBroker(configuration: GatewayProgram.brokerConfiguration)
            let devices = try DeviceCrowd(on: broker)
            let gateway = try house(broker, platform)
            try gateway.start()
            try gateway.waitUntilHeard("probe", by: devices)
            devices.say(lifts.map { say($0, #"{"mains":true,"occupied":false,"speed":0,"floor":"1"}"#) })
            devices.say(
                lifts.enumerated().map { position, lift in
                    say(
                        lift,
                        #"{"mains":false,"occupied":\#(position < 3),"speed":0,"floor":"\#(position + 2)"}"#)
                })
            #expect(
                try Patience.wait { try gateway.incidents(hazard: "elevator.power_lost").count == 12 },
                "\(gateway.log.suffix(3_000))")
            gateway.kill9()
            try gateway.start()
            try gateway.waitUntilConnected()
            devices.say([.alarm(of: "smoke-1", #"{"smoke":true}"#)])
            #expect(
                try Patience.wait(60) { try Set(platform.book().cases.map(\.incident)).count == 5 },
                "\(gateway.log.suffix(3_000))")

            let all = try gateway.incidents()
            let outage = try #require(all.first { $0.hazard == "gateway.outage" })
            let told = Set(try platform.book().cases.map(\.incident))
            let expected = all.filter {
                ["gateway.outage", "elevator.entrapment", "fire.alarm"].contains($0.hazard)
            }
            #expect(told == Set(expected.map(\.id.description)))
            #expect(all.count { $0.hazard == "elevator.entrapment" } == 3)
            #expect(all.filter { $0.hazard == "elevator.power_lost" }.allSatisfy { $0.parent == outage.id })
            #expect(all.filter(\.isLifeSafety).allSatisfy { $0.parent == nil && $0.settlesAt == nil })
            try callRoll(gateway, outage.id)
            #expect(try Set(platform.book().cases.map(\.incident)) == told, "nobody else is told meanwhile")
        }

        private func callRoll(_ gateway: GatewayProcess, _ outage: IncidentID) throws {
            let words = ["incidents", "rollcall", outage.description]
            let end = ["--control", gateway.control, "--lang", "en"]
            let list = try CommandsRun(words + end)
            #expect(list.code == 2)
            #expect(list.lines.count { $0.hasPrefix("[ ]  lift-") } == 3, "\(list.output)")
            #expect(list.output.contains("floor 2"))
            for lift in lifts.prefix(3) {
                let tick = try CommandsRun(
                    words + ["--tick", lift, "--by", "guard", "--found", "empty"] + end)
                #expect(tick.code == 0, "\(tick.errors)")
            }
            #expect(try CommandsRun(words + end).code == 0)
        }

        private func say(_ lift: String, _ json: String) -> DeviceCrowd.Message {
            DeviceCrowd.Message(topic: "gengfu/elevator/\(lift)/state", payload: Array(json.utf8))
        }

        /// Ten times as fast: a loss waits three seconds for others, a minute without mains is six.
        private func house(_ broker: PrivateBroker, _ platform: SurvivalServer) throws -> GatewayProcess {
            var site = SiteFolder(broker: broker.port, devices: ["probe", "smoke-1"])
            site.devices += lifts.map { SiteFolder.DeviceEntry(id: $0, profile: "elevator.plain") }
            site.sections = SurvivalHouse.destination(platform.port)
            let gateway = try GatewayProcess(site, in: try TestFolder())
            gateway.environment["SWIFT_BACKTRACE"] = "enable=no"
            gateway.options += [
                "--clock-rate", "10", "--clock-origin", "\(Int64(Date().timeIntervalSince1970 * 1_000))",
                "--lang", "en",
            ]
            return gateway
        }
    }
}
