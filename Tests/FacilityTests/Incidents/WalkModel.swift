@testable import Facility

/// What a watch must never do, kept beside it by the plainest means: last words of devices, the announcement of a drill, the
/// place of every case. It knows nothing of machines, trials or books.
struct WalkModel {
    /// What a device last said, and since when without a break.
    private(set) var burning: [String: Timestamp] = [:]
    private var announced: Set<String> = []
    private var injected: Set<String> = []
    private var drillEnds: Timestamp?
    private(set) var open: [Int64: Incident] = [:]
    /// By incident and destination, how far the log says that the case has come.
    private var places: [Int64: [String: Int]] = [:]
    /// What was broken, in words; a walk stops at the first.
    private(set) var broken: [String] = []
    /// How often each promise was at stake: a walk in which nothing happened proves nothing.
    private(set) var stakes: [String: Int] = [:]

    static let zones = ["F1": "stair", "F2": "stair", "F3": "stair", "F4": "stair"]

    // MARK: What happens

    mutating func heard(_ device: String, burns: Bool, at now: Timestamp) {
        if !burns { burning[device] = nil } else if burning[device] == nil { burning[device] = now }
    }

    mutating func started(_ plan: DrillPlan, at now: Timestamp) {
        announced = Set(plan.devices)
        injected = []
        drillEnds = now + plan.length
        stakes["drill", default: 0] += 1
        if plan.length > .hours(2) { broken.append("a drill of \(plan.length.milliseconds) ms") }
    }

    mutating func injects(_ device: String) { injected.insert(device) }

    /// Forgets where cases are that nobody speaks of any more.
    mutating func forget(before number: Int64) { places = places.filter { $0.key >= number } }

    // MARK: What must hold

    /// Takes what one step did.
    /// - Parameter command: the word that was said, if one was.
    mutating func take(_ effects: Effects, after command: Command?, at now: Timestamp) {
        for drill in effects.drills where !drill.isRunning { drillEnds = nil }
        for transition in effects.transitions { checkStep(transition) }
        var seen: Set<Int64> = []
        for incident in effects.incidents.reversed() where seen.insert(incident.id.number).inserted {
            checkEnd(incident, command)
            checkSuppression(incident)
            if incident.ended == nil {
                open[incident.id.number] = incident
            } else {
                open[incident.id.number] = nil
            }
        }
        checkReports(effects)
        checkFires(at: now)
    }

    /// No handling step without the one before it.
    private mutating func checkStep(_ transition: Transition) {
        let number = transition.incident.number
        switch transition.step {
        case .handled(let destination, let handling):
            guard let step = handling.step else { return }
            stakes["step", default: 0] += 1
            let was = places[number]?[destination] ?? 0
            if step != was, step != was + 1 { broken.append("\(number): \(handling) after step \(was)") }
            places[number, default: [:]][destination] = step
        case .followed(let destination, .redone):
            places[number, default: [:]][destination] = 5
            stakes["redone", default: 0] += 1
        case .reopened:
            for (destination, step) in places[number] ?? [:] where step > 2 {
                places[number]?[destination] = 2
            }
        default: break
        }
    }

    /// A latched incident is over by the word of a named person, of this step, or not at all.
    private mutating func checkEnd(_ incident: Incident, _ command: Command?) {
        guard let ended = incident.ended, let before = open[incident.id.number] else { return }
        let worst = max(incident.peak ?? incident.severity, before.peak ?? before.severity)
        guard incident.origin == .real, worst == .extreme else { return }
        switch ended {
        case .cleared(let person, _):
            stakes["cleared", default: 0] += 1
            let isSaid = command == .clear(incident.id, by: person, note: nil)
            if !isSaid { broken.append("\(incident.id) cleared by nobody") }
        case .refuted:
            stakes["refuted", default: 0] += 1
            if case .refuted(let person, _) = incident.confirmation, !person.isEmpty { return }
            broken.append("\(incident.id) refuted by nobody")
        case .quiet, .withdrawn: broken.append("\(incident.id) closed by itself: \(ended)")
        }
    }

    private mutating func checkSuppression(_ incident: Incident) {
        if incident.isSuppressed { stakes["suppressed", default: 0] += 1 }
        if incident.isSuppressed, incident.isLifeSafety { broken.append("\(incident.id) suppressed") }
        if let shelved = incident.shelvedUntil, incident.isLifeSafety {
            broken.append("shelved until \(shelved)")
        }
    }

    /// What concerns life is reported in its own commit, whatever is suppressed; an exercise never where only the real
    /// is received.
    private mutating func checkReports(_ effects: Effects) {
        for transition in effects.transitions where transition.step == .raised {
            guard let incident = effects.incidents.last(where: { $0.id == transition.incident }),
                incident.isLifeSafety, incident.origin == .real, incident.ended == nil
            else { continue }
            stakes["told", default: 0] += 1
            // By itself, or with the case of the same fire.
            let leader = incident.toldWith?["centre"]
            let isTold = effects.opened.contains {
                $0.destination == "centre" && $0.incident == leader ?? incident.id
                    && (leader == nil ? $0.action == .report : $0.report.step == "grown")
            }
            if leader != nil { stakes["grown", default: 0] += 1 }
            if !isTold { broken.append("\(incident.id) was not told") }
        }
        for delivery in effects.opened where delivery.destination == "centre" {
            if delivery.report.origin != .real {
                broken.append("an exercise at the centre: \(delivery.incident)")
            }
        }
    }

    /// Whatever burns has an open incident, and an exercise stands for it only as far as it was announced.
    private mutating func checkFires(at now: Timestamp) {
        var standing: [String: Int] = [:]
        for incident in open.values where incident.origin == .exercise {
            guard injected.contains(incident.device) || burning[incident.device] != nil else { continue }
            stakes["exercise", default: 0] += 1
            guard let drillEnds, now < drillEnds else {
                broken.append("\(incident.id) is an exercise of no drill")
                continue
            }
            guard !injected.contains(incident.device) else { continue }
            if !announced.contains(incident.device) { broken.append("\(incident.device) was not announced") }
            if incident.hazard == "fire.button" { broken.append("a call point as an exercise") }
            if let since = burning[incident.device], now - since > .minutes(10) {
                broken.append("\(incident.device) in test since \((now - since).milliseconds) ms")
            }
            if let zone = Self.zones[incident.device], incident.hazard == "fire.smoke" {
                standing[zone, default: 0] += 1
            }
        }
        if standing.values.contains(where: { $0 > 1 }) { broken.append("two triggers stand as an exercise") }
        for device in burning.keys where !open.values.contains(where: { $0.device == device }) {
            broken.append("\(device) burns and nobody knows")
        }
    }
}
