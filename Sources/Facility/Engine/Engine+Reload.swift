/// A new configuration put in force while the watch goes on.
///
/// What goes on is keyed by names: machines by (hazard id, device id), values by (device id, facility, point). A changed
/// threshold keeps `since` and is asked again at once; a changed `for` or `quiet_for` runs its timer anew from the
/// same `since`; a profile whose windows changed starts them unknown; what is gone ends as withdrawn.
extension Engine {
    /// - Parameters:
    ///   - site: a faultless one; whoever calls has checked it.
    ///   - numbering: the store's numbers of its devices and points.
    package mutating func reload(
        site next: Site, numbering: Numbering, now: Timestamp, effects: inout Effects
    ) {
        advance(to: now, effects: &effects)
        let old = self
        withdraw(missingIn: next, effects: &effects)
        take(next, numbering)
        carryDevices(from: old)
        carryMachines(from: old)
        carrySessions(from: old)
        tallies = ZoneTallies(hazards: site.hazards.count)
        restoreTallies()
        deadlines = DeadlineHeap()
        if !ledger.isEmpty {
            deadlines.schedule(.losses, at: Timestamp(milliseconds: clock + LossLedger.delay))
        }
        if !snapshots.isEmpty { scheduleSnapshot() }
        for number in book.numbers { chooseAudience(of: number) }
        resumeDeliveryDeadlines([])
        resumeDevices()
        polls = PollBook(site)
        resumePolls()
        effects.audit.append(
            AuditLine(
                at: Timestamp(milliseconds: clock), by: "gengfu", action: "reloaded", subject: site.id,
                detail: site.version))
        for machine in machines.indices {
            let rule = self.rule(of: machine)
            let at = machines[machine].deviceTime(at: clock)
            machines[machine].resumeTimer(now: clock, rule: rule)
            if machines[machine].phase == .held {
                machines[machine].due = clock + Self.longestHold.other
            } else {
                evaluate(machine, at: at, inBacklog: false, effects: &effects)
            }
            scheduleTimer(of: machine)
        }
        if !zoneChanges.isEmpty { settleZones(effects: &effects) }
        let waiting = old.pending.all
        pending = PendingBook()
        pending.number(after: old.pending.last)
        resumePending(waiting, effects: &effects)
    }

    /// Ends every open incident whose hazard, device or zone the new site does not have, and forgets the rows of
    /// machines that will not exist any more.
    private mutating func withdraw(missingIn next: Site, effects: inout Effects) {
        let nextPlan = HazardPlan(site: next)
        let nextIndex = SiteIndex(next)
        let staying = Set(
            nextPlan.places.map { place in
                MachineKey(
                    hazard: next.hazards[Int(nextPlan.templates[Int(place.template)].hazard)].id,
                    subject: place.isZone
                        ? next.zones[Int(place.subject)] : next.devices[Int(place.subject)].id)
            })
        for machine in machines.indices where machines[machine].phase != .idle {
            let key = MachineKey(hazard: site.hazards[hazard(of: machine)].id, subject: subject(of: machine))
            guard !staying.contains(key) else { continue }
            let reason = Self.reason(for: key, nextIndex, isZone: plan.places[machine].isZone)
            withdraw(machine, reason: reason, effects: &effects)
        }
        for number in book.numbers {
            guard let file = book[number], file.incident.ended == nil, file.machine < 0,
                nextIndex.hazard(file.incident.hazard) == nil || nextIndex.device(file.incident.device) == nil
            else { continue }
            let key = MachineKey(hazard: file.incident.hazard, subject: file.incident.device)
            withdraw(number, reason: Self.reason(for: key, nextIndex, isZone: false), effects: &effects)
        }
        zoneChanges.removeAll()
    }

    private mutating func withdraw(_ machine: Int, reason: String, effects: inout Effects) {
        let number = machines[machine].incident
        machines[machine].reset()
        keep(machine, effects: &effects)
        guard number != 0 else { return }
        book.change(number) { $0.machine = -1 }
        withdraw(number, reason: reason, effects: &effects)
    }

    private mutating func withdraw(_ number: Int64, reason: String, effects: inout Effects) {
        let now = Timestamp(milliseconds: clock)
        transition(number, observedAt: clock, note: reason, effects: &effects) {
            $0.incident.withdraw(reason: reason, at: now)
        }
    }

