import Facility
import Foundation
import Testing

@testable import MQTT

extension GatewayTests {
    /// Promise 1 when the broker dies: what it had handed over counts as ours.
    @Suite struct AcknowledgementBrokerTests {
        private let broker: PrivateBroker
        private let gateway: GatewayProcess

        init() throws {
            broker = try PrivateBroker(configuration: GatewayProgram.brokerConfiguration)
            gateway = try GatewayProcess(
                SiteFolder(broker: broker.port, devices: Burst.devices), in: TestFolder())
            try gateway.start()
            try gateway.waitUntilHeard("probe", by: try DeviceCrowd(on: broker))
            // As its autosave does every 30 s: with the sessions, without what comes now.
            broker.save()
        }

        @Test("A broker killed with 30 messages handed over takes none of them with it")
        func brokerKilled() throws {
            try handOver()
            broker.kill9()
            gateway.thaw()
            try expectTaken()
            try broker.restart()
            try Burst.expectAll(in: gateway, devices: DeviceCrowd(on: broker))
        }

        @Test("A broker that had saved them sends all 30 again, and none is stored twice")
        func brokerRemembers() throws {
            try handOver()
            broker.save()
            broker.kill9()
            gateway.thaw()
            try expectTaken()
            try broker.restart()
            try Burst.expectAll(in: gateway, devices: DeviceCrowd(on: broker))
        }

        @Test("Both killed, first the broker and then the gateway, they lose none of the 30 and double none")
        func bothKilled() throws {
            try handOver()
            broker.save()
            broker.kill9()
            gateway.thaw()
            try expectTaken()
            gateway.kill9()
            try broker.restart()
            try gateway.start()
            try Burst.expectAll(in: gateway, devices: DeviceCrowd(on: broker))
        }

        /// All 30 in the gateway's sockets and none of them read.
        private func handOver() throws {
            try gateway.freeze()
            try DeviceCrowd(on: broker).say(Burst().messages)
        }

        /// Waits until they are stored; with the broker gone no PUBACK can have arrived.
        private func expectTaken() throws {
            let isTaken = try Patience.wait {
                try gateway.values(of: "meter-1", point: Burst.point).count == Burst.size - 1
                    && gateway.truths(of: "smoke-1", point: "fire/smoke.alarm").count == 1
            }
            #expect(isTaken, "\(gateway.log.suffix(4_000))")
        }
    }
}
