import Foundation
import Testing

/// One run of a command to its end: what it printed, what it said, and its exit code.
struct CommandsRun {
    let code: Int32
    let output: String
    let errors: String

    /// - Parameters:
    ///   - input: its standard input; nothing when absent.
    ///   - seconds: after which it is ended and the test fails.
    init(
        _ arguments: [String], environment: [String: String] = [:], input: String? = nil,
        within seconds: Double = 20
    ) throws {
        let folder = try TestFolder()
        let process = Process()
        process.executableURL = URL(fileURLWithPath: try #require(GatewayProgram.path))
        process.arguments = arguments
        var variables = ProcessInfo.processInfo.environment
        variables["GENGFU_PARENT"] = "\(getpid())"
        variables["LC_ALL"] = "C"
        variables.merge(environment) { $1 }
        process.environment = variables
        for name in ["output", "errors"] { try folder.write("", to: name) }
        process.standardInput = FileHandle.nullDevice
        if let input {
            process.standardInput = FileHandle(forReadingAtPath: try folder.write(input, to: "input"))
        }
        process.standardOutput = FileHandle(forWritingAtPath: folder["output"])
        process.standardError = FileHandle(forWritingAtPath: folder["errors"])
        try process.runUnblocked()
        if !Patience.wait(seconds, until: { !process.isRunning }) {
            kill(process.processIdentifier, SIGKILL)
            Issue.record("gengfu \(arguments.joined(separator: " ")) did not end")
        }
        process.waitUntilExit()
        code = process.terminationStatus
        output = (try? String(contentsOfFile: folder["output"], encoding: .utf8)) ?? ""
        errors = (try? String(contentsOfFile: folder["errors"], encoding: .utf8)) ?? ""
    }

    /// Lines of standard output.
    var lines: [String] { output.split(separator: "\n").map(String.init) }
    /// The last line of standard error: what a person sees above the prompt.
    var lastWord: String { errors.split(separator: "\n").last.map(String.init) ?? "" }
}
