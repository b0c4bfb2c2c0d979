import Facility

/// One time that a hazard was active in a back-test, from its raise, or from when it held again, to its quiet.
package struct BacktestEpisode: Sendable, Equatable, Encodable {
    package var incident: String
    package var hazard: String
    package var device: String
    package var zone: String?
    package var severity: Severity
    /// When the sign began to hold, by the device's time.
    package var since: Timestamp
    /// When it was raised, by the recording's time.
    package var from: Timestamp
    /// nil: active at the recording's end.
    package var until: Timestamp?
    /// The same incident before: a latch that nobody opened, or a `hold_off` that was not over.
    package var isAgain: Bool
    package var isWeak: Bool
    /// Of a hazard that is being tried: it would be recorded and told to nobody.
    package var isShadow: Bool
    /// Row of the table in which it was raised, from 1 without the header; nil: no table.
    package var row: Int?
    /// `point = value` and `avg(point 60s) = value` at the raise.
    package var evidence: [String]

    private enum CodingKeys: String, CodingKey {
        case incident, hazard, device, zone, severity, since, from, until, row, evidence
        case isAgain = "again"
        case isWeak = "weak"
        case isShadow = "shadow"
    }
}
