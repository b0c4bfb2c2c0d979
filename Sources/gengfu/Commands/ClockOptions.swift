import ArgumentParser
import Facility

/// How fast time passes; for demonstration, replay and simulation only.
struct ClockOptions: ParsableArguments {
    @Option(name: .long, help: "Compound seconds per real second (demonstration and simulation).")
    var clockRate: Int64 = 1

    @Option(
        name: .long,
        help: "Milliseconds since 1970 at which scaled time equals real time; shared by processes.")
    var clockOrigin: Int64?

    func validate() throws {
        guard (1...100_000).contains(clockRate) else {
            throw ValidationError("--clock-rate must be between 1 and 100000")
        }
    }

    func reader() -> ClockReader {
        ClockReader(rate: clockRate, origin: clockOrigin.map { Timestamp(milliseconds: $0) })
    }
}
