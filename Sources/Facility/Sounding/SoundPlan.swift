/// Decides what a loudspeaker says and when: one call at a time, the most important first, until somebody answers.
///
/// It decides and remembers; its shell plays and waits. The rules, each a drawn timeline in a test:
/// - a case sounds at once, and interrupts what matters less; what has not been called yet goes before repetitions
///   of its like;
/// - it is called again after `SoundSettings.pause`, after `urgentFor` more rarely, and never falls silent by itself;
/// - a person's answer ends it in mid-word;
/// - the first tone that is played to its end answers for every delivery that waits: people are awake;
/// - a player that fails is tried again soon, ever more slowly up to a minute.
package struct SoundPlan: Sendable {
    package let settings: SoundSettings
    private var entries: [Subject: Entry] = [:]
    private var sounding: Burst?
    private var isStopping = false
    private var lastNumber: Int64 = 0
    private var order: Int64 = 0
    private var lastWake: Timestamp?
    /// Losses a person has heard of; forgotten when the path is back.
    private var hushed: Set<String> = []

    private struct Entry: Sendable {
        /// Above everything milder; a lost path is 0.
        var rank: Int
        var tone: Tone
        var speech: SoundedCase.Speech
        /// When it began to sound, or to sound for something worse.
        var since: Timestamp
        var due: Timestamp
        /// Calls that were played.
        var calls = 0
        /// Failures of the player in a row.
        var failures = 0
        /// Order of arrival, for cases alike.
        var order: Int64
        /// Deliveries nobody has answered for.
        var waiting: [Int64] = []
        /// Said once, calmly: somebody looks after it.
        var isOnce = false
    }

    /// Cases called in turn at most; the outbox holds the others. Nobody listens to more.
    static let limit = 64
    /// After a player's first failure, and at most.
    static let retry: (first: Interval, most: Interval) = (.seconds(2), .minutes(1))

    package init(settings: SoundSettings) { self.settings = settings }

    /// Cases and lost paths that are being called.
    package var count: Int { entries.count }

    /// Takes in what happened and says what to do. `now` never goes back.
    package mutating func step(_ input: Input, now: Timestamp) -> [Action] {
        var actions: [Action] = []
        switch input {
        case .standing(let subject, let delivery):
            stand(subject, delivery: delivery, now: now, into: &actions)
        case .grown(let subject, let delivery): mention(subject, delivery, now: now, into: &actions)
        case .answered(let incident, let delivery):
            remove(.incident(incident), into: &actions)
            if let delivery { actions.append(.answer(delivery, problem: nil)) }
        case .pathLost(let path, let speech): lose(path, speech, now: now)
        case .pathRestored(let path):
            hushed.remove(path)
            remove(.path(path), into: &actions)
        case .pathsHushed: hushPaths(into: &actions)
        case .toneEnded(let number, let problem):
            toneEnded(number, problem, now: now, into: &actions)
        case .ended(let number): ended(number, now: now)
        case .deadline: break
        }
        dispatch(now: now, into: &actions)
        wake(now: now, into: &actions)
        return actions
    }
}

// MARK: - What comes in

extension SoundPlan {
    private mutating func stand(
        _ subject: SoundedCase, delivery: Int64?, now: Timestamp, into actions: inout [Action]
    ) {
        let key = Subject.incident(subject.incident)
        var entry: Entry
        if let known = entries[key] {
            entry = known
            // Worse than before is news, and so is what rings although somebody has answered.
            if subject.rank > entry.rank || subject.isNews || entry.isOnce {
                entry.since = now
                entry.due = now
                entry.calls = 0
            }
        } else {
            guard makeRoom(for: subject.rank, into: &actions) else {
                if let delivery {
                    actions.append(.answer(delivery, problem: "\(Self.limit) cases are being called"))
                }
                return
            }
            order += 1
            entry = Entry(
                rank: subject.rank, tone: .danger, speech: subject.speech, since: now, due: now, order: order)
        }
        entry.rank = subject.rank
        entry.isOnce = false
        entry.tone = subject.isLifeSafety ? .danger : .trouble
        entry.speech = subject.speech
        if let delivery {
            if entry.calls > 0 {
                actions.append(.answer(delivery, problem: nil))
            } else {
                entry.waiting.append(delivery)
            }
        }
        entries[key] = entry
    }

    /// What is being called anyway says it with its next call; else it is said once. Where there is no room for that
    /// nothing is lost: somebody knows of the case.
    private mutating func mention(
        _ subject: SoundedCase, _ delivery: Int64, now: Timestamp, into actions: inout [Action]
    ) {
        let key = Subject.incident(subject.incident)
        if let known = entries[key], !known.isOnce {
            return stand(subject, delivery: delivery, now: now, into: &actions)
        }
        guard entries[key] != nil || entries.count < Self.limit else {
            return actions.append(.answer(delivery, problem: nil))
        }
        order += 1
        var entry = Entry(
            rank: subject.rank, tone: .notice, speech: subject.speech, since: now, due: now, order: order)
        entry.isOnce = true
        entry.waiting = (entries[key]?.waiting ?? []) + [delivery]
        entries[key] = entry
    }

