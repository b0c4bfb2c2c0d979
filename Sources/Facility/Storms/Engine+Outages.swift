/// The one case of an outage: how it opens, grows, ebbs and ends.
extension Engine {
    /// Opens a storm and takes its first children in.
    mutating func openStorm(
        _ cause: StormCause, isKnown: Bool, of children: [Int64], since: Int64? = nil,
        effects: inout Effects
    ) {
        guard book.hasRoom(isLifeSafety: false) else { return }
        let first = children.compactMap { book[$0]?.incident.since }.min()
        let now = Timestamp(milliseconds: clock)
        let own = OwnHazard.outage
        var incident = Incident(
            id: book.nextID(site: site.id), hazard: own.rawValue,
            device: filedUnder(cause, children), zone: nil, severity: own.severity, origin: .real,
            isLatched: false, isLifeSafety: false, isWeak: false, isHistoric: false,
            since: since.map(Timestamp.init(milliseconds:)) ?? first ?? now, raisedAt: now, evidence: [])
        incident.storm = Storm(cause: cause, isKnown: isKnown)
        incident.place = cause.place
        let number = incident.id.number
        book.file(incident, machine: -1)
        storms.open(number)
        counters.raised += 1
        for child in children { take(child, into: number, effects: &effects) }
        addLinesBeside(number)
        describe(number)
        chooseAudience(of: number)
        transition(number, observedAt: clock, note: cause.text, effects: &effects) { _ in .raised }
    }

    /// The device whose place is told: the cause itself, or the first it took.
    private func filedUnder(_ cause: StormCause, _ children: [Int64]) -> String {
        if case .device(let id) = cause { return id }
        if case .broker = cause { return site.id }
        return children.first.flatMap { book[$0]?.incident.device } ?? site.id
    }

    /// One more joins a storm that stands.
    mutating func join(_ child: Int64, _ storm: Int64, effects: inout Effects) {
        let lines = book[storm]?.incident.rollCall?.openCount ?? 0
        let severity = book[storm]?.incident.severity
        take(child, into: storm, effects: &effects)
        describe(storm)
        let now = book[storm]?.incident
        if let worse = now?.severity, worse != severity {
            chooseAudience(of: storm)
            transition(storm, observedAt: clock, effects: &effects) { _ in .severityChanged(worse) }
        }
        if now?.rollCall?.openCount ?? 0 > lines {
            callForRoll(storm, wasComplete: lines == 0, effects: &effects)
        }
        publish(storm, effects: &effects)
        effects.isUrgent = true
    }

    /// A child with what it brings: how bad it is, and whom to call at.
    private mutating func take(_ child: Int64, into storm: Int64, effects: inout Effects) {
        guard let parent = book[storm]?.incident, let incident = book[child]?.incident, incident.mayBeGrouped
        else { return }
        let id = parent.id
        storms.waiting.remove(child)
        transition(child, observedAt: clock, note: id.description, effects: &effects) {
            $0.incident.join(id)
        }
        guard book[child]?.incident.parent == id else { return }
        letGoOfRoll(child, effects: &effects)
        let isPlace = incident.sharedPlace != nil
        book.change(storm) { file in
            if !isPlace { file.incident.storm?.take(hazard: incident.hazard) }
            file.incident.storm?.ebbingSince = nil
            if incident.severity > file.incident.severity {
                file.incident.peak = incident.severity
                file.incident.severity = incident.severity
            }
        }
        _ = ask(
            incident.rollCall?.lines ?? [], of: storm, within: (site.storms ?? StormPolicy()).rollCallWithin)
        publish(child, effects: &effects)
    }

    /// What was open only until its car was called at waits for that no more: its storm does.
    private mutating func letGoOfRoll(_ child: Int64, effects: inout Effects) {
        guard let file = book[child] else { return }
        if file.incident.condition == .quiet {
            storms.take(child, into: file.incident.parent?.number ?? 0, isOver: true)
        }
        storms.rolls.remove(child)
        book.change(child) { $0.incident.rollCall = nil }
        guard !(file.machine >= 0 && hazardValue(of: Int(file.machine)).staysOpen) else { return }
        let now = Timestamp(milliseconds: clock)
        if file.incident.condition == .quiet, file.incident.ended == nil {
            transition(child, observedAt: clock, effects: &effects) { $0.incident.expire(at: now) }
        }
        book.change(child) { $0.incident.isLatched = false }
    }

