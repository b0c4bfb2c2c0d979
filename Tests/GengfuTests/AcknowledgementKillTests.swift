import Facility
import Foundation
import Testing

@testable import MQTT

extension GatewayTests {
    /// Promises 1 and 2 under `kill -9`: nothing lost and nothing twice, wherever the end comes.
    @Suite struct AcknowledgementKillTests {
        /// The call at whose beginning the kernel ends the gateway: the call itself is not made any more.
        struct Moment: CustomTestStringConvertible, Sendable {
            var call: String
            var count: Int
            var testDescription: String { "\(call) no. \(count)" }
        }

        /// From the first message read, over the journal's write and its fdatasync, to the last PUBACK but none.
        static let moments =
            [5, 20, 40, 60, 80].map { Moment(call: "read", count: $0) }
            + [1, 2, 3].map { Moment(call: "pwrite64", count: $0) }
            + [Moment(call: "fdatasync", count: 1)]
            + [1, 2, 3, 5, 8, 12, 16, 20, 24, 28, 30].map { Moment(call: "write", count: $0) }

        @Test(
            "Killed with 30 messages in flight, 30 of 30 are there after the restart, none twice",
            .enabled(if: SystemCalls.isPossible, SystemCalls.absence), arguments: moments)
        func killed(at moment: Moment) throws {
            let broker = try PrivateBroker(configuration: GatewayProgram.brokerConfiguration)
            let devices = try DeviceCrowd(on: broker)
            let gateway = try GatewayProcess(
                SiteFolder(broker: broker.port, devices: Burst.devices), in: TestFolder())
            try gateway.start()
            try gateway.waitUntilHeard("probe", by: devices)

            try gateway.freeze()
            devices.say(Burst().messages)
            let calls = try SystemCalls(
                [
                    "-e", "trace=\(moment.call)",
                    "-e", "inject=\(moment.call):signal=SIGKILL:when=\(moment.count)",
                ], on: gateway)
            gateway.thaw()
            #expect(Patience.wait { !gateway.isRunning }, "it came to its end before the call did")
            _ = try calls.stop()

            try gateway.start()
            try Burst.expectAll(in: gateway, devices: devices)
        }

        @Test(
            "Killed again and again, and careful after the second time, it loses nothing and doubles nothing")
        func killedRepeatedly() throws {
            let broker = try PrivateBroker(configuration: GatewayProgram.brokerConfiguration)
            let devices = try DeviceCrowd(on: broker)
            let gateway = try GatewayProcess(
                SiteFolder(broker: broker.port, devices: Burst.devices), in: TestFolder())
            try gateway.start()
            try gateway.waitUntilHeard("probe", by: devices)
            let pauses: [Int64] = [0, 15, 60, 150, 250]
            for (number, pause) in pauses.enumerated() {
                devices.say(Burst(number: number).messages)
                let until = Patience.milliseconds + pause
                _ = Patience.wait { Patience.milliseconds >= until }
                gateway.kill9()
                try gateway.start()
                try gateway.waitUntilConnected()
            }
            try Burst.expectAll(pauses.count, in: gateway, devices: devices)
        }
    }
}
