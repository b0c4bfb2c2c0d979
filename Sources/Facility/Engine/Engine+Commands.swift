import Expressions

/// Words of persons and answers of destinations.
extension Engine {
    /// Takes a command. One that changes something is journaled, so that a recorded night replays exactly; a
    /// refused or repeated one leaves no trace.
    package mutating func step(command: Command, now: Timestamp, effects: inout Effects) -> CommandResult {
        advance(to: now, effects: &effects)
        if let person = command.person, !mayAct(person) { return .refused(.unknownPerson) }
        let result = perform(command, effects: &effects)
        guard result == .done else { return result }
        writer.append(
            command: command.journalBytes, at: Timestamp(milliseconds: clock), to: &effects.journal)
        if let person = command.person {
            noteWatched(effects: &effects)
            effects.isUrgent = true
            effects.audit.append(
                AuditLine(
                    at: Timestamp(milliseconds: clock), by: person, action: command.name,
                    subject: command.subject, detail: command.detail))
        }
        if !areaChanges.isEmpty { settleAreas(effects: &effects) }
        return result
    }

    /// A site that names its people hears only them, by id or by name.
    func mayAct(_ person: String) -> Bool {
        site.people.isEmpty || site.people.contains { $0.id == person || $0.name == person }
    }

    private mutating func perform(_ command: Command, effects: inout Effects) -> CommandResult {
        switch command {
        case .acknowledge(let id, let by):
            let result = say(id, by: by, effects: &effects) { incident, _ in incident.acknowledge(by: by) }
            if result == .done { endDutyCheck(id.number, note: nil, effects: &effects) }
            return result
        case .confirm(let id, let by, let note):
            if let number = book.number(of: id), isStandingExercise(number) {
                // Whoever finds an exercise real ends it, and what stands is raised anew by his word.
                return perform(.real, by: by, effects: &effects)
            }
            let result = say(id, by: by, note: note, effects: &effects) { incident, _ in
                incident.confirm(by: by)
            }
            // What a person found real is told, whatever works there are.
            if result == .done {
                emerge(id.number, by: by, note: nil, effects: &effects)
                leaveStorm(id.number, by: by, note: nil, effects: &effects)
            }
            return result
        case .refute(let id, let by, let cause, let note):
            return refute(id, by: by, cause: cause, note: note, effects: &effects)
        case .clear(let id, let by, let note): return clear(id, by: by, note: note, effects: &effects)
        case .comment(let id, let by, let text): return comment(id, by: by, text: text, effects: &effects)
        case .shelve(let id, let by, let until, let reason):
            let result = say(id, by: by, note: reason, effects: &effects) { incident, now in
                incident.shelve(until: until, at: now)
            }
            if result == .done { deadlines.schedule(.shelf(incident: id.number), at: until) }
            return result
        case .adopt(let id, let by, let details): return adopt(id, by: by, details, effects: &effects)
        case .retire(let id, _, let why): return retire(id, why: why, effects: &effects)
        case .milestone(let id, let milestone, let by, let at, let people, let cause):
            return reach(id, milestone, by: by, at: at, people: people, cause: cause, effects: &effects)
        case .handover(let from, let to, let note):
            return handOver(from: from, to: to, note: note, effects: &effects)
        case .screen(let isSeen): return screen(isSeen: isSeen, effects: &effects)
        case .delivered(let delivery, let outcome): return settle(delivery, outcome, effects: &effects)
        case .feedback(let id, let destination, let handling):
            guard let number = book.number(of: id) else { return .refused(.unknownIncident) }
            return move(number, at: destination, to: handling, note: nil, effects: &effects)
        case .follow(let id, let destination, let event, let note):
            return say(id, by: nil, note: note, effects: &effects) { incident, _ in
                incident.follow(at: destination, event, note: note)
            }
        case .drill(let word, let by): return perform(word, by: by, effects: &effects)
        case .suppression(let word, let by): return perform(word, by: by, effects: &effects)
        case .outbox(let word, let by): return perform(word, by: by, effects: &effects)
        case .record(let records, let by): return enter(records, by: by, effects: &effects)
        case .dutyCheck(let destination, let unit, let minutes):
            return checkDuty(of: unit, at: destination, minutes: minutes, effects: &effects)
        case .rollCall(let id, let device, let found, let by):
            return tick(id, device, found, by: by, effects: &effects)
        }
    }

    /// Asks the incident; writes the step down when there is one.
    private mutating func say(
        _ id: IncidentID, by person: String?, note: String? = nil, effects: inout Effects,
        _ ask: (inout Incident, Timestamp) -> Incident.Verdict
    ) -> CommandResult {
        guard let number = book.number(of: id) else { return .refused(.unknownIncident) }
        let now = Timestamp(milliseconds: clock)
        let verdict = book.change(number) { ask(&$0.incident, now) }
        switch verdict {
        case nil: return .refused(.unknownIncident)
        case .refused(let refusal): return .refused(refusal)
        case .alreadySo: return .alreadySo
        case .step(let step):
            transition(number, by: person, observedAt: clock, note: note, effects: &effects) { _ in step }
            return .done
        }
    }

