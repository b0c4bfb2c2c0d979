/// When a lane asks the store for the deliveries that it had no room to hold: one question at a time, at once when what
/// was left on disk matters more than what is held, otherwise when half of it has gone.
struct LaneRefill: Sendable {
    private enum State {
        case idle(askAt: Timestamp)
        /// `spills`: what `LaneBacklog.spills` was then.
        case asked(spills: Int)
    }

    private var state = State.idle(askAt: .distantPast)
    /// Something left on disk matters more than something held.
    private var isUrgent = true

    /// When it may ask again; nil: an answer is awaited.
    var askAt: Timestamp? {
        if case .idle(let askAt) = state { askAt } else { nil }
    }

    /// `LaneBacklog.spills` as it was when the question was put; nil: none is open.
    var spillsWhenAsked: Int? {
        if case .asked(let spills) = state { spills } else { nil }
    }

    func isDue(now: Timestamp, isHalfEmpty: Bool) -> Bool {
        guard let askAt, askAt <= now else { return false }
        return isUrgent || isHalfEmpty
    }

    mutating func hasten() { isUrgent = true }

    mutating func ask(spills: Int) { state = .asked(spills: spills) }

    /// - Parameter isCurrent: nothing was left on disk since the question.
    mutating func answered(askAgainAt askAt: Timestamp, isCurrent: Bool) {
        state = .idle(askAt: askAt)
        isUrgent = !isCurrent
    }
}
