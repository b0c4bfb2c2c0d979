/// Time passing: whatever falls due fires at its own time, in the same order on every run.
extension Engine {
    /// Lets time pass up to `now`. A time before the last one counts as the last one.
    package mutating func advance(to now: Timestamp, effects: inout Effects) {
        let target = max(now.milliseconds, clock)
        // A box that woke up in 1970 and is told the time has not lived through the years between: what falls due in
        // them falls due now, once.
        let isSet = target &- clock > Self.longestStep
        while let next = deadlines.next, next.milliseconds <= target {
            // What was due in the past fires now: the watch never goes back in time.
            clock = isSet ? target : max(clock, next.milliseconds)
            dueScratch.removeAll(keepingCapacity: true)
            while let due = deadlines.popDue(upTo: Timestamp(milliseconds: clock)) {
                dueScratch.append(due.key)
            }
            dueScratch.sort()
            let due = dueScratch
            for key in due { fire(key, effects: &effects) }
        }
        clock = target
    }

    /// Milliseconds from one turn to the next that can be lived through: 32 days. More is a clock that was set.
    static let longestStep: Int64 = 32 * 86_400_000

    private mutating func fire(_ key: DeadlineKey, effects: inout Effects) {
        switch key {
        case .drain(let session): lookAtDrain(of: Int(session), effects: &effects)
        case .stale(let device): lookAtStaleness(of: Int(device), effects: &effects)
        case .silence(let machine): lookAtSilence(ofMachine: Int(machine), effects: &effects)
        case .window(let device): lookAtWindows(of: Int(device), effects: &effects)
        case .machine(let machine): fireTimer(of: Int(machine), effects: &effects)
        case .sources(let machine): lookAtSources(of: Int(machine), effects: &effects)
        case .confirmation(let incident, let destination):
            confirmationOverdue(incident, destination, effects: &effects)
        case .report(let incident, let destination): lookAtTerms(incident, destination, effects: &effects)
        case .shelf(let incident): unshelve(incident, effects: &effects)
        case .losses: effects.losses.append(contentsOf: ledger.takeAll())
        case .snapshot: writeSnapshot(effects: &effects)
        case .poll(let line): lookAtPoll(ofLine: Int(line), effects: &effects)
        case .asking: askNextSlice(effects: &effects)
        case .registry: writeRegistry(effects: &effects)
        case .schedule(let schedule): turn(Int(schedule), effects: &effects)
        case .drill: lookAtDrill(effects: &effects)
        case .records: tellOverdue(effects: &effects)
        case .suppression: lookAtSuppressions(effects: &effects)
        case .response(let incident): lookAtResponse(incident, effects: &effects)
        case .screen: lookAtScreen(effects: &effects)
        case .times: writeTimesSlice(effects: &effects)
        case .storm: lookAtStorms(effects: &effects)
        }
    }

    /// A device has left the count of a `sources` by time alone.
    private mutating func lookAtSources(of machine: Int, effects: inout Effects) {
        let at = machines[machine].deviceTime(at: clock)
        evaluate(machine, at: at, inBacklog: false, effects: &effects)
        watchSources(of: machine, at: at)
        if !areaChanges.isEmpty { settleAreas(effects: &effects) }
    }

    // MARK: Windows

    /// Sets the time at which some window of the device could say something else without a reading.
    mutating func watchWindows(of device: Int, at: Int64) {
        devices[device].windowAt = max(devices[device].windowAt, at)
        devices[device].windowNow = clock
        let from = devices[device].windowAt
        let set = Int(plan.devices[device].windows)
        guard let next = windows[set].nextChange(after: Timestamp(milliseconds: from)) else { return }
        let due = clock &+ max(1, next.milliseconds &- from)
        guard due < devices[device].windowDue else { return }
        devices[device].windowDue = due
        deadlines.schedule(.window(device: Int32(device)), at: Timestamp(milliseconds: due))
    }

