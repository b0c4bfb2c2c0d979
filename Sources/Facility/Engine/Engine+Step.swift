import Expressions

/// One message: identity, decoding, rate limit, last values, journal, windows, and only those conditions that
/// depend on what changed.
extension Engine {
    /// Takes one message of a batch. Deadlines due before `now` fire before it.
    /// - Parameters:
    ///   - position: in `batch`.
    ///   - now: the gateway's time of the turn in which it was read.
    package mutating func step(
        _ batch: MessageBatch, at position: Int, now: Timestamp, effects: inout Effects
    ) {
        advance(to: now, effects: &effects)
        let now = Timestamp(milliseconds: clock)
        let message = batch[position]
        let session = Int(message.session)
        effects.identities.append(
            MessageIdentity(session: message.session, mid: message.mid, hash32: message.hash32))
        counters.messages += 1
        guard session < sessions.count else { return }
        sessions[session].lastMessage = clock
        let isDraining = sessions[session].isDraining
        let outcome = decode(batch, position, now: now, effects: &effects)
        // Nobody's but this message's, whatever becomes of it.
        let answer = decoder.pollAnswer
        if answer != nil { decoder.pollAnswer = nil }
        guard let device = outcome.device?.position else {
            return hearProof(batch, position, session: session, effects: &effects)
        }
        guard !devices[device].isRetired else {
            registry.unjudged += 1
            return
        }
        noteStream(effects: &effects)
        if let answer { takeAnswer(answer, of: device) }
        let arrival = Arrival(session: session, isRetained: message.retained, isDraining: isDraining)
        switch outcome.disposition {
        case .decoded, .deferred: hear(device, arrival, effects: &effects)
        // A device that sends rubbish is not silent; one in whose name another speaks may be.
        case .malformed: if !outcome.isContradicted { hear(device, arrival, effects: &effects) }
        default: return
        }
        if outcome.disposition == .malformed {
            quarantine(
                topic: batch.topic(position), payload: batch.payload(position), outcome, device: device,
                session: session, now: now, effects: &effects)
            return
        }
        if session % 2 == 1, !isDraining, !message.retained, !devices[device].bucket.take(at: now, rate) {
            lose(.rateLimit, site.devices[device].id, now: now)
            return
        }
        // Behind a message that waits for its codec the device's others wait too, but no danger does.
        if outcome.disposition == .deferred
            || !pending.isEmpty && session % 2 == 1 && pending.holds(device)
        {
            postpone(batch, at: position, device, arrival, now: now, effects: &effects)
            return
        }
        absorbAll(of: device, arrival, effects: &effects)
    }

    /// Decodes a message; once more when it revealed a device or a channel that was taken in.
    private mutating func decode(
        _ batch: MessageBatch, _ position: Int, now: Timestamp, effects: inout Effects
    ) -> DecodeOutcome {
        let message = batch[position]
        let session = Int(message.session)
        readings.removeAll(keepingCapacity: true)
        func read(_ engine: inout Engine) -> DecodeOutcome {
            engine.decoder.decode(
                topic: batch.topic(position), payload: batch.payload(position), broker: session / 2,
                urgent: session % 2 == 0, receivedAt: now, draining: engine.sessions[session].isDraining,
                retained: message.retained, into: &engine.readings)
        }
        let outcome = read(&self)
        // A marked reading is nobody's, however widely a profile's topics reach.
        if case .unknownDevice(let name) = outcome.disposition,
            !index.isProof(batch.topic(position), broker: session / 2)
        {
            let stranger = StrangeMessage(
                topic: batch.topic(position), payload: batch.payload(position), session: session,
                isRetained: message.retained)
            guard meet(name, stranger, now: now, effects: &effects) else { return outcome }
            // What was kept of it has been taken by itself.
            readings.removeAll(keepingCapacity: true)
            return read(&self)
        }
        guard !outcome.strangers.isEmpty, let parent = outcome.device?.position else { return outcome }
        guard
            meetChannels(
                outcome.strangers, of: parent, urgent: session % 2 == 0, now: now, effects: &effects)
        else { return outcome }
        decoder.rewind(parent)
        let tally = decoder.tally
        readings.removeAll(keepingCapacity: true)
        defer { decoder.tally = tally }
        return read(&self)
    }

