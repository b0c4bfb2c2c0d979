/// The life of an incident as a pure machine: a word or a change of the condition goes in, the step it causes comes
/// out, and what cannot be is refused.
///
/// ```
/// raised ─▶ active ⇄ quiet ─▶ ended          not latched: quiet is the end
///              │       └─ cleared by a person (latched, condition known false)
///              └─ refuted ─▶ ended when the condition is over
/// ```
extension Incident {
    /// What a person's word or a destination's answer came to.
    package enum Verdict: Sendable, Equatable {
        case step(Transition.Step)
        /// Said before and true already.
        case alreadySo
        case refused(CommandRefusal)
    }

    package var isConfirmed: Bool {
        switch confirmation {
        case .confirmedByPerson, .confirmedBySecondTrigger: true
        case .unconfirmed, .refuted: false
        }
    }

    package var isConfirmedByPerson: Bool {
        if case .confirmedByPerson = confirmation { true } else { false }
    }

    package var isRefuted: Bool {
        if case .refuted = confirmation { true } else { false }
    }

    /// The least advanced of the destinations that drive it; states beside the line do not count. `open` before any.
    package func shownHandling(drivenBy drivers: Set<String>) -> Handling {
        handling.filter { drivers.contains($0.key) }.values
            .compactMap { handling in handling.step.map { (handling, $0) } }
            .min { $0.1 < $1.1 }?.0 ?? .open
    }

    /// Once extreme, only a person ends it, whatever it is now.
    var mustBeCleared: Bool { isLatched && max(peak ?? severity, severity) == .extreme }

    /// It ended by its own quiet: nobody has decided that it was over.
    var mayReopen: Bool { if case .quiet = ended { true } else { false } }

    // MARK: The condition

    // Each gives nil for a move that cannot be, and nothing has changed then.

    /// The condition is over. A latched incident waits for a person; a refuted one, and any other, ends.
    package mutating func becomeQuiet(at now: Timestamp) -> Transition.Step? {
        guard ended == nil, condition == .active else { return nil }
        condition = .quiet
        quietAt = now
        easing = nil
        if isRefuted {
            ended = .refuted(at: now)
        } else if !isLatched {
            ended = .quiet(at: now)
        }
        return .quiet
    }

    /// The condition of a latched incident holds again, or what raised it is known better.
    package mutating func becomeActive() -> Transition.Step? {
        guard ended == nil else { return nil }
        condition = .active
        quietAt = nil
        return .active
    }

    /// It was over for `expires_after`: nobody has to clear it any more. Never of one that was extreme.
    package mutating func expire(at now: Timestamp) -> Transition.Step? {
        guard ended == nil, condition == .quiet, isLatched, !mustBeCleared else { return nil }
        ended = isRefuted ? .refuted(at: now) : .quiet(at: now)
        return .expired
    }

    /// It ended by itself a moment ago and its condition holds again: the same danger, not a new one. Where it was
    /// closed the case goes on.
    package mutating func reopen() -> Transition.Step? {
        guard mayReopen else { return nil }
        ended = nil
        condition = .active
        quietAt = nil
        // Whoever went to look has been and gone: somebody must go again.
        acknowledgedBy = nil
        for (destination, reached) in handling where (reached.step ?? 0) > (Handling.accepted.step ?? 0) {
            handling[destination] = .accepted
        }
        for (destination, reached) in standsAt ?? [:]
        where (reached.step ?? 0) > (Handling.accepted.step ?? 0) {
            standsAt?[destination] = .accepted
        }
        return .reopened
    }

    /// A step of severity holds that is stronger than what it was. Once extreme, only a person ends it.
    package mutating func becomeWorse(_ next: Severity) -> Transition.Step? {
        guard ended == nil, next > severity else { return nil }
        peak = max(peak ?? severity, next)
        severity = next
        easing = nil
        if next == .extreme, origin == .real { isLatched = true }
        return .severityChanged(next)
    }

