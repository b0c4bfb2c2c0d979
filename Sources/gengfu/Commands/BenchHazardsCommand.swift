import ArgumentParser
import SiteConfiguration

/// What asking the hazards of a whole compound costs.
struct BenchHazardsCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "hazards",
        abstract: "Measure conditions in memory on one core: 10 points, 25 hazards and 4 windows a device.",
        discussion: """
            Every message is decoded, changes all points of its device and has all its hazards asked. Exits 2 below \
            3,000,000 condition evaluations/s, above a tenth of a core at 5,000 messages/s, or above 96 MiB of \
            anonymous memory.
            """)

    @Option(name: .long, help: "Devices.")
    var devices = 10_000

    @Option(name: .long, help: "Messages measured once every window is full.")
    var messages = 500_000

    @Flag(name: .long, help: "Print JSON.")
    var json = false

    func validate() throws {
        guard (100...100_000).contains(devices) else { throw ValidationError("--devices is 100 to 100000") }
        guard (1_000...100_000_000).contains(messages) else {
            throw ValidationError("--messages is 1000 to 100000000")
        }
    }

    func run() throws {
        let outcome: HazardBench.Outcome
        do {
            outcome = try HazardBench(devices: devices, messages: messages).run()
        } catch let failure as BenchFailure {
            StandardError.write("\(failure)")
            throw ExitCode.failure
        }
        if json {
            StandardOutput.write(JSONLine.text(outcome))
        } else {
            StandardOutput.write(Self.line(outcome))
        }
        if outcome.isBelowFloor { throw ExitCode.findings }
    }

    private static func line(_ outcome: HazardBench.Outcome) -> String {
        let share = Double(Int(outcome.coreShare * 1_000)) / 10
        return "\(outcome.evaluationsPerSecond) evaluations/s (\(outcome.messagesPerSecond) messages/s), "
            + "\(share) % of a core at \(HazardBench.rate) messages/s, \(outcome.anonymousBytes >> 20) MiB"
    }
}
