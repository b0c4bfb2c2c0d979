/// One cause that silences many: grouped as one case with its children, each visible.
///
/// A loss that may be grouped waits for `StormPolicy.settle`; then it is told alone, or is a child of what explains it. What
/// concerns life never comes here. Everything follows from the incidents' own fields, so a restart goes on exactly.
extension Engine {
    // MARK: Raises

    /// An incident that was just raised, or goes on: it waits for others of its cause.
    mutating func settleFirst(_ number: Int64, _ hazard: Hazard) {
        guard let policy = site.storms, hazard.isGrouped, let incident = book[number]?.incident,
            incident.mayBeGrouped, incident.parent == nil
        else { return }
        let wait = policy.settle(ofSilence: silence(behind: number))
        let until = Timestamp(milliseconds: clock) + wait
        book.change(number) { $0.incident.settlesAt = until }
        storms.waiting.insert(number)
        // A storm that explains it takes it at once.
        lookAtStorms(by: storms.storms.isEmpty ? until.milliseconds : clock)
    }

    /// Milliseconds of silence that are an incident's sign; 0: it has another.
    func silence(behind number: Int64) -> Int64 {
        guard let machine = book[number]?.machine, machine >= 0 else { return 0 }
        return plan.templates[Int(plan.places[Int(machine)].template)].silence
    }

    /// After a step of an incident: its storm has one less or one more, or it was a storm and has ended.
    mutating func noteStorm(_ number: Int64, effects: inout Effects) {
        guard let incident = book[number]?.incident else { return }
        if let parent = incident.parent, incident.ended == nil, storms.standing[parent.number] == nil {
            // It goes on and what spoke for it is over.
            leaveStorm(number, note: parent.description, effects: &effects)
        } else if let parent = incident.parent {
            let left = storms.take(number, into: parent.number, isOver: incident.isOver)
            if left < site.storms?.atLeast ?? 0 { lookAtStorms(by: clock) }
        }
        if incident.storm != nil, incident.ended != nil || incident.isRefuted {
            dissolve(number, effects: &effects)
            // A person said that there is none: nothing holds it open.
            let now = Timestamp(milliseconds: clock)
            if incident.ended == nil, incident.condition == .active {
                transition(number, observedAt: clock, effects: &effects) { $0.incident.becomeQuiet(at: now) }
            }
        }
        // What has become extreme speaks for itself.
        if incident.severity == .extreme, incident.isHeldBack || incident.parent != nil {
            leaveStorm(number, note: nil, effects: &effects)
            tellAlone(number, effects: &effects)
        }
        if incident.wordOf != nil, incident.ended != nil {
            storms.words[MachineKey(hazard: incident.hazard, subject: incident.device)] = nil
        }
        guard incident.ended != nil else { return }
        storms.waiting.remove(number)
        storms.rolls.remove(number)
    }

    /// Lets every child of a storm go: each is a case of its own.
    private mutating func dissolve(_ storm: Int64, effects: inout Effects) {
        let children = (storms.standing[storm] ?? []).sorted()
        let id = book[storm]?.incident.id
        storms.close(storm)
        for child in children { leaveStorm(child, note: id?.description, effects: &effects) }
    }

    /// A child is a case of its own again, and told.
    mutating func leaveStorm(
        _ number: Int64, by person: String? = nil, note: String?, effects: inout Effects
    ) {
        guard let parent = book[number]?.incident.parent else { return }
        storms.take(number, into: parent.number, isOver: true)
        transition(number, by: person, observedAt: clock, note: note, effects: &effects) {
            $0.incident.leaveStorm()
        }
        lookAtStorms(by: clock)
    }

    // MARK: Time

    /// Sets when storms are looked at, no later than at a time.
    mutating func lookAtStorms(by time: Int64) {
        if let due = deadlines.deadline(of: .storm), due.milliseconds <= time { return }
        deadlines.schedule(.storm, at: Timestamp(milliseconds: max(time, clock)))
    }

