import ArgumentParser
import Foundation

/// How long a new sheet keeps the watch from listening.
struct BenchReloadCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "reload",
        abstract: "Measure how long the watch hears nobody while a sheet is put in force.",
        discussion: """
            Starts a broker, `gengfu run` and a publisher; rewrites the sheet and reloads it while messages flow, at \
            last one in which every device is a mistake. Exits 1 when a message was lost, refused or raised anything, \
            2 when the loop was held longer than --floor-ms.
            """)

    @Option(name: .long, help: "Folder of the project or of its installed files.")
    var root = "."

    @Flag(name: .long, help: "Print JSON.")
    var json = false

    @Option(name: .long, help: "Devices in the sheet.")
    var devices = 10_000

    @Option(name: .long, help: "Messages per second.")
    var rate = 5_000

    @Option(name: .long, help: "Seconds of messages.")
    var seconds = 20

    @Option(name: .long, help: "Faultless sheets that are put in force meanwhile.")
    var reloads = 5

    @Option(name: .long, help: "Milliseconds the loop may be held at most; 0: any.")
    var floorMs = 0.0

    @Option(name: .long, help: "Where the store goes: a folder on the disk to measure.")
    var folder = NSTemporaryDirectory()

    func validate() throws {
        guard (12...10_000).contains(devices) else { throw ValidationError("--devices is 12 to 10000") }
        guard (1...100_000).contains(rate) else { throw ValidationError("--rate is 1 to 100000") }
        guard (1...3_600).contains(seconds) else { throw ValidationError("--seconds is 1 to 3600") }
        guard (1...100).contains(reloads) else { throw ValidationError("--reloads is 1 to 100") }
        guard floorMs >= 0 else { throw ValidationError("--floor-ms is 0 or more") }
    }

    func run() async throws {
        ParentWatch.start()
        let settings = ReloadSettings(devices: devices, rate: rate, seconds: seconds, reloads: reloads)
        let report: ReloadBenchReport
        do {
            let bench = ReloadBench(root: root, settings: settings, folder: folder)
            report = try await bench.run { reload in
                guard !json else { return }
                let answer = reload.isFaulty ? "refused" : "in force"
                StandardError.write(
                    String(
                        format: "%@ after %.0f ms; longest hold so far %.1f ms", answer, reload.milliseconds,
                        reload.longestHold))
            }
        } catch let failure as BenchFailure {
            StandardError.write("\(failure)")
            throw ExitCode.failure
        }
        if json {
            StandardOutput.write(JSONLine.text(report))
        } else {
            report.lines.forEach(StandardOutput.write)
        }
        if floorMs > 0, report.longestHold > floorMs { throw ExitCode.findings }
    }
}
