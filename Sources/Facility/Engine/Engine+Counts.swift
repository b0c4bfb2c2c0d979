import Expressions

/// Counting devices by what they are now: how many are in a state, are not, and are not known to be.
///
/// *Unknown never raises*: while devices are unknown a count is a range, and a condition holds only if it does whatever
/// they are. *Unknown never clears*: once raised, a device counts as it was last known, so one that never had a part
/// in the danger cannot keep it open, and one that had cannot end it by falling silent.
///
/// ```
/// count("!pump.running") >= 2 of four pumps: two stand, one is unknown -> 2 or 3 -> holds
///                                            one stands, one is unknown -> 1 or 2 -> unknown
/// ```
extension Engine {
    /// The area a machine counts in; -1: it is not laid out.
    func area(of place: HazardPlan.Place, _ reach: Vicinity?) -> Int {
        if place.isZone { return Int(place.subject) }
        return Int(plan.area(reach ?? .zone, of: Int(place.subject)) ?? -1)
    }

    /// The value of a call that counts devices.
    /// - Parameters:
    ///   - window: its place in the scratch.
    ///   - asItWas: devices count as they were last known.
    func value(of count: DeviceCount, _ place: HazardPlan.Place, window: Int, asItWas: Bool) -> Value {
        let area = area(of: place, count.reach)
        // A device met late, whose neighbours nobody has laid out yet.
        guard area >= 0 else { return .unknown }
        if count.form == .all { return isAll(count, area, asItWas: asItWas) }
        guard count.isCondition else {
            let found = independentSources(area, count.hazards, at: clock, within: .min)
            return count.form == .any ? .bool(found > 0) : .int(Int64(found))
        }
        let known = counts[area, Int(count.hazards[0])]
        let least = asItWas ? known.active : known.yes
        if count.form == .any {
            return least > 0 ? .bool(true) : known.unknown > 0 && !asItWas ? .unknown : .bool(false)
        }
        if known.unknown > 0, !asItWas {
            scratch.open.append((window, Int64(least), Int64(least + known.unknown)))
        }
        return .int(Int64(least))
    }

    /// Nobody may deny it, and nobody may be unknown; where there is nobody nothing is known.
    private func isAll(_ count: DeviceCount, _ area: Int, asItWas: Bool) -> Value {
        var isUnknown = false
        for hazard in count.hazards {
            let known = counts[area, Int(hazard)]
            if known.no > 0 { return .bool(false) }
            isUnknown = isUnknown || known.tellers == 0 || (asItWas ? known.active == 0 : known.unknown > 0)
        }
        return isUnknown ? .unknown : .bool(true)
    }

    /// Values of ranges tried at most; of wider ones their ends.
    static let triedValues = 64

    /// The answer for every number that the counts could be: unknown where they disagree.
    func openTruth(of condition: BoundCondition) -> Truth {
        let open = scratch.open
        let isWide =
            open.reduce(1) { min($0 * Int($1.high - $1.low + 1), Self.triedValues + 1) } > Self.triedValues
        var answer: Truth?
        var steps = open.map { _ in Int64(0) }
        // What stays laid out, for whoever asks why, is what is known.
        defer { for range in open { scratch.windows[range.window] = .int(range.low) } }
        while true {
            for (range, step) in zip(open, steps) { scratch.windows[range.window] = .int(range.low + step) }
            let truth = condition.ask(
                UnsafeBufferPointer(scratch.variables), UnsafeBufferPointer(scratch.windows),
                UnsafeBufferPointer(scratch.said))
            if truth != .yes && truth != .no || answer != nil && answer != truth { return .unknown }
            answer = truth
            // The next of all combinations, the first range fastest.
            var position = 0
            while position < open.count {
                let width = open[position].high - open[position].low
                steps[position] += isWide ? width : 1
                if steps[position] <= width { break }
                steps[position] = 0
                position += 1
            }
            if position == open.count { return answer ?? .unknown }
        }
    }

    // MARK: Keeping count

