/// One occurrence of a hazard, from raise to close, on three axes: condition, confirmation, handling.
///
/// It carries names, not table positions, so that it outlives every reload.
package struct Incident: Sendable, Codable, Equatable {
    package var id: IncidentID
    /// `Hazard.id`.
    package var hazard: String
    /// `Device.id` of the device that raised it; for a zone the first one.
    package var device: String
    /// Zone name for hazards of scope zone, else nil.
    package var zone: String?
    /// Path of the place for hazards of scope floor, unit, building and site (`Place.path`), else nil.
    package var place: String?
    package var severity: Severity
    /// The worst it has been; nil: it never changed.
    package var peak: Severity?
    /// It is milder than `severity` says and not yet for `quiet_for`; nil: it is not.
    package var easing: Easing?
    package var origin: Origin
    package var condition: ConditionState
    package var confirmation: Confirmation
    /// Per destination, the furthest step known. The incident shows the least advanced of those that drive it.
    package var handling: [String: Handling]
    /// `true`: of a hazard that is being tried; recorded, and told to nobody. nil: not so.
    package var shadow: Bool?
    package var isLatched: Bool
    package var isLifeSafety: Bool
    /// Raised on weak evidence only.
    package var isWeak: Bool
    /// Began and ended inside a backlog: recorded and reported as history, drives no siren.
    package var isHistoric: Bool
    /// Sent while the store could not commit (emergency mode).
    package var isUnjournaled: Bool
    /// By the device's time.
    package var since: Timestamp
    /// By the gateway's time.
    package var raisedAt: Timestamp
    package var quietAt: Timestamp?
    package var acknowledgedBy: String?
    package var ended: Ending?
    /// A person set it aside until then; never a life-safety incident.
    package var shelvedUntil: Timestamp?
    /// Destinations whose deadline has passed and was told.
    package var overdue: [String]
    /// Number of its last transition; the next one is this plus one.
    package var transitions: Int
    /// The values behind the raise, `point = value`, as a person reads them.
    package var evidence: [String]
    /// What it was raised on beside them; nil: raised before that was kept.
    package var grounds: Grounds?
    /// Who was called and went, and what is late; nil: nobody is called for it, or it is older than that.
    package var response: Response?

    /// Where a case stood on the line that is rejected, postponed or suspended now, by destination; nil: none is.
    package var standsAt: [String: Handling]?
    /// Destinations that refused the report, or whose report was dropped: they hear of no later step. nil: none.
    package var untold: [String]?
    /// What destinations did beside, `destination event note`, the latest `followLimit`: said again it is a retry.
    package var followed: [String]?
    /// When each destination was first told; nil: before that was kept.
    package var toldAt: [String: Timestamp]?
    /// Destinations told because another one was late; nil: none.
    package var escalatedTo: [String]?
    /// Number of the suppression that keeps it from being told; nil: none does. Never of one that concerns life.
    package var suppressedBy: Int64?
    /// Number of the drill it is an exercise of; nil: it is none.
    package var drill: Int64?
    /// What stands for it and many others of the same cause; nil: it stands for itself.
    package var parent: IncidentID?
    /// Until when it waits for others of the same cause before it is told; nil: it waits for none.
    package var settlesAt: Timestamp?
    /// What it knows of the many it stands for; nil: it stands for itself.
    package var storm: Storm?
    /// Whom to call at after a power loss; nil: nobody.
    package var rollCall: RollCall?
    /// The person whose word alone raised it; nil: a machine did.
    package var wordOf: String?
    /// Facility and zone of the fire it belongs to, `fire/stair`; nil: to none.
    package var fireOf: String?
    /// The incident of the same fire with whose case it is told, by destination; nil: it has its own wherever it is told.
    package var toldWith: [String: IncidentID]?
    /// What is told with its own case; nil: nothing is.
    package var fire: GrowingFire?

    package var isShadow: Bool { shadow ?? false }
    package var isSuppressed: Bool { suppressedBy != nil }

    /// Zone or path of the place that several devices share, where it is one's.
    package var sharedPlace: String? { zone ?? place }

    /// What its severity will fall to.
    package struct Easing: Sendable, Codable, Equatable {
        /// By the device's time.
        package var since: Timestamp
        /// The strongest that was possible since then.
        package var to: Severity

        package init(since: Timestamp, to: Severity) {
            self.since = since
            self.to = to
        }
    }

    /// Where the stimulus came from. Nothing but `real` reaches a production platform.
    package enum Origin: String, Sendable, Codable { case real, exercise, test }

    package enum ConditionState: String, Sendable, Codable { case active, quiet }

    package enum Confirmation: Sendable, Codable, Equatable {
        case unconfirmed
        case confirmedByPerson(String)
        /// The second device.
        case confirmedBySecondTrigger(String)
        case refuted(by: String, cause: String)
    }

    /// How it ended. A latched incident is cleared by a named person; any other by its own quiet.
    package enum Ending: Sendable, Codable, Equatable {
        case cleared(by: String, at: Timestamp)
        case quiet(at: Timestamp)
        case refuted(at: Timestamp)
        /// Its hazard or device was removed from the configuration.
        case withdrawn(reason: String, at: Timestamp)
    }

    package init(
        id: IncidentID, hazard: String, device: String, zone: String?, severity: Severity, origin: Origin,
        isLatched: Bool, isLifeSafety: Bool, isWeak: Bool, isHistoric: Bool, since: Timestamp,
        raisedAt: Timestamp, evidence: [String]
    ) {
        self.id = id
        self.hazard = hazard
        self.device = device
        self.zone = zone
        self.severity = severity
        self.origin = origin
        self.condition = .active
        self.confirmation = .unconfirmed
        self.handling = [:]
        self.isLatched = isLatched
        self.isLifeSafety = isLifeSafety
        self.isWeak = isWeak
        self.isHistoric = isHistoric
        self.isUnjournaled = false
        self.since = since
        self.raisedAt = raisedAt
        self.overdue = []
        self.transitions = 0
        self.evidence = evidence
    }
}
