import Facility

/// Reads what a site says of hazards otherwise: numbers, not rules.
///
/// ```yaml
/// hazards:
///   fire.alarm:
///     let: {limit: degC(65)}
///     for: 20s
///     where:                                   # of several that fit a device, the later one counts
///       - {building: 锅炉房, let: {limit: degC(80)}}
///       - {profile: fire.heat_detector, device: [H1, H2], quiet_for: 5m}
/// ```
struct HazardOverrideReader {
    let sources: HazardSources
    let buildings: [String]
    let log: DiagnosticLog

    /// Combinations of settings beyond which a site is written by a program that should know better.
    static let variantLimit = 1_000

    /// One entry of `where`, or the hazard's own keys.
    private struct Block {
        var settings: HazardSettings
        var scope: HazardOverride
        /// Keys and where their values stand.
        var places: [String: YAMLValue]
        var value: YAMLValue
    }

    func read(_ value: YAMLValue, into site: inout Site) {
        guard let section = value.section() else { return }
        for (id, place, value) in section.all() {
            guard let hazard = site.hazards.firstIndex(where: { $0.id == id }), let source = sources[id]
            else {
                log.error(
                    .hazard(.unknownHazard(id)), at: place,
                    help: .nearest(to: id, among: site.hazards.map(\.id)))
                continue
            }
            read(value, of: hazard, source, into: &site)
        }
    }

    private func read(
        _ value: YAMLValue, of hazard: Int, _ source: HazardSources.Source, into site: inout Site
    ) {
        guard let section = value.section() else { return }
        let everywhere = readBlock(section, value, of: hazard, source, site)
        let entries = section.optional("where")?.list() ?? []
        section.finish()
        let base = site.hazards[hazard]
        if !everywhere.places.isEmpty {
            guard let read = retold(source, [everywhere], base) else { return }
            note([everywhere], of: base, read, source, into: &site)
            site.hazards[hazard] = read
        }
        var blocks: [Block] = []
        for entry in entries {
            guard let section = entry.section() else { continue }
            let scope = readScope(section, entry, of: hazard, site)
            var block = readBlock(section, entry, of: hazard, source, site)
            section.finish()
            guard let scope else { continue }
            block.scope = scope
            blocks.append(block)
        }
        compile(blocks, over: everywhere, of: hazard, source, into: &site)
    }

    // MARK: Keys

    private func readBlock(
        _ section: Section, _ value: YAMLValue, of hazard: Int, _ source: HazardSources.Source, _ site: Site
    ) -> Block {
        var block = Block(
            settings: HazardSettings(), scope: HazardOverride(hazard: hazard), places: [:], value: value)
        func take(_ key: String, isSign: Bool = false) -> YAMLValue? {
            guard let value = section.optional(key) else { return nil }
            if isSign, source.hasSeveralSigns {
                section.log.error(.hazard(.overrideOfSeveral(key)), at: section.placeOfKey(key))
                return nil
            }
            block.places[key] = value
            return value
        }
        if let numbers = section.optional("let")?.section() {
            let reader = NamedNumbersReader(environment: source.reader.compiler.environment)
            for (name, place, value) in numbers.all() {
                guard source.numberNames.contains(name) else {
                    log.error(
                        .hazard(.unknownNumber(name, hazard: site.hazards[hazard].id)), at: place,
                        help: .nearest(
                            to: name, among: source.numberNames, otherwiseKnown: source.numberNames))
                    continue
                }
                guard let text = reader.text(value) else { continue }
                block.settings.numbers[name] = text
                block.places["let.\(name)"] = value
            }
        }
        block.settings.holdsFor = take("for", isSign: true)?.interval(allowingZero: true)
        if let silent = take("silent", isSign: true) {
            block.settings.silent = silent.interval()
            if source.written("silent") == nil { silent.error(.hazard(.overrideOfNone("silent"))) }
        }
        block.settings.quietFor = take("quiet_for")?.interval(allowingZero: true)
        block.settings.expiresAfter = take("expires_after")?.interval()
        block.settings.holdOff = take("hold_off")?.interval()
        block.settings.severity = take("severity")
        block.settings.isShadow = take("mode")?.choice(HazardReader.Mode.allCases).map { $0 == .shadow }
        return block
    }

    private func readScope(
        _ section: Section, _ value: YAMLValue, of hazard: Int, _ site: Site
    ) -> HazardOverride? {
        var scope = HazardOverride(hazard: hazard)
        var isWhole = true
        func names(_ key: String, _ known: [String]) -> [String]? {
            guard let value = section.optional(key) else { return nil }
            return (value.oneOrMore() ?? []).compactMap { item in
                guard let name = item.word() else { return nil }
                guard known.contains(name) else {
                    isWhole = false
                    item.error(
                        .form(.notAChoice(name)), help: .nearest(to: name, among: known))
                    return nil
                }
                return name
            }
        }
        let buildings = names("building", buildings)
        let profiles = names("profile", site.profiles.map(\.id))
        let devices = names("device", site.devices.map(\.id))
        guard buildings != nil || profiles != nil || devices != nil else {
            value.error(.hazard(.overrideEverywhere))
            return nil
        }
        scope.buildings = buildings ?? []
        scope.profiles = (profiles ?? []).compactMap { id in site.profiles.firstIndex { $0.id == id } }
        scope.devices = devices ?? []
        // A name that is not known must not become "everywhere".
        return isWhole ? scope : nil
    }

