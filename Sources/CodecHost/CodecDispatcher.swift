import CodecWire

/// Decides which uplink goes to which of two child processes and when one of them has to end. Pure: events and the
/// time go in, actions come out.
///
/// Both children are warm. The *front* one serves every codec nobody has complained about. When it dies of a codec,
/// the other takes its place at once and a new one is started behind it: the other devices wait for the call's time
/// limit, not for a process to start. The codec that did it is a suspect: its uplinks go to the *back* child, where
/// they keep only each other waiting. One that does it over and over rests, and its uplinks wait for the end of that.
///
/// Uplinks of one codec are answered in the order offered, whatever dies meanwhile: a codec is in one lane at a time,
/// and what a dead child owed goes back to the head of its lane.
package struct CodecDispatcher {
    /// What the runner is to do, in order.
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
    /// Files that a child holds; beyond it the one used longest ago goes.
    static let mostCodecs = 64
    /// Deaths of a child with only this uplink in hand that end the uplink's chances: a `kill -9` from outside is no
    /// proof.
    static let chances = 3
    /// Milliseconds between two starts of a child that never answered: doubled from the first to the second.
    static let retry: (first: Int64, last: Int64) = (50, 10_000)

    struct Entry: Equatable {
        var job: CodecJob
        var codec: UInt32
        /// Children that died with only this uplink in hand.
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
    /// What waits for the front (0) and for the back child (1).
    var lanes = [Waiting<Entry>(), Waiting<Entry>()]
    /// How many of a lane's next uplinks go one at a time, since a child died with them in hand.
    var careful = [0, 0]
    var register = CodecRegister()
    /// What waits for the end of its codec's rest, in order: most of it is of devices that have done nothing.
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
    ///   - isPatient: whether the uplinks of a codec that rests wait; if not they are answered as `resting`.
    package init(capacity: Int, isPatient: Bool = true) {
        self.capacity = capacity
        self.isPatient = isPatient
    }

    /// Uplinks held.
    package var count: Int {
        lanes[0].count + lanes[1].count + seats[0].owed.count + seats[1].owed.count + aside.count
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
        let codec = register.number(of: job.script)
        let lane = register.lane(of: codec, now: now)
        register.enter(codec, lane: lane)
        lanes[lane].append(Entry(job: job, codec: codec))
    }

    /// The child of a seat is warm and confined.
    package mutating func becameReady(seat: Int, now: Int64) {
        seats[seat].phase = .ready
        seats[seat].lastHeard = now
    }

    package mutating func answered(seat: Int, _ answer: CodecAnswer, now: Int64) {
        guard let (serial, entry) = seats[seat].owed.first, serial == answer.id else {
            // It answers what nobody asked: not our child's doing any more.
            return died(seat: seat, now: now)
        }
        seats[seat].owed.removeFirst()
        seats[seat].lastHeard = now
        seats[seat].failures = 0
        settle(entry, answer.outcome, answer.text, answer.reason)
        guard answer.outcome == .overran || answer.outcome == .hungry else { return }
        strike(entry.codec, now: now)
        leave(seat, now: now)
    }

    /// The child of a seat is gone and said no reason.
    package mutating func died(seat: Int, now: Int64) {
        if seats[seat].owed.count == 1 { blame(seat, now: now) }
        seats[seat].failures += 1
        leave(seat, isExplained: false, now: now)
    }

    /// What is due by time alone.
    package mutating func tick(now: Int64) {
        for seat in seats.indices {
            switch seats[seat].phase {
            case .starting(let since) where now - since >= Self.longestStart: died(seat: seat, now: now)
            case .ready where !seats[seat].owed.isEmpty && now - seats[seat].lastHeard >= Self.longestSilence:
                if let (_, entry) = seats[seat].owed.first {
                    seats[seat].owed.removeFirst()
                    settle(
                        entry, .overran, [], "no answer for \(Self.longestSilence) ms")
                    strike(entry.codec, now: now)
                }
                leave(seat, now: now)
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
        if now >= asideUntil { takeUpAside(now: now) }
        for lane in lanes.indices { fill(lane, now: now) }
        for seat in seats.indices where !seats[seat].frames.isEmpty {
            actions.append(.send(seat: seat, seats[seat].frames.bytes))
            seats[seat].frames = FrameWriter()
        }
        defer { actions = [] }
        return actions
    }

    package mutating func takeResults() -> [CodecResult] {
        defer { results = [] }
        return results
    }

    // MARK: Sending

    private func seat(ofLane lane: Int) -> Int { lane == 0 ? front : 1 - front }

    private mutating func fill(_ lane: Int, now: Int64) {
        let seat = seat(ofLane: lane)
        guard seats[seat].phase == .ready else { return }
        while let entry = lanes[lane].first {
            guard seats[seat].owed.count < (careful[lane] > 0 ? 1 : Self.window) else { return }
            lanes[lane].removeFirst()
            if careful[lane] > 0 { careful[lane] -= 1 }
            if register.rests(entry.codec, now: now) {
                guard isPatient else {
                    settle(
                        entry, .resting, [],
                        "the codec rests: it ran too long \(CodecRegister.mostStrikes) times")
                    continue
                }
                aside.append(entry)
                asideUntil = min(asideUntil, register.restEnd(of: entry.codec))
                continue
            }
            send(entry, to: seat, now: now)
        }
    }

    /// One that rests is in the back lane, and has nothing there: all of it is aside, or came later.
    private mutating func takeUpAside(now: Int64) {
        let rested = aside.filter { !register.rests($0.codec, now: now) }
        aside.removeAll { !register.rests($0.codec, now: now) }
        asideUntil = aside.map { register.restEnd(of: $0.codec) }.min() ?? .max
        lanes[1].prepend(rested)
    }

    private mutating func send(_ entry: Entry, to seat: Int, now: Int64) {
        uses += 1
        if seats[seat].known.updateValue(uses, forKey: entry.codec) == nil {
            forgetOldest(of: seat)
            let script = entry.job.script
            seats[seat].frames.append(
                .load(codec: entry.codec, network: script.network, source: script.source))
        }
        serial &+= 1
        if seats[seat].owed.isEmpty { seats[seat].lastHeard = now }
        seats[seat].owed.append((serial, entry))
        seats[seat].frames.append(
            .call(
                CodecCall(
                    id: serial, codec: entry.codec, port: entry.job.port, receivedAt: entry.job.receivedAt,
                    wantsWhole: entry.job.wantsWhole, payload: entry.job.payload)))
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
        register.leave(entry.codec)
        results.append(CodecResult(id: entry.job.id, outcome: outcome, text: text, reason: reason))
    }

    /// A child died with one uplink in hand.
    private mutating func blame(_ seat: Int, now: Int64) {
        guard let (serial, found) = seats[seat].owed.first else { return }
        var entry = found
        entry.deaths += 1
        seats[seat].owed.removeFirst()
        guard entry.deaths >= Self.chances else { return seats[seat].owed.append((serial, entry)) }
        settle(entry, .crashed, [], "the codec's process ended \(entry.deaths) times while it ran")
        strike(entry.codec, now: now)
    }

    /// Notes that a codec cost a child, and takes it out of the others' way.
    private mutating func strike(_ codec: UInt32, now: Int64) {
        guard register.strike(codec, now: now) else { return }
        let moving = lanes[0].removeAll { $0.codec == codec }
        for entry in moving { lanes[1].append(entry) }
    }

    /// Empties a seat: what its child owed is asked again, and a new child is started.
    ///
    /// - Parameter isExplained: whether the uplink that ended it is known. If not, the others are tried one by one.
    private mutating func leave(_ seat: Int, isExplained: Bool = true, now: Int64) {
        actions.append(.end(seat: seat))
        var owed = [[Entry](), [Entry]()]
        for (_, entry) in seats[seat].owed.all { owed[register.lane(of: entry.codec)].append(entry) }
        for lane in lanes.indices {
            lanes[lane].prepend(owed[lane])
            if !isExplained { careful[lane] = min(careful[lane] + owed[lane].count, lanes[lane].count) }
        }
        let failures = seats[seat].failures
        let delay =
            failures < 2 ? 0 : min(Self.retry.last, Self.retry.first << Int64(min(failures - 2, 20)))
        seats[seat] = Seat(phase: .empty(until: now + delay))
        seats[seat].failures = failures
        // Only one that owes nothing may change places: a codec is in one place at a time.
        if seat == front, seats[1 - seat].phase == .ready, seats[1 - seat].owed.isEmpty { front = 1 - seat }
        startDue(now)
    }

    private mutating func startDue(_ now: Int64) {
        for seat in seats.indices {
            guard case .empty(let until) = seats[seat].phase, now >= until else { continue }
            seats[seat].phase = .starting(since: now)
            actions.append(.start(seat: seat))
        }
    }
}
