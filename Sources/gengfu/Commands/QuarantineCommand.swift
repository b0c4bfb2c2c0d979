import ArgumentParser
import Console
import Control
import Facility

/// Payloads nobody could read: listed, shown, and read again once the profile is mended.
struct QuarantineCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "quarantine", abstract: "List payloads that could not be read, and read them again.",
        subcommands: [List.self, Show.self, Replay.self], defaultSubcommand: List.self)

    struct List: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "List what is kept, newest first.", discussion: "Exits 2 when there is something.")
        @OptionGroup var control: ControlOptions

        func run() throws {
            let rows = try QuarantineCommand.rows(control)
            let language = control.language.language
            for row in rows {
                let reason = row.reasonText?[language] ?? row.reason
                StandardOutput.write(
                    control.json
                        ? JSONLine.text(row)
                        : VisibleText.of(
                            "\(row.number)  \(RFC3339.text(row.at))  \(row.topic)  \(reason)"))
            }
            if !rows.isEmpty { throw ExitCode.findings }
        }
    }

    struct Show: ParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Print one payload, as far as it is kept.")
        @Argument(help: "Its number.") var number: Int64
        @OptionGroup var control: ControlOptions

        func run() throws {
            guard case .quarantined(let row) = try control.ask(.quarantined(number)) else {
                throw ExitCode.failure
            }
            guard !control.json else { return StandardOutput.write(JSONLine.text(row)) }
            let zh = control.language.language == .zh
            StandardOutput.write(
                VisibleText.of("\(row.number)  \(RFC3339.text(row.at))  \(row.topic)"))
            let reason = row.reasonText?[control.language.language] ?? row.reason
            StandardOutput.write("  " + VisibleText.of(reason))
            if row.keptBytes < row.payloadBytes {
                StandardOutput.write(
                    zh
                        ? "  已截断：共 \(row.payloadBytes) 字节，保留 \(row.keptBytes) 字节"
                        : "  cut: \(row.keptBytes) of \(row.payloadBytes) bytes are kept")
            }
            StandardOutput.write(VisibleText.of(row.payload))
            if let hex = row.hex { StandardOutput.write(hex) }
        }
    }

    struct Replay: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Read one payload, or all, again: history and last values, no siren.",
            discussion: "What is still not readable stays, with its new reason; then it exits 2.")
        @Argument(help: "Its number.") var number: Int64?
        @Flag(name: .long, help: "Everything that is kept, oldest first.") var all = false
        @Option(name: .long, help: "Who decides (the id of a person of the site).") var by: String
        @OptionGroup var control: ControlOptions

        func validate() throws {
            guard (number == nil) == all else { throw ValidationError("name one number, or --all") }
        }

        func run() throws {
            let numbers = try number.map { [$0] } ?? QuarantineCommand.rows(control).map(\.number).sorted()
            let language = control.language.language
            var left = 0
            for number in numbers {
                let client = ControlClient(path: control.control)
                switch try client.ask(.replay(number), person: by, language: language) {
                case .answer: StandardOutput.write("\(number)  " + (language == .zh ? "已读入" : "read"))
                case .failure(let failure):
                    guard failure.code == CommandRefusal.stillUndecodable.rawValue else {
                        StandardError.write(VisibleText.of(failure.message))
                        throw ExitCode.failure
                    }
                    left += 1
                    StandardOutput.write("\(number)  " + VisibleText.of(failure.message))
                }
            }
            if left > 0 { throw ExitCode.findings }
        }
    }

    static func rows(_ control: ControlOptions) throws -> [QuarantineReport] {
        try control.all({ .quarantine(page: $0) }) { answer in
            if case .quarantine(let listing) = answer { listing } else { nil }
        }
    }
}
