/// Where one hazard stands at one device or zone while it is not idle: a row of `live`.
///
/// Times are by the device's time.
package enum MachineState: Sendable, Codable, Equatable {
    /// The sign holds since `since`; raised when it has held for its evidence's `for`.
    case pending(since: Timestamp, evidence: Int)
    /// It has held long enough inside a backlog: whether it is history or still there is known when the drain ends.
    /// `falseSince`: known false again since then. `peak`: the strongest severity a step has given it.
    case held(since: Timestamp, falseSince: Timestamp?, evidence: Int, peak: Severity? = nil)
    case active(IncidentID, evidence: Int)
    /// Known false since `since`; the incident goes quiet when that has lasted `quiet_for`.
    case quieting(IncidentID, since: Timestamp)
    /// Quiet and latched: waits for a person, raises no second incident. With `expires_after` it ends by itself when
    /// it was known to be over for that long, which it has been since `overSince`.
    case latched(IncidentID, overSince: Timestamp? = nil)
    /// Latched, and the sign holds again since `since`; active again when it has held for its `for`.
    case returning(IncidentID, since: Timestamp)
    /// A person refuted it while it was active: nothing is raised until it was known false for `quiet_for`, which
    /// it has been since `quietSince`. `evidence`: what held then and is refuted with it; nil (rows of an earlier
    /// version): all there is. `rival`: what holds since `rivalSince` and nobody has refuted; raised after its `for`.
    case refuted(
        IncidentID, quietSince: Timestamp?, evidence: [Int]? = nil, rival: Int? = nil,
        rivalSince: Timestamp? = nil)
    /// Ended by itself, and `hold_off` is not over: what holds (`since`) for its `for` now opens it again.
    case resting(IncidentID, endedAt: Timestamp, since: Timestamp?)

    /// The incident it belongs to, nil before one is raised.
    package var incident: IncidentID? {
        switch self {
        case .pending, .held: nil
        case .active(let id, _), .quieting(let id, _), .latched(let id, _), .returning(let id, _),
            .refuted(let id, _, _, _, _), .resting(let id, _, _):
            id
        }
    }
}
