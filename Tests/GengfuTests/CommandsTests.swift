import Foundation
import Testing

/// What commands print and how they end when no gateway runs: scripts and CI lean on both.
extension GatewayTests {
    @Suite("Commands without a gateway")
    struct Commands {
        private func decode(_ topic: String, _ arguments: String...) throws -> CommandsRun {
            try CommandsRun(
                ["decode", "--profiles", GatewayProgram.profiles, "--topic", topic] + arguments)
        }

        /// One line of `decode`, as a maker's script reads it.
        private struct Line: Decodable {
            var device: String?
            var point: String?
            var value: Double?
            var unit: String?
            var observed_at: String?
            var received_at: String?
            var quality: String?
            var rejected: String?
        }

        private func read(_ lines: [String]) throws -> [Line] {
            try lines.map { try JSONDecoder().decode(Line.self, from: Data($0.utf8)) }
        }

        @Test("A payload becomes one line per reading, in the point's unit, with both times and the quality")
        func decodes() throws {
            let run = try decode(
                "gengfu/fire/hydrant-1/state", "--payload",
                #"{"time":1773022530250,"hydrant_pressure":0.41}"#,
                "--at", "2026-03-09T02:15:31Z")
            #expect(run.code == 0, "\(run.errors)")
            let lines = try read(run.lines)
            let line = try #require(lines.first)
            #expect(lines.count == 1)
            #expect(line.device == "hydrant-1")
            #expect(line.point == "hydrant.pressure")
            #expect(line.observed_at == "2026-03-09T02:15:30.250Z")
            #expect(line.received_at == "2026-03-09T02:15:31.000Z")
            #expect(line.quality == "good")
            #expect(line.value != nil && line.unit != nil)
        }

        @Test("A value that must be refused is a line beside the good ones")
        func refusesOneValue() throws {
            let run = try decode("gengfu/elevator/lift-01/state", "--payload", #"{"door":"ajar","speed":0}"#)
            #expect(run.code == 0, "\(run.errors)")
            let lines = try read(run.lines)
            #expect(lines.count == 2)
            #expect(lines.contains { $0.point == "car.speed" && $0.value == 0 })
            #expect(lines.contains { $0.point == "door.state" && $0.rejected?.contains("ajar") == true })
        }

        @Test(
            "A payload that cannot be read says so on standard output and exits 65",
            arguments: malformedPayloads.keys.sorted())
        func malformed(_ name: String) throws {
            let payload = try #require(malformedPayloads[name])
            let run = try decode("gengfu/elevator/lift-01/state", "--payload", payload)
            #expect(run.code == 65, "\(run.errors)")
            let lines = try read(run.lines)
            #expect(lines.count == 1)
            #expect(lines.first?.rejected?.hasPrefix("malformed: ") == true)
        }

        @Test(
            "What is well-formed and maps to nothing prints nothing and exits 0",
            arguments: [
                ("gengfu/elevator/lift-01/state", #"{"colour":"red"}"#),
                ("nobody/speaks/here", #"{"speed":1}"#),
            ])
        func unmapped(_ topic: String, _ payload: String) throws {
            let run = try decode(topic, "--payload", payload)
            #expect(run.code == 0)
            #expect(run.output.isEmpty && run.errors.isEmpty)
        }

        @Test(
            "Several payloads are read in the order given, text, bytes and files mixed; one bad one exits 65")
        func severalPayloads() throws {
            let folder = try TestFolder()
            let file = try folder.write(#"{"speed":2}"#, to: "payload")
            let run = try decode(
                "gengfu/elevator/lift-01/state", "--payload", #"{"speed":1}"#, "--file", file, "--hex",
                "7b227370656564223a337d", "--payload", "{", "--payload", #"{"speed":4}"#)
            #expect(run.code == 65)
            #expect(try read(run.lines).map(\.value) == [1, 2, 3, nil, 4])
        }

        @Test("A command line that cannot be meant exits 64 and says what is missing")
        func usage() throws {
            #expect(try decode("a/b").code == 64)
            #expect(try decode("a/b", "--hex", "7").code == 64)
            #expect(try CommandsRun(["run", "--clock-rate", "0"]).code == 64)
            #expect(try CommandsRun(["incidents", "ack", "no-such-thing", "--by", "guard"]).code == 64)
        }

        @Test(
            "Ten different mistakes are ten located diagnostics in one run, in Chinese and English, and exit 78",
            arguments: ["zh", "en"])
        func tenMistakes(_ language: String) throws {
            let folder = "\(GatewayProgram.repository)/Tests/SiteConfigurationTests/Diagnostics/Ten"
            let run = try CommandsRun(["check", "--config", "\(folder)/gengfu.yaml", "--lang", language])
            #expect(run.code == 78)
            #expect(run.output.isEmpty)
            let word = language == "zh" ? "错误" : "error"
            let located = run.errors.split(separator: "\n").filter { line in
                let parts = line.split(separator: ":", maxSplits: 3)
                return parts.count == 4 && Int(parts[1]) != nil && Int(parts[2]) != nil
                    && parts[3].contains(word)
            }
            #expect(located.count >= 10, "\(run.errors)")
            #expect(Set(located).count == located.count, "a mistake is said twice")
            #expect(run.lastWord.contains("\(located.count)"), "\(run.lastWord)")
        }

        @Test("A gateway with a faulty configuration does not start: every mistake, then exit 78")
        func runsNothingFaulty() throws {
            let folder = try TestFolder()
            let ten = "\(GatewayProgram.repository)/Tests/SiteConfigurationTests/Diagnostics/Ten/gengfu.yaml"
            let run = try CommandsRun(
                ["run", "--config", ten, "--store", folder["store"], "--control", folder["control"]])
            #expect(run.code == 78)
            #expect(!FileManager.default.fileExists(atPath: folder["store"]), "nothing may be made before")
        }

        @Test("The shipped example is faultless, and its coverage is a table", arguments: ["zh", "en"])
        func shippedExample(_ language: String) throws {
            let example = "\(GatewayProgram.repository)/deploy/example/gengfu.yaml"
            let run = try CommandsRun(
                ["check", "--coverage", "--config", example, "--lang", language],
                environment: ["GENGFU_BROKER_PORT": "1883", "GENGFU_PLATFORM_PORT": "8090"])
            #expect(run.code == 0, "\(run.errors)")
            #expect(run.output.contains("fire.alarm"))
            #expect(
                run.lines.last?.contains("434") == true,
                "12 + 300 + 2 + 120 devices: \(run.output.suffix(200))")
        }

        @Test("The shipped profiles decode their examples", arguments: ["zh", "en"])
        func shippedProfiles(_ language: String) throws {
            let run = try CommandsRun(["profiles", "test", GatewayProgram.profiles, "--lang", language])
            #expect(run.code == 0, "\(run.errors)")
        }

        @Test(
            "Without a gateway every command that needs one says in one line that nobody answers, and exits 1",
            arguments: [["status"], ["incidents"], ["devices"], ["routes"]])
        func nobodyAnswers(_ command: [String]) throws {
            let folder = try TestFolder()
            let run = try CommandsRun(command + ["--control", folder["control"], "--lang", "en"])
            #expect(run.code == 1)
            #expect(run.output.isEmpty)
            #expect(run.errors == "\(folder["control"]): no gateway answers here; is it running?\n")
        }
    }
}

/// By what is wrong with them; a name of its own for each case of the test.
private let malformedPayloads = [
    "cut short": #"{"speed":"#, "empty": "", "noise": "\u{1}\u{2}",
    "deeply nested": String(repeating: "[", count: 5_000),
]
