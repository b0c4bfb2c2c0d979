import ArgumentParser
import Console
import Control
import Facility

/// Lists devices and what was last heard of them.
struct DevicesCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "devices",
        abstract: "List the devices, show one, or decide about one that the sheet does not have.",
        subcommands: [
            List.self, Show.self, Adopt.self, Retire.self, Import.self, Export.self,
            OutOfService.self, InService.self,
        ],
        defaultSubcommand: List.self)

    struct List: ParsableCommand {
        static let configuration = CommandConfiguration(abstract: "List every device and when it was heard.")

        @Flag(name: .long, help: "Only those that are silent or were never heard.")
        var silent = false

        @Flag(help: "Instead: devices beside the sheet of one standing.")
        var beside: Beside?

        @OptionGroup var control: ControlOptions

        func run() throws {
            if let beside { return try RegistryList(control: control).run(beside.standing) }
            let rows = try control.all({ .devices(withValues: false, page: $0) }) { answer in
                if case .devices(let listing) = answer { listing } else { nil }
            }
            let language = control.language.language
            for device in rows where !silent || device.standing != .heard {
                StandardOutput.write(
                    control.json
                        ? JSONLine.text(device)
                        : VisibleText.of("\(device.id)  \(device.profile)  ")
                            + "\(Words.standing(device.standing)[language])  "
                            + (device.lastHeard.map(RFC3339.text) ?? "—"))
            }
        }
    }

    struct Show: ParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Print one device with its last values.")

        @Argument(help: "The device's id.") var device: String
        @OptionGroup var control: ControlOptions

        func run() throws {
            let beside = try RegistryList(control: control).row(device)
            // One line of JSON per answer: what is adopted is a device like the others.
            if let beside, !control.json || beside.standing != .adopted {
                RegistryList(control: control).show(beside)
                guard beside.standing == .adopted else { return }
            }
            guard case .device(let report) = try control.ask(.device(device)) else { throw ExitCode.failure }
            guard !control.json else { return StandardOutput.write(JSONLine.text(report)) }
            let language = control.language.language
            let standing = Words.standing(report.standing)[language]
            StandardOutput.write(
                VisibleText.of("\(report.id)  \(report.name)  \(report.profile)") + "  \(standing)")
            if let poll = report.poll { StandardOutput.write("  " + Words.poll(poll)[language]) }
            for value in report.values {
                let unit = value.unit.map { " \($0)" } ?? ""
                let title = value.title.map { "  \($0[language])" } ?? ""
                StandardOutput.write(
                    VisibleText.of("  \(value.point)\(title) = \(value.value ?? "?")\(unit)  ")
                        + (value.quality.map(Words.quality) ?? Words.unknown)[language])
            }
        }
    }
}
