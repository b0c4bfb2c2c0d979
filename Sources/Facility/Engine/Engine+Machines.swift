import Expressions

/// Asking conditions and moving machines.
extension Engine {
    /// Asks a machine's condition and hands it the answer.
    mutating func evaluate(_ machine: Int, at: Int64, inBacklog: Bool, effects: inout Effects) {
        let place = plan.places[machine]
        let template = plan.templates[Int(place.template)]
        let truth: Truth
        if template.choiceCount > 1 {
            // Whether stronger evidence joins is asked anew.
            if machines[machine].phase == .active { machines[machine].due = Machine.never }
            truth = weigh(machine, template, place, at: at)
        } else if template.condition >= 0 {
            let asked = self.truth(of: Int(template.condition), place, at: at)
            truth =
                asked.isUnknown && machines[machine].incident != 0
                ? endTruth(of: machine, Int(template.condition), place, at: at) : asked
        } else {
            truth = silenceTruth(of: machine)
        }
        defer {
            if template.choiceCount > 1 { strengthen(machine, effects: &effects) }
            if template.isCounted { recount(machine, inBacklog: inBacklog) }
        }
        if template.course >= 0 {
            return evaluateCourse(machine, template, truth, at: at, inBacklog: inBacklog, effects: &effects)
        }
        var suppressed = false
        if template.unless >= 0, truth.isYes {
            suppressed = self.truth(of: Int(template.unless), place, at: at).isYes
        }
        // A condition that is only counted is raised by nobody; what counts it waits for the end of a drain.
        observe(
            machine, truth, suppressed: suppressed, at: at, inBacklog: inBacklog && !template.isCondition,
            effects: &effects)
    }

    /// The condition's answer; an expression that fails knows nothing.
    /// - Parameters:
    ///   - isLiveAlone: what was taken late is left aside.
    ///   - lastWordsBefore: by the devices' time; what was said before and is stale counts as said. `min`: unknown.
    mutating func truth(
        of condition: Int, _ place: HazardPlan.Place, at: Int64, isLiveAlone: Bool = false,
        lastWordsBefore: Int64 = .min
    ) -> Truth {
        let base = place.isZone ? 0 : Int(plan.devices[Int(place.subject)].slotBase)
        for position in plan.conditions[condition].variables {
            let binding = plan.bindings[position]
            let slot = base + Int(binding.slot)
            let variable = Int(binding.variable)
            // Field by field: a slot asked as a whole is copied, and its value with it.
            guard binding.slot >= 0 else {
                scratch.variables[variable] = .unknown
                scratch.said[variable] = false
                continue
            }
            let isUnknown =
                (slots[slot].isStale && slots[slot].observedAt >= lastWordsBefore)
                || slots[slot].quality.isUnknown || (isLiveAlone && slots[slot].isLate)
            if isUnknown {
                scratch.variables[variable] = .unknown
            } else {
                scratch.variables[variable] = slots[slot].value
            }
            scratch.said[variable] = slots[slot].observedAt != Slot.neverSet
        }
        if plan.conditions[condition].hasWindows {
            fillWindows(
                of: plan.conditions[condition], place, at: at, asItWas: lastWordsBefore != .min)
            if plan.conditions[condition].countsConditions, !scratch.open.isEmpty {
                return openTruth(of: plan.conditions[condition])
            }
        }
        // The program alone: a condition asked as a whole is counted.
        let truth = plan.conditions[condition].program._withUnsafeGuaranteedRef {
            $0.truth(
                variables: UnsafeBufferPointer(scratch.variables),
                windows: UnsafeBufferPointer(scratch.windows), said: UnsafeBufferPointer(scratch.said))
        }
        if case .error = truth {
            counters.evaluationErrors += 1
            return .unknown
        }
        return truth
    }

