import Expressions

/// Taking up what the store remembers: incidents, machines, last values, windows, deliveries.
extension Engine {
    /// Restores without deciding anything.
    mutating func restore(_ recovery: Recovery) {
        for row in recovery.snapshot { restoreSnapshot(row) }
        for incident in recovery.incidents {
            book.file(incident, machine: -1)
            fires.note(incident)
        }
        drills = recovery.drills
        restore(records: recovery.records)
        suppressions = SuppressionBook(recovery.suppressions)
        for pause in recovery.pauses { pauses[pause.destination] = pause }
        restoreMachines(recovery.live)
        restoreLearned(recovery.learned)
        var heard = ContiguousArray(repeating: Int64.min, count: slots.count)
        var last = Timestamp.distantPast
        for row in recovery.journal {
            // Within a life our time never goes back: ours was set right between two of them, and what was written down
            // before bore times that had not come yet.
            if row.at < last { bringBack(to: beginning(of: row)) }
            last = row.at
            replay(row, heard: &heard)
        }
        for position in sessions.indices {
            guard recovery.identities[SessionIndex(position)]?.isEmpty == false else { continue }
            sessions[position].hadSession = true
            sessions[position].goneSince = recovery.lastCommit?.milliseconds ?? .min
        }
        for delivery in recovery.outbox { book.restore(delivery) }
        bringBack(to: clock)
        resumeTimers(lastCommit: recovery.lastCommit)
        restoreTallies()
        for number in book.numbers { chooseAudience(of: number) }
        resumeDeliveryDeadlines()
        // Earlier versions wrote down the name where the guard gave a name.
        desk.signedOn = recovery.signedOn.map { SignedOn(person: personID($0.person), since: $0.since) }
        resumeResponses()
        blindSince = recovery.lastCommit
        kept = recovery.pending
        restoreStreams(recovery.streams)
    }

    private mutating func restoreMachines(_ rows: [LiveRow]) {
        let machineOf = machinesByKey()
        for row in rows {
            let key = MachineKey(hazard: row.hazard, subject: row.subject)
            guard let state = row.state else { continue }
            guard let machine = machineOf[key] else {
                unclaimed.append(key)
                continue
            }
            // A row whose incident the store does not have any more stands for nothing.
            if let id = state.incident, book.number(of: id) == nil { continue }
            if plan.templates[Int(plan.places[machine].template)].isCondition {
                machines[machine].takeUpCondition(state)
                continue
            }
            machines[machine] = Machine(state)
            if let id = state.incident, let incident = book[id.number]?.incident, incident.ended == nil {
                book.change(id.number) { $0.machine = Int32(machine) }
                machines[machine].peak = Int8((incident.peak ?? incident.severity).rank)
            }
            if machines[machine].phase == .held { held.append(Int32(machine)) }
        }
    }

    func machinesByKey() -> [MachineKey: Int] {
        var result: [MachineKey: Int] = [:]
        for machine in plan.places.indices {
            let template = plan.templates[Int(plan.places[machine].template)]
            let key = MachineKey(hazard: plan.name(of: template, in: site), subject: subject(of: machine))
            result[key] = machine
        }
        return result
    }

    /// A device's last values and clock.
    private mutating func restoreSnapshot(_ row: SnapshotRow) {
        guard let device = numbering.devices[row.device] else { return }
        var reader = JournalReader(row.packed)
        while let entry = reader.next() {
            switch entry {
            case .readings(let message): restoreValues(of: device.position, message)
            case .command(let bytes):
                if restoreTrust(bytes, of: device.position) { break }
                if let clock = ClockState(packed: bytes) { decoder.clocks[device.position] = clock }
            case .session: break
            }
        }
    }

    private mutating func restoreValues(of device: Int, _ message: JournaledMessage) {
        for reading in message.readings {
            guard let slot = slot(of: device, point: reading.point) else { continue }
            _ = slots[slot].take(readingFrom(message, reading, device))
        }
    }

    /// One commit of the journal's tail, as far as values, windows and timers go; what it decided is in `live`.
    /// - Parameter heard: when each slot was last heard in the journal; the snapshot is ahead of its beginning.
    private mutating func replay(_ row: JournalRow, heard: inout ContiguousArray<Int64>) {
        var reader = JournalReader(row.packed)
        while let entry = reader.next() {
            guard case .readings(let message) = entry, let device = numbering.devices[message.device] else {
                continue
            }
            replay(message, device.position, heard: &heard)
        }
    }

