import ArgumentParser
import Console
import Control
import Facility
import SiteConfiguration

/// Announces a drill, ends it, and prints its sheet.
struct DrillCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "drill", abstract: "Hold a drill or a walk test that cannot hide a fire.",
        discussion: """
            Only what was announced counts as exercise: the listed devices, one at a time in a walk test, and what \
            is injected. Another device, a manual call point, two triggers standing in one zone, a device that \
            stands in test for more than 10 min, or `drill real` ends the drill, and everything that stands is \
            raised as real.
            """,
        subcommands: [Start.self, Stop.self, Real.self, Inject.self, Status.self, Sheet.self],
        defaultSubcommand: Status.self)

    struct Start: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Announce a drill: 2 h at most.",
            discussion: "Refused while something real is open that is extreme or concerns life.")

        @Option(
            name: .long, help: "What it concerns: site, building:3, zone:NAME, facility:fire, or a bare name."
        )
        var scope: String
        @Option(
            name: .long,
            help: "Devices whose alarms count as exercise, with commas; none: only what is injected.")
        var devices = ""
        @Option(name: .customLong("for"), help: "How long, such as 30m; 2h at most.") var length: String
        @Flag(name: .long, help: "One device at a time; each ticks itself on the sheet.") var walkTest = false
        @Option(name: .long, help: "Who holds it (the id of a person of the site).") var by: String
        @OptionGroup var control: ControlOptions

        func run() throws {
            guard let length = DurationSpelling.parse(length) else {
                throw ValidationError("--for: write a length of time such as 30m")
            }
            let listed = devices.split(separator: ",").map {
                String($0.drop { $0 == " " }.reversed().drop { $0 == " " }.reversed())
            }.filter { !$0.isEmpty }
            let plan = DrillPlan(scope: scope, devices: listed, length: length, isWalkTest: walkTest)
            try control.say(.drill(.start(plan)), by: by)
        }
    }

    struct Stop: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "End the drill; refused while something announced still stands.")
        @Option(name: .long, help: "Who ends it.") var by: String
        @OptionGroup var control: ControlOptions
        func run() throws { try control.say(.drill(.stop), by: by) }
    }

    struct Real: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "This is real (真警): end the drill and raise everything that stands.")
        @Option(name: .long, help: "Who says it.") var by: String
        @OptionGroup var control: ControlOptions
        func run() throws { try control.say(.drill(.real), by: by) }
    }

    struct Inject: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Raise an exercise of a hazard without a stimulus.")
        @Argument(help: "The hazard's id.") var hazard: String
        @Option(name: .long, help: "The device it is told of.") var device: String
        @Option(name: .long, help: "Who says it.") var by: String
        @OptionGroup var control: ControlOptions
        func run() throws { try control.say(.drill(.inject(hazard: hazard, device: device)), by: by) }
    }

    struct Status: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Print how the running or last drill stands.",
            discussion: "Exits 2 when one is running.")
        @OptionGroup var control: ControlOptions

        func run() throws {
            guard case .drill(let drill) = try control.ask(.sheet) else { throw ExitCode.failure }
            let sheet = DrillSheet(drill, control.language.language)
            StandardOutput.write(control.json ? JSONLine.text(drill) : VisibleText.of(sheet.heading))
            if !control.json { StandardOutput.write(VisibleText.of(sheet.standing)) }
            if drill.endedAt == nil { throw ExitCode.findings }
        }
    }

    struct Sheet: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Print the walk-test sheet: each listed device with the time it was heard.")
        @Flag(name: .long, help: "A page to print and sign.") var html = false
        @OptionGroup var control: ControlOptions

        func run() throws {
            guard case .drill(let drill) = try control.ask(.sheet) else { throw ExitCode.failure }
            let sheet = DrillSheet(drill, control.language.language)
            if control.json {
                StandardOutput.write(JSONLine.text(drill))
            } else if html {
                StandardOutput.write(sheet.page)
            } else {
                for line in sheet.lines { StandardOutput.write(VisibleText.of(line)) }
            }
        }
    }
}

extension ControlOptions {
    /// Says a person's word and prints what it came to.
    func say(_ ask: ControlRequest.Ask, by person: String) throws {
        let answer = try self.ask(ask, person: person)
        let isChinese = language.language == .zh
        switch answer {
        case .alreadySo: StandardOutput.write(isChinese ? "此前已如此，没有变化" : "it was so already")
        default: StandardOutput.write(isChinese ? "已记录" : "recorded")
        }
    }
}
