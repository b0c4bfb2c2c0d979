import CodecWire
import Foundation
import Synchronization
import Testing

@testable import CodecHost

/// The real child program, and a host whose results a test can wait for.
final class Child: Sendable {
    static let absence: Comment =
        "no gengfu-codec beside this test bundle: run deploy/test.sh, `swift build`, or set GENGFU_CODEC"

    /// `GENGFU_CODEC`, or the one built beside the test bundle.
    static let path: String? = {
        let named = ProcessInfo.processInfo.environment["GENGFU_CODEC"]
        let bundle = CommandLine.arguments.first.map {
            URL(fileURLWithPath: $0).resolvingSymlinksInPath().deletingLastPathComponent().path
        }
        let root = #filePath.split(separator: "/", omittingEmptySubsequences: false).dropLast(3)
            .joined(separator: "/")
        let places = [bundle, "\(root)/.build/release", "\(root)/.build/debug"]
            .compactMap { $0.map { "\($0)/gengfu-codec" } }
        return ([named].compactMap(\.self) + places).first { access($0, X_OK) == 0 }
    }()

    private struct Arrived {
        var results: [Int64: CodecResult] = [:]
        /// Monotonic milliseconds of each result.
        var times: [Int64: Int64] = [:]
        var order: [Int64] = []
        var repeated = 0
        var notices: [CodecHost.Notice] = []
    }

    private let arrived = Mutex(Arrived())
    private let next = Mutex<Int64>(1)
    private let host: Mutex<CodecHost?>

    init(program: CodecProgram? = nil) throws {
        host = Mutex(nil)
        let program = try program ?? .executable(path: #require(Self.path))
        let made = CodecHost(
            program: program,
            deliver: { [weak self] in
                self?.take($0)
                return true
            },
            notice: { [weak self] notice in self?.arrived.withLock { $0.notices.append(notice) } })
        host.withLock { $0 = made }
        try #require(made.start())
    }

    deinit { host.withLock { $0?.stop() } }

    private func take(_ results: [CodecResult]) {
        let now = Self.milliseconds
        arrived.withLock { arrived in
            for result in results {
                if arrived.results.updateValue(result, forKey: result.id) != nil { arrived.repeated += 1 }
                arrived.times[result.id] = now
                arrived.order.append(result.id)
            }
        }
    }

    /// - Returns: the jobs' numbers.
    @discardableResult
    func offer(_ scripts: [CodecScript], payload: [UInt8] = [1, 2], port: UInt8 = 1) -> [Int64] {
        let jobs = scripts.map { script in
            CodecJob(
                id: next.withLock { number in
                    defer { number += 1 }
                    return number
                }, script: script, port: port, receivedAt: 1_700_000_000_000, payload: payload)
        }
        host.withLock { $0 }?.offer(jobs)
        return jobs.map(\.id)
    }

    /// The results of these jobs, once all are there.
    func results(_ ids: [Int64], within seconds: Double = 30) throws -> [CodecResult] {
        let deadline = Self.milliseconds + Int64(seconds * 1_000)
        while Self.milliseconds < deadline {
            let found = arrived.withLock { arrived in ids.compactMap { arrived.results[$0] } }
            if found.count == ids.count { return found }
            usleep(1_000)
        }
        let found = arrived.withLock { $0.results.count }
        Issue.record("\(found) results, some of \(ids.count) are missing")
        throw CancellationError()
    }

    func run(_ script: CodecScript, payload: [UInt8] = [1, 2]) throws -> CodecResult {
        try results(offer([script], payload: payload))[0]
    }

    func run(_ source: String, network: CodecNetwork = .ttn, payload: [UInt8] = [1, 2]) throws -> CodecResult
    {
        try run(CodecScript(name: "test.js", network: network, source: Array(source.utf8)), payload: payload)
    }

    /// When a result came, monotonic milliseconds.
    func time(of id: Int64) -> Int64? { arrived.withLock { $0.times[id] } }
    var order: [Int64] { arrived.withLock { $0.order } }
    var repeated: Int { arrived.withLock { $0.repeated } }
    var notices: [CodecHost.Notice] { arrived.withLock { $0.notices } }

    /// Process ids of our child processes that run codecs.
    static var pids: [pid_t] {
        let tasks = (try? FileManager.default.contentsOfDirectory(atPath: "/proc/self/task")) ?? []
        let children = tasks.flatMap { task in
            (try? String(contentsOfFile: "/proc/self/task/\(task)/children", encoding: .utf8))?
                .split(separator: " ").compactMap { pid_t($0) } ?? []
        }
        return children.filter {
            (try? String(contentsOfFile: "/proc/\($0)/comm", encoding: .utf8))?.hasPrefix("gengfu-codec")
                ?? false
        }
    }

    static var milliseconds: Int64 {
        var time = timespec()
        clock_gettime(CLOCK_MONOTONIC, &time)
        return Int64(time.tv_sec) * 1_000 + Int64(time.tv_nsec) / 1_000_000
    }
}

extension CodecScript {
    convenience init(_ source: String, network: CodecNetwork = .ttn) {
        self.init(name: "test.js", network: network, source: Array(source.utf8))
    }

    static let sum = CodecScript(
        "function decodeUplink(input) { return {data: {sum: input.bytes.reduce(function (a, b) { return a + b }, 0)}} }"
    )
    static let loop = CodecScript(
        "function decodeUplink(input) { if (input.bytes[0] === 1) while (true); return {data: {}} }")
}

extension CodecResult {
    var json: String { String(decoding: text, as: UTF8.self) }
}
