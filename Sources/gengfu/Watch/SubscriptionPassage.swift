import MQTT

/// The way from one plan of subscriptions to the next, so that no message falls between a broker's two sessions.
///
/// What moves from one session to the other is given up by the first only when the broker has granted it to the other
/// (SUBACK) and what it had queued until then has had time to come. Meanwhile both have it and neither leaves it to the
/// other: a message may come twice, none is lost.
struct SubscriptionPassage {
    /// Milliseconds after the SUBACK: 2 s bring more than 100,000 queued messages.
    static let patience: Int64 = 2_000

    /// Brokers that are under way, and since when they have granted everything.
    private var waiting: [Int: Int64?]

    /// - Parameter moving: brokers where something moves.
    init(moving: [Int]) {
        waiting = Dictionary(uniqueKeysWithValues: moving.map { ($0, nil) })
    }

    /// What a session subscribes to while something moves: its new filters, and of those it has the ones that the
    /// other session takes over.
    /// - Parameters:
    ///   - has: its filters until now.
    ///   - next, others: of the new plan, its own and the other session's.
    static func kept(_ has: [String], next: [String], others: [String]) -> [String] {
        let taken = others.map(TopicFilter.init)
        return has.filter { filter in
            !next.contains(filter) && taken.contains { $0.overlaps(TopicFilter(filter)) }
        }
    }

    /// Notes what a broker has granted.
    /// - Parameters:
    ///   - isGranted: both sessions are connected and every filter of theirs is answered.
    ///   - now: monotonic milliseconds.
    /// - Returns: whether the broker's sessions go over to the plan now.
    mutating func isOver(ofBroker broker: Int, isGranted: Bool, at now: Int64) -> Bool {
        guard let known = waiting[broker] else { return false }
        guard isGranted else {
            waiting[broker] = .some(nil)
            return false
        }
        guard let since = known else {
            waiting[broker] = now
            return false
        }
        guard now - since >= Self.patience else { return false }
        waiting[broker] = nil
        return true
    }

    var isDone: Bool { waiting.isEmpty }

    func isWaiting(_ broker: Int) -> Bool { waiting.keys.contains(broker) }
}