    private mutating func replay(
        _ message: JournaledMessage, _ device: Int, heard: inout ContiguousArray<Int64>
    ) {
        let entry = plan.devices[device]
        var touched: UInt64 = 0
        var at = Int64.min
        var isLate = false
        for journaled in message.readings {
            guard let slot = slot(of: device, point: journaled.point) else { continue }
            let reading = readingFrom(message, journaled, device)
            replayTrust(reading, of: device)
            isLate = isLate || reading.isLate
            let local = slot - Int(entry.slotBase)
            if entry.windows >= 0 { replayWindow(reading, after: heard[slot], entry) }
            if entry.learned >= 0 { relearn(reading, after: heard[slot], entry) }
            heard[slot] = reading.receivedAt.milliseconds
            recallClock(of: device, reading)
            if !reading.isLate, reading.quality != .clockSuspect {
                decoder.clocks[device].remember(reading.observedAt)
            }
            guard
                reading.observedAt.milliseconds >= slots[slot].observedAt
                    || isLiveBehindLate(reading, slots[slot])
            else { continue }
            _ = slots[slot].take(reading)
            touched |= 1 << UInt64(local & 63)
            at = max(at, reading.observedAt.milliseconds)
        }
        if entry.learned >= 0 { learned[Int(entry.learned)].settle(at: message.observedAt) }
        guard touched != 0 else { return }
        if entry.presence >= 0 { touched |= replayPresence(message, of: device) }
        for machine in Int(entry.machineBase)..<Int(entry.machineBase + entry.machineCount)
        where plan.templates[Int(plan.places[machine].template)].mask & touched != 0 {
            machines[machine].lastAt = max(machines[machine].lastAt, at)
            machines[machine].lastNow = message.receivedAt.milliseconds
        }
        devices[device].windowAt = max(devices[device].windowAt, at)
        devices[device].windowNow = message.receivedAt.milliseconds
    }

    /// A clock that was right a moment before the end needs no second proof: without one, all that the broker kept for
    /// us meanwhile would be of an unknown time. One that was wrong is in the snapshot (`keepClock`).
    private mutating func recallClock(of device: Int, _ reading: Reading) {
        guard decoder.clocks[device].slowness == nil, !reading.isLate, reading.quality != .clockSuspect,
            site.profiles[Int(plan.devices[device].profile)].routes.contains(where: { $0.time != nil })
        else { return }
        let difference = reading.receivedAt - reading.observedAt
        guard difference <= ClockState.tolerance else { return }
        decoder.clocks[device] = ClockState(slowness: difference, lastObserved: reading.observedAt)
    }

    /// As when the reading came: late ones restart the windows, and so does a gap in which the point was stale.
    private mutating func replayWindow(
        _ reading: Reading, after heard: Int64, _ entry: HazardPlan.DeviceEntry
    ) {
        let set = Int(entry.windows)
        if reading.isLate {
            for spec in plan.windowSpecs[Int(entry.profile)] { windows[set].forget(spec.point) }
            return
        }
        let local = plan.localSlot(profile: entry.profile, point: reading.point)
        let staleAfter = plan.quality.staleAfter(profile: entry.profile, slot: local)
        if staleAfter > 0, heard != .min, reading.receivedAt.milliseconds &- heard >= staleAfter {
            windows[set].forget(reading.point)
        }
        if reading.quality == .stuck { return windows[set].forget(reading.point) }
        windows[set].add(point: reading.point, value: reading.value, observedAt: reading.observedAt)
    }

    private func slot(of device: Int, point number: UInt32) -> Int? {
        guard let point = numbering.points[number] else { return nil }
        let entry = plan.devices[device]
        let local = plan.localSlot(profile: entry.profile, point: point)
        return local < 0 ? nil : Int(entry.slotBase) + local
    }

    private func readingFrom(
        _ message: JournaledMessage, _ reading: JournaledReading, _ device: Int
    ) -> Reading {
        Reading(
            device: DeviceIndex(device), point: numbering.points[reading.point] ?? PointIndex(0),
            value: reading.value, observedAt: message.observedAt, receivedAt: message.receivedAt,
            quality: reading.quality, isLate: reading.isLate)
    }

    /// What was written down while our clock was ahead is no newer than now. A box without a battery that ran an hour
    /// fast until its clock was set while it was down would take everything for older than what it knows: smoke at
    /// 03:10 behind a value of 04:05, for an hour. Nothing is observed after it arrived, so a time beyond now proves it.
    ///
    /// As at the start behind it, so in the journal wherever our clock was set back: else the values of the hour ahead
    /// would stand over all that was said since, at every later start.
    private mutating func bringBack(to now: Int64) {
        for slot in slots.indices where slots[slot].isSet && slots[slot].receivedAt > now {
            slots[slot].receivedAt = now
            slots[slot].observedAt = min(slots[slot].observedAt, now)
        }
        for device in devices.indices {
            let known = decoder.clocks[device]
            if known.lastObserved.milliseconds > now {
                decoder.clocks[device] = ClockState(
                    slowness: known.slowness, lastObserved: Timestamp(milliseconds: now))
            }
            guard devices[device].windowNow > now || devices[device].windowAt > now else { continue }
            devices[device].windowNow = min(devices[device].windowNow, now)
            devices[device].windowAt = min(devices[device].windowAt, now)
            let entry = plan.devices[device]
            guard entry.windows >= 0 else { continue }
            for spec in plan.windowSpecs[Int(entry.profile)] {
                windows[Int(entry.windows)].forget(spec.point)
            }
        }
        for machine in machines.indices { machines[machine].bringBack(to: now) }
    }

