import Expressions

/// A new configuration put in force while the watch goes on.
///
/// What goes on is keyed by names: machines by (hazard id, device id), values by (device id, facility, point). A changed
/// threshold keeps `since` and is asked again at once; a changed `for` or `quiet_for` runs its timer anew from the
/// same `since`; a profile whose windows changed starts them unknown; what is gone ends as withdrawn. Machines whose
/// question did not change are not asked: nothing they read is different.
extension Engine {
    /// Prepares and puts in force in one go: for tests, replays and whoever has time.
    /// - Parameters:
    ///   - site: a faultless one; whoever calls has checked it.
    ///   - numbering: the store's numbers of its devices and points.
    package mutating func reload(
        site next: Site, numbering: Numbering, now: Timestamp, effects: inout Effects
    ) {
        let prepared = PreparedSite(next, numbering: numbering, after: outline)
        let isTaken = reload(prepared, now: now, effects: &effects)
        precondition(isTaken, "the outline was taken a moment ago")
    }

    /// Puts a prepared site in force. Afterwards `prepared` holds the old tables; let it go elsewhere.
    /// - Returns: false when the engine's tables changed since the preparation: prepare again.
    package mutating func reload(
        _ prepared: PreparedSite, now: Timestamp, effects: inout Effects
    ) -> Bool {
        guard prepared.generation == generation else { return false }
        advance(to: now, effects: &effects)
        writeAllTimes(effects: &effects)
        let passage = prepared.passage
        withdrawMissing(passage, prepared.index, effects: &effects)
        for device in decoder.frameStreams.waiting where passage.deviceTo[device] < 0 {
            forgetStream(of: device, effects: &effects)
        }
        let (wereTallied, wereReached) = (plan.tallied, plan.reaches)
        moveDevices(into: prepared)
        moveMachines(into: prepared)
        prepared.deadlines = renamedDeadlines(prepared)
        let unasked = asking.compactMap { machine in
            passage.machineTo[Int(machine)] >= 0 ? passage.machineTo[Int(machine)] : nil
        }
        let oldTallies = tallies
        tallies = AreaTallies(hazards: 0)
        let oldSnapshots = snapshots
        exchange(prepared)
        layFrostEverywhere()
        generation += 1
        carrySessions(from: prepared.site)
        carrySnapshots(oldSnapshots, passage)
        tallies = oldTallies.moved(
            hazards: plan.tallied.count, hazard: { passage.hazardTo[$0] },
            device: { passage.deviceTo[Int($0)] },
            areas: { [plan] device, hazard in plan.areas(counting: hazard, of: device) })
        recountAll()
        askConditions(effects: &effects)
        held = held.compactMap { machine in
            passage.machineTo[Int(machine)] >= 0 ? passage.machineTo[Int(machine)] : nil
        }
        for number in book.numbers {
            book.change(number) { file in
                if file.machine >= 0 { file.machine = passage.machineTo[Int(file.machine)] }
            }
            chooseAudience(of: number)
        }
        if wereTallied != plan.tallied || wereReached != plan.reaches { restoreTallies() }
        resumeDeliveryDeadlines()
        resumeResponses()
        resumePolls()
        resumeSchedules()
        resumeStorms(effects: &effects)
        effects.audit.append(
            AuditLine(
                at: Timestamp(milliseconds: clock), by: "gengfu", action: "reloaded", subject: site.id,
                detail: site.version))
        for device in passage.toResume { resume(Int(device)) }
        asking = unasked + passage.toAsk
        askNextSlice(effects: &effects)
        carryPending(effects: &effects)
        takeMaintenance(effects: &effects)
        tellOverdue(effects: &effects)
        return true
    }

    // MARK: What goes

