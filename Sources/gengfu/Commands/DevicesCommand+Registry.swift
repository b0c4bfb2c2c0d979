import ArgumentParser
import Console
import Control
import Facility

/// Which devices beside the sheet `gengfu devices list` prints.
enum Beside: String, EnumerableFlag {
    case held, adopted, retired

    var standing: RegistryEntry.Standing {
        switch self {
        case .held: .held
        case .adopted: .adopted
        case .retired: .retired
        }
    }
}

/// Devices beside the sheet, a line each.
struct RegistryList {
    let control: ControlOptions

    func rows(_ standing: RegistryEntry.Standing?) throws -> [RegistryReport] {
        try control.all({ .registry(standing, page: $0) }) { answer in
            if case .registry(let listing) = answer { listing } else { nil }
        }
    }

    func run(_ standing: RegistryEntry.Standing) throws {
        let language = control.language.language
        for row in try rows(standing) {
            guard !control.json else {
                StandardOutput.write(JSONLine.text(row))
                continue
            }
            let named = row.profile ?? (language == .zh ? "无匹配型号" : "no profile reads it")
            let profile = named + (row.model.map { " (\($0))" } ?? "")
            StandardOutput.write(
                VisibleText.of(
                    "\(row.id)  \(row.broker)  \(profile)  ×\(row.count)  \(RFC3339.text(row.lastHeard))"
                        + (row.why.isEmpty ? "" : "  \(row.why)")))
            if let sample = row.sample {
                let payload = VisibleText.of(sample.payload, most: 160)
                StandardOutput.write("  \(VisibleText.of(sample.topic))  \(payload)")
            }
        }
    }

    /// The one a person means: `ID`, or `BROKER/ID` when two brokers carry one.
    func row(_ name: String) throws -> RegistryReport? {
        let found = try rows(nil).filter { $0.id == name || "\($0.broker)/\($0.id)" == name }
        return found.count == 1 ? found[0] : nil
    }

    /// What is known of it, why it is not watched like the others, and what to do.
    func show(_ row: RegistryReport) {
        guard !control.json else { return StandardOutput.write(JSONLine.text(row)) }
        let language = control.language.language
        let model = row.model.map { "  " + $0 } ?? ""
        let profile = row.profile.map { Words.suggested[language] + " " + $0 } ?? Words.noProfile[language]
        StandardOutput.write(VisibleText.of("\(row.id)  \(row.broker)\(model)  \(profile)"))
        StandardOutput.write(
            "  " + VisibleText.of(Words.whyBeside(row.standing, by: row.by, why: row.why)[language]))
        let times = "\(RFC3339.text(row.firstHeard)) – \(RFC3339.text(row.lastHeard))"
        StandardOutput.write("  \(Words.heardTimes(Int(row.count))[language])  \(times)")
        if let sample = row.sample {
            StandardOutput.write("  " + VisibleText.of(sample.topic))
            StandardOutput.write("  " + VisibleText.of(sample.payload))
        }
        guard row.standing != .adopted else { return }
        let name = VisibleText.of("\(row.broker)/\(row.id)")
        StandardOutput.write("  " + Words.howToAdopt(name, profile: row.profile)[language])
    }
}

extension DevicesCommand {
    struct Retire: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Take a device out of service for good: counted, not judged.")

        @Argument(help: "The device's id.") var device: String
        @Option(name: .long, help: "Who decides (the id of a person of the site).") var by: String
        @Option(name: .long, help: "Why.") var why: String
        @OptionGroup var control: ControlOptions

        func run() throws {
            let answer = try control.ask(.retire(device: device, why: why), person: by)
            let zh = control.language.language == .zh
            StandardOutput.write(
                answer == .done ? (zh ? "已停用" : "retired") : (zh ? "此前已停用" : "was retired already"))
        }
    }
}
