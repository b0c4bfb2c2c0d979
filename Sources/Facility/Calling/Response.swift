/// What people do about one incident, as a pure machine: words of persons and `now` go in, what to do comes out.
///
/// ```
/// raised ─▶ calling ─ "I am going" ─▶ looking ─ found: confirmed, refuted, a milestone ─▶ known
///              ▲                        │
///              └──── 3 min, no word ────┘
/// ```
/// It goes with the incident, so that a restart in the middle of a night goes on with the next person. A deadline that
/// has passed is told once; that of the look is told again for everybody who went and did not say what he found.
package struct Response: Sendable, Codable, Equatable {
    package var raisedAt: Timestamp
    /// Who goes and since when; nil: nobody.
    package private(set) var goingSince: Timestamp?
    package private(set) var going: String?
    /// Until when he should say what he found; nil: nobody is looking, or it is known.
    package private(set) var lookBy: Timestamp?
    /// Somebody was there and said what he found.
    package private(set) var isKnown = false
    package private(set) var tree: PhoneTree?
    package private(set) var reached: [Reached] = []
    /// People involved: a number, never a name.
    package private(set) var people: Int?
    /// Deadlines that have passed and were told, each once.
    package private(set) var late: [ResponseDeadline] = []
    /// How often a deadline passed.
    package private(set) var lateCount = 0
    /// When it is looked whether anybody watches at all; nil: told, or somebody answered.
    package private(set) var unwatchedAt: Timestamp?
    /// Somebody wrote down what he saw.
    package private(set) var isNoted = false
    /// Since when the sign is gone; nil: it stands.
    private var quietSince: Timestamp?

    /// How long after the sign is gone whoever saw to it counts as there. Our choice, unverified.
    package static let seenToFor = Interval.minutes(5)

    /// A milestone and when it was, by the word of who told it.
    package struct Reached: Sendable, Codable, Equatable {
        package var milestone: Milestone
        package var at: Timestamp
    }

    /// What falls due.
    package enum Due: Sendable, Equatable {
        case call(PhoneTree.Call)
        case late(ResponseDeadline)
        /// Nobody has answered for `CallingPolicy.unwatchedAfter`.
        case unanswered
    }

    /// - Parameter joinedUntil: somebody is called for, or looks after, the same fire already; nil: nobody is.
    package init(
        raisedAt: Timestamp, rules: ResponseRules, policy: CallingPolicy, joinedUntil: Timestamp? = nil
    ) {
        self.raisedAt = raisedAt
        guard rules.calling == .atOnce else { return }
        tree = PhoneTree(from: joinedUntil ?? raisedAt)
        unwatchedAt = raisedAt + policy.unwatchedAfter
    }

    package var isRinging: Bool { tree?.isRinging ?? false }

    /// Whether a false alarm may be said: somebody went, or wrote down what he saw.
    package var wasLookedAt: Bool { going != nil || isNoted || isKnown }

    package subscript(milestone: Milestone) -> Timestamp? {
        reached.first { $0.milestone == milestone }?.at
    }

    // MARK: Words

    /// "NAME is going to look": nobody else is called, and he has `rules.look` to say what he found.
    package mutating func acknowledge(by person: String, rules: ResponseRules, at now: Timestamp) {
        going = person
        goingSince = now
        tree?.answer()
        unwatchedAt = nil
        if !isKnown { lookBy = rules.look.map { now + $0 } }
    }

    /// What was found is known.
    package mutating func find() {
        isKnown = true
        lookBy = nil
        tree?.answer()
        unwatchedAt = nil
    }

    package mutating func note() { isNoted = true }

    /// It has become urgent and nobody is on the way: people are called at once.
    package mutating func worsen(rules: ResponseRules, policy: CallingPolicy, at now: Timestamp) {
        guard rules.calling == .atOnce, tree == nil, going == nil, !isKnown else { return }
        tree = PhoneTree(from: now)
        unwatchedAt = now + policy.unwatchedAfter
    }

    /// Somebody is at it: nobody else is called until something is late again.
    package mutating func answer() {
        tree?.answer()
        unwatchedAt = nil
    }

    /// It is late: everybody is called once more, whoever went before last. Who is being called for already is called
    /// for at the pace that has been reached.
    package mutating func callAgain(policy: CallingPolicy, at now: Timestamp) {
        guard !isRinging else { return }
        tree = PhoneTree(from: now, last: going)
        unwatchedAt = now + policy.unwatchedAfter
    }

    /// Who is going, as another copy of it has written down meanwhile.
    mutating func adoptGoing(of other: Response) {
        going = other.going
        goingSince = other.goingSince
    }

    /// A false finding is no look: the incident holds again after its end.
    package mutating func reopen(rules: ResponseRules, policy: CallingPolicy, at now: Timestamp) {
        self = Response(raisedAt: now, rules: rules, policy: policy)
    }

    /// The sign is gone.
    mutating func rest(at now: Timestamp) { quietSince = quietSince ?? now }

    /// It holds again. After `seenToFor` whoever saw to it has gone, and it is called for as if it were new: the lift that
    /// was opened an hour ago, and that nobody has cleared since, has somebody else in it now.
    mutating func resume(rules: ResponseRules, policy: CallingPolicy, at now: Timestamp) {
        guard let since = quietSince else { return }
        quietSince = nil
        if now - since >= Self.seenToFor { reopen(rules: rules, policy: policy, at: now) }
    }

    /// What a milestone came to.
    package enum MilestoneVerdict: Sendable, Equatable { case taken, alreadySo, impossible }

    /// T1 to T3. The order cannot be turned round: nobody arrives after the release, and no time lies before the one
    /// before it, before the raise or in the future. One may be left out: the guard opens the door himself.
    package mutating func reach(
        _ milestone: Milestone, at time: Timestamp, people: Int?, now: Timestamp
    ) -> MilestoneVerdict {
        guard self[milestone] == nil else {
            guard let people, people != self.people else { return .alreadySo }
            self.people = people
            return .taken
        }
        guard time <= now, time >= raisedAt, reached.allSatisfy({ $0.milestone < milestone && $0.at <= time })
        else { return .impossible }
        reached.append(Reached(milestone: milestone, at: time))
        if let people { self.people = people }
        find()
        return .taken
    }

    // MARK: Time

    /// Lets time pass up to `now`: what is due, in its order.
    /// - Parameters:
    ///   - list: whom to call now (`CallingOrder`).
    ///   - joinedUntil: somebody looks after the same fire; calls wait until then.
    package mutating func pass(
        to now: Timestamp, rules: ResponseRules, policy: CallingPolicy, list: [Callee],
        joinedUntil: Timestamp? = nil
    ) -> [Due] {
        var due: [Due] = []
        if let lookBy, lookBy <= now {
            self.lookBy = nil
            miss(.look, &due)
            tree = PhoneTree(from: now, last: going)
            unwatchedAt = now + policy.unwatchedAfter
        }
        for deadline in [ResponseDeadline.acknowledge, .arrive, .close] {
            guard let time = time(of: deadline, rules), time <= now else { continue }
            miss(deadline, &due)
            if deadline == .acknowledge, tree == nil, rules.calling == .whenLate {
                tree = PhoneTree(from: now)
            }
        }
        if let joinedUntil, let next = tree?.nextAt, next <= now { tree?.postpone(to: joinedUntil) }
        if let call = tree?.pass(to: now, list: list, policy: policy) { due.append(.call(call)) }
        if let unwatchedAt, unwatchedAt <= now {
            self.unwatchedAt = now + policy.unwatchedAfter
            due.append(.unanswered)
        }
        return due
    }

    /// When `pass` is next needed; nil: nothing waits for time.
    package func next(_ rules: ResponseRules) -> Timestamp? {
        let deadlines = [ResponseDeadline.acknowledge, .arrive, .close].map { time(of: $0, rules) }
        return (deadlines + [lookBy, tree?.nextAt, unwatchedAt]).compactMap { $0 }.min()
    }

    /// nil: it is kept, was told, or there is none.
    private func time(of deadline: ResponseDeadline, _ rules: ResponseRules) -> Timestamp? {
        guard !late.contains(deadline), let within = rules[deadline] else { return nil }
        switch deadline {
        case .acknowledge where going != nil || isKnown: return nil
        case .arrive where self[.arrived] != nil || self[.released] != nil: return nil
        case .look: return nil
        default: return raisedAt + within
        }
    }

    private mutating func miss(_ deadline: ResponseDeadline, _ due: inout [Due]) {
        if !late.contains(deadline) { late.append(deadline) }
        lateCount += 1
        due.append(.late(deadline))
    }
}
