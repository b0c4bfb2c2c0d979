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
        if registry.retired[name] != nil {
            registry.unjudged += 1
            return false
        }
        // A topic may name a channel of a device that is known.
        if let slash = name.lastIndex(of: "/"), let parent = index.device(String(name[..<slash])),
            site.devices[parent].broker == message.session / 2
        {
            let channel = String(name[name.index(after: slash)...])
            return meetChannels([channel], of: parent, now: now, effects: &effects)
        }
        lose(.unknownDevice, name, now: now)
        guard site.unknownDevices != .refuse else {
            registry.unjudged += 1
            return false
        }
        let broker = site.brokers[message.session / 2].id
        let key = RegistryKey(broker: broker, id: name)
        let isNew = registry.held[key] == nil
        var entry = registry.held[key] ?? RegistryEntry(id: name, broker: broker, standing: .held, at: now)
        let trial = decoder.bestTrial(
            topic: message.topic, payload: message.payload, urgent: message.session % 2 == 0, at: now)
        guard isNew == false || trial != nil else { return false }
        // Another broker carries a device of that name: this one must not pass for it.
        let isTaken = index.device(name) != nil
        if site.unknownDevices == .adopt, !isTaken, let trial, trial.readings > 0, registry.hasRoomToAdopt,
            !message.isRetained || isNew
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
            payload: String(decoding: message.payload.prefix(Registry.sampleBytes), as: UTF8.self),
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
                at: now, topic: RawBytes(Array(message.topic)), payload: RawBytes(Array(message.payload))))
        if entry.kept.count > Registry.keptLimit { entry.kept.removeFirst() }
        return true
    }

    /// Takes in the channels of a device that a message named and nobody has declared.
    /// - Returns: whether some are in force now and the message is to be decoded again.
    mutating func meetChannels(
        _ channels: [String], of parent: Int, now: Timestamp, effects: inout Effects
    ) -> Bool {
        var isSome = false
        for channel in channels {
            let id = site.devices[parent].id + "/" + channel
            if registry.retired[id] != nil {
                registry.unjudged += 1
                continue
            }
            guard site.unknownDevices != .refuse, registry.hasRoomToAdopt, index.device(id) == nil else {
                lose(.unknownDevice, id, now: now)
                continue
            }
            let declared = site.devices[parent]
            var entry = RegistryEntry(
                id: id, broker: site.brokers[declared.broker].id, standing: .adopted, at: now)
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
        for message in kept {
            takeLate(
                topic: message.topic.bytes, payload: message.payload.bytes, at: message.at,
                broker: device.broker,
                effects: &effects)
        }
        return position
    }

    /// Writes a slice of what fell behind; the rest follows a second later.
    mutating func writeRegistry(effects: inout Effects) {
        effects.registry += registry.takeBehind()
        guard !registry.isAllWritten else { return }
        deadlines.schedule(.registry, at: Timestamp(milliseconds: clock + 1_000))
    }

    // MARK: Late input

    /// What came of a message taken late.
    package enum LateOutcome: Sendable, Equatable {
        case taken(readings: Int)
        /// Why it still cannot be read.
        case rejected(String)
    }

    /// Takes a message that was kept: history and, where nothing newer is known, the last value. A condition that holds
    /// on what it says is raised as history and drives no siren: nobody knows how long ago it ended.
    @discardableResult
    mutating func takeLate(
        topic: [UInt8], payload: [UInt8], at then: Timestamp, broker: Int?, effects: inout Effects
    ) -> LateOutcome {
        // simdjson reads a little beyond the end of a payload.
        let padded = payload + [UInt8](repeating: 0, count: MessageBatch.padding)
        readings.removeAll(keepingCapacity: true)
        let clocks = decoder.clocks
        let outcome = topic.withUnsafeBytes { topic in
            padded.withUnsafeBytes { padded in
                decoder.decode(
                    topic: topic, payload: UnsafeRawBufferPointer(rebasing: padded[..<payload.count]),
                    broker: broker, urgent: true, receivedAt: then, draining: true, into: &readings)
            }
        }
        // An old message teaches no clock.
        decoder.clocks = clocks
        guard outcome.disposition == .decoded, let device = outcome.device?.position else {
            return .rejected(outcome.lateReason)
        }
        guard outcome.strangers.isEmpty || !readings.isEmpty else {
            return .rejected("channels nobody declared: " + outcome.strangers.joined(separator: ", "))
        }
        for position in readings.indices { readings[position].isLate = true }
        let count = readings.count
        isTakingLate = true
        absorbAll(
            of: device,
            Arrival(session: site.devices[device].broker * 2, isRetained: true, isDraining: false),
            effects: &effects)
        isTakingLate = false
        return .taken(readings: count)
    }
}

extension DecodeOutcome {
    fileprivate var lateReason: String {
        if let rejection = rejections.first { return rejection.reason.text }
        return switch disposition {
        case .unknownDevice(let name): "unknown device: " + name
        case .unmapped: "no profile maps the topic"
        default: "not read"
        }
    }
}
