import Expressions

/// One hazard at one device or zone: truths and times in, one action out.
///
/// Trivial to copy and compact, because a compound has tens of thousands of them. All times are milliseconds;
/// `t` is the device's time, `now` the gateway's. A timer without a newer reading runs on the gateway's time:
/// `due` is when it ends if the device stays mute.
struct Machine: Sendable, Equatable {
    enum Phase: UInt8, Sendable {
        case idle, pending, held, active, quieting, latched, returning, refuted
        /// Its incident ended by itself and `hold_off` is not over: what comes now opens the same one again.
        case resting
    }

    /// What the machine's hazard and evidence ask for.
    struct Rule: Sendable, Equatable {
        /// Milliseconds.
        var holdsFor: Int64
        var quietFor: Int64
        var isLatched: Bool
        /// How long a latched incident must be over to end without a person; 0: it waits for one.
        var expiresAfter: Int64 = 0
        /// How long after its end an incident is opened again in place of a new one; 0: never.
        var holdOff: Int64 = 0
    }

    /// What the engine must do about a step.
    enum Action: Sendable, Equatable {
        case nothing
        /// Its row in `live` changed, no incident did.
        case moved
        case raise(since: Int64)
        /// Began and ended inside a backlog; `quietAt` nil: known false, not yet for `quiet_for`.
        case raiseHistoric(since: Int64, quietAt: Int64?)
        case quiet
        /// A latched incident's condition holds again.
        case activeAgain
        /// A refuted incident's condition is over.
        case refutedOver
        /// What nobody has refuted holds beside what somebody did: another incident.
        case raiseRival(since: Int64)
        /// A latched incident was over for `expires_after`.
        case expired
        /// The incident that ended a moment ago goes on.
        case reopen
    }

    /// Stands for "not since any time" and "no deadline".
    static let never = Int64.max

    var phase = Phase.idle
    /// The condition as last evaluated, `unless` left aside.
    var truth = Truth.unknown
    /// Whether `unless` held when last evaluated.
    var isSuppressed = false
    /// Rank of the strongest severity a step of its hazard has given it since its sign held; -1: no step has.
    var peak: Int8 = -1
    /// What it adds to the counts of its device's areas (`DeviceCounts.Bit`), where somebody counts it.
    var counted = DeviceCounts.Bit.unknown
    /// pending, held, returning: the sign holds since then; resting: the same, or never. quieting, refuted, latched:
    /// known to be over since then, or never.
    var since = Machine.never
    /// held: known false since then, or never. resting: its incident ended then. refuted, active: `rivalSince`.
    var falseSince = Machine.never
    /// Device's and gateway's time of the last step.
    var lastAt = Int64.min
    var lastNow: Int64 = 0
    /// Gateway's time at which its timer ends, or never.
    var due = Machine.never
    /// What stands in the heap for it, or never; never later than `due`.
    var scheduled = Machine.never
    /// Number of its incident, 0 without one.
    var incident: Int64 = 0
    /// Position in the hazard's evidence of what last held, -1 when there is no choice or nothing is known of it.
    var evidence: Int16 = -1
    /// refuted: evidence that holds and was not refuted; active on weak evidence: stronger evidence that has joined.
    /// -1: none.
    var rival: Int16 = -1
    /// refuted: a bit for each evidence that held when the person spoke.
    var refuted: UInt32 = 0

    /// `rival` holds since then, or never. A phase that has a rival keeps no `falseSince`, so they share a place.
    var rivalSince: Int64 {
        get { falseSince }
        set { falseSince = newValue }
    }

    /// Once extreme, only a person ends it, whatever it is now.
    var mustBeCleared: Bool { Int(peak) == Severity.extreme.rank }

    /// Whether its condition must be known to be over before anything ends.
    var isRaised: Bool { phase == .active || phase == .quieting || phase == .held || phase == .refuted }

    /// The device's time at a time of the gateway, as far as the last step tells.
    func deviceTime(at now: Int64) -> Int64 {
        lastAt == .min ? now : lastAt &+ max(0, now &- lastNow)
    }

