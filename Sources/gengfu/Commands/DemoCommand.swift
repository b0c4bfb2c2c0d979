import ArgumentParser
import Facility
import Foundation

/// The whole house on one machine.
struct DemoCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "demo",
        abstract: "Run broker, platform, gateway, console and a simulated compound until Ctrl-C.",
        discussion: """
            Prints the page's address and one line per step of each incident. With --for it ends by itself and exits \
            0 only if each of the four facilities had an incident that the platform accepted, the fire's after the \
            guard had confirmed it.
            """)

    @Option(name: .long, help: "Folder of the project or of its installed files.")
    var root = "."

    @Option(name: .customLong("for"), help: "End after this long, such as 60s or 5m, with a summary.")
    var duration: String?

    @Option(name: .long, help: "Play this capture instead of the simulated compound.")
    var replay: String?

    @Option(name: .long, help: "Compound seconds per real second.")
    var clockRate: Int64 = 60

    @Option(name: .long, help: "Seed of the simulated day.")
    var seed: UInt64 = 1

    @Flag(name: .long, help: "Print JSON lines.")
    var json = false

    @OptionGroup var language: LanguageOptions

    func validate() throws {
        if let duration, Self.seconds(duration) == nil {
            throw ValidationError("--for takes a time such as 60s, 5m or 1h")
        }
        guard (1...3_600).contains(clockRate) else {
            throw ValidationError("--clock-rate must be between 1 and 3600")
        }
    }

    static func seconds(_ text: String) -> Int? {
        let units: [Character: Int] = ["s": 1, "m": 60, "h": 3_600]
        guard let unit = text.last.flatMap({ units[$0] }), let count = Int(text.dropLast()), count > 0 else {
            return nil
        }
        return count * unit
    }

    func run() async throws {
        let demo = Demonstration(
            root: root, replay: replay, clockRate: clockRate, seed: seed,
            printer: DemoPrinter(isJSON: json, language: language.language))
        let summary: DemoSummary
        do {
            summary = try await demo.run(seconds: duration.flatMap(Self.seconds))
        } catch let failure as Demonstration.Failure {
            StandardError.write("\(failure)")
            throw ExitCode.failure
        }
        // A replayed capture shows what it shows; only the simulated day promises something of each facility.
        if duration != nil, replay == nil, !summary.isComplete { throw ExitCode.failure }
    }
}
