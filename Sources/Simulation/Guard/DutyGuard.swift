import Control
import Facility
import MQTT

/// The simulated guard: notices, says that he goes, walks there, looks, and says what he found.
///
/// A pure machine, seeded: incidents as the control socket shows them and `now` go in, what he does comes out. He
/// does only what the incident allows, as a person at the page could.
package struct DutyGuard {
    package enum Act: Sendable, Equatable {
        case acknowledge(IncidentID)
        case confirm(IncidentID, note: String)
        case refute(IncidentID, cause: String)
        case clear(IncidentID, note: String)
    }

    private enum Stage {
        case noticing(until: Timestamp)
        case walking(until: Timestamp)
        case answered
        case leaving(until: Timestamp)
    }

    private var random: SeededGenerator
    private var stages: [IncidentID: Stage] = [:]

    package init(seed: UInt64) { random = SeededGenerator(seed: seed) }

    /// - Parameters:
    ///   - incidents: the open ones.
    ///   - truth: what is the matter at a device, nil when there is nothing to see.
    package mutating func act(
        on incidents: [IncidentReport], now: Timestamp, truth: (String) -> Compound.Truth?
    ) -> [Act] {
        let open = Set(incidents.map(\.id))
        stages = stages.filter { open.contains($0.key) }
        return incidents.compactMap { incident in
            let stage = stages[incident.id] ?? .noticing(until: now + pause(10...40))
            let (following, act) = step(stage, incident, now, truth)
            stages[incident.id] = following
            return act
        }
    }

    private mutating func step(
        _ stage: Stage, _ incident: IncidentReport, _ now: Timestamp, _ truth: (String) -> Compound.Truth?
    ) -> (Stage, Act?) {
        switch stage {
        case .noticing(let until) where now >= until:
            let walking = Stage.walking(until: now + pause(50...120))
            return (walking, incident.allowed.contains(.acknowledge) ? .acknowledge(incident.id) : nil)
        case .walking(let until) where now >= until:
            return (.answered, look(at: incident, truth))
        case .answered where incident.allowed.contains(.clear):
            return (.leaving(until: now + pause(40...120)), nil)
        case .leaving(let until) where now >= until:
            guard incident.allowed.contains(.clear) else { return (.answered, nil) }
            return (.answered, .clear(incident.id, note: "looked again: over"))
        case .noticing, .walking, .answered, .leaving:
            return (stage, nil)
        }
    }

    private func look(at incident: IncidentReport, _ truth: (String) -> Compound.Truth?) -> Act? {
        guard incident.confirmation == .unconfirmed else { return nil }
        switch truth(incident.device) {
        case .real where incident.allowed.contains(.confirm):
            return .confirm(incident.id, note: "seen")
        case .nuisance(let cause) where incident.allowed.contains(.refute):
            return .refute(incident.id, cause: cause)
        case nil where incident.allowed.contains(.refute):
            return .refute(incident.id, cause: "nothing found")
        case .real, .nuisance, nil:
            return nil
        }
    }

    private mutating func pause(_ seconds: ClosedRange<Int64>) -> Interval {
        .seconds(Int64.random(in: seconds, using: &random))
    }
}
