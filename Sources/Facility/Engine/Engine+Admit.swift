import Expressions

/// One more device while the watch goes on: every table grows at its end, nothing that is there moves.
///
/// Thus a device can be in force within the step that revealed it: its first message, its number, its registry row and
/// the incident it may raise are one commit, and no PUBACK leaves before.
extension Engine {
    /// Takes a device in, at once.
    /// - Returns: its position.
    @discardableResult
    mutating func admit(_ device: Device, effects: inout Effects) -> Int {
        let position = site.devices.count
        generation += 1
        site.devices.append(device)
        index.append(device: device.id)
        storms.reach = nil
        if let row = numbering.append(device.id) { effects.numbered.append(row) }
        writer.append(device: numbering.deviceNumbers[position])
        let (machineBase, slotBase) = (plan.places.count, plan.slotCount)
        plan.append(device, of: site)
        plan.tiePresence(of: position, parent: device.parent, in: site)
        plan.join(position, of: site)
        decoder.append(device, among: site.devices)
        slots.append(contentsOf: repeatElement(Slot(), count: plan.slotCount - slotBase))
        trusts.append(
            contentsOf: repeatElement(SlotTrust(), count: plan.quality.trustCount - trusts.count))
        machines.append(count: plan.places.count - machineBase)
        devices.append(DeviceState())
        if plan.devices[position].windows >= 0 {
            windows.append(WindowSet(plan.windowSpecs[Int(plan.devices[position].profile)]))
        }
        if plan.devices[position].learned >= 0 {
            learned.append(LearnedSet(plan.learnedSpecs[Int(plan.devices[position].profile)]))
        }
        times.append(contentsOf: repeatElement(DayTimes(), count: plan.times.count - times.count))
        snapshots.addDevice()
        joinCounts(position)
        resume(position)
        return position
    }

    /// Takes a device out of the judging, at once; the next reload or start takes it out of the tables.
    /// Its open incidents end as withdrawn.
    mutating func dismiss(_ device: Int, reason: String, effects: inout Effects) {
        let entry = plan.devices[device]
        let range = entry.machineBase..<entry.machineBase + entry.machineCount
        for machine in range {
            withdraw(machine: Int(machine), reason: reason, effects: &effects)
            for key in [DeadlineKey.machine(machine), .silence(machine: machine), .sources(machine: machine)]
            {
                deadlines.cancel(key)
            }
        }
        for number in book.numbers {
            guard let file = book[number], file.incident.ended == nil, file.machine < 0,
                file.incident.device == site.devices[device].id, file.incident.storm == nil
            else { continue }
            withdraw(number, reason: reason, effects: &effects)
        }
        deadlines.cancel(.stale(device: Int32(device)))
        deadlines.cancel(.window(device: Int32(device)))
        held.removeAll { range.contains($0) }
        asking.removeAll { range.contains($0) }
        leaveCounts(device)
        plan.dismiss(device)
        devices[device].isRetired = true
        generation += 1
        forgetStream(of: device, effects: &effects)
        lookAtPoll(of: device)
        leaveTallies(device, effects: &effects)
    }

    /// Takes a dismissed device that the tables still have back into the judging, at once.
    mutating func reinstate(_ device: Int) {
        plan.reinstate(device, of: site)
        joinCounts(device)
        devices[device].isRetired = false
        generation += 1
        resume(device)
        lookAtPoll(of: device)
    }

    /// What it raised counts for its places no more, whether a hazard counts sources or waits for a second trigger.
    private mutating func leaveTallies(_ device: Int, effects: inout Effects) {
        for hazard in plan.tallied.indices where plan.reaches[hazard] != 0 {
            for area in plan.areas.of(device) {
                if plan.tallied[hazard] { tallies[Int(area), hazard].remove(device: Int32(device)) }
                areaChanges.append(AreaChange(area: area, hazard: Int32(hazard), at: clock))
            }
        }
        settleAreas(effects: &effects)
    }
}
