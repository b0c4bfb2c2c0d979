import Control
import Facility
import Foundation

/// Turns the engine's state into what the control socket says of incidents, devices and routes.
struct EngineReports {
    let engine: Engine
    let reader: StoreView

    private var site: Site { engine.site }

    // MARK: Incidents

    /// - Parameter shadow: those of hazards that are being tried, and only those.
    func incidents(
        openOnly: Bool, shadow: Bool, page: ControlRequest.Page
    ) -> Listing<IncidentReport> {
        // Most severe first, then the newest: what a person must see first.
        var all = (shadow ? engine.shadowIncidents : engine.openIncidents).sorted {
            ($0.severity, $0.raisedAt, $0.id) > ($1.severity, $1.raisedAt, $1.id)
        }
        // Those that another one speaks for come behind whatever speaks for itself.
        all = all.filter { $0.parent == nil } + all.filter { $0.parent != nil }
        if !openOnly { all += reader.endedIncidents(limit: 1_000).filter { $0.isShadow == shadow } }
        let shown = all.dropFirst(page.offset).prefix(page.limit)
        return Listing(
            total: all.count, offset: page.offset, rows: shown.map { report($0, withTransitions: false) })
    }

    func incident(_ id: IncidentID) -> IncidentReport? {
        (engine.incident(id) ?? reader.incident(id)).map { report($0, withTransitions: true) }
    }

    private func report(_ incident: Incident, withTransitions: Bool) -> IncidentReport {
        let hazard = site.hazards.first { $0.id == incident.hazard }
        let own = OwnHazard(rawValue: incident.hazard)
        let device = site.devices.first { $0.id == incident.device }
        let drivers = Set(site.destinations.filter(\.drivesHandling).map(\.id))
        var report = IncidentReport(
            id: incident.id, hazard: incident.hazard,
            hazardName: OwnHazard.name(of: incident.hazard, hazard),
            facility: hazard.map { site.facilities[$0.facility].id } ?? "", severity: incident.severity,
            origin: incident.origin, device: incident.device, deviceName: device?.name ?? incident.device,
            zone: incident.sharedPlace, place: device?.place ?? Place(building: "", gridCode: ""),
            condition: incident.condition, confirmation: confirmation(of: incident),
            handling: incident.shownHandling(drivenBy: drivers),
            deliveries: incident.handling.sorted { $0.key < $1.key }.map(delivery) + toldWith(incident),
            since: incident.since, raisedAt: incident.raisedAt)
        switch incident.confirmation {
        case .unconfirmed: break
        case .confirmedByPerson(let person): report.confirmedBy = person
        case .confirmedBySecondTrigger(let device): report.confirmedBy = device
        case .refuted(let person, let cause):
            report.confirmedBy = person
            report.refutedCause = cause
        }
        report.quietAt = incident.quietAt
        report.acknowledgedBy = incident.acknowledgedBy
        report.response = incident.response
        report.ended = incident.ended?.word
        report.isLatched = incident.isLatched
        report.isLifeSafety = incident.isLifeSafety
        report.isWeak = incident.isWeak
        report.isHistoric = incident.isHistoric
        report.isUnjournaled = incident.isUnjournaled
        report.isShadow = incident.shadow
        report.suppressedBy = incident.suppressedBy
        report.peak = incident.peak
        report.addOutage(of: incident, engine)
        report.points = engine.firePoints(of: incident)
        report.evidence = incident.evidence
        report.advice = IncidentReport.Advice(
            en: advice(hazard, own, device, .en), zh: advice(hazard, own, device, .zh))
        report.contacts =
            hazard?.contacts(at: site) ?? OwnHazard(rawValue: incident.hazard)?.contacts(at: site)
        report.allowed = allowed(incident)
        if withTransitions { report.transitions = reader.transitions(of: incident.id).map(transition) }
        return report
    }

    /// The hazard's advice with the device's register filled in: `{device.rescue_code}` becomes 100003. What the
    /// register does not hold is shown as unknown, never as a gap.
    private func advice(
        _ hazard: Hazard?, _ own: OwnHazard?, _ device: Device?, _ language: Language
    ) -> [String] {
        (hazard?.advice[language] ?? own?.advice[language] ?? []).map { line in
            var line = line
            while let start = line.range(of: "{device."),
                let end = line[start.upperBound...].firstIndex(of: "}")
            {
                let value = device?.register[String(line[start.upperBound..<end])] ?? "?"
                line.replaceSubrange(start.lowerBound...end, with: value)
            }
            return line
        }
    }

