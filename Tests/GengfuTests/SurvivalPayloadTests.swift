import Control
import Facility
import Foundation
import Glibc
import Ring
import Testing

@testable import MQTT

/// Payloads nobody should send: each is counted, explained and kept to look at, and the next good one is processed.
extension GatewayTests {
    @Suite("Payloads nobody should send")
    struct Payloads {
        /// The largest the shipped broker lets through.
        static let largest = 1 << 20

        static let malformed: [(name: String, payload: [UInt8])] = [
            ("empty", []),
            ("zero", [0]),
            ("garbage", (0..<512).map { UInt8(truncatingIfNeeded: $0 &* 167 &+ 13) }),
            ("cut short", Array(#"{"battery":"#.utf8)),
            ("not UTF-8", Array(#"{"battery":""#.utf8) + [0xC3, 0x28] + Array(#""}"#.utf8)),
            ("deeply nested", Array(repeating: UInt8(ascii: "["), count: 200_000)),
            (
                "deeply nested and closed",
                Array(
                    (String(repeating: "[", count: 100_000)
                        + String(repeating: "]", count: 100_000)).utf8)
            ),
            ("1 MiB of noise", Array(repeating: UInt8(ascii: "x"), count: largest)),
        ]

        @Test(
            "Each is rejected with its reason, put into the quarantine, and the next good message is stored")
        func rejected() throws {
            let house = try SurvivalHouse()
            try house.open()
            var levels: [Int] = []
            for (number, bad) in Self.malformed.enumerated() {
                let topic = number.isMultiple(of: 2) ? "state" : "alarm"
                house.devices.say([.init(topic: "gengfu/fire/smoke-1/\(topic)", payload: bad.payload)])
                levels.append(60 + number)
                house.measure("smoke-1", [60 + number])
                try house.expectStored("smoke-1", levels)
            }
            let status = try #require(house.gateway.status)
            let counted = status.rejections.filter {
                $0.profile == "fire.plain" && $0.reason.hasPrefix("malformed")
            }
            #expect(
                counted.reduce(0) { $0 + $1.count } == Int64(Self.malformed.count), "\(status.rejections)")
            let rows = try RingReader(directory: house.gateway.store).quarantine(limit: 100)
            #expect(rows.count == Self.malformed.count)
            for (row, bad) in zip(rows.reversed(), Self.malformed) {
                #expect(row.payload == Array(bad.payload.prefix(row.payload.count)), "\(bad.name)")
                #expect(bad.payload.isEmpty || !row.payload.isEmpty, "\(bad.name): something to look at")
                #expect(!row.reason.isEmpty)
            }
            #expect(house.gateway.log.contains("atal error") == false)
        }

        @Test("A good message as large as the broker allows is read like any other")
        func largestGood() throws {
            let house = try SurvivalHouse()
            try house.open()
            let good = Array(#"{"battery":77,"note":""#.utf8)
            let end = Array(#""}"#.utf8)
            let filler = Array(repeating: UInt8(ascii: "n"), count: Self.largest - good.count - end.count)
            house.devices.say([.init(topic: "gengfu/fire/smoke-1/state", payload: good + filler + end)])
            try house.expectStored("smoke-1", [77])
        }

        @Test("A value that cannot be is refused alone; what stands beside it is stored")
        func oneBadValue() throws {
            let house = try SurvivalHouse()
            try house.open()
            house.devices.say([.state(of: "smoke-1", #"{"battery":71,"tamper":"perhaps"}"#)])
            try house.expectStored("smoke-1", [71])
            let status = try #require(house.gateway.status)
            #expect(
                status.rejections.contains { $0.profile == "fire.plain" && $0.count == 1 },
                "\(status.rejections)")
        }

        @Test("Devices nobody declared and topics nobody maps are counted, not stored")
        func strangers() throws {
            let house = try SurvivalHouse(clockRate: 60)
            try house.open()
            house.devices.say([
                .state(of: "stranger", #"{"battery":90}"#),
                .init(topic: "nobody/speaks/here", payload: Array("{}".utf8)),
            ])
            house.measure("smoke-1", [70])
            try house.expectStored("smoke-1", [70])
            #expect(
                Patience.wait {
                    house.gateway.status?.losses.contains { $0.cause == .unknownDevice && $0.count == 1 }
                        ?? false
                })
        }

        @Test("100 MB never reach the gateway: the broker shuts the door, and memory stays where it was")
        func hundredMegabytes() throws {
            let house = try SurvivalHouse()
            try house.open()
            let before = try peakMemory(of: house.gateway)
            let sent = try Self.publish(
                megabytes: 100, to: "gengfu/fire/smoke-1/state", port: house.broker.port)
            house.measure("smoke-1", [55])
            try house.expectStored("smoke-1", [55])
            let grown = try peakMemory(of: house.gateway) - before
            #expect(grown < 16 << 20, "\(grown >> 20) MiB more after \(sent >> 20) MiB had been pushed")
            #expect(house.gateway.status?.sessions.allSatisfy { $0.state == .connected } == true)
        }

        // MARK: -

        /// Largest resident memory so far, bytes.
        private func peakMemory(of gateway: GatewayProcess) throws -> Int {
            let pid = try #require(gateway.pid)
            let text = try String(contentsOfFile: "/proc/\(pid)/status", encoding: .utf8)
            let line = try #require(text.split(separator: "\n").first { $0.hasPrefix("VmHWM:") })
            return try #require(line.split { !$0.isNumber }.first.flatMap { Int($0) }) << 10
        }

        /// Publishes zeros at QoS 1 by hand, since a well-meaning client library refuses to.
        /// - Returns: bytes that went out before the broker shut the connection.
        private static func publish(megabytes: Int, to topic: String, port: UInt16) throws -> Int {
            let descriptor = try #require(SurvivalHTTP.connection(to: port))
            defer { close(descriptor) }
            // CONNECT, MQTT 3.1.1, clean session, no keep-alive, client id "big"; its CONNACK is four bytes.
            let hello: [UInt8] = [
                0x10, 15, 0, 4, 0x4D, 0x51, 0x54, 0x54, 4, 2, 0, 0, 0, 3, 0x62, 0x69, 0x67,
            ]
            try #require(send(descriptor, hello, hello.count, Int32(MSG_NOSIGNAL)) == hello.count)
            var answer = [UInt8](repeating: 0, count: 4)
            let received = recv(descriptor, &answer, 4, Int32(MSG_WAITALL))
            try #require(received == 4)
            var remaining = 2 + topic.utf8.count + 2 + megabytes << 20
            var header: [UInt8] = [0x32]
            repeat {
                header.append(UInt8(remaining & 0x7F) | (remaining > 0x7F ? 0x80 : 0))
                remaining >>= 7
            } while remaining > 0
            header += [0, UInt8(topic.utf8.count)] + Array(topic.utf8) + [0, 1]
            try #require(send(descriptor, header, header.count, Int32(MSG_NOSIGNAL)) == header.count)
            let zeros = [UInt8](repeating: 0, count: 1 << 20)
            var sent = 0
            while sent < megabytes << 20 {
                let count = send(descriptor, zeros, zeros.count, Int32(MSG_NOSIGNAL))
                guard count > 0 else { break }
                sent += count
            }
            return sent
        }
    }
}
