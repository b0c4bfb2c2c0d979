/// The machine as the store keeps it, and back.
extension Machine {
    /// nil: idle, nothing to keep.
    func state(evidence: Int, incident id: IncidentID?) -> MachineState? {
        switch (phase, id) {
        case (.idle, _): nil
        case (.pending, _): .pending(since: Timestamp(milliseconds: since), evidence: evidence)
        case (.held, _):
            .held(
                since: Timestamp(milliseconds: since), falseSince: Self.time(falseSince), evidence: evidence,
                peak: Severity(rank: Int(peak)))
        case (.active, let id?): .active(id, evidence: evidence)
        case (.quieting, let id?): .quieting(id, since: Timestamp(milliseconds: since))
        case (.latched, let id?): .latched(id, overSince: Self.time(since))
        case (.returning, let id?): .returning(id, since: Timestamp(milliseconds: since))
        case (.refuted, let id?):
            .refuted(
                id, quietSince: Self.time(since), evidence: refutedEvidence,
                rival: rivalSince == Self.never ? nil : Int(rival), rivalSince: Self.time(rivalSince))
        case (.resting, let id?):
            .resting(id, endedAt: Timestamp(milliseconds: falseSince), since: Self.time(since))
        case (_, nil): nil
        }
    }

    /// Takes up a stored state. What was evaluated is not stored: the truth is unknown until it is asked again.
    init(_ state: MachineState) {
        self.init()
        incident = state.incident?.number ?? 0
        switch state {
        case .pending(let since, let evidence):
            phase = .pending
            self.evidence = Int16(clamping: evidence)
            self.since = since.milliseconds
        case .held(let since, let falseSince, let evidence, let peak):
            phase = .held
            self.peak = Int8(peak?.rank ?? -1)
            self.evidence = Int16(clamping: evidence)
            self.since = since.milliseconds
            self.falseSince = falseSince?.milliseconds ?? Self.never
        case .active(_, let evidence):
            phase = .active
            self.evidence = Int16(clamping: evidence)
        case .quieting(_, let since):
            phase = .quieting
            self.since = since.milliseconds
        case .latched(_, let overSince):
            phase = .latched
            self.since = overSince?.milliseconds ?? Self.never
        case .returning(_, let since):
            phase = .returning
            self.since = since.milliseconds
        case .refuted(_, let quietSince, let evidence, let rival, let rivalSince):
            phase = .refuted
            refuted = Self.bits(evidence)
            self.rival = Int16(clamping: rival ?? -1)
            self.rivalSince = rivalSince?.milliseconds ?? Self.never
            self.since = quietSince?.milliseconds ?? Self.never
        case .resting(_, let endedAt, let since):
            phase = .resting
            falseSince = endedAt.milliseconds
            self.since = since?.milliseconds ?? Self.never
        }
    }

    /// Sets the timer of a restored or reloaded machine from the last step's times.
    mutating func resumeTimer(now: Int64, rule: Rule) {
        let t = lastAt == .min ? now : lastAt
        let from = lastAt == .min ? now : lastNow
        switch phase {
        case .pending, .returning: due = from &+ rule.holdsFor &- (t &- since)
        case .quieting: due = from &+ rule.quietFor &- (t &- since)
        case .refuted where rivalSince != Self.never:
            due = from &+ rule.holdsFor &- (t &- rivalSince)
        case .refuted where since != Self.never: due = from &+ rule.quietFor &- (t &- since)
        case .latched where since != Self.never && rule.expiresAfter > 0:
            due = from &+ rule.expiresAfter &- (t &- since)
        case .resting where since != Self.never: due = from &+ rule.holdsFor &- (t &- since)
        case .resting: due = from &+ rule.holdOff &- (t &- falseSince)
        default: due = Self.never
        }
    }

    /// Positions in the hazard's evidence of what was refuted; nil: all of it.
    private var refutedEvidence: [Int]? {
        refuted == .max ? nil : (0..<32).filter { refuted & 1 << UInt32($0) != 0 }
    }

    static func bits(_ evidence: [Int]?) -> UInt32 {
        guard let evidence else { return .max }
        return evidence.reduce(0) { $0 | ((0..<32).contains($1) ? 1 << UInt32($1) : 0) }
    }

    private static func time(_ milliseconds: Int64) -> Timestamp? {
        milliseconds == never ? nil : Timestamp(milliseconds: milliseconds)
    }
}