    /// Takes the condition's truth at a time.
    /// - Parameters:
    ///   - isOver: the danger is known to be over, where `quiet_when` says so; nil: the condition does.
    ///   - inBacklog: the reading came out of a backlog, so the end may be in the next message.
    mutating func observe(
        _ truth: Truth, suppressed: Bool, isOver: Bool? = nil, at t: Int64, now: Int64, rule: Rule,
        inBacklog: Bool = false
    ) -> Action {
        let t = max(t, lastAt)
        lastAt = t
        lastNow = now
        self.truth = truth
        isSuppressed = suppressed
        let holds = truth.isYes
        let raises = holds && !suppressed
        let isFalse = isOver ?? truth.isNo
        switch phase {
        case .idle:
            guard raises else { return .nothing }
            since = t
            return ripen(at: t, now: now, rule: rule, inBacklog: inBacklog, otherwise: .pending, .moved)
        case .pending:
            guard raises else { return become(.idle, .moved) }
            return ripen(at: t, now: now, rule: rule, inBacklog: inBacklog, otherwise: .pending, .nothing)
        case .held: return observeHeld(isFalse: isFalse, at: t, now: now, rule: rule)
        case .active:
            guard isFalse else { return .nothing }
            since = t
            return settle(at: t, now: now, rule: rule, otherwise: .quieting, .moved)
        case .quieting:
            guard isFalse else { return become(.active, .moved) }
            return settle(at: t, now: now, rule: rule, otherwise: .quieting, .nothing)
        case .latched, .returning:
            guard raises else { return wait(isFalse: isFalse, at: t, now: now, rule: rule) }
            let was = phase
            if was == .latched { since = t }
            guard t &- since >= rule.holdsFor else {
                phase = .returning
                due = now &+ rule.holdsFor &- (t &- since)
                return was == .latched ? .moved : .nothing
            }
            return become(.active, .activeAgain)
        case .refuted:
            if rival >= 0, raises { return ripenRival(at: t, now: now, rule: rule) }
            let hadRival = rivalSince != Self.never
            rivalSince = Self.never
            let action = observeRefuted(isFalse: isFalse, at: t, now: now, rule: rule)
            return action == .nothing && hadRival ? .moved : action
        case .resting:
            guard since == Self.never, t &- falseSince >= rule.holdOff else {
                return observeResting(raises, at: t, now: now, rule: rule)
            }
            reset()
            let action = observe(
                truth, suppressed: suppressed, isOver: isOver, at: t, now: now, rule: rule,
                inBacklog: inBacklog)
            return action == .nothing ? .moved : action
        }
    }

    /// Decides a held raise: the drain is over, or a life-safety raise can wait no longer.
    mutating func release(now: Int64, rule: Rule) -> Action {
        guard phase == .held else { return .nothing }
        let began = since
        guard falseSince != Self.never else { return become(.active, .raise(since: began)) }
        phase = .quieting
        since = falseSince
        falseSince = Self.never
        due = now &+ rule.quietFor &- (deviceTime(at: now) &- since)
        return .raiseHistoric(since: began, quietAt: nil)
    }

    /// Its times were written down by a clock that was ahead and is set right: they keep their distances.
    mutating func bringBack(to now: Int64) {
        lastNow = min(lastNow, now)
        guard lastAt > now else { return }
        let ahead = lastAt &- now
        lastAt = now
        if since != Self.never { since &-= ahead }
        if falseSince != Self.never { falseSince &-= ahead }
    }

    /// A person refuted the incident; returns whether its condition was over already.
    mutating func refute(now: Int64, rule: Rule) -> Bool {
        switch phase {
        case .active, .quieting:
            since = phase == .quieting ? since : Self.never
            due = phase == .quieting ? due : Self.never
            phase = .refuted
            rival = -1
            rivalSince = Self.never
            return false
        default:
            reset()
            return true
        }
    }

    /// Back to idle, whatever it was: cleared by a person or withdrawn.
    mutating func reset() {
        _ = become(.idle, .moved)
        incident = 0
        peak = -1
    }

    /// It stands, and the incident it had counts for nothing: it is raised anew.
    mutating func raiseAnew() {
        _ = become(.active, .moved)
        incident = 0
        peak = -1
    }

    /// Enough time has passed for a raise, or there is a timer to wait for.
    private mutating func ripen(
        at t: Int64, now: Int64, rule: Rule, inBacklog: Bool, otherwise waiting: Phase, _ action: Action
    ) -> Action {
        let elapsed = t &- since
        guard elapsed >= rule.holdsFor else {
            phase = waiting
            due = now &+ rule.holdsFor &- elapsed
            return action
        }
        if inBacklog {
            phase = .held
            falseSince = Self.never
            due = Self.never
            return .moved
        }
        return become(.active, .raise(since: since))
    }

