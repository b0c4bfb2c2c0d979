/// Whom to call for an incident, in order, at a time of the night.
///
/// Who signed for the shift, who else is on duty; without a duty room those named in its place; then the roles the
/// hazard names (the lift firm of an entrapment), then the engineer and the manager. Nobody twice, and nobody who is
/// told otherwise (`Role.isCalled`): a phone that rings for every false alarm is a phone that is switched off.
package struct CallingOrder: Sendable {
    /// More are not called in one round: with 30 s each the first one is called again within five minutes.
    static let limit = 10

    private let people: [Person]
    private let organisations: [Organisation]
    private let policy: CallingPolicy
    private let roster: DutyRoster

    package init(site: Site) {
        people = site.people
        organisations = site.organisations
        policy = site.calling ?? CallingPolicy()
        roster = DutyRoster(shifts: site.shifts, zone: site.zoneRules, holidays: site.holidays)
    }

    /// - Parameters:
    ///   - contacts: the hazard's, strongest first.
    ///   - signedOn: `Person.id` of who took over the shift; nil: nobody has.
    package func callees(contacts: [Role], signedOn: String?, at time: Timestamp) -> [Callee] {
        var ids: [String] = []
        let onDuty = roster.onDuty(at: time).map(\.person)
        if let signedOn, roster.isEmpty || onDuty.contains(signedOn) { ids.append(signedOn) }
        ids += onDuty
        ids += policy.noDutyRoom
        if roster.isEmpty { ids += people.filter { $0.role == .duty }.map(\.id) }
        for role in contacts + [.engineer, .manager] where role.isCalled && role != .duty {
            ids += people.filter { $0.role == role }.map(\.id)
            ids += organisations.filter { $0.role == role }.map(\.id)
        }
        // Whoever signed and stayed beyond the end of his hours is still better than nobody.
        if let signedOn { ids.append(signedOn) }
        // And where nobody is on duty those who are at other hours.
        ids += people.filter { $0.role == .duty }.map(\.id)
        var callees: [Callee] = []
        for id in ids where callees.count < Self.limit && !callees.contains(where: { $0.id == id }) {
            if let callee = callee(id) { callees.append(callee) }
        }
        return callees
    }

    /// nil for an id of nobody.
    package func callee(_ id: String) -> Callee? {
        if let person = people.first(where: { $0.id == id }) {
            return Callee(id: person.id, name: person.name, role: person.role, phone: person.phone)
        }
        return organisations.first { $0.id == id }.map {
            Callee(id: $0.id, name: $0.name, role: $0.role, phone: $0.phone)
        }
    }

    /// Everybody of a role with a number, people before organisations; a public number where the site has none.
    package func contacts(of role: Role) -> [Callee] {
        let known =
            people.filter { $0.role == role }.compactMap { callee($0.id) }
            + organisations.filter { $0.role == role }.compactMap { callee($0.id) }
        guard known.isEmpty, let number = role.publicNumber else { return known }
        return [Callee(id: number, name: role.name.zh, role: role, phone: number)]
    }
}
