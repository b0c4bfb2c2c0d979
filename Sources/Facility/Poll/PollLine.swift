/// The conversation with one DTU: one question at a time, tried again, given up, and asked less often while nobody
/// answers. Events and `now` go in; what to send and when to look again come out.
///
/// Modbus RTU has no transaction numbers. An answer shows unit, function and length, not which try or which start
/// address it answers. Hence two rules: a try that timed out is *owed* for two time-outs more, so that its late answer is
/// known for what it is; and a question of the same shape with another start waits until nothing of that shape is owed,
/// because a late answer would pass for its own.
package struct PollLine: Sendable, Equatable {
    package struct Counters: Sendable, Equatable, Codable {
        /// Tries sent.
        package var requests = 0
        package var answers = 0
        package var timeouts = 0
        /// Answers to a try already given up, dropped.
        package var late = 0
        /// Answers to nothing we asked, dropped.
        package var strays = 0

        package init() {}

        mutating func add(_ other: Counters) {
            requests += other.requests
            answers += other.answers
            timeouts += other.timeouts
            late += other.late
            strays += other.strays
        }
    }

    private enum State: Sendable, Equatable {
        /// The session is down or emptying its backlog.
        case stopped
        /// Until the next round.
        case resting(until: Timestamp)
        /// The next question waits: for the line's silence, or for what is owed.
        case holding(request: Int, until: Timestamp)
        case waiting(request: Int, tries: Int, until: Timestamp)
    }

    private struct Owed: Sendable, Equatable {
        var request: Int
        var until: Timestamp
    }

    /// Silence between an answer and the next question: RS-485 devices need 3.5 characters, slow converters more.
    package static let gap = Interval(milliseconds: 100)
    /// The longest pause of a dead line.
    package static let longestPause = Interval.minutes(10)

    private let shapes: [PollShape]
    private let every: Interval
    private let timeout: Interval
    private let retries: Int
    private var state = State.stopped
    private var roundStart = Timestamp.distantPast
    /// Whether any question of the round was answered.
    private var isHeard = false
    /// Rounds on end without an answer.
    private(set) package var deadRounds = 0
    private var owed: [Owed] = []
    package private(set) var counters = Counters()
    package private(set) var lastAnswer: Timestamp?

    package init(_ plan: PollPlan) {
        shapes = plan.requests.map(\.shape)
        every = plan.every
        timeout = plan.timeout
        retries = plan.retries
    }

    /// The question that waits for its answer.
    package var outstanding: Int? {
        if case .waiting(let request, _, _) = state { request } else { nil }
    }

    /// When `due` is next needed; nil while stopped.
    package var deadline: Timestamp? {
        switch state {
        case .stopped: nil
        case .resting(let until), .holding(_, let until), .waiting(_, _, let until): until
        }
    }

    // MARK: Events

    /// The session can carry requests: the first round begins after `jitter`, so that a thousand DTUs are not asked in
    /// one instant.
    package mutating func begin(now: Timestamp, jitter: Interval) {
        guard case .stopped = state, !shapes.isEmpty else { return }
        state = .resting(until: now + jitter)
    }

    /// The session is gone or drains: what was asked is forgotten, and nobody is to blame for its silence.
    package mutating func suspend() {
        state = .stopped
        isHeard = false
    }

    /// - Returns: the question to send now, if any.
    package mutating func due(now: Timestamp) -> Int? {
        switch state {
        case .resting(let until) where until <= now:
            roundStart = now
            isHeard = false
            return ask(deadRounds > 0 ? (deadRounds - 1) % shapes.count : 0, now: now)
        case .holding(let request, let until) where until <= now: return ask(request, now: now)
        case .waiting(let request, let tries, let until) where until <= now:
            counters.timeouts += 1
            owe(request, now: now)
            // A line that has been dead is only knocked at.
            guard tries <= retries, deadRounds == 0 || isHeard else { return next(after: request, now: now) }
            return send(request, tries: tries + 1, now: now)
        default: return nil
        }
    }

    /// The outstanding question was answered, if only with an exception.
    package mutating func answered(now: Timestamp) {
        guard case .waiting(let request, _, _) = state else { return }
        counters.answers += 1
        lastAnswer = now
        let wasDead = deadRounds > 0
        deadRounds = 0
        isHeard = true
        // The knock was answered: now the whole round.
        let following = wasDead && request != 0 ? 0 : request + 1
        guard following < shapes.count else { return finish(now: now) }
        state = .holding(request: following, until: now + Self.gap)
    }

    /// An answer came that does not fit the outstanding question.
    /// - Returns: whether it is a late one to an earlier try; else it answers nothing we asked.
    package mutating func unexpected(_ shape: PollShape, now: Timestamp) -> Bool {
        forgetOverdue(now: now)
        guard let place = owed.firstIndex(where: { shapes[$0.request].fits(shape) }) else {
            counters.strays += 1
            return false
        }
        owed.remove(at: place)
        counters.late += 1
        // What the next question waited for may just have come.
        if case .holding(let request, let until) = state, rivals(of: request).isEmpty {
            state = .holding(request: request, until: min(until, now + Self.gap))
        }
        return true
    }

    // MARK: Inside

    private mutating func ask(_ request: Int, now: Timestamp) -> Int? {
        forgetOverdue(now: now)
        if let until = rivals(of: request).map(\.until).max() {
            state = .holding(request: request, until: until)
            return nil
        }
        return send(request, tries: 1, now: now)
    }

    /// Owed answers that would pass for this question's own.
    private func rivals(of request: Int) -> [Owed] {
        owed.filter { $0.request != request && shapes[$0.request].fits(shapes[request]) }
    }

    private mutating func send(_ request: Int, tries: Int, now: Timestamp) -> Int {
        counters.requests += 1
        state = .waiting(request: request, tries: tries, until: now + timeout)
        return request
    }

    /// A question was given up: the next one, or the end of the round.
    private mutating func next(after request: Int, now: Timestamp) -> Int? {
        guard deadRounds == 0 || isHeard, request + 1 < shapes.count else {
            finish(now: now)
            return nil
        }
        return ask(request + 1, now: now)
    }

    private mutating func finish(now: Timestamp) {
        if !isHeard { deadRounds += 1 }
        var pause = every
        if deadRounds > 0 {
            // 20 s, 40 s, 80 s … for a round of 10 s.
            pause = Interval(milliseconds: every.milliseconds << Int64(min(deadRounds, 16)))
            pause = min(pause, max(every, Self.longestPause))
        }
        state = .resting(until: max(roundStart + pause, now + Self.gap))
    }

    private mutating func owe(_ request: Int, now: Timestamp) {
        forgetOverdue(now: now)
        owed.append(Owed(request: request, until: now + timeout + timeout))
    }

    private mutating func forgetOverdue(now: Timestamp) {
        owed.removeAll { $0.until <= now }
    }
}