    // MARK: Course

    /// Few are left, all are back, or the broker is: what follows.
    mutating func turn(_ storm: Int64, _ policy: StormPolicy, effects: inout Effects) {
        guard let incident = book[storm]?.incident, let known = incident.storm, incident.ended == nil else {
            return
        }
        let left = storms.standing[storm]?.count ?? 0
        if known.isKnown, !hasReturned(known.cause) { return }
        if left > 0 {
            guard known.isEbbing(standing: left, atLeast: policy.atLeast) else {
                return note(ebbingSince: nil, of: storm, effects: &effects)
            }
            let since = known.ebbingSince ?? Timestamp(milliseconds: clock)
            guard (since + policy.linger).milliseconds <= clock else {
                return note(ebbingSince: since, of: storm, effects: &effects)
            }
            // The others are back: these have a fault of their own.
            for child in (storms.standing[storm] ?? []).sorted() {
                leaveStorm(child, note: incident.id.description, effects: &effects)
            }
        }
        endStorm(storm, effects: &effects)
    }

    private mutating func endStorm(_ storm: Int64, effects: inout Effects) {
        let now = Timestamp(milliseconds: clock)
        describe(storm)
        if book[storm]?.incident.condition == .active {
            transition(storm, observedAt: clock, effects: &effects) { $0.incident.becomeQuiet(at: now) }
        }
        endRollCall(storm, effects: &effects)
    }

    private mutating func note(ebbingSince since: Timestamp?, of storm: Int64, effects: inout Effects) {
        let isBack = since == nil && book[storm]?.incident.condition == .quiet
        if isBack {
            transition(storm, observedAt: clock, effects: &effects) { $0.incident.becomeActive() }
        }
        guard book[storm]?.incident.storm?.ebbingSince != since else { return }
        book.change(storm) { $0.incident.storm?.ebbingSince = since }
        describe(storm)
        publish(storm, effects: &effects)
    }

    /// What a person reads first: the cause, how many, and some by name.
    mutating func describe(_ storm: Int64) {
        guard let incident = book[storm]?.incident, let known = incident.storm else { return }
        let left = (storms.standing[storm] ?? []).sorted()
        let name = known.cause.name(in: site)
        var lines = ["cause 原因: \(known.cause.text) \(name.en) \(name.zh)"]
        if known.devices > 0 {
            lines.append("devices 设备: \(known.devices), still gone 未恢复: \(left.count)")
        }
        let names = left.prefix(Self.namedDevices).compactMap { book[$0]?.incident.device }
        let beyond = left.count - names.count
        if !names.isEmpty {
            lines.append(names.joined(separator: ", ") + (beyond > 0 ? " +\(beyond)" : ""))
        }
        if known.isKnown {
            let under = storms.reach?.devices(of: known.cause, in: site, index).count ?? 0
            lines.append("not heard 收不到: \(under) devices 台设备")
        }
        book.change(storm) { $0.incident.evidence = lines }
    }

    // MARK: Papers

    /// Those an outage stands for, by number: what is still gone and what came back.
    package func children(of storm: IncidentID) -> [Incident] {
        guard book.number(of: storm) != nil else { return [] }
        return book.numbers.compactMap { book[$0]?.incident }.filter { $0.parent == storm }
    }

    /// Codes of platforms: an outage has those of what it took first.
    func codes(of incident: Incident, _ hazard: Hazard?) -> [String: String] {
        if let hazard { return hazard.codes }
        return incident.storm?.hazards.first.flatMap { index.hazard($0, in: site) }?.codes ?? [:]
    }

    func contacts(of incident: Incident, _ hazard: Hazard?) -> [Contact]? {
        if let hazard { return hazard.contacts(at: site) }
        return OwnHazard(rawValue: incident.hazard)?.contacts(at: site)
    }

    // MARK: Brokers

