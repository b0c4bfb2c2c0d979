import Expressions
import Facility

/// Reads one case of a `hazards.test.yaml`.
struct HazardCaseReader {
    /// Messages of one case, all devices together.
    static let messageLimit = 200_000

    let library: ProfileLibrary
    /// Position in the library's facilities.
    let facility: Int
    let log: DiagnosticLog

    var facilityID: String { library.facilities[facility].id }

    func read(_ value: YAMLValue) -> HazardCase? {
        guard let section = value.section() else { return nil }
        let errors = log.errorCount
        let nameValue = section.required("case")
        let name = nameValue?.word()
        let hazard = section.required("hazard").flatMap(readHazard)
        let profile = section.optional("profile").flatMap(readProfile)
        var zones: [String] = []
        let isDeclared = section.has("devices")
        let devices =
            isDeclared
            ? readDevices(section, profile: profile, zones: &zones)
            : [Self.device("device", profile ?? 0)]
        if !isDeclared, !section.has("profile") { _ = section.required("profile") }
        let series = SeriesSection(
            library: library, facility: facility, devices: devices,
            every: section.optional("every")?.interval() ?? .seconds(1), isNested: isDeclared)
        var inputs: [HazardCase.Input] = []
        // Without a profile nothing can be said of its points that would be true.
        let isDecidable = isDeclared || profile != nil
        if let values = section.optional("series"), isDecidable { inputs += series.read(values) }
        if let messages = section.optional("messages"), isDecidable {
            inputs += (messages.list() ?? []).compactMap { readMessage($0, devices: devices) }
        }
        inputs += (section.optional("words")?.list() ?? []).compactMap { readWord($0, devices: devices) }
        let expectations = ExpectationReader(
            reader: self, hazard: hazard ?? "", devices: devices.map(\.id), zones: zones,
            places: Self.places(of: devices))
        let checks = section.required("expect").map(expectations.read) ?? []
        section.finish()
        guard let name, let nameValue, let hazard, log.errorCount == errors else { return nil }
        return HazardCase(
            name: name, place: nameValue.place, facility: facilityID, hazard: hazard, devices: devices,
            zones: zones, inputs: Self.ordered(inputs), checks: checks)
    }

    /// By time, at one time as written, what devices say before what people say.
    private static func ordered(_ inputs: [HazardCase.Input]) -> [HazardCase.Input] {
        inputs.enumerated().sorted { ($0.element.at, $0.offset) < ($1.element.at, $1.offset) }.map(\.element)
    }

    func readHazard(_ value: YAMLValue) -> String? {
        let known = library.hazards.filter { $0.facility == facility }.map(\.id)
        guard let id = value.word() else { return nil }
        guard known.contains(id) else {
            value.error(
                .hazardTest(.unknownHazard(id, facility: facilityID)), help: .nearest(to: id, among: known))
            return nil
        }
        return id
    }

    private func readProfile(_ value: YAMLValue) -> Int? {
        let known = library.profiles.filter { $0.facility == facility }.map(\.id)
        guard let id = value.word() else { return nil }
        guard known.contains(id), let position = library.profile(named: id) else {
            value.error(
                .hazardTest(.unknownProfile(id, facility: facilityID)), help: .nearest(to: id, among: known))
            return nil
        }
        return position
    }

    private func readDevices(_ section: Section, profile: Int?, zones: inout [String]) -> [Device] {
        guard let entries = section.required("devices")?.section() else { return [] }
        var devices: [Device] = []
        var links: [(device: Int, relation: DeviceLink.Relation, value: YAMLValue)] = []
        for (id, place, value) in entries.all() {
            guard Identifier.isChannelID(id) else {
                log.error(.sheet(.invalidDeviceID(id)), at: place)
                continue
            }
            guard let entry = value.section() else { continue }
            let ownValue = entry.optional("profile")
            let own = ownValue.flatMap(readProfile)
            let zone = entry.optional("zone")?.word()
            var device = Self.device(id, own ?? profile ?? 0)
            device.place = readPlace(entry)
            for relation in DeviceLink.Relation.allCases {
                if let value = entry.optional(relation.rawValue) {
                    links.append((devices.count, relation, value))
                }
            }
            entry.finish()
            if ownValue == nil, profile == nil, !section.has("profile") {
                log.error(.hazardTest(.profileMissing(device: id)), at: place)
            }
            if let zone, !zones.contains(zone) { zones.append(zone) }
            device.zone = zone.flatMap(zones.firstIndex)
            if let slash = id.lastIndex(of: "/") {
                device.channel = String(id[id.index(after: slash)...])
                device.parent = devices.firstIndex { $0.id == id[..<slash] }
            }
            devices.append(device)
        }
        let known = devices.map(\.id)
        for (device, relation, value) in links {
            let others = (value.oneOrMore() ?? []).compactMap { readDevice($0, among: known) }
            devices[device].links += others.map { DeviceLink(relation, to: $0) }
        }
        return devices
    }

