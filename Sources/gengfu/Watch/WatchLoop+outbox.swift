import Control
import Facility

/// What persons do with what waits for destinations: the lanes hear of it behind the commit, and again at every start.
extension WatchLoop {
    /// A refused delivery is told again. What it was stands in the store; what its case is now the engine knows.
    func retry(_ number: Int64, _ call: ControlServer.Call, now: Timestamp) {
        let language = call.request.language
        guard let person = call.request.person else {
            answer(call, ControlFailure(.personRequired, CommandRefusal.unknownPerson.text[language]))
            return
        }
        if let failure = pinRefusal(call.request, now: now) {
            answer(call, failure)
            return
        }
        guard let row = reader.delivery(number) else { return refuse(call, .unknownDelivery) }
        switch row.outcome {
        case .accepted: refuse(call, .alreadySettled)
        // It waits still: then for nothing but its turn.
        case nil: perform(.outbox(.hurry(row.delivery.destination), by: person), call, now: now)
        case .refused:
            var refused = row.delivery
            // What follows a refused report was never sent: it is the report that must be told again.
            let report = reader.lastReport(of: refused.incident, at: refused.destination)
            if let report, case .refused = report.outcome { refused = report.delivery }
            perform(.outbox(.retry(number, RefusedDelivery(refused)), by: person), call, now: now)
        }
    }

    private func refuse(_ call: ControlServer.Call, _ refusal: CommandRefusal) {
        let text = refusal.text[call.request.language]
        answer(call, ControlFailure(code: refusal.rawValue, message: text))
    }

    /// What the last commit says to lanes beside their deliveries.
    func tellLanes() {
        for row in effects.pauses { lanes.hold(row.destination, isHeldBack: row.pause != nil) }
        for dropped in effects.dropped { lanes.drop(dropped) }
        for destination in effects.hurried { lanes.hurry(destination) }
        tellProofs()
    }

    /// Whether its routes send a destination what concerns life, anywhere in the compound.
    func receivesLifeSafety(_ destination: Destination) -> Bool {
        let site = engine.site
        guard destination.receives.contains(.real) else { return false }
        let buildings = Set(site.devices.map(\.place.building)).union([""])
        return site.hazards.contains { hazard in
            guard hazard.isLifeSafety else { return false }
            let incident = Incident(
                id: IncidentID(site: site.id, epoch: 0, number: 1), hazard: hazard.id, device: "", zone: nil,
                severity: hazard.severity, origin: .real, isLatched: hazard.isLatched, isLifeSafety: true,
                isWeak: false, isHistoric: false, since: .distantPast, raisedAt: .distantPast, evidence: [])
            return buildings.contains { building in
                let values = RouteEnvironment.values(
                    of: incident, facility: site.facilities[hazard.facility].id,
                    place: Place(building: building, gridCode: ""))
                return site.routes.contains {
                    $0.destination == destination.id && RouteEnvironment.matches($0, values)
                }
            }
        }
    }
}

extension DestinationPause {
    /// Who holds it back and why, as the page and the terminal say it.
    func text(in site: Site) -> LocalizedText {
        let name = site.people.first { $0.id == by }?.name ?? by
        let reason = why.map { ": \($0)" } ?? ""
        let reasonZh = why.map { "：\($0)" } ?? ""
        return LocalizedText(
            en: "ordinary cases held back by \(name)\(reason); life safety goes on",
            zh: "\(name)已暂停普通事件报送\(reasonZh)；涉及生命安全的照常发送")
    }
}
