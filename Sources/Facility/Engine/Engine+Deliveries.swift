import Expressions

/// Every step of an incident is numbered here and told to those who must hear it, in the same effects.
extension Engine {
    /// Changes an incident by one step: numbers it, opens its deliveries, puts the incident into the effects.
    mutating func transition(
        _ number: Int64, by person: String? = nil, observedAt: Int64, note: String? = nil,
        effects: inout Effects, _ body: (inout IncidentBook.File) -> Transition.Step?
    ) {
        let now = Timestamp(milliseconds: clock)
        let observed = observedAt == .min ? now : Timestamp(milliseconds: observedAt)
        let transition = book.change(number) { file -> Transition? in
            guard let step = body(&file) else { return nil }
            return file.incident.record(step, by: person, observedAt: observed, at: now, note: note)
        }
        guard case .some(let transition?) = transition else { return }
        watchDrill(number, effects: &effects)
        effects.transitions.append(transition)
        effects.isUrgent = true
        attend(number, transition)
        tell(number, transition, effects: &effects)
        publish(number, effects: &effects)
        noteFire(number)
        noteStorm(number, effects: &effects)
    }

    /// Puts the incident as it is now into the effects, in place of an earlier state of the same batch.
    func publishPosition(_ file: IncidentBook.File, _ effects: borrowing Effects) -> Int? {
        let position = file.effectsPosition
        guard position < effects.incidents.count, effects.incidents[position].id == file.incident.id else {
            return nil
        }
        return position
    }

    mutating func publish(_ number: Int64, effects: inout Effects) {
        guard let file = book[number] else { return }
        if let position = publishPosition(file, effects) {
            effects.incidents[position] = file.incident
        } else {
            effects.incidents.append(file.incident)
            let position = effects.incidents.count - 1
            book.change(number) { $0.effectsPosition = position }
        }
    }

    // MARK: Who is told

    /// The destinations an incident's routes choose, by origin and granularity too. A destination that wants every
    /// point hears of a zone's devices one by one, so the zone's own incident is not for it.
    mutating func chooseAudience(of number: Int64) {
        guard let incident = book[number]?.incident else { return }
        guard !incident.isShadow else { return }
        let hazard = index.hazard(incident.hazard, in: site)
        let device = index.device(incident.device, in: site)
        let facility = facility(of: incident, hazard)
        let place = device?.place ?? Place(building: "", gridCode: "")
        let values = RouteEnvironment.values(of: incident, facility: facility, place: place)
        let audience = site.destinations.indices.filter { index in
            let destination = site.destinations[index]
            guard destination.receives.contains(incident.origin),
                destination.granularity == .incident
                    || incident.sharedPlace == nil && incident.storm == nil
            else { return false }
            if incident.hazard == OwnHazard.dutyCheck.rawValue {
                return hearsDutyCheck(destination, of: incident)
            }
            // Whoever has the case hears of its end, though its severity changed since.
            if incident.peak != nil, incident.handling[destination.id] != nil { return true }
            if incident.escalatedTo?.contains(destination.id) == true { return true }
            if incident.isToldWithAnother(at: destination.id) { return true }
            guard mayHear(destination, of: incident) else { return false }
            return site.routes.contains {
                $0.destination == destination.id && RouteEnvironment.matches($0, values)
            }
        }
        book.change(number) { $0.audience = audience.map(Int32.init) }
    }

    /// Opens what a step causes: the first report where it is due, updates and the close where one was opened.
    private mutating func tell(_ number: Int64, _ transition: Transition, effects: inout Effects) {
        joinAgain(number, transition, effects: &effects)
        tellWithFire(number, transition, effects: &effects)
        guard let file = book[number], !file.incident.isSuppressed else { return }
        for destination in file.audience {
            let id = site.destinations[Int(destination)].id
            guard !file.incident.isToldWithAnother(at: id) else { continue }
            guard file.incident.handling[id] != nil else {
                if transition.step.mayOpenReport {
                    report(number, transition, to: destination, effects: &effects)
                }
                continue
            }
            // It never took the report: to whom a case is unknown its steps are, too.
            if file.incident.untold?.contains(id) ?? false { continue }
            let isEnd = file.incident.ended != nil && transition.step.endsCase
            guard isEnd || transition.step.isTold || concernsBox(destination, transition.step) else {
                continue
            }
            let underWay = file.unsettled[id] ?? 0
            guard isEnd || underWay < IncidentBook.updateLimit else {
                counters.updatesLeftOut += 1
                continue
            }
            tellOwn(number, transition, isEnd: isEnd, to: destination, effects: &effects)
        }
    }

