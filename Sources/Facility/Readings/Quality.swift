/// What the gateway thinks of a reading. A doubtful reading is kept and marked, never dropped.
///
/// Only `stale` and `stuck` make a point unknown to a condition: an out-of-range 900 °C still raises.
package enum Quality: UInt8, Sendable, Codable, CaseIterable {
    case good = 0
    /// Plausible in itself, doubtful in its context (impossible jump, contradicting text).
    case suspect = 1
    /// Older than its profile allows; the device may be gone.
    case stale = 2
    /// Outside the range the vocabulary gives the point.
    case outOfRange = 3
    /// Flat to the last digit for longer than physics allows.
    case stuck = 4
    /// The device's clock could not be believed; the time of arrival stands in for it.
    case clockSuspect = 5

    /// The word in captures, commands and pages.
    package var name: String {
        switch self {
        case .good: "good"
        case .suspect: "suspect"
        case .stale: "stale"
        case .outOfRange: "out_of_range"
        case .stuck: "stuck"
        case .clockSuspect: "clock_suspect"
        }
    }

    /// Whether a condition must treat the point as unknown.
    package var isUnknown: Bool { self == .stale || self == .stuck }
}
