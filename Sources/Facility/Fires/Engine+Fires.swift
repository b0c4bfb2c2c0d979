import Expressions

/// One growing fire in a zone is one case at each destination that takes whole cases (docs/decisions/0023).
///
/// What comes after the first that was told, further detectors, a call point, the zone's own confirmation, is a step of the
/// first one's case, in the commit of the step that caused it. Only what is real grows: an exercise leads and follows nobody.
extension Engine {
    // MARK: Which fire

    /// The fire an incident belongs to, `fire/stair`; nil: to none. What counts several triggers belongs to that of the first.
    func fireName(of hazard: Hazard, _ machine: Int) -> String? {
        let place = plan.places[machine]
        let facility = site.facilities[hazard.facility].id
        guard place.isZone else {
            let zone = plan.devices[Int(place.subject)].zone
            guard hazard.isTrigger, zone >= 0 else { return nil }
            return facility + "/" + site.zones[Int(zone)]
        }
        let counted = countedTriggers(plan.templates[Int(place.template)], hazard.facility)
        guard !counted.isEmpty else { return nil }
        let area = plan.areas.list[Int(place.subject)]
        if area.reach == .zone { return facility + "/" + area.name }
        let numbers = counted.flatMap { tallies[Int(place.subject), $0].entries.map(\.incident) }
        return numbers.sorted().lazy.compactMap { self.book[$0]?.incident.fireOf }.first
    }

    /// Positions of the triggers of a facility that a hazard of a place counts.
    private func countedTriggers(_ template: HazardPlan.Template, _ facility: Int) -> [Int] {
        guard template.condition >= 0 else { return [] }
        var counted: [Int] = []
        for case .sources(let hazards, _, _) in plan.conditions[Int(template.condition)].windows {
            counted += hazards.map { Int($0) }.filter {
                site.hazards[$0].isTrigger && site.hazards[$0].facility == facility
            }
        }
        return counted
    }

    /// The incident that has the case of the same fire at a destination, and takes another point; nil: none does.
    ///
    /// A case that was refuted, refused or resolved there takes none: the new one would drown in it.
    private func leader(of number: Int64, at destination: Destination) -> Int64? {
        guard destination.granularity == .incident, let incident = book[number]?.incident,
            let name = incident.fireOf, incident.origin == .real, !incident.isShadow
        else { return nil }
        return fires[name].first { candidate in
            guard candidate != number, let other = book[candidate]?.incident, other.origin == .real,
                other.toldWith?[destination.id] == nil, let handling = other.handling[destination.id],
                let step = handling.step, step < Handling.stepOfResolved, other.fire?.isFull != true
            else { return false }
            return FireCase(other, at: destination.id).stands
        }
    }

    // MARK: Joining

    /// Lets an incident join the case that its fire has at a destination.
    /// - Returns: false when there is none, and it must be told by itself.
    mutating func joinFire(
        _ number: Int64, _ transition: Transition, at destination: Int32, effects: inout Effects
    ) -> Bool {
        let target = site.destinations[Int(destination)]
        guard let leader = leader(of: number, at: target), let id = book[leader]?.incident.id else {
            return false
        }
        deadlines.cancel(.confirmation(incident: number, destination: destination))
        deadlines.cancel(.report(incident: number, destination: destination))
        book.change(number) { file in
            file.incident.toldWith = (file.incident.toldWith ?? [:]).merging([target.id: id]) { $1 }
        }
        grow(leader, by: number, transition, joiningAt: target.id, effects: &effects)
        return true
    }

    /// A step of an incident as a step of the cases it is told with.
    mutating func tellWithFire(_ number: Int64, _ transition: Transition, effects: inout Effects) {
        guard let incident = book[number]?.incident, let told = incident.toldWith else { return }
        for id in Set(told.values).sorted() {
            guard let leader = book.number(of: id) else {
                release(number, from: id, transition, effects: &effects)
                continue
            }
            grow(leader, by: number, transition, joiningAt: nil, effects: &effects)
        }
    }

