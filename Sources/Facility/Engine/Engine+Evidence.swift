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
        for position in Int(template.firstChoice)..<Int(template.firstChoice + template.choiceCount) {
            let choice = plan.choices[position]
            guard decider == nil || choice.isBeside else { continue }
            let truth = self.truth(of: Int(choice.condition), place, at: at)
            if choice.evidence == own {
                ownTruth = truth
                isOwnBeside = choice.isBeside
            }
            switch truth {
            case .yes:
                machines[machine].evidence = choice.evidence
                return .yes
            case .no:
                isDenied = true
                if !choice.isBeside { decider = choice.evidence }
            default: break
            }
        }
        guard isDenied else { return .unknown }
        guard own >= 0, plan.choices(of: template).contains(where: { $0.evidence == own }) else { return .no }
        if ownTruth == .no { return .no }
        // Its own evidence is not known to be over: only stronger evidence of the same kind may overrule it.
        guard !isOwnBeside, let decider, decider < own else { return .unknown }
        return .no
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
        return plan.choices(of: template).first { $0.evidence == machines[machine].evidence }
    }
}
