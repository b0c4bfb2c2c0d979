/// Maintenance windows and devices out of service: what they cover is recorded and told to nobody until they end.
extension Engine {
    /// What suppresses, will or did, by number.
    package var suppressionList: [Suppression] { suppressions.all }

    // MARK: Words

    mutating func perform(
        _ word: SuppressionWord, by person: String, effects: inout Effects
    ) -> CommandResult {
        let now = Timestamp(milliseconds: clock)
        switch word {
        case .begin(let plan):
            guard let reach = Reach(plan.reach, in: site) else { return .refused(.unknownPlace) }
            switch suppressions.declare(reach, plan, by: person, at: now) {
            case .failure(let refusal): return .refused(refusal)
            case .success(let number): publishSuppression(number, effects: &effects)
            }
            lookAtSuppressions(effects: &effects)
        case .end(let number): return end(number, by: person, effects: &effects)
        case .restore(let device):
            guard let number = suppressions.outOfService(device) else {
                return index.device(device) == nil ? .refused(.unknownDevice) : .alreadySo
            }
            return end(number, by: person, effects: &effects)
        }
        return .done
    }

    mutating func end(_ number: Int64, by person: String, effects: inout Effects) -> CommandResult {
        let now = Timestamp(milliseconds: clock)
        guard let suppression = suppressions[number] else { return .refused(.unknownSuppression) }
        guard suppression.ended == nil, let actions = suppressions.end(number, by: person, at: now) else {
            return .alreadySo
        }
        publishSuppression(number, effects: &effects)
        for action in actions { perform(action, effects: &effects) }
        endOverdue(of: number, effects: &effects)
        watchSuppressionTime()
        return .done
    }

    // MARK: Raises

    /// Keeps an incident that was just filed from being told where something covers its device.
    /// - Returns: what the log says of it; nil: it is told.
    ///
    /// - Parameter devices: whom it is about; of a place all that were counted, because works on one of two lifts do
    ///   not explain why the other has no power.
    mutating func suppressIfCovered(
        _ number: Int64, _ devices: [Int32], effects: inout Effects
    ) -> String? {
        guard !suppressions.isEmpty, let incident = book[number]?.incident, !incident.isLifeSafety,
            incident.origin == .real, !incident.isShadow
        else { return nil }
        guard let suppression = covering(devices) else { return nil }
        guard book.change(number, { $0.incident.suppress(by: suppression) }) == true else { return nil }
        suppressions.hide(incident.id, by: suppression)
        publishSuppression(suppression, effects: &effects)
        return "suppression/\(suppression)"
    }

    /// The suppression that covers all of them; nil: none does.
    private func covering(_ devices: [Int32]) -> Int64? {
        guard !devices.isEmpty else { return nil }
        return suppressions.covering { reach in
            devices.allSatisfy { reach.contains(site.devices[Int($0)], in: site) }
        }?.number
    }

    /// Tells an incident that was kept from it: a person found it real, or what kept it is over.
    mutating func emerge(_ number: Int64, by person: String? = nil, note: String?, effects: inout Effects) {
        guard book[number]?.incident.isSuppressed == true else { return }
        transition(number, by: person, observedAt: clock, note: note, effects: &effects) {
            $0.incident.emerge()
        }
    }

    // MARK: Time

    /// Opens, closes and ends what time does, and sets when to look again.
    mutating func lookAtSuppressions(effects: inout Effects) {
        let actions = suppressions.advance(to: Timestamp(milliseconds: clock), zone: site.zoneRules)
        for action in actions { perform(action, effects: &effects) }
        watchSuppressionTime()
    }

    /// After a start: what time did meanwhile, and what a suppression hid whose row could not be read. Nothing would ever
    /// bring that out, and nobody could end the case that says it is overdue.
    mutating func resumeSuppressions(effects: inout Effects) {
        takeMaintenance(effects: &effects)
        let overdue = Set(suppressions.all.compactMap(\.overdue))
        for number in book.numbers.sorted() {
            guard let incident = book[number]?.incident, incident.ended == nil else { continue }
            if let suppression = incident.suppressedBy, suppressions[suppression]?.isOpen != true {
                emerge(number, note: "suppression/\(suppression)", effects: &effects)
            } else if incident.hazard == OwnHazard.suppressionOverdue.rawValue, !overdue.contains(incident.id)
            {
                endOverdue(number, note: "not on record", effects: &effects)
            }
        }
    }

