import Facility
import Foundation
import Testing

/// Thirty messages that can be told apart: 29 readings of telemetry, none like another, and one fire among them.
struct Burst {
    static let size = 30
    /// Devices a site needs for bursts: one that is watched for the fire, one for telemetry, one that is spoken for
    /// only to see that everything before has been taken.
    static let devices = ["smoke-1", "meter-1", "probe"]
    static let point = "fire/battery.level"

    /// 0 and up; of a run of bursts each has another number.
    var number = 0

    /// The values of the 29 readings: of a kind no hazard is about (a battery of 20 to 90 %).
    var values: [Double] { (0..<Self.size - 1).map { 20 + 10 * Double(number) + 0.25 * Double($0) } }

    var messages: [DeviceCrowd.Message] {
        var messages = values.map { DeviceCrowd.Message.state(of: "meter-1", "{\"battery\":\($0)}") }
        messages.insert(.alarm(of: "smoke-1", #"{"smoke":true}"#), at: Self.size / 2)
        return messages
    }

    /// Expects all of the first `count` bursts in the store, each once, and one incident of the one fire.
    static func expectAll(
        _ count: Int = 1, in gateway: GatewayProcess, devices: DeviceCrowd,
        at location: SourceLocation = #_sourceLocation
    ) throws {
        let expected = (0..<count).flatMap { Burst(number: $0).values }
        try gateway.waitUntilConnected()
        // What is said now comes after all that the broker had kept: nothing more can come twice.
        let marker = Double(count)
        devices.say([
            .state(of: "probe", "{\"battery\":\(marker)}"),
            .alarm(of: "probe", "{\"temperature\":\(marker)}"),
        ])
        let isTaken = try Patience.wait {
            try gateway.values(of: "probe", point: point).contains(marker)
                && gateway.values(of: "probe", point: "fire/air.temperature").contains(marker)
        }
        #expect(isTaken, "\(gateway.log.suffix(4_000))", sourceLocation: location)
        let stored = try gateway.values(of: "meter-1", point: point)
        #expect(stored.sorted() == expected.sorted(), "readings stored", sourceLocation: location)
        let alarms = try gateway.truths(of: "smoke-1", point: "fire/smoke.alarm")
        #expect(alarms == Array(repeating: true, count: count), "alarms stored", sourceLocation: location)
        // What the broker had kept of a clockless device is told when its session falls quiet, after 2 s at most.
        _ = try Patience.wait(5) { try !gateway.incidents(hazard: "fire.alarm").isEmpty }
        let fires = try gateway.incidents(hazard: "fire.alarm")
        #expect(fires.map(\.device) == ["smoke-1"], "fires", sourceLocation: location)
    }
}
