/// The life of a token that is asked for: who asks, how long it serves, and what a refusal does to it.
///
/// One question is under way at a time, whoever wants the token meanwhile waits for its answer. It serves until its end
/// less a margin: 30 min with a margin of 60 s are 29 min.
package struct TokenLease: Sendable, Equatable {
    private enum State: Sendable, Equatable {
        case none
        case asking
        case held(Secret, since: Timestamp, until: Timestamp)
    }

    /// What whoever wants the token has to do.
    package enum Want: Sendable, Equatable {
        case use(Secret)
        /// Ask for one, and say what came of it by `granted` or `failed`.
        case ask
        /// Somebody is asking.
        case wait
    }

    /// A token that is refused so soon after it was granted is refused for another reason: a new one would be too.
    package static let fresh = Interval.seconds(10)
    /// A token lives no longer than this by our clock, whatever an answer says.
    private static let longest = Interval.days(1)

    private var state = State.none
    private let margin: Interval

    package init(margin: Interval) { self.margin = margin }

    package mutating func want(at now: Timestamp) -> Want {
        switch state {
        case .held(let token, let since, let until) where now < until && now >= since: return .use(token)
        case .held, .none:
            state = .asking
            return .ask
        case .asking: return .wait
        }
    }

    /// - Parameter life: from `now` on. A life shorter than the margin serves for a tenth of itself: a new question for
    ///   each request would lock us out.
    package mutating func granted(_ token: Secret, life: Interval, at now: Timestamp) {
        let life = min(max(life, .seconds(1)), Self.longest)
        let served = max(life + -margin, Interval(milliseconds: life.milliseconds / 10))
        state = .held(token, since: now, until: now + served)
    }

    package mutating func failed() { state = .none }

    /// The far side did not accept a token (HTTP 401).
    /// - Returns: whether another attempt, with whatever `want` gives, may help.
    package mutating func refused(_ token: Secret, at now: Timestamp) -> Bool {
        guard case .held(token, let since, _) = state else {
            // Another one is there already, or is being asked for.
            return state != .none
        }
        guard now < since || now - since >= Self.fresh else { return false }
        state = .none
        return true
    }
}
