import Facility

/// What the stand-in platform holds and how it judges what it is told: pure, so that its strictness can be tested
/// without a socket.
///
/// Bounded: at most `mostCases` cases with `mostTransitions` steps each, `mostAnomalies` remarks and `mostSites`
/// signs of life.
struct PlatformBook: Sendable {
    static let mostCases = 20_000
    static let mostTransitions = 500
    static let mostAnomalies = 1_000
    static let mostSites = 1_000

    struct Step: Sendable {
        var transition: Int
        var step: String
        var action: Delivery.Action
        var key: String
        var body: PlatformJSON
        var receivedAt: Timestamp
        /// The same key and body came so many times again.
        var repeats = 0
        var answer: PlatformJSON
    }

    struct Case: Sendable {
        var incident: String
        var site: String
        var caseNumber: String
        var acceptedAt: Timestamp
        /// Set by hand; nil: it goes by `Progress`.
        var handling: Handling?
        var isClosed = false
        var steps: [Step]
    }

    /// How cases move on by themselves: one step of the line each so often, up to `resolved`.
    struct Progress: Sendable, Equatable {
        var every: Interval
        var since: Timestamp
    }

    struct Heartbeat: Sendable {
        var lastAt: Timestamp
        var every: Interval
        var count: Int
        /// The last head of the site's audit log; what a later rewriting is held against.
        var audit: Head?
        /// It has stayed away for two periods, and that was noticed.
        var isMissing = false

        struct Head: Sendable, Equatable {
            var store: String
            var number: Int
            var hash: String
        }
    }

    private(set) var cases: [String: Case] = [:]
    /// In the order of their reports.
    private(set) var order: [String] = []
    private(set) var heartbeats: [String: Heartbeat] = [:]
    private(set) var anomalies: [PlatformJSON] = []
    private(set) var anomalyCount = 0
    /// What it noticed of boxes by itself: the latest `mostAnomalies`.
    private(set) var notices: [PlatformJSON] = []
    private(set) var duplicatesRefused = 0
    private(set) var repeats = 0
    private(set) var progress: Progress?

    /// Takes a report, update or close; the answer's body, or why not.
    mutating func take(
        _ action: Delivery.Action, incident path: String?, key: String?, body: PlatformJSON?,
        at now: Timestamp
    ) -> Result<PlatformJSON, PlatformProblem> {
        guard let body else { return .failure(.notJSON) }
        guard let key, (1...200).contains(key.utf8.count) else { return .failure(.noKey) }
        var mistakes = CaseRules.case.mistakes(in: body)
        mistakes += CaseRules.mistakes(across: body, incident: path)
        guard mistakes.isEmpty, let incident = body["incident"]?.string,
            let transition = body["transition"]?.integer, let step = body["step"]?.string
        else {
            remark("invalid_body", path, mistakes.first.map { "\($0.pointer) \($0.detail)" } ?? "", now)
            return .failure(.invalid(mistakes))
        }
        if var held = cases[incident], let index = held.steps.firstIndex(where: { $0.key == key }) {
            guard held.steps[index].body == body, held.steps[index].action == action else {
                remark("key_reused", incident, key, now)
                return .failure(.otherBody)
            }
            held.steps[index].repeats += 1
            repeats += 1
            cases[incident] = held
            return .success(held.steps[index].answer)
        }
        var new = Step(
            transition: transition, step: step, action: action, key: key, body: body, receivedAt: now,
            answer: .null)
        switch action {
        case .report: return open(incident, &new, now)
        case .update, .close: return follow(incident, &new, now)
        }
    }

    private mutating func open(
        _ incident: String, _ step: inout Step, _ now: Timestamp
    ) -> Result<PlatformJSON, PlatformProblem> {
        guard cases[incident] == nil else {
            duplicatesRefused += 1
            remark("reported_twice", incident, step.key, now)
            return .failure(.caseExists)
        }
        guard order.count < Self.mostCases else { return .failure(.full) }
        var new = Case(
            incident: incident, site: step.body["site"]?["id"]?.string ?? "",
            caseNumber: "WG\(String(order.count + 100_001))", acceptedAt: now, steps: [])
        step.answer = answer(new, transition: step.transition, now)
        new.steps = [step]
        cases[incident] = new
        order.append(incident)
        return .success(step.answer)
    }

    private mutating func follow(
        _ incident: String, _ step: inout Step, _ now: Timestamp
    ) -> Result<PlatformJSON, PlatformProblem> {
        guard var held = cases[incident] else {
            remark("\(step.action.rawValue)_before_report", incident, step.key, now)
            return .failure(.unknownCase)
        }
        if step.action == .update, step.step == Transition.Step.reopened.name {
            held.isClosed = false
            held.handling = .accepted
        }
        guard !held.isClosed else {
            remark("\(step.action.rawValue)_after_close", incident, step.key, now)
            return .failure(.caseClosed)
        }
        guard step.transition > held.steps.last?.transition ?? 0 else {
            remark("out_of_order", incident, step.key, now)
            return .failure(.outOfOrder)
        }
        guard held.steps.count < Self.mostTransitions else { return .failure(.full) }
        if step.action == .close {
            held.isClosed = true
            held.handling = .closed
        }
        step.answer = answer(held, transition: step.transition, now)
        held.steps.append(step)
        cases[incident] = held
        return .success(step.answer)
    }

