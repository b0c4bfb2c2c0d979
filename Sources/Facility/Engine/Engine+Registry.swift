import Expressions

/// Devices and channels that speak and that the sheet does not have.
///
/// A channel of a known device is taken in by itself: its parent is trusted, and its fire must not wait for a person.
/// A device of its own is held, adopted or refused as the site says.
extension Engine {
    /// A message as a stranger said it.
    struct StrangeMessage {
        var topic: UnsafeRawBufferPointer
        var payload: UnsafeRawBufferPointer
        var session: Int
        var isRetained: Bool
    }

    /// Notes an unknown device, and takes it in where the site says so.
    /// - Returns: whether it is in force now and the message is to be decoded again.
    mutating func meet(_ name: String, _ message: StrangeMessage, now: Timestamp, effects: inout Effects)
        -> Bool
    {
        let broker = site.brokers[message.session / 2].id
        let key = RegistryKey(broker: broker, id: name)
        if registry.retired[key] != nil {
            registry.unjudged += 1
            return false
        }
        // A topic may name a channel of a device that is known.
        if let slash = name.lastIndex(of: "/"), let parent = index.device(String(name[..<slash])),
            site.devices[parent].broker == message.session / 2
        {
            let channel = String(name[name.index(after: slash)...])
            return meetChannels(
                [channel], of: parent, urgent: message.session % 2 == 0, now: now, effects: &effects)
        }
        lose(.unknownDevice, name, now: now)
        guard site.unknownDevices != .refuse else {
            registry.unjudged += 1
            return false
        }
        guard sessions[message.session].strangers.take(at: now, Registry.strangerRate) else {
            lose(.rateLimit, "strangers at " + broker, now: now)
            return false
        }
        let isNew = registry.held[key] == nil
        var entry = registry.held[key] ?? RegistryEntry(id: name, broker: broker, standing: .held, at: now)
        let trial = decoder.bestTrial(
            topic: message.topic, payload: message.payload, urgent: message.session % 2 == 0, at: now)
        guard isNew == false || trial != nil else { return false }
        // Another broker carries a device of that name: this one must not pass for it.
        let isTaken = index.device(name) != nil
        if site.unknownDevices == .adopt, !isTaken, let trial, trial.readings > 0,
            registry.hasRoomToAdopt(urgent: trial.isUrgent), !message.isRetained || isNew
        {
            let listed = site.listed(name, broker: message.session / 2)
            entry.profile = site.profiles[listed?.profile ?? trial.profile].id
            return adopt(entry, by: "gengfu", effects: &effects) != nil
        }
        note(message, trial, in: &entry, now: now)
        if let listed = site.listed(name, broker: message.session / 2) {
            entry.profile = site.profiles[listed.profile].id
        }
        let isKept = keep(message, trial, in: &entry, now: now)
        if let gone = registry.hold(entry) { effects.registry.append(RegistryRow(key: gone, entry: nil)) }
        if isNew || isKept {
            effects.registry.append(RegistryRow(key: key, entry: entry))
        } else if registry.fallBehind(key) {
            deadlines.schedule(.registry, at: Timestamp(milliseconds: clock + Registry.writeEvery))
        }
        return false
    }

    private func note(
        _ message: StrangeMessage, _ trial: PayloadDecoder.Trial?, in entry: inout RegistryEntry,
        now: Timestamp
    ) {
        entry.lastHeard = now
        entry.count += 1
        guard let trial, entry.sample == nil || trial.readings > 0 else { return }
        // The first profile that reads something stays suggested until one reads something where it does not.
        if entry.profile == nil || trial.readings > 0 { entry.profile = site.profiles[trial.profile].id }
        entry.sample = RegistryEntry.Sample(
            topic: String(decoding: message.topic.prefix(Registry.sampleBytes), as: UTF8.self),
            payload: String(
                decoding: decoder.kept(message.payload, of: message.topic).prefix(Registry.sampleBytes),
                as: UTF8.self),
            bytes: message.payload.count)
    }

    /// Keeps a small urgent message whole, at most one a second and device.
    private func keep(
        _ message: StrangeMessage, _ trial: PayloadDecoder.Trial?, in entry: inout RegistryEntry,
        now: Timestamp
    ) -> Bool {
        guard let trial, trial.isUrgent, message.topic.count + message.payload.count <= Registry.keptBytes,
            entry.kept.last.map({ now - $0.at >= .seconds(1) }) ?? true
        else { return false }
        entry.kept.append(
            RegistryEntry.Kept(
                at: now, topic: RawBytes(Array(message.topic)),
                payload: RawBytes(decoder.kept(message.payload, of: message.topic))))
        if entry.kept.count > Registry.keptLimit { entry.kept.removeFirst() }
        return true
    }

    /// Takes in the channels of a device that a message named and nobody has declared.
    /// - Parameter urgent: the class of the session it came by.
    /// - Returns: whether some are in force now and the message is to be decoded again.
    mutating func meetChannels(
        _ channels: [String], of parent: Int, urgent: Bool, now: Timestamp, effects: inout Effects
    ) -> Bool {
        var isSome = false
        for channel in channels {
            let declared = site.devices[parent]
            let id = declared.id + "/" + channel
            let broker = site.brokers[declared.broker].id
            if registry.retired[RegistryKey(broker: broker, id: id)] != nil {
                registry.unjudged += 1
                continue
            }
            // A name that is no UTF-8, or was cut, would never be found again.
            guard site.unknownDevices != .refuse, index.device(id) == nil,
                !channel.unicodeScalars.contains("\u{FFFD}"),
                registry.hasRoomToAdopt(urgent: urgent, parent: declared.id)
            else {
                lose(.unknownDevice, id, now: now)
                continue
            }
            var entry = RegistryEntry(id: id, broker: broker, standing: .adopted, at: now)
            entry.profile = site.profiles[declared.profile].id
            entry.parent = declared.id
            entry.channel = channel
            entry.count = 1
            isSome = adopt(entry, by: "gengfu", effects: &effects) != nil || isSome
        }
        return isSome
    }

    /// Puts an adopted device in force, with its row and its audit line.
    /// - Returns: its position, nil when this site cannot have it.
    @discardableResult
    mutating func adopt(_ entry: RegistryEntry, by person: String, effects: inout Effects) -> Int? {
        var entry = entry
        entry.standing = .adopted
        entry.by = person
        let kept = entry.kept
        entry.kept = []
        guard let device = site.device(from: entry, parents: { index.device($0) }) else { return nil }
        registry.adopt(entry)
        effects.registry.append(RegistryRow(key: entry.key, entry: entry))
        effects.isUrgent = true
        let position = admit(device, effects: &effects)
        // Its questions are asked from the next whole site on.
        if site.profiles[device.profile].poll != nil { wantsReload = true }
        if person == "gengfu" {
            effects.audit.append(
                AuditLine(
                    at: Timestamp(milliseconds: clock), by: person, action: "adopt", subject: entry.id,
                    detail: entry.profile ?? ""))
        }
        for message in kept { takeLate(message, of: device, effects: &effects) }
        return position
    }

    /// Writes a slice of what fell behind; the rest follows a second later.
    mutating func writeRegistry(effects: inout Effects) {
        effects.registry += registry.takeBehind()
        guard !registry.isAllWritten else { return }
        deadlines.schedule(.registry, at: Timestamp(milliseconds: clock + 1_000))
    }
}
