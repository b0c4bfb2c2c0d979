/// Drills: what is raised while one runs is asked whether it was announced, and nothing stands unheard when it ends.
extension Engine {
    /// Drills kept in memory, the running one last; the store has more.
    static let drillLimit = 20

    /// The running drill.
    package var drill: Drill? { drills.last.flatMap { $0.isRunning ? $0 : nil } }

    /// The running or the last drill, for its sheet.
    package var lastDrill: Drill? { drills.last }

    @inline(__always)
    private var isDrilling: Bool { !drills.isEmpty && drills[drills.count - 1].isRunning }

    // MARK: Words

    mutating func perform(_ word: DrillWord, by person: String, effects: inout Effects) -> CommandResult {
        switch word {
        case .start(let plan): return start(plan, by: person, effects: &effects)
        case .stop:
            guard isDrilling else { return .refused(.noDrill) }
            // What stands would be told as real: whoever tests waits until it is over, or says that it is real.
            guard drills[drills.count - 1].mayStop else { return .refused(.stillActive) }
            endDrill(.stopped(by: person), effects: &effects)
        case .real:
            guard isDrilling else { return .refused(.noDrill) }
            endDrill(.calledReal(by: person), effects: &effects)
        case .inject(let hazard, let device):
            return inject(hazard, at: device, effects: &effects)
        }
        return .done
    }

    private mutating func start(
        _ plan: DrillPlan, by person: String, effects: inout Effects
    ) -> CommandResult {
        guard !isDrilling else { return .refused(.drillIsRunning) }
        guard plan.length > .zero else { return .refused(.noSuchTime) }
        guard plan.length <= Drill.longest else { return .refused(.tooLong) }
        guard plan.devices.count <= DrillPlan.deviceLimit else { return .refused(.tooMany) }
        guard let reach = Reach(plan.scope, in: site) else { return .refused(.unknownPlace) }
        var listed: [String] = []
        for id in plan.devices where !listed.contains(id) {
            guard let device = index.device(id), !devices[device].isRetired else {
                return .refused(.unknownDevice)
            }
            guard reach.contains(site.devices[device], in: site) else { return .refused(.outsideScope) }
            guard !isBusy(device) else { return .refused(.deviceIsBusy) }
            listed.append(id)
        }
        let isDanger = book.open.contains {
            $0.origin == .real && ($0.isLifeSafety || ($0.peak ?? $0.severity) == .extreme)
        }
        guard !isDanger else { return .refused(.dangerIsOpen) }
        drills.append(
            Drill(
                number: (drills.last?.number ?? 0) + 1, reach: reach, devices: listed, length: plan.length,
                isWalkTest: plan.isWalkTest, by: person, at: Timestamp(milliseconds: clock)))
        if drills.count > Self.drillLimit { drills.removeFirst() }
        publishDrill(effects: &effects)
        return .done
    }

    /// A danger of the device is open or in the making, so that nobody could tell it from the test.
    private func isBusy(_ device: Int) -> Bool {
        let entry = plan.devices[device]
        return (Int(entry.machineBase)..<Int(entry.machineBase + entry.machineCount)).contains { machine in
            machines[machine].phase != .idle && machines[machine].phase != .resting
                && isGrave(hazardValue(of: machine), nil)
        }
    }

    private func isGrave(_ hazard: Hazard, _ severity: Severity?) -> Bool {
        // What is only tried is told to nobody and ends nothing.
        !hazard.isShadow
            && (max(hazard.severity, severity ?? .minor) >= .severe || hazard.isLifeSafety
                || hazard.isTrigger)
    }

    /// An exercise on paper: an incident as if the device had told of the hazard. It ends with the drill.
    private mutating func inject(
        _ id: String, at device: String, effects: inout Effects
    ) -> CommandResult {
        guard isDrilling else { return .refused(.noDrill) }
        let drill = drills[drills.count - 1]
        guard let hazard = index.hazard(id, in: site) else { return .refused(.unknownHazard) }
        guard let position = index.device(device) else { return .refused(.unknownDevice) }
        guard drill.reach.contains(site.devices[position], in: site) else { return .refused(.outsideScope) }
        let isThere = book.open.contains { $0.hazard == id && $0.device == device }
        guard !isThere else { return .alreadySo }
        guard book.hasRoom(isLifeSafety: false) else { return .refused(.tooMany) }
        let now = Timestamp(milliseconds: clock)
        var incident = Incident(
            id: book.nextID(site: site.id), hazard: id, device: device, zone: nil, severity: hazard.severity,
            origin: .exercise, isLatched: false, isLifeSafety: hazard.isLifeSafety, isWeak: false,
            isHistoric: false, since: now, raisedAt: now, evidence: ["injected 演练注入"])
        incident.drill = drill.number
        let number = incident.id.number
        book.file(incident, machine: -1)
        counters.raised += 1
        let stimulus = DrillStimulus(device: device, hazard: id, since: now)
        drills[drills.count - 1].begin(stimulus, incident: number, at: now)
        // No device stands in test.
        _ = drills[drills.count - 1].settle(incident: number, isSettling: true)
        publishDrill(effects: &effects)
        chooseAudience(of: number)
        transition(number, observedAt: clock, effects: &effects) { _ in .raised }
        return .done
    }

