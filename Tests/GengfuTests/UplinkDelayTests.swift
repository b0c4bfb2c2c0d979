import Foundation
import Testing

@testable import MQTT

extension GatewayTests {
    /// One device's codec does all the harm it can: the others' dangers are told as if nothing was.
    @Suite struct UplinkDelayTests {
        private static let rounds = 40
        /// Rounds whose first uplink is the poisonous device's. The first of them ends the child that serves everybody,
        /// the others run beside it.
        private static let poisoned = [20, 21, 24, 28, 34]

        @Test(
            "Another LoRaWAN device of the same model, and a plain one, wait at most 100 ms longer",
            arguments: [UplinkSite.Deed.loop, .allocate, .match])
        func delay(of deed: UplinkSite.Deed) throws {
            let broker = try PrivateBroker(configuration: GatewayProgram.brokerConfiguration)
            let crowd = try DeviceCrowd(on: broker)
            let folder = try TestFolder()
            let uplinks = (0..<Self.rounds).map { "radio-\($0)" }
            let plain = (0..<Self.rounds).map { "plain-\($0)" }
            let site = try UplinkSite.site(
                broker.port, uplinks: uplinks + ["poison", "probe-up"], plain: plain + ["probe"], in: folder)
            let gateway = try GatewayProcess(site, in: folder)
            try gateway.start()
            try gateway.waitUntilHeard("probe", by: crowd)
            crowd.say([.uplink(of: "probe-up", 1)])
            try gateway.expectUplinks(of: ["probe-up"], 1..<2)
            #expect(Patience.wait { gateway.codecs.count == 2 })

            var steps = StepReader(gateway.folder["log"])
            var quiet: Int64 = 0
            var worst: (milliseconds: Int64, device: String) = (0, "")
            for round in 0..<Self.rounds {
                let devices = [uplinks[round], plain[round]]
                var messages: [DeviceCrowd.Message] = [
                    .smokeUplink(of: devices[0]), .alarm(of: devices[1], #"{"smoke":true}"#),
                ]
                if Self.poisoned.contains(round) { messages.insert(.smokeUplink(of: "poison", deed), at: 0) }
                let began = Patience.milliseconds
                crowd.say(messages)
                let told = try steps.waitForRaised(devices)
                for (device, time) in told {
                    if round < Self.poisoned[0] { quiet = max(quiet, time - began) }
                    if time - began > worst.milliseconds { worst = (time - began, device) }
                }
            }
            // A machine with more to do than cores makes everybody wait: the same delay without any poison, and as
            // much again as its load says.
            let bar = 100 + quiet + StepReader.strain
            #expect(
                worst.milliseconds <= bar,
                "\(worst.device) waited \(worst.milliseconds) ms; without poison the worst was \(quiet) ms")
            // Its own uplinks are kept for a person, and nobody else's.
            #expect(Patience.wait { gateway.status?.quarantineRows == Self.poisoned.count })
            #expect(gateway.stop())
        }
    }
}

/// Reads the steps that a gateway prints, as they come.
struct StepReader {
    private let handle: FileHandle?
    private var rest = Data()

    /// From what is printed from now on.
    init(_ path: String) {
        handle = FileHandle(forReadingAtPath: path)
        _ = try? handle?.seekToEnd()
    }

    private struct Line: Decodable {
        var step: String
        var device: String
    }

    /// Waits until an incident of each device was raised.
    /// - Returns: when each was seen, monotonic milliseconds.
    mutating func waitForRaised(_ devices: [String]) throws -> [String: Int64] {
        var seen: [String: Int64] = [:]
        let deadline = Patience.milliseconds + 20_000
        while seen.count < devices.count, Patience.milliseconds < deadline {
            let new = try #require(handle).readToEnd() ?? Data()
            if new.isEmpty { usleep(1_000) }
            rest.append(new)
            while let end = rest.firstIndex(of: UInt8(ascii: "\n")) {
                let text = rest[..<end]
                rest = Data(rest[rest.index(after: end)...])
                guard let line = try? JSONDecoder().decode(Line.self, from: text), line.step == "raised",
                    devices.contains(line.device), seen[line.device] == nil
                else { continue }
                seen[line.device] = Patience.milliseconds
            }
        }
        try #require(seen.count == devices.count, "only \(seen.keys.sorted()) were raised")
        return seen
    }

    /// Milliseconds to allow for a machine that has more to do than cores to do it with.
    static var strain: Int64 {
        var loads = [0.0, 0.0, 0.0]
        getloadavg(&loads, 3)
        let cores = Double(sysconf(Int32(_SC_NPROCESSORS_ONLN)))
        return loads[0] > cores ? Int64(100 * (loads[0] / cores)) : 0
    }
}
