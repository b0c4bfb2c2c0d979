import ArgumentParser
import Control
import Facility
import SiteConfiguration

/// The change of a shift: what stands is listed, and both guards sign for it.
struct ShiftCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "shift", abstract: "Show who is on duty, or hand the shift over.",
        subcommands: [Show.self, Handover.self], defaultSubcommand: Show.self)

    struct Show: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Print who is on duty, who signed, and what the next guard must know.")

        @OptionGroup var control: ControlOptions

        func run() throws {
            guard case .shift(let report) = try control.ask(.shift) else { throw ExitCode.failure }
            guard !control.json else { return StandardOutput.write(JSONLine.text(report)) }
            ShiftLines(control.language.language).lines(of: report).forEach {
                StandardOutput.write(VisibleText.of($0))
            }
        }
    }

    struct Handover: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract:
                "Hand the shift over; what is open, shelved, disabled and silent goes into the log with it.",
            discussion: """
                Both sign: whoever has a PIN is asked for it, or gives it in GENGFU_PIN and GENGFU_SECOND_PIN.
                """)

        @Option(name: .long, help: "Who goes (the id of a person of the site).") var from: String
        @Option(name: .long, help: "Who takes over.") var to: String
        @Option(name: .long, help: "What else the next one must know.") var note: String?
        @OptionGroup var control: ControlOptions

        func run() throws {
            guard case .shift(let report) = try control.ask(.shift) else { throw ExitCode.failure }
            if !control.json {
                ShiftLines(control.language.language).sheet(report.sheet).forEach {
                    StandardOutput.write(VisibleText.of($0))
                }
            }
            try control.say(.handover(to: to, note: note), by: from)
        }
    }
}