    /// What it holds of one case.
    func query(_ incident: String, at now: Timestamp) -> Result<PlatformJSON, PlatformProblem> {
        guard let held = cases[incident], let last = held.steps.last else { return .failure(.unknownCase) }
        guard case .object(var fields) = answer(held, transition: last.transition, now) else {
            return .failure(.unknownCase)
        }
        fields["transitions"] = .list(held.steps.map(\.shown))
        return .success(.object(fields))
    }

    mutating func beat(_ body: PlatformJSON?, at now: Timestamp) -> Result<PlatformJSON, PlatformProblem> {
        guard let body else { return .failure(.notJSON) }
        let mistakes = CaseRules.heartbeat(withAudit: body["audit"] != nil).mistakes(in: body)
        guard mistakes.isEmpty, let site = body["site"]?.string, let every = body["every_seconds"]?.integer
        else { return .failure(.invalid(mistakes)) }
        guard heartbeats[site] != nil || heartbeats.count < Self.mostSites else { return .failure(.full) }
        let last = heartbeats[site]
        if let last, last.isMissing {
            notice("heartbeat_back", site, "after \((now - last.lastAt).milliseconds / 1_000) s", now)
        }
        var beat = Heartbeat(lastAt: now, every: .seconds(Int64(every)), count: (last?.count ?? 0) + 1)
        beat.audit = last?.audit
        if let audit = body["audit"], let store = audit["store"]?.string,
            let number = audit["number"]?.integer, let hash = audit["hash"]?.string
        {
            let head = Heartbeat.Head(store: store, number: number, hash: hash)
            doubt(head, after: last?.audit, of: site, now)
            beat.audit = head
        }
        heartbeats[site] = beat
        return .success(.object(["code": .number(0)]))
    }

    /// Looks for boxes that say nothing any more: two periods without a sign of life, as the interface says.
    /// - Returns: the sites noticed just now, in order; each once until it speaks again.
    mutating func look(at now: Timestamp) -> [String] {
        let missing = heartbeats.filter { site in
            !site.value.isMissing && now - site.value.lastAt > site.value.every + site.value.every
        }.keys.sorted()
        for site in missing {
            heartbeats[site]?.isMissing = true
            let last = heartbeats[site]?.lastAt ?? now
            notice("heartbeat_missing", site, "for \((now - last).milliseconds / 1_000) s", now)
        }
        return missing
    }

    private mutating func notice(_ kind: String, _ site: String, _ detail: String, _ now: Timestamp) {
        if notices.count >= Self.mostAnomalies { notices.removeFirst() }
        notices.append(
            .object([
                "kind": .text(kind), "site": .text(site), "detail": .text(detail),
                "at": .text(PlatformTime.text(now)),
            ]))
    }

    /// A log that is shorter than it was, has another hash under the same number, or is another store's.
    private mutating func doubt(
        _ head: Heartbeat.Head, after last: Heartbeat.Head?, of site: String, _ now: Timestamp
    ) {
        guard let last, head != last else { return }
        if head.store != last.store {
            remark("audit_store_changed", nil, "\(site): \(last.store) \(head.store)", now)
        } else if head.number <= last.number {
            remark("audit_rewritten", nil, "\(site): \(last.number) \(head.number)", now)
        }
    }

    /// Moves one case by hand; false: no such case.
    mutating func move(_ incident: String, to handling: Handling) -> Bool {
        guard cases[incident] != nil else { return false }
        cases[incident]?.handling = handling
        return true
    }

    /// Lets every case move on by itself, or stops that.
    mutating func advance(every interval: Interval?, at now: Timestamp) {
        progress = interval.map { Progress(every: $0, since: now) }
    }

    mutating func remark(_ kind: String, _ incident: String?, _ detail: String, _ now: Timestamp) {
        anomalyCount += 1
        guard anomalies.count < Self.mostAnomalies else { return }
        anomalies.append(
            .object([
                "kind": .text(kind), "incident": incident.map { .text($0) } ?? .null, "detail": .text(detail),
                "at": .text(PlatformTime.text(now)),
            ]))
    }

    func handling(of held: Case, at now: Timestamp) -> Handling {
        if let handling = held.handling { return handling }
        guard let progress, progress.every > .zero else { return .accepted }
        let line: [Handling] = [.accepted, .dispatched, .signed, .handling, .resolved]
        let waited = (now - max(progress.since, held.acceptedAt)).milliseconds
        return line[Int(min(Int64(line.count - 1), max(0, waited / progress.every.milliseconds)))]
    }

    private func answer(_ held: Case, transition: Int, _ now: Timestamp) -> PlatformJSON {
        .object([
            "code": .number(0), "message": .text("ok"), "case_number": .text(held.caseNumber),
            "incident": .text(held.incident), "transition": .number(Double(transition)),
            "handling": .text(handling(of: held, at: now).rawValue),
        ])
    }
}
