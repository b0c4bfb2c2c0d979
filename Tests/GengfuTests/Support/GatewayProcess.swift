import Control
import Facility
import Foundation
import Ring
import Testing

@testable import MQTT

/// `gengfu run` as a child of the test, with a store, a control socket and a log of its own.
///
/// `start` and the two ways to end it (`kill9`, `stop`) may follow each other any number of times; the store stays.
/// Ends only what it started, and the program ends by itself should the test die (`GENGFU_PARENT`).
final class GatewayProcess {
    let folder: TestFolder
    let configuration: String
    let store: String
    let control: String
    /// Added to the environment at the next start, such as `LD_PRELOAD`.
    var environment: [String: String] = [:]
    /// Added to the arguments at the next start.
    var options = ["--no-contract-test", "--steps", "json"]
    private var process: ChildProcess?
    private let client: ControlClient

    struct NotReady: Error, CustomStringConvertible {
        var description: String
    }

    init(_ site: SiteFolder, in folder: TestFolder) throws {
        self.folder = folder
        configuration = try site.write(into: folder)
        store = folder["store"]
        control = folder["control"]
        client = ControlClient(path: control, deadline: .seconds(2))
    }

    deinit { kill9() }

    var pid: pid_t? { process?.pid }
    var isRunning: Bool { process?.isRunning ?? false }

    /// All it wrote over all its starts: its log, and between it the steps as lines of JSON.
    var log: String { (try? String(contentsOfFile: folder["log"], encoding: .utf8)) ?? "" }

    /// The steps it printed: which step of an incident of which device, in order.
    var steps: [(step: String, device: String)] {
        struct Line: Decodable {
            var step: String
            var device: String
        }
        return log.split(separator: "\n").filter { $0.hasPrefix("{") }.compactMap {
            (try? JSONDecoder().decode(Line.self, from: Data($0.utf8))).map { ($0.step, $0.device) }
        }
    }

    // MARK: Its life

    /// Starts it without waiting for anything.
    func launch() throws {
        let program = try #require(GatewayProgram.path)
        var variables = environment
        variables["GENGFU_PARENT"] = "\(getpid())"
        // `env` becomes the program, so that the process id is the program's.
        let settings = variables.map { "\($0.key)=\($0.value)" }.sorted()
        let paths = ["--config", configuration, "--store", store, "--control", control]
        let line = settings + [program, "run"] + paths + options
        let started = try #require(ChildProcess(path: "/usr/bin/env", arguments: line, log: folder["log"]))
        process = started
    }

    /// Starts it and waits until its control socket answers.
    func start(within seconds: Double = 30) throws {
        try launch()
        guard Patience.wait(seconds, until: { !isRunning || status != nil }), isRunning else {
            throw NotReady(description: "the gateway does not answer:\n\(log.suffix(4_000))")
        }
    }

    /// Ends it without warning.
    func kill9() {
        process?.end(SIGKILL)
        process = nil
    }

    /// Asks it to end in order, as systemd does.
    /// - Returns: whether it ended by itself, with success.
    @discardableResult
    func stop(within seconds: Double = 20) -> Bool {
        guard let process else { return false }
        send(SIGTERM)
        let isGone = Patience.wait(seconds) { !process.isRunning }
        if !isGone { process.end(SIGKILL) }
        self.process = nil
        return isGone && process.wait() == 0
    }

    func send(_ signal: Int32) {
        if let process, process.isRunning { kill(process.pid, signal) }
    }

    /// Stops every thread of it where it stands, and waits until they all do.
    func freeze() throws {
        send(SIGSTOP)
        let tasks = "/proc/\(try #require(pid))/task"
        let isFrozen = try Patience.wait {
            try FileManager.default.contentsOfDirectory(atPath: tasks).allSatisfy { thread in
                // `1234 (name) T …`: a name may hold anything, so the state is looked for from the end of it.
                let facts = (try? String(contentsOfFile: "\(tasks)/\(thread)/stat", encoding: .utf8)) ?? ""
                guard let end = facts.lastIndex(of: ")") else { return true }
                return facts[end...].hasPrefix(") T")
            }
        }
        try #require(isFrozen)
    }

