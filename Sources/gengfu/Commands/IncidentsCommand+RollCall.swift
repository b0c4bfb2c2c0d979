import ArgumentParser
import Console
import Control
import Facility

/// The roll-call after a power loss: prints it, and ticks a car.
extension IncidentsCommand {
    struct RollCallWord: ParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "rollcall",
            abstract: "Print the roll-call after a power loss, or tick a car that was called at.",
            discussion:
                "Every lift that was moving or occupied when last heard. Exits 2 while a car is not ticked.")

        @Argument(help: "The incident's id.") var incident: String
        @Option(name: .long, help: "The device that was called at.") var tick: String?
        @Option(name: .long, help: "Who called (the id of a person of the site).") var by: String?
        @Option(name: .long, help: "What was found: empty or occupied.") var found: String?
        @OptionGroup var control: ControlOptions

        func validate() throws {
            guard tick != nil || by != nil || found != nil else { return }
            guard tick != nil, by != nil, found.flatMap(RollCall.Finding.init) != nil else {
                throw ValidationError("a tick is --tick DEVICE --by NAME --found empty|occupied")
            }
        }

        func run() throws {
            let id = try incidentID(incident)
            if let tick, let by, let found = found.flatMap(RollCall.Finding.init) {
                return try control.say(.rollCall(id, device: tick, found), by: by)
            }
            guard case .incident(let report) = try control.ask(.incident(id)) else { throw ExitCode.failure }
            let lines = report.rollCall ?? []
            let language = control.language.language
            for line in lines {
                StandardOutput.write(
                    control.json ? JSONLine.text(line) : VisibleText.of(line.text(in: language)))
            }
            if lines.contains(where: { $0.found == nil }) { throw ExitCode.findings }
        }
    }
}

extension RollCallReport {
    /// One line of the terminal.
    func text(in language: Language) -> String {
        var words = [found == nil ? "[ ]" : "[x]", device, deviceName]
        words += [place.building, place.unit].filter { !$0.isEmpty }
        if let floor { words.append(Words.rollCallFloor(floor)[language]) }
        words.append(isCertain ? said.joined(separator: ", ") : Words.rollCallUnknown[language])
        if let rescueCode { words.append(Words.rescueCode(rescueCode)[language]) }
        if let found { words.append(found.name[language]) }
        if let by { words.append(by) }
        if let at { words.append(RFC3339.text(at)) }
        return words.joined(separator: "  ")
    }
}
