import ArgumentParser
import Console
import Control
import Facility
import SiteConfiguration

/// Maintenance windows: what is worked on is recorded and told to nobody, and comes out when the window ends.
struct MaintenanceCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "maintenance", abstract: "Announce works, list them and what they hid, end them.",
        discussion: """
            Fire, entrapment and the lift's alarm button are told whatever is announced. A window ends by itself; \
            what still stands then is told.
            """,
        subcommands: [Start.self, List.self, Stop.self], defaultSubcommand: List.self)

    struct Start: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Announce works on a device, a zone, a building or a facility.",
            discussion: """
                Once: --for 2h, or --until, from now or --from on; 7 days at most. Every week: --weekly mon,thu \
                --between 08:00-10:00 --until 2027-06-30; a year at most. Times are RFC 3339 or days of the site.
                """)

        @Argument(help: "device:ID, zone:NAME, building:NAME, facility:ID, site, or a bare name.") var place:
            String
        @Option(name: .customLong("for"), help: "How long, such as 2h.") var length: String?
        @Option(name: .long, help: "When it begins; now when left out.") var from: String?
        @Option(name: .long, help: "When it ends; with --weekly the last time it may come.") var until:
            String?
        @Option(name: .long, help: "Days of the week with commas: mon,tue,wed,thu,fri,sat,sun.") var weekly:
            String?
        @Option(name: .long, help: "With --weekly: hours by the site's clocks, 22:00-02:00 over midnight.")
        var between: String?
        @Option(name: .long, help: "What is done.") var why: String
        @Option(name: .long, help: "Who announces it (the id of a person of the site).") var by: String
        @OptionGroup var control: ControlOptions

        func validate() throws {
            guard (weekly == nil) == (between == nil) else {
                throw ValidationError("--weekly and --between go together")
            }
            guard (length == nil) != (until == nil) else { throw ValidationError("say --for or --until") }
            guard weekly == nil || length == nil && from == nil else {
                throw ValidationError("--weekly goes with --until")
            }
        }

        func run() throws {
            guard case .status(let status) = try control.ask(.status) else { throw ExitCode.failure }
            let plan = SuppressionPlan(reach: place, span: try span(status), why: why)
            try control.say(.suppression(.begin(plan)), by: by)
        }

        private func span(_ status: StatusReport) throws -> Suppression.Span {
            let times = SiteTimes(status)
            let end = try until.map { try times.time($0, option: "--until") }
            if let weekly, let between, let end {
                let hours = try SiteTimes.hours(between)
                return .weekly(
                    days: try SiteTimes.days(weekly), from: hours.from, until: hours.until, last: end)
            }
            let begin = try from.map { try times.time($0, option: "--from") } ?? status.now
            guard let length else { return .once(from: begin, until: end ?? begin) }
            guard let interval = DurationSpelling.parse(length) else {
                throw ValidationError("--for: write a length of time such as 2h")
            }
            return .once(from: begin, until: begin + interval)
        }
    }

    struct List: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "List windows and devices out of service, with what they hide or hid.",
            discussion: "Exits 2 when something is suppressed now.")
        @Flag(name: .long, help: "Those that have ended too.") var all = false
        @OptionGroup var control: ControlOptions

        func run() throws {
            guard case .suppressions(let list) = try control.ask(.suppressions),
                case .status(let status) = try control.ask(.status)
            else { throw ExitCode.failure }
            let shown = list.filter { all || $0.endedAt == nil }
            for row in shown {
                if control.json {
                    StandardOutput.write(JSONLine.text(row))
                } else {
                    let text = SuppressionLine(row, status, control.language.language)
                    for line in text.lines { StandardOutput.write(VisibleText.of(line)) }
                }
            }
            if shown.contains(where: \.isOpen) { throw ExitCode.findings }
        }
    }

    struct Stop: ParsableCommand {
        static let configuration = CommandConfiguration(abstract: "End a window before its time.")
        @Argument(help: "Its number.") var number: Int64
        @Option(name: .long, help: "Who ends it.") var by: String
        @OptionGroup var control: ControlOptions
        func run() throws { try control.say(.suppression(.end(number)), by: by) }
    }
}
