import Expressions

/// The roll-call after a power loss, and what a person's word in it raises.
extension Engine {
    // MARK: Lines

    /// Whom to call at for an incident that was just raised.
    mutating func callRoll(_ number: Int64, _ machine: Int, _ hazard: Hazard) {
        _ = addLines(of: number, machine, hazard, to: number)
    }

    /// Whom to call at for an incident that holds again: whatever speaks for it takes the lines, and calls for them.
    mutating func callRollAgain(_ number: Int64, _ machine: Int, _ hazard: Hazard, effects: inout Effects) {
        guard hazard.rollCall != nil, let incident = book[number]?.incident else { return }
        let holder = incident.parent.flatMap(book.number(of:)) ?? number
        let wasComplete = !(book[holder]?.incident.rollCall?.isOpen ?? false)
        guard addLines(of: number, machine, hazard, to: holder) else { return }
        callForRoll(holder, wasComplete: wasComplete, effects: &effects)
    }

    /// - Returns: whether there were any.
    private mutating func addLines(of number: Int64, _ machine: Int, _ hazard: Hazard, to holder: Int64)
        -> Bool
    {
        guard let policy = site.storms, let rule = hazard.rollCall, let incident = book[number]?.incident,
            incident.origin == .real, !incident.isHistoric, !incident.isShadow, !incident.isSuppressed
        else { return false }
        let lines = concerned(by: machine).compactMap { line(of: Int($0), rule) }
        return ask(lines, of: holder, within: policy.rollCallWithin)
    }

    /// Puts lines on an incident's roll-call, beginning one where there is none. It stays until somebody has called at
    /// every car.
    /// - Returns: whether any of them is to be called at that was not.
    mutating func ask(_ lines: [RollCall.Line], of number: Int64, within: Interval) -> Bool {
        let dueAt = Timestamp(milliseconds: clock) + within
        let isAny = book.change(number) { file -> Bool in
            var call = file.incident.rollCall ?? RollCall(dueAt: dueAt)
            guard call.add(lines) else { return false }
            call.await(until: dueAt)
            file.incident.rollCall = call
            file.incident.isLatched = true
            return true
        }
        guard isAny == true else { return false }
        if book[number]?.incident.rollCall?.isOpen ?? false { storms.rolls.insert(number) }
        lookAtStorms(by: dueAt.milliseconds)
        return true
    }

    /// Cars have come onto a roll-call that people have heard of: told, and where everybody takes it for done, called for at
    /// once, whoever has answered.
    mutating func callForRoll(_ number: Int64, wasComplete: Bool, effects: inout Effects) {
        guard let open = book[number]?.incident.rollCall?.openCount, open > 0 else { return }
        transition(number, observedAt: clock, effects: &effects) { _ in .rollCalled(open: open) }
        guard wasComplete, let policy = site.calling, book[number]?.incident.isHeldBack == false else {
            return
        }
        let now = Timestamp(milliseconds: clock)
        book.change(number) { $0.incident.response?.callAgain(policy: policy, at: now) }
        publish(number, effects: &effects)
        watchResponse(number)
    }

    /// What a device last said of the question, however long ago; nil: it said that nobody need be called at.
    private func line(of device: Int, _ rule: RollCallRule) -> RollCall.Line? {
        let entry = plan.devices[device]
        func last(_ point: PointIndex) -> Value? {
            let local = plan.localSlot(profile: entry.profile, point: point)
            guard local >= 0, slots[Int(entry.slotBase) + local].isSet else { return nil }
            return slots[Int(entry.slotBase) + local].value
        }
        let values = rule.condition.points.map { last($0) ?? .unknown }
        let answer = rule.condition.program.evaluate(variables: values)
        guard answer != .bool(false) else { return nil }
        let said = rule.condition.program.variables.compactMap { variable -> String? in
            let point = site.points[rule.condition.points[variable].position]
            return last(rule.condition.points[variable]).map {
                "\(point.name) = \($0.readableText)" + Units.suffix(of: point.unit)
            }
        }
        // A car that cannot say any of it: a profile without the points, a terminal that never spoke.
        let heard = devices[device].lastHeard
        return RollCall.Line(
            device: site.devices[device].id, floor: rule.floor.flatMap(last)?.readableText, said: said,
            heardAt: heard == .min ? nil : Timestamp(milliseconds: heard), isCertain: answer == .bool(true))
    }