    /// What is no device's may be the marked reading of a proof round. Off the way of every other message.
    @inline(never)
    private func hearProof(
        _ batch: MessageBatch, _ position: Int, session: Int, effects: inout Effects
    ) {
        guard session % 2 == 0, !batch[position].retained,
            index.isProof(batch.topic(position), broker: session / 2),
            let mark = ProofMark(batch.payload(position), broker: session / 2)
        else { return }
        effects.marks.append(mark)
    }

    /// How a message came.
    struct Arrival {
        var session: Int
        var isRetained: Bool
        var isDraining: Bool
    }

    /// A device that speaks is not silent; what the broker had kept proves nothing.
    private mutating func hear(_ device: Int, _ arrival: Arrival, effects: inout Effects) {
        // Asked here first: most devices have no last will, and the question would cost a copy of the engine.
        let saysPresence = plan.devices[device].presence >= 0
        guard !arrival.isRetained, !(saysPresence && isFarewell(of: device)) else { return }
        devices[device].lastHeard = clock
        devices[device].session = Int32(arrival.session)
        if devices[device].watchesSilence, plan.devices[device].hasSilence {
            lookAtSilence(of: device, effects: &effects)
        }
    }

    /// Takes the readings in `readings`, all of one message: a part for each device that speaks in it, and for each
    /// time at which one speaks, so that no state in between is missed.
    mutating func absorbAll(of speaker: Int, _ arrival: Arrival, effects: inout Effects) {
        guard !readings.isEmpty else { return }
        let (first, observedAt) = (readings[0].device, readings[0].observedAt)
        let isOnePart = readings.indices.allSatisfy {
            readings[$0].device == first && readings[$0].observedAt == observedAt
        }
        if isOnePart {
            if first.position != speaker { hear(first.position, arrival, effects: &effects) }
            if plan.devices[first.position].times >= 0 {
                countTimes(of: first.position, arrival, effects: &effects)
            }
            return absorb(first.position, arrival, effects: &effects)
        }
        let all = readings
        var heard = speaker
        var start = 0
        while start < all.count {
            let (device, at) = (all[start].device, all[start].observedAt)
            let end = all[start...].firstIndex { $0.device != device || $0.observedAt != at } ?? all.count
            readings.removeAll(keepingCapacity: true)
            readings.append(contentsOf: all[start..<end])
            if device.position != heard, device.position != speaker {
                hear(device.position, arrival, effects: &effects)
            }
            heard = device.position
            if plan.devices[heard].times >= 0 { countTimes(of: heard, arrival, effects: &effects) }
            absorb(device.position, arrival, effects: &effects)
            start = end
        }
    }