    /// Copies an incident's state into its leader's case and tells what that changes, in steps of the leader.
    private mutating func grow(
        _ leader: Int64, by number: Int64, _ transition: Transition, joiningAt joined: String?,
        effects: inout Effects
    ) {
        guard let before = book[leader]?.incident, let member = book[number]?.incident else { return }
        let own = (member.toldWith ?? [:]).filter { $0.value == before.id }.map(\.key).sorted()
        let point = GrowingFire.Point(member, at: own)
        guard before.fire?[member.id] != point else { return }
        book.change(leader) { file in
            file.incident.fire = file.incident.fire ?? GrowingFire()
            file.incident.fire?.take(point)
        }
        noteFire(leader)
        let hearing = own.filter { destination in
            destination == joined || isNews(transition, of: member, before, leader, at: destination)
        }
        if !hearing.isEmpty {
            tellGrowth(
                Growth(leader: leader, member: number, before: before, joined: joined), transition, hearing,
                effects: &effects)
        }
        publish(leader, effects: &effects)
        effects.isUrgent = true
    }

    /// Whether a member's step changes the case as a destination knows it.
    private func isNews(
        _ transition: Transition, of member: Incident, _ before: Incident, _ leader: Int64,
        at destination: String
    ) -> Bool {
        guard let after = book[leader]?.incident else { return false }
        // A person's word is always told: it may be the answer to what rings.
        if transition.by != nil, transition.step.isTold { return true }
        return member.ended != nil && transition.step.endsCase
            || !FireCase(after, at: destination).isSame(to: FireCase(before, at: destination))
    }

    private struct Growth {
        var leader: Int64
        var member: Int64
        /// The leader as it was.
        var before: Incident
        /// Where the member is told for the first time; nil: nowhere.
        var joined: String?
    }

    /// Numbers a step of the leader and opens its deliveries.
    private mutating func tellGrowth(
        _ growth: Growth, _ transition: Transition, _ hearing: [String], effects: inout Effects
    ) {
        guard let member = book[growth.member]?.incident else { return }
        let step: Transition.Step =
            growth.joined == nil
            ? .pointChanged(member.id, step: transition.step.name) : .grown(member.id)
        guard let recorded = record(step, of: growth, transition, effects: &effects) else { return }
        for destination in site.destinations.indices where hearing.contains(site.destinations[destination].id)
        {
            openGrowth(growth, recorded, transition, Int32(destination), effects: &effects)
        }
    }

    /// One that joins at several destinations is one step of the leader.
    private mutating func record(
        _ step: Transition.Step, of growth: Growth, _ transition: Transition, effects: inout Effects
    ) -> Transition? {
        if let last = effects.transitions.last, growth.joined != nil, last.step == step,
            last.incident == growth.before.id, last.sequence == growth.before.transitions
        {
            return last
        }
        let now = Timestamp(milliseconds: clock)
        let recorded = book.change(growth.leader) { file in
            file.incident.record(
                step, by: transition.by, observedAt: transition.observedAt, at: now, note: transition.note)
        }
        guard let recorded else { return nil }
        effects.transitions.append(recorded)
        return recorded
    }

    private mutating func openGrowth(
        _ growth: Growth, _ recorded: Transition, _ transition: Transition, _ destination: Int32,
        effects: inout Effects
    ) {
        let id = site.destinations[Int(destination)].id
        guard let file = book[growth.leader] else { return }
        let (before, after) = (FireCase(growth.before, at: id), FireCase(file.incident, at: id))
        let isBack = before.isOver && !after.isOver
        let rings = rings(growth, transition, before, after)
        let isGreater =
            after.severity > before.severity || after.isConfirmed && !before.isConfirmed || isBack || rings
        guard after.isOver || isGreater || file.unsettled[id] ?? 0 < IncidentBook.updateLimit else {
            counters.updatesLeftOut += 1
            return
        }
        if isBack { book.change(growth.leader) { $0.incident.handleAgain(at: id) } }
        open(
            after.isOver ? .close : .update, growth.leader, recorded, to: destination,
            as: after.isOver ? transition.step.name : isBack ? Transition.Step.reopened.name : nil,
            rings: rings, effects: &effects)
    }

