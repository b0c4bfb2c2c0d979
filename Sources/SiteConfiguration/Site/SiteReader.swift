import Expressions
import Facility

/// Reads `gengfu.yaml`, part by part, in the order in which the parts need one another.
struct SiteReader {
    let folder: String
    let log: DiagnosticLog
    let reader: SourceReader
    let environment: [String: String]
    /// Another folder of hazards than that of the profiles, to try them on this site.
    var hazardFolder: String?
    private var library = ProfileLibrary()
    private var hazardSources = HazardSources()

    init(folder: String, log: DiagnosticLog, reader: SourceReader, environment: [String: String]) {
        self.folder = folder
        self.log = log
        self.reader = reader
        self.environment = environment
    }

    private var surroundings: Surroundings { Surroundings(folder: folder, environment: environment) }

    /// - Returns: what could be read, to be used only when the log has no error.
    mutating func read(_ section: Section) -> Site {
        var site = Site(id: "", name: "")
        if let identity = section.required("site")?.section() { readIdentity(identity, into: &site) }
        readProfiles(section, into: &site)
        let buildings = readBuildings(section, entrances: &site.entrances)
        site.brokers = readBrokers(section, siteID: site.id)
        if let value = section.optional("unknown_devices") {
            site.unknownDevices = value.choice(UnknownDevicePolicy.allCases) ?? .hold
        }
        if let limits = section.optional("limits")?.section() { site.limits = LimitsReader.read(limits) }
        if let personal = section.optional("personal")?.section() {
            site.pseudonymsLast = PersonalPeriodReader.read(personal)
        }
        if let proof = section.optional("proof")?.section() { site.proofPlan = ProofReader.read(proof) }
        PeopleReader(surroundings: surroundings).read(section, into: &site)
        site.storms = OutagesReader.read(section.optional("outages")?.section())
        if let calls = section.optional("calls")?.section() {
            site.phones = PhoneReader(surroundings: surroundings).read(
                calls, policy: site.calling ?? CallingPolicy())
        }
        let destinationPlaces = readDestinations(section, into: &site)
        if let devices = section.required("devices"), let path = surroundings.path(devices) {
            readSheet(path, at: devices, buildings: buildings, into: &site)
        }
        readHazards(section, buildings: buildings, into: &site)
        if let value = section.optional("terms") {
            site.termRules = TermsReader.readRules(
                value, hazards: site.hazards.map(\.id), facilities: site.facilities.map(\.id))
        }
        if let records = section.optional("records")?.section() {
            site.recordsIntake = RecordsIntakeReader(site: site).read(records)
        }
        if let value = section.optional("maintenance") {
            site.maintenance = MaintenanceReader(site: site).read(value)
        }
        section.finish()
        warnOfUndecidable(site)
        for destination in site.destinations {
            guard let place = destinationPlaces[destination.id] else { continue }
            FireAddressCheck(site: site, log: log).warn(of: destination, at: place)
        }
        return site
    }

    private func readIdentity(_ section: Section, into site: inout Site) {
        if let value = section.required("id"), let id = value.word() {
            site.id = id
            if !Identifier.isSiteID(id) { value.error(.site(.invalidSiteID(id))) }
        }
        site.name = section.required("name")?.word() ?? site.id
        site.address = section.optional("address")?.word() ?? ""
        site.entrance = section.optional("entrance")?.word() ?? ""
        if let value = section.optional("place"), let place = value.section() {
            site.longitude = place.required("longitude")?.number(in: -180...180)
            site.latitude = place.required("latitude")?.number(in: -90...90)
            site.datum = place.required("datum")?.choice(Datum.allCases)?.rawValue
            place.finish()
        }
        if let zone = section.required("time_zone").flatMap(TimeZoneReader.read) { site.zoneRules = zone }
        section.finish()
    }

    private enum Datum: String, CaseIterable {
        case cgcs2000 = "CGCS2000"
        case wgs84 = "WGS84"
        case gcj02 = "GCJ-02"
        case bd09 = "BD-09"
    }