    /// The incident of a false alarm ends with its condition, and its machine may raise again after that.
    private mutating func refute(
        _ id: IncidentID, by person: String, cause: String, note: String?, effects: inout Effects
    ) -> CommandResult {
        if isCallingRoll(id) { return .refused(.rollCallIsOpen) }
        if let refusal = refusalToRefute(id, cause: cause, note: note) { return .refused(refusal) }
        let result = say(id, by: person, note: note ?? cause, effects: &effects) { incident, now in
            incident.refute(by: person, cause: cause, at: now)
        }
        guard result == .done, let machine = book[id.number].map({ Int($0.machine) }), machine >= 0 else {
            return result
        }
        let rule = self.rule(of: machine)
        let holding = holdingEvidence(of: machine)
        tally(machine, isActive: false)
        if machines[machine].refute(now: clock, rule: rule) { book.change(id.number) { $0.machine = -1 } }
        if machines[machine].phase == .refuted { machines[machine].refuted = holding }
        keep(machine, effects: &effects)
        return result
    }

    /// A fire is not closed by two clicks: somebody went to look or says how he knows, and what it was stands there.
    private func refusalToRefute(_ id: IncidentID, cause: String, note: String?) -> CommandRefusal? {
        guard site.calling != nil, let incident = book.number(of: id).flatMap({ book[$0]?.incident }),
            incident.isLifeSafety, incident.origin == .real, incident.ended == nil, !incident.isRefuted
        else { return nil }
        guard cause.contains(where: { !$0.isWhitespace }) else { return .causeRequired }
        let wasLookedAt = incident.acknowledgedBy != nil || incident.response?.wasLookedAt ?? false
        return wasLookedAt || note?.contains { !$0.isWhitespace } ?? false ? nil : .lookFirst
    }

    private mutating func clear(
        _ id: IncidentID, by person: String, note: String?, effects: inout Effects
    ) -> CommandResult {
        if isCallingRoll(id) { return .refused(.rollCallIsOpen) }
        let machine = book[id.number].map { Int($0.machine) } ?? -1
        let isKnownFalse = machine < 0 || (machines[machine].phase == .latched && isFalseNow(machine))
        let result = say(id, by: person, note: note, effects: &effects) { incident, now in
            incident.clear(by: person, isKnownFalse: isKnownFalse, at: now)
        }
        guard result == .done, machine >= 0 else { return result }
        machines[machine].reset()
        book.change(id.number) { $0.machine = -1 }
        keep(machine, effects: &effects)
        return result
    }

    private func isFalseNow(_ machine: Int) -> Bool {
        plan.templates[Int(plan.places[machine].template)].silence > 0
            ? silenceTruth(of: machine) == .no : machines[machine].truth == .no
    }

    /// The same text from the same person twice running is a retry.
    private mutating func comment(
        _ id: IncidentID, by person: String, text: String, effects: inout Effects
    ) -> CommandResult {
        guard let number = book.number(of: id) else { return .refused(.unknownIncident) }
        let comment = person + ": " + text
        guard book[number]?.lastComment != comment else { return .alreadySo }
        transition(number, by: person, observedAt: clock, note: text, effects: &effects) { file in
            file.lastComment = comment
            return .commented
        }
        return .done
    }

    // MARK: Destinations

    private mutating func settle(
        _ delivery: Int64, _ outcome: Delivery.Outcome, effects: inout Effects
    ) -> CommandResult {
        switch book.settle(delivery) {
        case .neverOpened: return .refused(.unknownDelivery)
        case .settledBefore: return arrivedAllTheSame(delivery, outcome, effects: &effects)
        case .settled(let opened):
            effects.settled.append(Settlement(delivery: delivery, outcome: outcome))
            switch outcome {
            case .accepted(let caseNumber, let handling):
                _ = move(
                    opened.incident, at: opened.destination, to: handling, note: caseNumber,
                    effects: &effects)
            case .refused(let reason) where opened.isReport:
                refuseReport(opened, reason: reason, effects: &effects)
            case .refused(let reason):
                _ = move(
                    opened.incident, at: opened.destination, to: .rejected, note: reason, effects: &effects)
            }
            return .done
        }
    }

    mutating func move(
        _ number: Int64, at destination: String, to handling: Handling, note: String?,
        effects: inout Effects
    ) -> CommandResult {
        guard let id = book[number]?.incident.id else { return .refused(.unknownIncident) }
        let wasUrgent = effects.isUrgent
        // Platforms leave out steps they do not have: what they imply is written first.
        for step in book[number]?.incident.missing(at: destination, to: handling) ?? [] {
            let note = Transition.implied(by: handling)
            _ = say(id, by: nil, note: note, effects: &effects) { incident, _ in
                incident.move(at: destination, to: step)
            }
        }
        let result = say(id, by: nil, note: note, effects: &effects) { incident, _ in
            incident.move(at: destination, to: handling)
        }
        // An answer may wait for the next group commit: a lane that repeats it does no harm.
        effects.isUrgent = wasUrgent
        if handling == .rejected { releaseFire(number, at: destination, effects: &effects) }
        // What is kept now is waited for no longer; what comes after it is.
        if result == .done, let position = site.destinations.firstIndex(where: { $0.id == destination }) {
            watchTerms(number, Int32(position))
        }
        return result
    }
}