    /// When the first message of a commit came; when it was written where there is none. What was kept for longer and
    /// taken late bears the time at which it came.
    private func beginning(of row: JournalRow) -> Int64 {
        var reader = JournalReader(row.packed)
        while let entry = reader.next() {
            guard case .readings(let message) = entry, message.receivedAt >= row.at + .minutes(-60) else {
                continue
            }
            return min(message.receivedAt, row.at).milliseconds
        }
        return row.at.milliseconds
    }

    /// Timers resume with what was left of them: the time we were blind does not count, the backlog will tell it.
    private mutating func resumeTimers(lastCommit: Timestamp?) {
        let blind = lastCommit.map { max(0, clock &- $0.milliseconds) } ?? 0
        for device in devices.indices { devices[device].windowNow &+= blind }
        for machine in machines.indices where machines[machine].phase != .idle {
            if machines[machine].lastAt != .min { machines[machine].lastNow &+= blind }
            let rule = self.rule(of: machine)
            machines[machine].resumeTimer(now: clock, rule: rule)
            if machines[machine].phase == .held {
                machines[machine].due = clock &+ Self.longestHold.other
            }
            scheduleTimer(of: machine)
        }
    }

    /// Open incidents count in their places again. Ended ones are forgotten by a restart.
    mutating func restoreTallies() {
        for number in book.numbers {
            guard let file = book[number], file.incident.ended == nil, file.machine >= 0 else { continue }
            let place = plan.places[Int(file.machine)]
            let template = plan.templates[Int(place.template)]
            guard !place.isZone, counts(Int(file.machine), hazardValue(of: Int(file.machine))),
                file.incident.origin == .real
            else { continue }
            let phase = machines[Int(file.machine)].phase
            for area in plan.areas(counting: Int(template.hazard), of: Int(place.subject)) {
                tallies[Int(area), Int(template.hazard)].raise(
                    device: place.subject,
                    at: file.incident.since.milliseconds &+ rule(of: Int(file.machine)).holdsFor,
                    incident: number)
                if phase != .active, phase != .quieting {
                    tallies[Int(area), Int(template.hazard)].setActive(false, device: place.subject)
                }
            }
        }
    }

    /// Waiting reports and report deadlines, from the incidents and the outbox.
    mutating func resumeDeliveryDeadlines() {
        for number in book.numbers {
            guard let file = book[number], file.incident.ended == nil else { continue }
            if let until = file.incident.shelvedUntil, until.milliseconds > clock {
                deadlines.schedule(.shelf(incident: number), at: until)
            }
            for destination in file.audience {
                let target = site.destinations[Int(destination)]
                guard !file.incident.isToldWithAnother(at: target.id) else { continue }
                guard file.incident.handling[target.id] == nil else {
                    watchTerms(number, destination)
                    continue
                }
                if case .confirmedOrAfter(let wait) = target.confirmation, !file.incident.isRefuted {
                    deadlines.schedule(
                        .confirmation(incident: number, destination: destination),
                        at: file.incident.raisedAt + wait)
                }
            }
        }
    }

    /// A device's last values and clock as `JournalWriter` packs them.
    func packedSnapshot(of device: Int) -> [UInt8] {
        let entry = plan.devices[device]
        var bytes: [UInt8] = []
        var values: [Reading] = []
        for local in 0..<Int(entry.slotCount) {
            let slot = slots[Int(entry.slotBase) + local]
            guard slot.isSet else { continue }
            values.append(
                Reading(
                    device: DeviceIndex(device), point: plan.profilePoints[Int(entry.profile)][local],
                    value: slot.value, observedAt: Timestamp(milliseconds: slot.observedAt),
                    receivedAt: Timestamp(milliseconds: slot.receivedAt), quality: slot.quality,
                    isLate: slot.isLate))
        }
        writer.append(values, to: &bytes)
        writer.append(
            command: decoder.clocks[device].packed, at: Timestamp(milliseconds: clock), to: &bytes)
        if let trust = packedTrust(of: device) {
            writer.append(command: trust, at: Timestamp(milliseconds: clock), to: &bytes)
        }
        return bytes
    }
}

extension ClockState {
    /// Slowness (`Int64.min`: not learnt) and last time, 16 bytes, little-endian.
    var packed: [UInt8] {
        [slowness?.milliseconds ?? .min, lastObserved.milliseconds].flatMap { number in
            withUnsafeBytes(of: number.littleEndian, Array.init)
        }
    }

    /// nil for anything `packed` does not give.
    init?(packed bytes: [UInt8]) {
        guard bytes.count == 16 else { return nil }
        let numbers = bytes.withUnsafeBytes { buffer in
            [0, 8].map { Int64(littleEndian: buffer.loadUnaligned(fromByteOffset: $0, as: Int64.self)) }
        }
        self.init(
            slowness: numbers[0] == .min ? nil : Interval(milliseconds: numbers[0]),
            lastObserved: Timestamp(milliseconds: numbers[1]))
    }
}