    /// Never for the same instant again: what could not be done now waits for a second.
    private mutating func watchSuppressionTime() {
        let now = Timestamp(milliseconds: clock)
        guard let next = suppressions.nextDeadline(after: now, zone: site.zoneRules) else {
            return deadlines.cancel(.suppression)
        }
        deadlines.schedule(.suppression, at: max(next, now + .seconds(next > now ? 0 : 1)))
    }

    private mutating func perform(_ action: SuppressionBook.Action, effects: inout Effects) {
        switch action {
        case .opened(let number): publishSuppression(number, effects: &effects)
        case .closed(let number): bringOut(number, effects: &effects)
        case .overdue(let number): raiseOverdue(number, effects: &effects)
        }
    }

    /// What a suppression hid and still stands is told, unless another one covers it.
    private mutating func bringOut(_ suppression: Int64, effects: inout Effects) {
        let hidden = book.numbers.filter {
            book[$0]?.incident.suppressedBy == suppression && book[$0]?.incident.ended == nil
        }
        var out = 0
        for number in hidden {
            guard let incident = book[number]?.incident else { continue }
            let isOfPlace = incident.place != nil || incident.zone != nil
            if !isOfPlace, let device = index.device(incident.device), let other = covering([Int32(device)]) {
                book.change(number) { _ = $0.incident.suppress(by: other) }
                suppressions.hide(incident.id, by: other)
                publishSuppression(other, effects: &effects)
                publish(number, effects: &effects)
            } else {
                emerge(number, note: "suppression/\(suppression)", effects: &effects)
                out += 1
            }
        }
        publishSuppression(suppression, effects: &effects)
        guard let known = suppressions[suppression] else { return }
        effects.audit.append(
            AuditLine(
                at: Timestamp(milliseconds: clock), by: known.ended?.by ?? "gengfu",
                action: "suppression_closed", subject: known.reach.text,
                detail: "hid \(known.hidden.count + known.hiddenBeyond), told now \(out)"))
    }

    mutating func publishSuppression(_ number: Int64, effects: inout Effects) {
        guard let suppression = suppressions[number] else { return }
        effects.suppressions.append(suppression)
        effects.isUrgent = true
    }

    // MARK: Overdue

    /// A device is out of service for longer than was said: a case of its own, until it is back.
    private mutating func raiseOverdue(_ number: Int64, effects: inout Effects) {
        guard let suppression = suppressions[number], case .device(let device) = suppression.reach,
            book.hasRoom(isLifeSafety: false)
        else { return }
        let now = Timestamp(milliseconds: clock)
        let own = OwnHazard.suppressionOverdue
        let incident = Incident(
            id: book.nextID(site: site.id), hazard: own.rawValue, device: device, zone: nil,
            severity: own.severity, origin: .real, isLatched: false, isLifeSafety: false, isWeak: false,
            isHistoric: false, since: now, raisedAt: now,
            evidence: ["suppression/\(number): \(suppression.why)", "by \(suppression.by)"])
        book.file(incident, machine: -1)
        counters.raised += 1
        suppressions.note(overdue: incident.id, of: number)
        publishSuppression(number, effects: &effects)
        chooseAudience(of: incident.id.number)
        transition(incident.id.number, observedAt: clock, effects: &effects) { _ in .raised }
    }

    private mutating func endOverdue(of number: Int64, effects: inout Effects) {
        guard let overdue = suppressions[number]?.overdue, book.number(of: overdue) != nil else { return }
        endOverdue(overdue.number, note: "back in service", effects: &effects)
    }

    private mutating func endOverdue(_ incident: Int64, note: String, effects: inout Effects) {
        let now = Timestamp(milliseconds: clock)
        transition(incident, observedAt: clock, note: note, effects: &effects) {
            $0.incident.becomeQuiet(at: now)
        }
    }
}