    /// In words a metric or a page can translate.
    private static func reason(for key: MachineKey, _ index: SiteIndex, isZone: Bool) -> String {
        if index.hazard(key.hazard) == nil { return "hazard_removed" }
        if isZone { return index.zone(key.subject) == nil ? "zone_removed" : "undecidable" }
        return index.device(key.subject) == nil ? "device_removed" : "undecidable"
    }

    private mutating func take(_ next: Site, _ numbering: Numbering) {
        site = next
        index = SiteIndex(next)
        self.numbering = numbering
        plan = HazardPlan(site: next)
        decoder = PayloadDecoder(profiles: next.profiles, devices: next.devices, points: next.points)
        writer = JournalWriter(numbering: numbering)
        rate = TokenBucket.Rate(perSecond: next.limits.messagesPerSecond, burst: next.limits.burst)
        slots = ContiguousArray(repeating: Slot(), count: plan.slotCount)
        trusts = ContiguousArray(repeating: SlotTrust(), count: plan.quality.trustCount)
        devices = ContiguousArray(repeating: DeviceState(), count: next.devices.count)
        machines = ContiguousArray(repeating: Machine(), count: plan.places.count)
        windows = Self.freshWindows(plan)
        snapshots = SnapshotQueue(devices: next.devices.count)
        scratch = ValueScratch(variables: plan.variableCount, windows: plan.windowCount)
        held.removeAll()
    }

    private mutating func carryDevices(from old: Engine) {
        for device in devices.indices {
            guard let was = old.index.device(site.devices[device].id) else { continue }
            var state = old.devices[was]
            state.watchesStale = false
            state.windowDue = Machine.never
            devices[device] = state
            decoder.clocks[device] = old.decoder.clocks[was]
            decoder.frameStreams.carry(device, from: old.decoder.frameStreams, was)
            snapshots.mark(device)
            let entry = plan.devices[device]
            let oldEntry = old.plan.devices[was]
            for local in 0..<Int(entry.slotCount) {
                let point = site.points[plan.profilePoints[Int(entry.profile)][local].position]
                guard
                    let slot = old.slot(ofDevice: was, named: point.name, site.facilities[point.facility].id)
                else { continue }
                slots[Int(entry.slotBase) + local] = old.slots[slot]
                carryTrust(of: device, local: local, from: old, was, slot: slot)
            }
            guard entry.windows >= 0, oldEntry.windows >= 0,
                Self.windowNames(plan, site, Int(entry.profile))
                    == Self.windowNames(old.plan, old.site, Int(oldEntry.profile)),
                site.points.map(\.name) == old.site.points.map(\.name)
            else { continue }
            windows[Int(entry.windows)] = old.windows[Int(oldEntry.windows)]
        }
    }

    private func slot(ofDevice device: Int, named name: String, _ facility: String) -> Int? {
        let entry = plan.devices[device]
        let local = plan.profilePoints[Int(entry.profile)].firstIndex {
            let point = site.points[$0.position]
            return point.name == name && site.facilities[point.facility].id == facility
        }
        return local.map { Int(entry.slotBase) + $0 }
    }

    private static func windowNames(_ plan: HazardPlan, _ site: Site, _ profile: Int) -> [String] {
        plan.windowSpecs[profile].map {
            "\($0.function) \(site.points[$0.point.position].name) \($0.duration.milliseconds)"
        }
    }

    private mutating func carryMachines(from old: Engine) {
        let oldMachines = old.machinesByKey()
        for machine in machines.indices {
            let key = MachineKey(hazard: site.hazards[hazard(of: machine)].id, subject: subject(of: machine))
            guard let was = oldMachines[key] else { continue }
            machines[machine] = old.machines[was]
            machines[machine].scheduled = Machine.never
            if machines[machine].phase == .held { held.append(Int32(machine)) }
            let number = machines[machine].incident
            if number != 0 { book.change(number) { $0.machine = Int32(machine) } }
        }
    }

    private mutating func carrySessions(from old: Engine) {
        sessions = Array(repeating: SessionState(), count: site.brokers.count * 2)
        brokers = Array(repeating: BrokerState(since: clock), count: site.brokers.count)
        for broker in site.brokers.indices {
            guard let was = old.site.brokers.firstIndex(where: { $0.id == site.brokers[broker].id }) else {
                continue
            }
            brokers[broker] = old.brokers[was]
            sessions[broker * 2] = old.sessions[was * 2]
            sessions[broker * 2 + 1] = old.sessions[was * 2 + 1]
        }
    }
}