    /// Takes the readings in `readings`, all of one device at one time.
    mutating func absorb(_ device: Int, _ arrival: Arrival, effects: inout Effects) {
        let entry = plan.devices[device]
        if arrival.isRetained { dropDisbelieved(device, entry, arrival) }
        guard !readings.isEmpty else { return }
        if plan.quality.bases[device] >= 0 { judgeReadings(of: device) }
        var touched: UInt64 = 0
        var changed: UInt64 = 0
        var at = Int64.min
        for index in readings.indices {
            let local = plan.localSlot(profile: entry.profile, point: readings[index].point)
            guard local >= 0 else { continue }
            let slot = Int(entry.slotBase) + local
            let observedAt = readings[index].observedAt.milliseconds
            guard observedAt >= slots[slot].observedAt || isLiveBehindLate(readings[index], slots[slot])
            else {
                continue
            }
            at = max(at, observedAt)
            touched |= 1 << UInt64(local & 63)
            let isOther = slots[slot].take(
                readings[index].value, observedAt: observedAt,
                receivedAt: readings[index].receivedAt.milliseconds, quality: readings[index].quality,
                isLate: readings[index].isLate)
            if isOther { changed |= 1 << UInt64(local & 63) }
        }
        writer.append(readings, to: &effects.journal)
        effects.readingCount += readings.count
        if entry.windows >= 0 { addToWindows(Int(entry.windows), device: device) }
        if entry.learned >= 0 { learn(of: device) }
        guard touched != 0 else { return }
        if entry.presence >= 0 {
            let gone = markGone(device)
            touched |= gone
            changed |= gone
        }
        snapshots.mark(device)
        if !snapshots.isScheduled { scheduleSnapshot() }
        if decoder.gathering.clocks[device].isNews { keepClock(of: device, effects: &effects) }
        if entry.staleAfter > 0, !devices[device].watchesStale {
            devices[device].watchesStale = true
            deadlines.schedule(
                .stale(device: Int32(device)), at: Timestamp(milliseconds: clock + entry.staleAfter))
        }
        let inBacklog = arrival.isDraining && (readings[0].isLate || clock - at >= Self.liveLag)
        look(at: device, touched: touched, changed: changed, at: at, inBacklog: inBacklog, effects: &effects)
        if entry.windows >= 0 { watchWindows(of: device, at: at) }
        if entry.presence >= 0, hasOwnPresence(device),
            touched & 1 << UInt64((entry.presence - entry.slotBase) & 63) != 0
        {
            settlePresence(of: device, effects: &effects)
        }
    }

    /// What was taken late bears the time of its arrival, which may lie behind the device's own time of what it said
    /// next: smoke in the last message of a drain at 10.00 s, its end at 9.98 s by the detector's clock and 10.01 s by
    /// ours. The order of arrival tells then, as long as it is no old record: a detector a minute slow whose clock is not
    /// learnt yet says "smoke" at 10.50 s, and 9.50 s by its own clock. So it does behind a time that was not
    /// believed: our clock was set an hour ahead, and the lift's next word bears its own time of an hour ago.
    func isLiveBehindLate(_ reading: Reading, _ slot: Slot) -> Bool {
        guard !reading.isLate, reading.receivedAt.milliseconds >= slot.receivedAt else { return false }
        if slot.quality == .clockSuspect, !slot.isLate { return true }
        return slot.isLate && reading.receivedAt - reading.observedAt <= ClockState.mostAhead
    }

    /// A reading of a device with a clock that is not older than this is live even in a drain.
    static let liveLag: Int64 = 2_000

    /// A kept state is history to the windows. One of unknown age fills what is unknown; it does not overrule what a
    /// device said since, unless the broker had lost our session and may know better. Whether the device is there the
    /// broker itself says, and of one that is gone it has nothing new.
    private mutating func dropDisbelieved(
        _ device: Int, _ entry: HazardPlan.DeviceEntry, _ arrival: Arrival
    ) {
        let session = sessions[arrival.session]
        let isGone = entry.presence >= 0 && !isFarewell(of: device) && goneSince(device) != nil
        readings.removeAll { reading in
            let local = plan.localSlot(profile: entry.profile, point: reading.point)
            if entry.presence >= 0, local >= 0 {
                if Int(entry.slotBase) + local == Int(entry.presence) { return false }
                if isGone { return true }
            }
            guard local >= 0, reading.quality == .suspect || reading.quality == .clockSuspect else {
                return false
            }
            let known = slots[Int(entry.slotBase) + local]
            let mayKnowBetter = session.isAnew && known.receivedAt < session.connectedAt
            return known.isSet && !known.isStale && !mayKnowBetter
        }
        for index in readings.indices { readings[index].isLate = true }
    }

