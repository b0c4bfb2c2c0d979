import Facility

/// Reads what a destination of kind `gb26875` has of its own: a fire monitoring centre by GB/T 26875.3-2011.
///
/// ```yaml
/// - id: fire_centre
///   kind: gb26875
///   name: {en: District fire centre, zh: 区消防远程监控中心}
///   host: 10.8.0.5
///   port: 5000
///   centre: 88888
///   devices:
///     - {address: 11111, buildings: [1号楼, 2号楼]}
///     - {address: 11112}
///   address: zone_low
///   heartbeat: 30s
///   heartbeat_form: empty
///   answer_within: 10s
///   retries: 3
/// ```
struct FireCentreReader {
    let surroundings: Surroundings

    /// Transmission devices of one box.
    private static let deviceLimit = 64

    func read(_ section: Section) -> Destination.Kind? {
        let host = section.required("host").flatMap(surroundings.text)
        let port = section.required("port")?.integer(in: 1...65_535)
        let centre = section.required("centre").flatMap(readAddress)
        let devices = section.required("devices").flatMap(readDevices)
        var settings = FireCentreSettings(
            host: host ?? "", port: port ?? 1, centre: centre ?? GB26875.Address(number: 0),
            devices: devices ?? [])
        if let half = section.optional("address")?.choice(FrameLayout.ZoneHalf.allCases) {
            settings.zoneHalf = half
        }
        if let form = section.optional("heartbeat_form")?.choice(FireCentreSettings.Heartbeat.allCases) {
            settings.heartbeat = form
        }
        if let every = section.optional("heartbeat").flatMap({ limited($0, to: .hours(2)) }) {
            settings.heartbeatEvery = every
        }
        if let within = section.optional("answer_within").flatMap({ limited($0, to: .seconds(10)) }) {
            settings.answerWithin = within
        }
        if let retries = section.optional("retries")?.integer(in: 0...10) { settings.retries = retries }
        guard host != nil, port != nil, centre != nil, let devices, !devices.isEmpty else { return nil }
        return .gb26875(settings)
    }

    private func limited(_ value: YAMLValue, to most: Interval) -> Interval? {
        guard let interval = value.interval() else { return nil }
        guard interval <= most else {
            value.error(.site(.longerThan(seconds: most.milliseconds / 1_000)))
            return nil
        }
        return interval
    }

    private func readDevices(_ value: YAMLValue) -> [FireCentreSettings.TransmissionDevice]? {
        guard let items = value.list() else { return nil }
        var devices: [FireCentreSettings.TransmissionDevice] = []
        for item in items.prefix(Self.deviceLimit) {
            guard let section = item.section() else { continue }
            let addressValue = section.required("address")
            let buildings = (section.optional("buildings")?.oneOrMore() ?? []).compactMap { $0.word() }
            section.finish()
            guard let addressValue, let address = readAddress(addressValue) else { continue }
            if devices.contains(where: { $0.address == address }) {
                addressValue.error(.site(.sameTransmissionDevice(address.hex)))
            }
            devices.append(.init(address: address, buildings: buildings))
        }
        if items.isEmpty || items.count > Self.deviceLimit {
            value.error(.form(.outOfRange(from: "1", to: "\(Self.deviceLimit)")))
        }
        return devices
    }

    /// A number of at most eleven digits, or twelve hexadecimal digits in the order of the frame.
    private func readAddress(_ value: YAMLValue) -> GB26875.Address? {
        guard let text = surroundings.text(value) else { return nil }
        if text.utf8.count < 12, let number = UInt64(text), number > 0 {
            return GB26875.Address(number: number)
        }
        if let address = GB26875.Address(hex: text), address.number > 0 { return address }
        value.error(.site(.notACentreAddress(text)))
        return nil
    }
}

/// Which devices a site's fire centres cannot be told of: said when the configuration is read, not in the night.
struct FireAddressCheck {
    let site: Site
    let log: DiagnosticLog

    /// Names listed; the others are counted.
    private static let shown = 5

    func warn(of destination: Destination, at place: SourcePlace) {
        guard case .gb26875(let settings) = destination.kind else { return }
        let codes = Set(
            site.hazards.filter { FireCentreSettings.knows(code: $0.codes[FirePoint.column]) }.map(\.facility)
        )
        let wanted = site.devices.filter { codes.contains(site.profiles[$0.profile].facility) }
        let table = FirePointTable(of: site, for: settings)
        let known = Set(table.points.map(\.device))
        let missing = wanted.map(\.id).filter { !known.contains($0) }
        if !missing.isEmpty {
            log.warning(
                .site(
                    .noFireAddress(
                        count: missing.count, first: missing.prefix(Self.shown).joined(separator: ", "))),
                at: place)
        }
        var owners: [Spot: String] = [:]
        for point in table.points {
            let spot = Spot(unit: point.unit, place: point.place)
            if let owner = owners[spot] {
                log.warning(.site(.sameFireAddress(owner, point.device)), at: place)
            } else {
                owners[spot] = point.device
            }
        }
    }

    private struct Spot: Hashable {
        var unit: Int
        var place: GB26875.ComponentPlace
    }
}