    /// Whether people must be woken for it although somebody has answered: it is worse or likelier than he knows, it had
    /// ended, or it burns on a floor where it did not.
    private func rings(
        _ growth: Growth, _ transition: Transition, _ before: FireCase, _ after: FireCase
    ) -> Bool {
        guard transition.by == nil, after.condition == .active, !after.isOver else { return false }
        if after.severity > before.severity || after.isConfirmed && !before.isConfirmed { return true }
        if before.condition == .quiet || before.isHistoric && !after.isHistoric { return true }
        guard let member = book[growth.member]?.incident else { return false }
        // Who saw to it the last time has gone.
        if growth.before.fire?[member.id]?.answeredBy != nil, member.answeredBy == nil { return true }
        guard growth.joined != nil, member.sharedPlace == nil else { return false }
        let known = before.points.filter { !$0.isOfPlace }.map { floor(of: $0.device) }
        return !known.isEmpty && !known.contains(floor(of: member.device))
    }

    /// Building, unit and floor of a device.
    private func floor(of device: String) -> [String] {
        guard let place = index.device(device, in: site)?.place else { return [] }
        return [place.building, place.unit, place.floor]
    }

    /// Whether people are at the same fire already: somebody has found it real on this incident's floor, and it burns
    /// there still or did a moment ago. Another detector beside them calls nobody; one on another floor does, and so does
    /// one beside a fire that has been out for longer and that nobody has cleared.
    func isAttended(_ incident: Incident) -> Bool {
        guard let name = incident.fireOf, incident.origin == .real, !incident.isConfirmedByPerson else {
            return false
        }
        let floor = floor(of: incident.device)
        return fires[name].lazy.compactMap { book[$0]?.incident }.contains { other in
            other.id != incident.id && other.ended == nil && other.origin == .real
                && other.isConfirmedByPerson
                && other.answeredBy != nil && self.floor(of: other.device) == floor
                && (other.quietAt.map { clock - $0.milliseconds < Response.seenToFor.milliseconds } ?? true)
        }
    }

    // MARK: Leaving

    /// A far side refused the case, or sent it back: what was told with it is told by itself, or nobody would hear of it.
    mutating func releaseFire(_ leader: Int64, at destination: String, effects: inout Effects) {
        guard let incident = book[leader]?.incident, let fire = incident.fire else { return }
        for point in fire.points where point.destinations.contains(destination) {
            guard let number = book.number(of: point.incident) else { continue }
            book.change(leader) { $0.incident.fire?.release(point.incident, at: destination) }
            book.change(number) { $0.incident.toldWith?[destination] = nil }
            noteFire(leader)
            tellReleased(number, at: [destination], effects: &effects)
        }
        publish(leader, effects: &effects)
    }

    /// Its leader is not known any more.
    private mutating func release(
        _ number: Int64, from leader: IncidentID, _ transition: Transition, effects: inout Effects
    ) {
        let destinations = (book[number]?.incident.toldWith ?? [:]).filter { $0.value == leader }.map(\.key)
        book.change(number) { file in
            for destination in destinations { file.incident.toldWith?[destination] = nil }
        }
        tellReleased(number, at: destinations.sorted(), effects: &effects)
    }

    private mutating func tellReleased(_ number: Int64, at destinations: [String], effects: inout Effects) {
        guard let file = book[number] else { return }
        let told = Transition(
            incident: file.incident.id, sequence: file.incident.transitions, step: .raised,
            observedAt: file.incident.since, at: Timestamp(milliseconds: clock))
        for destination in file.audience
        where destinations.contains(site.destinations[Int(destination)].id) {
            report(number, told, to: destination, effects: &effects)
        }
        publish(number, effects: &effects)
        effects.isUrgent = true
    }

    /// After a start: what was told with a case that the store does not have any more is told by itself.
    mutating func resumeFires(effects: inout Effects) {
        for number in book.numbers {
            guard let incident = book[number]?.incident, incident.ended == nil else { continue }
            for id in Set((incident.toldWith ?? [:]).values).sorted() where book.number(of: id) == nil {
                let told = Transition(
                    incident: incident.id, sequence: incident.transitions, step: .raised,
                    observedAt: incident.since, at: Timestamp(milliseconds: clock))
                release(number, from: id, told, effects: &effects)
            }
        }
    }

