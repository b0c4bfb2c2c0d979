import ArgumentParser
import Control
import Facility

extension DevicesCommand {
    /// Takes a device out of service for a while: it is recorded and told to nobody, life safety apart.
    struct OutOfService: ParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "out-of-service",
            abstract: "Say that a device is out of service (停用), until when, and why.",
            discussion: "It stays so until `devices in-service`; overdue it is an incident of its own.")

        @Argument(help: "The device's id.") var device: String
        @Option(name: .long, help: "The day, or time, by which it is due back.") var until: String
        @Option(name: .long, help: "Why.") var why: String
        @Option(name: .long, help: "Who says it (the id of a person of the site).") var by: String
        @OptionGroup var control: ControlOptions

        func run() throws {
            guard case .status(let status) = try control.ask(.status) else { throw ExitCode.failure }
            let due = try SiteTimes(status).time(until, option: "--until")
            let plan = SuppressionPlan(
                reach: Reach.device(device).text, span: .outOfService(due: due), why: why)
            try control.say(.suppression(.begin(plan)), by: by)
        }
    }

    /// Brings it back.
    struct InService: ParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "in-service", abstract: "Say that a device is back in service.")
        @Argument(help: "The device's id.") var device: String
        @Option(name: .long, help: "Who says it.") var by: String
        @OptionGroup var control: ControlOptions
        func run() throws { try control.say(.suppression(.restore(device)), by: by) }
    }
}
