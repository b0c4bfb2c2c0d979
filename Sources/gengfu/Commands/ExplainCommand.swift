import ArgumentParser
import Control
import Facility
import Foundation
import Ring
import SiteConfiguration

/// Says why an incident was raised, out of the store alone: the gateway need not run.
struct ExplainCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "explain",
        abstract:
            "Say why an incident was raised: condition, values, the readings around it, the hazard's version.",
        discussion: """
            Reads the store. With a readable --config the readings are those of the points that the hazard looks at, \
            and the version in force is shown beside the one that raised.
            """)

    @Argument(help: "The incident's id.") var incident: String

    @Option(name: .long, help: "Folder of the store.")
    var store = "/var/lib/gengfu"

    @Option(name: .long, help: "The site's file.")
    var config = "/etc/gengfu/gengfu.yaml"

    @Flag(name: .long, help: "Print one JSON object.")
    var json = false

    @OptionGroup var language: LanguageOptions

    func run() throws {
        let language = language.language
        guard let id = IncidentID(incident) else {
            throw ValidationError("`\(incident)` is not an incident's id")
        }
        do {
            let reader = try RingReader(directory: store)
            guard let found = try reader.incident(id) else {
                StandardError.write(BacktestMessage.noSuchIncident(incident).text[language])
                throw ExitCode.failure
            }
            let site =
                FileManager.default.isReadableFile(atPath: config) ? SiteLoader.load(file: config).site : nil
            let hazard = site.flatMap { ExplanationScope.hazard(of: found, in: $0) }
            let explanation = try Explanation(
                found, reader, scope: ExplanationScope(found, in: site), versionInForce: hazard?.version)
            show(explanation, site)
            for line in reader.leftOut { StandardError.write(line[language]) }
        } catch let failure as Ring.ReadFailure {
            StandardError.write(failure.detail)
            throw ExitCode.failure
        } catch let failure as OpenFailure {
            StandardError.write(failure.text[language])
            throw ExitCode.failure
        }
    }

    private func show(_ explanation: Explanation, _ site: Site?) {
        guard !json else { return StandardOutput.write(JSONLine.text(explanation)) }
        let text = ExplanationText(explanation: explanation, site: site, language: language.language)
        text.lines.forEach { StandardOutput.write(VisibleText.of($0)) }
    }
}