    /// A broker that is away is a cause we know ourselves: nobody has to fall silent first.
    mutating func watchBrokers(_ policy: StormPolicy, effects: inout Effects) {
        for broker in site.brokers.indices {
            guard let since = gone(broker), since + policy.deafAfter.milliseconds <= clock else { continue }
            let cause = StormCause.broker(site.brokers[broker].id)
            let isKnown = storms.storms.contains {
                book[$0]?.incident.storm.map { $0.cause == cause && $0.isKnown } ?? false
            }
            guard !isKnown else { continue }
            if storms.reach == nil { storms.reach = StormReach(site, index) }
            openStorm(cause, isKnown: true, of: [], since: since, effects: &effects)
        }
    }

    func brokersDue(_ policy: StormPolicy) -> [Int64] {
        site.brokers.indices.compactMap { gone($0).map { $0 + policy.deafAfter.milliseconds } }
    }

    /// Since when one of a broker's sessions is away; nil: both are there, or nobody has said since the start.
    private func gone(_ broker: Int) -> Int64? {
        let both = [sessions[broker * 2], sessions[broker * 2 + 1]].filter { !$0.isConnected }
        return both.map { $0.goneSince == .min ? clock : $0.goneSince }.min()
    }

    /// Whether what we know to be away is back. After a start nothing is until a session says so.
    private func hasReturned(_ cause: StormCause) -> Bool {
        guard case .broker(let id) = cause, let broker = site.brokers.firstIndex(where: { $0.id == id })
        else { return true }
        return [sessions[broker * 2], sessions[broker * 2 + 1]].allSatisfy {
            $0.isConnected && $0.connectedAt != .min
        }
    }

    // MARK: Start and reload

    /// After a start and a reload: what is grouped, and what lost its parent meanwhile.
    mutating func resumeStorms(effects: inout Effects) {
        storms = StormBook(book.open)
        guard let policy = site.storms else {
            return resumeUngrouped(effects: &effects)
        }
        for number in book.numbers {
            guard let incident = book[number]?.incident, incident.ended == nil else { continue }
            if let cause = incident.storm?.cause, !exists(cause) {
                loseCause(of: number, effects: &effects)
            } else if let parent = incident.parent, storms.standing[parent.number] == nil {
                leaveStorm(number, note: parent.description, effects: &effects)
            } else if incident.settlesAt == nil, incident.parent == nil, incident.mayBeGrouped,
                !incident.isConfirmed, index.hazard(incident.hazard, in: site)?.isGrouped ?? false,
                clock &- incident.raisedAt.milliseconds
                    <= policy.window(ofSilence: silence(behind: number))
            {
                storms.waiting.insert(number)
            }
        }
        lookAtStorms(by: clock)
    }

    /// The site groups nothing any more: every child is a case of its own.
    private mutating func resumeUngrouped(effects: inout Effects) {
        for storm in storms.storms { loseCause(of: storm, effects: &effects) }
        if !storms.waiting.isEmpty || !storms.rolls.isEmpty { lookAtStorms(by: clock) }
    }

    /// Nothing holds a storm together any more. Its children are cases of their own; itself it is withdrawn, but not before
    /// the last car was called at: a file that changes in a power cut lets nobody out of a lift.
    private mutating func loseCause(of storm: Int64, effects: inout Effects) {
        guard book[storm]?.incident.rollCall?.isOpen ?? false else {
            return withdraw(storm, reason: "cause_missing", effects: &effects)
        }
        for child in (storms.standing[storm] ?? []).sorted() {
            leaveStorm(child, note: "cause_missing", effects: &effects)
        }
        guard book[storm]?.incident.condition == .active else { return }
        let now = Timestamp(milliseconds: clock)
        transition(storm, observedAt: clock, note: "cause_missing", effects: &effects) {
            $0.incident.becomeQuiet(at: now)
        }
    }

    private func exists(_ cause: StormCause) -> Bool {
        switch cause {
        case .device(let id): index.device(id) != nil
        case .building(let name): site.devices.contains { $0.place.building == name }
        case .profile(let id): site.profiles.contains { $0.id == id }
        case .broker(let id): site.brokers.contains { $0.id == id }
        case .site: true
        }
    }
}

extension OwnHazard {
    /// Whom to call at a site; nil: nobody in particular.
    package func contacts(at site: Site) -> [Contact]? {
        contacts.isEmpty ? nil : Contact.all(of: contacts, at: site)
    }
}
