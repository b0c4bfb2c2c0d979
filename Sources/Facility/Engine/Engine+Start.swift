/// The first turn after a start: the time we were blind is written down, and what is true already is raised.
extension Engine {
    /// Must be the first call after `init`. Its effects are the first commit.
    package mutating func start(now: Timestamp, effects: inout Effects) {
        clock = max(clock, now.milliseconds)
        let now = Timestamp(milliseconds: clock)
        if let since = blindSince {
            effects.losses.append(
                Loss(cause: .blind, subject: site.id, count: 1, from: min(since, now), to: now))
            effects.audit.append(.started(at: now, site: site.id, blindSince: since))
            effects.isUrgent = true
            blindSince = nil
        }
        dropStaleStreams(effects: &effects)
        withdrawUnknown(effects: &effects)
        resumeDevices()
        resumeSchedules()
        resumeSuppressions(effects: &effects)
        resumeDrill(effects: &effects)
        resumeStorms(effects: &effects)
        resumeFires(effects: &effects)
        // Who counts must not see half of what is counted.
        askConditions(effects: &effects)
        for machine in machines.indices where machines[machine].phase != .held {
            let last = machines.lastStep(of: machine)
            evaluate(
                machine, at: machines[machine].deviceTime(at: clock), inBacklog: false, effects: &effects)
            // Being asked is no reading: smoke at 03:10 in what the broker kept for us was at 03:10, though we were
            // started at 03:15.
            if let last { machines.forgetStep(since: last, of: machine) }
            if plan.templates[Int(plan.places[machine].template)].readsSources {
                watchSources(of: machine, at: machines[machine].deviceTime(at: clock))
            }
        }
        if !areaChanges.isEmpty { settleAreas(effects: &effects) }
        tellOverdue(effects: &effects)
        effects.learned.append(contentsOf: obsoleteLearned)
        obsoleteLearned = []
        resumePolls()
        advance(to: now, effects: &effects)
        resumePending(kept, effects: &effects)
        kept = []
    }

    /// Marks what has become stale meanwhile and sets every device's own deadlines.
    mutating func resumeDevices() {
        for device in devices.indices { resume(device) }
    }

    /// Marks what of one device has become stale meanwhile and sets its deadlines.
    mutating func resume(_ device: Int) {
        let entry = plan.devices[device]
        if entry.hasSilence {
            for machine in silenceMachines(of: device) { watchSilence(of: machine) }
        }
        if entry.presence >= 0 { _ = markGone(device) }
        if entry.staleAfter > 0 { _ = markStale(device) }
        if entry.windows >= 0, devices[device].windowAt != .min {
            let at = devices[device].windowAt &+ max(0, clock &- devices[device].windowNow)
            watchWindows(of: device, at: at)
        }
    }
}

extension AuditLine {
    /// The action of a line that says that the gateway watches again.
    package static let started = "started"
    private static let blindMark = "blind for "

    fileprivate static func started(at now: Timestamp, site: String, blindSince since: Timestamp) -> AuditLine
    {
        AuditLine(
            at: now, by: "gengfu", action: started, subject: site,
            detail: "\(blindMark)\(max(0, (now - since).milliseconds)) ms")
    }

    /// How long the gateway had seen nothing, of a line of a start; nil: of any other.
    package var blindTime: Interval? {
        guard action == Self.started, detail.hasPrefix(Self.blindMark) else { return nil }
        return Int64(detail.dropFirst(Self.blindMark.count).prefix { $0.isNumber }).map { .milliseconds($0) }
    }
}
