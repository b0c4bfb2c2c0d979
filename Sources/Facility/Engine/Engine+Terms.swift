/// Deadlines of destinations: what should have been done with a case by now, and who is told when it was not.
extension Engine {
    /// The site's terms for an incident.
    func siteTerms(of incident: Incident) -> Terms {
        guard !site.termRules.isEmpty else { return Terms() }
        let facility = index.hazard(incident.hazard, in: site).map { site.facilities[$0.facility].id } ?? ""
        return site.terms(hazard: incident.hazard, facility: facility, severity: incident.severity)
    }

    /// Until when a destination's first report should be accepted: its own word before the site's before the hazard's.
    func reportWithin(_ incident: Incident, at destination: Destination) -> Interval? {
        destination.terms?.report ?? siteTerms(of: incident).report
            ?? index.hazard(incident.hazard, in: site)?.reportWithin
    }

    /// What is next to fall due at a destination; nil: nothing, or it has not been told.
    private func nextTerm(
        _ incident: Incident, at destination: Destination
    ) -> (term: DestinationTerms.Term, due: Timestamp)? {
        guard incident.ended == nil, let handling = incident.handling[destination.id] else { return nil }
        let told = incident.toldAt?[destination.id] ?? incident.raisedAt
        var next: (term: DestinationTerms.Term, due: Timestamp)?
        for term in DestinationTerms.Term.allCases {
            let within = term == .report ? reportWithin(incident, at: destination) : destination.terms?[term]
            guard let within, !destination.has(handling, come: term),
                !incident.overdue.contains(Incident.overdueMark(destination.id, term))
            else { continue }
            let due = told + within
            if next.map({ due < $0.due }) ?? true { next = (term, due) }
        }
        return next
    }

    /// Sets when a destination's terms are looked at next.
    mutating func watchTerms(_ number: Int64, _ destination: Int32) {
        guard let incident = book[number]?.incident,
            let next = nextTerm(incident, at: site.destinations[Int(destination)])
        else { return deadlines.cancel(.report(incident: number, destination: destination)) }
        deadlines.schedule(.report(incident: number, destination: destination), at: next.due)
    }

    /// Some term has passed, or was kept meanwhile.
    mutating func lookAtTerms(_ number: Int64, _ destination: Int32, effects: inout Effects) {
        guard Int(destination) < site.destinations.count else { return }
        let target = site.destinations[Int(destination)]
        while let incident = book[number]?.incident, let next = nextTerm(incident, at: target),
            next.due.milliseconds <= clock
        {
            let note = next.term == .report ? nil : "\(next.term.name.en) \(next.term.name.zh)"
            transition(number, observedAt: clock, note: note, effects: &effects) {
                $0.incident.becomeOverdue(at: target.id, next.term)
            }
            guard target.terms != nil else { continue }
            callAboutTerm(number, effects: &effects)
            escalate(number, from: target, effects: &effects)
        }
        watchTerms(number, destination)
    }

    /// Somebody must telephone: people are called once more, as for what they are late with themselves.
    private mutating func callAboutTerm(_ number: Int64, effects: inout Effects) {
        guard let policy = site.calling, let incident = book[number]?.incident,
            responseRules(of: incident).calling != .never
        else { return }
        let now = Timestamp(milliseconds: clock)
        book.change(number) { $0.incident.response?.callAgain(policy: policy, at: now) }
        publish(number, effects: &effects)
        watchResponse(number)
    }

    /// Whoever is named next is told, whatever the routes say, and stays in the audience.
    private mutating func escalate(_ number: Int64, from target: Destination, effects: inout Effects) {
        guard let id = target.terms?.next, let incident = book[number]?.incident,
            incident.handling[id] == nil,
            let next = site.destinations.firstIndex(where: { $0.id == id }),
            site.destinations[next].receives.contains(incident.origin)
        else { return }
        book.change(number) { file in
            file.incident.escalatedTo = (file.incident.escalatedTo ?? []).filter { $0 != id } + [id]
            if !file.audience.contains(Int32(next)) { file.audience.append(Int32(next)) }
        }
        let told = Transition(
            incident: incident.id, sequence: incident.transitions, step: .raised,
            observedAt: incident.since, at: Timestamp(milliseconds: clock),
            note: "\(target.name.en) overdue \(target.name.zh) 超时")
        report(number, told, to: Int32(next), effects: &effects)
        publish(number, effects: &effects)
    }
}

extension Destination {
    /// Whether a case has come as far as a term asks. One that is put off, rejected or beside the line is waited for no
    /// longer: it was answered.
    fileprivate func has(_ handling: Handling, come term: DestinationTerms.Term) -> Bool {
        guard term != .report else { return hasTaken(handling) }
        return handling.step.map { $0 >= term.step } ?? true
    }
}