    // MARK: Raises

    /// What a machine's raise is. The unexpected ends the drill first, so that everything that stands is real before it.
    /// - Returns: the stimulus as the drill takes it when it is an exercise, else nil.
    mutating func exercise(
        _ machine: Int, _ device: Int32, _ severity: Severity, since: Int64, effects: inout Effects
    ) -> DrillStimulus? {
        guard isDrilling, !hazardValue(of: machine).isShadow else { return nil }
        let stimulus = stimulus(machine, device, severity, since: since)
        let now = Timestamp(milliseconds: clock)
        switch drills[drills.count - 1].judge(stimulus, at: now) {
        case .exercise: return stimulus
        case .real: return nil
        case .unexpected(let cause):
            endDrill(cause, effects: &effects)
            return nil
        }
    }

    private func stimulus(
        _ machine: Int, _ device: Int32, _ severity: Severity, since: Int64
    ) -> DrillStimulus {
        let place = plan.places[machine]
        let template = plan.templates[Int(place.template)]
        let hazard = hazardValue(of: machine)
        let declared = site.devices[Int(device)]
        var stimulus = DrillStimulus(
            device: place.isZone ? subject(of: machine) : declared.id, hazard: hazard.id,
            zone: place.isZone ? nil : declared.zone.map { site.zones[$0] },
            since: Timestamp(milliseconds: since))
        stimulus.isTrigger = hazard.isTrigger
        stimulus.isCallPoint = hazard.isCallPoint
        stimulus.isSilence = template.silence > 0
        stimulus.isGrave = isGrave(hazard, severity)
        if let zone = declared.zone, stimulus.isTrigger {
            stimulus.isBesideReal = site.hazards.indices.contains { other in
                site.hazards[other].isTrigger
                    && tallies[zone, other].entries.contains {
                        $0.isActive && !isOneTrigger($0.device, device)
                    }
            }
        }
        for trial in drills[drills.count - 1].trials {
            guard let other = index.device(trial.device), isOneTrigger(Int32(other), device) else { continue }
            stimulus.oneWith.insert(trial.device)
        }
        return stimulus
    }

    /// Files the raise of a machine as an exercise.
    mutating func begin(_ stimulus: DrillStimulus, incident number: Int64, effects: inout Effects) {
        guard isDrilling else { return }
        let drill = drills[drills.count - 1].number
        book.change(number) { file in
            file.incident.origin = .exercise
            file.incident.drill = drill
            // It ends with its quiet: nobody has to clear what was only tried.
            file.incident.isLatched = false
        }
        drills[drills.count - 1].begin(
            stimulus, incident: number, at: Timestamp(milliseconds: clock))
        publishDrill(effects: &effects)
    }

    /// Whether an incident is only an exercise: it counts in no zone.
    func isExercise(_ number: Int64) -> Bool { book[number]?.incident.origin == .exercise }

    /// Whether an incident is an exercise of the running drill that has not ended.
    func isStandingExercise(_ number: Int64) -> Bool {
        isDrilling && isExercise(number) && book[number]?.incident.ended == nil
    }

    // MARK: What becomes of trials

    /// A machine has moved: its trial stands, or is about to be over.
    mutating func settleTrial(of machine: Int, effects: inout Effects) {
        guard isDrilling, machines[machine].incident != 0 else { return }
        let isSettling = isKnownOver(machine)
        guard drills[drills.count - 1].settle(incident: machines[machine].incident, isSettling: isSettling)
        else { return }
        publishDrill(effects: &effects)
        guard !isSettling else { return }
        let now = Timestamp(milliseconds: clock)
        let cause = drills[drills.count - 1].overdue(at: now) ?? drills[drills.count - 1].conflict
        if let cause { endDrill(cause, effects: &effects) }
    }

    /// The condition of a raised machine is known to be over, though not yet for `quiet_for`.
    private func isKnownOver(_ machine: Int) -> Bool {
        switch machines[machine].phase {
        case .active, .returning, .held, .pending: false
        case .refuted: machines[machine].since != Machine.never
        case .quieting, .latched, .resting, .idle: true
        }
    }

