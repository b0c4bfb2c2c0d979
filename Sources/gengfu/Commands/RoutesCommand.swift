import ArgumentParser
import Console
import Control

/// Which hazard goes where, as a table.
struct RoutesCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "routes",
        abstract: "Print the table hazard → destination → phone of the running gateway.")

    @OptionGroup var control: ControlOptions

    func run() throws {
        guard case .routes(let routes) = try control.ask(.routes) else { throw ExitCode.failure }
        let language = control.language.language
        for route in routes {
            guard !control.json else {
                StandardOutput.write(JSONLine.text(route))
                continue
            }
            let targets = route.destinations.map { target in
                target.name[language] + (target.phone.map { " \($0)" } ?? "")
            }
            StandardOutput.write(
                "\(route.hazard)  \(route.hazardName[language])  \(Words.severity(route.severity)[language])  → "
                    + (targets.isEmpty ? "—" : targets.joined(separator: ", ")))
        }
    }
}
