/// Calls one after the other until somebody answers: times and the list of who can be called go in, the next call
/// comes out.
///
/// ```
/// 0 s zhang by page · 30 s li by page · 60 s pause · 120 s zhang by sms · 150 s li by sms · …
/// ```
/// It remembers whom it called in this round and not a place in a list, so that a shift that changes in mid-round
/// calls the new guard next.
package struct PhoneTree: Sendable, Codable, Equatable {
    /// Counts from 0; with it the route changes.
    package private(set) var round = 0
    /// Calls made in all rounds.
    package private(set) var calls = 0
    /// Ids called in this round.
    private var called: [String] = []
    /// Called after all others: he answered and did not come back.
    private var last: String?
    /// When the next call is due; nil: somebody has answered.
    package private(set) var nextAt: Timestamp?

    /// - Parameters:
    ///   - time: of the first call.
    ///   - last: who answered and did not come back; nil: nobody.
    package init(from time: Timestamp, last: String? = nil) {
        nextAt = time
        self.last = last
    }

    package struct Call: Sendable, Equatable {
        package var callee: Callee
        package var route: CallRoute
        package var round: Int
    }

    package var isRinging: Bool { nextAt != nil }

    package mutating func answer() { nextAt = nil }

    /// Calls later: the same fire is being looked after.
    package mutating func postpone(to time: Timestamp) {
        if nextAt != nil { nextAt = time }
    }

    /// The call that is due.
    /// - Returns: nil when none is due, or when a round has just ended: it goes on after a pause.
    package mutating func pass(to now: Timestamp, list: [Callee], policy: CallingPolicy) -> Call? {
        guard let due = nextAt, due <= now else { return nil }
        let route = policy.routes[min(round, policy.routes.count - 1)]
        let open = list.filter { !called.contains($0.id) && $0.isReached(by: route) }
        guard let callee = open.first(where: { $0.id != last }) ?? open.first else {
            // What fell due while the box was down is not paused for again.
            nextAt = max(due + policy.pause(after: round), now)
            round += 1
            called = []
            return nil
        }
        called.append(callee.id)
        calls += 1
        nextAt = now + policy.ringFor
        return Call(callee: callee, route: route, round: round)
    }
}