    /// A step of an incident with a case of its own. While others of its fire stand its end is not that of the case.
    private mutating func tellOwn(
        _ number: Int64, _ transition: Transition, isEnd: Bool, to destination: Int32, effects: inout Effects
    ) {
        guard let incident = book[number]?.incident else { return }
        let whole = FireCase(incident, at: site.destinations[Int(destination)].id)
        let goesOn = whole.hasGrown && !whole.isOver && transition.step.isOfOnePoint
        // Two triggers are likelier a fire than the one that somebody went to look at; and who saw to it the last time, long
        // ago, sees to it no more.
        let isLikelier = transition.step == .confirmed && incident.fireOf != nil
        let isAnew =
            transition.step == .active && incident.answeredBy == nil
            && (incident.acknowledgedBy != nil || incident.isConfirmedByPerson)
        let rings = transition.by == nil && incident.condition == .active && (isLikelier || isAnew)
        open(
            isEnd && !goesOn ? .close : .update, number, transition, to: destination,
            as: goesOn ? Transition.Step.pointChanged(incident.id, step: "").name : nil, rings: rings,
            effects: &effects)
    }

    /// Opens the first report if the destination's policy wants it now, else waits for that.
    mutating func report(
        _ number: Int64, _ transition: Transition, to destination: Int32, effects: inout Effects
    ) {
        guard let incident = book[number]?.incident, incident.ended == nil, !incident.isRefuted,
            !incident.isSuppressed
        else { return }
        // A point is a point to a fire centre, whatever took it away.
        if incident.isHeldBack, site.destinations[Int(destination)].granularity == .incident {
            return
        }
        if let shelved = incident.shelvedUntil, shelved.milliseconds > clock { return }
        guard !incident.isToldWithAnother(at: site.destinations[Int(destination)].id) else { return }
        if joinFire(number, transition, at: destination, effects: &effects) { return }
        switch site.destinations[Int(destination)].confirmation {
        case .any: break
        case .confirmed: guard incident.isConfirmed else { return }
        case .confirmedOrAfter(let wait):
            let due = incident.raisedAt + wait
            guard incident.isConfirmed || due.milliseconds <= clock else {
                deadlines.schedule(.confirmation(incident: number, destination: destination), at: due)
                return
            }
        }
        deadlines.cancel(.confirmation(incident: number, destination: destination))
        let reportBy = reportWithin(incident, at: site.destinations[Int(destination)]).map {
            Timestamp(milliseconds: clock) + $0
        }
        open(.report, number, transition, to: destination, reportBy: reportBy, effects: &effects)
        watchTerms(number, destination)
    }

    /// - Parameters:
    ///   - step: what the report calls the step; nil: its own name.
    ///   - rings: people must be woken although somebody has answered.
    mutating func open(
        _ action: Delivery.Action, _ number: Int64, _ transition: Transition, to destination: Int32,
        reportBy: Timestamp? = nil, as step: String? = nil, rings: Bool = false, effects: inout Effects
    ) {
        let id = site.destinations[Int(destination)].id
        let delivery = book.open(number, at: id, isReport: action == .report)
        if action == .report {
            let now = Timestamp(milliseconds: clock)
            book.change(number) {
                $0.incident.handling[id] = .open
                $0.incident.toldAt = ($0.incident.toldAt ?? [:]).merging([id: now]) { old, _ in old }
            }
        }
        guard let incident = book[number]?.incident else { return }
        var told = caseReport(of: incident, transition, reportBy: reportBy)
        told.answeredBy = incident.answeredBy
        compose(&told, of: incident, at: id)
        if let step { told.step = step }
        if rings { told.rings = true }
        let isLifeSafety = incident.isLifeSafety || FireCase(incident, at: id).isLifeSafety
        hidePseudonyms(in: &told, at: id)
        effects.opened.append(
            Delivery(
                number: delivery, destination: id, incident: incident.id, transition: transition.sequence,
                // What is only an exercise takes no place before what is real.
                action: action, severity: told.severity,
                isLifeSafety: isLifeSafety && incident.origin == .real,
                isHistoric: told.isHistoric, openedAt: Timestamp(milliseconds: clock),
                report: told))
    }

    func caseReport(
        of incident: Incident, _ transition: Transition, reportBy: Timestamp?
    ) -> CaseReport {
        let hazard = index.hazard(incident.hazard, in: site)
        let device = index.device(incident.device, in: site)
        var confirmedBy: String?
        var refutedCause: String?
        switch incident.confirmation {
        case .unconfirmed: break
        case .confirmedByPerson(let person): confirmedBy = person
        case .confirmedBySecondTrigger(let second): confirmedBy = second
        case .refuted(_, let cause): refutedCause = cause
        }
        var report = CaseReport(
            incident: incident.id, step: transition.step.name, hazard: incident.hazard,
            hazardName: OwnHazard.name(of: incident.hazard, hazard),
            facility: facility(of: incident, hazard), codes: codes(of: incident, hazard),
            severity: incident.severity, origin: incident.origin, condition: incident.condition,
            confirmation: incident.confirmation.name, confirmedBy: confirmedBy, refutedCause: refutedCause,
            isHistoric: incident.isHistoric, isWeak: incident.isWeak, isUnjournaled: incident.isUnjournaled,
            site: site.id, siteName: site.name, device: incident.device,
            deviceName: device?.name ?? incident.device,
            place: device?.place ?? siteWide, longitude: site.longitude,
            latitude: site.latitude, datum: site.datum, since: incident.since, raisedAt: incident.raisedAt,
            at: transition.at, reportBy: reportBy, evidence: incident.bundle, note: transition.note)
        report.contacts = contacts(of: incident, hazard)
        return report
    }

