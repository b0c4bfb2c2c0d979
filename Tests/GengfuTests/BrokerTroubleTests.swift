import Control
import Facility
import Foundation
import Testing

@testable import MQTT

extension GatewayTests {
    /// One dead broker never slows another, and waiting costs nothing.
    @Suite struct BrokerTroubleTests {
        static let fires = 15

        @Test("Beside a mute broker, a blackholed one and one with dead DNS a fire is told as fast as alone")
        func deadNeighbours() throws {
            let alone = try Self.delays { _ in }
            let mute = try SilentHost(.mute)
            let blackhole = try SilentHost(.blackhole)
            let beside = try Self.delays { site in
                site.brokers.insert(.init(id: "mute", port: mute.port, settings: ["client_id: a"]), at: 0)
                site.brokers.append(.init(id: "blackhole", port: blackhole.port, settings: ["client_id: b"]))
                site.brokers.append(
                    .init(id: "nameless", host: "broker.invalid", port: 1_883, settings: ["client_id: c"]))
            }
            let (usual, troubled) = (alone.sorted()[Self.fires / 2], beside.sorted()[Self.fires / 2])
            // A promise of not waiting for them, whose time-outs are seconds, and no benchmark.
            #expect(troubled <= usual + 250, "ms, median: \(troubled) beside the dead, \(usual) alone")
            #expect(try #require(beside.max()) < 2_000, "\(beside)")
        }

        /// Milliseconds from publishing to the step on standard output, for one fire after the other.
        static func delays(_ change: (inout SiteFolder) -> Void) throws -> [Int64] {
            let broker = try PrivateBroker(configuration: GatewayProgram.brokerConfiguration)
            let devices = try DeviceCrowd(on: broker)
            let detectors = (0..<fires).map { "smoke-\($0)" }
            var site = SiteFolder(broker: broker.port, devices: detectors + ["probe"])
            change(&site)
            let gateway = try GatewayProcess(site, in: TestFolder())
            try gateway.start()
            try gateway.waitUntilHeard("probe", by: devices)
            let delays = try detectors.map { detector in
                let start = Patience.milliseconds
                devices.say([.alarm(of: detector, #"{"smoke":true}"#)])
                let isTold = Patience.wait { gateway.steps.contains { $0 == ("raised", detector) } }
                try #require(isTold, "\(gateway.log.suffix(4_000))")
                return Patience.milliseconds - start
            }
            func others() -> [SessionReport] { gateway.status?.sessions.filter { $0.broker != "main" } ?? [] }
            #expect(others().allSatisfy { $0.state != .connected })
            let isSaid = Patience.wait(40) { others().allSatisfy { $0.problem != nil } }
            #expect(isSaid, "each says what is wrong: \(others())")
            #expect(gateway.stop(), "the dead brokers do not hold up its end")
            return delays
        }

        @Test("A connected watch with nothing to do sleeps")
        func idle() throws {
            let broker = try PrivateBroker(configuration: GatewayProgram.brokerConfiguration)
            let gateway = try GatewayProcess(
                SiteFolder(broker: broker.port, devices: ["probe"]), in: TestFolder())
            try gateway.start()
            try gateway.waitUntilHeard("probe", by: DeviceCrowd(on: broker))
            let (used, start) = (try gateway.processorSeconds(), Patience.milliseconds)
            _ = Patience.wait(3) { Patience.milliseconds - start >= 2_000 }
            let share = (try gateway.processorSeconds() - used) / 2
            #expect(share < 0.1, "of a processor")
        }
    }
}
