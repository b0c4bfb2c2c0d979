import Facility

/// Everything `gengfu run` was told.
struct WatchSettings: Sendable {
    var site: Site
    /// Path of `gengfu.yaml`, read again on reload.
    var configuration: String
    var store: String
    var control: String
    var clock: ClockReader
    var steps: StepPrinter.Format
    /// Whether each broker's contract is tested at start.
    var testsContracts: Bool
}
