/// Messages taken long after they came: kept of a device that was adopted since, or out of quarantine.
///
/// They are history and, where nothing newer is known, the last value. A condition that holds on what they say is raised
/// as history and drives no siren: nobody knows how long ago it ended.
extension Engine {
    /// What came of a message taken late.
    package enum LateOutcome: Sendable, Equatable {
        case taken(readings: Int)
        /// It waits for its maker's codec, in the book of all that do.
        case waiting
        /// Why it still cannot be read.
        case rejected(String)
    }

    /// Takes what was kept of a device that is adopted now; what cannot be read is kept for a person.
    mutating func takeLate(_ kept: RegistryEntry.Kept, of device: Device, effects: inout Effects) {
        let outcome = takeLate(
            topic: kept.topic.bytes, payload: kept.payload.bytes, at: kept.at, broker: device.broker,
            effects: &effects)
        guard case .rejected(let reason) = outcome else { return }
        let row = QuarantineRow(
            at: kept.at, topic: kept.topic.bytes,
            payload: decoder.kept(kept.payload.bytes, of: kept.topic.bytes), reason: reason,
            session: device.broker * 2)
        quarantine(row, of: device.id, now: Timestamp(milliseconds: clock), effects: &effects)
    }

    /// Takes a message late.
    /// - Parameters:
    ///   - then: when it came.
    ///   - broker: whose it was; nil: not noted.
    mutating func takeLate(
        topic: [UInt8], payload: [UInt8], at then: Timestamp, broker: Int?, effects: inout Effects
    ) -> LateOutcome {
        let clocks = decoder.clocks
        var outcome = readLate(topic: topic, payload: payload, at: then, broker: broker)
        if !outcome.strangers.isEmpty, let parent = outcome.device?.position,
            meetChannels(
                outcome.strangers, of: parent, urgent: true, now: Timestamp(milliseconds: clock),
                effects: &effects)
        {
            decoder.rewind(parent)
            outcome = readLate(topic: topic, payload: payload, at: then, broker: broker)
        }
        noteStream(effects: &effects)
        // An old message teaches no clock; channels taken in meanwhile have theirs behind.
        for position in clocks.indices { decoder.clocks[position] = clocks[position] }
        guard let device = outcome.device?.position else { return .rejected(outcome.lateReason) }
        if outcome.disposition == .deferred {
            var decode = PendingDecode(
                id: 0, topic: topic, payload: payload, session: UInt16(site.devices[device].broker * 2),
                isRetained: true, isDraining: true, receivedAt: then, uplink: decoder.uplink)
            decode.isLate = true
            wait(decode, device: device, effects: &effects)
            return .waiting
        }
        guard outcome.disposition == .decoded else { return .rejected(outcome.lateReason) }
        guard outcome.strangers.isEmpty || !readings.isEmpty else {
            return .rejected("channels nobody declared: " + outcome.strangers.joined(separator: ", "))
        }
        let count = readings.count
        absorbLate(of: device, session: site.devices[device].broker * 2, effects: &effects)
        return .taken(readings: count)
    }

    /// Takes the readings in `readings` as history.
    mutating func absorbLate(of device: Int, session: Int, effects: inout Effects) {
        for position in readings.indices { readings[position].isLate = true }
        isTakingLate = true
        absorbAll(
            of: device, Arrival(session: session, isRetained: true, isDraining: false), effects: &effects)
        isTakingLate = false
    }

    /// Decodes a kept message into `readings`.
    private mutating func readLate(topic: [UInt8], payload: [UInt8], at then: Timestamp, broker: Int?)
        -> DecodeOutcome
    {
        // simdjson reads a little beyond the end of a payload.
        let padded = payload + [UInt8](repeating: 0, count: MessageBatch.padding)
        readings.removeAll(keepingCapacity: true)
        return topic.withUnsafeBytes { topic in
            padded.withUnsafeBytes { padded in
                decoder.decode(
                    topic: topic, payload: UnsafeRawBufferPointer(rebasing: padded[..<payload.count]),
                    broker: broker, urgent: true, receivedAt: then, draining: true, into: &readings)
            }
        }
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
