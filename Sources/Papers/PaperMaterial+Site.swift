import Facility

/// How a site and its store become the material of papers.
extension PaperMaterial {
    package init(_ site: Site, readAt: Timestamp, edition: String) {
        self.init(
            siteName: site.name, zone: site.zoneRules, readAt: readAt, facilities: site.facilities,
            edition: edition)
        for own in OwnHazard.allCases { hazards[own.rawValue] = own.name }
        siteID = site.id
        for profile in site.profiles { profiles[profile.id] = profile.name }
        for hazard in site.hazards { hazards[hazard.id] = hazard.name }
        for device in site.devices where site.profiles.indices.contains(device.profile) {
            let profile = site.profiles[device.profile]
            guard site.facilities.indices.contains(profile.facility) else { continue }
            var paper = PaperDevice(
                name: device.name, facility: site.facilities[profile.facility].id, profile: profile.id,
                place: device.place, registration: device.register["registration_code"] ?? "")
            paper.zone = device.zone.map { site.zones[$0] } ?? ""
            // The sheet names a firm by its id or in full.
            let firm = device.register["firm"] ?? ""
            paper.firm = site.organisations.first { $0.id == firm }?.name ?? firm
            paper.made = [device.register["maker"], device.register["made_model"]].compactMap(\.self)
                .filter { !$0.isEmpty }.joined(separator: " ")
            paper.points = site.paperPoints(of: profile)
            devices[device.id] = paper
        }
        for person in site.people { people[person.id] = person.name }
        for organisation in site.organisations { people[organisation.id] = organisation.name }
        for destination in site.destinations { destinations[destination.id] = destination.name }
        drivers = Set(site.destinations.filter(\.drivesHandling).map(\.id))
        silences = Set(
            site.hazards.filter { hazard in
                hazard.evidence.contains { if case .silence = $0.sign { true } else { false } }
            }.map(\.id))
    }

    /// Takes in the records that count and the days of points.
    /// - Parameter days: by device, `facility/point`, and milliseconds' worth of time.
    package mutating func take(records all: [UpkeepRecord], days: [PaperDay], heard: Set<String>) {
        let void = Set(all.compactMap(\.corrects))
        records = all.filter { !$0.isWithdrawal && !void.contains($0.number) }
        self.days = days
        self.heard = heard
    }

    /// Whether a period's papers need an incident's steps: it is of the period or of the 30 days before, or lived on
    /// into it.
    package static func needs(_ incident: Incident, for period: Period) -> Bool {
        incident.raisedAt < period.until
            && (incident.raisedAt >= period.from - lookBack
                || (incident.endedAt ?? .distantFuture) >= period.from)
    }

    /// The gateway saw nothing before its store was begun, nor after its last sign.
    /// - Parameters:
    ///   - begun: first start on this store; nil: never started, or so long ago that it is not kept.
    ///   - lastSign: when it stopped, or its last commit where it may be running; nil: it is running.
    package mutating func darken(begun: Timestamp?, lastSign: Timestamp?) {
        func blind(_ from: Timestamp, _ until: Timestamp) {
            spans.append(
                DarkSpan(kind: .blind, facility: nil, subject: "gateway", from: from, until: until))
        }
        if let begun { blind(.distantPast, begun) }
        if let lastSign { blind(lastSign, .distantFuture) }
    }

    /// Takes in what was dark: losses of sight, works, devices out of service, and silences among `cases`.
    package mutating func darken(
        _ period: Period, losses: [Loss], suppressions: [Suppression], records: [UpkeepRecord]
    ) {
        spans += losses.filter { $0.cause == .blind }.map {
            DarkSpan(kind: .blind, facility: nil, subject: "gateway", from: $0.from, until: $0.to)
        }
        for found in cases where found.isCounted && silences.contains(found.incident.hazard) {
            spans.append(
                DarkSpan(
                    kind: .silent, facility: facility(of: found.incident), subject: found.incident.device,
                    reach: .device(found.incident.device), from: found.incident.since,
                    until: found.incident.quietAt ?? found.incident.endedAt ?? .distantFuture))
        }
        for suppression in suppressions {
            let place = facility(of: suppression.reach)
            spans += suppression.spans(in: period, zone: zone).map { from, until in
                DarkSpan(
                    kind: suppression.isOutOfService ? .disabled : .suppressed, facility: place,
                    subject: suppression.reach.text, reach: suppression.reach, from: from, until: until)
            }
        }
        let void = Set(records.compactMap(\.corrects))
        for record in records
        where record.kind == .disabled && !record.isWithdrawal && !void.contains(record.number) {
            let reach = Reach(record.subject)
            spans.append(
                DarkSpan(
                    kind: .disabled, facility: facility(of: reach), subject: reach.text, reach: reach,
                    from: record.performedAt,
                    until: record.due ?? .distantFuture))
        }
    }

    /// nil: of more than one.
    private func facility(of reach: Reach) -> String? {
        switch reach {
        case .device(let id): devices[id]?.facility
        case .facility(let id): id
        case .site, .building, .zone: nil
        }
    }
}

extension Site {
    /// The points of a profile that have limits.
    fileprivate func paperPoints(of profile: Profile) -> [PaperPoint] {
        points(of: profile).compactMap { index in
            let point = points[index.position]
            return point.limits.map {
                PaperPoint(
                    name: Numbering.name(point, in: self),
                    title: point.title ?? LocalizedText(en: point.name, zh: point.name),
                    unit: point.unit ?? "", limits: $0)
            }
        }
    }
}

extension Reach {
    /// The part of the site that a record is about.
    init(_ subject: RecordSubject) {
        switch subject {
        case .device(let id): self = .device(id)
        case .place(let name): self = .building(name)
        case .facility(let id): self = .facility(id)
        case .site: self = .site
        }
    }
}

extension Suppression {
    /// When it suppressed within a period, each stretch from and until.
    func spans(in period: Period, zone: ZoneRules) -> [(Timestamp, Timestamp)] {
        let end = ended?.at ?? .distantFuture
        switch span {
        case .outOfService: return [(declaredAt, end)]
        case .once(let from, let until): return [(max(from, declaredAt), min(until, end))]
        case .recurring(let days, let from, let lasting, let last):
            return period.days(before: 1).compactMap { day in
                guard days & (1 << UInt8(Period.weekday(day))) != 0 else { return nil }
                let start = Period.moment(day, minutes: from, zone)
                let stop = min(start + lasting, last ?? .distantFuture, end)
                let span = (max(start, declaredAt), stop)
                return span.0 < span.1 ? span : nil
            }
        case .weekly(let days, let from, let until, let last):
            // A day early: last night's window reaches into the period.
            var spans: [(Timestamp, Timestamp)] = []
            for day in period.days(before: 1) where days & (1 << UInt8(Period.weekday(day))) != 0 {
                let start = Period.moment(day, minutes: from, zone)
                let stop = Period.moment(until > from ? day : day + 1, minutes: until, zone)
                let span = (max(start, declaredAt), min(stop, last, end))
                if span.0 < span.1 { spans.append(span) }
            }
            return spans
        }
    }
}
