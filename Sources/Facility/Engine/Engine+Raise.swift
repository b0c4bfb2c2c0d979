import Expressions

/// Raising incidents, second triggers, and telling places what is counted in them.
extension Engine {
    /// Opens an incident for a machine that has just become active (or, for history, is over already).
    mutating func raise(_ machine: Int, since: Int64, isHistoric: Bool, effects: inout Effects) {
        let place = plan.places[machine]
        let template = plan.templates[Int(place.template)]
        let hazard = plan.hazard(of: template, in: site)
        if !storms.words.isEmpty, adoptWord(machine, hazard, effects: &effects) { return }
        guard book.hasRoom(isLifeSafety: hazard.isLifeSafety, isShadow: hazard.isShadow) else {
            machines[machine].incident = 0
            lose(.incidentLimit, hazard.id, now: Timestamp(milliseconds: clock))
            return
        }
        let device = place.isZone ? firstDevice(in: Int(place.subject), counting: template) : place.subject
        let area = place.isZone ? plan.areas.list[Int(place.subject)] : nil
        let zone = plan.devices[Int(device)].zone
        let severity = severityAtRaise(machine, hazard)
        let exercise = exercise(machine, device, severity, since: since, effects: &effects)
        var incident = Incident(
            id: book.nextID(site: site.id), hazard: hazard.id, device: site.devices[Int(device)].id,
            zone: area?.reach == .zone ? area?.name : nil, severity: severity,
            origin: .real, isLatched: hazard.staysOpen || severity == .extreme,
            isLifeSafety: hazard.isLifeSafety,
            isWeak: hazard.evidence[evidencePosition(of: machine)].isWeak, isHistoric: isHistoric,
            since: Timestamp(milliseconds: since), raisedAt: Timestamp(milliseconds: clock),
            evidence: evidence(of: machine))
        incident.condition = .active
        if let area, area.reach != .zone { incident.place = area.name }
        incident.grounds = grounds(of: machine, hazard)
        if hazard.isShadow { incident.shadow = true }
        incident.fireOf = fireName(of: hazard, machine)
        if site.devices[Int(device)].isAdopted, site.devices[Int(device)].place.building.isEmpty {
            incident.evidence.append("adopted, place unknown 设备未登记，位置不明")
        }
        let number = incident.id.number
        book.file(incident, machine: Int32(machine))
        machines[machine].incident = number
        counters.raised += 1
        if let exercise { begin(exercise, incident: number, effects: &effects) }
        let note = suppressIfCovered(number, concerned(by: machine), effects: &effects)
        if hazard.rollCall != nil { callRoll(number, machine, hazard) }
        settleFirst(number, hazard)
        chooseAudience(of: number)
        transition(number, observedAt: machines[machine].lastAt, note: note, effects: &effects) { _ in
            .raised
        }
        // An exercise counts in no place: two detectors tested one after the other are no fire.
        guard exercise == nil, !place.isZone, counts(machine, hazard) else { return }
        let ripeAt = since &+ rule(of: machine).holdsFor
        if hazard.isTrigger, zone >= 0 {
            confirmBySecondTrigger(number, device, Int(zone), hazard.facility, ripeAt, &effects)
        }
        for area in plan.areas(counting: Int(template.hazard), of: Int(device)) {
            tallies[Int(area), Int(template.hazard)].raise(device: device, at: ripeAt, incident: number)
            areaChanges.append(AreaChange(area: area, hazard: template.hazard, at: ripeAt))
        }
    }

    /// Two independent devices of a zone within 3 min of one another confirm each other (GB 50116-2013 4.1.6): two
    /// detectors of whatever kind, or a detector and a call point. A device whose alarm a person refuted still counts as a trigger; its own incident stays refuted.
    private mutating func confirmBySecondTrigger(
        _ number: Int64, _ device: Int32, _ zone: Int, _ facility: Int, _ ripeAt: Int64,
        _ effects: inout Effects
    ) {
        let triggers = site.hazards.indices.filter {
            site.hazards[$0].facility == facility && site.hazards[$0].isTrigger
        }
        let others = triggers.flatMap { tallies[zone, $0].entries }.filter {
            !isOneTrigger($0.device, device)
                && ($0.raisedAt &- ripeAt).magnitude <= UInt64(HazardPlan.secondTriggerWindow)
        }
        guard let first = others.first else { return }
        let own = site.devices[Int(device)].id
        confirm(number, bySecondTrigger: site.devices[Int(first.device)].id, &effects)
        for other in others { confirm(other.incident, bySecondTrigger: own, &effects) }
    }

    private mutating func confirm(_ number: Int64, bySecondTrigger device: String, _ effects: inout Effects) {
        guard let file = book[number], file.incident.confirmation == .unconfirmed, file.incident.ended == nil
        else { return }
        transition(number, observedAt: clock, note: device, effects: &effects) {
            $0.incident.confirm(bySecondTrigger: device)
        }
    }