    /// What a machine adds to the counts of its areas.
    private func standing(of machine: Int) -> UInt8 {
        let own = machines[machine]
        // An exercise counts in no place.
        let isActive = (own.phase == .active || own.phase == .quieting) && !isExercise(own.incident)
        let active = isActive ? DeviceCounts.Bit.active : 0
        guard plan.templates[Int(plan.places[machine].template)].isCondition else {
            // A hazard's incident is there or not; that no sign of it is known is no denial.
            if isActive { return active | DeviceCounts.Bit.yes }
            return own.truth == .unknown ? DeviceCounts.Bit.unknown : 0
        }
        switch own.truth {
        case .yes: return active | DeviceCounts.Bit.yes
        case .no: return active
        default: return active | DeviceCounts.Bit.unknown
        }
    }

    /// Tells the areas of a machine's device what has changed of it.
    mutating func recount(_ machine: Int, inBacklog: Bool) {
        let (was, now) = (machines[machine].counted, standing(of: machine))
        guard was != now else { return }
        machines[machine].counted = now
        let place = plan.places[machine]
        let hazard = plan.templates[Int(place.template)].hazard
        for area in plan.areas.of(Int(place.subject))
        where plan.reaches[Int(hazard)] & plan.areas.bits[Int(area)] != 0 {
            counts.change(area: Int(area), hazard: Int(hazard), from: was, to: now)
            areaChanges.append(
                AreaChange(area: area, hazard: hazard, at: machines[machine].lastAt, inBacklog: inBacklog))
        }
    }

    /// Counts everything anew: after a restart and a reload. Nobody is told.
    mutating func recountAll() {
        counts = DeviceCounts(hazards: plan.tallied.count)
        guard plan.isStanding.contains(true) else { return }
        for device in plan.devices.indices { joinCounts(device) }
    }

    /// A device is there: what it is counts.
    mutating func joinCounts(_ device: Int) {
        forEachCounted(of: device) { engine, machine, area, hazard in
            engine.counts.join(area: area, hazard: hazard, engine.standing(of: machine))
            engine.machines[machine].counted = engine.standing(of: machine)
        }
    }

    /// A device goes.
    mutating func leaveCounts(_ device: Int) {
        forEachCounted(of: device) { engine, machine, area, hazard in
            engine.counts.leave(area: area, hazard: hazard, engine.machines[machine].counted)
        }
    }

    private mutating func forEachCounted(
        of device: Int, _ body: (inout Engine, _ machine: Int, _ area: Int, _ hazard: Int) -> Void
    ) {
        let entry = plan.devices[device]
        for machine in Int(entry.machineBase)..<Int(entry.machineBase + entry.machineCount) {
            let template = plan.templates[Int(plan.places[machine].template)]
            guard template.isCounted else { continue }
            for area in plan.areas(counting: Int(template.hazard), of: device) {
                body(&self, machine, Int(area), Int(template.hazard))
            }
        }
    }

    /// Asks every condition that others count, at a start and after a reload: who counts must not see half of it, and
    /// is asked afterwards in any case.
    mutating func askConditions(effects: inout Effects) {
        guard !plan.conditionsCounted.isEmpty else { return }
        for machine in machines.indices
        where plan.templates[Int(plan.places[machine].template)].isCondition {
            let at = machines[machine].deviceTime(at: clock)
            evaluate(machine, at: at, inBacklog: false, effects: &effects)
        }
        areaChanges.removeAll(keepingCapacity: true)
    }

    // MARK: Conditions in the store

    /// Writes the row of a condition that somebody counts: since when it is so, as far as a restart must know it. It
    /// waits for the batch's commit: nobody is told of it by itself.
    mutating func keepCondition(
        _ machine: Int, _ template: HazardPlan.Template, effects: inout Effects
    ) {
        let isActive = machines[machine].phase == .active
        let since = Timestamp(milliseconds: machines[machine].lastAt)
        effects.live.append(
            LiveRow(
                hazard: plan.name(of: template, in: site), subject: subject(of: machine),
                state: isActive ? .pending(since: since, evidence: 0) : nil))
    }
}

extension Machine {
    /// Takes up the row of a condition that somebody counts.
    mutating func takeUpCondition(_ state: MachineState) {
        guard case .pending = state else { return }
        phase = .active
    }
}
