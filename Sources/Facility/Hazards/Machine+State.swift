/// The machine as the store keeps it, and back.
extension Machine {
    /// nil: idle, nothing to keep.
    func state(evidence: Int, incident id: IncidentID?) -> MachineState? {
        switch (phase, id) {
        case (.idle, _): nil
        case (.pending, _): .pending(since: Timestamp(milliseconds: since), evidence: evidence)
        case (.held, _):
            .held(
                since: Timestamp(milliseconds: since), falseSince: Self.time(falseSince), evidence: evidence)
        case (.active, let id?): .active(id, evidence: evidence)
        case (.quieting, let id?): .quieting(id, since: Timestamp(milliseconds: since))
        case (.latched, let id?): .latched(id)
        case (.returning, let id?): .returning(id, since: Timestamp(milliseconds: since))
        case (.refuted, let id?): .refuted(id, quietSince: Self.time(since))
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
        case .held(let since, let falseSince, let evidence):
            phase = .held
            self.evidence = Int16(clamping: evidence)
            self.since = since.milliseconds
            self.falseSince = falseSince?.milliseconds ?? Self.never
        case .active(_, let evidence):
            phase = .active
            self.evidence = Int16(clamping: evidence)
        case .quieting(_, let since):
            phase = .quieting
            self.since = since.milliseconds
        case .latched: phase = .latched
        case .returning(_, let since):
            phase = .returning
            self.since = since.milliseconds
        case .refuted(_, let quietSince):
            phase = .refuted
            self.since = quietSince?.milliseconds ?? Self.never
        }
    }

    /// Sets the timer of a restored or reloaded machine from the last step's times.
    mutating func resumeTimer(now: Int64, rule: Rule) {
        let t = lastAt == .min ? now : lastAt
        let from = lastAt == .min ? now : lastNow
        switch phase {
        case .pending, .returning: due = from &+ rule.holdsFor &- (t &- since)
        case .quieting: due = from &+ rule.quietFor &- (t &- since)
        case .refuted where since != Self.never: due = from &+ rule.quietFor &- (t &- since)
        default: due = Self.never
        }
    }

    private static func time(_ milliseconds: Int64) -> Timestamp? {
        milliseconds == never ? nil : Timestamp(milliseconds: milliseconds)
    }
}