    /// An incident has changed: one that has ended is no trial any more.
    mutating func watchDrill(_ number: Int64, effects: inout Effects) {
        guard isDrilling, let incident = book[number]?.incident, incident.drill != nil, incident.ended != nil
        else { return }
        if drills[drills.count - 1].finish(incident: number) { publishDrill(effects: &effects) }
    }

    // MARK: Its end

    /// Ends the drill; what stands is raised anew as real, in the same commit.
    mutating func endDrill(_ cause: Drill.Cause, effects: inout Effects) {
        guard isDrilling else { return }
        let now = Timestamp(milliseconds: clock)
        let trials = drills[drills.count - 1].end(cause, at: now)
        publishDrill(effects: &effects)
        effects.audit.append(
            AuditLine(
                at: now, by: cause.person ?? "gengfu", action: "drill_ended",
                subject: "drill/\(drills[drills.count - 1].number)", detail: cause.word))
        for trial in trials { conclude(trial.incident, cause, effects: &effects) }
    }

    private mutating func conclude(_ number: Int64, _ cause: Drill.Cause, effects: inout Effects) {
        guard let file = book[number], file.incident.ended == nil else { return }
        let machine = Int(file.machine)
        let now = Timestamp(milliseconds: clock)
        book.change(number) { $0.machine = -1 }
        transition(number, observedAt: clock, note: cause.word, effects: &effects) {
            $0.incident.withdraw(reason: "drill_ended", at: now)
        }
        // An injected one, or one whose machine a reload took.
        guard machine >= 0, machines[machine].incident == number else { return }
        guard !isKnownOver(machine) else {
            machines[machine].reset()
            return keep(machine, effects: &effects)
        }
        machines[machine].raiseAnew()
        raise(machine, since: file.incident.since.milliseconds, isHistoric: false, effects: &effects)
        keep(machine, effects: &effects)
        if case .calledReal(let person) = cause { confirmRaised(machine, by: person, effects: &effects) }
    }

    /// A person has called it real: what was raised anew is confirmed by that word, and nobody has to say it twice.
    private mutating func confirmRaised(_ machine: Int, by person: String, effects: inout Effects) {
        let number = machines[machine].incident
        guard number != 0 else { return }
        transition(number, by: person, observedAt: clock, effects: &effects) {
            if case .step(let step) = $0.incident.confirm(by: person) { step } else { nil }
        }
        emerge(number, by: person, note: nil, effects: &effects)
    }

    /// Time alone may end it.
    mutating func lookAtDrill(effects: inout Effects) {
        guard isDrilling else { return }
        guard let cause = drills[drills.count - 1].overdue(at: Timestamp(milliseconds: clock)) else {
            return watchDrillTime()
        }
        endDrill(cause, effects: &effects)
        if !areaChanges.isEmpty { settleAreas(effects: &effects) }
    }

    private mutating func watchDrillTime() {
        guard let next = drills.last?.nextDeadline else { return deadlines.cancel(.drill) }
        deadlines.schedule(.drill, at: next)
    }

    private mutating func publishDrill(effects: inout Effects) {
        effects.drills.append(drills[drills.count - 1])
        effects.isUrgent = true
        watchDrillTime()
    }

    /// After a start: it goes on by the times it began with, or is over.
    mutating func resumeDrill(effects: inout Effects) {
        // An exercise whose drill is not running (its row could not be read) would hide what stands.
        let running = drill
        for number in book.numbers {
            guard let incident = book[number]?.incident, incident.origin == .exercise, incident.ended == nil,
                running?.trials.contains(where: { $0.incident == number }) != true
            else { continue }
            conclude(number, .clockWentBack, effects: &effects)
        }
        guard isDrilling else { return }
        for trial in drills[drills.count - 1].trials where book[trial.incident]?.incident.ended != nil {
            _ = drills[drills.count - 1].finish(incident: trial.incident)
        }
        lookAtDrill(effects: &effects)
    }
}

extension Drill.Cause {
    /// The person whose word it was.
    package var person: String? {
        switch self {
        case .stopped(let by), .calledReal(let by): by
        default: nil
        }
    }

    /// For the audit log and the incidents it ended, `other_device F4`.
    package var word: String {
        switch self {
        case .stopped: "stopped"
        case .timeUp: "time_up"
        case .calledReal: "called_real"
        case .otherDevice(let device): "other_device " + device
        case .callPoint(let device): "call_point " + device
        case .secondTrigger(let device, let zone): "second_trigger \(device) \(zone)"
        case .secondDevice(let device): "second_device " + device
        case .beganBefore(let device): "began_before " + device
        case .silentInTest(let device): "silent_in_test " + device
        case .tooLong(let device): "too_long " + device
        case .clockWentBack: "clock_went_back"
        }
    }
}