    /// Whether a place counts what a machine raises. What is only tried at some devices is not counted with the others.
    func counts(_ machine: Int, _ hazard: Hazard) -> Bool {
        let position = self.hazard(of: machine)
        return plan.tallied[position] && hazard.isShadow == site.hazards[position].isShadow
    }

    /// Tells the tallies that a device's hazard is active or no longer so.
    mutating func tally(_ machine: Int, isActive: Bool) {
        let place = plan.places[machine]
        let hazard = Int(plan.templates[Int(place.template)].hazard)
        guard !place.isZone, plan.tallied[hazard], counts(machine, hazardValue(of: machine)),
            !isExercise(machines[machine].incident)
        else { return }
        let number = machines[machine].incident
        for area in plan.areas(counting: hazard, of: Int(place.subject)) {
            if isActive, let since = book[number]?.incident.since {
                // Its entry may have been pruned while it was quiet.
                let ripeAt = since.milliseconds &+ rule(of: machine).holdsFor
                tallies[Int(area), hazard].raise(device: place.subject, at: ripeAt, incident: number)
            } else {
                tallies[Int(area), hazard].setActive(false, device: place.subject)
            }
            areaChanges.append(
                AreaChange(area: area, hazard: Int32(hazard), at: machines[machine].lastAt))
        }
    }

    /// Asks every machine that counts what changed in an area. One raise may cause another; the number of rounds is
    /// bounded in case hazards count each other in a circle.
    mutating func settleAreas(effects: inout Effects) {
        var rounds = 0
        while !areaChanges.isEmpty, rounds < 1_000 {
            rounds += 1
            let changes = AreaChange.gathered(areaChanges)
            areaChanges.removeAll(keepingCapacity: true)
            for change in changes {
                if change.isOfHazard(in: site) {
                    for index in site.hazards.indices where plan.tallied[index] {
                        tallies[Int(change.area), index].prune(before: change.at &- plan.longestSources)
                    }
                }
                for machine in plan.areas.readers[Int(change.area)]
                where plan.templates[Int(plan.places[Int(machine)].template)].counts & change.bits != 0 {
                    evaluate(
                        Int(machine), at: change.at, inBacklog: change.inBacklog, effects: &effects)
                    watchSources(of: Int(machine), at: change.at)
                }
            }
        }
        areaChanges.removeAll(keepingCapacity: true)
    }

    /// Wakes a machine when a device leaves its count by time alone.
    mutating func watchSources(of machine: Int, at: Int64) {
        let place = plan.places[machine]
        let template = plan.templates[Int(place.template)]
        var next: Int64?
        let conditions = [template.condition, template.unless] + plan.choices(of: template).map(\.condition)
        for condition in conditions where condition >= 0 {
            for case .sources(let hazards, let duration, let reach) in plan.conditions[Int(condition)].windows
            {
                let area = area(of: place, reach)
                for hazard in hazards where area >= 0 {
                    guard let leave = tallies[area, Int(hazard)].nextLeave(after: at, within: duration)
                    else { continue }
                    next = min(next ?? leave, leave)
                }
            }
        }
        guard let next else { return deadlines.cancel(.sources(machine: Int32(machine))) }
        deadlines.schedule(
            .sources(machine: Int32(machine)), at: Timestamp(milliseconds: clock &+ max(1, next &- at)))
    }

    /// The values behind a raise as a person reads them.
    func evidence(of machine: Int) -> [String] {
        let place = plan.places[machine]
        let template = plan.templates[Int(place.template)]
        if template.silence > 0 { return ["silent for \(template.silence / 1_000) s"] }
        let hazard = plan.hazard(of: template, in: site)
        let chosen = hazard.evidence[evidencePosition(of: machine)].sign
        guard case .condition(let condition) = chosen else { return [] }
        guard !place.isZone else { return placeEvidence(place, template, condition) }
        let base = Int(plan.devices[Int(place.subject)].slotBase)
        var lines: [String] = []
        let variables = plan.conditions[conditionPosition(of: machine)].variables
        for binding in plan.bindings[variables] where binding.slot >= 0 {
            // What is not known is no reason.
            guard !slots[base + Int(binding.slot)].isUnknown else { continue }
            let point = site.points[condition.points[Int(binding.variable)].position]
            let text = slots[base + Int(binding.slot)].value.readableText
            // Never said.
            guard text != "unknown" else { continue }
            lines.append("\(point.name) = \(text)" + Units.suffix(of: point.unit))
        }
        lines += learnedEvidence(of: machine, condition: conditionPosition(of: machine))
        lines += countedLines(place, conditionPosition(of: machine))
        return lines.isEmpty ? [condition.source] : lines
    }
}

extension Value {
    /// As a person reads it in a report.
    var readableText: String {
        switch self {
        case .bool(let holds): holds ? "true" : "false"
        case .int(let number): String(number)
        case .uint(let number): String(number)
        case .double(let number):
            number == number.rounded() && number.magnitude < 1e15 ? String(Int64(number)) : String(number)
        case .string(let text): text
        default: "unknown"
        }
    }
}
