/// A program whose way of taking messages is measured. Each is started for one round, beside a broker of its own.
protocol BenchSubject {
    var pid: Int32 { get }
    /// Where its waits for the disk are noted; nil: it waits for none.
    var syncs: SyncLog? { get }
    /// Control socket that says how far it is; nil: it has none.
    var control: String? { get }

    /// Returns when it is subscribed.
    func ready(_ stop: StopSignals) async throws

    /// Returns when it has taken all of `count` messages.
    /// - Returns: monotonic microseconds of the last one.
    func complete(_ count: Int, publisher: ChildLines, _ stop: StopSignals) async throws -> Int64

    /// Ends it and checks that it did what it was to do.
    /// - Returns: figures only it can give.
    func finish(_ count: Int) throws -> [BenchMetric: Double]

    /// Ends it if it still runs.
    func end()
}

/// Where a subject finds its broker.
struct BrokerAddress {
    let port: UInt16
    /// PEM file of its authority; nil: no TLS.
    let authority: String?
}

/// Seconds after which a step of a round is given up.
enum BenchPatience {
    static let start = 60
    static let round = 600
}

/// `gengfu bench bare`.
struct BareSubject: BenchSubject {
    private let child: ChildProgram
    private let lines: ChildLines
    private let log: String

    init(_ broker: BrokerAddress, count: Int, in folder: String) throws {
        log = "\(folder)/bare.log"
        let tls = broker.authority.map { ["--authority", $0] } ?? []
        child = try ChildProgram(
            ["bench", "bare", "--port", "\(broker.port)", "--messages", "\(count)"] + tls, log: log)
        lines = ChildLines(of: child, named: "bench bare")
    }

    var pid: Int32 { child.pid }
    var syncs: SyncLog? { nil }
    var control: String? { nil }

    func ready(_ stop: StopSignals) async throws {
        _ = try await lines.wait(for: "subscribed", seconds: BenchPatience.start, log: log, stop: stop)
    }

    func complete(_ count: Int, publisher: ChildLines, _ stop: StopSignals) async throws -> Int64 {
        let done = try await lines.wait(for: "done", seconds: BenchPatience.round, log: log, stop: stop)
        return Int64(done) ?? Monotonic.microseconds
    }

    func finish(_ count: Int) -> [BenchMetric: Double] {
        end()
        return [:]
    }

    func end() { child.stop() }
}