    private func confirmation(of incident: Incident) -> IncidentReport.Confirmation {
        if incident.isConfirmed { return .confirmed }
        return incident.isRefuted ? .refuted : .unconfirmed
    }

    /// What a person may say of it now, so that a page offers no button that would be refused.
    private func allowed(_ incident: Incident) -> [IncidentReport.Act] {
        guard incident.ended == nil else { return [.comment] }
        var acts: [IncidentReport.Act] = []
        let response = incident.response
        if incident.acknowledgedBy == nil || response?.isRinging ?? false { acts.append(.acknowledge) }
        // What a second detector said a person has still to see.
        if !incident.isConfirmedByPerson && !incident.isRefuted {
            acts.append(.confirm)
            // A fire is no false alarm before somebody went to look.
            let mayRefute = !incident.isLifeSafety || incident.acknowledgedBy != nil
            if mayRefute || response?.wasLookedAt ?? (site.calling == nil) { acts.append(.refute) }
        }
        acts += rescueActs(incident)
        let mayClear = incident.isLatched && !(incident.rollCall?.isOpen ?? false)
        if mayClear && incident.condition == .quiet { acts.append(.clear) }
        if !incident.isLifeSafety { acts.append(.shelve) }
        return acts + [.comment]
    }

    /// The milestones of a rescue that can still be said.
    private func rescueActs(_ incident: Incident) -> [IncidentReport.Act] {
        guard let response = incident.response,
            site.hazards.first(where: { $0.id == incident.hazard })?.arriveWithin != nil
        else { return [] }
        let last = response.reached.map(\.milestone).max()
        return Milestone.allCases.compactMap { milestone in
            if let last, milestone <= last { return nil }
            return IncidentReport.Act(rawValue: milestone.rawValue)
        }
    }

    /// What somebody woken at three needs.
    func card(_ id: IncidentID) -> NightCard? {
        (engine.incident(id) ?? reader.incident(id)).map { NightCard($0, in: site) }
    }

    /// Who is on duty, who signed, and what the next guard must know.
    func shift() -> ShiftReport {
        let order = CallingOrder(site: site)
        let now = engine.status.at
        let signed = engine.signedOn
        return ShiftReport(
            onDuty: engine.onDuty.map { turn in
                let person = order.callee(turn.person)
                return ShiftReport.Turn(
                    shift: site.shifts.first { $0.id == turn.shift }?.name ?? turn.shift,
                    person: turn.person, name: person?.name ?? turn.person, phone: person?.phone ?? "",
                    until: turn.until)
            },
            signedOn: signed, signedOnName: signed.flatMap { order.callee($0.person)?.name },
            callees: order.callees(contacts: [], signedOn: signed?.person, at: now),
            sheet: engine.handoverSheet)
    }

    /// Where another incident of the same fire has the case: how far that one is.
    private func toldWith(_ incident: Incident) -> [DeliveryReport] {
        (incident.toldWith ?? [:]).sorted { $0.key < $1.key }.map { destination, leader in
            let known = engine.incident(leader) ?? reader.incident(leader)
            var report = delivery(destination, known?.handling[destination] ?? .open)
            report.with = leader
            return report
        }
    }

    private func delivery(_ destination: String, _ handling: Handling) -> DeliveryReport {
        DeliveryReport(destination: destination, name: name(of: destination), handling: handling)
    }

    private func name(of destination: String) -> LocalizedText {
        site.destinations.first { $0.id == destination }?.name
            ?? LocalizedText(en: destination, zh: destination)
    }

    private func transition(_ transition: Transition) -> TransitionReport {
        var report = TransitionReport(
            sequence: transition.sequence, step: transition.step.name, by: transition.by, at: transition.at,
            note: transition.note)
        switch transition.step {
        case .handled(let destination, _), .overdue(let destination), .followed(let destination, _):
            report.detail = destination
        case .refuted(let cause): report.detail = cause
        case .severityChanged(let severity): report.detail = severity.rawValue
        case .called(let person, let route): report.detail = "\(person) \(route.rawValue)"
        case .late(let deadline): report.detail = deadline.rawValue
        case .milestone(_, let people): report.detail = people.map(String.init)
        case .grouped(let storm): report.detail = storm.description
        case .rollCalled(let open): report.detail = String(open)
        case .grown(let point): report.detail = point.description
        case .pointChanged(let point, let step): report.detail = "\(point) \(step)"
        case .ticked(let device, let found): report.detail = "\(device) \(found.rawValue)"
        default: break
        }
        return report
    }

