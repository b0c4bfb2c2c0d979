import ArgumentParser
import Foundation
import Simulation

/// Writes down what a broker carries.
struct RecordCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "record",
        abstract: "Record a broker's messages as a capture that `gengfu replay` plays again.",
        discussion: "One JSON line per message: {\"at\": ms since 1970, \"topic\": …, \"payload\": …}.")

    @OptionGroup var broker: BrokerOptions

    @Option(name: .long, parsing: .upToNextOption, help: "Topic filters.")
    var topic: [String] = ["#"]

    @Option(name: .long, help: "File to write; standard output when absent.")
    var to: String?

    @Option(name: .long, help: "End after this many messages.")
    var count: Int?

    func run() throws {
        let output: FileHandle
        if let to {
            guard FileManager.default.createFile(atPath: to, contents: nil),
                let file = FileHandle(forWritingAtPath: to)
            else { throw ValidationError("\(to) cannot be written") }
            output = file
        } else {
            output = .standardOutput
        }
        var clock = ClockReader()
        try Recorder.run(
            host: broker.host, port: broker.port, user: broker.user, password: broker.password(),
            filters: topic, count: count, now: { clock.read().milliseconds },
            write: { output.write(Data($0)) })
    }
}
