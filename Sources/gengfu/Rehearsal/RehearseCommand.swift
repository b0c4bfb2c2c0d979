import ArgumentParser
import Facility
import Foundation
import Ring

/// Plays a capture with people's words into a store of its own, so that the papers of a quarter can be made, looked at
/// and counted again in a minute (`deploy/papers.sh`).
struct RehearseCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "rehearse",
        abstract: "Let a recorded time pass through the watch into a new store, as fast as the machine can.",
        discussion: """
            The recording is JSON lines in the order of their times: messages as `gengfu record` writes them, and \
            words such as {"at": ms, "word": "refute", "by": "li", "hazard": "fire.alarm", "device": "F1", "cause": …}. \
            The folder must be empty: what is rehearsed never mixes with what was. Nothing is sent to anybody.
            """)

    @OptionGroup var configuration: ConfigurationOptions

    @Argument(help: "The recording (.jsonl).")
    var file: String

    @Option(name: .long, help: "Folder of the new store.")
    var store: String

    @Option(name: .long, help: "Let time pass on until then, in milliseconds since 1970.")
    var until: Int64?

    func run() throws {
        let site = try configuration.load()
        try FileManager.default.createDirectory(atPath: store, withIntermediateDirectories: true)
        guard try FileManager.default.contentsOfDirectory(atPath: store).isEmpty else {
            throw ValidationError("\(store) is not empty")
        }
        guard let text = try? String(contentsOfFile: file, encoding: .utf8) else {
            throw ValidationError("\(file) cannot be read")
        }
        // The store's epoch is drawn at random elsewhere; here the same recording makes the same numbers.
        var rehearsal = Rehearsal(site, directory: store, epoch: 1)
        let decoder = JSONDecoder()
        var bad: [Int] = []
        for (number, line) in text.split(separator: "\n", omittingEmptySubsequences: false).enumerated()
        where !line.isEmpty {
            guard let line = try? decoder.decode(RehearsalLine.self, from: Data(line.utf8)) else {
                bad.append(number + 1)
                continue
            }
            try rehearsal.play(line)
        }
        try rehearsal.finish(at: until.map(Timestamp.init(milliseconds:)) ?? .distantPast)
        for refusal in rehearsal.refusals { StandardError.write(refusal) }
        StandardError.write(
            "rehearsed \(rehearsal.messages) messages and \(rehearsal.words) words, \(rehearsal.refusals.count) refused"
        )
        guard bad.isEmpty else {
            StandardError.write(
                "lines that cannot be read: \(bad.prefix(10).map(String.init).joined(separator: ", "))")
            throw ExitCode.badData
        }
        if !rehearsal.refusals.isEmpty { throw ExitCode.failure }
    }
}
