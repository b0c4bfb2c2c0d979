/// Where one hazard stands at one device or zone while it is not idle.
package enum MachineState: Sendable, Codable, Equatable {
    /// The sign holds since `since` (device's time); raised when it has held for its evidence's `for`.
    case pending(since: Timestamp, evidence: Int)
    case active(IncidentID, evidence: Int)
    /// Known false since `since`; the incident goes quiet when that has lasted `quiet_for`.
    case quieting(IncidentID, since: Timestamp)
    /// Quiet and latched: waits for a person, raises no second incident.
    case latched(IncidentID)
}
