import Expressions

/// Hazards with several evidences at a device that can give more than one of them.
///
/// The strongest that is known decides; one marked `beside` raises by itself as well. What raised an incident must
/// be known to be over, or be overruled by something stronger, before the incident ends: unknown never clears.
///
/// A lift gives `car.trapped` and, weaker, occupancy and movement. Until the first word about trapped people the
/// movement decides; from then on the lift's own judgement does.
extension Engine {
    /// The truth of a machine with a choice of evidence; notes which one holds.
    mutating func weigh(
        _ machine: Int, _ template: HazardPlan.Template, _ place: HazardPlan.Place, at: Int64
    ) -> Truth {
        let own = machines[machine].isRaised ? machines[machine].evidence : -1
        var ownTruth: Truth?
        var isOwnBeside = false
        var decider: Int16?
        var isDenied = false
        let refuted = machines[machine].phase == .refuted ? machines[machine].refuted : 0
        var isRefutedHolding = false
        for position in Int(template.firstChoice)..<Int(template.firstChoice + template.choiceCount) {
            let choice = plan.choices[position]
            guard decider == nil || choice.isBeside else { continue }
            var truth = self.truth(of: Int(choice.condition), place, at: at)
            if choice.evidence == own {
                if truth == .unknown { truth = endTruth(of: machine, Int(choice.condition), place, at: at) }
                ownTruth = truth
                isOwnBeside = choice.isBeside
            }
            switch truth {
            case .yes where refuted != 0:
                // A false alarm hides nothing but itself: heat beside refuted smoke is a fire.
                guard refuted & 1 << UInt32(choice.evidence & 31) != 0 else {
                    machines[machine].rival = choice.evidence
                    return .yes
                }
                isRefutedHolding = true
            case .yes:
                machines[machine].evidence = choice.evidence
                return .yes
            case .no:
                isDenied = true
                if !choice.isBeside { decider = choice.evidence }
            default: break
            }
        }
        if refuted != 0 {
            machines[machine].rival = -1
            if isRefutedHolding { return .yes }
        }
        guard isDenied else { return .unknown }
        guard own >= 0, plan.choices(of: template).contains(where: { $0.evidence == own }) else { return .no }
        if ownTruth == .no { return .no }
        // Its own evidence is not known to be over: only stronger evidence of the same kind may overrule it.
        guard !isOwnBeside, let decider, decider < own else { return .unknown }
        return .no
    }

    /// Whether a raised condition that is unknown is over all the same: what was last said before the incident began
    /// and has gone stale since counts as said, since it had no part in it.
    ///
    /// `smoke || heat` is raised by smoke. "No heat" was said days before and is stale: heat is unknown, and would
    /// keep the incident open for ever. The end of the smoke ends it. A word of its own time that has gone stale is
    /// unknown: nobody knows whether what raised it is over.
    mutating func endTruth(
        of machine: Int, _ condition: Int, _ place: HazardPlan.Place, at: Int64
    ) -> Truth {
        guard let incident = book[machines[machine].incident]?.incident, incident.ended == nil
        else { return .unknown }
        let truth = self.truth(
            of: condition, place, at: at, lastWordsBefore: incident.since.milliseconds)
        return truth == .no ? .no : .unknown
    }

    /// Position in the hazard's evidence of what the machine stands on.
    @inline(__always)
    func evidencePosition(of machine: Int) -> Int {
        let template = plan.templates[Int(plan.places[machine].template)]
        let evidence = machines[machine].evidence
        return template.choiceCount > 1 && evidence >= 0 ? Int(evidence) : Int(template.evidence)
    }

    /// The condition behind `evidencePosition`, as bound; -1 for silence.
    @inline(__always)
    func conditionPosition(of machine: Int) -> Int {
        let template = plan.templates[Int(plan.places[machine].template)]
        return choice(of: machine).map { Int($0.condition) } ?? Int(template.condition)
    }

    /// The machine's rule: `for` is that of the evidence it stands on. In line, as its neighbours are: called as a
    /// function from one that changes the engine, each would get a copy of the whole engine.
    @inline(__always)
    func rule(of machine: Int) -> Machine.Rule {
        var rule = plan.templates[Int(plan.places[machine].template)].rule
        if let choice = choice(of: machine) { rule.holdsFor = choice.holdsFor }
        return rule
    }

    @inline(__always)
    private func choice(of machine: Int) -> HazardPlan.Choice? {
        let template = plan.templates[Int(plan.places[machine].template)]
        guard template.choiceCount > 1 else { return nil }
        let isRival = machines[machine].phase == .refuted && machines[machine].rival >= 0
        let evidence = isRival ? machines[machine].rival : machines[machine].evidence
        return plan.choices(of: template).first { $0.evidence == evidence }
    }

    // MARK: What joins later

    /// All evidence that holds when a person refutes an incident: it is refuted together.
    mutating func holdingEvidence(of machine: Int) -> UInt32 {
        let place = plan.places[machine]
        let template = plan.templates[Int(place.template)]
        guard template.choiceCount > 1 else { return .max }
        var bits = machines[machine].evidence >= 0 ? Machine.bits([Int(machines[machine].evidence)]) : 0
        let at = machines[machine].deviceTime(at: clock)
        for choice in plan.choices(of: template)
        where truth(of: Int(choice.condition), place, at: at) == .yes {
            bits |= Machine.bits([Int(choice.evidence)])
        }
        // Nothing is known of what it stood on, as after a restart in its last seconds.
        return bits == 0 ? .max : bits
    }

    /// Ends the refuted incident and raises the one of its rival.
    mutating func raiseRival(of machine: Int, since: Int64, effects: inout Effects) {
        let number = machines[machine].incident
        let now = Timestamp(milliseconds: clock)
        // How bad the false alarm was is nothing to what comes after it.
        machines[machine].peak = -1
        raise(machine, since: since, isHistoric: isTakingLate, effects: &effects)
        guard let file = book[number] else { return }
        book.change(number) { $0.machine = -1 }
        guard file.incident.ended == nil else { return }
        let next = book[machines[machine].incident]?.incident.id.description
        transition(number, observedAt: machines[machine].lastAt, note: next, effects: &effects) {
            $0.incident.becomeQuiet(at: now)
        }
    }

    /// An incident raised on weak evidence is weak no more once something stronger has held for its own `for`.
    mutating func strengthen(_ machine: Int, effects: inout Effects) {
        guard machines[machine].phase == .active, let incident = book[machines[machine].incident]?.incident,
            incident.isWeak, incident.ended == nil
        else { return }
        let position = evidencePosition(of: machine)
        let isStronger =
            machines[machine].truth == .yes
            && !hazardValue(of: machine).evidence[position].isWeak
        guard isStronger else {
            machines[machine].rival = -1
            return
        }
        let t = machines[machine].lastAt
        if machines[machine].rival < 0 { machines[machine].rivalSince = t }
        machines[machine].rival = Int16(clamping: position)
        let left = rule(of: machine).holdsFor &- (t &- machines[machine].rivalSince)
        guard left <= 0 else {
            machines[machine].due = min(machines[machine].due, machines[machine].lastNow &+ left)
            return scheduleTimer(of: machine)
        }
        machines[machine].rival = -1
        let lines = evidence(of: machine)
        book.change(incident.id.number) { file in
            file.incident.isWeak = false
            file.incident.evidence += lines.filter { !file.incident.evidence.contains($0) }
        }
        chooseAudience(of: incident.id.number)
        transition(incident.id.number, observedAt: t, effects: &effects) { $0.incident.becomeActive() }
        keep(machine, effects: &effects)
    }
}
