import Expressions

@testable import Facility

/// A night at the compound: an engine, a store that keeps what the engine asks for, and a clock moved by hand.
///
/// Every commit is one call's effects. `steps` is what a reader of the board would have seen.
struct Night {
    static let start = Timestamp(milliseconds: 1_773_000_000_000)

    var engine: Engine
    var store: Store
    var now: Timestamp
    /// `3.0 raised F1`, one per transition: seconds since start, step, device.
    var steps: [String] = []
    var transitions: [Transition] = []
    var opened: [Delivery] = []
    var losses: [Loss] = []
    var calls: [CallRequest] = []
    var isUrgent = false
    private let batch = MessageBatch(capacity: 1 << 16, limit: 64)

    init(_ site: Site, store: Store = Store(), at now: Timestamp = Night.start) {
        self.store = store
        self.now = now
        engine = Engine(
            site: site, numbering: Numbering(devices: site.devices.count, points: site.points.count),
            recovery: store.recovery, now: now)
        var effects = Effects()
        engine.start(now: now, effects: &effects)
        commit(effects)
    }

    /// What the store's file would hold.
    struct Store {
        var incidents: [Int64: Incident] = [:]
        var live: [MachineKey: MachineState] = [:]
        var snapshot: [UInt32: SnapshotRow] = [:]
        var journal: [JournalRow] = []
        var outbox: [Int64: Delivery] = [:]
        var nextIncident: Int64 = 1
        var nextDelivery: Int64 = 1
        var lastCommit: Timestamp?
        var transitions: [Transition] = []
        var registry: [RegistryKey: RegistryEntry] = [:]
        var learned: [String: LearnedRow] = [:]
        var records: [UpkeepRecord] = []
        var quarantine: [QuarantineRow] = []
        var streams: [String: StreamRow] = [:]
        var audit: [AuditLine] = []
        var drills: [Int64: Drill] = [:]
        var suppressions: [Int64: Suppression] = [:]
        var times: [DayTimesRow] = []
        var signedOn: SignedOn?
        var pauses: [String: DestinationPause] = [:]
        var pseudonyms: PseudonymKey?

        mutating func commit(_ effects: Effects, at now: Timestamp) {
            for incident in effects.incidents {
                incidents[incident.id.number] = incident
                nextIncident = max(nextIncident, incident.id.number + 1)
            }
            for row in effects.live { live[MachineKey(hazard: row.hazard, subject: row.subject)] = row.state }
            for row in effects.snapshot { snapshot[row.device] = row }
            if !effects.journal.isEmpty { journal.append(JournalRow(at: now, packed: effects.journal)) }
            for delivery in effects.opened {
                outbox[delivery.number] = delivery
                nextDelivery = max(nextDelivery, delivery.number + 1)
            }
            for settlement in effects.settled { outbox[settlement.delivery] = nil }
            records += effects.records
            times += effects.times
            transitions += effects.transitions
            for row in effects.registry { registry[row.key] = row.entry }
            for row in effects.learned {
                learned["\(row.device) \(row.key)"] = row.packed == nil ? nil : row
            }
            for row in effects.quarantine {
                var row = row
                row.number = Int64(quarantine.count + 1)
                quarantine.append(row)
            }
            quarantine.removeAll { effects.released.contains($0.number) }
            for row in effects.reasons {
                for position in quarantine.indices where quarantine[position].number == row.number {
                    quarantine[position].reason = row.reason
                }
            }
            audit += effects.audit
            signedOn = effects.signedOn ?? signedOn
            for row in effects.pauses { pauses[row.destination] = row.pause }
            for drill in effects.drills { drills[drill.number] = drill }
            for row in effects.suppressions { suppressions[row.number] = row }
            for row in effects.streams { streams[row.device] = row.rest.isEmpty ? nil : row }
            lastCommit = now
        }

        var recovery: Recovery {
            let unsettled = Set(outbox.values.map(\.incident))
            let resting = live.values.compactMap { if case .resting(let id, _, _) = $0 { id } else { nil } }
            let open = incidents.values.filter {
                $0.ended == nil || unsettled.contains($0.id) || resting.contains($0.id)
                    || $0.fire?.standing ?? 0 > 0
            }
            var recovery = Recovery(
                epoch: 0x1234, nextIncident: nextIncident, nextDelivery: nextDelivery,
                incidents: open.sorted { $0.id < $1.id },
                live: live.map { LiveRow(hazard: $0.key.hazard, subject: $0.key.subject, state: $0.value) }
                    .sorted { ($0.hazard, $0.subject) < ($1.hazard, $1.subject) },
                snapshot: snapshot.values.sorted { $0.device < $1.device }, journal: journal,
                outbox: outbox.values.sorted { $0.number < $1.number }, lastCommit: lastCommit)
            recovery.signedOn = signedOn
            recovery.pauses = pauses.values.sorted { $0.destination < $1.destination }
            recovery.pseudonyms = pseudonyms
            recovery.streams = streams.values.sorted { $0.device < $1.device }
            recovery.drills = drills.values.sorted { $0.number < $1.number }
            recovery.suppressions = suppressions.values.sorted { $0.number < $1.number }
            recovery.registry = registry.values.sorted { $0.key < $1.key }
            recovery.records = records
            recovery.learned = learned.sorted { $0.key < $1.key }.map(\.value)
            return recovery
        }
    }

