/// What a deadline is for. Ordered, so that deadlines of one instant fire in the same order before and after a
/// restart.
enum DeadlineKey: Hashable, Sendable {
    /// 200 ms of quiet end a session's drain.
    case drain(session: Int32)
    /// A slot of the device may have become stale.
    case stale(device: Int32)
    /// A silence machine may have its sign.
    case silence(machine: Int32)
    /// A window of the device may have another value.
    case window(device: Int32)
    /// `for`, `quiet_for` or a held raise of a machine.
    case machine(Int32)
    /// A device may have left the count of a `sources`.
    case sources(machine: Int32)
    /// A destination that waits for a confirmation has waited long enough.
    case confirmation(incident: Int64, destination: Int32)
    /// The first report should have been accepted.
    case report(incident: Int64, destination: Int32)
    case shelf(incident: Int64)
    /// Counted losses are written down.
    case losses
    /// The next slice of last values is due.
    case snapshot
    /// A line's next question, or the end of its patience.
    case poll(line: Int32)
    /// The next slice of machines is asked anew after a reload.
    case asking
    /// What is known of devices the sheet does not have is written down.
    case registry
    /// Hours in which hazards may be raised begin or end.
    case schedule(Int32)
    /// The drill's end, or a device that has stood in test for too long.
    case drill
    /// The next deed on record falls due.
    case records
    /// A maintenance window begins or ends, or a device is out of service for too long.
    case suppression
    /// People should have done something about an incident, or are called for it.
    case response(incident: Int64)
    /// No page was open for too long.
    case screen
    /// Sums of points' times are written down.
    case times
    /// Losses are to be grouped, or one that waited is told alone; cars of a roll-call are called at again.
    case storm

    private var rank: (Int, Int64, Int32) {
        switch self {
        case .drain(let session): (0, Int64(session), 0)
        case .stale(let device): (1, Int64(device), 0)
        case .silence(let machine): (2, Int64(machine), 0)
        case .window(let device): (3, Int64(device), 0)
        case .machine(let machine): (4, Int64(machine), 0)
        case .sources(let machine): (5, Int64(machine), 0)
        case .confirmation(let incident, let destination): (6, incident, destination)
        case .report(let incident, let destination): (7, incident, destination)
        case .shelf(let incident): (8, incident, 0)
        case .losses: (9, 0, 0)
        case .snapshot: (10, 0, 0)
        case .poll(let line): (11, Int64(line), 0)
        case .asking: (12, 0, 0)
        case .registry: (13, 0, 0)
        case .schedule(let schedule): (14, Int64(schedule), 0)
        case .suppression: (15, 0, 0)
        case .drill: (16, 0, 0)
        case .response(let incident): (17, incident, 0)
        case .screen: (18, 0, 0)
        case .records: (19, 0, 0)
        case .times: (20, 0, 0)
        case .storm: (21, 0, 0)
        }
    }
}

extension DeadlineKey: Comparable {
    static func < (left: DeadlineKey, right: DeadlineKey) -> Bool { left.rank < right.rank }
}
