import Expressions

/// The course of an incident beyond its sign: what says that the danger is over, and how bad it is.
///
/// A room at 90 °C whose hazard is severe above 60 and extreme above 85 is extreme at once, waits for a person from
/// then on, and is called severe again when 85 was known not to be passed for `quiet_for`.
extension Engine {
    /// Goes on where `evaluate` found a truth for a machine with a course.
    mutating func evaluateCourse(
        _ machine: Int, _ template: HazardPlan.Template, _ truth: Truth, at: Int64, inBacklog: Bool,
        effects: inout Effects
    ) {
        let place = plan.places[machine]
        let course = plan.courses[Int(template.course)]
        var suppressed = false
        if truth == .yes, template.unless >= 0 {
            suppressed = self.truth(of: Int(template.unless), place, at: at) == .yes
        }
        if truth == .yes, course.schedule >= 0 {
            suppressed = suppressed || !isOpen(Int(course.schedule), at: at, inBacklog: inBacklog)
        }
        var isOver = truth == .no
        if course.quiet >= 0 {
            isOver = truth != .yes && self.truth(of: Int(course.quiet), place, at: at) == .yes
        }
        let number = machines[machine].incident
        // Whether it is growing milder is asked anew.
        if machines[machine].phase == .active { machines[machine].due = Machine.never }
        observe(
            machine, truth, suppressed: suppressed, isOver: isOver, at: at, inBacklog: inBacklog,
            effects: &effects)
        guard course.stepCount > 0 else { return }
        if machines[machine].phase == .held { notePeak(of: machine, course, at: at, effects: &effects) }
        guard number != 0, number == machines[machine].incident else { return }
        gradeIncident(of: machine, course, at: at, effects: &effects)
    }

    /// What the steps say: the strongest known true, and the strongest not known false. nil: none.
    private mutating func grade(
        _ machine: Int, _ course: Course, at: Int64
    ) -> (known: Severity?, possible: Severity?) {
        var possible: Severity?
        for step in plan.steps(of: course) {
            switch truth(of: Int(step.condition), plan.places[machine], at: at) {
            case .yes: return (step.severity, possible ?? step.severity)
            case .no: break
            default: possible = possible ?? step.severity
            }
        }
        return (nil, possible)
    }

    /// The severity that an incident begins with.
    mutating func severityAtRaise(_ machine: Int, _ hazard: Hazard) -> Severity {
        let template = plan.templates[Int(plan.places[machine].template)]
        guard template.course >= 0 else { return hazard.severity }
        let course = plan.courses[Int(template.course)]
        guard course.stepCount > 0 else { return hazard.severity }
        let known = grade(machine, course, at: machines[machine].lastAt).known
        let held = Severity(rank: Int(machines[machine].peak))
        let severity = max(hazard.severity, known ?? .minor, held ?? .minor)
        machines[machine].peak = Int8(severity.rank)
        return severity
    }

    /// A raise that waits for the end of a drain: how bad it was is not forgotten when that is over.
    private mutating func notePeak(of machine: Int, _ course: Course, at: Int64, effects: inout Effects) {
        guard let known = grade(machine, course, at: at).known, known.rank > Int(machines[machine].peak)
        else {
            return
        }
        machines[machine].peak = Int8(known.rank)
        keep(machine, effects: &effects)
    }

    /// Rises at once; falls when what it was is known not to hold for `quiet_for`, and then to the strongest that
    /// was possible meanwhile. An incident that is quiet keeps what it was.
    private mutating func gradeIncident(
        of machine: Int, _ course: Course, at: Int64, effects: inout Effects
    ) {
        let number = machines[machine].incident
        guard machines[machine].phase == .active || machines[machine].phase == .quieting,
            let incident = book[number]?.incident
        else { return }
        let base = hazardValue(of: machine).severity
        let (known, possible) = grade(machine, course, at: at)
        if let known, known > incident.severity {
            machines[machine].peak = max(machines[machine].peak, Int8(known.rank))
            return regrade(machine, effects: &effects) { $0.becomeWorse(known) }
        }
        let level = max(base, possible ?? base)
        guard level < incident.severity else {
            guard incident.easing != nil else { return }
            book.change(number) { $0.incident.easing = nil }
            return publishAtOnce(number, effects: &effects)
        }
        ease(machine, incident, level, effects: &effects)
    }

