/// People: who is called for an incident, until when somebody should have answered, looked, come and closed it.
///
/// Every step of an incident passes through `attend`; what falls due is a step again, with its reason.
extension Engine {
    /// What a step means for the people who should act on the incident.
    mutating func attend(_ number: Int64, _ transition: Transition) {
        guard let policy = site.calling, let incident = book[number]?.incident, isCalledFor(incident) else {
            return deadlines.cancel(.response(incident: number))
        }
        let rules = responseRules(of: incident)
        let now = Timestamp(milliseconds: clock)
        let joined = lookedAfter(incident)
        book.change(number) { file in
            guard file.incident.response != nil else {
                // It was not called for before: just raised, or of an exercise that turned out to be real.
                guard transition.step.mayOpenReport else { return }
                file.incident.response = Response(
                    raisedAt: now, rules: rules, policy: policy, joinedUntil: joined)
                return
            }
            file.incident.response?.take(transition, rules: rules, policy: policy)
        }
        watchResponse(number)
    }

    /// What is over, is tried, is history or an exercise calls nobody, and the watch's own incidents have nobody left;
    /// but for a duty check, which asks for somebody.
    private func isCalledFor(_ incident: Incident) -> Bool {
        incident.ended == nil && incident.origin == .real && !incident.isShadow && !incident.isHistoric
            && incident.suppressedBy == nil && !incident.isHeldBack
            && (OwnHazard(rawValue: incident.hazard)?.callsPeople ?? true)
    }

    func responseRules(of incident: Incident) -> ResponseRules {
        var rules = ResponseRules(
            hazard: index.hazard(incident.hazard, in: site), severity: incident.severity,
            isLifeSafety: incident.isLifeSafety)
        rules.take(siteTerms(of: incident))
        // Somebody may be in each of those cars. How long the calling at them may take the roll-call says itself.
        if incident.rollCall?.isOpen ?? false {
            rules.calling = .atOnce
            rules.acknowledge = min(rules.acknowledge ?? .minutes(1), .minutes(1))
        }
        return rules
    }

    /// Sets when the incident's people are looked at next.
    mutating func watchResponse(_ number: Int64) {
        guard let incident = book[number]?.incident, incident.ended == nil,
            let next = incident.response?.next(responseRules(of: incident))
        else { return deadlines.cancel(.response(incident: number)) }
        deadlines.schedule(.response(incident: number), at: next)
    }

    /// After a start and a reload.
    mutating func resumeResponses() {
        desk.leaders = [:]
        desk.unwatched = 0
        for number in book.numbers {
            guard let incident = book[number]?.incident, incident.ended == nil else { continue }
            if incident.hazard == OwnHazard.unwatched.rawValue { desk.unwatched = number }
            if site.calling != nil, incident.response != nil { watchResponse(number) }
        }
        watchScreen()
    }

    /// Something is due: reminders and the next call.
    mutating func lookAtResponse(_ number: Int64, effects: inout Effects) {
        guard let policy = site.calling, let incident = book[number]?.incident, isCalledFor(incident),
            var response = incident.response
        else { return }
        let now = Timestamp(milliseconds: clock)
        let hazard = index.hazard(incident.hazard, in: site)
        let list = CallingOrder(site: site).callees(
            contacts: hazard?.contacts ?? OwnHazard(rawValue: incident.hazard)?.contacts ?? [],
            signedOn: desk.signedOn?.person, at: now)
        let due = response.pass(
            to: now, rules: responseRules(of: incident), policy: policy, list: list,
            joinedUntil: lookedAfter(incident))
        book.change(number) { $0.incident.response = response }
        for item in due {
            switch item {
            case .late(let deadline):
                transition(number, observedAt: clock, effects: &effects) { _ in .late(deadline) }
            case .call(let call): self.call(number, call, effects: &effects)
            // Who is at the fire watches no page.
            case .unanswered: if !isAttended(incident) { noteUnanswered(incident.id, effects: &effects) }
            }
        }
        publish(number, effects: &effects)
        watchResponse(number)
    }

    private mutating func call(_ number: Int64, _ call: PhoneTree.Call, effects: inout Effects) {
        guard let incident = book[number]?.incident else { return }
        transition(
            number, observedAt: clock, note: call.round > 0 ? "round \(call.round + 1)" : nil,
            effects: &effects
        ) { _ in .called(person: call.callee.id, route: call.route) }
        let card = NightCard(incident, in: site)
        effects.calls.append(
            CallRequest(
                incident: incident.id, callee: call.callee, route: call.route, text: card.call,
                isLifeSafety: incident.isLifeSafety, at: Timestamp(milliseconds: clock),
                isExercise: incident.origin != .real))
    }

