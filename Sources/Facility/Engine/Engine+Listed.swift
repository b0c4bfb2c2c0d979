/// Devices that a bridge lists: met before they speak, and what the bridge says that is no list.
extension Engine {
    /// Devices met per turn, so that a whole network taken in at once holds no turn for long.
    package static let listedSlice = 32

    /// Bytes kept of a list that cannot be read.
    package static var keptOfList: Int { quarantineBytes }

    /// Meets the devices of `Site.listed` from a position on, a slice of them. Meeting one twice changes nothing.
    /// - Returns: where the next slice begins; nil: all are met.
    package mutating func meetListed(from first: Int, now: Timestamp, effects: inout Effects) -> Int? {
        let slice = site.listed.dropFirst(first).prefix(Self.listedSlice)
        guard !slice.isEmpty else { return nil }
        advance(to: now, effects: &effects)
        for device in slice { meet(device, now: Timestamp(milliseconds: clock), effects: &effects) }
        return slice.endIndex < site.listed.count ? slice.endIndex : nil
    }

    private mutating func meet(_ listed: ListedDevice, now: Timestamp, effects: inout Effects) {
        let key = RegistryKey(broker: site.brokers[listed.broker].id, id: listed.id)
        guard index.device(listed.id) == nil, registry.retired[key] == nil else { return }
        let known = registry.held[key]
        var entry = known ?? RegistryEntry(id: key.id, broker: key.broker, standing: .held, at: now)
        entry.profile = site.profiles[listed.profile].id
        entry.model = listed.model
        let hasRoom = registry.hasRoomToAdopt(urgent: false)
        // Renamed: it is watched on under its new name. The old name stays until a person retires it, since what is
        // open there must not end by a renaming.
        if let former = listed.formerly.flatMap({ index.device($0) }),
            site.devices[former].broker == listed.broker, !devices[former].isRetired, hasRoom
        {
            let old = site.devices[former]
            entry.place = old.place.building.isEmpty ? nil : old.place
            entry.name = old.name == old.id ? nil : old.name
            adopt(entry, by: "gengfu", effects: &effects)
            return
        }
        switch site.unknownDevices {
        case .refuse: return
        case .adopt where hasRoom: adopt(entry, by: "gengfu", effects: &effects)
        case .adopt, .hold:
            guard entry != known else { return }
            if let gone = registry.hold(entry) {
                effects.registry.append(RegistryRow(key: gone, entry: nil))
            }
            if registry.fallBehind(key) {
                deadlines.schedule(.registry, at: Timestamp(milliseconds: clock + Registry.writeEvery))
            }
        }
    }

    /// A list that cannot be read: counted as undecidable payloads are, and kept for the person who looks why.
    /// - Parameters:
    ///   - payload: its beginning; `bytes` is the length of all of it.
    package mutating func refuseList(
        topic: String, payload: [UInt8], bytes: Int, reason: String, session: Int, now: Timestamp,
        effects: inout Effects
    ) {
        advance(to: now, effects: &effects)
        let at = Timestamp(milliseconds: clock)
        lose(.undecodable, topic, now: at)
        if clock - counters.quarantineSince >= 60_000 {
            counters.quarantineSince = clock
            counters.quarantineCount = 0
        }
        guard counters.quarantineCount < Self.quarantinePerMinute else { return }
        counters.quarantineCount += 1
        effects.quarantine.append(
            QuarantineRow(
                at: at, topic: Array(topic.utf8.prefix(Self.quarantineBytes)),
                payload: Array(payload.prefix(Self.quarantineBytes)), reason: reason, payloadBytes: bytes,
                session: session))
    }
}
