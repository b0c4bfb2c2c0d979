import Control
import Facility
import Foundation
import Ring

/// `gengfu run` under measurement: the whole path, with a store of its own.
final class GatewaySubject: BenchSubject {
    let control: String?
    let syncs: SyncLog?
    private let child: ChildProgram
    private let client: ControlClient
    private let store: String
    private let log: String

    /// - Parameter delay: microseconds added to each fdatasync.
    convenience init(_ broker: BrokerAddress, site: BenchSite, delay: Int, in folder: String) throws {
        let configuration = try site.write(to: folder, port: broker.port, authority: broker.authority)
        try self.init(configuration: configuration, delay: delay, in: folder)
    }

    /// - Parameters:
    ///   - configuration: path of `gengfu.yaml`.
    ///   - delay: microseconds added to each fdatasync.
    init(configuration: String, delay: Int, in folder: String) throws {
        log = "\(folder)/gateway.log"
        store = "\(folder)/store"
        let socket = "\(folder)/control"
        let syncs = SyncLog(path: "\(folder)/syncs")
        guard FileManager.default.fileExists(atPath: SyncLog.library) else {
            throw BenchFailure.missing(file: SyncLog.library)
        }
        child = try ChildProgram(
            ["run", "--config", configuration, "--store", store, "--control", socket, "--no-contract-test"],
            environment: syncs.environment(delay: delay), log: log)
        client = ControlClient(path: socket)
        control = socket
        self.syncs = syncs
    }

    var pid: Int32 { child.pid }

    func ready(_ stop: StopSignals) async throws {
        try await poll("the gateway's broker sessions", seconds: BenchPatience.start, every: 50, stop) {
            status in
            !status.sessions.isEmpty && status.sessions.allSatisfy { $0.state == .connected }
        }
    }

    /// Asks only when the publisher has finished: a question costs CPU too.
    func complete(_ count: Int, publisher: ChildLines, _ stop: StopSignals) async throws -> Int64 {
        try await publisher.waitForEnd(seconds: BenchPatience.round, stop: stop)
        try await poll("the gateway's last message", seconds: BenchPatience.round, every: 20, stop) {
            $0.received >= count
        }
        let last = Monotonic.microseconds
        // The last commit may wait 200 ms for company (`CommitPace.groupWait`); its cost belongs to the round.
        try await Task.sleep(for: .milliseconds(400))
        return last
    }

    func finish(_ count: Int) throws -> [BenchMetric: Double] {
        guard case .answer(.status(let status)) = try client.ask(.status) else {
            throw BenchFailure.unsound("the gateway does not say how it stands")
        }
        end()
        try judge(status, count)
        return status.pubackDelayP99Milliseconds.map { [.ownDelayHigh: $0] } ?? [:]
    }

    func end() { child.stop() }

    /// A round counts only when every message became a committed reading and nothing else happened: the journal
    /// itself is asked, after the gateway has ended.
    private func judge(_ status: StatusReport, _ count: Int) throws {
        guard status.received == count else {
            throw BenchFailure.unsound("\(status.received) messages arrived of \(count)")
        }
        guard status.incidents.total == 0 else {
            throw BenchFailure.unsound("\(status.incidents.total) incidents were raised")
        }
        if let rejection = status.rejections.first {
            throw BenchFailure.unsound("\(rejection.profile) refused readings: \(rejection.reason)")
        }
        if let loss = status.losses.first {
            throw BenchFailure.unsound("\(loss.count) lost: \(loss.cause.rawValue)")
        }
        let reader = try RingReader(directory: store)
        guard try reader.incidents().isEmpty else { throw BenchFailure.unsound("incidents were raised") }
        let stored = try reader.journaledMessages()
        guard stored == count else {
            throw BenchFailure.unsound("\(stored) messages with readings are in the journal, of \(count)")
        }
    }

    /// Asks how the gateway stands until it stands so.
    func poll(
        _ what: String, seconds: Int, every milliseconds: Int, _ stop: StopSignals,
        until isSo: (StatusReport) -> Bool
    ) async throws {
        let deadline = ContinuousClock.now + .seconds(seconds)
        while true {
            if case .answer(.status(let status)) = try? client.ask(.status), isSo(status) { return }
            try stop.check()
            guard child.isRunning else {
                throw BenchFailure.ended(child: "the gateway", log: BenchFailure.lastWords(log))
            }
            guard ContinuousClock.now < deadline else {
                throw BenchFailure.late(waitingFor: what, seconds: seconds)
            }
            try await Task.sleep(for: .milliseconds(milliseconds))
        }
    }
}