    /// The watch's own cases are of no equipment; a platform takes none without a word.
    private func facility(of incident: Incident, _ hazard: Hazard?) -> String {
        hazard.map { site.facilities[$0.facility].id }
            ?? (OwnHazard(rawValue: incident.hazard) == nil ? "" : OwnHazard.facility)
    }

    /// The compound as a whole, filed in the grid of its first device.
    var siteWide: Place {
        Place(building: "", gridCode: site.devices.first?.place.gridCode ?? "")
    }

    // MARK: Deadlines of destinations

    /// A destination that waited for a confirmation has waited long enough: it is told, marked unconfirmed.
    mutating func confirmationOverdue(_ number: Int64, _ destination: Int32, effects: inout Effects) {
        guard let incident = book[number]?.incident, Int(destination) < site.destinations.count,
            incident.handling[site.destinations[Int(destination)].id] == nil,
            !incident.isToldWithAnother(at: site.destinations[Int(destination)].id)
        else { return }
        let now = Timestamp(milliseconds: clock)
        let told = Transition(
            incident: incident.id, sequence: incident.transitions, step: .raised,
            observedAt: incident.since, at: now)
        report(number, told, to: destination, effects: &effects)
        guard book[number]?.incident != incident else { return }
        effects.isUrgent = true
        publish(number, effects: &effects)
    }

    /// A shelf ends: what was not reported because of it is reported now, and what stands beside the box goes on
    /// calling.
    mutating func unshelve(_ number: Int64, effects: inout Effects) {
        guard let file = book[number], file.incident.ended == nil else { return }
        let callsAgain = file.audience.contains { destination in
            let target = site.destinations[Int(destination)]
            return target.kind.standsBeside && file.incident.handling[target.id] != nil
        }
        if callsAgain, file.incident.answeredBy == nil, file.incident.condition == .active {
            transition(number, observedAt: clock, note: "shelf ended 搁置到期", effects: &effects) { _ in .emerged
            }
            return
        }
        for destination in file.audience {
            let id = site.destinations[Int(destination)].id
            guard file.incident.handling[id] == nil else { continue }
            let told = Transition(
                incident: file.incident.id, sequence: file.incident.transitions, step: .raised,
                observedAt: file.incident.since, at: Timestamp(milliseconds: clock))
            report(number, told, to: destination, effects: &effects)
        }
        guard book[number]?.incident != file.incident else { return }
        effects.isUrgent = true
        publish(number, effects: &effects)
    }
}

extension Destination {
    /// Whether the case has got as far as the destination's kind of acknowledgement can say.
    func hasTaken(_ handling: Handling) -> Bool {
        switch acknowledgement {
        case .business: handling.step.map { $0 >= 2 } ?? true
        case .transport, .none: handling != .open
        }
    }
}

extension Incident.Confirmation {
    /// `unconfirmed`, `confirmed` or `refuted`.
    package var name: String {
        switch self {
        case .unconfirmed: "unconfirmed"
        case .confirmedByPerson, .confirmedBySecondTrigger: "confirmed"
        case .refuted: "refuted"
        }
    }
}

extension Transition.Step {
    /// Steps after which a destination may hear of the case for the first time.
    var mayOpenReport: Bool {
        switch self {
        case .raised, .confirmed, .active, .severityChanged, .reopened, .emerged, .ungrouped: true
        default: false
        }
    }

    /// Steps a destination that has the case hears of. What destinations said, and what people noted for
    /// themselves, stays here.
    var isTold: Bool {
        switch self {
        case .severityChanged, .acknowledged, .confirmed, .refuted, .quiet, .active, .reopened, .milestone,
            .rollCalled, .ticked:
            true
        default: false
        }
    }

    /// Steps that say of one point that it is nothing, or nothing any more.
    var isOfOnePoint: Bool {
        switch self {
        case .quiet, .refuted, .cleared, .expired, .withdrawn: true
        default: false
        }
    }

    /// Steps that can end a case.
    var endsCase: Bool {
        switch self {
        case .quiet, .refuted, .cleared, .expired, .withdrawn: true
        default: false
        }
    }
}
