import Facility

/// Plays a recording to the engine of the gateway, in memory and by the recording's own time: what would have been
/// raised, when and why.
///
/// No clock, no broker, no disk. Nobody acts: a latched incident stays open, and each time its danger comes back is an
/// episode of its own.
package struct Backtest {
    /// Episodes kept whole; the rest are counted.
    package static let limit = 1_000_000

    package private(set) var episodes: [BacktestEpisode] = []
    /// Episodes beyond `limit`.
    package private(set) var uncounted = 0
    package private(set) var messages = 0
    /// The recording's time.
    package private(set) var now: Timestamp
    /// The first one's.
    package let began: Timestamp
    /// Hazards active now, sorted, joined by `;`.
    package private(set) var activeHazards = ""

    private var engine: Engine
    private var effects = Effects()
    private let batch = MessageBatch(capacity: 1 << 20, limit: 1)
    /// Position in `episodes` of each incident that is active.
    private var open: [IncidentID: Int] = [:]
    private var active: [String: Int] = [:]
    /// What the last step raised: nobody sees it in `activeHazards` when it was active just before.
    private var raised: [String] = []
    private var settled = 0
    private var unsettled = 0

    /// Steps whose effects are thrown away together.
    private static let settling = 256

    /// - Parameter now: the time of the recording's first row.
    package init(_ site: Site, now: Timestamp) {
        self.now = now
        began = now
        engine = Engine(
            site: site, numbering: Numbering(devices: site.devices.count, points: site.points.count),
            recovery: Recovery(epoch: 0), now: now)
        engine.start(now: now, effects: &effects)
        settle(row: nil)
    }

    /// Lets a message arrive; a time before the last one counts as the last one.
    /// - Returns: false when it is larger than any message may be.
    package mutating func take(
        topic: [UInt8], payload: [UInt8], session: UInt16, at: Timestamp, row: Int? = nil
    ) -> Bool {
        batch.removeAll()
        let fits = topic.withUnsafeBytes { topic in
            payload.withUnsafeBytes {
                batch.append(session: session, mid: 1, retained: false, topic: topic, payload: $0)
            }
        }
        guard fits else { return false }
        now = max(now, at)
        messages += 1
        raised.removeAll(keepingCapacity: true)
        engine.step(batch, at: 0, now: now, effects: &effects)
        finishStep(row)
        return true
    }

    /// Lets readings arrive that were decoded long ago.
    package mutating func take(_ past: [Reading], at: Timestamp) {
        now = max(now, at)
        messages += 1
        raised.removeAll(keepingCapacity: true)
        engine.take(past, now: now, effects: &effects)
        finishStep(nil)
    }

    /// Lets time pass without a word, as after the last row.
    package mutating func pass(to time: Timestamp) {
        now = max(now, time)
        engine.advance(to: now, effects: &effects)
        settle(row: nil)
    }

    /// Readings that profiles found in the payloads.
    package var readings: Int { settled + effects.readingCount }

    /// Incidents that are open now, by number.
    package var incidents: [Incident] { engine.openIncidents }

    /// How many payloads and values were not read.
    package var refused: Int {
        let status = engine.status
        return status.rejections.reduce(0) { $0 + $1.count } + status.strays.unknownDevice
            + status.strays.unmapped
    }

    /// The last of each kind that was not read, in English.
    package var refusals: [EngineStatus.Rejections] { engine.status.rejections }

    /// What the hazards' windows and what was learned say of the device that spoke last, and 1 of each hazard that
    /// was raised by it.
    package mutating func scores(_ body: (_ detector: String, _ score: Double) -> Void) {
        engine.scores(body)
        for hazard in raised { body(hazard, 1) }
    }

    private mutating func finishStep(_ row: Int?) {
        // What fell due by what was just said.
        engine.advance(to: now, effects: &effects)
        unsettled += 1
        guard effects.transitions.isEmpty, unsettled < Self.settling else { return settle(row: row) }
    }

    private mutating func settle(row: Int?) {
        settled += effects.readingCount
        for transition in effects.transitions { note(transition, row: row) }
        effects.removeAll()
        unsettled = 0
    }

    private mutating func note(_ transition: Transition, row: Int?) {
        switch transition.step {
        case .raised, .active, .reopened: begin(transition, row: row)
        case .quiet, .cleared, .expired, .withdrawn: end(transition)
        case .severityChanged(let severity):
            guard let position = open[transition.incident] else { return }
            episodes[position].severity = max(episodes[position].severity, severity)
        default: return
        }
    }

    private mutating func begin(_ transition: Transition, row: Int?) {
        guard open[transition.incident] == nil,
            let incident = effects.incidents.last(where: { $0.id == transition.incident })
        else { return }
        guard episodes.count < Self.limit else {
            uncounted += 1
            return
        }
        let isAgain = transition.step != .raised
        open[incident.id] = episodes.count
        episodes.append(
            BacktestEpisode(
                incident: incident.id.description, hazard: incident.hazard, device: incident.device,
                zone: incident.sharedPlace, severity: incident.severity,
                since: isAgain ? transition.observedAt : incident.since, from: transition.at, until: nil,
                isAgain: isAgain, isWeak: incident.isWeak, isShadow: incident.isShadow, row: row,
                evidence: incident.evidence + (incident.grounds?.values ?? [])))
        active[incident.hazard, default: 0] += 1
        raised.append(incident.hazard)
        spell()
    }

    private mutating func end(_ transition: Transition) {
        guard let position = open.removeValue(forKey: transition.incident) else { return }
        episodes[position].until = transition.at
        let hazard = episodes[position].hazard
        active[hazard, default: 1] -= 1
        if active[hazard] == 0 { active[hazard] = nil }
        spell()
    }

    private mutating func spell() { activeHazards = active.keys.sorted().joined(separator: ";") }
}
