import Facility

/// The line of one life of the process to the fire centre: `FireCentreKeeper` without tasks and sockets.
struct SimulatedFireLine {
    private var session: FireCentreSession
    private(set) var wakeAt: Timestamp?
    private var dice: Dice
    private var isStarted = false
    /// What came of deliveries and signs of life.
    private var settled: [(ticket: FireCentreSession.Ticket, failure: Lane.Failure?)] = []

    /// - Parameter standing: `Engine.openCases`.
    init(
        site: Site, _ settings: FireCentreSettings, standing: [Delivery], seed: UInt64
    ) {
        session = FireCentreSession(
            settings: settings, unit: 0, table: FirePointTable(of: site, for: settings), standing: standing)
        dice = Dice(seed: seed)
    }

    mutating func takeSettled() -> [(ticket: FireCentreSession.Ticket, failure: Lane.Failure?)] {
        defer { settled = [] }
        return settled
    }

    mutating func tell(
        _ input: FireCentreSession.Input, now: Timestamp, _ centre: inout SimulatedFireCentre,
        trouble: () -> SimulatedFireCentre.Trouble?
    ) {
        for action in session.step(input, now: now, using: &dice) {
            switch action {
            case .connect: centre.call(now: now)
            case .close: centre.hangUp()
            case .write(let bytes): centre.take(bytes, now: now, trouble: trouble)
            case .settle(let ticket, let failure): settled.append((ticket, failure))
            case .wake(let time): wakeAt = time
            case .askDuty, .dutyOver, .note: break
            }
        }
    }

    /// Everything that is due.
    mutating func turn(
        now: Timestamp, _ centre: inout SimulatedFireCentre, trouble: () -> SimulatedFireCentre.Trouble?
    ) {
        if !isStarted {
            // The keeper's own task begins when it pleases: a lane's first delivery may have come before.
            isStarted = true
            tell(.started, now: now, &centre, trouble: trouble)
        }
        // A centre that answers every frame with a question is not asked without end within one turn.
        for _ in 0..<64 {
            if let word = centre.next(until: now) {
                switch word {
                case .made: tell(.connected, now: now, &centre, trouble: trouble)
                case .refused: tell(.disconnected("no connection"), now: now, &centre, trouble: trouble)
                case .over: tell(.disconnected("closed"), now: now, &centre, trouble: trouble)
                case .bytes(let bytes): tell(.received(bytes), now: now, &centre, trouble: trouble)
                }
            } else if let wake = wakeAt, wake <= now {
                wakeAt = nil
                tell(.deadline, now: now, &centre, trouble: trouble)
            } else {
                return
            }
        }
    }
}
