import ArgumentParser
import Control
import Facility
import SiteConfiguration

/// Says every mistake of a configuration, and what it cannot see even when it is faultless.
struct CheckCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "check",
        abstract: "Read the whole configuration and print every mistake with its place.",
        discussion: "Exits 78 when there is an error; warnings alone exit 0.")

    @OptionGroup var site: ConfigurationOptions

    @Flag(name: .long, help: "Print which hazards can be told for which kinds of device.")
    var coverage = false

    func run() throws {
        let loaded = try site.load()
        let language = site.language.language
        if coverage {
            StandardOutput.write(CoverageTable.rendered(loaded, in: language))
        }
        if let overrides = OverrideTable.rendered(loaded, in: language) { StandardOutput.write(overrides) }
        let unlearned = Engine.unlearnedDevices(of: loaded)
        if unlearned > 0 { StandardError.write(StatusReport.learningFull(unlearned)[language]) }
        let summary = CommandMessage.configurationFaultless(
            devices: loaded.devices.count, hazards: loaded.hazards.count)
        StandardOutput.write(summary.text[language])
    }
}