    private mutating func readProfiles(_ section: Section, into site: inout Site) {
        guard let value = section.required("profiles"), let path = surroundings.path(value) else { return }
        guard Folder.entries(of: path) != nil else { return value.error(.site(.noDirectory(path))) }
        library = ProfilesLoader.load(
            directory: path, log: log, reader: reader, sources: &hazardSources, hazards: hazardFolder)
        site.facilities = library.facilities
        site.points = library.points
        site.profiles = library.profiles
        site.hazards = library.hazards
    }

    /// What the site says of hazards otherwise, and its holidays.
    private func readHazards(_ section: Section, buildings: [String: String], into site: inout Site) {
        let holidays = section.optional("holidays")
        site.holidays = holidays.map(HolidayReader.read) ?? []
        if let value = section.optional("hazards") {
            let reader = HazardOverrideReader(
                sources: hazardSources, buildings: buildings.keys.sorted(), log: log)
            reader.read(value, into: &site)
        }
        guard site.holidays.isEmpty else { return }
        let inUse = Set(site.devices.map { site.profiles[$0.profile].facility })
        for hazard in site.hazards where inUse.contains(hazard.facility) {
            guard hazard.schedule?.speaksOfHolidays ?? false else { continue }
            log.warning(.hazard(.holidaysUnknown(hazard.id)), at: holidays?.place ?? section.place)
        }
    }

    /// Grid code of each building.
    private func readBuildings(
        _ section: Section, entrances: inout [String: String]
    ) -> [String: String] {
        var codes: [String: String] = [:]
        guard let entries = section.required("buildings")?.section() else { return codes }
        for (name, _, value) in entries.all() {
            guard let building = value.section() else { continue }
            let codeValue = building.required("grid_code")
            entrances[name] = building.optional("entrance")?.word()
            building.finish()
            codes[name] = ""
            guard let codeValue, let code = codeValue.word() else { continue }
            if !Identifier.isGridCode(code) { codeValue.error(.site(.invalidGridCode(code))) }
            codes[name] = code
        }
        return codes
    }

    private func readBrokers(_ section: Section, siteID: String) -> [Broker] {
        guard let list = section.required("brokers") else { return [] }
        let items = list.list() ?? []
        if items.isEmpty, list.kind == .list { list.error(.site(.noBroker)) }
        var names = UniqueNames()
        let reader = BrokerReader(surroundings: surroundings, siteID: siteID)
        return items.compactMap { item in
            guard let section = item.section() else { return nil }
            let idValue = section.required("id")
            let id = idValue.flatMap { names.take($0) } ?? ""
            return reader.read(section, id: id)
        }
    }
}

extension SiteReader {
    /// - Returns: where each is declared.
    private func readDestinations(_ section: Section, into site: inout Site) -> [String: SourcePlace] {
        var names = UniqueNames()
        var places: [String: SourcePlace] = [:]
        let reader = DestinationReader(
            surroundings: surroundings, brokers: site.brokers, hazards: library.hazards.map(\.id),
            siteID: site.id, zone: site.zoneRules, files: DestinationFiles(reader: self.reader, log: log))
        for item in section.optional("destinations")?.list() ?? [] {
            guard let section = item.section() else { continue }
            let idValue = section.required("id")
            let id = idValue.flatMap { names.take($0) } ?? ""
            if let idValue { places[id] = idValue.place }
            if var destination = reader.read(section, id: id) {
                if case .gb26875(var centre) = destination.kind {
                    centre.timeZone = site.zoneRules
                    destination.kind = .gb26875(centre)
                }
                site.destinations.append(destination)
            }
        }
        for item in section.optional("destinations")?.list() ?? [] {
            guard let entry = item.section(), let id = entry.optional("id")?.word() else { continue }
            if let terms = entry.optional("terms") {
                TermsReader.check(terms, of: id, among: site.destinations)
            }
        }
        site.routes = readRoutes(section, known: names.all)
        // What stands beside the box chooses by itself what it tells; a route only narrows that.
        for destination in site.destinations where destination.kind.standsBeside {
            guard !site.routes.contains(where: { $0.destination == destination.id }) else { continue }
            site.routes.append(Route(when: nil, destination: destination.id))
        }
        let reached = Set(site.routes.map(\.destination))
        for (id, place) in places.sorted(by: { $0.key < $1.key }) where !reached.contains(id) && !id.isEmpty {
            log.warning(.site(.unroutedDestination(id)), at: place)
        }
        return places
    }

