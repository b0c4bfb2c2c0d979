import CodecWire

/// Decides which uplink goes to which of two child processes and when one of them has to end. Pure: events and the
/// time go in, actions come out.
///
/// Both children are warm. The *front* one serves everybody nobody has complained about, and each call there has little
/// time. When it dies of one, the other takes its place at once and a new one is started behind it: the other devices
/// wait for that little time, not for a process to start. The device whose uplink did it is a suspect: its uplinks go
/// to the *back* child, this one again among them, where each is alone and has all the time a call may take. Only an
/// uplink that fails there is refused. A device of which that happens over and over rests, and its uplinks wait for the
/// end of that. Who else has the same codec notices nothing.
///
/// Uplinks of one device are answered in the order offered, whatever dies meanwhile: a device is in one lane at a time,
/// and what a dead child owed goes back to the head of its lane.
package struct CodecDispatcher {
    /// What the runner is to do, in order: starting a process takes ms, so it comes after what others wait for.
    package enum Action: Equatable {
        case start(seat: Int)
        case send(seat: Int, [UInt8])
        /// End the child of this seat; it will not be heard of again.
        case end(seat: Int)
    }

    /// Calls a child may owe: some ms of work, so that little is repeated when it dies.
    static let window = 256
    /// Milliseconds without an answer after which a child is taken for stuck. It watches itself at 50 ms; this is for
    /// one that cannot.
    static let longestSilence: Int64 = 1_000
    /// Milliseconds a child may take to become ready.
    static let longestStart: Int64 = 10_000
    /// Files that a child holds; beyond it the one used longest ago goes. The largest published take 1.5 MB each.
    static let mostCodecs = 32
    /// Deaths of a child with only this uplink in hand that end the uplink's chances: a `kill -9` from outside is no
    /// proof.
    static let chances = 3
    /// Milliseconds between two starts of a child that never answered: doubled from the first to the second.
    static let retry: (first: Int64, last: Int64) = (50, 10_000)

    struct Entry: Equatable {
        var job: CodecJob
        var party: CodecRegister.Party
        /// Children that this uplink ended, or that died or fell silent with nothing else in hand.
        var deaths = 0
    }

    struct Seat {
        enum Phase: Equatable {
            /// No child; a new one is started at this time.
            case empty(until: Int64)
            case starting(since: Int64)
            case ready
        }

        var phase = Phase.empty(until: .min)
        /// Sent and not answered, oldest first, with the number each was sent under.
        var owed = Waiting<(serial: UInt32, entry: Entry)>()
        /// Codecs the child holds, and when each was last used.
        var known: [UInt32: UInt64] = [:]
        var lastHeard: Int64 = 0
        /// Children in a row that ended without an answer.
        var failures = 0
        var frames = FrameWriter()
    }

    let capacity: Int
    var seats = [Seat(), Seat()]
    var front = 0
    /// What waits, by `CodecLane`.
    var lanes = CodecLane.allCases.map { _ in Waiting<Entry>() }
    /// How many of a lane's next uplinks go one at a time, since a child died with them in hand.
    var careful = CodecLane.allCases.map { _ in 0 }
    var register = CodecRegister()
    /// What waits for the end of its device's rest, in order.
    var aside: [Entry] = []
    /// When the first of those rests ends.
    private var asideUntil = Int64.max
    private var serial: UInt32 = 0
    private var uses: UInt64 = 0
    private var actions: [Action] = []
    private var results: [CodecResult] = []

    private let isPatient: Bool

    /// - Parameters:
    ///   - capacity: uplinks held at most, waiting or owed.
    ///   - isPatient: whether the uplinks of a device that rests wait; if not they are answered as `resting`.
    package init(capacity: Int, isPatient: Bool = true) {
        self.capacity = capacity
        self.isPatient = isPatient
    }

    /// Uplinks held.
    package var count: Int {
        lanes.reduce(seats[0].owed.count + seats[1].owed.count + aside.count) { $0 + $1.count }
    }

    package var isIdle: Bool { count == 0 }

    /// Starts the children, so that the first uplink finds them warm.
    package mutating func begin(now: Int64) { startDue(now) }

    /// Takes one uplink.
    package mutating func offer(_ job: CodecJob, now: Int64) {
        guard count < capacity else {
            results.append(
                CodecResult(
                    id: job.id, outcome: .crowded,
                    reason: "more than \(capacity) uplinks wait for their codec"))
            return
        }
        let party = CodecRegister.Party(codec: register.number(of: job.script), device: job.device)
        let lane = register.enter(party, now: now)
        lanes[lane.rawValue].append(Entry(job: job, party: party))
    }

    /// The child of a seat is warm and confined.
    package mutating func becameReady(seat: Int, now: Int64) {
        seats[seat].phase = .ready
        seats[seat].lastHeard = now
    }

    package mutating func answered(seat: Int, _ answer: CodecAnswer, now: Int64) {
        guard case (let serial, var entry)? = seats[seat].owed.first, serial == answer.id else {
            // It answers what nobody asked: not our child's doing any more.
            return died(seat: seat, now: now)
        }
        seats[seat].owed.removeFirst()
        seats[seat].lastHeard = now
        seats[seat].failures = 0
        guard answer.outcome.endsChild else {
            return settle(entry, answer.outcome, answer.text, answer.reason)
        }
        entry.deaths += 1
        if answer.outcome == .heavy {
            register.suspect(codec: entry.party.codec, now: now)
            leave(seat, again: entry, now: now)
        } else if register.lane(of: entry.party) == .suspects || entry.deaths > Self.chances {
            register.strike(entry.party, now: now)
            settle(entry, answer.outcome, answer.text, answer.reason)
            leave(seat, now: now)
        } else {
            suspect(entry, now: now)
            leave(seat, again: entry, now: now)
        }
    }

    /// The child of a seat is gone and said no reason.
    package mutating func died(seat: Int, now: Int64) {
        seats[seat].failures += 1
        guard seats[seat].owed.count == 1, let (_, entry) = seats[seat].owed.first else {
            return leave(seat, isExplained: false, now: now)
        }
        seats[seat].owed.removeFirst()
        blame(entry, .crashed, "the codec's process ended \(Self.chances) times while it ran", seat, now: now)
    }

    /// The child of a seat ends by its own will: nobody's fault.
    package mutating func left(seat: Int, now: Int64) { leave(seat, now: now) }

    /// What is due by time alone.
    package mutating func tick(now: Int64) {
        for seat in seats.indices {
            switch seats[seat].phase {
            case .starting(let since) where now - since >= Self.longestStart: died(seat: seat, now: now)
            case .ready where now - seats[seat].lastHeard >= Self.longestSilence:
                guard let (_, entry) = seats[seat].owed.first else { continue }
                seats[seat].owed.removeFirst()
                blame(entry, .overran, "no answer for \(Self.longestSilence) ms", seat, now: now)
            default: break
            }
        }
        startDue(now)
    }

    /// When `tick` is next needed; nil: not before something happens.
    package var nextDeadline: Int64? {
        let deadlines = seats.compactMap { seat in
            switch seat.phase {
            case .empty(let until): until
            case .starting(let since): since + Self.longestStart
            case .ready: seat.owed.isEmpty ? nil : seat.lastHeard + Self.longestSilence
            }
        }
        return (aside.isEmpty ? deadlines : deadlines + [asideUntil]).min()
    }

    /// Hands out what can be sent now, and everything to be done.
    package mutating func takeActions(now: Int64) -> [Action] {
        startDue(now)
        // A child that starts while the other has nothing to do: nobody has to wait for it.
        if seats[front].phase != .ready { changePlaces() }
        if now >= asideUntil { takeUpAside(now: now) }
        for lane in CodecLane.allCases { fill(lane, now: now) }
        for seat in seats.indices where !seats[seat].frames.isEmpty {
            actions.append(.send(seat: seat, seats[seat].frames.bytes))
            seats[seat].frames = FrameWriter()
        }
        defer { actions = [] }
        let starts = actions.filter { if case .start = $0 { true } else { false } }
        return actions.filter { !starts.contains($0) } + starts
    }

    package mutating func takeResults() -> [CodecResult] {
        defer { results = [] }
        return results
    }

    // MARK: Sending

    private mutating func fill(_ lane: CodecLane, now: Int64) {
        let seat = lane == .front ? front : 1 - front
        let place = lane.rawValue
        guard seats[seat].phase == .ready else { return }
        while let entry = lanes[place].first {
            guard seats[seat].owed.count < room(of: lane, in: seat) else { return }
            lanes[place].removeFirst()
            if careful[place] > 0 { careful[place] -= 1 }
            guard register.rests(entry.party, now: now) else {
                send(entry, to: seat, isHurried: lane == .front, now: now)
                continue
            }
            guard isPatient else {
                settle(
                    entry, .resting, [],
                    "the codec rests: it ran too long \(CodecRegister.mostStrikes) times")
                continue
            }
            aside.append(entry)
            asideUntil = min(asideUntil, register.restEnd(of: entry.party))
        }
    }

    /// Calls of a lane that its child may owe now.
    private func room(of lane: CodecLane, in seat: Int) -> Int {
        switch lane {
        case .suspects: lanes[CodecLane.back.rawValue].isEmpty ? 1 : 0
        case .back where seats[seat].owed.first.map({ register.lane(of: $0.entry.party) }) == .suspects: 0
        case .front, .back: careful[lane.rawValue] > 0 ? 1 : Self.window
        }
    }

    /// What rests has nothing in its lane: all of it is aside, or came later.
    private mutating func takeUpAside(now: Int64) {
        let rested = aside.filter { !register.rests($0.party, now: now) }
        aside.removeAll { !register.rests($0.party, now: now) }
        asideUntil = aside.map { register.restEnd(of: $0.party) }.min() ?? .max
        lanes[CodecLane.suspects.rawValue].prepend(rested)
    }

    private mutating func send(_ entry: Entry, to seat: Int, isHurried: Bool, now: Int64) {
        uses += 1
        if seats[seat].known.updateValue(uses, forKey: entry.party.codec) == nil {
            forgetOldest(of: seat)
            let script = entry.job.script
            seats[seat].frames.append(
                .load(codec: entry.party.codec, network: script.network, source: script.source))
        }
        serial &+= 1
        if seats[seat].owed.isEmpty { seats[seat].lastHeard = now }
        seats[seat].owed.append((serial, entry))
        seats[seat].frames.append(
            .call(
                CodecCall(
                    id: serial, codec: entry.party.codec, port: entry.job.port,
                    receivedAt: entry.job.receivedAt, wantsWhole: entry.job.wantsWhole,
                    payload: entry.job.payload, isHurried: isHurried)))
    }

    private mutating func forgetOldest(of seat: Int) {
        guard seats[seat].known.count > Self.mostCodecs,
            let oldest = seats[seat].known.min(by: { $0.value < $1.value })?.key
        else { return }
        seats[seat].known[oldest] = nil
        seats[seat].frames.append(.forget(codec: oldest))
    }

    // MARK: Endings

    private mutating func settle(
        _ entry: Entry, _ outcome: CodecAnswer.Outcome, _ text: [UInt8], _ reason: String
    ) {
        register.leave(entry.party)
        results.append(CodecResult(id: entry.job.id, outcome: outcome, text: text, reason: reason))
    }

    /// A child came to its end with one uplink in hand and said no reason. An end is no proof: somebody may have killed
    /// it, or the machine stood still. Only the same uplink alone, and every time, is.
    private mutating func blame(
        _ entry: Entry, _ outcome: CodecAnswer.Outcome, _ reason: String, _ seat: Int, now: Int64
    ) {
        var entry = entry
        entry.deaths += 1
        let isAlone = register.lane(of: entry.party) == .suspects
        // There may be no room for one more suspect.
        if entry.deaths >= Self.chances, isAlone || entry.deaths > Self.chances {
            register.strike(entry.party, now: now)
            settle(entry, outcome, [], reason)
            return leave(seat, now: now)
        }
        if entry.deaths >= Self.chances - 1 || outcome == .overran { suspect(entry, now: now) }
        leave(seat, again: entry, isExplained: false, now: now)
    }

    /// Notes that a device may have cost a child, and takes it out of the others' way.
    /// - Parameter entry: in no lane and owed by nobody at the moment.
    private mutating func suspect(_ entry: Entry, now: Int64) {
        let party = entry.party
        let isNew = register.lane(of: party) != .suspects
        register.suspect(party, open: isNew ? 1 + held(of: party) : 0, now: now)
    }

    /// Uplinks of a device that wait or are owed.
    private func held(of party: CodecRegister.Party) -> Int {
        let waiting = lanes.reduce(0) { $0 + $1.all.count { $0.party == party } }
        let owed = seats.reduce(0) { $0 + $1.owed.all.count { $0.entry.party == party } }
        return waiting + owed + aside.count { $0.party == party }
    }

    /// Empties a seat: what its child owed is asked again, and a new child is started.
    ///
    /// - Parameters:
    ///   - again: what it was at when it ended, if that is to be asked again, too.
    ///   - isExplained: whether the uplink that ended it is known. If not, the others are tried one by one.
    private mutating func leave(_ seat: Int, again: Entry? = nil, isExplained: Bool = true, now: Int64) {
        actions.append(.end(seat: seat))
        let owed = (again.map { [$0] } ?? []) + seats[seat].owed.all.map(\.entry)
        putBack(owed)
        if !isExplained {
            for entry in owed { careful[register.lane(of: entry.party).rawValue] += 1 }
            for place in lanes.indices { careful[place] = min(careful[place], lanes[place].count) }
        }
        let failures = seats[seat].failures
        let delay =
            failures < 2 ? 0 : min(Self.retry.last, Self.retry.first << Int64(min(failures - 2, 20)))
        seats[seat] = Seat(phase: .empty(until: now + delay))
        seats[seat].failures = failures
        if seat == front { changePlaces() }
        startDue(now)
    }

    /// Only one that owes nothing may change places: a device is in one place at a time.
    private mutating func changePlaces() {
        if seats[1 - front].phase == .ready, seats[1 - front].owed.isEmpty { front = 1 - front }
    }

    /// Puts what a child owed at the head of its lanes, and what waits where it belongs by now.
    private mutating func putBack(_ owed: [Entry]) {
        var heads = CodecLane.allCases.map { _ in [Entry]() }
        for entry in owed { heads[register.lane(of: entry.party).rawValue].append(entry) }
        for lane in CodecLane.allCases where lane != .suspects {
            let moving = lanes[lane.rawValue].removeAll { register.lane(of: $0.party) != lane }
            for entry in moving { heads[register.lane(of: entry.party).rawValue].append(entry) }
        }
        for lane in CodecLane.allCases { lanes[lane.rawValue].prepend(heads[lane.rawValue]) }
    }

    private mutating func startDue(_ now: Int64) {
        for seat in seats.indices {
            guard case .empty(let until) = seats[seat].phase, now >= until else { continue }
            seats[seat].phase = .starting(since: now)
            actions.append(.start(seat: seat))
        }
    }
}
