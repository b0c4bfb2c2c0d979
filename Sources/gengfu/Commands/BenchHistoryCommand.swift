import ArgumentParser
import Facility
import Foundation
import Ring
import SiteConfiguration

/// What a reading costs for good: bytes kept, bytes written, CPU, and the time a question about long ago takes.
struct BenchHistoryCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "history",
        abstract: "Fill a store with a compound's readings, past its limit, and ask for a lift's day.",
        discussion: """
            Twelve lifts at 1 Hz, two pump rooms, 120 chargers and 300 detectors speak as fast as the store takes it, \
            through journal, commit and sealing. Exits 2 above 9 bytes a reading, above 50 ms for a lift's 24 hours \
            out of a cold file or 10 ms warm, when a file grew by a byte after it was full, or when sealing failed.
            """)

    @Option(name: .long, help: "Readings to write.")
    var readings: Int64 = 20_000_000

    @Option(name: .long, help: "Bytes of history, such as 64MiB.")
    var budget = "64MiB"

    @Option(name: .long, help: "Where the store goes: a folder on the disk to measure.")
    var folder = NSTemporaryDirectory()

    @Flag(name: .long, help: "Print JSON.")
    var json = false

    func validate() throws {
        guard (100_000...10_000_000_000).contains(readings) else {
            throw ValidationError("--readings is 100000 to 10000000000")
        }
        guard SizeSpelling.parse(budget).map({ $0 >= 4 << 20 }) == true else {
            throw ValidationError("--budget is a size of 4MiB or more")
        }
    }

    func run() throws {
        let store = try IngestBench.temporaryFolder(in: folder)
        defer { try? FileManager.default.removeItem(atPath: store) }
        let outcome: HistoryBench.Outcome
        do {
            let bench = HistoryBench(
                folder: store, readings: readings, budget: SizeSpelling.parse(budget) ?? 64 << 20)
            outcome = try bench.run { size in
                guard !json else { return }
                StandardError.write("\(size.readings / 1_000_000) M readings, \(size.bytes >> 20) MiB")
            }
        } catch {
            StandardError.write("\(error)")
            throw ExitCode.failure
        }
        if json {
            StandardOutput.write(JSONLine.text(outcome))
        } else {
            Self.lines(outcome).forEach(StandardOutput.write)
        }
        if outcome.isBelowFloor { throw ExitCode.findings }
    }

    private static func lines(_ outcome: HistoryBench.Outcome) -> [String] {
        let query = outcome.query
        return [
            String(
                format:
                    "%.2f bytes a reading (%.2f in the file), %.0f written, %.3f µs CPU of which %.3f the load's",
                outcome.bytesPerReading, outcome.fileBytesPerReading, outcome.writtenPerReading ?? .nan,
                outcome.cpuMicrosecondsPerReading, outcome.loadMicrosecondsPerReading),
            String(
                format: "a lift's 24 h, %d readings: %.1f ms cold, %.1f ms warm", query.readings,
                query.coldMilliseconds, query.warmMilliseconds),
            String(
                format: "%.2f wraps, file %d of %d bytes, grown after it was full: %d", outcome.wraps,
                outcome.fileBytes, outcome.limitBytes, outcome.grownAfterFull),
            String(
                format: "slices: %d, 99 %% within %.1f ms (%.1f of work), longest %.1f (%.1f) ms",
                outcome.slices, outcome.slice99Milliseconds, outcome.slice99CPUMilliseconds,
                outcome.longestSliceMilliseconds, outcome.longestSliceCPUMilliseconds),
        ]
    }
}

extension HistoryBench.Outcome {
    /// The bars of the project for stored readings.
    var isBelowFloor: Bool {
        bytesPerReading > 9 || query.coldMilliseconds > 50 || query.warmMilliseconds > 10
            || grownAfterFull > 0
            || storeGrown > 0 || failure != nil
    }
}
