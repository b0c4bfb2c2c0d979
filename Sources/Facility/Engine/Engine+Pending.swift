/// Messages whose codec runs elsewhere: stored with their identities, taken when the answer comes, each device's in the
/// order it spoke.
///
/// The answer's readings and the end of the waiting are one commit: whenever the process dies, the message is decoded
/// once. Replaying a night needs no JavaScript, since the readings are in the journal.
extension Engine {
    /// Milliseconds of waiting after which what a message says is not news: as from a backlog.
    static let longestLive: Int64 = 60_000

    /// What waits for a codec, in order: after a start all of it is to be asked for.
    package var waitingDecodes: [PendingDecode] { pending.all.filter { $0.uplink != nil } }

    /// Messages that wait for a codec or behind one that does.
    package var pendingCount: Int { pending.count }

    /// Puts a message by.
    mutating func postpone(
        _ batch: MessageBatch, at position: Int, _ device: Int, _ arrival: Arrival, now: Timestamp,
        effects: inout Effects
    ) {
        let decode = PendingDecode(
            id: 0, topic: Array(batch.topic(position)), payload: Array(batch.payload(position)),
            session: batch[position].session, isRetained: arrival.isRetained, isDraining: arrival.isDraining,
            receivedAt: now, uplink: decoder.uplink)
        takeBackStream(of: device, effects: &effects)
        wait(decode, device: device, effects: &effects)
        // The codec is asked after the commit: a fire must not wait for company first.
        if arrival.session % 2 == 0 { effects.isUrgent = true }
    }

    mutating func wait(_ decode: PendingDecode, device: Int, effects: inout Effects) {
        effects.pending.append(pending.add(decode, device: device))
        while pending.isOverfull, let surplus = pending.takeSurplus() {
            let (decode, id) = (surplus.decode, site.devices[Int(surplus.device)].id)
            effects.decoded.append(decode.id)
            lose(.pendingFull, id, now: Timestamp(milliseconds: clock))
            if decode.isUrgent {
                let row = QuarantineRow(
                    at: decode.receivedAt, topic: Array(decode.topic.prefix(Self.quarantineBytes)),
                    payload: Array(
                        decoder.kept(decode.payload, of: decode.topic).prefix(Self.quarantineBytes)),
                    reason: "gave way: too many messages wait for their codec",
                    payloadBytes: decode.payload.count, session: Int(decode.session))
                quarantine(row, of: id, now: Timestamp(milliseconds: clock), effects: &effects)
            }
            // Those behind it may have waited for it alone.
            settle(surplus.device, effects: &effects)
        }
    }

    /// Takes codecs' answers. One that nobody waits for any more is nothing.
    package mutating func step(decoded answers: [DecodedUplink], now: Timestamp, effects: inout Effects) {
        advance(to: now, effects: &effects)
        for answer in answers {
            guard let device = pending.take(answer) else { continue }
            settle(device, effects: &effects)
        }
    }

    /// Takes a device's messages as far as they can be, in their order.
    private mutating func settle(_ device: Int32, effects: inout Effects) {
        while let entry = pending.takeReady(of: device) {
            effects.decoded.append(entry.decode.id)
            apply(entry, effects: &effects)
        }
    }

    private mutating func apply(_ entry: PendingBook.Entry, effects: inout Effects) {
        let decode = entry.decode
        let device = Int(entry.device)
        guard !devices[device].isRetired else {
            registry.unjudged += 1
            return
        }
        let isOld = clock - decode.receivedAt.milliseconds >= Self.longestLive
        let session = Int(decode.session) < sessions.count ? Int(decode.session) : 0
        let arrival = Arrival(
            session: session, isRetained: decode.isRetained, isDraining: decode.isDraining || isOld)
        let known = decoder.clocks[device]
        var outcome = take(entry, draining: arrival.isDraining)
        if !outcome.strangers.isEmpty,
            meetChannels(
                outcome.strangers, of: device, urgent: decode.isUrgent,
                now: Timestamp(milliseconds: clock), effects: &effects)
        {
            decoder.rewind(device)
            outcome = take(entry, draining: arrival.isDraining)
        }
        if decode.isLate { decoder.clocks[device] = known }
        noteStream(effects: &effects)
        switch outcome.disposition {
        case .decoded where decode.isLate: absorbLate(of: device, session: session, effects: &effects)
        case .decoded: absorbAll(of: device, arrival, effects: &effects)
        case .malformed:
            quarantine(
                topic: decode.topic[...], payload: decode.payload[...], outcome, device: device,
                session: arrival.session, now: Timestamp(milliseconds: clock), effects: &effects)
        default: lose(.undecodable, site.devices[device].id, now: Timestamp(milliseconds: clock))
        }
    }