    private mutating func ease(
        _ machine: Int, _ incident: Incident, _ level: Severity, effects: inout Effects
    ) {
        let number = incident.id.number
        let t = machines[machine].lastAt
        var easing = incident.easing ?? Incident.Easing(since: Timestamp(milliseconds: t), to: level)
        easing.to = max(easing.to, level)
        let left = rule(of: machine).quietFor &- (t &- easing.since.milliseconds)
        if left <= 0 {
            regrade(machine, effects: &effects) { $0.becomeMilder(easing.to) }
            guard level < easing.to else { return }
            // It has been milder than that for how long nobody noted: the next step down waits anew.
            return ease(machine, book[number]?.incident ?? incident, level, effects: &effects)
        }
        machines[machine].due = min(machines[machine].due, machines[machine].lastNow &+ left)
        scheduleTimer(of: machine)
        guard easing != incident.easing else { return }
        book.change(number) { $0.incident.easing = easing }
        publishAtOnce(number, effects: &effects)
    }

    /// Its routes may choose others now: they are told as the first ones were.
    private mutating func regrade(
        _ machine: Int, effects: inout Effects, _ change: (inout Incident) -> Transition.Step?
    ) {
        let number = machines[machine].incident
        guard case .some(let step?) = book.change(number, { change(&$0.incident) }) else { return }
        chooseAudience(of: number)
        transition(number, observedAt: machines[machine].lastAt, effects: &effects) { _ in step }
    }

    /// Writes an incident that changed without a step.
    private mutating func publishAtOnce(_ number: Int64, effects: inout Effects) {
        publish(number, effects: &effects)
        effects.isUrgent = true
    }

    // MARK: Ends and what comes after them

    /// A latched incident was over for `expires_after`.
    mutating func expire(_ machine: Int, effects: inout Effects) {
        let now = Timestamp(milliseconds: clock)
        if book[machines[machine].incident]?.incident.ended == nil {
            transition(machines[machine].incident, observedAt: machines[machine].lastAt, effects: &effects) {
                $0.incident.expire(at: now)
            }
        }
        letGo(of: machine)
    }

    /// Opens the incident that ended within `hold_off` again; one that is not known any more makes room for a new one.
    mutating func reopen(_ machine: Int, effects: inout Effects) {
        let number = machines[machine].incident
        let at = machines[machine].lastAt
        guard let incident = book[number]?.incident, incident.mayReopen, incident.drill == nil, drill == nil,
            book.hasRoom(isLifeSafety: incident.isLifeSafety, isShadow: incident.isShadow)
        else { return raise(machine, since: at, isHistoric: isTakingLate, effects: &effects) }
        book.change(number) { $0.machine = Int32(machine) }
        chooseAudience(of: number)
        let concerned = concerned(by: machine)
        settleFirst(number, hazardValue(of: machine))
        transition(number, observedAt: at, effects: &effects) { $0.incident.reopen() }
        if incident.handling.isEmpty { _ = suppressIfCovered(number, concerned, effects: &effects) }
        callRollAgain(number, machine, hazardValue(of: machine), effects: &effects)
        tally(machine, isActive: true)
    }

    /// A hazard is no longer tried but in earnest, or the other way round: what stands is raised anew as that.
    mutating func withdrawOtherMode(_ machine: Int, effects: inout Effects) {
        let number = machines[machine].incident
        guard number != 0, let incident = book[number]?.incident, incident.ended == nil,
            incident.isShadow != hazardValue(of: machine).isShadow
        else { return }
        withdraw(machine: machine, reason: "mode_changed", effects: &effects)
    }
}
