import AsyncHTTPClient
import Facility
import Foundation
import MQTT

/// Starts the house, shows its steps, and ends exactly what it started.
struct Demonstration {
    let root: String
    let replay: String?
    let clockRate: Int64
    let seed: UInt64
    let printer: DemoPrinter

    enum Failure: Error, CustomStringConvertible {
        case broker(PrivateBroker.Failure)
        case missing(file: String)
        case child(name: String, log: String)

        var description: String {
            switch self {
            case .broker(let failure): "the broker cannot be started: \(failure)"
            case .missing(let file): "\(file) is missing; give the project's folder with --root"
            case .child(let name, let log): "\(name) ended at once:\n\(log)"
            }
        }
    }

    /// - Parameter seconds: nil: until SIGINT or SIGTERM.
    func run(seconds: Int?) async throws -> DemoSummary {
        let configuration = "\(root)/deploy/mosquitto/gengfu.conf"
        let site = "\(root)/deploy/example/gengfu.yaml"
        for file in [configuration, site] where !FileManager.default.fileExists(atPath: file) {
            throw Failure.missing(file: file)
        }
        let broker = try Self.broker(configuration)
        defer { broker.stop() }
        let folder = "\(broker.folder)/demo"
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        var children = Children()
        defer { children.stopAll() }

        let platform = try children.start(["platform"], named: "platform", in: folder)
        guard let platformAddress = await platform.address() else {
            throw Self.failure("platform", in: folder)
        }
        let gateway = try startGateway(&children, site: site, broker: broker, platformAddress, folder)
        let console = try children.start(
            ["console", "--control", "\(folder)/control", "--port", "0"], named: "console", in: folder)
        guard let page = await console.address() else { throw Self.failure("console", in: folder) }
        try await Self.waitForSocket("\(folder)/control", of: gateway, in: folder)
        printer.started(page: page, platform: platformAddress, broker: "127.0.0.1:\(broker.port)")
        let source = try startSource(&children, port: broker.port, folder: folder)
        let printer = printer
        let printing = Task { for await line in gateway.lines { printer.step(line) } }
        await Self.wait(seconds: seconds, gateway: gateway)
        source.stop()
        let summary = try await Self.summary(of: platformAddress)
        printer.ended(summary, judged: seconds != nil && replay == nil)
        children.stopAll()
        await printing.value
        return summary
    }

    private static func broker(_ configuration: String) throws -> PrivateBroker {
        do throws(PrivateBroker.Failure) {
            return try PrivateBroker(configuration: configuration)
        } catch {
            throw Failure.broker(error)
        }
    }

    private func startGateway(
        _ children: inout Children, site: String, broker: PrivateBroker, _ platform: String, _ folder: String
    ) throws -> ChildProgram {
        let port = platform.split(separator: ":").last.map(String.init) ?? ""
        return try children.start(
            [
                "run", "--config", site, "--store", "\(folder)/store", "--control", "\(folder)/control",
                "--steps", "json", "--clock-rate", "\(clockRate)", "--clock-origin", "\(origin)",
            ],
            named: "gateway", in: folder,
            environment: ["GENGFU_BROKER_PORT": "\(broker.port)", "GENGFU_PLATFORM_PORT": port])
    }

    private func startSource(
        _ children: inout Children, port: UInt16, folder: String
    ) throws -> ChildProgram {
        if let replay {
            return try children.start(
                ["replay", replay, "--port", "\(port)", "--speed", "\(clockRate)"], named: "replay",
                in: folder)
        }
        return try children.start(
            [
                "simulate", "--port", "\(port)", "--control", "\(folder)/control", "--seed", "\(seed)",
                "--clock-rate", "\(clockRate)", "--clock-origin", "\(origin)",
            ], named: "simulate", in: folder)
    }

    /// All processes count from the same instant, or their scaled clocks would differ by minutes.
    private let origin = ClockReader().readOnce().milliseconds

    init(root: String, replay: String?, clockRate: Int64, seed: UInt64, printer: DemoPrinter) {
        self.root = root
        self.replay = replay
        self.clockRate = clockRate
        self.seed = seed
        self.printer = printer
    }

    private static func failure(_ name: String, in folder: String) -> Failure {
        let log = (try? String(contentsOfFile: "\(folder)/\(name).log", encoding: .utf8)) ?? ""
        return .child(name: name, log: String(log.suffix(2_000)))
    }

    private static func waitForSocket(
        _ path: String, of gateway: ChildProgram, in folder: String
    ) async throws {
        let deadline = ContinuousClock.now + .seconds(30)
        while !FileManager.default.fileExists(atPath: path) {
            guard gateway.isRunning, ContinuousClock.now < deadline else {
                throw failure("gateway", in: folder)
            }
            try await Task.sleep(for: .milliseconds(50))
        }
    }

    /// Until the time is over, somebody says stop, or the gateway is gone.
    private static func wait(seconds: Int?, gateway: ChildProgram) async {
        let signals = StopSignals()
        let deadline = seconds.map { ContinuousClock.now + .seconds($0) }
        while gateway.isRunning, !signals.isRequested {
            if let deadline, ContinuousClock.now >= deadline { break }
            try? await Task.sleep(for: .milliseconds(100))
        }
    }

    /// What the platform holds, asked as an outsider would.
    private static func summary(of platform: String) async throws -> DemoSummary {
        let request = HTTPClientRequest(url: "\(platform)/_control/cases")
        let response = try await HTTPClient.shared.execute(request, timeout: .seconds(10))
        return try DemoSummary(cases: Data(try await response.body.collect(upTo: 64 << 20).readableBytesView))
    }
}

/// The demonstration's children, newest last; ended newest first.
private struct Children {
    private var running: [ChildProgram] = []

    mutating func start(
        _ arguments: [String], named name: String, in folder: String, environment: [String: String] = [:]
    ) throws -> ChildProgram {
        let child = try ChildProgram(arguments, environment: environment, log: "\(folder)/\(name).log")
        running.append(child)
        return child
    }

    mutating func stopAll() {
        for child in running.reversed() { child.stop() }
        running = []
    }
}
