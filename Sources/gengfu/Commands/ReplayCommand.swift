import ArgumentParser
import Foundation
import Simulation

/// Plays a capture or a CSV to a broker.
struct ReplayCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "replay",
        abstract: "Play a recording to a broker at its own pace, faster, or as fast as the broker takes it.",
        discussion: """
            A capture is JSON lines as `gengfu record` writes them. A CSV (plain or .gz) needs --topic, in which \
            {column} stands for that column's text; each row becomes one JSON object of its columns, as strings.
            """)

    @OptionGroup var broker: BrokerOptions

    @Argument(help: "Capture (.jsonl, .ndjson) or table (.csv, .csv.gz).")
    var file: String

    @Option(name: .long, help: "Topic of a CSV's rows, such as water/{station}/state.")
    var topic: String?

    @Option(name: .long, help: "CSV column with the time.")
    var timeColumn: String?

    @Option(name: .long, help: "Recorded seconds per real second; 0: as fast as the broker takes it.")
    var speed: Double = 1

    @Flag(name: .long, help: "Publish at QoS 0.")
    var qos0 = false

    func validate() throws {
        guard speed >= 0 else { throw ValidationError("--speed must not be negative") }
        if timeColumn != nil && topic == nil { throw ValidationError("--time-column goes with --topic") }
    }

    func run() throws {
        let columns = topic.map { CaptureReader.Columns(topic: $0, time: timeColumn) }
        var reader: CaptureReader
        do throws(CaptureFailure) {
            reader = try CaptureReader(file: file, columns: columns)
        } catch {
            StandardError.write("\(error)")
            throw ExitCode.badData
        }
        let publisher = try Publisher(
            host: broker.host, port: broker.port, clientID: "gengfu-replay-\(getpid())", user: broker.user,
            password: broker.password())
        var pace = ReplayPace(speed: speed)
        var sent = 0
        while let line = reader.next() {
            pace.wait(for: line.at)
            try publisher.publish(topic: line.topic, payload: line.payload, atLeastOnce: !qos0)
            sent += 1
        }
        try publisher.flush()
        publisher.close()
        for failure in reader.failures { StandardError.write("\(failure)") }
        StandardError.write("replayed \(sent) messages, \(reader.failureCount) lines could not be read")
        if reader.failureCount > 0 { throw ExitCode.badData }
    }
}

/// Waits until a recorded message is due again.
struct ReplayPace {
    /// Recorded seconds per real second; 0: never wait.
    let speed: Double
    private var first: (recorded: Int64, real: Int64)?

    init(speed: Double) { self.speed = speed }

    mutating func wait(for recorded: Int64) {
        guard speed > 0 else { return }
        guard let first else {
            first = (recorded, Monotonic.microseconds)
            return
        }
        let due = first.real + Int64(Double(recorded - first.recorded) * 1_000 / speed)
        let early = due - Monotonic.microseconds
        if early > 0 { usleep(UInt32(clamping: early)) }
    }
}