    private func readRoutes(_ section: Section, known: [String]) -> [Route] {
        let compiler = ConditionCompiler(environment: routeEnvironment, layout: [])
        return (section.optional("routes")?.list() ?? []).flatMap { item -> [Route] in
            guard let section = item.section() else { return [] }
            let when = section.optional("when")
            let condition = when.flatMap(compiler.compile)
            let targets = section.required("to")?.oneOrMore() ?? []
            section.finish()
            return targets.compactMap { target in
                guard let id = target.word() else { return nil }
                guard known.contains(id) else {
                    target.error(.site(.unknownDestination(id)), help: .nearest(to: id, among: known))
                    return nil
                }
                // A condition that cannot be read must never become "always".
                return when == nil || condition != nil ? Route(when: condition, destination: id) : nil
            }
        }
    }

    /// The routes' variables, with the hazards and facilities this site knows.
    private var routeEnvironment: Environment {
        let values = ["hazard": library.hazards.map(\.id), "facility": library.facilities.map(\.id)]
        return Environment(
            variables: RouteEnvironment.environment.variables.map { variable in
                guard let known = values[variable.name], !known.isEmpty else { return variable }
                return Variable(variable.name, variable.type, unit: variable.unit, values: known)
            })
    }

    private func readSheet(
        _ path: String, at value: YAMLValue, buildings: [String: String], into site: inout Site
    ) {
        var context = sheetContext(buildings: buildings, brokers: site.brokers)
        context.hasFireCentre = site.destinations.contains { $0.kind.isFireCentre }
        guard let bytes = reader.bytes(path), let grid = SheetFile.read(bytes, path: path, log: log) else {
            return
        }
        var sheet = DeviceSheet(grid: grid, log: log, context: context)
        site.devices = sheet.read()
        site.zones = sheet.zones
    }

    private func sheetContext(buildings: [String: String], brokers: [Broker]) -> SheetContext {
        SheetContext(
            profiles: library.profiles.map { ($0.id, $0.name) }, buildings: buildings,
            brokers: brokers.map(\.id))
    }

    /// Only what a sheet speaks of; other mistakes of the file are not this one's matter.
    mutating func readSurroundingsOfSheet(_ section: Section) -> (context: SheetContext, sheet: String)? {
        var site = Site(id: "", name: "")
        if let identity = section.required("site")?.section() { readIdentity(identity, into: &site) }
        readProfiles(section, into: &site)
        let buildings = readBuildings(section, entrances: &site.entrances)
        site.brokers = readBrokers(section, siteID: site.id)
        guard let path = section.required("devices").flatMap({ surroundings.path($0) }) else { return nil }
        return (sheetContext(buildings: buildings, brokers: site.brokers), path)
    }

    /// An extreme hazard that devices of this site know something of and yet cannot tell is said at their profile.
    private func warnOfUndecidable(_ site: Site) {
        let inUse = Set(site.devices.map { site.profiles[$0.profile].id })
        for entry in Coverage.table(of: site)
        where entry.isExtreme && entry.decision == .undecidable && inUse.contains(entry.profile) {
            guard let profile = library.profile(named: entry.profile),
                let hazard = library.hazards.first(where: { $0.id == entry.hazard }),
                hazard.concerns(library.profiles[profile], among: library.hazards)
            else { continue }
            log.warning(
                .site(.undecidable(hazard: entry.hazard, profile: entry.profile)),
                at: library.profilePlaces[profile])
        }
    }
}
