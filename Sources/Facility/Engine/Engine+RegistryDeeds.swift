/// What persons decide about devices beside the sheet, and payloads taken out of quarantine.
extension Engine {
    /// Puts a held device in force with what is known of it, or a retired one back in service.
    mutating func adopt(
        _ name: String, by person: String, _ details: AdoptionDetails, effects: inout Effects
    ) -> CommandResult {
        if let profile = details.profile, !site.profiles.contains(where: { $0.id == profile }) {
            return .refused(.unknownProfile)
        }
        if let retired = registry.retiredEntry(name) {
            let result = restore(retired, by: person, details, effects: &effects)
            guard result == .done else { return result }
            // What went with it comes back with it.
            for channel in registry.retiredChannels(with: retired) {
                _ = restore(channel, by: person, AdoptionDetails(), effects: &effects)
            }
            return .done
        }
        guard var entry = registry.heldEntry(name) else {
            return registry.adoptedEntry(name) == nil ? .refused(.unknownDevice) : .alreadySo
        }
        guard index.device(entry.id) == nil else { return .refused(.deviceDeclared) }
        entry.describe(details, in: site)
        guard entry.profile != nil else { return .refused(.profileRequired) }
        return adopt(entry, by: person, effects: &effects) == nil ? .refused(.unknownProfile) : .done
    }

    /// What the tables still have of it is judged at once; what they have not comes back with the next site, which the
    /// loop prepares at once (`wantsReload`).
    private mutating func restore(
        _ retired: RegistryEntry, by person: String, _ details: AdoptionDetails, effects: inout Effects
    ) -> CommandResult {
        var entry = retired
        registry.forget(entry.key)
        effects.registry.append(RegistryRow(key: entry.key, entry: nil))
        wantsReload = true
        if let device = index.device(entry.id) { reinstate(device) }
        entry.describe(details, in: site)
        // A declared device needs no row; one that nobody declared is adopted again.
        guard !entry.isDeclared else { return .done }
        guard entry.profile != nil else { return .refused(.profileRequired) }
        entry.standing = .adopted
        entry.by = person
        registry.adopt(entry)
        effects.registry.append(RegistryRow(key: entry.key, entry: entry))
        return .done
    }

    /// Ends its incidents as withdrawn. A life-safety incident is a person's to end first.
    mutating func retire(_ name: String, why: String, effects: inout Effects) -> CommandResult {
        let now = Timestamp(milliseconds: clock)
        if let held = registry.heldEntry(name), index.device(held.id) == nil {
            keepRetired(held, why: why, effects: &effects)
            return .done
        }
        guard let device = index.device(name), !devices[device].isRetired else {
            return registry.retiredEntry(name) == nil ? .refused(.unknownDevice) : .alreadySo
        }
        // What a device carries speaks by it, and goes with it.
        let family =
            [device]
            + site.devices.indices.filter { site.devices[$0].parent == device && !devices[$0].isRetired }
        let names = Set(family.map { site.devices[$0].id })
        let isLifeOpen = book.open.contains { $0.isLifeSafety && names.contains($0.device) }
        guard !isLifeOpen else { return .refused(.lifeSafetyIsOpen) }
        for member in family { retire(member, why: why, now: now, effects: &effects) }
        return .done
    }

    private mutating func retire(_ device: Int, why: String, now: Timestamp, effects: inout Effects) {
        let declared = site.devices[device]
        var entry =
            registry.adoptedEntry(declared.id)
            ?? RegistryEntry(
                id: declared.id, broker: site.brokers[declared.broker].id, standing: .retired, at: now)
        entry.isDeclared = !declared.isAdopted
        entry.parent = declared.parent.map { site.devices[$0].id }
        entry.channel = declared.channel
        entry.name = declared.name
        entry.profile = site.profiles[declared.profile].id
        keepRetired(entry, why: why, effects: &effects)
        dismiss(device, reason: "retired: " + why, effects: &effects)
    }

