import Facility

/// Reads `terms` of a site and of a destination.
///
/// ```yaml
/// terms:
///   - {hazard: elevator.entrapment, arrive_within: 20m}
///   - {facility: water, severity: minor, acknowledge_within: 2h, close_within: 7d}
/// ```
/// and of a destination `terms: {accept_within: 10m, arrive_within: 30m, close_within: 24h, next: street}`.
struct TermsReader {
    private static let shortest = Interval.seconds(10)
    private static let longest = Interval.days(90)

    // MARK: Of a site

    static func readRules(_ value: YAMLValue, hazards: [String], facilities: [String]) -> [TermRule] {
        (value.list() ?? []).compactMap { item in
            item.section().flatMap { readRule($0, hazards: hazards, facilities: facilities) }
        }
    }

    private static func readRule(
        _ section: Section, hazards: [String], facilities: [String]
    ) -> TermRule? {
        let hazard = section.optional("hazard").flatMap { value in
            name(value, among: hazards) { .site(.unknownHazard($0)) }
        }
        let facility = section.optional("facility").flatMap { value in
            name(value, among: facilities) { .maintenance(.notAPart($0)) }
        }
        let severity = section.optional("severity")?.choice(Severity.allCases)
        let terms = Terms(
            acknowledge: length(section, "acknowledge_within"), look: length(section, "look_within"),
            arrive: length(section, "arrive_within"), close: length(section, "close_within"),
            report: length(section, "report_within"))
        let says = ["acknowledge_within", "look_within", "arrive_within", "close_within", "report_within"]
        section.finish()
        if !says.contains(where: section.has) {
            section.log.error(.terms(.saysNothing), at: section.place)
        }
        guard !(section.has("hazard") && hazard == nil), !(section.has("facility") && facility == nil) else {
            return nil
        }
        return TermRule(hazard: hazard, facility: facility, severity: severity, terms: terms)
    }

    private static func name(
        _ value: YAMLValue, among known: [String], _ message: (String) -> Message
    ) -> String? {
        guard let word = value.word() else { return nil }
        guard known.contains(word) else {
            value.error(message(word), help: .nearest(to: word, among: known))
            return nil
        }
        return word
    }

    private static func length(_ section: Section, _ key: String) -> Interval? {
        guard let value = section.optional(key), let length = value.interval() else { return nil }
        guard length >= shortest, length <= longest else {
            value.error(.form(.outOfRange(from: "10s", to: "90d")))
            return nil
        }
        return length
    }

    // MARK: Of a destination

    static func read(_ value: YAMLValue, of destination: Destination) -> DestinationTerms? {
        guard let section = value.section() else { return nil }
        var terms = DestinationTerms(
            report: length(section, "report_within"), accept: length(section, "accept_within"),
            arrive: length(section, "arrive_within"), close: length(section, "close_within"))
        terms.next = section.optional("next")?.word()
        section.finish()
        if destination.kind.standsBeside { value.error(.terms(.noTerms)) }
        // Without a business answer nobody ever says how far a case has come: every one would be late.
        for key in ["accept_within", "arrive_within", "close_within"]
        where section.has(key) && destination.acknowledgement != .business {
            section.log.error(.terms(.noHandling), at: section.placeOfKey(key))
        }
        return terms
    }

    /// The next ones are known when all destinations are read.
    static func check(_ value: YAMLValue, of id: String, among destinations: [Destination]) {
        guard let next = value.section()?.optional("next"), let name = next.word() else { return }
        let others = destinations.filter { $0.id != id }
        guard let target = others.first(where: { $0.id == name }) else {
            return next.error(
                .site(.unknownDestination(name)), help: .nearest(to: name, among: others.map(\.id)))
        }
        if target.kind.standsBeside { next.error(.terms(.noTerms)) }
    }
}