    /// Everything that is due of storms and roll-calls.
    mutating func lookAtStorms(effects: inout Effects) {
        guard let policy = site.storms else {
            for number in storms.waiting.sorted() { tellAlone(number, effects: &effects) }
            storms.waiting = []
            // Whom to call at was found out while the site still grouped.
            callRollsAgain(StormPolicy(), effects: &effects)
            return scheduleStorms(StormPolicy())
        }
        watchBrokers(policy, effects: &effects)
        joinStanding(effects: &effects)
        groupWaiting(policy, effects: &effects)
        mergeStorms(policy, effects: &effects)
        for number in storms.waiting.sorted() {
            guard let until = book[number]?.incident.settlesAt, until.milliseconds <= clock else { continue }
            tellAlone(number, effects: &effects)
        }
        for storm in storms.storms { turn(storm, policy, effects: &effects) }
        callRollsAgain(policy, effects: &effects)
        scheduleStorms(policy)
    }

    private mutating func scheduleStorms(_ policy: StormPolicy) {
        var next: [Int64] = storms.waiting.compactMap { book[$0]?.incident.settlesAt?.milliseconds }
        for storm in storms.storms {
            guard let ebbing = book[storm]?.incident.storm?.ebbingSince else { continue }
            next.append((ebbing + policy.linger).milliseconds)
        }
        next += storms.rolls.compactMap { book[$0]?.incident.rollCall?.dueAt.milliseconds }
        next += brokersDue(policy)
        guard let soonest = next.filter({ $0 > clock }).min() else { return }
        lookAtStorms(by: soonest)
    }

    /// Nobody shares its fate: it is told as it would have been at once.
    private mutating func tellAlone(_ number: Int64, effects: inout Effects) {
        guard let file = book[number], file.incident.settlesAt != nil else { return }
        book.change(number) { $0.incident.settlesAt = nil }
        guard file.incident.ended == nil else { return }
        let told = Transition(
            incident: file.incident.id, sequence: file.incident.transitions, step: .raised,
            observedAt: file.incident.since, at: Timestamp(milliseconds: clock))
        attend(number, told)
        for destination in file.audience
        where file.incident.handling[site.destinations[Int(destination)].id] == nil {
            report(number, told, to: destination, effects: &effects)
        }
        effects.isUrgent = true
        publish(number, effects: &effects)
    }

    // MARK: Grouping

    /// What a standing storm explains joins it, however late.
    private mutating func joinStanding(effects: inout Effects) {
        for number in storms.waiting.sorted() {
            guard let incident = book[number]?.incident, incident.mayBeGrouped else { continue }
            let devices = Set(concerned(byIncident: number))
            let storm = storms.storms.first { storm in
                incident.sharedPlace == nil
                    ? explains(storm, number, devices) : hasAll(storm, devices)
            }
            if let storm { join(number, storm, effects: &effects) }
        }
    }

    /// Whether a storm's cause lies over a device. A loss of power is no child of a silence: nobody would hear of it.
    private mutating func explains(_ storm: Int64, _ number: Int64, _ devices: Set<Int32>) -> Bool {
        guard let incident = book[storm]?.incident, let known = incident.storm, incident.condition == .active,
            !incident.isRefuted, let hazard = book[number]?.incident.hazard, let device = devices.first
        else { return false }
        guard silence(behind: number) > 0 || known.hazards.contains(hazard) else { return false }
        return causes(of: device)[known.cause] != nil
    }

    /// Whether all devices that a place's hazard counts are a storm's own.
    private func hasAll(_ storm: Int64, _ devices: Set<Int32>) -> Bool {
        guard !devices.isEmpty else { return false }
        let own = (storms.standing[storm] ?? []).compactMap {
            book[$0].flatMap { index.device($0.incident.device) }
        }
        return devices.isSubset(of: Set(own.map(Int32.init)))
    }

