import Foundation
import Testing

extension GatewayTests {
    /// An hour of the guard's night (`deploy/guards-night.sh`): the whole house as processes, looked at from outside.
    @Suite("A guard's night")
    struct GuardsNightTests {
        private static let hasTools = ["mosquitto_pub", "mosquitto_sub", "python3"].allSatisfy { tool in
            ["/usr/bin/", "/usr/local/bin/"].contains { access($0 + tool, X_OK) == 0 }
        }

        /// A minute of a machine that is not busy, for one test.
        private static let isAsked = ProcessInfo.processInfo.environment["GENGFU_NIGHT"] != nil

        @Test(
            "After a shift change, a kill and a fire the log holds each event once, and no more",
            .enabled(if: isAsked && hasTools, "set GENGFU_NIGHT=1; needs mosquitto-clients and python3"))
        func short() throws {
            let folder = try TestFolder()
            try folder.write("", to: "output")
            let process = Process()
            let script = GatewayProgram.repository + "/deploy/guards-night.sh"
            process.executableURL = URL(fileURLWithPath: script)
            process.arguments = [try #require(GatewayProgram.path), "--short"]
            process.standardInput = FileHandle.nullDevice
            process.standardOutput = FileHandle(forWritingAtPath: folder["output"])
            process.standardError = process.standardOutput
            try process.runUnblocked()
            // The script ends all it started when it is told to end; killed it could not.
            let hasEnded = Patience.wait(240, until: { !process.isRunning })
            if !hasEnded { process.terminate() }
            process.waitUntilExit()
            let output = try String(contentsOfFile: folder["output"], encoding: .utf8)
            #expect(hasEnded && process.terminationStatus == 0, "\(output)")
        }
    }
}
