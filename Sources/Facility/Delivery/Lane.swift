/// Brings the deliveries of one destination there, most important first, each incident in its own order.
///
/// It decides and remembers; its shell sends, asks and waits. Inputs and the time come in, actions go out, so
/// that every night can be replayed and every rule below is a transcript in a test:
/// - one delivery of an incident is under way at a time; a later one never overtakes an earlier one;
/// - life safety goes before all and is exempt from the rate limit, the start jitter and a person's pause;
/// - an outcome that is unknown is asked for before anything is sent again;
/// - a refusal is parked with its reason and blocks nothing but its own incident;
/// - when nothing gets through, one probe at a time is sent, and that the path is lost is said.
package struct Lane: Sendable {
    /// `Destination.id`.
    package let destination: String
    package let policy: Policy
    private var backlog: LaneBacklog
    private var passage = LanePassage.flowing(failuresInARow: 0)
    private var budget: LaneBudget
    /// Incidents the far side never took: it must not hear of their later steps.
    private var refusedReports: RecentKeys<IncidentID>
    private var isPaused = false
    /// A harmless call is under way.
    private var isProving = false
    private var hold = LaneHold()
    /// nil while one is under way, or none are wanted.
    private var nextHeartbeat: Timestamp?
    private var lastHeard: Timestamp?
    private var lostSince: Timestamp?
    private var refill = LaneRefill()
    private var lastWake: Timestamp?

    /// `firstNumber`: the first delivery number of this life of the process. Earlier ones may have been sent
    /// before it began, so the far side is asked first.
    package init(destination: String, policy: Policy, firstNumber: Int64) {
        self.destination = destination
        self.policy = policy
        backlog = LaneBacklog(
            capacity: policy.capacity, firstNumber: firstNumber, canQuery: policy.canQuery)
        budget = LaneBudget(perSecond: policy.ratePerSecond)
        refusedReports = RecentKeys(limit: policy.capacity)
    }

    /// Deliveries held in memory, at most `Policy.capacity`.
    package var count: Int { backlog.count }
    /// There are, or may be, more on disk.
    package var wantsMore: Bool { backlog.isSpilling }
    /// The path counts as lost since then; nil: it is whole.
    package var pathLostSince: Timestamp? { lostSince }

    /// Takes in what happened and says what to do. `now` never goes back.
    package mutating func step(
        _ input: Input, now: Timestamp, using random: inout some RandomNumberGenerator
    ) -> [Action] {
        var actions: [Action] = []
        if lastHeard == nil { lastHeard = now }
        if nextHeartbeat == nil, case .started = input, policy.heartbeatEvery != nil { nextHeartbeat = now }
        take(input, now: now, using: &random, into: &actions)
        noticeSilence(now: now, into: &actions)
        dispatch(now: now, into: &actions)
        askForMore(now: now, into: &actions)
        wake(now: now, into: &actions)
        return actions
    }

    private mutating func take(
        _ input: Input, now: Timestamp, using random: inout some RandomNumberGenerator,
        into actions: inout [Action]
    ) {
        switch input {
        case .started(let outage):
            hold.jitter(after: outage, cap: policy.startJitterCap, now: now, using: &random)
        case .enqueue(let delivery): enqueue(delivery, into: &actions)
        case .missed:
            backlog.miss()
            refill.hasten()
        case .refilled(let rows, let isComplete):
            refilled(rows, isComplete: isComplete, now: now, into: &actions)
        case .succeeded(let number, let answer):
            heard(now: now, using: &random, into: &actions)
            finish(number, .accepted(caseNumber: answer.caseNumber, handling: answer.handling), &actions)
        case .queried(let number, let result):
            heard(now: now, using: &random, into: &actions)
            switch result {
            case .present(let answer):
                finish(number, .accepted(caseNumber: answer.caseNumber, handling: answer.handling), &actions)
            case .absent:
                guard let entry = backlog.underway(number) else { return }
                guard !entry.isDropped else { return gone(entry, into: &actions) }
                backlog.wait(number, until: now, needsQuery: false, isCounted: true)
                backlog.forgetQueries(entry.delivery.incident)
            }
        case .failed(let number, let failure):
            failed(number, failure, now: now, using: &random, into: &actions)
        case .heartbeatAnswered:
            nextHeartbeat = policy.heartbeatEvery.map { now + $0 }
            heardSignOfLife(now: now, using: &random, into: &actions)
        case .heartbeatFailed(let failure):
            heartbeatFailed(failure, now: now, using: &random, into: &actions)
        case .proofWanted: prove(into: &actions)
        case .proven:
            isProving = false
            heardSignOfLife(now: now, using: &random, into: &actions)
        case .notProven(let failure):
            isProving = false
            // Cases and signs of life judge the path; that nobody knows us any more is news of any call.
            guard case .lockedOut = failure else { return }
            blockIfNeeded(.heartbeat, lockedOut: true, now: now, using: &random, into: &actions)
        case .deadline: break
        case .paused: isPaused = true
        case .resumed: isPaused = false
        case .dropped(let dropped): drop(dropped, into: &actions)
        case .hurried: hurry(now: now)
        }
    }
}

