/// A step in an incident's life: what, who, when and why. Written once, never changed.
package struct Transition: Sendable, Codable, Equatable {
    package var incident: IncidentID
    /// Counts from 1 within the incident.
    package var sequence: Int
    package var step: Step
    /// The person, or nil for the gateway itself.
    package var by: String?
    /// By the device's time where a reading caused it, else equal to `at`.
    package var observedAt: Timestamp
    /// By the gateway's time.
    package var at: Timestamp
    package var note: String?

    package init(
        incident: IncidentID, sequence: Int, step: Step, by: String? = nil, observedAt: Timestamp,
        at: Timestamp,
        note: String? = nil
    ) {
        self.incident = incident
        self.sequence = sequence
        self.step = step
        self.by = by
        self.observedAt = observedAt
        self.at = at
        self.note = note
    }

    private static let impliedMark = "implied 推知: "

    /// The note of a step that a destination left out and implied by a later one.
    static func implied(by step: Handling) -> String { impliedMark + step.rawValue }

    /// Whether a destination left it out (`Incident.missing`).
    package var isImplied: Bool { note?.hasPrefix(Self.impliedMark) ?? false }

    package enum Step: Sendable, Codable, Equatable {
        case raised
        case severityChanged(Severity)
        case acknowledged
        case confirmed
        case refuted(cause: String)
        case quiet
        /// The condition holds again before the end.
        case active
        case cleared
        /// It was over for `expires_after`.
        case expired
        /// It holds again within `hold_off` of its end.
        case reopened
        case withdrawn
        case commented
        case shelved(until: Timestamp)
        /// A destination's word.
        case handled(destination: String, Handling)
        /// A destination's deadline passed.
        case overdue(destination: String)
        /// A destination urged, supervised or rated the case, or has it done again.
        case followed(destination: String, FollowUp)
        /// What kept it from being told is over, and it still stands.
        case emerged
        /// Somebody was called because nobody had answered (`PhoneTree`). Changes none of the three axes.
        case called(person: String, route: CallRoute)
        /// People did not do something in time (`Response`). Changes none of the three axes.
        case late(ResponseDeadline)
        /// It belongs to a greater incident of one cause, which speaks for it.
        case grouped(into: IncidentID)
        /// It is a case of its own again.
        case ungrouped
        /// So many cars are now to be called at.
        case rollCalled(open: Int)
        /// A person has called at one.
        case ticked(device: String, RollCall.Finding)
        /// Another incident of the same fire joined its case.
        case grown(IncidentID)
        /// What was told with its case took a step.
        case pointChanged(IncidentID, step: String)
        /// T1 to T3 of a rescue, each once and in order; the people involved as a number. Changes none of the axes.
        case milestone(Milestone, people: Int?)

        /// The word in lines, pages and the outbox.
        package var name: String {
            switch self {
            case .raised: "raised"
            case .severityChanged: "severity_changed"
            case .acknowledged: "acknowledged"
            case .confirmed: "confirmed"
            case .refuted: "refuted"
            case .quiet: "quiet"
            case .active: "active"
            case .cleared: "cleared"
            case .expired: "expired"
            case .reopened: "reopened"
            case .withdrawn: "withdrawn"
            case .commented: "commented"
            case .shelved: "shelved"
            case .handled(_, let handling): handling.rawValue
            case .overdue: "overdue"
            case .followed(_, let event): event.rawValue
            case .emerged: "emerged"
            case .called: "called"
            case .late: "late"
            case .milestone(let milestone, _): milestone.rawValue
            case .grouped: "grouped"
            case .ungrouped: "ungrouped"
            case .rollCalled: "roll_called"
            case .ticked: "ticked"
            case .grown: "grown"
            case .pointChanged: "point_changed"
            }
        }
    }
}
