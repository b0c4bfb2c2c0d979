import Foundation
import Testing

extension GatewayTests {
    /// The tutorials for installers are promises too: their steps are run and their output is held against the page.
    @Suite("The tutorials")
    struct TutorialTests {
        private static func has(_ tools: String...) -> Bool {
            tools.allSatisfy { tool in
                ["/usr/bin/", "/usr/local/bin/"].contains { access($0 + tool, X_OK) == 0 }
            }
        }

        private func run(_ page: String) throws {
            let folder = try TestFolder()
            try folder.write("", to: "output")
            let process = Process()
            process.executableURL = URL(fileURLWithPath: GatewayProgram.repository + "/deploy/tutorial.sh")
            process.arguments = [try #require(GatewayProgram.path), page]
            process.standardInput = FileHandle.nullDevice
            process.standardOutput = FileHandle(forWritingAtPath: folder["output"])
            process.standardError = process.standardOutput
            try process.runUnblocked()
            let hasEnded = Patience.wait(270, until: { !process.isRunning })
            if !hasEnded { kill(process.processIdentifier, SIGKILL) }
            process.waitUntilExit()
            let output = try String(contentsOfFile: folder["output"], encoding: .utf8)
            #expect(hasEnded && process.terminationStatus == 0, "\(output)")
        }

        @Test(
            "Every step of DeviceProfiles/README.md prints what the page says",
            .enabled(if: has("mosquitto_pub", "curl"), "needs mosquitto_pub and curl"))
        func profiles() throws { try run("DeviceProfiles/README.md") }

        @Test(
            "From a vendor's document to a working destination: every step of the integrators' guide prints what it says",
            .enabled(
                if: has("mosquitto_pub", "curl", "python3"), "needs mosquitto_pub, curl and python3"))
        func integrators() throws { try run("docs/integrators-guide.md") }

        @Test("The Chinese guide has the blocks of the English one, to the letter, and more than a few")
        func languages() throws {
            let english = try blocks("docs/integrators-guide.md")
            #expect(english.count > 10)
            #expect(try blocks("docs/integrators-guide.zh-CN.md") == english)
        }

        /// What stands between fences, each with its kind.
        private func blocks(_ page: String) throws -> [String] {
            let text = try String(
                contentsOfFile: "\(GatewayProgram.repository)/\(page)", encoding: .utf8)
            return text.components(separatedBy: "\n```").enumerated().filter { $0.offset % 2 == 1 }.map(
                \.element)
        }
    }
}
