import Facility
import Foundation
import Testing

@testable import MQTT

/// A night recorded at one broker is the same night when it is played to another.
extension GatewayTests {
    @Suite("Recordings")
    struct Recordings {
        private struct Line: Codable, Equatable {
            var at: Int64
            var topic: String
            var payload: String?
            var payload_hex: String?
        }

        /// `gengfu record` at a broker, known to be subscribed, writing to a file.
        private final class Recording {
            let file: String
            private let child: ChildProcess
            private let folder: TestFolder

            /// Speaks on a topic of its own until the recorder hears it; such lines are left out of `lines`.
            init(at broker: PrivateBroker, by devices: DeviceCrowd) throws {
                folder = try TestFolder()
                file = folder["capture.jsonl"]
                let arguments = [
                    "record", "--port", "\(broker.port)", "--to", file, "--topic", "night/#", "ready",
                ]
                let program = try #require(GatewayProgram.path)
                child = try #require(
                    ChildProcess(path: program, arguments: arguments, log: folder["log"]))
                let isReady = Patience.wait {
                    devices.say([.init(topic: "ready", payload: [])])
                    return !text.isEmpty
                }
                try #require(
                    isReady, "\((try? String(contentsOfFile: folder["log"], encoding: .utf8)) ?? "")")
            }

            /// Whole lines only.
            private var text: Substring {
                let all = (try? String(contentsOfFile: file, encoding: .utf8)) ?? ""
                return all[..<(all.lastIndex(of: "\n") ?? all.startIndex)]
            }

            /// Waits for so many messages of the night.
            func lines(_ count: Int) throws -> [Line] {
                var lines: [Line] = []
                let isThere = try Patience.wait {
                    lines = try text.split(separator: "\n").map {
                        try JSONDecoder().decode(Line.self, from: Data($0.utf8))
                    }.filter { $0.topic != "ready" }
                    return lines.count >= count
                }
                #expect(isThere, "\(lines.count) of \(count) messages")
                return lines
            }

            func end() { child.end(SIGTERM) }
        }

        private let broker: PrivateBroker
        private let devices: DeviceCrowd

        init() throws {
            broker = try PrivateBroker(configuration: GatewayProgram.brokerConfiguration)
            devices = try DeviceCrowd(on: broker)
        }

        private func replay(_ arguments: String...) throws -> CommandsRun {
            try CommandsRun(["replay", "--port", "\(broker.port)"] + arguments)
        }

        @Test("What was recorded and replayed is recorded the same again, bytes that are no text included")
        func roundTrip() throws {
            let messages: [DeviceCrowd.Message] = [
                .init(topic: "night/lift", payload: Array(#"{"floor":"B1","note":"电梯\n困人"}"#.utf8)),
                .init(topic: "night/bytes", payload: [0x00, 0xFF, 0xFE, 0x80, 0x0A, 0x22]),
                .init(topic: "night/空", payload: []),
                .init(topic: "night/lift", payload: Array(#"{"floor":"1"}"#.utf8)),
            ]
            let first = try Recording(at: broker, by: devices)
            devices.say(messages)
            let recorded = try first.lines(messages.count)
            first.end()
            #expect(recorded.map(\.topic) == messages.map(\.topic))
            #expect(recorded[1].payload_hex?.lowercased() == "00fffe800a22")
            #expect(recorded[0].payload == String(decoding: messages[0].payload, as: UTF8.self))
            #expect(zip(recorded, recorded.dropFirst()).allSatisfy { $0.at <= $1.at })

            let second = try Recording(at: broker, by: devices)
            let run = try replay("--speed", "0", first.file)
            #expect(run.code == 0, "\(run.errors)")
            // The first recording holds the sign that it was ready, too.
            let again = try second.lines(messages.count)
            second.end()
            #expect(again.map(\.topic) == recorded.map(\.topic))
            #expect(again.map(\.payload) == recorded.map(\.payload))
            #expect(again.map(\.payload_hex) == recorded.map(\.payload_hex))
        }

        static let table = """
            station,when,ph,note
            east,2018-03-01 00:00:00,7.4,"clear, cold"
            west,2018-03-01 00:01:00,7.1,
            """

        @Test(
            "A table becomes one message per row, its columns as strings, its topic from a column",
            arguments: [
                "table.csv", "table.csv.gz",
            ])
        func table(_ name: String) throws {
            let folder = try TestFolder()
            try folder.write(Self.table + "\n", to: "table.csv")
            if name.hasSuffix(".gz") {
                let gzip = try #require(
                    ChildProcess(
                        path: "/usr/bin/gzip", arguments: ["-k", folder["table.csv"]], log: folder["log"]))
                #expect(gzip.wait() == 0)
            }
            let recording = try Recording(at: broker, by: devices)
            let run = try replay(
                "--topic", "night/{station}/state", "--time-column", "when", "--speed", "0", folder[name])
            #expect(run.code == 0, "\(run.errors)")
            let lines = try recording.lines(2)
            recording.end()
            #expect(lines.map(\.topic) == ["night/east/state", "night/west/state"])
            let rows = try lines.map {
                try JSONDecoder().decode([String: String].self, from: Data(($0.payload ?? "").utf8))
            }
            #expect(
                rows == [
                    ["station": "east", "when": "2018-03-01 00:00:00", "ph": "7.4", "note": "clear, cold"],
                    ["station": "west", "when": "2018-03-01 00:01:00", "ph": "7.1", "note": ""],
                ])
        }

        @Test("A recorded pause lasts its time divided by the speed")
        func speed() throws {
            let folder = try TestFolder()
            let file = try folder.write(
                """
                {"at":1000000,"topic":"night/a","payload":"1"}
                {"at":1060000,"topic":"night/a","payload":"2"}

                """, to: "capture.jsonl")
            let began = Patience.milliseconds
            let run = try replay("--speed", "60", file)
            let took = Patience.milliseconds - began
            #expect(run.code == 0, "\(run.errors)")
            #expect(took >= 1_000, "a minute at 60 times the speed takes a second, not \(took) ms")
        }

        @Test("Lines that cannot be read are named and passed over, and the command exits 65")
        func badLines() throws {
            let folder = try TestFolder()
            let file = try folder.write(
                """
                {"at":1,"topic":"night/a","payload":"1"}
                {"at":2,"topic":
                {"at":3,"topic":"night/a","payload":"3"}

                """, to: "capture.jsonl")
            let recording = try Recording(at: broker, by: devices)
            let run = try replay("--speed", "0", file)
            #expect(run.code == 65)
            #expect(run.errors.contains("\(file):2"), "\(run.errors)")
            #expect(try recording.lines(2).map(\.payload) == ["1", "3"])
            recording.end()
            #expect(try replay(folder["absent"]).code == 65)
            #expect(try CommandsRun(["replay", "--port", "1", file]).code == 1, "nobody listens at port 1")
        }
    }
}
