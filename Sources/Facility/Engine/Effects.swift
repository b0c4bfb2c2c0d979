import Expressions

/// What the engine wants done with one batch: everything here is one transaction, and only after its commit do
/// the PUBACKs leave.
package struct Effects: Sendable {
    /// One identity per message of the batch, in order; a redelivery is recognised by them.
    package var identities: [MessageIdentity] = []
    /// Packed readings and commands (`JournalWriter`), empty when nothing is to be kept.
    package var journal: [UInt8] = []
    /// Readings in `journal`, by importance; the ring's budgets count them.
    package var readingCount = 0
    package var transitions: [Transition] = []
    /// The whole incident after its last transition in this batch, one per id.
    package var incidents: [Incident] = []
    /// Machines that left idle or moved (`state` nil: idle again, the row goes).
    package var live: [LiveRow] = []
    /// Last values of devices, a slice per second.
    package var snapshot: [SnapshotRow] = []
    package var opened: [Delivery] = []
    /// Deliveries that are finished, with what became of them.
    package var settled: [Settlement] = []
    package var audit: [AuditLine] = []
    package var losses: [Loss] = []
    package var quarantine: [QuarantineRow] = []
    /// Messages that wait for their codec from now on.
    package var pending: [PendingDecode] = []
    /// Those that do not any more, by `PendingDecode.id`; their readings are in `journal`.
    package var decoded: [Int64] = []
    /// Questions to polled devices, to be sent after the commit; not part of it. Stale by the next one.
    package var publications: [Publication] = []
    /// Calls to people, to be made after the commit; not part of it.
    package var calls: [CallRequest] = []
    /// Quarantined payloads that could be read at last, by number: their rows go.
    package var released: [Int64] = []
    /// Quarantined payloads tried again in vain: their new reason.
    package var reasons: [QuarantineReason] = []
    /// Numbers given to names the store had not seen.
    package var numbered: [NumberRow] = []
    /// What is known of devices beside the sheet; the last row of a key counts.
    package var registry: [RegistryRow] = []
    /// What devices' hazards have learned, about once an hour.
    package var learned: [LearnedRow] = []
    /// What devices have begun to say and not ended; the last row of a device counts.
    package var streams: [StreamRow] = []
    /// Drills as they are now; the last row of a number counts.
    package var drills: [Drill] = []
    /// Entered records, each once.
    package var records: [UpkeepRecord] = []
    /// Suppressions as they are now; the last row of a number counts.
    package var suppressions: [Suppression] = []
    /// How long points were inside their limits, to be added to their days.
    package var times: [DayTimesRow] = []
    /// Destinations held back or let go on; the last row of a destination counts.
    package var pauses: [PauseRow] = []
    /// Destinations that were proven to be reached; the last row of a destination counts.
    package var proofs: [DestinationProof] = []
    /// Marked readings that arrived, to be told after the commit; not part of it.
    package var marks: [ProofMark] = []
    /// A person wants the way to the destinations proven now; to be told after the commit.
    package var wantsProof = false
    /// Deliveries a person has taken out, to be told to their lanes after the commit; not part of it.
    package var dropped: [DroppedDelivery] = []
    /// Destinations whose lanes shall not wait any longer, to be told after the commit; not part of it.
    package var hurried: [String] = []
    /// Who took over the shift in this batch; nil: nobody did.
    package var signedOn: SignedOn?
    /// A hazard changed: commit at once. Otherwise the batch may wait up to 200 ms (group commit).
    package var isUrgent = false

    package init() {}

    package var isEmpty: Bool { snapshot.isEmpty && times.isEmpty && isEmptyButForHousekeeping }

    /// Only what may wait for company much longer: copies of last values, which a restart finds in the journal too, and
    /// sums over minutes, of which a kill takes the last anyway.
    package var isHousekeeping: Bool { isEmptyButForHousekeeping && !(snapshot.isEmpty && times.isEmpty) }

    private var isEmptyButForHousekeeping: Bool {
        identities.isEmpty && journal.isEmpty && transitions.isEmpty && incidents.isEmpty && live.isEmpty
            && opened.isEmpty && settled.isEmpty && audit.isEmpty && losses.isEmpty
            && quarantine.isEmpty && pending.isEmpty && decoded.isEmpty && released.isEmpty && reasons.isEmpty
            && numbered.isEmpty && registry.isEmpty && streams.isEmpty && learned.isEmpty && drills.isEmpty
            && suppressions.isEmpty && records.isEmpty && signedOn == nil && pauses.isEmpty
            && proofs.isEmpty
    }

    /// Forgets everything and keeps the arrays' storage for the next batch.
    package mutating func removeAll() {
        identities.removeAll(keepingCapacity: true)
        journal.removeAll(keepingCapacity: true)
        readingCount = 0
        transitions.removeAll(keepingCapacity: true)
        incidents.removeAll(keepingCapacity: true)
        live.removeAll(keepingCapacity: true)
        snapshot.removeAll(keepingCapacity: true)
        opened.removeAll(keepingCapacity: true)
        settled.removeAll(keepingCapacity: true)
        audit.removeAll(keepingCapacity: true)
        losses.removeAll(keepingCapacity: true)
        quarantine.removeAll(keepingCapacity: true)
        publications.removeAll(keepingCapacity: true)
        calls.removeAll(keepingCapacity: true)
        pending.removeAll(keepingCapacity: true)
        decoded.removeAll(keepingCapacity: true)
        released.removeAll(keepingCapacity: true)
        reasons.removeAll(keepingCapacity: true)
        numbered.removeAll(keepingCapacity: true)
        registry.removeAll(keepingCapacity: true)
        learned.removeAll(keepingCapacity: true)
        streams.removeAll(keepingCapacity: true)
        drills.removeAll(keepingCapacity: true)
        records.removeAll(keepingCapacity: true)
        suppressions.removeAll(keepingCapacity: true)
        times.removeAll(keepingCapacity: true)
        pauses.removeAll(keepingCapacity: true)
        proofs.removeAll(keepingCapacity: true)
        marks.removeAll(keepingCapacity: true)
        wantsProof = false
        dropped.removeAll(keepingCapacity: true)
        hurried.removeAll(keepingCapacity: true)
        signedOn = nil
        isUrgent = false
    }
}