    /// Where a device stands, in the words of the sheet.
    private func readPlace(_ entry: Section) -> Place {
        Place(
            building: entry.optional("building")?.word() ?? "", unit: entry.optional("unit")?.word() ?? "",
            floor: entry.optional("floor")?.word() ?? "", gridCode: "")
    }

    private static func device(_ id: String, _ profile: Int) -> Device {
        Device(id: id, name: id, profile: profile, place: Place(building: "", gridCode: ""))
    }

    /// Paths of every place some device is in.
    private static func places(of devices: [Device]) -> [String] {
        let paths = devices.flatMap { device in
            Vicinity.places.compactMap { device.place.path(of: $0.reach) }
        }
        return Array(Set(paths)).sorted()
    }
}

extension HazardCaseReader {
    /// A payload as a device sends it, for what no series can say.
    private func readMessage(_ value: YAMLValue, devices: [Device]) -> HazardCase.Input? {
        guard let section = value.section() else { return nil }
        let at = section.required("at")?.interval(allowingZero: true)
        let topicValue = section.required("topic")
        let topic = topicValue?.word()
        let payload = section.required("payload")?.text()
        section.finish()
        guard let at, let topicValue, let topic, let payload else { return nil }
        for device in devices {
            for route in library.profiles[device.profile].routes {
                guard let names = route.topic.names(in: topic), (names.device ?? device.id) == device.id
                else { continue }
                return HazardCase.Input(
                    at: at,
                    stimulus: .message(topic: topic, payload: Array(payload.utf8), urgent: route.urgent),
                    place: section.place)
            }
        }
        topicValue.error(
            .hazardTest(.nobodysTopic(topic)),
            help: .known(
                devices.flatMap { device in
                    library.profiles[device.profile].routes.map { $0.topic.named(device: device.id) }
                }))
        return nil
    }

    /// `{at: 60s, clear: elevator.entrapment, device: lift-1, refused: still_active}`.
    private func readWord(_ value: YAMLValue, devices: [Device]) -> HazardCase.Input? {
        guard let section = value.section() else { return nil }
        let at = section.required("at")?.interval(allowingZero: true)
        var said: [(verb: HazardCase.Verb, value: YAMLValue)] = []
        for verb in HazardCase.Verb.allCases {
            if let value = section.optional(verb.rawValue) { said.append((verb, value)) }
        }
        if said.isEmpty {
            section.missingOneOf(HazardCase.Verb.allCases.map(\.rawValue), .hazardTest(.oneWord))
        }
        if said.count > 1 { said[1].value.error(.hazardTest(.oneWord)) }
        let hazard = said.first.flatMap { readHazard($0.value) }
        let device = section.optional("device").flatMap { readDevice($0, among: devices.map(\.id)) }
        let refusal = section.optional("refused")?.choice(Self.refusals)
        section.finish()
        guard let at, let verb = said.first?.verb, let hazard else { return nil }
        let word = HazardCase.Word(verb: verb, hazard: hazard, device: device, refusal: refusal)
        return HazardCase.Input(at: at, stimulus: .word(word), place: section.place)
    }

    /// What these words can be refused for.
    private static let refusals: [CommandRefusal] = [.stillActive, .notLatched, .alreadyDecided]

    func readDevice(_ value: YAMLValue, among known: [String]) -> String? {
        guard let id = value.word() else { return nil }
        guard known.contains(id) else {
            value.error(.hazardTest(.unknownDevice(id)), help: .nearest(to: id, among: known))
            return nil
        }
        return id
    }
}