    /// Until when nobody is called for an incident because somebody is for the same fire, or looks after it, or has
    /// set it aside. nil: it is called for by itself.
    private mutating func lookedAfter(_ incident: Incident) -> Timestamp? {
        let now = Timestamp(milliseconds: clock)
        if let until = incident.shelvedUntil, until > now { return until }
        // Asked again every minute: when those who are there have cleared theirs, this one calls.
        if isAttended(incident) { return now + (responseRules(of: incident).acknowledge ?? .minutes(1)) }
        guard incident.isLifeSafety, let device = index.device(incident.device),
            plan.devices[device].zone >= 0
        else { return nil }
        let zone = plan.devices[device].zone
        guard let number = desk.leaders[zone], number != incident.id.number,
            let leader = book[number]?.incident, leader.ended == nil, let response = leader.response
        else {
            desk.leaders[zone] = incident.id.number
            return nil
        }
        if let until = response.lookBy, until > now { return until }
        if let next = response.tree?.nextAt {
            let wait = now + (responseRules(of: incident).acknowledge ?? .minutes(1))
            // What nobody answers is called for ever more rarely; what has never been called for does not wait for that.
            let isNew = incident.response?.tree?.calls ?? 0 == 0
            if next <= wait || !isNew { return wait }
        }
        desk.leaders[zone] = incident.id.number
        return nil
    }

    // MARK: Nobody is watching

    /// Whether a page is open somewhere, as the loop finds it.
    mutating func screen(isSeen: Bool, effects: inout Effects) -> CommandResult {
        guard desk.isScreenSeen != isSeen else { return .alreadySo }
        desk.isScreenSeen = isSeen
        desk.screenSince = clock
        if isSeen { noteWatched(effects: &effects) }
        watchScreen()
        return .done
    }

    private mutating func watchScreen() {
        guard !desk.isScreenSeen, let within = site.calling?.screenWithin else {
            return deadlines.cancel(.screen)
        }
        let due = Timestamp(milliseconds: desk.screenSince) + within
        if due.milliseconds > clock || desk.unwatched == 0 { deadlines.schedule(.screen, at: due) }
    }

    mutating func lookAtScreen(effects: inout Effects) {
        guard !desk.isScreenSeen, site.calling?.screenWithin != nil else { return }
        raiseUnwatched("no page open", effects: &effects)
    }

    private mutating func noteUnanswered(_ id: IncidentID, effects: inout Effects) {
        let within = site.calling?.unwatchedAfter ?? .zero
        guard !desk.isScreenSeen, clock &- desk.screenSince >= within.milliseconds else { return }
        raiseUnwatched("unanswered: \(id)", effects: &effects)
    }

    private mutating func raiseUnwatched(_ why: String, effects: inout Effects) {
        guard desk.unwatched == 0, book.hasRoom(isLifeSafety: false) else { return }
        let now = Timestamp(milliseconds: clock)
        let hazard = OwnHazard.unwatched
        let incident = Incident(
            id: book.nextID(site: site.id), hazard: hazard.rawValue, device: site.id, zone: nil,
            severity: hazard.severity, origin: .real, isLatched: false, isLifeSafety: false, isWeak: false,
            isHistoric: false, since: now, raisedAt: now, evidence: [why])
        let number = incident.id.number
        book.file(incident, machine: -1)
        desk.unwatched = number
        counters.raised += 1
        chooseAudience(of: number)
        transition(number, observedAt: clock, note: why, effects: &effects) { _ in .raised }
    }

    /// Somebody is there: a page is open, or a person has said something.
    mutating func noteWatched(effects: inout Effects) {
        guard desk.unwatched != 0 else { return }
        let number = desk.unwatched
        desk.unwatched = 0
        guard book[number]?.incident.ended == nil else { return }
        let now = Timestamp(milliseconds: clock)
        transition(number, observedAt: clock, effects: &effects) { $0.incident.becomeQuiet(at: now) }
    }
}

extension Response {
    /// What a step of the incident means for those who should act.
    fileprivate mutating func take(_ transition: Transition, rules: ResponseRules, policy: CallingPolicy) {
        switch transition.step {
        case .acknowledged:
            if let person = transition.by { acknowledge(by: person, rules: rules, at: transition.at) }
        // A second trigger makes it likelier; that somebody was there only a person can say.
        case .confirmed: if transition.by != nil { find() }
        case .refuted, .cleared: find()
        case .commented: note()
        case .quiet: rest(at: transition.at)
        case .active: resume(rules: rules, policy: policy, at: transition.at)
        case .reopened: reopen(rules: rules, policy: policy, at: transition.at)
        case .severityChanged, .rollCalled: worsen(rules: rules, policy: policy, at: transition.at)
        case .late(.rollCall): callAgain(policy: policy, at: transition.at)
        case .ticked: answer()
        default: break
        }
    }
}
