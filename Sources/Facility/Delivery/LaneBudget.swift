/// So many exchanges per second, and no more than that at once after a rest.
struct LaneBudget: Sendable {
    private let perSecond: Int64
    /// Thousandths of an exchange; `perSecond` thousandths come back each millisecond.
    private var thousandths: Int64
    private var countedAt = Timestamp.distantPast

    init(perSecond: Int64) {
        precondition(perSecond > 0, "a lane without a budget never delivers")
        self.perSecond = perSecond
        thousandths = perSecond * 1_000
    }

    /// When the next exchange may go.
    mutating func readyAt(_ now: Timestamp) -> Timestamp {
        refill(now)
        guard thousandths < 1_000 else { return now }
        return now + .milliseconds((1_000 - thousandths + perSecond - 1) / perSecond)
    }

    mutating func spend() { thousandths -= 1_000 }

    private mutating func refill(_ now: Timestamp) {
        let elapsed = min(max(0, (now - countedAt).milliseconds), 60_000)
        thousandths = min(perSecond * 1_000, thousandths + elapsed * perSecond)
        countedAt = max(countedAt, now)
    }
}