    // MARK: Reading again

    /// Every combination that a device of the sheet has, or one met later may have.
    private func compile(
        _ blocks: [Block], over everywhere: Block, of hazard: Int, _ source: HazardSources.Source,
        into site: inout Site
    ) {
        guard !blocks.isEmpty else { return }
        let first = site.overrides.count
        site.overrides += blocks.map(\.scope)
        let facility = site.hazards[hazard].facility
        let models = site.profiles.indices.filter { site.profiles[$0].facility == facility }
        var known: [[Int]] = []
        func add(_ device: String, _ profile: Int, _ building: String) {
            let fitting = blocks.indices.filter {
                blocks[$0].scope.fits(device: device, profile: profile, building: building)
            }
            if !fitting.isEmpty, !known.contains(fitting) { known.append(fitting) }
        }
        for device in site.devices where site.profiles[device.profile].facility == facility {
            add(device.id, device.profile, device.place.building)
        }
        for profile in models { for building in buildings + [""] { add("", profile, building) } }
        let base = site.hazards[hazard]
        for position in blocks.indices {
            guard let alone = retold(source, [everywhere, blocks[position]], base) else { continue }
            note([blocks[position]], of: base, alone, source, into: &site)
        }
        for fitting in known {
            guard site.variants.count < Self.variantLimit else {
                return blocks[0].value.error(.hazard(.tooManyVariants(limit: Self.variantLimit)))
            }
            guard let value = retold(source, [everywhere] + fitting.map { blocks[$0] }, base) else {
                continue
            }
            site.variants.append(
                HazardVariant(hazard: hazard, overrides: fitting.map { $0 + first }, value: value))
        }
    }

    /// The hazard with other numbers; nil when they do not fit it, which is said where they are written.
    private func retold(_ source: HazardSources.Source, _ blocks: [Block], _ base: Hazard) -> Hazard? {
        let scratch = DiagnosticLog()
        var reader = source.reader
        reader.settings = blocks.dropFirst().reduce(blocks[0].settings) { $0.overlaid(by: $1.settings) }
        let value = YAMLValue(
            node: source.value.node, key: source.value.key,
            document: source.value.document.copy(into: scratch))
        guard var hazard = reader.read(value), let last = blocks.last else { return nil }
        if let first = scratch.diagnostics.first(where: { $0.severity == .error }) {
            let place = last.places.sorted { $0.key < $1.key }.first?.value ?? last.value
            place.error(.hazard(.overrideUnfit(base.id, first.message)))
            return nil
        }
        if base.isLifeSafety, hazard.isShadow, !base.isShadow {
            hazard.isShadow = false
            last.places["mode"]?.error(.hazard(.lifeSafetyShadowed(base.id)))
        }
        if base.isLifeSafety, hazard.strongest < base.strongest || hazard.severity < base.severity {
            last.places["severity"]?.error(.hazard(.lifeSafetyMilder(base.id)))
        }
        hazard.isLifeSafety = hazard.isLifeSafety || base.isLifeSafety
        return hazard
    }

    /// What `gengfu check` lists.
    private func note(
        _ blocks: [Block], of base: Hazard, _ now: Hazard, _ source: HazardSources.Source,
        into site: inout Site
    ) {
        for block in blocks {
            for (key, value) in block.places.sorted(by: { $0.key < $1.key }) {
                let name = key.hasPrefix("let.") ? String(key.dropFirst(4)) : key
                let was =
                    key.hasPrefix("let.")
                    ? source.written("let")?.node.mapping?[name]?.scalar?.string
                    : source.written(key)?.node.scalar?.string
                site.overrideNotes.append(
                    HazardOverrideNote(
                        hazard: base.id, buildings: block.scope.buildings,
                        profiles: block.scope.profiles.map { site.profiles[$0].id },
                        devices: block.scope.devices, key: name,
                        value: value.node.scalar?.string ?? Self.text(value), was: was))
            }
        }
    }

    /// `{severe: …, extreme: …}` in one line.
    private static func text(_ value: YAMLValue) -> String {
        let entries = value.node.mapping?.map { key, value in
            "\(key.scalar?.string ?? "?"): \(value.scalar?.string ?? "…")"
        }
        return entries?.joined(separator: ", ") ?? "…"
    }
}