    /// What it was has not held for `quiet_for`.
    package mutating func becomeMilder(_ next: Severity) -> Transition.Step? {
        guard ended == nil, next < severity else { return nil }
        peak = peak ?? severity
        severity = next
        easing = nil
        return .severityChanged(next)
    }

    /// A second independent device of the zone says the same; nil when somebody has decided already.
    package mutating func confirm(bySecondTrigger device: String) -> Transition.Step? {
        guard confirmation == .unconfirmed, ended == nil else { return nil }
        confirmation = .confirmedBySecondTrigger(device)
        return .confirmed
    }

    /// Its hazard or device is gone from the configuration.
    package mutating func withdraw(reason: String, at now: Timestamp) -> Transition.Step? {
        guard ended == nil else { return nil }
        ended = .withdrawn(reason: reason, at: now)
        return .withdrawn
    }

    // MARK: Persons

    package mutating func acknowledge(by person: String) -> Verdict {
        // Who went and did not come back may go again.
        if acknowledgedBy == person, !(response?.isRinging ?? false) { return .alreadySo }
        guard ended == nil else { return .refused(.alreadyEnded) }
        acknowledgedBy = person
        return .step(.acknowledged)
    }

    /// A person's word stands above a second trigger's.
    package mutating func confirm(by person: String) -> Verdict {
        if case .confirmedByPerson = confirmation { return .alreadySo }
        guard !isRefuted else { return .refused(.alreadyDecided) }
        guard ended == nil else { return .refused(.alreadyEnded) }
        confirmation = .confirmedByPerson(person)
        return .step(.confirmed)
    }

    /// Ends it at once when its condition is over; else it ends with its condition.
    package mutating func refute(by person: String, cause: String, at now: Timestamp) -> Verdict {
        if isRefuted { return .alreadySo }
        // A person's word stands above a second trigger's: steam sets off two detectors as well.
        if case .confirmedByPerson = confirmation { return .refused(.alreadyDecided) }
        guard ended == nil else { return .refused(.alreadyEnded) }
        confirmation = .refuted(by: person, cause: cause)
        if condition == .quiet { ended = .refuted(at: now) }
        return .step(.refuted(cause: cause))
    }

    /// Opens the latch.
    /// - Parameter isKnownFalse: the condition is false now, and known to be.
    package mutating func clear(by person: String, isKnownFalse: Bool, at now: Timestamp) -> Verdict {
        if case .cleared = ended { return .alreadySo }
        guard ended == nil else { return .refused(.alreadyEnded) }
        guard isLatched else { return .refused(.notLatched) }
        guard condition == .quiet, isKnownFalse else { return .refused(.stillActive) }
        ended = .cleared(by: person, at: now)
        return .step(.cleared)
    }

    /// Longest time an incident may be set aside: a week. What takes longer is a device out of service.
    package static let longestShelf = Interval.days(7)

    /// Sets it aside for a while; a time that has passed already changes nothing.
    package mutating func shelve(until time: Timestamp, at now: Timestamp) -> Verdict {
        guard !isLifeSafety else { return .refused(.lifeSafetyIsNeverShelved) }
        guard ended == nil else { return .refused(.alreadyEnded) }
        guard shelvedUntil != time, time > now else { return .alreadySo }
        guard time - now <= Self.longestShelf else { return .refused(.tooLong) }
        shelvedUntil = time
        return .step(.shelved(until: time))
    }

    // MARK: Destinations

    // MARK: Writing down

    /// Numbers a step.
    package mutating func record(
        _ step: Transition.Step, by person: String? = nil, observedAt: Timestamp, at now: Timestamp,
        note: String? = nil
    ) -> Transition {
        transitions += 1
        return Transition(
            incident: id, sequence: transitions, step: step, by: person, observedAt: observedAt, at: now,
            note: note)
    }
}
