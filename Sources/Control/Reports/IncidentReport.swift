import Facility

/// One incident as a person is shown it: in words of both languages, with what may be done.
package struct IncidentReport: Sendable, Codable, Equatable {
    package var id: IncidentID
    package var hazard: String
    package var hazardName: LocalizedText
    package var facility: String
    package var severity: Severity
    package var origin: Incident.Origin
    package var device: String
    package var deviceName: String
    package var zone: String?
    package var place: Place
    package var condition: Incident.ConditionState
    package var confirmation: Confirmation
    /// Who or which second device confirmed or refuted it.
    package var confirmedBy: String?
    package var refutedCause: String?
    /// The least advanced of those that drive it.
    package var handling: Handling
    package var deliveries: [DeliveryReport]
    package var since: Timestamp
    package var raisedAt: Timestamp
    package var quietAt: Timestamp?
    package var acknowledgedBy: String?
    /// Who was called, went and is late; nil: nobody is called for it, or an older gateway.
    package var response: Response?
    /// `cleared`, `quiet`, `refuted` or `withdrawn`; nil: open.
    package var ended: String?
    package var isLatched: Bool
    package var isLifeSafety: Bool
    package var isWeak: Bool
    package var isHistoric: Bool
    package var isUnjournaled: Bool
    /// `true`: of a hazard that is being tried, told to nobody.
    package var isShadow: Bool?
    /// Number of the suppression that keeps it from being told; nil: none does.
    package var suppressedBy: Int64?
    /// The single points of the growing fire that it leads, itself first; nil: it leads none, or an older gateway.
    package var points: [CasePoint]?
    /// The outage that speaks for it; nil: it speaks for itself.
    package var parent: IncidentID?
    /// Until when it waits for others of the same cause before it is told; nil: it waits for none.
    package var waitsUntil: Timestamp?
    /// What it stands for; nil: for itself.
    package var outage: OutageReport?
    /// The cars to be called at; nil: none.
    package var rollCall: [RollCallReport]?
    /// The worst it has been, where its severity changed.
    package var peak: Severity?
    package var evidence: [String]
    package var advice: Advice
    /// Whom to call, the first first; nil: from an older gateway.
    package var contacts: [Contact]?
    /// What a person may do with it now.
    package var allowed: [Act]
    /// Oldest first; empty in lists.
    package var transitions: [TransitionReport]

    package init(
        id: IncidentID, hazard: String, hazardName: LocalizedText, facility: String, severity: Severity,
        origin: Incident.Origin, device: String, deviceName: String, zone: String? = nil, place: Place,
        condition: Incident.ConditionState, confirmation: Confirmation, confirmedBy: String? = nil,
        refutedCause: String? = nil, handling: Handling, deliveries: [DeliveryReport] = [], since: Timestamp,
        raisedAt: Timestamp, quietAt: Timestamp? = nil, acknowledgedBy: String? = nil, ended: String? = nil,
        isLatched: Bool = false, isLifeSafety: Bool = false, isWeak: Bool = false, isHistoric: Bool = false,
        isUnjournaled: Bool = false, evidence: [String] = [], advice: Advice = Advice(), allowed: [Act] = [],
        transitions: [TransitionReport] = []
    ) {
        self.id = id
        self.hazard = hazard
        self.hazardName = hazardName
        self.facility = facility
        self.severity = severity
        self.origin = origin
        self.device = device
        self.deviceName = deviceName
        self.zone = zone
        self.place = place
        self.condition = condition
        self.confirmation = confirmation
        self.confirmedBy = confirmedBy
        self.refutedCause = refutedCause
        self.handling = handling
        self.deliveries = deliveries
        self.since = since
        self.raisedAt = raisedAt
        self.quietAt = quietAt
        self.acknowledgedBy = acknowledgedBy
        self.ended = ended
        self.isLatched = isLatched
        self.isLifeSafety = isLifeSafety
        self.isWeak = isWeak
        self.isHistoric = isHistoric
        self.isUnjournaled = isUnjournaled
        self.evidence = evidence
        self.advice = advice
        self.allowed = allowed
        self.transitions = transitions
    }

    package enum Confirmation: String, Sendable, Codable { case unconfirmed, confirmed, refuted }

    /// What to do, line by line.
    package struct Advice: Sendable, Codable, Equatable {
        package var en: [String]
        package var zh: [String]

        package init(en: [String] = [], zh: [String] = []) {
            self.en = en
            self.zh = zh
        }

        package subscript(language: Language) -> [String] {
            switch language {
            case .en: en
            case .zh: zh
            }
        }
    }

    /// A person's deed, by the word it is asked for.
    package enum Act: String, Sendable, Codable, CaseIterable {
        case acknowledge, confirm, refute, clear, comment, shelve
        /// The next milestones of a rescue.
        case answered, arrived, released
    }
}

/// How far one destination has come with an incident.
package struct DeliveryReport: Sendable, Codable, Equatable {
    /// The incident of the same fire with whose case it was told; nil: with its own.
    package var with: IncidentID?
    package var destination: String
    package var name: LocalizedText
    package var handling: Handling
    /// The far side's own number.
    package var caseNumber: String?
    /// Why it has not gone out yet.
    package var waitingReason: String?

    package init(
        destination: String, name: LocalizedText, handling: Handling, caseNumber: String? = nil,
        waitingReason: String? = nil
    ) {
        self.destination = destination
        self.name = name
        self.handling = handling
        self.caseNumber = caseNumber
        self.waitingReason = waitingReason
    }
}

/// One step in an incident's life.
package struct TransitionReport: Sendable, Codable, Equatable {
    package var sequence: Int
    /// `Transition.Step.name`.
    package var step: String
    /// Destination, cause or severity of the step.
    package var detail: String?
    package var by: String?
    package var at: Timestamp
    package var note: String?

    package init(
        sequence: Int, step: String, detail: String? = nil, by: String? = nil, at: Timestamp,
        note: String? = nil
    ) {
        self.sequence = sequence
        self.step = step
        self.detail = detail
        self.by = by
        self.at = at
        self.note = note
    }
}