    private mutating func keepRetired(_ held: RegistryEntry, why: String, effects: inout Effects) {
        var entry = held
        entry.standing = .retired
        entry.kept = []
        entry.why = why
        registry.retire(entry)
        effects.registry.append(RegistryRow(key: entry.key, entry: entry))
    }

    // MARK: Quarantine

    /// Reads a quarantined payload again, as late input. Its row goes in the same commit, or gets its new reason.
    package mutating func replay(
        _ row: QuarantineRow, by person: String, now: Timestamp, effects: inout Effects
    ) -> CommandResult {
        advance(to: now, effects: &effects)
        guard mayAct(person) else { return .refused(.unknownPerson) }
        let outcome: LateOutcome =
            row.isCut
            ? .rejected("cut: \(row.payload.count) of \(row.payloadBytes) bytes are kept")
            : takeLate(
                topic: row.topic, payload: row.payload, at: row.at, broker: row.session.map { $0 / 2 },
                effects: &effects)
        let found: String
        switch outcome {
        case .taken(let count): found = "\(count) readings"
        case .waiting: found = "waits for its codec"
        case .rejected(let reason):
            if reason != row.reason {
                effects.reasons.append(QuarantineReason(number: row.number, reason: reason))
            }
            return .refused(.stillUndecodable)
        }
        effects.released.append(row.number)
        effects.isUrgent = true
        effects.audit.append(
            AuditLine(
                at: Timestamp(milliseconds: clock), by: person, action: "replay",
                subject: "quarantine/\(row.number)", detail: found))
        return .done
    }

    // MARK: Questions

    /// What is known beside the sheet: held, adopted, retired, each by name.
    package var registryEntries: [RegistryEntry] { registry.entries }

    /// Messages not judged (retired devices, refused strangers) and held devices that gave way, since the start.
    package var registryCounts: (unjudged: Int, evicted: Int, held: Int) {
        (registry.unjudged, registry.evicted, registry.held.count)
    }

    /// Devices adopted beside the sheet, and those out of service for good.
    package var registryStandings: (adopted: Int, retired: Int) {
        (registry.adopted.count, registry.retired.count)
    }

    /// Messages that wait for their maker's codec.
    package var pendingDecodes: Int { pending.count }

    /// What all polled lines asked and heard since they were taken up; nil: none is polled.
    package var pollTotals: PollLine.Counters? {
        guard !polls.isEmpty else { return nil }
        return polls.entries.reduce(into: PollLine.Counters()) { $0.add($1.line.counters) }
    }

    /// Whether a deed changed what only whole tables can show; the caller prepares and puts in force the same site.
    package mutating func takeReloadWish() -> Bool {
        defer { wantsReload = false }
        return wantsReload
    }

    /// A site's numbers, new ones included; the rows of those must be written before it is put in force.
    package func numbering(for site: Site) -> (numbering: Numbering, new: [NumberRow]) {
        numbering.laidOut(for: site)
    }

    /// Keeps the new numbers of a site to come from being given to anybody else; before the first of them is written.
    /// - Parameter rows: how many they are.
    /// - Returns: false when a device was taken in or out, or a name got a number, since `prepared` was laid out:
    ///   nothing is reserved, and it must be laid out again.
    package mutating func reserve(_ prepared: PreparedSite, rows: Int) -> Bool {
        prepared.generation == generation && numbering.reserve(prepared.numbering, new: rows)
    }

    package var currentNumbering: Numbering { numbering }
}

extension RegistryEntry {
    /// Takes what a person said of it.
    fileprivate mutating func describe(_ details: AdoptionDetails, in site: Site) {
        if let given = details.profile { profile = given }
        if let given = details.name { name = given }
        guard let building = details.building else { return }
        let neighbour = site.devices.first { $0.place.building == building }
        place = Place(
            building: building, floor: details.floor ?? "", spot: details.spot ?? "",
            gridCode: neighbour?.place.gridCode ?? site.devices.first?.place.gridCode ?? "")
    }
}