    /// Lets it go on.
    func thaw() { send(SIGCONT) }

    /// Processor time it has used since its start, in seconds.
    func processorSeconds() throws -> Double {
        let facts = try String(contentsOfFile: "/proc/\(try #require(pid))/stat", encoding: .utf8)
        let fields = facts[try #require(facts.lastIndex(of: ")"))...].split(separator: " ")
        // Fields 14 and 15 of the line, in ticks; the name and its bracket are the second.
        let ticks = try #require(Double(fields[12])) + #require(Double(fields[13]))
        return ticks / Double(sysconf(Int32(_SC_CLK_TCK)))
    }

    // MARK: Looking at it

    /// An answer of the control socket; nil while nobody answers.
    func ask(
        _ question: ControlRequest.Ask, person: String? = nil, pin: String? = nil
    ) -> ControlAnswer? {
        guard case .answer(let answer)? = try? client.ask(question, person: person, pin: pin) else {
            return nil
        }
        return answer
    }

    var status: StatusReport? {
        guard case .status(let report)? = ask(.status) else { return nil }
        return report
    }

    /// Waits until both sessions of a broker are connected.
    func waitUntilConnected(to broker: String = "main") throws {
        let isConnected = Patience.wait {
            let sessions = status?.sessions.filter { $0.broker == broker } ?? []
            return sessions.count == 2 && sessions.allSatisfy { $0.state == .connected }
        }
        try #require(isConnected, "\(log.suffix(4_000))")
    }

    /// Waits until messages of both classes are stored; needed once per broker, since a session exists at the broker
    /// only after the first subscription.
    ///
    /// Speaks for the device until it is heard, so give it one that is used for nothing else.
    func waitUntilHeard(_ device: String, by devices: DeviceCrowd, broker: String = "main") throws {
        try waitUntilConnected(to: broker)
        let isHeard = try Patience.wait {
            devices.say([.state(of: device, #"{"battery":99}"#), .alarm(of: device, #"{"smoke":false}"#)])
            return try values(of: device, point: "fire/battery.level").contains(99)
                && truths(of: device, point: "fire/smoke.alarm").contains(false)
        }
        try #require(isHeard, "\(log.suffix(4_000))")
    }

    // MARK: Its store

    /// Stored numbers of a device's point (`fire/battery.level`), oldest first.
    func values(of device: String, point: String) throws -> [Double] {
        try readings(of: device, point: point).compactMap {
            if case .double(let value) = $0.reading.value { value } else { nil }
        }
    }

    /// Stored truths of a device's point, oldest first.
    func truths(of device: String, point: String) throws -> [Bool] {
        try readings(of: device, point: point).compactMap {
            if case .bool(let value) = $0.reading.value { value } else { nil }
        }
    }

    /// Stored readings of a device's point, oldest first.
    func readings(of device: String, point: String) throws -> [StoredReading] {
        let readings = try RingReader(directory: store).readings(
            device: device, point: point, from: Timestamp(milliseconds: 0), to: .distant, limit: 1_000_000)
        return readings.reversed()
    }

    /// Rows of the journal: one for each commit that held messages.
    func journalRows() throws -> Int { try Int(RingReader(directory: store).sizes().journalRows) }

    /// All incidents, open and ended, newest first.
    func incidents(hazard: String? = nil) throws -> [Incident] {
        var filter = RingReader.IncidentFilter()
        filter.hazard = hazard
        filter.limit = 1_000
        return try RingReader(directory: store).incidents(filter)
    }
}

extension Timestamp {
    /// Later than any reading of a test: the year 2200.
    fileprivate static var distant: Timestamp { Timestamp(milliseconds: 7_258_118_400_000) }
}