    /// Ends every open incident whose hazard, device or zone the new site does not have, and forgets the rows of
    /// machines that will not exist any more.
    private mutating func withdrawMissing(
        _ passage: SitePassage, _ next: SiteIndex, effects: inout Effects
    ) {
        for machine in passage.reasons.keys.sorted() where machines[Int(machine)].phase != .idle {
            let reason = passage.reasons[machine] ?? .undecidable
            withdraw(machine: Int(machine), reason: reason.rawValue, effects: &effects)
        }
        for number in book.numbers {
            // What an outage is filed under is one of many; whether it goes its cause decides (`resumeStorms`).
            guard let file = book[number], file.incident.ended == nil, file.machine < 0,
                file.incident.device != site.id, file.incident.storm == nil
            else { continue }
            let hazard =
                next.hazard(file.incident.hazard) != nil || OwnHazard(rawValue: file.incident.hazard) != nil
            let device = next.device(file.incident.device) != nil
            guard !hazard || !device else { continue }
            let reason = SitePassage.reason(hazard: hazard, isZone: false, subject: device)
            withdraw(number, reason: reason.rawValue, effects: &effects)
        }
        areaChanges.removeAll()
    }

    /// Resets a machine that will not be asked any more and ends its incident.
    mutating func withdraw(machine: Int, reason: String, effects: inout Effects) {
        let number = machines[machine].incident
        machines[machine].reset()
        keep(machine, effects: &effects)
        guard number != 0, book[number]?.incident.ended == nil else { return }
        book.change(number) { $0.machine = -1 }
        withdraw(number, reason: reason, effects: &effects)
    }

    mutating func withdraw(_ number: Int64, reason: String, effects: inout Effects) {
        let now = Timestamp(milliseconds: clock)
        transition(number, observedAt: clock, note: reason, effects: &effects) {
            $0.incident.withdraw(reason: reason, at: now)
        }
    }

    // MARK: What goes on

    private mutating func moveDevices(into next: PreparedSite) {
        let passage = next.passage
        for device in next.devices.indices {
            let was = Int(passage.deviceFrom[device])
            guard was >= 0 else { continue }
            let pair = passage.pairs[Int(passage.pairOf[device])]
            next.devices[device] = devices[was]
            if !pair.keepsStaleness { next.devices[device].watchesStale = false }
            next.decoder.clocks[device] = decoder.clocks[was]
            next.decoder.frameStreams.carry(device, from: decoder.frameStreams, was)
            let (base, oldBase) = (
                Int(next.plan.devices[device].slotBase), Int(plan.devices[was].slotBase)
            )
            for local in pair.slots.indices where pair.slots[local] >= 0 {
                swap(&next.slots[base + local], &slots[oldBase + Int(pair.slots[local])])
                carryTrust(of: was, slot: Int(pair.slots[local]), to: next, device, slot: local)
            }
            carryLearned(of: was, to: next, device)
            let (set, oldSet) = (Int(next.plan.devices[device].windows), Int(plan.devices[was].windows))
            guard pair.keepsWindows, set >= 0, oldSet >= 0 else {
                next.devices[device].windowDue = Machine.never
                continue
            }
            next.windows[set].takeReadings(of: &windows[oldSet])
        }
    }

    private func moveMachines(into next: PreparedSite) {
        for (machine, was) in next.passage.machineFrom.enumerated() where was >= 0 {
            next.machines[machine] = machines[Int(was)]
        }
        for machine in next.passage.toAsk { next.machines[Int(machine)].scheduled = Machine.never }
    }

    /// Timers of what is asked anew are set when it is; those of destinations from their incidents.
    private func renamedDeadlines(_ next: PreparedSite) -> DeadlineHeap<DeadlineKey> {
        let passage = next.passage
        var isAsked = [Bool](repeating: false, count: next.machines.count)
        for machine in passage.toAsk { isAsked[Int(machine)] = true }
        func machine(_ was: Int32) -> Int32? {
            let machine = passage.machineTo[Int(was)]
            return machine >= 0 && !isAsked[Int(machine)] ? machine : nil
        }
        func device(_ was: Int32, _ keeps: (SitePassage.ProfilePair) -> Bool) -> Int32? {
            let device = passage.deviceTo[Int(was)]
            guard device >= 0, keeps(passage.pairs[Int(passage.pairOf[Int(device)])]) else { return nil }
            return device
        }
        return deadlines.renamed { key in
            switch key {
            case .stale(let was): device(was, \.keepsStaleness).map { .stale(device: $0) }
            case .window(let was): device(was, \.keepsWindows).map { .window(device: $0) }
            case .silence(let was): machine(was).map { .silence(machine: $0) }
            case .machine(let was): machine(was).map { .machine($0) }
            case .sources(let was): machine(was).map { .sources(machine: $0) }
            case .confirmation, .report, .shelf, .asking, .poll, .schedule, .response, .screen: nil
            case .drain, .losses, .snapshot, .registry, .drill, .suppression, .records, .times, .storm:
                key
            }
        }
    }

