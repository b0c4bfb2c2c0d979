import Facility

/// Keeps a robot within what its maker allows a minute, without holding up what concerns life.
///
/// A robot that was sent too much is shut off for minutes, whoever's word comes next: waiting for a turn is faster
/// than being refused. A quarter of the minute's messages is kept for life safety.
struct RobotPace {
    static let window = Interval.minutes(1)
    static let reserve = WebhookSettings.robotLimit / 4

    /// When each of the last minute's messages had its turn, by real time; some may lie ahead.
    private var turns: [Timestamp] = []

    /// Takes the next turn: the time at which the message may go.
    mutating func turn(lifeSafety: Bool, now: Timestamp) -> Timestamp {
        let limit = WebhookSettings.robotLimit - (lifeSafety ? 0 : Self.reserve)
        turns.removeAll { $0 + Self.window <= now }
        turns.sort()
        let at = turns.count < limit ? now : max(now, turns[turns.count - limit] + Self.window)
        turns.append(at)
        return at
    }

    /// Nobody may speak before then: the maker said so.
    mutating func hold(until time: Timestamp) {
        turns = Array(
            repeating: time + .milliseconds(-Self.window.milliseconds), count: WebhookSettings.robotLimit)
    }
}
