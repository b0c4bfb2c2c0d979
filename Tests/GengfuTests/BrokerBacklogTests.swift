import Facility
import Foundation
import Testing

@testable import MQTT

extension GatewayTests {
    /// Danger first: two sessions per broker, so that a fire queues behind no telemetry.
    @Suite struct BrokerBacklogTests {
        @Test("A fire published last into a broker full of telemetry is read before most of it, and told")
        func fireComesFirst() throws {
            let count = 40_000
            let broker = try Self.broker()
            let gateway = try Self.drained(broker, telemetry: count)
            let isRead = try Patience.wait(60) { try gateway.journaled() >= count }
            #expect(isRead, "\(gateway.log.suffix(2_000))")
            let alarm = try #require(try gateway.readings(of: "smoke-1", point: "fire/smoke.alarm").first)
            let fire = try #require(try gateway.incidents(hazard: "fire.alarm").first)
            // What the broker had kept is told when its session has been quiet for 0.2 s, after 2 s at most.
            #expect((fire.raisedAt - alarm.receivedAt).milliseconds <= 2_100)
            let times = try gateway.readings(of: "meter-1", point: Burst.point).map(\.receivedAt)
            let before = times.count { $0 < alarm.receivedAt }
            #expect(before < count / 2, "telemetry messages read before the fire")
        }

        @Test("A broker queue that has overflowed with telemetry loses no fire")
        func fullQueue() throws {
            let broker = try Self.broker(lines: ["max_queued_messages 1000"])
            let gateway = try Self.drained(broker, telemetry: 5_000)
            let fires = try gateway.incidents(hazard: "fire.alarm")
            #expect(fires.map(\.device) == ["smoke-1"])
            // It had really overflowed: 1,000 queued and 1,000 or 2,000 under way is what a queue holds at most.
            #expect(try gateway.journaled() < 5_000)
        }

        /// A gateway that was away while so much telemetry and, last, one fire were published; until it has told
        /// the fire.
        private static func drained(_ broker: PrivateBroker, telemetry count: Int) throws -> GatewayProcess {
            let devices = try DeviceCrowd(on: broker)
            let gateway = try GatewayProcess(
                SiteFolder(broker: broker.port, devices: Burst.devices), in: TestFolder())
            try gateway.start()
            try gateway.waitUntilHeard("probe", by: devices)
            try #require(gateway.stop())
            devices.say((0..<count).map { .state(of: "meter-1", "{\"battery\":\(20 + Double($0 % 60))}") })
            devices.say([.alarm(of: "smoke-1", #"{"smoke":true}"#)])
            try gateway.start()
            let isTold = try Patience.wait { try !gateway.incidents(hazard: "fire.alarm").isEmpty }
            try #require(isTold, "\(gateway.log.suffix(4_000))")
            return gateway
        }

        private static func broker(lines: [String] = []) throws -> PrivateBroker {
            var options = PrivateBroker.Options()
            options.lines = lines
            return try PrivateBroker(configuration: GatewayProgram.brokerConfiguration, options: options)
        }
    }
}

extension GatewayProcess {
    /// Stored readings of the telemetry device.
    fileprivate func journaled() throws -> Int { try readings(of: "meter-1", point: Burst.point).count }
}
