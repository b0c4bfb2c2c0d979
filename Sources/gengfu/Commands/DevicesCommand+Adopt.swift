import ArgumentParser
import Control
import Facility
import MQTT

extension DevicesCommand {
    /// Takes one device into service, or every held one that fits.
    struct Adopt: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Take a held device into service, or a retired one back.",
            discussion: """
                Without --profile the suggested one counts. --all-held shows first what it would take in, and takes \
                it in with --yes: every held device that some profile reads, of those with --profile the ones it is \
                suggested for, with --topic the ones that spoke on such a topic. With both, a device on such a \
                topic that nothing is suggested for is taken in by that profile, too. Exits 1 when one is refused.
                """)

        @Argument(help: "The device's id; `BROKER/ID` when two brokers carry one of that name.")
        var device: String?
        @Flag(name: .long, help: "Every held device that some profile reads.") var allHeld = false
        @Option(name: .long, help: "With --all-held: only those that spoke on such a topic (+ and #).")
        var topic: String?
        @Flag(name: .long, help: "With --all-held: do it.") var yes = false
        @Option(name: .long, help: "Who decides (the id of a person of the site).") var by: String?
        @Option(name: .long, help: "The profile that reads it.") var profile: String?
        @Option(name: .long, help: "What people call it.") var name: String?
        @Option(name: .long, help: "The building it stands in.") var building: String?
        @Option(name: .long, help: "The floor.") var floor: String?
        @Option(name: .long, help: "The spot.") var spot: String?
        @OptionGroup var control: ControlOptions

        func validate() throws {
            guard (device == nil) == allHeld else { throw ValidationError("name one device, or --all-held") }
            guard floor == nil && spot == nil || building != nil else {
                throw ValidationError("--floor and --spot need --building")
            }
            guard allHeld || (topic == nil && !yes) else {
                throw ValidationError("--topic and --yes go with --all-held")
            }
            guard !allHeld || name == nil else { throw ValidationError("--name names one device") }
            guard by != nil || allHeld && !yes else { throw ValidationError("say who decides: --by PERSON") }
        }

        func run() throws {
            guard let device else { return try runAll() }
            try report(device, adopt(device, profile: profile))
        }

        private var isChinese: Bool { control.language.language == .zh }

        private func runAll() throws {
            let choice = HeldChoice(profile: profile, topic: topic)
            let chosen = try RegistryList(control: control).rows(.held).compactMap { row in
                choice.profile(for: row).map { (row: row, profile: $0) }
            }
            guard yes else { return preview(chosen.map { ($0.row, $0.profile) }) }
            var refused = 0
            for (row, profile) in chosen {
                let device = "\(row.broker)/\(row.id)"
                let client = ControlClient(path: control.control)
                switch try client.ask(
                    .adopt(device: device, details(profile)), person: by, language: control.language.language)
                {
                case .answer(let answer): report(device, answer)
                case .failure(let failure):
                    refused += 1
                    StandardError.write(VisibleText.of("\(device)  \(failure.message)"))
                }
            }
            if refused > 0 { throw ExitCode.failure }
        }

        private func preview(_ chosen: [(row: RegistryReport, profile: String)]) {
            for (row, profile) in chosen {
                guard !control.json else {
                    StandardOutput.write(JSONLine.text(row))
                    continue
                }
                StandardOutput.write(
                    VisibleText.of("\(row.broker)/\(row.id)  \(profile)  \(row.sample?.topic ?? "—")"))
            }
            let count = chosen.count
            StandardError.write(
                isChinese
                    ? "共 \(count) 台，尚未纳入；确认请加 --yes --by 人员"
                    : "\(count) devices, none taken in yet: add --yes --by PERSON")
        }

        private func adopt(_ device: String, profile: String?) throws -> ControlAnswer {
            try control.ask(.adopt(device: device, details(profile)), person: by)
        }

        private func details(_ profile: String?) -> AdoptionDetails {
            AdoptionDetails(profile: profile, name: name, building: building, floor: floor, spot: spot)
        }

        private func report(_ device: String, _ answer: ControlAnswer) {
            let isNew = answer == .done
            StandardOutput.write(
                VisibleText.of(device) + "  "
                    + (isChinese ? (isNew ? "已纳入" : "此前已纳入") : (isNew ? "adopted" : "was adopted")))
        }
    }
}

/// Which held devices `--all-held` means, and by which profile each is taken in.
struct HeldChoice {
    var profile: String?
    /// As MQTT writes filters.
    var topic: String?

    /// nil: it is not meant.
    func profile(for row: RegistryReport) -> String? {
        if let topic {
            guard let spoken = row.sample?.topic,
                Array(spoken.utf8).withUnsafeBytes({ TopicFilter(topic).matches($0) })
            else { return nil }
        }
        guard let profile else { return row.profile }
        if row.profile == profile { return profile }
        return topic != nil && row.profile == nil ? profile : nil
    }
}
