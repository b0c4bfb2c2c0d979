import ArgumentParser
import Console
import Control
import Facility
import SiteConfiguration

/// Lists incidents and says a person's word on one.
struct IncidentsCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "incidents", abstract: "List incidents, or say a person's word on one.",
        subcommands: [
            List.self, Show.self, Card.self, Acknowledge.self, Confirm.self, Refute.self, Clear.self,
            Comment.self, MilestoneWord.self, RollCallWord.self,
        ],
        defaultSubcommand: List.self)

    struct List: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "List open incidents, or all that are kept.", discussion: "Exits 2 when one is open.")

        @Flag(name: .long, help: "Ended ones too.")
        var all = false

        @Flag(name: .long, help: "Those of hazards in trial (mode: shadow), which nobody is told of.")
        var shadow = false

        @OptionGroup var control: ControlOptions

        func run() throws {
            let rows = try control.all({ .incidents(openOnly: !all, page: $0, shadow: shadow) }) { answer in
                if case .incidents(let listing) = answer { listing } else { nil }
            }
            let language = control.language.language
            for incident in rows {
                StandardOutput.write(
                    control.json
                        ? JSONLine.text(incident) : VisibleText.of(Self.line(incident, in: language)))
            }
            if !shadow, rows.contains(where: { $0.ended == nil }) { throw ExitCode.findings }
        }

        private static func line(_ incident: IncidentReport, in language: Language) -> String {
            let condition =
                incident.ended != nil
                ? Words.ended : incident.condition == .active ? Words.active : Words.quiet
            let confirmation =
                switch incident.confirmation {
                case .unconfirmed: Words.unconfirmed
                case .confirmed: Words.confirmed
                case .refuted: Words.refuted
                }
            return [
                incident.id.description, Words.severity(incident.severity)[language],
                incident.hazardName[language], incident.device, condition[language], confirmation[language],
                Words.handling(incident.handling)[language],
                incident.origin == .real ? nil : Words.exercise[language],
                incident.suppressedBy.map { Words.suppressed($0)[language] },
            ].compactMap { $0 }.joined(separator: "  ") + grouping(incident, in: language)
        }

        /// Whose child it is, what it stands for, and who has still to be called at.
        private static func grouping(_ incident: IncidentReport, in language: Language) -> String {
            var words = ""
            if let parent = incident.parent { words += "  " + Words.partOf(parent)[language] }
            if let outage = incident.outage { words += "  " + Words.outage(outage)[language] }
            if let lines = incident.rollCall { words += "  " + Words.rollCall(lines)[language] }
            return words
        }
    }

    struct Show: ParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Print one incident with its steps.")

        @Argument(help: "The incident's id.") var incident: String
        @OptionGroup var control: ControlOptions

        func run() throws {
            guard case .incident(let report) = try control.ask(.incident(try incidentID(incident))) else {
                throw ExitCode.failure
            }
            guard !control.json else { return StandardOutput.write(JSONLine.text(report)) }
            let language = control.language.language
            StandardOutput.write(
                VisibleText.of("\(report.id)  \(report.hazardName[language])  \(report.deviceName)"))
            report.evidence.forEach { StandardOutput.write("  " + VisibleText.of($0)) }
            report.advice[language].forEach { StandardOutput.write("  • \($0)") }
            for line in report.rollCall ?? [] {
                StandardOutput.write("  " + VisibleText.of(line.text(in: language)))
            }
            if let outage = report.outage {
                StandardOutput.write("  " + VisibleText.of(Words.outage(outage)[language]))
                for child in outage.children {
                    let state = child.isOver ? Words.returned[language] : Words.gone[language]
                    StandardOutput.write(
                        "    "
                            + VisibleText.of(
                                "\(child.id)  \(child.hazardName[language])  \(child.deviceName)  ")
                            + state)
                }
            }
            if let contacts = report.contacts, !contacts.isEmpty {
                StandardOutput.write("  " + CommandMessage.whomToCall.text[language])
                for (position, contact) in contacts.enumerated() {
                    let line = contact.line(in: language)
                    StandardOutput.write("    \(position + 1). " + VisibleText.of(line))
                }
            }
            for step in report.transitions {
                let note = step.note == step.detail ? nil : step.note
                let detail = step.detail.map { StepWord.detail($0, of: step.step)[language] }
                let rest = [detail, step.by, note].compactMap { $0 }.joined(separator: "  ")
                let word =
                    StepWord.text(step.step)?[language]
                    ?? Handling(rawValue: step.step).map { Words.handling($0)[language] } ?? step.step
                StandardOutput.write("  \(RFC3339.text(step.at))  \(word)  " + VisibleText.of(rest))
            }
        }
    }

    /// What every word of a person needs.
    struct PersonOptions: ParsableArguments {
        @Argument(help: "The incident's id.") var incident: String
        @Option(name: .long, help: "Who says it (the id of a person of the site).") var by: String
        @OptionGroup var control: ControlOptions

        func say(_ ask: (IncidentID) throws -> ControlRequest.Ask) throws {
            let answer = try control.ask(try ask(try incidentID(incident)), person: by)
            let language = control.language.language
            switch answer {
            case .alreadySo: StandardOutput.write(language == .zh ? "此前已如此，没有变化" : "it was so already")
            default: StandardOutput.write(language == .zh ? "已记录" : "recorded")
            }
        }
    }

    struct Acknowledge: ParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "ack", abstract: "Say that you are going to look.")
        @OptionGroup var person: PersonOptions
        func run() throws { try person.say { .acknowledge($0) } }
    }

    struct Confirm: ParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Say that it is real (属实).")
        @OptionGroup var person: PersonOptions
        @Option(name: .long, help: "What was seen.") var note: String?
        func run() throws { try person.say { .confirm($0, note: note) } }
    }

    struct Refute: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Say that it is a false alarm (误报), and why.")
        @OptionGroup var person: PersonOptions
        @Option(name: .long, help: "The cause of the false alarm.") var cause: String
        @Option(name: .long, help: "How you know, if nobody went to look; needed for fire and entrapment.")
        var note: String?
        func run() throws { try person.say { .refute($0, cause: cause, note: note) } }
    }

    struct Clear: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Open the latch of an extreme incident whose condition is over.")
        @OptionGroup var person: PersonOptions
        @Option(name: .long, help: "What was found.") var note: String?
        func run() throws { try person.say { .clear($0, note: note) } }
    }

    struct Comment: ParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Add a line to an incident.")
        @OptionGroup var person: PersonOptions
        @Option(name: .long, help: "The line.") var text: String
        func run() throws { try person.say { .comment($0, text: text) } }
    }
}

/// The id a person typed, or a usage error.
func incidentID(_ text: String) throws -> IncidentID {
    guard let id = IncidentID(text) else { throw ValidationError("`\(text)` is not an incident's id") }
    return id
}
