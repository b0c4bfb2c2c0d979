import Facility

/// Reads who is there, when, and how they are called.
///
/// ```yaml
/// organisations:
///   - {id: kone, name: 通力维保, role: lift_firm, phone: "400-…"}
/// people:
///   - {id: zhang, name: 张师傅, role: duty, phone: "138…"}
///   - {id: wu, name: 吴工, role: engineer, phone: "139…", organisation: kone}
/// shifts:
///   - {id: day, name: 白班, hours: {from: "08:00", to: "20:00"}, people: [zhang]}
///   - {id: night, name: 夜班, hours: {from: "20:00", to: "08:00"}, rota: {2026-11-21: [wu]}}
/// pin_file: pins                       # written by `gengfu people pin`
/// no_duty_room: {call: [wu, kone]}     # whom to call where nobody sits in a duty room
/// calling: {routes: [sms, call], ring_for: 30s, pause: 1m, unwatched_after: 5m, screen_within: 10m}
/// ```
struct PeopleReader {
    let surroundings: Surroundings

    func read(_ section: Section, into site: inout Site) {
        var names = UniqueNames()
        site.organisations = readOrganisations(section, &names)
        site.people = readPeople(section, &names, organisations: site.organisations.map(\.id))
        let people = site.people.map(\.id)
        site.shifts = readShifts(section, people: people)
        site.pinFile = section.optional("pin_file").flatMap(surroundings.path)
        var policy = CallingPolicy()
        if let instead = section.optional("no_duty_room")?.section() {
            let known = people + site.organisations.map(\.id)
            policy.noDutyRoom = instead.required("call").map { readIDs($0, known: known) } ?? []
            instead.finish()
        }
        if let calling = section.optional("calling")?.section() { readCalling(calling, into: &policy) }
        site.calling = policy
    }

    private func readRole(_ value: YAMLValue) -> Role? {
        guard let word = value.word() else { return nil }
        guard let role = Role(spelling: word) else {
            value.error(
                .form(.notAChoice(word)), help: .nearest(to: word, among: Role.allCases.map(\.rawValue)))
            return nil
        }
        return role
    }

    private func readOrganisations(_ section: Section, _ names: inout UniqueNames) -> [Organisation] {
        (section.optional("organisations")?.list() ?? []).compactMap { item in
            guard let section = item.section() else { return nil }
            let id = section.required("id").flatMap { names.take($0) } ?? ""
            let name = section.required("name")?.word() ?? id
            let role = section.required("role").flatMap(readRole)
            let phone = section.optional("phone")?.word() ?? ""
            section.finish()
            return role.map { Organisation(id: id, name: name, role: $0, phone: phone) }
        }
    }

    private func readPeople(
        _ section: Section, _ names: inout UniqueNames, organisations: [String]
    ) -> [Person] {
        (section.optional("people")?.list() ?? []).compactMap { item in
            guard let section = item.section() else { return nil }
            let id = section.required("id").flatMap { names.take($0) } ?? ""
            var person = Person(
                id: id, name: section.required("name")?.word() ?? id,
                role: section.optional("role").flatMap(readRole),
                phone: section.optional("phone")?.word() ?? "")
            if let value = section.optional("organisation") {
                person.organisation = readID(value, known: organisations)
            }
            section.finish()
            return person
        }
    }

    private func readShifts(_ section: Section, people: [String]) -> [Shift] {
        var names = UniqueNames()
        return (section.optional("shifts")?.list() ?? []).compactMap { item in
            guard let section = item.section() else { return nil }
            let id = section.required("id").flatMap { names.take($0) } ?? ""
            let name = section.optional("name")?.word() ?? id
            let hours = section.required("hours").flatMap(ScheduleReader.readHours)
            let always = section.optional("people").map { readIDs($0, known: people) } ?? []
            let rota = section.optional("rota")?.section().map { readRota($0, people: people) } ?? [:]
            if !section.has("people"), !section.has("rota") {
                section.missingOneOf(["people", "rota"], .site(.shiftOfNobody(id)))
            }
            section.finish()
            return hours.map { Shift(id: id, name: name, hours: $0, people: always, rota: rota) }
        }
    }

    /// `2026-11-21: [wang]`, by the date on which the stretch begins.
    private func readRota(_ section: Section, people: [String]) -> [Int: [String]] {
        var rota: [Int: [String]] = [:]
        for (key, place, value) in section.all() {
            guard let date = HolidayReader.day(key) else {
                section.log.error(.site(.notADate(key)), at: place)
                continue
            }
            rota[date] = readIDs(value, known: people)
        }
        return rota
    }

    private func readCalling(_ section: Section, into policy: inout CallingPolicy) {
        if let value = section.optional("routes") {
            let items = value.oneOrMore() ?? []
            let routes = items.compactMap { $0.choice(CallRoute.allCases) }
            if items.isEmpty, value.kind == .list { value.error(.form(.emptyList)) }
            if !routes.isEmpty { policy.routes = routes }
        }
        if let interval = section.optional("ring_for")?.interval() { policy.ringFor = interval }
        if let interval = section.optional("pause")?.interval() { policy.pause = interval }
        if let interval = section.optional("unwatched_after")?.interval() { policy.unwatchedAfter = interval }
        policy.screenWithin = section.optional("screen_within")?.interval()
        section.finish()
    }

    private func readIDs(_ value: YAMLValue, known: [String]) -> [String] {
        (value.oneOrMore() ?? []).compactMap { readID($0, known: known) }
    }

    private func readID(_ value: YAMLValue, known: [String]) -> String? {
        guard let id = value.word() else { return nil }
        guard known.contains(id) else {
            value.error(.site(.unknownPerson(id)), help: .nearest(to: id, among: known))
            return nil
        }
        return id
    }
}
