import Facility

/// Reads the `expect` of a case: times, and which incidents there are by then.
///
/// ```yaml
/// expect:
///   9s: none
///   10s: active                                       # one incident of the case's hazard
///   40s: {device: smoke-1, standing: active, confirmation: second_trigger}
///   2m: [{hazard: fire.alarm, standing: quiet}, {hazard: fire.confirmed_zone, standing: active}]
/// ```
struct ExpectationReader {
    let reader: HazardCaseReader
    let hazard: String
    let devices: [String]
    let zones: [String]
    /// Paths of the places its devices share.
    let places: [String]

    func read(_ value: YAMLValue) -> [HazardCase.Check] {
        guard let section = value.section() else { return [] }
        let entries = section.all()
        if entries.isEmpty { value.error(.form(.emptyList)) }
        var checks: [HazardCase.Check] = []
        for (time, place, value) in entries {
            guard let at = DurationSpelling.parse(time) else {
                section.log.error(.form(.notADuration(time)), at: place)
                continue
            }
            guard let expected = readIncidents(value) else { continue }
            checks.append(HazardCase.Check(at: at, expected: expected, place: place))
        }
        return checks.enumerated().sorted { ($0.element.at, $0.offset) < ($1.element.at, $1.offset) }.map(
            \.element)
    }

    private func readIncidents(_ value: YAMLValue) -> [ExpectedIncident]? {
        if value.kind == .text, value.text() == "none" { return [] }
        guard value.kind == .list else { return readIncident(value).map { [$0] } }
        let items = value.list() ?? []
        let incidents = items.compactMap(readIncident)
        return incidents.count == items.count ? incidents : nil
    }

    private func readIncident(_ value: YAMLValue) -> ExpectedIncident? {
        guard value.kind == .mapping else {
            return readStanding(value).map { ExpectedIncident(hazard: hazard, standing: $0) }
        }
        guard let section = value.section() else { return nil }
        let hazardValue = section.optional("hazard")
        let named = hazardValue.flatMap(reader.readHazard)
        let device = section.optional("device").flatMap { reader.readDevice($0, among: devices) }
        let zone = section.optional("zone").flatMap { readPlace($0, among: zones) }
        let place = section.optional("place").flatMap { readPlace($0, among: places) }
        let standing = section.required("standing").flatMap(readStanding)
        let confirmation = section.optional("confirmation")?.choice(
            ExpectedIncident.ConfirmationWord.allCases)
        let isWeak = section.optional("weak")?.boolean()
        let severity = section.optional("severity")?.choice(Severity.allCases)
        section.finish()
        guard let standing, hazardValue == nil || named != nil else { return nil }
        return ExpectedIncident(
            hazard: named ?? hazard, device: device, zone: zone, place: place, standing: standing,
            confirmation: confirmation, isWeak: isWeak, severity: severity)
    }

    private func readStanding(_ value: YAMLValue) -> ExpectedIncident.Standing? {
        guard let text = value.text() else { return nil }
        if text == "none" {
            value.error(.hazardTest(.noneIsAlone))
            return nil
        }
        guard let standing = ExpectedIncident.Standing(rawValue: text) else {
            let words = ["none"] + ExpectedIncident.Standing.allCases.map(\.rawValue)
            value.error(.form(.notAChoice(text)), help: .nearest(to: text, among: words))
            return nil
        }
        return standing
    }

    private func readPlace(_ value: YAMLValue, among known: [String]) -> String? {
        guard let place = value.word() else { return nil }
        guard known.contains(place) else {
            value.error(.hazardTest(.zoneOfDevice(place)), help: .nearest(to: place, among: known))
            return nil
        }
        return place
    }
}