    /// Decodes what was asked for, or the message itself, into `readings`.
    private mutating func take(_ entry: PendingBook.Entry, draining: Bool) -> DecodeOutcome {
        readings.removeAll(keepingCapacity: true)
        let decode = entry.decode
        switch (decode.uplink, entry.answer) {
        case (let uplink?, .document(let document)):
            return decoder.decode(
                document: document, of: uplink, receivedAt: decode.receivedAt, draining: draining,
                retained: decode.isRetained, into: &readings)
        case (let uplink?, .failed(let reason)):
            let rejection = decoder.refuse(uplink, reason, receivedAt: decode.receivedAt)
            return DecodeOutcome(
                disposition: .malformed, device: uplink.device, rejections: [rejection])
        default: return read(decode, draining: draining)
        }
    }

    /// Reads a message anew from what was kept of it, into `readings`.
    private mutating func read(_ decode: PendingDecode, draining: Bool) -> DecodeOutcome {
        let padded = decode.payload + [UInt8](repeating: 0, count: MessageBatch.padding)
        return decode.topic.withUnsafeBytes { topic in
            padded.withUnsafeBytes { payload in
                decoder.decode(
                    topic: topic, payload: UnsafeRawBufferPointer(rebasing: payload[..<decode.payload.count]),
                    urgent: decode.session % 2 == 0, receivedAt: decode.receivedAt, draining: draining,
                    retained: decode.isRetained, into: &readings)
            }
        }
    }

    /// Takes up what waited before a start, by the profiles of now: a message may have got another codec, or none, or
    /// its device may be gone. All of it is asked, and numbered, anew.
    mutating func resumePending(_ kept: [PendingDecode], effects: inout Effects) {
        pending.number(after: kept.map(\.id).max() ?? 0)
        for decode in kept {
            guard let (decode, device) = readAnew(decode, effects: &effects) else { continue }
            takeUp(decode, device, effects: &effects)
        }
    }

    /// Takes what waits over into a reload, by the profiles of now. What has the codec it had stays as it is stored, is
    /// not asked again and keeps its answer. What has another is stored anew under a number of its own, and so is all
    /// that the device said after it: the numbers are the order.
    mutating func carryPending(effects: inout Effects) {
        let (entries, last) = (pending.allEntries, pending.last)
        pending = PendingBook()
        pending.number(after: last)
        var changed: Set<Int> = []
        for entry in entries {
            guard let (decode, device) = readAnew(entry.decode, effects: &effects) else { continue }
            let isAsked = decode.uplink != nil
            let isSame = entry.decode.uplink.map { $0.isSame(as: decode.uplink) } ?? !isAsked
            if isSame, !changed.contains(device), isAsked || pending.holds(device) {
                pending.keep(PendingBook.Entry(decode: decode, device: Int32(device), answer: entry.answer))
            } else {
                changed.insert(device)
                takeUp(decode, device, effects: &effects)
            }
        }
        for device in pending.devices { settle(device, effects: &effects) }
    }

    /// Puts a message by anew, or takes it when it has nothing to wait for.
    private mutating func takeUp(_ decode: PendingDecode, _ device: Int, effects: inout Effects) {
        effects.decoded.append(decode.id)
        if decode.uplink != nil || pending.holds(device) {
            wait(decode, device: device, effects: &effects)
        } else {
            apply(PendingBook.Entry(decode: decode, device: Int32(device)), effects: &effects)
        }
    }

    /// What a waiting message is by the profiles of now, and whose; nil: nobody's any more.
    private mutating func readAnew(
        _ decode: PendingDecode, effects: inout Effects
    ) -> (PendingDecode, device: Int)? {
        var decode = decode
        readings.removeAll(keepingCapacity: true)
        let outcome = read(decode, draining: decode.isDraining)
        guard let device = outcome.device?.position else {
            effects.decoded.append(decode.id)
            lose(.unknownDevice, String(decoding: decode.topic, as: UTF8.self), now: decode.receivedAt)
            return nil
        }
        decode.uplink = outcome.disposition == .deferred ? decoder.uplink : nil
        return (decode, device)
    }
}
