import Foundation
import Testing

@testable import MQTT

/// strace on a running gateway: what it asks of the kernel, in order, or an end at an exact call.
///
/// From `init` to `stop` (or the gateway's end). Needs the right to trace a process of one's own user, which
/// Debian gives (`kernel.yama.ptrace_scope = 0`); tests that use it say `.enabled(if: SystemCalls.isPossible, …)`.
final class SystemCalls {
    /// One call as it began, in the order of the whole process.
    struct Call {
        /// As `write`, `fdatasync`.
        var name: String
        /// The first argument with what strace knows of it: `7<TCP:[127.0.0.1:4…->127.0.0.1:1883]>`.
        var descriptor: String
        /// The rest of the line.
        var rest: String
    }

    private let process: ChildProcess
    private let folder = Result { try TestFolder() }
    private let output: String

    /// - Parameters:
    ///   - options: as `["-e", "trace=fdatasync"]`.
    ///   - gateway: running.
    convenience init(_ options: [String], on gateway: GatewayProcess) throws {
        try self.init(options, pid: try #require(gateway.pid))
    }

    /// Whether this machine lets us watch at all: tried on a process of our own.
    static let isPossible: Bool = {
        guard let log = try? TestFolder(),
            let child = ChildProcess(path: "/bin/sleep", arguments: ["60"], log: log["log"])
        else { return false }
        defer { child.end(SIGKILL) }
        return (try? SystemCalls([], pid: child.pid)) != nil
    }()
    static let absence: Comment =
        "strace may not watch our own processes here: is kernel.yama.ptrace_scope 0?"

    private struct NotAttached: Error, CustomStringConvertible {
        let description: String
    }

    private init(_ options: [String], pid: pid_t) throws {
        let folder = try folder.get()
        output = folder["calls"]
        let output = output
        let arguments = ["-f", "-yy", "-o", output] + options + ["-p", "\(pid)"]
        guard let program = ChildProcess.find("strace"),
            let process = ChildProcess(path: program, arguments: arguments, log: folder["log"])
        else { throw NotAttached(description: "strace is not installed") }
        self.process = process
        // It says "attached" when it watches every thread there is.
        let isAttached = Patience.wait {
            let said = (try? String(contentsOfFile: folder["log"], encoding: .utf8)) ?? ""
            return said.contains("attached") || !process.isRunning
        }
        guard isAttached, process.isRunning else {
            throw NotAttached(
                description: (try? String(contentsOfFile: folder["log"], encoding: .utf8)) ?? "strace ended")
        }
    }

    /// Stops watching; the gateway goes on.
    /// - Returns: all calls seen.
    func stop() throws -> [Call] {
        process.end(SIGTERM)
        return try calls()
    }

    /// Those written so far; a call that another thread's interrupted stands where it ended.
    func calls() throws -> [Call] {
        var begun: [Substring: String] = [:]
        return try String(contentsOfFile: output, encoding: .utf8).split(separator: "\n").compactMap { line in
            // `1234  write(7<…>, "…", 4) = 4`, or in two lines: `1234  write(7<…>,  <unfinished ...>` and
            // `1234  <... write resumed>"…", 4) = 4`.
            let thread = line.prefix { $0 != " " }
            let text = line.dropFirst(thread.count).drop { $0 == " " }
            if text.hasSuffix("<unfinished ...>") {
                begun[thread] = String(text.dropLast("<unfinished ...>".count))
                return nil
            }
            guard text.hasPrefix("<... ") else { return Call(text[...]) }
            guard let start = begun.removeValue(forKey: thread), let end = text.firstIndex(of: ">") else {
                return nil
            }
            return Call("\(start)\(text[text.index(after: end)...])"[...])
        }
    }
}

extension SystemCalls.Call {
    /// - Parameter text: a line without its thread; nil for what is no call, such as a signal.
    fileprivate init?(_ text: Substring) {
        guard let open = text.firstIndex(of: "("), !text.hasPrefix("---"), !text.hasPrefix("+++") else {
            return nil
        }
        let arguments = text[text.index(after: open)...]
        let end = arguments.firstIndex { $0 == "," || $0 == ")" } ?? arguments.endIndex
        self.init(
            name: String(text[..<open]), descriptor: String(arguments[..<end]),
            rest: String(arguments[end...]))
    }
}
