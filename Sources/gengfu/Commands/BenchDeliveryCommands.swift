import ArgumentParser
import Foundation

/// What both delivery benchmarks are told, and how they print.
struct BenchDeliveryOptions: ParsableArguments {
    @Option(name: .long, help: "Folder of the project or of its installed files.")
    var root = "."

    @Flag(name: .long, help: "Print JSON.")
    var json = false

    @Option(name: .long, help: "Make each fdatasync of the gateway this much slower, such as 10ms.")
    var fsyncDelay = "0ms"

    @Option(name: .long, help: "Where the store goes: a folder on the disk to measure.")
    var folder = NSTemporaryDirectory()

    /// Microseconds added to each fdatasync.
    var syncDelay: Int { BenchIngestCommand.microseconds(fsyncDelay) ?? 0 }

    func validate() throws {
        guard BenchIngestCommand.microseconds(fsyncDelay) != nil else {
            throw ValidationError("--fsync-delay takes a time such as 10ms or 500us, at most 10s")
        }
    }

    /// Runs a benchmark; its failure is one line on standard error.
    func report<Report>(_ run: () async throws -> Report) async throws -> Report {
        do { return try await run() } catch let failure as BenchFailure {
            StandardError.write("\(failure)")
            throw ExitCode.failure
        }
    }

    func write(_ report: some Encodable, lines: [String]) {
        if json {
            StandardOutput.write(JSONLine.text(report))
        } else {
            lines.forEach(StandardOutput.write)
        }
    }
}

/// How long a fire takes to its destination.
struct BenchLatencyCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "latency",
        abstract: "Measure the time from a sensor's PUBLISH to the case at its destination.",
        discussion: """
            Starts a broker, `gengfu run` and a far side, and publishes alarms of gas detectors one after the other; \
            with --minors and --rate behind waiting incidents and telemetry. The bar is a fdatasync's 99th percentile \
            and 10 ms when idle, 100 ms under load; --floor-ms sets what may be added to it.
            """)

    @OptionGroup var options: BenchDeliveryOptions

    @Option(name: .long, help: "Who hears of it: http (a platform) or gb26875 (a fire monitoring centre).")
    var kind = DeliveryKind.http

    @Option(name: .long, help: "Alarms, each of a detector of its own.")
    var alarms = 1_000

    @Option(name: .long, help: "Minor incidents that wait for the same destination.")
    var minors = 0

    @Option(name: .long, help: "Telemetry messages per second meanwhile.")
    var rate = 0

    @Option(name: .long, help: "Exit 2 when the 99th percentile exceeds that of a fdatasync by more; 0: any.")
    var floorMs = 0.0

    func validate() throws {
        guard (1...5_000).contains(alarms) else { throw ValidationError("--alarms is 1 to 5000") }
        guard (0...5_000).contains(minors) else { throw ValidationError("--minors is 0 to 5000") }
        guard (0...100_000).contains(rate) else { throw ValidationError("--rate is 0 to 100000") }
    }

    func run() async throws {
        ParentWatch.start()
        let settings = LatencySettings(
            kind: kind, alarms: alarms, minors: minors, rate: rate,
            syncDelay: options.syncDelay)
        let bench = LatencyBench(root: options.root, settings: settings, folder: options.folder)
        let report = try await options.report { try await bench.run() }
        options.write(report, lines: report.lines)
        let added = (report.value(.high) ?? 0) - (report.value(.syncHigh) ?? 0)
        if floorMs > 0, added > floorMs { throw ExitCode.findings }
    }
}

/// How fast a backlog leaves.
struct BenchDrainCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "drain",
        abstract: "Measure how fast what waited for a platform is told when it is back.",
        discussion: """
            Starts a broker, `gengfu run` and a far side that is away; lets minor incidents begin and end until so many \
            deliveries wait; brings the far side back, answering each after --latency. Exits 1 when one does not come, \
            2 when the share of what concurrency and latency allow is below --floor.
            """)

    @OptionGroup var options: BenchDeliveryOptions

    @Option(name: .long, help: "Deliveries that wait.")
    var deliveries = 100_000

    @Option(name: .long, help: "Devices that have them.")
    var devices = 1_000

    @Option(name: .long, help: "Exchanges under way at once.")
    var concurrency = 16

    @Option(name: .long, help: "Milliseconds before the far side answers.")
    var latency = 20

    @Option(name: .long, help: "Exit 2 below this share, such as 0.8; 0: any.")
    var floor = 0.0

    func validate() throws {
        guard (1...5_000).contains(devices) else { throw ValidationError("--devices is 1 to 5000") }
        guard (devices...1_000_000).contains(deliveries), deliveries % devices == 0 else {
            throw ValidationError("--deliveries is a multiple of --devices, at most 1000000")
        }
        guard (1...64).contains(concurrency) else { throw ValidationError("--concurrency is 1 to 64") }
        guard (1...10_000).contains(latency) else { throw ValidationError("--latency is 1 to 10000") }
    }

    func run() async throws {
        ParentWatch.start()
        let settings = DrainSettings(
            deliveries: deliveries, devices: devices, concurrency: concurrency, latency: latency,
            syncDelay: options.syncDelay)
        let bench = DrainBench(root: options.root, settings: settings, folder: options.folder)
        let report = try await options.report {
            try await bench.run { count in
                if !options.json { StandardError.write("\(count) of \(deliveries)") }
            }
        }
        options.write(report, lines: report.lines)
        if floor > 0, report.share < floor { throw ExitCode.findings }
    }
}