    /// A power cut silences the terminal too: cars under the same cause that were surely moving or occupied, and were not heard
    /// since it began, are called at before their silence is told an hour later.
    mutating func addLinesBeside(_ storm: Int64) {
        guard let incident = book[storm]?.incident, let known = incident.storm, let policy = site.storms
        else {
            return
        }
        let rules = known.hazards.compactMap { index.hazard($0) }.filter { site.hazards[$0].rollCall != nil }
        var lines: [RollCall.Line] = []
        for device in storms.reach?.devices(of: known.cause, in: site, index) ?? [] {
            guard !devices[Int(device)].isRetired,
                devices[Int(device)].lastHeard <= incident.since.milliseconds,
                let rule = rules.first(where: { isOf($0, device) }).flatMap({ site.hazards[$0].rollCall }),
                let line = line(of: Int(device), rule), line.isCertain
            else { continue }
            lines.append(line)
        }
        _ = ask(lines, of: storm, within: policy.rollCallWithin)
    }

    /// Whether a device is of a hazard's facility.
    private func isOf(_ hazard: Int, _ device: Int32) -> Bool {
        site.profiles[site.devices[Int(device)].profile].facility == site.hazards[hazard].facility
    }

    // MARK: Ticks

    /// A person has called at a car.
    mutating func tick(
        _ id: IncidentID, _ device: String, _ found: RollCall.Finding, by person: String,
        effects: inout Effects
    ) -> CommandResult {
        guard let number = book.number(of: id), var call = book[number]?.incident.rollCall else {
            return .refused(.unknownIncident)
        }
        let now = Timestamp(milliseconds: clock)
        switch call.tick(device, found, by: person, at: now) {
        case .refused(let refusal): return .refused(refusal)
        case .alreadySo: return .alreadySo
        case .ticked: break
        }
        let raises = book[number].flatMap { rollCallTarget(of: $0.incident, device) }
        transition(number, by: person, observedAt: clock, effects: &effects) { file in
            file.incident.rollCall = call
            return .ticked(device: device, found)
        }
        if !call.isOpen { storms.rolls.remove(number) }
        if found == .occupied, let raises {
            raiseByWord(raises, device, by: person, effects: &effects)
        }
        endRollCall(number, effects: &effects)
        return .done
    }

    /// Whether cars of an incident have still to be called at.
    func isCallingRoll(_ id: IncidentID) -> Bool {
        book.number(of: id).flatMap { book[$0]?.incident.rollCall?.isOpen } ?? false
    }

    /// What a car found occupied is.
    private func rollCallTarget(of incident: Incident, _ device: String) -> String? {
        let facility = index.device(device, in: site).map { site.profiles[$0.profile].facility }
        let named = [incident.hazard] + (incident.storm?.hazards ?? [])
        return named.lazy.compactMap { self.index.hazard($0, in: self.site) }
            .first { $0.facility == facility && $0.rollCall?.raises != nil }?.rollCall?.raises
    }

    /// Every car was called at and the power is back: it is over without a person's clearing.
    mutating func endRollCall(_ number: Int64, effects: inout Effects) {
        guard let incident = book[number]?.incident, let call = incident.rollCall, !call.isOpen,
            incident.condition == .quiet, incident.ended == nil
        else { return }
        let now = Timestamp(milliseconds: clock)
        transition(number, observedAt: clock, effects: &effects) { $0.incident.expire(at: now) }
    }

    /// Cars nobody has called at in time: told, and everybody is called once more.
    mutating func callRollsAgain(_ policy: StormPolicy, effects: inout Effects) {
        for number in storms.rolls.sorted() {
            guard let call = book[number]?.incident.rollCall, call.isOpen, call.dueAt.milliseconds <= clock,
                book[number]?.incident.parent == nil
            else { continue }
            let now = Timestamp(milliseconds: clock)
            book.change(number) { $0.incident.rollCall?.remind(within: policy.rollCallWithin, at: now) }
            transition(number, observedAt: clock, note: "\(call.openCount)", effects: &effects) { _ in
                .late(.rollCall)
            }
        }
    }

