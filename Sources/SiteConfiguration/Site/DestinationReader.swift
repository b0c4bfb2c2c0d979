import Facility

/// Reads one of `destinations`.
struct DestinationReader {
    let surroundings: Surroundings
    /// What the destination may refer to.
    var brokers: [Broker] = []
    var hazards: [String] = []
    var siteID = ""
    /// For texts with a time of day.
    var zone = ZoneRules.utc
    /// Reads the files it names; nil where there are none to be read.
    var files: DestinationFiles?

    private enum KindName: String, CaseIterable {
        case http, file, cap, webhook, mqtt, sound, siren, gb26875
    }

    func read(_ section: Section, id: String) -> Destination? {
        let name = section.optional("name")?.localizedText() ?? LocalizedText(en: id, zh: id)
        let known = section.required("kind")?.choice(KindName.allCases)
        if known == nil, section.has("kind") {
            // Of an unknown kind no key is known either: that is the one mistake to say.
            _ = section.all()
            section.finish()
            return nil
        }
        let kind = known ?? .http
        var destination = Destination(
            id: id, name: name, kind: .http(HTTPSettings(url: "")),
            // What stands beside the box has no case number, and holds up no case of those who have.
            acknowledgement: kind == .http ? .business : .none, drivesHandling: kind == .http)
        let settings: Destination.Kind? =
            switch kind {
            case .http: readHTTP(section)
            case .file: DropReader(surroundings: surroundings).read(section, into: &destination)
            case .cap: CAPReader(surroundings: surroundings, zone: zone).read(section, into: &destination)
            case .webhook:
                WebhookReader(surroundings: surroundings, zone: zone).read(section, into: &destination)
            case .mqtt:
                PublishReader(surroundings: surroundings, siteID: siteID)
                    .read(section, id: id, into: &destination)
            case .sound: SoundReader(surroundings: surroundings).read(section)
            case .siren:
                SirenReader(surroundings: surroundings, brokers: brokers, hazards: hazards).read(section)
            case .gb26875: FireCentreReader(surroundings: surroundings).read(section)
            }
        if let settings { destination.kind = settings }
        if case .gb26875(let centre)? = settings {
            // Acknowledged frame by frame, point by point; a centre has no case whose handling it tells.
            destination.acknowledgement = .transport
            destination.granularity = .point
            destination.heartbeatEvery = centre.heartbeatEvery
        }
        readCommon(section, kind, into: &destination)
        DestinationFiles.check(section, &destination)
        section.finish()
        return settings == nil || known == nil ? nil : destination
    }

    /// What every kind has.
    private func readCommon(_ section: Section, _ kind: KindName, into destination: inout Destination) {
        if kind == .http {
            if let value = section.optional("acknowledgement") {
                let choices = [Destination.Acknowledgement.business, .transport, .none]
                destination.acknowledgement = value.choice(choices) ?? .business
            }
            destination.heartbeatEvery = section.optional("heartbeat")?.interval()
            destination.drivesHandling = section.optional("drives_handling")?.boolean() ?? true
        }
        if kind != .gb26875, let value = section.optional("granularity") {
            destination.granularity = value.choice([Destination.Granularity.incident, .point]) ?? .incident
        }
        if let value = section.optional("confirmation") { destination.confirmation = readConfirmation(value) }
        // No drill and no test ever moves a siren.
        if kind != .siren, let value = section.optional("receives") {
            destination.receives = readOrigins(value)
        }
        if let value = section.optional("terms") {
            destination.terms = TermsReader.read(value, of: destination)
        }
        if let value = section.optional("personal") {
            destination.personal = value.word()
            if destination.kind.standsBeside || kind == .gb26875 {
                value.error(.profile(.personal(.notHere)))
            }
        }
        destination.isLifeSafetyPath = kind == .gb26875
        if let value = section.optional("life_safety_path"), let isPath = value.boolean() {
            destination.isLifeSafetyPath = isPath
            if isPath, !destination.kind.givesSignOfLife { value.error(.kind(.noSignOfLife)) }
        }
    }

    private func readHTTP(_ section: Section) -> Destination.Kind? {
        let link = HTTPLinkReader(surroundings: surroundings).read(section)
        var settings = HTTPSettings(url: "")
        settings.token = surroundings.secret(section, file: "token_file", forbidden: "token")
        if let signing = section.optional("signing") {
            settings.signing = SigningReader(surroundings: surroundings).read(signing) ?? SigningSettings()
        }
        if let count = section.optional("concurrency")?.integer(in: 1...64) { settings.concurrency = count }
        if let rate = section.optional("rate_per_second")?.integer(in: 1...10_000) {
            settings.ratePerSecond = Int64(rate)
        }
        settings.template = files?.read(section, surroundings: surroundings, hazards: hazards)
        guard let link else { return nil }
        settings.link = link
        return .http(settings)
    }

    private enum Confirmation: String, CaseIterable { case any, confirmed }

    /// `any`, `confirmed` or `{confirmed_or_after: 3m}`.
    private func readConfirmation(_ value: YAMLValue) -> Destination.ConfirmationPolicy {
        if case .mapping = value.kind, let section = value.section() {
            let interval = section.required("confirmed_or_after")?.interval()
            section.finish()
            return interval.map { .confirmedOrAfter($0) } ?? .confirmed
        }
        return value.choice(Confirmation.allCases) == .any ? .any : .confirmed
    }

    private func readOrigins(_ value: YAMLValue) -> Set<Incident.Origin> {
        let items = value.oneOrMore() ?? []
        let origins = Set(items.compactMap { $0.choice([Incident.Origin.real, .exercise, .test]) })
        if items.isEmpty, value.kind == .list { value.error(.site(.receivesNothing)) }
        return origins
    }
}