    // MARK: Devices

    func devices(
        withValues: Bool, page: ControlRequest.Page, now: Timestamp
    ) -> Listing<DeviceReport> {
        let shown = site.devices.dropFirst(page.offset).prefix(page.limit)
        return Listing(
            total: site.devices.count, offset: page.offset,
            rows: shown.compactMap { report($0, withValues: withValues, now: now) })
    }

    func device(_ id: String, withValues: Bool, now: Timestamp) -> DeviceReport? {
        site.devices.first { $0.id == id }.flatMap { report($0, withValues: withValues, now: now) }
    }

    private func report(_ declared: Device, withValues: Bool, now: Timestamp) -> DeviceReport? {
        guard let status = engine.device(declared.id) else { return nil }
        let profile = site.profiles[declared.profile]
        let points = profile.points
        let known = status.points.filter {
            $0.quality != Quality.stale.name && $0.quality != Quality.stuck.name
        }
        var report = DeviceReport(
            id: declared.id, name: status.name, profile: status.profile,
            facility: site.facilities[profile.facility].id, place: status.place,
            zone: declared.zone.map { site.zones[$0] }, standing: standing(status),
            lastHeard: status.lastHeard, clock: status.clock, points: points.count,
            unknownPoints: points.count - known.count)
        if withValues { report.values = points.map { value($0, status, now: now) } }
        report.poll = poll(of: declared.id)
        return report
    }

    /// The conversation with a device that speaks only when asked.
    private func poll(of id: String) -> PollReport? {
        guard let line = engine.poll(of: id) else { return nil }
        let counters = line.counters
        return PollReport(
            requests: counters.requests, answers: counters.answers, timeouts: counters.timeouts,
            late: counters.late, strays: counters.strays, deadRounds: line.deadRounds,
            lastAnswer: line.lastAnswer)
    }

    private func standing(_ status: DeviceStatus) -> DeviceReport.Standing {
        if status.isSilent { return .silent }
        return status.lastHeard == nil ? .never : .heard
    }

    /// A point that was never read stands there as unknown.
    private func value(_ point: PointIndex, _ status: DeviceStatus, now: Timestamp) -> PointReport {
        let declared = site.points[point.position]
        guard let known = status.points.first(where: { $0.point == declared.name }) else {
            return PointReport(point: declared.name, title: declared.title, unit: declared.unit)
        }
        return PointReport(
            point: known.point, title: declared.title, value: known.value, unit: known.unit,
            quality: known.quality, observedAt: known.observedAt,
            ageSeconds: (now - known.observedAt).seconds)
    }

    // MARK: Registry

    func registry(
        _ standing: RegistryEntry.Standing?, page: ControlRequest.Page
    ) -> Listing<RegistryReport> {
        let entries = engine.registryEntries.filter { standing == nil || $0.standing == standing }
        let shown = entries.dropFirst(page.offset).prefix(page.limit)
        return Listing(total: entries.count, offset: page.offset, rows: shown.map { RegistryReport($0) })
    }

    // MARK: Routes

    /// Hazard → destinations, as an incident raised at a device of its facility would go.
    func routes() -> [RouteReport] {
        site.hazards.map { hazard in
            let place = Place(building: "", gridCode: "")
            let incident = Incident(
                id: IncidentID(site: site.id, epoch: 0, number: 1), hazard: hazard.id, device: "", zone: nil,
                severity: hazard.severity, origin: .real, isLatched: hazard.isLatched,
                isLifeSafety: hazard.isLifeSafety, isWeak: false, isHistoric: false, since: .distantPast,
                raisedAt: .distantPast, evidence: [])
            let values = RouteEnvironment.values(
                of: incident, facility: site.facilities[hazard.facility].id, place: place)
            var targets: [RouteReport.Target] = []
            for route in site.routes where RouteEnvironment.matches(route, values) {
                guard !targets.contains(where: { $0.destination == route.destination }) else { continue }
                targets.append(
                    RouteReport.Target(destination: route.destination, name: name(of: route.destination)))
            }
            return RouteReport(
                hazard: hazard.id, hazardName: hazard.name, severity: hazard.severity, destinations: targets)
        }
    }
}

extension Incident.Ending {
    /// The word on pages.
    var word: String {
        switch self {
        case .cleared: "cleared"
        case .quiet: "quiet"
        case .refuted: "refuted"
        case .withdrawn: "withdrawn"
        }
    }
}