    mutating func fillWindows(
        of condition: BoundCondition, _ place: HazardPlan.Place, at: Int64, asItWas: Bool = false
    ) {
        if condition.countsConditions { scratch.open.removeAll(keepingCapacity: true) }
        for index in condition.windows.indices {
            switch condition.windows[index] {
            case .set(let call):
                let set = Int(plan.devices[Int(place.subject)].windows)
                scratch.windows[index] = windows[set].value(Int(call), at: Timestamp(milliseconds: at))
            case .sources(let hazards, let duration, let reach):
                let area = area(of: place, reach)
                // A device that stands alone has no second witness, and is none of its own.
                let isAlone = area < 0 || plan.areas.list[area].isAlone
                let count = isAlone ? 0 : independentSources(area, hazards, at: at, within: duration)
                scratch.windows[index] = .int(Int64(count))
            case .counted(let count):
                scratch.windows[index] = value(of: count, place, window: index, asItWas: asItWas)
            case .learned(let call):
                let set = Int(plan.devices[Int(place.subject)].learned)
                scratch.windows[index] =
                    set < 0 ? .unknown : learnedValue(Int(call), set, at: Timestamp(milliseconds: at))
            case .unknown: scratch.windows[index] = .unknown
            }
        }
    }

    /// Hands a machine its truth and does what it asks for.
    mutating func observe(
        _ machine: Int, _ truth: Truth, suppressed: Bool, isOver: Bool? = nil, at: Int64, inBacklog: Bool,
        effects: inout Effects
    ) {
        // Nearly always it is idle and stays so.
        if !truth.isYes || suppressed,
            machines.note(truth, suppressed: suppressed, at: at, now: clock, of: machine)
        {
            return
        }
        let rule = self.rule(of: machine)
        let action = machines[machine].observe(
            truth, suppressed: suppressed, isOver: isOver, at: at, now: clock, rule: rule,
            inBacklog: inBacklog)
        if machines[machine].phase == .held {
            hold(machine, inBacklog: inBacklog, effects: &effects)
        } else if action != .nothing {
            perform(action, of: machine, effects: &effects)
        }
        if action == .moved { keep(machine, effects: &effects) }
        if machines[machine].phase == .active, truth.isYes { makeLive(machine, at: at, effects: &effects) }
        scheduleTimer(of: machine)
    }

    /// The device says live what was filed as history: it burns still, and everybody must hear of it.
    private mutating func makeLive(_ machine: Int, at: Int64, effects: inout Effects) {
        let number = machines[machine].incident
        guard !isTakingLate, let incident = book[number]?.incident, incident.isHistoric, incident.ended == nil
        else { return }
        let condition = conditionPosition(of: machine)
        guard condition >= 0,
            truth(of: condition, plan.places[machine], at: at, isLiveAlone: true) == .yes
        else { return }
        book.change(number) { $0.incident.isHistoric = false }
        chooseAudience(of: number)
        tally(machine, isActive: true)
        transition(number, observedAt: at, effects: &effects) { $0.incident.becomeActive() }
    }

    /// The heap holds one entry per machine, never later than its timer; a timer that moves back costs nothing.
    mutating func scheduleTimer(of machine: Int) {
        guard machines[machine].due < machines[machine].scheduled else { return }
        machines[machine].scheduled = machines[machine].due
        deadlines.schedule(.machine(Int32(machine)), at: Timestamp(milliseconds: machines[machine].due))
    }

    /// A machine's timer has run out, or was moved back meanwhile.
    mutating func fireTimer(of machine: Int, effects: inout Effects) {
        machines[machine].scheduled = Machine.never
        guard machines[machine].due <= clock else { return scheduleTimer(of: machine) }
        if machines[machine].phase == .held {
            release(machine, effects: &effects)
        } else {
            evaluate(
                machine, at: machines[machine].deviceTime(at: clock), inBacklog: false, effects: &effects)
        }
        if !areaChanges.isEmpty { settleAreas(effects: &effects) }
    }