// MARK: - What comes in

extension Lane {
    private mutating func enqueue(_ delivery: Delivery, into actions: inout [Action]) {
        guard !abandonIfRefused(delivery, into: &actions) else { return }
        guard backlog.offer(delivery) == .spilled else { return }
        if backlog.holdsAnything(below: LaneStanding(delivery)) { refill.hasten() }
    }

    private mutating func refilled(
        _ rows: [Delivery], isComplete: Bool, now: Timestamp, into actions: inout [Action]
    ) {
        guard let spills = refill.spillsWhenAsked else { return }
        let isCurrent = backlog.spills == spills
        let wanted = rows.filter { !abandonIfRefused($0, into: &actions) }
        let isProgress = backlog.refill(wanted, isComplete: isComplete, isCurrent: isCurrent)
        // The same rows again mean that our settlements are not committed yet: ask later.
        let isStuck = backlog.isSpilling && isCurrent && !isProgress
        refill.answered(askAgainAt: isStuck ? now + .seconds(1) : now, isCurrent: isCurrent)
    }

    /// The far side never took the case of this delivery, so it must not hear of it.
    private mutating func abandonIfRefused(_ delivery: Delivery, into actions: inout [Action]) -> Bool {
        if delivery.action == .report {
            // Told again: from here on its steps are for the far side.
            if !backlog.isKnown(delivery.number) { refusedReports.remove(delivery.incident) }
            return false
        }
        guard refusedReports.contains(delivery.incident) else { return false }
        if backlog.abandon(delivery) { actions.append(.settle(delivery.number, Self.reportRefused)) }
        return true
    }

    private mutating func failed(
        _ number: Int64, _ failure: Failure, now: Timestamp, using random: inout some RandomNumberGenerator,
        into actions: inout [Action]
    ) {
        guard let entry = backlog.underway(number) else { return }
        let isQuery = entry.needsQuery
        switch failure {
        case .refused(let reason) where !isQuery:
            heard(now: now, using: &random, into: &actions)
            finish(number, .refused(reason: reason), &actions)
        case _ where entry.isDropped && !(policy.canQuery && failure.mayHaveArrived(isQuery: isQuery)):
            pathFailed(.delivery(number), failure, now: now, using: &random, into: &actions)
            gone(entry, into: &actions)
        case .cancelled:
            passage.cancelled(.delivery(number))
            backlog.wait(number, until: now, needsQuery: true, isCounted: false)
        case .lockedOut:
            backlog.wait(number, until: now, needsQuery: isQuery, isCounted: false)
            blockIfNeeded(.delivery(number), lockedOut: true, now: now, using: &random, into: &actions)
        case .unreachable, .unknown, .busy, .refused:
            if case .busy(_, let after?) = failure { hold.retry(after: after, policy: policy, now: now) }
            let wait = policy.backoff(
                afterAttempts: max(1, entry.attempts), isLifeSafety: entry.delivery.isLifeSafety,
                using: &random)
            var isUnknown = isQuery
            if case .unknown = failure { isUnknown = true }
            backlog.wait(number, until: now + wait, needsQuery: isUnknown, isCounted: true)
            blockIfNeeded(.delivery(number), lockedOut: false, now: now, using: &random, into: &actions)
        }
    }

    private mutating func heartbeatFailed(
        _ failure: Failure, now: Timestamp, using random: inout some RandomNumberGenerator,
        into actions: inout [Action]
    ) {
        // A missing sign of life is repeated soon: the far side may be about to miss us.
        nextHeartbeat = policy.heartbeatEvery.map { now + min($0, policy.probeBase) }
        switch failure {
        case .cancelled: passage.cancelled(.heartbeat)
        case .refused: heardSignOfLife(now: now, using: &random, into: &actions)
        case .lockedOut: blockIfNeeded(.heartbeat, lockedOut: true, now: now, using: &random, into: &actions)
        case .unreachable, .unknown, .busy:
            blockIfNeeded(.heartbeat, lockedOut: false, now: now, using: &random, into: &actions)
        }
    }