    /// The new tables come in, the old ones stay in `prepared`.
    private mutating func exchange(_ prepared: PreparedSite) {
        swap(&site, &prepared.site)
        swap(&index, &prepared.index)
        swap(&numbering, &prepared.numbering)
        swap(&plan, &prepared.plan)
        prepared.decoder.gathering.pseudonyms = decoder.gathering.pseudonyms
        swap(&decoder, &prepared.decoder)
        swap(&writer, &prepared.writer)
        swap(&slots, &prepared.slots)
        swap(&trusts, &prepared.trusts)
        swap(&devices, &prepared.devices)
        swap(&machines, &prepared.machines)
        swap(&windows, &prepared.windows)
        swap(&learned, &prepared.learned)
        swap(&scratch, &prepared.scratch)
        swap(&polls, &prepared.polls)
        swap(&deadlines, &prepared.deadlines)
        times = ContiguousArray(repeating: DayTimes(), count: plan.times.count)
        timesDay = LocalDay()
        rate = TokenBucket.Rate(perSecond: site.limits.messagesPerSecond, burst: site.limits.burst)
    }

    private mutating func carrySnapshots(_ old: SnapshotQueue, _ passage: SitePassage) {
        snapshots = SnapshotQueue(devices: site.devices.count)
        snapshots.isScheduled = old.isScheduled
        for device in old.waiting where passage.deviceTo[Int(device)] >= 0 {
            snapshots.mark(Int(passage.deviceTo[Int(device)]))
        }
        if !snapshots.isEmpty, !snapshots.isScheduled { scheduleSnapshot() }
    }

    private mutating func carrySessions(from oldSite: Site) {
        let (oldSessions, oldBrokers) = (sessions, brokers)
        sessions = Array(repeating: SessionState(), count: site.brokers.count * 2)
        brokers = Array(repeating: BrokerState(since: clock), count: site.brokers.count)
        for broker in site.brokers.indices {
            guard let was = oldSite.brokers.firstIndex(where: { $0.id == site.brokers[broker].id }) else {
                continue
            }
            brokers[broker] = oldBrokers[was]
            sessions[broker * 2] = oldSessions[was * 2]
            sessions[broker * 2 + 1] = oldSessions[was * 2 + 1]
        }
    }

    // MARK: Asking anew

    /// Machines asked per slice, and the gateway's milliseconds between two: a changed hazard of a whole compound is
    /// asked within a second, and no message waits for more than one slice.
    static let askingSlice = 1_024
    static let askingEvery: Int64 = 5

    /// Asks the next machines whose question changed. Deterministic: its deadlines are the clock's.
    mutating func askNextSlice(effects: inout Effects) {
        let slice = asking.prefix(Self.askingSlice)
        asking.removeFirst(slice.count)
        for machine in slice { ask(Int(machine), effects: &effects) }
        if !areaChanges.isEmpty { settleAreas(effects: &effects) }
        guard !asking.isEmpty else { return }
        deadlines.schedule(.asking, at: Timestamp(milliseconds: clock + Self.askingEvery))
    }

    private mutating func ask(_ machine: Int, effects: inout Effects) {
        let template = plan.templates[Int(plan.places[machine].template)]
        let at = machines[machine].deviceTime(at: clock)
        withdrawOtherMode(machine, effects: &effects)
        machines[machine].resumeTimer(now: clock, rule: rule(of: machine))
        if machines[machine].phase == .held {
            machines[machine].due = clock + Self.longestHold.other
        } else {
            evaluate(machine, at: at, inBacklog: false, effects: &effects)
        }
        if template.readsSources { watchSources(of: machine, at: at) }
        if template.silence > 0 { watchSilence(of: machine) }
        scheduleTimer(of: machine)
    }
}