    /// Lets go of the least important case, its deliveries back to the outbox.
    private mutating func makeRoom(for rank: Int, into actions: inout [Action]) -> Bool {
        guard entries.count >= Self.limit else { return true }
        let least = entries.min { ($0.value.rank, -$0.value.order) < ($1.value.rank, -$1.value.order) }
        guard let least, least.value.rank < rank else { return false }
        for delivery in least.value.waiting {
            actions.append(.answer(delivery, problem: "\(Self.limit) cases are being called"))
        }
        entries[least.key]?.waiting = []
        remove(least.key, into: &actions)
        return true
    }

    private mutating func remove(_ subject: Subject, into actions: inout [Action]) {
        guard let entry = entries.removeValue(forKey: subject) else { return }
        for delivery in entry.waiting { actions.append(.answer(delivery, problem: nil)) }
        if let sounding, sounding.subject == subject, !isStopping {
            isStopping = true
            actions.append(.stop(sounding.number))
        }
    }

    private mutating func lose(_ path: String, _ speech: SoundedCase.Speech, now: Timestamp) {
        guard !hushed.contains(path), entries[.path(path)] == nil, entries.count < Self.limit else { return }
        order += 1
        entries[.path(path)] = Entry(
            rank: 0, tone: .notice, speech: speech, since: now, due: now, order: order)
    }

    private mutating func hushPaths(into actions: inout [Action]) {
        for case .path(let path) in Array(entries.keys) {
            hushed.insert(path)
            remove(.path(path), into: &actions)
        }
    }

    private mutating func toneEnded(
        _ number: Int64, _ problem: String?, now: Timestamp, into actions: inout [Action]
    ) {
        guard let sounding, sounding.number == number, !isStopping else { return }
        if problem == nil { entries[sounding.subject]?.calls += 1 }
        let failures = entries[sounding.subject]?.failures ?? 0
        entries[sounding.subject]?.failures = problem == nil ? 0 : failures + 1
        var answered: [Int64] = []
        for subject in entries.keys {
            answered += entries[subject]?.waiting ?? []
            entries[subject]?.waiting = []
        }
        actions += answered.sorted().map { .answer($0, problem: problem) }
    }

    private mutating func ended(_ number: Int64, now: Timestamp) {
        guard let burst = sounding, burst.number == number else { return }
        let wasInterrupted = isStopping
        sounding = nil
        isStopping = false
        guard var entry = entries[burst.subject] else { return }
        if entry.isOnce, !wasInterrupted, entry.failures == 0, entry.waiting.isEmpty {
            entries[burst.subject] = nil
            return
        }
        if wasInterrupted {
            entry.due = now
        } else if entry.failures > 0 {
            entry.due =
                now
                + Lane.Policy.doubled(
                    Self.retry.first, times: entry.failures - 1, cap: Self.retry.most)
        } else if case .path = burst.subject {
            entry.due = now + settings.pathPause
        } else {
            entry.due = now + (now - entry.since < settings.urgentFor ? settings.pause : settings.laterPause)
        }
        entries[burst.subject] = entry
    }
}

// MARK: - What goes out

extension SoundPlan {
    private mutating func dispatch(now: Timestamp, into actions: inout [Action]) {
        if let current = sounding {
            // Only news interrupts: a repetition can wait for the end of a sentence.
            let rank = entries[current.subject]?.rank ?? -1
            let isNews = entries.values.contains { $0.calls == 0 && $0.rank > rank && $0.due <= now }
            guard isNews, !isStopping else { return }
            isStopping = true
            actions.append(.stop(current.number))
            return
        }
        guard let subject = next(now: now), let entry = entries[subject] else { return }
        lastNumber += 1
        let burst = Burst(number: lastNumber, subject: subject, tone: entry.tone, speech: entry.speech)
        sounding = burst
        actions.append(.begin(burst))
    }

    /// The most important case that is due, before its like the one that was never called, then the one that waits
    /// longest.
    private func next(now: Timestamp) -> Subject? {
        entries.lazy.filter { $0.value.due <= now }.max {
            ($0.value.rank, $0.value.calls == 0 ? 1 : 0, -$0.value.due.milliseconds, -$0.value.order)
                < ($1.value.rank, $1.value.calls == 0 ? 1 : 0, -$1.value.due.milliseconds, -$1.value.order)
        }?.key
    }

    private mutating func wake(now: Timestamp, into actions: inout [Action]) {
        guard sounding == nil, let due = entries.values.map(\.due).min(), due != lastWake else { return }
        lastWake = due
        actions.append(.wake(at: due))
    }
}
