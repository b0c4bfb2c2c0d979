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
        let explanation: Explanation
        do {
            let reader = try RingReader(directory: store)
            guard let found = try reader.incident(id) else {
                StandardError.write(BacktestMessage.noSuchIncident(incident).text[language])
                throw ExitCode.failure
            }
            let site =
                FileManager.default.isReadableFile(atPath: config) ? SiteLoader.load(file: config).site : nil
            let hazard = site.flatMap { Self.hazard(of: found, in: $0) }
            explanation = try Explanation(
                found, reader,
                points: site.flatMap { site in hazard.flatMap { Self.points(of: $0, in: site) } },
                versionInForce: hazard?.version)
        } catch let failure as Ring.ReadFailure {
            StandardError.write(failure.detail)
            throw ExitCode.failure
        } catch let failure as OpenFailure {
            StandardError.write(failure.text[language])
            throw ExitCode.failure
        }
        guard !json else { return StandardOutput.write(JSONLine.text(explanation)) }
        Self.lines(explanation, language).forEach { StandardOutput.write(VisibleText.of($0)) }
    }

    /// What watches there now, with the numbers that the site gives it at this device.
    private static func hazard(of incident: Incident, in site: Site) -> Hazard? {
        guard let position = site.hazards.firstIndex(where: { $0.id == incident.hazard }) else { return nil }
        guard let device = site.devices.first(where: { $0.id == incident.device }), incident.zone == nil,
            let variant = site.variant(
                of: position, device: device.id, profile: device.profile, building: device.place.building)
        else { return site.hazards[position] }
        return site.variants[variant].value
    }

    /// `facility/point` of every point that some evidence of the hazard reads; nil for silence: whatever came counts.
    private static func points(of hazard: Hazard, in site: Site) -> Set<String>? {
        var names: Set<String> = []
        for evidence in hazard.evidence {
            guard case .condition(let condition) = evidence.sign else { return nil }
            for point in condition.points {
                let point = site.points[point.position]
                names.insert("\(site.facilities[point.facility].id)/\(point.name)")
            }
        }
        return names
    }

    private static func lines(_ explanation: Explanation, _ language: Language) -> [String] {
        let incident = explanation.incident
        var lines = [
            "\(incident.id)  \(incident.hazard)  \(incident.zone ?? incident.device)  \(incident.severity)",
            "  \(incident.since.rfc3339)  \(incident.raisedAt.rfc3339)",
        ]
        if let grounds = incident.grounds {
            lines.append("  " + BacktestMessage.raisedOn(grounds.condition).text[language])
            lines += (incident.evidence + grounds.values).map { "      \($0)" }
            lines.append("  " + version(grounds.version, explanation.versionInForce).text[language])
        } else {
            lines += incident.evidence.map { "      \($0)" }
            lines.append("  " + BacktestMessage.groundsNotKept.text[language])
        }
        let none = "      " + BacktestMessage.noReadings.text[language]
        lines.append("  " + BacktestMessage.readingsBefore.text[language])
        lines +=
            explanation.samplesBefore.isEmpty ? [none] : explanation.samplesBefore.map { "      \($0.line)" }
        lines.append("  " + BacktestMessage.readingsAfter.text[language])
        lines +=
            explanation.samplesAfter.isEmpty ? [none] : explanation.samplesAfter.map { "      \($0.line)" }
        return lines
            + explanation.transitions.map { step in
                let rest = [step.by, step.note].compactMap { $0 }.joined(separator: "  ")
                return "  \(step.at.rfc3339)  \(step.step.name)  \(rest)"
            }
    }

    private static func version(_ version: String, _ inForce: String?) -> BacktestMessage {
        guard let inForce else { return .versionOnly(version) }
        return version == inForce ? .sameVersion(version) : .otherVersion(version, now: inForce)
    }
}