    /// Ended by itself and burning again while the zone has another case by now: it is told with that one.
    mutating func joinAgain(_ number: Int64, _ transition: Transition, effects: inout Effects) {
        guard transition.step == .reopened, let file = book[number], file.incident.fireOf != nil else {
            return
        }
        for destination in file.audience {
            let id = site.destinations[Int(destination)].id
            guard let incident = book[number]?.incident, isOver(incident, at: id) else { continue }
            guard let leader = leader(of: number, at: site.destinations[Int(destination)]),
                book[leader]?.incident.id != incident.toldWith?[id]
            else { continue }
            _ = joinFire(number, transition, at: destination, effects: &effects)
        }
    }

    /// Whether the case an incident had at a destination, its own or another's, was over before it opened again.
    private func isOver(_ incident: Incident, at destination: String) -> Bool {
        if let leader = incident.toldWith?[destination] {
            return book.number(of: leader).flatMap { book[$0]?.incident }
                .map { FireCase($0, at: destination).isOver } ?? true
        }
        return incident.handling[destination] != nil
            && FireCase(incident, at: destination).points.dropFirst().allSatisfy(\.hasEnded)
    }

    // MARK: What is told

    /// Brings a leader's report to what the whole fire is at the destination.
    func compose(_ report: inout CaseReport, of incident: Incident, at destination: String) {
        guard incident.fire != nil else { return }
        let whole = FireCase(incident, at: destination)
        guard whole.hasGrown else { return }
        report.severity = whole.severity
        report.condition = whole.condition
        report.confirmation = whole.confirmation.name
        report.confirmedBy = nil
        report.refutedCause = nil
        switch whole.confirmation {
        case .unconfirmed: break
        case .confirmedByPerson(let person): report.confirmedBy = person
        case .confirmedBySecondTrigger(let second): report.confirmedBy = second
        case .refuted(_, let cause): report.refutedCause = cause
        }
        report.isWeak = whole.isWeak
        report.isHistoric = whole.isHistoric
        report.answeredBy = whole.answeredBy
        let points = whole.points.filter { !$0.isOfPlace }.map(casePoint)
        report.points = points
        report.evidence.append("points 报警点位: \(points.count)")
        report.evidence += points.prefix(Self.pointLines).map(\.line)
        // Of a fire that two triggers tell the fire brigade comes first.
        if let place = whole.points.first(where: { $0.isOfPlace && $0.stands }),
            let hazard = index.hazard(place.hazard, in: site)
        {
            report.contacts = hazard.contacts(at: site)
        }
    }

    /// The single points of the fire that an incident leads anywhere, itself first; nil: it leads none.
    package func firePoints(of incident: Incident) -> [CasePoint]? {
        guard let fire = incident.fire, !fire.points.isEmpty else { return nil }
        return ([GrowingFire.Point(incident, at: [])] + fire.points).filter { !$0.isOfPlace }.map(casePoint)
    }

    /// Points named in the evidence; the list has all.
    private static let pointLines = 32

    private func casePoint(_ point: GrowingFire.Point) -> CasePoint {
        let device = index.device(point.device, in: site)
        return CasePoint(
            incident: point.incident, hazard: point.hazard,
            hazardName: OwnHazard.name(of: point.hazard, index.hazard(point.hazard, in: site)),
            device: point.device, deviceName: device?.name ?? point.device,
            place: device?.place ?? siteWide, since: point.since, state: point.state)
    }

    /// After every step of an incident.
    mutating func noteFire(_ number: Int64) {
        guard let incident = book[number]?.incident, incident.fireOf != nil else { return }
        fires.note(incident)
    }
}

extension Incident {
    /// Another step of it goes to the case of its fire at a destination.
    func isToldWithAnother(at destination: String) -> Bool { toldWith?[destination] != nil }

    /// The case is open again where it was closed: from 受理 on, as after `reopen`.
    mutating func handleAgain(at destination: String) {
        guard let reached = reached(at: destination), reached > 2 else { return }
        handling[destination] = .accepted
        standsAt?[destination] = nil
    }
}

extension Handling {
    /// From here on the far side holds the case for done.
    static let stepOfResolved = 6
}