    private mutating func finish(_ number: Int64, _ outcome: Delivery.Outcome, _ actions: inout [Action]) {
        guard let delivery = backlog.underway(number)?.delivery else { return }
        for settled in backlog.settle(number) { actions.append(.settle(settled, outcome)) }
        guard case .refused = outcome, delivery.action == .report else { return }
        abandon(delivery.incident, into: &actions)
    }

    /// The far side does not have the case and hears of nothing that follows.
    private mutating func abandon(_ incident: IncidentID, into actions: inout [Action]) {
        refusedReports.insert(incident)
        for abandoned in backlog.abandon(incident) {
            actions.append(.settle(abandoned, Self.reportRefused))
        }
    }

    private static let reportRefused = Delivery.Outcome.refused(reason: "the report of its case was refused")
}

// MARK: - A person's hand

extension Lane {
    /// The engine has settled it; what may be under way is left to its outcome.
    private mutating func drop(_ dropped: DroppedDelivery, into actions: inout [Action]) {
        switch backlog.drop(dropped.number) {
        case .mayArrive: return
        case .removed(let entry): settleMerged(entry, into: &actions)
        case .notHeld: break
        }
        if dropped.isReport { abandon(dropped.incident, into: &actions) }
    }

    /// What was dropped while it was under way surely did not arrive.
    private mutating func gone(_ entry: LaneBacklog.Entry, into actions: inout [Action]) {
        _ = backlog.settle(entry.delivery.number)
        settleMerged(entry, into: &actions)
        if entry.delivery.action == .report { abandon(entry.delivery.incident, into: &actions) }
    }

    private func settleMerged(_ entry: LaneBacklog.Entry, into actions: inout [Action]) {
        for merged in entry.merged {
            actions.append(.settle(merged, .refused(reason: "dropped with a later step")))
        }
    }

    /// One call a day does a blocked path no harm, and how it stands is what is asked.
    private mutating func prove(into actions: inout [Action]) {
        guard !isProving else { return }
        isProving = true
        actions.append(.prove)
    }

    private mutating func hurry(now: Timestamp) {
        hold.end(now: now)
        backlog.forgiveBackoff()
        passage.hurry(now: now)
    }
}

// MARK: - The path

extension Lane {
    private mutating func heard(
        now: Timestamp, using random: inout some RandomNumberGenerator, into actions: inout [Action]
    ) {
        lastHeard = now
        if let blockage = passage.answered() {
            hold.jitter(after: now - blockage.since, cap: policy.startJitterCap, now: now, using: &random)
            backlog.forgiveBackoff()
        }
        restored(into: &actions)
    }

    /// A sign of life ends a blockage only as its probe; otherwise it says that the path is there, no more.
    private mutating func heardSignOfLife(
        now: Timestamp, using random: inout some RandomNumberGenerator, into actions: inout [Action]
    ) {
        if case .flowing = passage {
            lastHeard = now
            restored(into: &actions)
        } else {
            heard(now: now, using: &random, into: &actions)
        }
    }

    private mutating func restored(into actions: inout [Action]) {
        guard let since = lostSince else { return }
        lostSince = nil
        actions.append(.pathRestored(lostSince: since))
    }

    private mutating func lost(_ cause: PathLoss, now: Timestamp, into actions: inout [Action]) {
        guard lostSince == nil else { return }
        let since = lastHeard ?? now
        lostSince = since
        actions.append(.pathLost(since: since, cause))
    }

    private mutating func blockIfNeeded(
        _ exchange: LanePassage.Probe, lockedOut: Bool, now: Timestamp,
        using random: inout some RandomNumberGenerator, into actions: inout [Action]
    ) {
        let isBlocked = passage.failed(
            exchange, lockedOut: lockedOut, policy: policy, now: now, using: &random)
        if isBlocked { lost(lockedOut ? .lockedOut : .unreachable, now: now, into: &actions) }
    }

    /// A failed exchange whose delivery is not tried again.
    private mutating func pathFailed(
        _ exchange: LanePassage.Probe, _ failure: Failure, now: Timestamp,
        using random: inout some RandomNumberGenerator, into actions: inout [Action]
    ) {
        if failure == .cancelled { return passage.cancelled(exchange) }
        var isLockedOut = false
        if case .lockedOut = failure { isLockedOut = true }
        blockIfNeeded(exchange, lockedOut: isLockedOut, now: now, using: &random, into: &actions)
    }