    // MARK: A person's word

    /// Somebody is in that car, by a person's word: the incident that says so is confirmed, or raised.
    private mutating func raiseByWord(
        _ hazardID: String, _ device: String, by person: String, effects: inout Effects
    ) {
        guard let hazard = index.hazard(hazardID, in: site), index.device(device) != nil else { return }
        // A real danger is no part of a drill.
        if drill != nil { _ = perform(.real, by: person, effects: &effects) }
        let known = book.open.first {
            $0.hazard == hazardID && $0.device == device && $0.origin == .real && !$0.isRefuted
        }
        if let known {
            if known.condition == .quiet { takeOverByWord(known.id.number, by: person, effects: &effects) }
            guard !known.isConfirmedByPerson else { return }
            return confirmByWord(known.id.number, by: person, effects: &effects)
        }
        guard book.hasRoom(isLifeSafety: hazard.isLifeSafety) else { return }
        let now = Timestamp(milliseconds: clock)
        var incident = Incident(
            id: book.nextID(site: site.id), hazard: hazard.id, device: device, zone: nil,
            severity: hazard.severity, origin: .real, isLatched: true, isLifeSafety: hazard.isLifeSafety,
            isWeak: false, isHistoric: false, since: now, raisedAt: now,
            evidence: ["found by \(person) at the roll-call 点名发现"])
        incident.wordOf = person
        let number = incident.id.number
        book.file(incident, machine: -1)
        storms.words[MachineKey(hazard: hazard.id, subject: device)] = number
        counters.raised += 1
        chooseAudience(of: number)
        transition(number, by: person, observedAt: clock, effects: &effects) { _ in .raised }
        confirmByWord(number, by: person, effects: &effects)
    }

    /// The last entrapment of that lift is over and nobody has cleared it; now somebody is in it again, by a person's word.
    /// It goes on as his, and is called for like the first time; whatever the lift says from now on drives it again.
    private mutating func takeOverByWord(_ number: Int64, by person: String, effects: inout Effects) {
        guard let file = book[number] else { return }
        if file.machine >= 0 {
            machines[Int(file.machine)].reset()
            keep(Int(file.machine), effects: &effects)
        }
        book.change(number) { file in
            file.machine = -1
            file.incident.wordOf = person
            file.incident.acknowledgedBy = nil
            file.incident.response = nil
        }
        storms.words[MachineKey(hazard: file.incident.hazard, subject: file.incident.device)] = number
        transition(number, by: person, observedAt: clock, effects: &effects) { $0.incident.becomeActive() }
    }

    private mutating func confirmByWord(_ number: Int64, by person: String, effects: inout Effects) {
        transition(number, by: person, observedAt: clock, effects: &effects) { file in
            guard case .step(let step) = file.incident.confirm(by: person) else { return nil }
            return step
        }
    }

    /// A machine says what a person has said already: it drives his incident from now on.
    mutating func adoptWord(_ machine: Int, _ hazard: Hazard, effects: inout Effects) -> Bool {
        let key = MachineKey(hazard: hazard.id, subject: subject(of: machine))
        guard let number = storms.words[key], let file = book[number], file.incident.ended == nil,
            file.machine < 0
        else { return false }
        machines[machine].incident = number
        book.change(number) { $0.machine = Int32(machine) }
        transition(number, observedAt: machines[machine].lastAt, effects: &effects) {
            $0.incident.becomeActive()
        }
        return true
    }

    /// Whoever was found by a person's word is out by a person's word; the latch is opened by one too.
    mutating func endWord(_ number: Int64, effects: inout Effects) {
        guard let file = book[number], file.incident.wordOf != nil, file.machine < 0 else { return }
        let now = Timestamp(milliseconds: clock)
        transition(number, observedAt: clock, effects: &effects) { $0.incident.becomeQuiet(at: now) }
    }
}
