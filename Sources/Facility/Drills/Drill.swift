/// A drill or walk test: what was announced counts as exercise, and everything else ends it.
///
/// ```
/// started ─▶ running ─▶ ended: stopped, time is up, or the unexpected
///              │  ▲
///    announced ▼  │ its condition is over
///            in test (10 min at most)
/// ```
/// It hides nothing: what is not announced is real and ends the drill, and whatever still stands then is raised anew as
/// real. Its limits are times of day and not counters, so that a restart neither prolongs it nor ends it: the box that
/// comes up again in mid-drill goes on with it. To end it there would tell the fire centre of a fire for every
/// restart; to go on hides nothing, since devices that were not announced are real before as after.
package struct Drill: Sendable, Codable, Equatable {
    /// Longest drill: two hours (issue of the site's owner; unverified elsewhere).
    package static let longest = Interval.hours(2)
    /// Longest time one device may stand in test: ten minutes. Smoke from a can is gone in five.
    package static let longestTest = Interval.minutes(10)

    /// Counts from 1 within the store.
    package var number: Int64
    package var reach: Reach
    /// Listed devices in the order of the sheet.
    package var devices: [String]
    package var isWalkTest: Bool
    package var by: String
    package var startedAt: Timestamp
    package var endsAt: Timestamp
    /// What was triggered, in the order in which it was.
    package var ticks: [Tick]
    /// Exercise incidents that are not over.
    package var trials: [Trial]
    package var ended: Ending?

    /// A device of the sheet that was heard.
    package struct Tick: Sendable, Codable, Equatable {
        package var device: String
        package var hazard: String
        package var at: Timestamp
        /// How often in all.
        package var times: Int
    }

    /// A stimulus that is an exercise and not yet over.
    package struct Trial: Sendable, Codable, Equatable {
        /// Number of its incident.
        package var incident: Int64
        package var device: String
        package var zone: String?
        package var isTrigger: Bool
        package var since: Timestamp
        /// Its condition is known to be over and not yet for `quiet_for`.
        package var isSettling: Bool
        /// Devices that tell the same as it does (`DrillStimulus.oneWith`).
        package var oneWith: Set<String>
    }

    /// How it ended.
    package struct Ending: Sendable, Codable, Equatable {
        package var at: Timestamp
        package var cause: Cause
    }

    package enum Cause: Sendable, Codable, Equatable {
        case stopped(by: String)
        case timeUp
        /// "This is real."
        case calledReal(by: String)
        /// A device nobody announced.
        case otherDevice(String)
        case callPoint(String)
        /// Two triggers stand in one zone.
        case secondTrigger(String, zone: String)
        /// A second device in a walk test, while the first still stands.
        case secondDevice(String)
        /// It began before the drill did.
        case beganBefore(String)
        /// It fell silent while it stood in test.
        case silentInTest(String)
        /// It stood in test for longer than `longestTest`.
        case tooLong(String)
        /// The clock went back behind the drill's beginning: its limits mean nothing any more.
        case clockWentBack

        /// Whether anything but the plan ended it.
        package var isUnexpected: Bool {
            switch self {
            case .stopped, .timeUp: false
            default: true
            }
        }
    }

    /// What a stimulus is.
    package enum Verdict: Sendable, Equatable {
        case exercise
        case real
        /// Real, and the drill is over.
        case unexpected(Cause)
    }

    /// - Parameters:
    ///   - devices: those of the plan, of which the site knows every one and none is a call point.
    ///   - now: the gateway's time.
    package init(
        number: Int64, reach: Reach, devices: [String], length: Interval, isWalkTest: Bool, by: String,
        at now: Timestamp
    ) {
        self.number = number
        self.reach = reach
        self.devices = devices
        self.isWalkTest = isWalkTest
        self.by = by
        startedAt = now
        endsAt = now + min(length, Self.longest)
        ticks = []
        trials = []
    }

    package var isRunning: Bool { ended == nil }

    /// When `advance` is next needed; nil once it has ended.
    package var nextDeadline: Timestamp? {
        guard isRunning else { return nil }
        let tests = trials.filter { !$0.isSettling }.map { $0.since + Self.longestTest }
        return min(endsAt, tests.min() ?? endsAt)
    }

    // MARK: What happens

    /// Says what a raise is. The caller ends the drill when it was unexpected, and opens a trial when it is an exercise.
    package func judge(_ stimulus: DrillStimulus, at now: Timestamp) -> Verdict {
        guard isRunning else { return .real }
        if let due = overdue(at: now) { return .unexpected(due) }
        let device = stimulus.device
        if stimulus.isSilence {
            // Nobody tests a detector by making it mute; one that falls silent in test may be burning.
            return trials.contains { $0.device == device } ? .unexpected(.silentInTest(device)) : .real
        }
        // A person who sees a fire in mid-drill presses the nearest button, announced or not.
        if stimulus.isCallPoint { return .unexpected(.callPoint(device)) }
        guard devices.contains(device) else {
            return stimulus.isGrave ? .unexpected(.otherDevice(device)) : .real
        }
        guard stimulus.since >= startedAt else { return .unexpected(.beganBefore(device)) }
        let others = trials.filter {
            !$0.isSettling && $0.device != device && !stimulus.oneWith.contains($0.device)
        }
        if isWalkTest, !others.isEmpty { return .unexpected(.secondDevice(device)) }
        if stimulus.isTrigger, let zone = stimulus.zone {
            let isSecond = others.contains { $0.isTrigger && $0.zone == zone }
            if isSecond || stimulus.isBesideReal {
                return .unexpected(.secondTrigger(device, zone: zone))
            }
        }
        return .exercise
    }

    /// Opens the trial of an exercise incident and ticks its device on the sheet.
    package mutating func begin(_ stimulus: DrillStimulus, incident: Int64, at now: Timestamp) {
        guard isRunning else { return }
        trials.append(
            Trial(
                incident: incident, device: stimulus.device, zone: stimulus.zone,
                isTrigger: stimulus.isTrigger, since: now, isSettling: false, oneWith: stimulus.oneWith))
        if let position = ticks.firstIndex(where: { $0.device == stimulus.device }) {
            ticks[position].times += 1
        } else {
            ticks.append(Tick(device: stimulus.device, hazard: stimulus.hazard, at: now, times: 1))
        }
    }

    /// The condition of a trial is known to be over, or holds again.
    /// - Returns: whether that changed anything.
    package mutating func settle(incident: Int64, isSettling: Bool) -> Bool {
        guard let position = trials.firstIndex(where: { $0.incident == incident }),
            trials[position].isSettling != isSettling
        else { return false }
        trials[position].isSettling = isSettling
        return true
    }

    /// The incident of a trial has ended.
    /// - Returns: whether there was one.
    package mutating func finish(incident: Int64) -> Bool {
        guard let position = trials.firstIndex(where: { $0.incident == incident }) else { return false }
        trials.remove(at: position)
        return true
    }

    /// Whether time alone ends it by now, and why.
    package func overdue(at now: Timestamp) -> Cause? {
        guard isRunning else { return nil }
        if now < startedAt { return .clockWentBack }
        // What stands too long is told before that time is up: it is the graver word.
        let tooLong = trials.first { !$0.isSettling && $0.since + Self.longestTest <= now }
        if let tooLong { return .tooLong(tooLong.device) }
        return now >= endsAt ? .timeUp : nil
    }

    /// What stands together and may not: a detector that was about to be over has come again beside the next one.
    package var conflict: Cause? {
        let standing = trials.filter { !$0.isSettling }
        for (position, later) in standing.enumerated() {
            for earlier in standing[..<position] where !earlier.isOne(with: later) {
                if isWalkTest { return .secondDevice(later.device) }
                guard earlier.isTrigger, later.isTrigger, let zone = later.zone, zone == earlier.zone else {
                    continue
                }
                return .secondTrigger(later.device, zone: zone)
            }
        }
        return nil
    }

    /// Whether a person may stop it: nothing announced still stands.
    package var mayStop: Bool { trials.allSatisfy(\.isSettling) }

    /// Ends it. What it leaves behind are its trials: whoever calls ends each, and raises what stands as real.
    package mutating func end(_ cause: Cause, at now: Timestamp) -> [Trial] {
        guard isRunning else { return [] }
        ended = Ending(at: now, cause: cause)
        defer { trials = [] }
        return trials
    }
}

extension Drill.Trial {
    fileprivate func isOne(with other: Drill.Trial) -> Bool {
        device == other.device || oneWith.contains(other.device) || other.oneWith.contains(device)
    }
}