    /// Late readings restart the windows: nobody knows how long before one another they were true.
    private mutating func addToWindows(_ position: Int, device: Int) {
        if readings[0].isLate {
            for spec in plan.windowSpecs[Int(plan.devices[device].profile)] {
                windows[position].forget(spec.point)
            }
            return
        }
        let profile = plan.devices[device].profile
        let mask = plan.windowMasks[Int(profile)]
        for index in readings.indices {
            // Most points no window looks at.
            let local = plan.localSlot(profile: profile, point: readings[index].point)
            guard mask & 1 << UInt64(local & 63) != 0 else { continue }
            if readings[index].quality == .stuck {
                // What a stuck sensor says is unknown, so its rates and means are too.
                windows[position].forget(readings[index].point)
                continue
            }
            windows[position].add(
                point: readings[index].point, value: readings[index].value,
                observedAt: readings[index].observedAt)
        }
    }

    /// Evaluates the machines of a device that read a touched slot.
    private mutating func look(
        at device: Int, touched: UInt64, changed: UInt64, at: Int64, inBacklog: Bool, effects: inout Effects
    ) {
        let entry = plan.devices[device]
        for machine in Int(entry.machineBase)..<Int(entry.machineBase + entry.machineCount) {
            let template = Int(plan.places[machine].template)
            let mask = plan.templates[template].mask
            guard mask & touched != 0 else { continue }
            if mask & changed == 0, !plan.templates[template].hasWindows {
                // Nothing it reads is different: only its timer, if it has one, hears of the newer time.
                guard machines[machine].due != Machine.never || machines[machine].phase == .held else {
                    continue
                }
                if plan.templates[template].course >= 0 {
                    evaluate(machine, at: at, inBacklog: inBacklog, effects: &effects)
                    continue
                }
                observe(
                    machine, machines[machine].truth, suppressed: machines[machine].isSuppressed, at: at,
                    inBacklog: inBacklog, effects: &effects)
            } else {
                evaluate(machine, at: at, inBacklog: inBacklog, effects: &effects)
            }
        }
        if !areaChanges.isEmpty { settleAreas(effects: &effects) }
    }

    // MARK: What nobody can read

    /// Largest part of a payload or topic kept for the person who mends the profile.
    static let quarantineBytes = 4_096
    /// Quarantined payloads per minute; what comes beyond is counted.
    static let quarantinePerMinute = 60

    mutating func quarantine(
        topic: some Sequence<UInt8>, payload: some Collection<UInt8>, _ outcome: DecodeOutcome, device: Int,
        session: Int, now: Timestamp, effects: inout Effects
    ) {
        // What may have been a real fire must not be a line in a list only.
        if outcome.isContradicted, session % 2 == 0 { lose(.identity, site.devices[device].id, now: now) }
        let row = QuarantineRow(
            at: now, topic: Array(topic.prefix(Self.quarantineBytes)),
            payload: Array(decoder.kept(payload, of: topic).prefix(Self.quarantineBytes)),
            reason: outcome.rejections.first?.reason.text ?? "malformed", payloadBytes: payload.count,
            session: session)
        quarantine(row, of: site.devices[device].id, now: now, effects: &effects)
    }

    /// Keeps a row where the minute has room for one, and counts it where not.
    mutating func quarantine(
        _ row: QuarantineRow, of subject: String, now: Timestamp, effects: inout Effects
    ) {
        if clock - counters.quarantineSince >= 60_000 {
            counters.quarantineSince = clock
            counters.quarantineCount = 0
        }
        guard counters.quarantineCount < Self.quarantinePerMinute else {
            return lose(.undecodable, subject, now: now)
        }
        counters.quarantineCount += 1
        effects.quarantine.append(row)
    }

    /// Writes down at once what was lost so far, before the messages it was left out of are acknowledged: a second later
    /// may be after the end of the process.
    package mutating func noteLosses(effects: inout Effects) {
        guard !ledger.isEmpty else { return }
        effects.losses.append(contentsOf: ledger.takeAll())
        deadlines.cancel(.losses)
    }

    mutating func lose(_ cause: Loss.Cause, _ subject: String, now: Timestamp) {
        if ledger.add(cause, subject, at: now) {
            deadlines.schedule(.losses, at: Timestamp(milliseconds: clock + LossLedger.delay))
        }
    }
}
