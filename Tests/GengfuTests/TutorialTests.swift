import Foundation
import Testing

extension GatewayTests {
    /// The tutorial for installers is a promise too: its steps are run and its output is held against the page.
    @Suite("The tutorial of device profiles")
    struct TutorialTests {
        private static let hasTools = ["mosquitto_pub", "curl"].allSatisfy { tool in
            ["/usr/bin/", "/usr/local/bin/"].contains { access($0 + tool, X_OK) == 0 }
        }

        @Test(
            "Every step of DeviceProfiles/README.md prints what the page says",
            .enabled(if: hasTools, "needs mosquitto_pub and curl"))
        func runs() throws {
            let folder = try TestFolder()
            try folder.write("", to: "output")
            let process = Process()
            process.executableURL = URL(fileURLWithPath: GatewayProgram.repository + "/deploy/tutorial.sh")
            process.arguments = [try #require(GatewayProgram.path)]
            process.standardInput = FileHandle.nullDevice
            process.standardOutput = FileHandle(forWritingAtPath: folder["output"])
            process.standardError = process.standardOutput
            try process.runUnblocked()
            let hasEnded = Patience.wait(150, until: { !process.isRunning })
            if !hasEnded { kill(process.processIdentifier, SIGKILL) }
            process.waitUntilExit()
            let output = try String(contentsOfFile: folder["output"], encoding: .utf8)
            #expect(hasEnded && process.terminationStatus == 0, "\(output)")
        }
    }
}
