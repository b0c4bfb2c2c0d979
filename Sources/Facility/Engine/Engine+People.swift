/// Words of people that are about themselves: milestones of a rescue, the handover of a shift.
extension Engine {
    /// T1 to T3 of a rescue (`Response.reach`). Who answers those inside has answered the incident too.
    mutating func reach(
        _ id: IncidentID, _ milestone: Milestone, by person: String, at told: Timestamp?, people: Int?,
        cause: String?, effects: inout Effects
    ) -> CommandResult {
        guard let number = book.number(of: id), let incident = book[number]?.incident else {
            return .refused(.unknownIncident)
        }
        guard incident.ended == nil else { return .refused(.alreadyEnded) }
        guard incident.response != nil || site.calling != nil,
            index.hazard(incident.hazard, in: site)?.arriveWithin != nil
        else { return .refused(.noRescue) }
        let now = Timestamp(milliseconds: clock)
        let rules = responseRules(of: incident)
        var response =
            incident.response
            ?? Response(raisedAt: incident.raisedAt, rules: rules, policy: site.calling ?? CallingPolicy())
        // What is told by phone is remembered to the minute.
        let at = told.map {
            $0 < response.raisedAt && response.raisedAt - $0 < .minutes(1) ? response.raisedAt : $0
        }
        switch response.reach(milestone, at: at ?? now, people: people, now: now) {
        case .alreadySo: return .alreadySo
        case .impossible: return .refused(.impossibleOrder)
        case .taken: break
        }
        if incident.acknowledgedBy == nil {
            transition(number, by: person, observedAt: clock, effects: &effects) {
                $0.incident.acknowledgedBy = person
                return .acknowledged
            }
            if let goingBy = book[number]?.incident.response { response.adoptGoing(of: goingBy) }
        }
        transition(number, by: person, observedAt: (at ?? now).milliseconds, note: cause, effects: &effects) {
            $0.incident.response = response
            return .milestone(milestone, people: people)
        }
        if milestone == .released { endWord(number, effects: &effects) }
        return .done
    }

    /// One guard goes, the other takes over; what he takes over is written down with both names.
    mutating func handOver(
        from: String, to: String, note: String?, effects: inout Effects
    ) -> CommandResult {
        guard mayAct(to) else { return .refused(.unknownPerson) }
        // Said by name or by id; whom to call is looked up by id alone.
        let (from, to) = (personID(from), personID(to))
        guard from != to else { return .refused(.samePerson) }
        let now = Timestamp(milliseconds: clock)
        if desk.signedOn?.person == to { return .alreadySo }
        desk.signedOn = SignedOn(person: to, since: now)
        effects.signedOn = desk.signedOn
        effects.audit.append(
            AuditLine(
                at: now, by: to, action: AuditLine.takeover, subject: from,
                detail: handoverSheet.summary + (note.map { "; " + $0 } ?? "")))
        return .done
    }

    /// `Person.id` of whom somebody means by id or, where it is nobody's id, by name; what is neither stands as
    /// it is.
    package func personID(_ said: String) -> String {
        site.people.first { $0.id == said }?.id ?? site.people.first { $0.name == said }?.id ?? said
    }

    /// Who took over the shift last; nil: nobody has.
    package var signedOn: SignedOn? { desk.signedOn }

    /// Who is on duty by the roster.
    package var onDuty: [DutyRoster.Turn] {
        DutyRoster(shifts: site.shifts, zone: site.zoneRules, holidays: site.holidays)
            .onDuty(at: Timestamp(milliseconds: clock))
    }

    /// What the next guard must know.
    package var handoverSheet: HandoverSheet {
        let open = book.open
        let now = Timestamp(milliseconds: clock)
        let standing = suppressionList.filter(\.isOpen)
        return HandoverSheet(
            open: open.map(\.id),
            unanswered: open.filter { $0.acknowledgedBy == nil }.map(\.id),
            shelved: open.filter { $0.shelvedUntil.map { $0 > now } ?? false }.map(\.id),
            disabled: devices.indices.filter { devices[$0].isRetired }.map { site.devices[$0].id }
                + standing.filter(\.isOutOfService).map(\.reach.text),
            works: standing.filter { !$0.isOutOfService }.map(\.reach.text),
            silent: devices.indices.filter { isSilent($0) }.map { site.devices[$0].id })
    }
}

extension AuditLine {
    /// The action of a line that says who took over a shift (`by`) from whom (`subject`).
    package static let takeover = "takeover"
}