    private mutating func noticeSilence(now: Timestamp, into actions: inout [Action]) {
        guard policy.heartbeatEvery != nil, let heard = lastHeard, now >= heard + policy.silenceLimit else {
            return
        }
        lost(.silent, now: now, into: &actions)
    }
}

// MARK: - What goes out

extension Lane {
    private mutating func dispatch(now: Timestamp, into actions: inout [Action]) {
        switch passage {
        case .probing: break
        case .blocked(let blockage): probe(blockage, now: now, into: &actions)
        case .flowing:
            while let incident = nextIncident(now: now) { begin(incident, into: &actions) }
            guard let at = nextHeartbeat, at <= now else { return }
            nextHeartbeat = nil
            actions.append(.heartbeat)
        }
    }

    private mutating func nextIncident(now: Timestamp) -> IncidentID? {
        let isLifeSafetyFree =
            hold.lifeSafetyUntil <= now && backlog.underway(lifeSafety: true) < policy.concurrency
        let isOrdinaryFree =
            !isPaused && hold.until <= now && backlog.underway(lifeSafety: false) < policy.concurrency
            && budget.readyAt(now) <= now
        guard isLifeSafetyFree || isOrdinaryFree else { return nil }
        return backlog.next(
            now: now, ordinary: isOrdinaryFree, lifeSafety: isLifeSafetyFree, ignoringBackoff: false)
    }

    private mutating func probe(
        _ blockage: LanePassage.Blockage, now: Timestamp, into actions: inout [Action]
    ) {
        let isDue = blockage.nextProbe <= now
        let lifeSafety = blockage.nextLifeSafetyProbe <= now && hold.lifeSafetyUntil <= now
        let ordinary = isDue && !isPaused && hold.until <= now
        if let incident = backlog.next(
            now: now, ordinary: ordinary, lifeSafety: lifeSafety, ignoringBackoff: true),
            let number = begin(incident, into: &actions)
        {
            passage = .probing(blockage, .delivery(number))
        } else if isDue, nextHeartbeat != nil {
            nextHeartbeat = nil
            passage = .probing(blockage, .heartbeat)
            actions.append(.heartbeat)
        }
    }

    @discardableResult
    private mutating func begin(_ incident: IncidentID, into actions: inout [Action]) -> Int64? {
        if let merge = backlog.merge(incident) { actions.append(.merged(merge.merged, into: merge.into)) }
        guard let entry = backlog.begin(incident) else { return nil }
        if !entry.delivery.isLifeSafety { budget.spend() }
        actions.append(
            entry.needsQuery ? .query(entry.delivery) : .send(entry.delivery, attempt: entry.attempts))
        return entry.delivery.number
    }

    private mutating func askForMore(now: Timestamp, into actions: inout [Action]) {
        guard backlog.isSpilling, refill.isDue(now: now, isHalfEmpty: backlog.count <= policy.capacity / 2)
        else { return }
        refill.ask(spills: backlog.spills)
        actions.append(.refill(limit: policy.capacity))
    }

    private mutating func wake(now: Timestamp, into actions: inout [Action]) {
        var next = Timestamp.distantFuture
        if backlog.isSpilling, let askAt = refill.askAt, askAt > now { next = askAt }
        if policy.heartbeatEvery != nil, lostSince == nil, let heard = lastHeard {
            next = min(next, heard + policy.silenceLimit)
        }
        let ordinary = isPaused ? nil : backlog.earliest(lifeSafety: false)
        let lifeSafety = backlog.earliest(lifeSafety: true)
        switch passage {
        case .probing: break
        case .blocked(let blockage):
            if ordinary != nil { next = min(next, max(blockage.nextProbe, hold.until)) }
            if lifeSafety != nil { next = min(next, max(blockage.nextLifeSafetyProbe, hold.lifeSafetyUntil)) }
            if nextHeartbeat != nil { next = min(next, blockage.nextProbe) }
        case .flowing:
            if let ordinary, backlog.underway(lifeSafety: false) < policy.concurrency {
                next = min(next, max(ordinary, hold.until, budget.readyAt(now)))
            }
            if let lifeSafety, backlog.underway(lifeSafety: true) < policy.concurrency {
                next = min(next, max(lifeSafety, hold.lifeSafetyUntil))
            }
            if let at = nextHeartbeat { next = min(next, at) }
        }
        guard next < .distantFuture, next != lastWake else { return }
        lastWake = next
        actions.append(.wake(at: next))
    }
}
