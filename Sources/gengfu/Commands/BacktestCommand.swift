import ArgumentParser
import Control
import Facility
import Foundation
import Ring
import Simulation
import SiteConfiguration

/// Says what hazards would have raised on a recording, before anybody is woken by them.
struct BacktestCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "backtest",
        abstract:
            "Play a recording or the site's own history to hazards: what would have been raised, and why.",
        discussion: """
            One of --history (the folder of a gateway's store), --capture (JSON lines as `gengfu record` writes them) \
            and --csv (a table, plain or .gz, with --topic, in which {column} stands for that column's text). A \
            table's rows become messages as `gengfu replay` sends them; their time is read by the profile's own \
            rule, else from --time-column, else they are a second apart.
            """)

    @Option(
        name: .long, help: "Folder of device profiles, or of one facility. (default: DeviceProfiles)")
    var profiles: String?

    @Option(name: .long, help: "Folder of hazards.yaml; that of the profiles when absent.")
    var hazards: String?

    @Option(name: .long, help: "A site's file, for its profiles, devices, zones and overrides.")
    var config: String?

    @Option(name: .long, help: "Folder of a gateway's store.")
    var history: String?

    @Option(name: .long, help: "Capture (.jsonl, .ndjson, plain or .gz).")
    var capture: String?

    @Option(name: .long, help: "Table with a header (.csv, .csv.gz).")
    var csv: String?

    @Option(name: .long, help: "Topic of a table's rows, such as water/{station}/state.")
    var topic: String?

    @Option(name: .long, help: "Column with the time, where the profile names none.")
    var timeColumn: String?

    @Option(name: .long, help: "Write `row,at,hazards` here: what was active after each row.")
    var states: String?

    @Option(name: .long, help: "Write `row,at,detector,score` here: what windows and learned functions said.")
    var scores: String?

    @Option(name: .long, help: "Leave out what came before (2024-03-01T00:00:00Z).")
    var from: String?

    @Option(name: .long, help: "Leave out what came after.")
    var to: String?

    @Flag(name: .long, help: "Print one JSON object.")
    var json = false

    @OptionGroup var language: LanguageOptions

    func validate() throws {
        guard [history, capture, csv].count(where: { $0 != nil }) == 1 else {
            throw ValidationError("one of --history, --capture and --csv")
        }
        guard config == nil || profiles == nil else {
            throw ValidationError("--profiles are those that the file of --config names")
        }
        guard (csv == nil) == (topic == nil) else { throw ValidationError("--topic goes with --csv") }
        guard timeColumn == nil || csv != nil else { throw ValidationError("--time-column goes with --csv") }
        guard history == nil || (states == nil && scores == nil) else {
            throw ValidationError("--states and --scores are of rows: they go with --csv and --capture")
        }
        for text in [from, to].compactMap({ $0 }) where Self.time(text) == nil {
            throw ValidationError("`\(text)` is not a time such as 2024-03-01T00:00:00Z")
        }
    }

    private static func time(_ text: String) -> Timestamp? { RFC3339.timestamp(text) ?? Timestamp(day: text) }

    func run() throws {
        var player = RecordingPlayer(
            site: try site(), from: from.flatMap(Self.time), to: to.flatMap(Self.time))
        let start = Self.processorNanoseconds
        let test: Backtest
        do {
            if let states { player.states = try LineWriter(file: states, header: "row,at,hazards") }
            if let scores { player.scores = try LineWriter(file: scores, header: "row,at,detector,score") }
            test = try play(&player)
        } catch let failure as RecordingPlayer.Failure {
            StandardError.write(failure.message.text[language.language])
            throw ExitCode.badData
        } catch let failure as CaptureFailure {
            StandardError.write("\(failure)")
            throw ExitCode.badData
        } catch let failure as Ring.ReadFailure {
            StandardError.write(failure.detail)
            throw ExitCode.badData
        } catch let failure as OpenFailure {
            StandardError.write(failure.text[language.language])
            throw ExitCode.badData
        } catch let failure as CocoaError {
            StandardError.write(failure.localizedDescription)
            throw ExitCode.failure
        }
        let taken = max(1, Self.processorNanoseconds - start)
        for complaint in player.complaints { StandardError.write(complaint.text[language.language]) }
        for line in player.leftOut { StandardError.write(line[language.language]) }
        let summary = BacktestSummary(
            test, refusedRows: player.refusedRows, rules: player.site.site.zoneRules)
        let rate = Int(Double(summary.readings) * 1e9 / Double(taken))
        if json {
            StandardOutput.write(JSONLine.text(BacktestReport(summary: summary, readingsPerSecond: rate)))
        } else {
            let text = BacktestText(summary: summary, language: language.language)
            text.lines.forEach { StandardOutput.write(VisibleText.of($0)) }
            for refusal in test.refusals {
                StandardError.write(
                    VisibleText.of(
                        "\(refusal.profile): ×\(refusal.count): "
                            + QuarantineReason.text(refusal.last)[language.language])
                )
            }
            StandardError.write(BacktestMessage.speed(readingsPerSecond: rate).text[language.language])
        }
    }

    /// Time this process has had a core for: other programs on the machine do not count against it.
    private static var processorNanoseconds: Int64 {
        (try? ProcessMeter(pid: getpid()).usage().cpuNanoseconds) ?? 0
    }

    private func site() throws -> BacktestSite {
        if let config {
            let (site, diagnostics) = SiteLoader.load(file: config, hazards: hazards)
            ConfigurationOptions.print(diagnostics, in: language.language)
            guard let site else { throw ExitCode.badConfiguration }
            return BacktestSite(site: site)
        }
        let profiles = profiles ?? "DeviceProfiles"
        let (library, diagnostics) = ProfilesLoader.load(profiles: profiles, hazards: hazards ?? profiles)
        ConfigurationOptions.print(diagnostics, in: language.language)
        guard let library else { throw ExitCode.badConfiguration }
        return BacktestSite(library: library)
    }

    private func play(_ player: inout RecordingPlayer) throws -> Backtest {
        if let history { return try player.play(history: history) }
        if let capture { return try player.play(capture: capture) }
        return try player.play(csv: csv ?? "", topic: topic ?? "", timeColumn: timeColumn)
    }
}

/// What `--json` prints.
private struct BacktestReport: Encodable {
    let summary: BacktestSummary
    let readingsPerSecond: Int

    private enum CodingKeys: String, CodingKey {
        case readingsPerSecond = "readings_per_second"
    }

    func encode(to encoder: any Encoder) throws {
        try summary.encode(to: encoder)
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encode(readingsPerSecond, forKey: .readingsPerSecond)
    }
}