    /// Enough quiet has passed for the end, or there is a timer to wait for.
    private mutating func settle(
        at t: Int64, now: Int64, rule: Rule, otherwise waiting: Phase, _ action: Action
    ) -> Action {
        let elapsed = t &- since
        guard elapsed >= rule.quietFor else {
            phase = waiting
            due = now &+ rule.quietFor &- elapsed
            return action
        }
        return end(rule, at: t, now: now, .quiet)
    }

    /// The condition is over: a latch waits, `hold_off` runs, or nothing is left.
    private mutating func end(_ rule: Rule, at t: Int64, now: Int64, _ action: Action) -> Action {
        if rule.isLatched || mustBeCleared {
            _ = become(.latched, action)
            guard rule.expiresAfter > 0, !mustBeCleared else { return action }
            since = t
            due = now &+ rule.expiresAfter
            return action
        }
        guard rule.holdOff > 0 else { return become(.idle, action) }
        _ = become(.resting, action)
        rest(from: t, now: now, rule: rule)
        return action
    }

    private mutating func rest(from t: Int64, now: Int64, rule: Rule) {
        falseSince = t
        due = now &+ rule.holdOff
    }

    private mutating func observeHeld(isFalse: Bool, at t: Int64, now: Int64, rule: Rule) -> Action {
        guard isFalse else {
            let wasFalse = falseSince != Self.never
            falseSince = Self.never
            return wasFalse ? .moved : .nothing
        }
        let action = falseSince == Self.never ? Action.moved : .nothing
        if falseSince == Self.never { falseSince = t }
        guard t &- falseSince >= rule.quietFor else { return action }
        return end(rule, at: t, now: now, .raiseHistoric(since: since, quietAt: t))
    }

    /// Evidence that was not refuted holds while a refuted incident is not over: raised after its own `for`.
    private mutating func ripenRival(at t: Int64, now: Int64, rule: Rule) -> Action {
        let isNew = rivalSince == Self.never
        if isNew { rivalSince = t }
        since = Self.never
        let elapsed = t &- rivalSince
        guard elapsed >= rule.holdsFor else {
            due = now &+ rule.holdsFor &- elapsed
            return isNew ? .moved : .nothing
        }
        evidence = rival
        return become(.active, .raiseRival(since: rivalSince))
    }

    private mutating func observeRefuted(isFalse: Bool, at t: Int64, now: Int64, rule: Rule) -> Action {
        guard isFalse else {
            let wasQuiet = since != Self.never
            since = Self.never
            due = Self.never
            return wasQuiet ? .moved : .nothing
        }
        let action = since == Self.never ? Action.moved : .nothing
        if since == Self.never { since = t }
        guard t &- since >= rule.quietFor else {
            due = now &+ rule.quietFor &- (t &- since)
            return action
        }
        return become(.idle, .refutedOver)
    }

    /// Latched and not raised: it waits for a person, or until it was over for `expires_after` without a break.
    private mutating func wait(isFalse: Bool, at t: Int64, now: Int64, rule: Rule) -> Action {
        let action: Action = phase == .latched ? .nothing : become(.latched, .moved)
        guard rule.expiresAfter > 0, !mustBeCleared else { return action }
        guard isFalse else {
            let wasOver = since != Self.never
            since = Self.never
            due = Self.never
            return wasOver ? .moved : action
        }
        let wasOver = since != Self.never
        if !wasOver { since = t }
        guard t &- since >= rule.expiresAfter else {
            due = now &+ rule.expiresAfter &- (t &- since)
            return wasOver ? action : .moved
        }
        guard rule.holdOff > 0 else { return become(.idle, .expired) }
        _ = become(.resting, .expired)
        rest(from: t, now: now, rule: rule)
        return .expired
    }

    /// Its incident ended a moment ago: what holds for its `for` now goes on with it.
    private mutating func observeResting(_ raises: Bool, at t: Int64, now: Int64, rule: Rule) -> Action {
        let held = since != Self.never
        guard raises else {
            since = Self.never
            due = now &+ max(0, rule.holdOff &- (t &- falseSince))
            return held ? .moved : .nothing
        }
        if !held { since = t }
        guard t &- since >= rule.holdsFor else {
            due = now &+ rule.holdsFor &- (t &- since)
            return held ? .nothing : .moved
        }
        return become(.active, .reopen)
    }

    private mutating func become(_ next: Phase, _ action: Action) -> Action {
        phase = next
        refuted = 0
        rival = -1
        since = Self.never
        falseSince = Self.never
        due = Self.never
        return action
    }
}
