import ArgumentParser
import Foundation

/// Measurements of this program on this machine. A benchmark is a command, never a test: its figures depend on the
/// machine, and a test's must not.
struct BenchCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "bench", abstract: "Measure what the gateway costs on this machine.",
        subcommands: [
            BenchIngestCommand.self, BenchStepsCommand.self, BenchPublishCommand.self, BenchBareCommand.self,
            BenchCodecCommand.self, BenchDecodeCommand.self, BenchReloadCommand.self,
            BenchHazardsCommand.self, BenchLatencyCommand.self, BenchDrainCommand.self, BenchIdleCommand.self,
            BenchStartCommand.self, BenchHistoryCommand.self,
        ])
}

/// The whole path against the plainest subscriber.
struct BenchIngestCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "ingest",
        abstract: "Measure the way from the broker to the disk against a subscriber that only counts.",
        discussion: """
            Starts a broker with the shipped configuration, a publisher of ES1500 messages, and in turn the plainest \
            libmosquitto QoS 1 subscriber and `gengfu run` on a store of its own. A round counts only when every \
            message is a committed reading and nothing was raised, refused or lost; otherwise it exits 1.
            """)

    @Option(name: .long, help: "Folder of the project or of its installed files.")
    var root = "."

    @Flag(name: .long, help: "Print JSON.")
    var json = false

    @Option(name: .long, help: "Rounds, each of one bare and one whole run.")
    var rounds = 5

    @Option(name: .long, help: "Messages per run; default 200000, with --paced half a minute's.")
    var messages: Int?

    @Option(name: .long, help: "Lifts that publish.")
    var devices = 12

    @Option(name: .long, help: "Make each fdatasync of the gateway this much slower, such as 10ms.")
    var fsyncDelay = "0ms"

    @Option(name: .long, help: "Messages per second; without it as fast as the broker takes them.")
    var paced: Int?

    @Flag(name: .long, help: "The subscriber speaks TLS.")
    var tls = false

    @Option(name: .long, help: "Where the stores go: a folder on the disk to measure.")
    var folder = NSTemporaryDirectory()

    func validate() throws {
        guard (1...1_000).contains(rounds) else { throw ValidationError("--rounds is 1 to 1000") }
        guard (1_000...10_000_000).contains(messages ?? 1_000) else {
            throw ValidationError("--messages is 1000 to 10000000")
        }
        // Fewer lifts would each exceed the highest rate limit a site may set, 10,000 a second.
        guard (12...10_000).contains(devices) else { throw ValidationError("--devices is 12 to 10000") }
        guard (1...1_000_000).contains(paced ?? 1) else { throw ValidationError("--paced is 1 to 1000000") }
        guard Self.microseconds(fsyncDelay) != nil else {
            throw ValidationError("--fsync-delay takes a time such as 10ms or 500us, at most 10s")
        }
    }

    /// A duration in `us`, `ms` or `s`.
    static func microseconds(_ text: String) -> Int? {
        for (unit, factor) in [("us", 1), ("ms", 1_000), ("s", 1_000_000)] where text.hasSuffix(unit) {
            guard let count = Int(text.dropLast(unit.count)) else { continue }
            return (0...10_000_000 / factor).contains(count) ? count * factor : nil
        }
        return nil
    }

    func run() async throws {
        ParentWatch.start()
        let settings = IngestSettings(
            rounds: rounds, messages: messages ?? paced.map { max(1_000, $0 * 30) } ?? 200_000,
            devices: devices, tls: tls, syncDelay: Self.microseconds(fsyncDelay) ?? 0, rate: paced ?? 0)
        do {
            let bench = IngestBench(root: root, settings: settings, folder: folder)
            let report = try await bench.run { round in
                guard !json else { return }
                let cost = round.values[.cpuPerMessage] ?? 0
                StandardError.write(
                    String(format: "round %d, %@: %.2f µs per message", round.round, "\(round.subject)", cost)
                )
            }
            if json {
                StandardOutput.write(JSONLine.text(report))
            } else {
                report.lines.forEach(StandardOutput.write)
            }
        } catch let failure as BenchFailure {
            StandardError.write("\(failure)")
            throw ExitCode.failure
        }
    }
}

/// What deploy/callgrind.sh counts the instructions of.
struct BenchStepsCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "steps", abstract: "Walk the path without a broker, for callgrind.", shouldDisplay: false
    )

    @Option(name: .long, help: "Folder of the project or of its installed files.")
    var root = "."

    @Option(name: .long, help: "Messages, a multiple of 200.")
    var messages = 20_000

    func validate() throws {
        guard messages > 0, messages % StepBench.batchSize == 0 else {
            throw ValidationError("--messages is a multiple of \(StepBench.batchSize)")
        }
    }

    func run() throws {
        do {
            StandardOutput.write(JSONLine.text(try StepBench(root: root).run(messages)))
        } catch let failure as BenchFailure {
            StandardError.write("\(failure)")
            throw ExitCode.failure
        }
    }
}

/// The publisher of a benchmark, as a process of its own.
struct BenchPublishCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "publish", abstract: "Publish a benchmark's load.", shouldDisplay: false)

    @Option(name: .long, help: "Port of the broker on 127.0.0.1.")
    var port = 1_883

    @Option(name: .long, help: "Unix socket of the broker, instead of a port.")
    var socket: String?

    @Option(name: .long, help: "Messages in all.")
    var messages: Int

    @Option(name: .long, help: "Lifts that publish.")
    var devices: Int

    @Option(name: .long, help: "Messages per second; 0: as fast as the broker takes them.")
    var rate = 0

    @Option(name: .long, help: "Control socket of a gateway that must not fall too far behind.")
    var control: String?

    func run() throws {
        ParentWatch.start()
        let publisher = LoadPublisher(
            host: socket ?? "127.0.0.1", port: socket == nil ? port : 0, devices: devices, rate: rate,
            count: messages, control: control)
        try publisher.run { StandardOutput.write("started \(Monotonic.microseconds)") }
    }
}

/// The floor under every gateway, as a process of its own.
struct BenchBareCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "bare", abstract: "Subscribe, count and discard.", shouldDisplay: false)

    @Option(name: .long, help: "Port of the broker on 127.0.0.1.")
    var port: Int

    @Option(name: .long, help: "Say `done` after this many messages.")
    var messages: Int

    @Option(name: .long, help: "PEM file of the broker's authority: speak TLS.")
    var authority: String?

    func run() throws {
        ParentWatch.start()
        try BareSubscriber.run(
            port: port, filter: LoadPublisher.filter, count: messages, authority: authority)
    }
}