    mutating func commit(_ effects: Effects) {
        store.commit(effects, at: now)
        isUrgent = effects.isUrgent
        transitions += effects.transitions
        opened += effects.opened
        losses += effects.losses
        calls += effects.calls
        for transition in effects.transitions {
            let incident = engine.incident(transition.incident)
            let tenths = (transition.at - Self.start).milliseconds / 100
            steps.append("\(tenths / 10).\(tenths % 10) \(transition.step.name) \(incident?.device ?? "-")")
        }
    }

    /// Lets time pass.
    mutating func wait(_ interval: Interval) {
        now = now + interval
        var effects = Effects()
        engine.advance(to: now, effects: &effects)
        if !effects.isEmpty { commit(effects) }
    }

    mutating func wait(until offset: Interval) { wait(Self.start + offset - now) }

    /// One message of a device. `observed`: by the device's clock, the gateway's time when nil.
    mutating func hear(
        _ device: String, _ fields: String, observed: Timestamp? = nil, retained: Bool = false,
        topic: String? = nil, session: UInt16? = nil
    ) {
        let topic = topic ?? Compound.topic(of: device)
        let urgent = !(topic.hasPrefix("l/") || topic.hasPrefix("b/"))
        let time = (observed ?? now).milliseconds
        send(topic, #"{"t":\#(time),\#(fields)}"#, session: session ?? (urgent ? 0 : 1), retained: retained)
    }

    mutating func send(_ topic: String, _ payload: String, session: UInt16, retained: Bool = false) {
        send(Array(topic.utf8), Array(payload.utf8), session: session, retained: retained)
    }

    mutating func send(_ topic: [UInt8], _ payload: [UInt8], session: UInt16, retained: Bool = false) {
        batch.removeAll()
        let fits = topic.withUnsafeBytes { topic in
            payload.withUnsafeBytes { payload in
                batch.append(session: session, mid: 7, retained: retained, topic: topic, payload: payload)
            }
        }
        precondition(fits)
        var effects = Effects()
        engine.step(batch, at: 0, now: now, effects: &effects)
        commit(effects)
    }

    /// A reading whose quality the decoder would not give by itself.
    mutating func read(
        _ device: Int, _ point: PointIndex, _ value: Value, _ quality: Quality
    ) {
        var effects = Effects()
        engine.advance(to: now, effects: &effects)
        engine.readings = [
            Reading(
                device: DeviceIndex(device), point: point, value: value, observedAt: now, receivedAt: now,
                quality: quality)
        ]
        engine.absorb(
            device, Engine.Arrival(session: 0, isRetained: false, isDraining: false), effects: &effects)
        commit(effects)
    }

    mutating func session(_ session: Int, _ turn: Engine.SessionTurn) {
        var effects = Effects()
        engine.sessionChanged(SessionIndex(session), turn, now: now, effects: &effects)
        commit(effects)
    }

    @discardableResult
    mutating func say(_ command: Command) -> CommandResult {
        var effects = Effects()
        let result = engine.step(command: command, now: now, effects: &effects)
        if !effects.isEmpty { commit(effects) }
        return result
    }

    mutating func reload(_ site: Site) {
        var effects = Effects()
        engine.reload(
            site: site, numbering: Numbering(devices: site.devices.count, points: site.points.count),
            now: now,
            effects: &effects)
        commit(effects)
    }

    /// Stops the engine and starts another from the store after `gap`.
    mutating func restart(after gap: Interval = .zero) {
        let site = engine.site
        var next = Night(site, store: store, at: now + gap)
        next.steps = steps + next.steps
        next.transitions = transitions + next.transitions
        next.opened = opened + next.opened
        next.losses = losses + next.losses
        next.calls = calls + next.calls
        self = next
    }

    /// The number-th incident.
    func id(_ number: Int64 = 1) -> IncidentID { IncidentID(site: "yard", epoch: 0x1234, number: number) }
    func incident(_ number: Int64 = 1) -> Incident? { store.incidents[number] }
}