/// What tells a redelivered message from a new one: eight identical `ON`s have eight packet identifiers.
package struct MessageIdentity: Sendable, Equatable {
    package var session: UInt16
    /// MQTT packet identifier; 0 for QoS 0.
    package var mid: UInt16
    package var hash32: UInt32

    package init(session: UInt16, mid: UInt16, hash32: UInt32) {
        self.session = session
        self.mid = mid
        self.hash32 = hash32
    }
}

/// A hazard's machine at one device or zone, as kept in the store while it is not idle.
package struct LiveRow: Sendable, Equatable, Codable {
    /// `Hazard.id`.
    package var hazard: String
    /// `Device.id`, or the zone's name for hazards of scope zone.
    package var subject: String
    /// nil: idle, the row is deleted.
    package var state: MachineState?

    package init(hazard: String, subject: String, state: MachineState?) {
        self.hazard = hazard
        self.subject = subject
        self.state = state
    }
}

/// The last values and the clock of one device.
package struct SnapshotRow: Sendable, Equatable {
    package var device: UInt32
    /// Packed by `JournalWriter` like a journal entry of that device.
    package var packed: [UInt8]

    package init(device: UInt32, packed: [UInt8]) {
        self.device = device
        self.packed = packed
    }
}

/// A delivery that needs no more sending.
package struct Settlement: Sendable, Equatable {
    package var delivery: Int64
    package var outcome: Delivery.Outcome

    package init(delivery: Int64, outcome: Delivery.Outcome) {
        self.delivery = delivery
        self.outcome = outcome
    }
}

/// Who did what: one line of the audit log.
package struct AuditLine: Sendable, Equatable, Codable {
    package var at: Timestamp
    package var by: String
    package var action: String
    package var subject: String
    package var detail: String

    package init(at: Timestamp, by: String, action: String, subject: String, detail: String = "") {
        self.at = at
        self.by = by
        self.action = action
        self.subject = subject
        self.detail = detail
    }
}

/// What history or a destination will never receive: a line of the loss ledger.
package struct Loss: Sendable, Equatable, Codable {
    package enum Cause: String, Sendable, Codable {
        case rateLimit = "rate_limit"
        case evicted
        /// More incidents were open than the gateway may hold (`IncidentBook`).
        case incidentLimit = "incident_limit"
        case undecodable
        case unknownDevice = "unknown_device"
        case tooLarge = "too_large"
        case blind
        case brokerSessionLost = "broker_session_lost"
        case quarantineFull = "quarantine_full"
        /// More messages waited for their codec than the gateway may hold (`PendingBook`).
        case pendingFull = "pending_full"
        case damaged
        /// An urgent message that says it is another device's than its topic (`IdentityClaim`): kept in quarantine.
        case identity
    }

    package var cause: Cause
    /// What it concerned: a device, a session, a file.
    package var subject: String
    package var count: Int64
    package var from: Timestamp
    package var to: Timestamp

    package init(cause: Cause, subject: String, count: Int64, from: Timestamp, to: Timestamp) {
        self.cause = cause
        self.subject = subject
        self.count = count
        self.from = from
        self.to = to
    }
}

/// A payload nobody could read, kept for the person who mends the profile.
package struct QuarantineRow: Sendable, Equatable {
    package var at: Timestamp
    package var topic: [UInt8]
    package var payload: [UInt8]
    package var reason: String
    /// Of the whole payload; more than `payload` holds when it was cut.
    package var payloadBytes: Int
    /// The session it came by; nil: not noted (rows of an earlier version, poison).
    package var session: Int?
    /// Its row's number in the store; 0 before it has one.
    package var number: Int64 = 0

    package init(
        at: Timestamp, topic: [UInt8], payload: [UInt8], reason: String, payloadBytes: Int? = nil,
        session: Int? = nil
    ) {
        self.at = at
        self.topic = topic
        self.payload = payload
        self.reason = reason
        self.payloadBytes = payloadBytes ?? payload.count
        self.session = session
    }

    package var isCut: Bool { payloadBytes > payload.count }
}

/// Why a quarantined payload, tried again, still cannot be read.
package struct QuarantineReason: Sendable, Equatable {
    package var number: Int64
    package var reason: String

    package init(number: Int64, reason: String) {
        self.number = number
        self.reason = reason
    }
}
