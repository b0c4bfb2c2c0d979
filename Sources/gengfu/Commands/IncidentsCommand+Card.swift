import ArgumentParser
import Console
import Control
import Facility

/// The night card of an incident, and the times of a rescue.
extension IncidentsCommand {
    struct Card: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Print the night card: what, where, three steps, what to read to 119 or 96333.")

        @Argument(help: "The incident's id.") var incident: String
        @Flag(name: .long, help: "A page to print.") var html = false
        @OptionGroup var control: ControlOptions

        func run() throws {
            guard case .card(let card) = try control.ask(.card(try incidentID(incident))) else {
                throw ExitCode.failure
            }
            if control.json { return StandardOutput.write(JSONLine.text(card)) }
            let sheet = CardSheet(card, control.language.language)
            guard !html else { return StandardOutput.write(sheet.page.text) }
            sheet.lines.forEach { StandardOutput.write(VisibleText.of($0)) }
        }
    }

    struct MilestoneWord: ParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "milestone",
            abstract: "Say when a rescue was answered, the crew arrived, all were released.",
            discussion: "The order cannot be turned round. What was told by phone gets its time with --at.")

        @Argument(help: "The incident's id.") var incident: String
        @Argument(help: "answered, arrived or released.") var milestone: String
        @Option(name: .long, help: "Who says it (the id of a person of the site).") var by: String
        @Option(name: .long, help: "When it was (RFC 3339); now when left out.") var at: String?
        @Option(name: .long, help: "How many people: a number, never names.") var people: Int?
        @Option(name: .long, help: "What caused it.") var cause: String?
        @OptionGroup var control: ControlOptions

        func run() throws {
            guard let word = Milestone(rawValue: milestone) else {
                throw ValidationError("`\(milestone)` is none of answered, arrived, released")
            }
            var time: Timestamp?
            if let at {
                guard let read = RFC3339.timestamp(at) else {
                    throw ValidationError("--at: write 2026-12-24T03:05:00+08:00")
                }
                time = read
            }
            try control.say(
                .milestone(try incidentID(incident), word, at: time, people: people, cause: cause), by: by)
        }
    }
}