    /// Writes the machine's row of `live`. Where there is an incident the batch is committed at once.
    ///
    /// A sign that begins to hold, or stops before its time, is nothing that anybody hears of yet: 500 lifts at 50 messages/s
    /// made 50 commits a second of it, some 30 GB written a day.
    mutating func keep(_ machine: Int, effects: inout Effects) {
        let place = plan.places[machine]
        let template = plan.templates[Int(place.template)]
        if template.isCondition { return keepCondition(machine, template, effects: &effects) }
        if template.isCounted { recount(machine, inBacklog: false) }
        let id = machines[machine].incident == 0 ? nil : book[machines[machine].incident]?.incident.id
        effects.live.append(
            LiveRow(
                hazard: site.hazards[Int(template.hazard)].id, subject: subject(of: machine),
                state: machines[machine].state(evidence: evidencePosition(of: machine), incident: id)))
        if id != nil { effects.isUrgent = true }
        settleTrial(of: machine, effects: &effects)
        if template.asksLearned != 0 { settleFrost(of: Int(place.subject), effects: &effects) }
    }

    // MARK: Raises that wait for the end of a drain

    /// How long a held raise waits at most: a fire must be out within 10 s of its arrival.
    static let longestHold: (lifeSafety: Int64, other: Int64) = (2_000, 30_000)

    private mutating func hold(_ machine: Int, inBacklog: Bool, effects: inout Effects) {
        if !inBacklog { return release(machine, effects: &effects) }
        guard !held.contains(Int32(machine)) else { return }
        held.append(Int32(machine))
        let isLifeSafety = site.hazards[hazard(of: machine)].isLifeSafety
        machines[machine].due = clock + (isLifeSafety ? Self.longestHold.lifeSafety : Self.longestHold.other)
    }

    /// Raises what was held: as history when its condition is over, else as what it is.
    mutating func release(_ machine: Int, effects: inout Effects) {
        held.removeAll { $0 == Int32(machine) }
        let rule = self.rule(of: machine)
        let action = machines[machine].release(now: clock, rule: rule)
        if action != .nothing { perform(action, of: machine, effects: &effects) }
        scheduleTimer(of: machine)
    }

    // MARK: What a machine asks for

    private mutating func perform(_ action: Machine.Action, of machine: Int, effects: inout Effects) {
        if plan.templates[Int(plan.places[machine].template)].isCondition {
            return keep(machine, effects: &effects)
        }
        switch action {
        case .nothing, .moved: return
        case .raise(let since):
            raise(machine, since: since, isHistoric: isTakingLate, effects: &effects)
        case .raiseHistoric(let since, let quietAt):
            held.removeAll { $0 == Int32(machine) }
            raise(machine, since: since, isHistoric: true, effects: &effects)
            if quietAt != nil { endCondition(of: machine, effects: &effects) }
        case .quiet, .refutedOver:
            endCondition(of: machine, effects: &effects)
        case .raiseRival(let since): raiseRival(of: machine, since: since, effects: &effects)
        case .expired: expire(machine, effects: &effects)
        case .reopen: reopen(machine, effects: &effects)
        case .activeAgain:
            let number = machines[machine].incident
            tally(machine, isActive: true)
            transition(number, observedAt: machines[machine].lastAt, effects: &effects) {
                $0.incident.becomeActive()
            }
            callRollAgain(number, machine, hazardValue(of: machine), effects: &effects)
        }
        keep(machine, effects: &effects)
    }

    /// The machine went quiet: the incident with it. A machine that is idle again forgets its incident.
    private mutating func endCondition(of machine: Int, effects: inout Effects) {
        let number = machines[machine].incident
        tally(machine, isActive: false)
        let now = Timestamp(milliseconds: clock)
        transition(number, observedAt: machines[machine].lastAt, effects: &effects) {
            $0.incident.becomeQuiet(at: now)
        }
        endRollCall(number, effects: &effects)
        // A latch without an open incident (a changed severity, one too many) would wait for nobody.
        let isOver = book[number].map { $0.incident.ended != nil } ?? true
        if isOver, machines[machine].phase == .latched { machines[machine].reset() }
        letGo(of: machine)
    }

    /// A machine that is idle again forgets its incident; one that rests may still open it again.
    mutating func letGo(of machine: Int) {
        let number = machines[machine].incident
        switch machines[machine].phase {
        case .idle:
            machines[machine].incident = 0
            machines[machine].peak = -1
        case .resting: machines[machine].peak = -1
        default: return
        }
        if number != 0 { book.change(number) { $0.machine = -1 } }
    }
}