    private mutating func lookAtWindows(of device: Int, effects: inout Effects) {
        devices[device].windowDue = Machine.never
        let at = devices[device].windowAt &+ (clock &- devices[device].windowNow)
        let entry = plan.devices[device]
        for machine in Int(entry.machineBase)..<Int(entry.machineBase + entry.machineCount)
        where plan.templates[Int(plan.places[machine].template)].hasWindows {
            evaluate(machine, at: at, inBacklog: false, effects: &effects)
        }
        if !areaChanges.isEmpty { settleAreas(effects: &effects) }
        watchWindows(of: device, at: at)
    }

    // MARK: Staleness

    /// Points have become stale: the conditions that read them know less from now on.
    private mutating func lookAtStaleness(of device: Int, effects: inout Effects) {
        forget(markStale(device), of: device, effects: &effects)
    }

    /// Asks the conditions that read slots which have become stale, a bit each.
    mutating func forget(_ changed: UInt64, of device: Int, effects: inout Effects) {
        guard changed != 0 else { return }
        let entry = plan.devices[device]
        for machine in Int(entry.machineBase)..<Int(entry.machineBase + entry.machineCount)
        where plan.templates[Int(plan.places[machine].template)].mask & changed != 0 {
            let at = machines[machine].deviceTime(at: clock)
            evaluate(machine, at: at, inBacklog: false, effects: &effects)
        }
        if !areaChanges.isEmpty { settleAreas(effects: &effects) }
    }

    /// Marks the points without a newer reading, whose windows start anew, and sets when to look again.
    /// - Returns: a bit per slot that has become stale.
    mutating func markStale(_ device: Int) -> UInt64 {
        let entry = plan.devices[device]
        var changed: UInt64 = 0
        var next = Int64.max
        for local in 0..<Int(entry.slotCount) {
            let slot = Int(entry.slotBase) + local
            guard slots[slot].isSet, !slots[slot].isStale else { continue }
            let staleAfter = plan.quality.staleAfter(profile: entry.profile, slot: local)
            guard staleAfter > 0 else { continue }
            let due = slots[slot].receivedAt &+ staleAfter
            guard due <= clock else {
                next = min(next, due)
                continue
            }
            slots[slot].isStale = true
            changed |= 1 << UInt64(local & 63)
            if entry.windows >= 0 {
                windows[Int(entry.windows)].forget(plan.profilePoints[Int(entry.profile)][local])
            }
            if entry.learned >= 0 {
                learned[Int(entry.learned)].forget(plan.profilePoints[Int(entry.profile)][local])
            }
        }
        if next != .max, plan.quality.entries[Int(entry.profile)].isMixed {
            // A slot that goes stale sooner may get a reading in the meantime.
            next = min(next, clock &+ entry.staleAfter)
        }
        devices[device].watchesStale = next != .max
        if next != .max {
            deadlines.schedule(.stale(device: Int32(device)), at: Timestamp(milliseconds: next))
        }
        return changed
    }

    // MARK: Last values

    /// Devices per slice; a slice a second.
    static let snapshotSlice = 64
    static let snapshotEvery: Int64 = 1_000

    mutating func scheduleSnapshot() {
        snapshots.isScheduled = true
        deadlines.schedule(.snapshot, at: Timestamp(milliseconds: clock + Self.snapshotEvery))
    }

    private mutating func writeSnapshot(effects: inout Effects) {
        snapshots.isScheduled = false
        for _ in 0..<Self.snapshotSlice {
            guard let device = snapshots.take() else { return }
            writeSnapshot(of: Int(device), effects: &effects)
        }
        if !snapshots.isEmpty { scheduleSnapshot() }
    }

    private mutating func writeSnapshot(of device: Int, effects: inout Effects) {
        effects.snapshot.append(
            SnapshotRow(device: numbering.deviceNumbers[device], packed: packedSnapshot(of: device)))
        if plan.devices[device].learned >= 0 { storeLearned(of: device, effects: &effects) }
    }

    /// Writes down in the same commit what a device's clock is wrong by: of ten thousand devices the last is in the
    /// snapshot minutes later. A kill before that would leave a lift whose times run 20 min ahead, corrected so far, as
    /// one with a right clock, and what the broker keeps for us meanwhile would be judged by it.
    mutating func keepClock(of device: Int, effects: inout Effects) {
        decoder.clocks[device].isNews = false
        writeSnapshot(of: device, effects: &effects)
    }
}