    /// The devices an incident is about.
    private func concerned(byIncident number: Int64) -> [Int32] {
        guard let file = book[number] else { return [] }
        if file.machine >= 0 { return concerned(by: Int(file.machine)) }
        return index.device(file.incident.device).map { [Int32($0)] } ?? []
    }

    /// When somebody has waited long enough: what explains whom.
    private mutating func groupWaiting(_ policy: StormPolicy, effects: inout Effects) {
        let isDue = storms.waiting.contains { number in
            book[number]?.incident.settlesAt.map { $0.milliseconds <= clock } ?? false
        }
        forgetPast(policy)
        guard isDue, storms.waiting.count >= policy.atLeast else { return }
        let candidates = storms.waiting.sorted().compactMap { candidate($0, policy) }
        for group in groups(of: candidates, policy) {
            if widen(for: group, policy, effects: &effects) { continue }
            openStorm(group.cause, isKnown: false, of: group.incidents, effects: &effects)
        }
        joinStanding(effects: &effects)
    }

    /// By itself, so that no copy of the engine lives on while it changes.
    private func groups(
        of candidates: [StormChoice.Candidate], _ policy: StormPolicy
    ) -> [StormChoice.Group] {
        StormChoice(atLeast: policy.atLeast) { speaking(under: $0, $1) }.groups(of: candidates)
    }

    /// What was told alone and is past joining.
    private mutating func forgetPast(_ policy: StormPolicy) {
        storms.waiting = storms.waiting.filter { number in
            guard let incident = book[number]?.incident, incident.mayBeGrouped, incident.parent == nil else {
                return false
            }
            guard incident.settlesAt == nil else { return true }
            return clock &- incident.raisedAt.milliseconds
                <= policy.window(ofSilence: silence(behind: number))
        }
    }

    mutating func candidate(_ number: Int64, _ policy: StormPolicy) -> StormChoice.Candidate? {
        guard let file = book[number], file.machine >= 0, file.incident.sharedPlace == nil,
            let device = index.device(file.incident.device)
        else { return nil }
        let silence = silence(behind: number)
        var began = file.incident.since.milliseconds
        if silence > 0 {
            let heard = devices[device].lastHeard
            began = heard == .min ? began - silence : heard
        }
        return StormChoice.Candidate(
            incident: number, device: Int32(device), began: began,
            window: policy.window(ofSilence: silence), causes: causes(of: Int32(device)))
    }

    private mutating func causes(of device: Int32) -> [StormCause: Int] {
        reach().causes(of: device, in: site)
    }

    private mutating func reach() -> StormReach {
        if let known = storms.reach { return known }
        let made = StormReach(site, index)
        storms.reach = made
        return made
    }

    /// How many devices under a cause could tell the same and were heard since: those it has not taken.
    ///
    /// Of what is told by silence a device counts as speaking when it was heard within half the shortest silence; what was heard
    /// after the others but before the cut proves nothing.
    func speaking(under cause: StormCause, _ members: [StormChoice.Candidate]) -> Int {
        let since = members.map(\.began).max() ?? clock
        let silences = members.map { silence(behind: $0.incident) }
        let from =
            silences.contains(0) ? since : max(since, clock &- (silences.min() ?? 0) / 2)
        let hazards = Set(members.compactMap { book[$0.incident]?.machine }.map { hazard(of: Int($0)) })
        let gone = Set(members.map(\.device))
        let under = storms.reach?.devices(of: cause, in: site, index) ?? []
        return under.count { device in
            !gone.contains(device) && !devices[Int(device)].isRetired
                && devices[Int(device)].lastHeard > from && tells(device, any: hazards)
        }
    }

    /// Whether a device could tell one of some hazards, and does not now.
    private func tells(_ device: Int32, any hazards: Set<Int>) -> Bool {
        let entry = plan.devices[Int(device)]
        return (Int(entry.machineBase)..<Int(entry.machineBase + entry.machineCount)).contains {
            hazards.contains(hazard(of: $0)) && machines[$0].incident == 0
        }
    }
}
