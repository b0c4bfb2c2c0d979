/// The last so many keys that were put in; the oldest is forgotten first.
struct RecentKeys<Key: Hashable & Sendable>: Sendable {
    private let limit: Int
    private var keys: Set<Key> = []
    private var order: [Key] = []
    private var oldest = 0

    init(limit: Int) {
        precondition(limit > 0, "a memory of nothing remembers nothing")
        self.limit = limit
    }

    func contains(_ key: Key) -> Bool { keys.contains(key) }

    mutating func remove(_ key: Key) {
        guard keys.remove(key) != nil else { return }
        order = (order[oldest...] + order[..<oldest]).filter { $0 != key }
        oldest = 0
    }

    mutating func insert(_ key: Key) {
        guard keys.insert(key).inserted else { return }
        if order.count < limit {
            order.append(key)
        } else {
            keys.remove(order[oldest])
            order[oldest] = key
            oldest = (oldest + 1) % limit
        }
    }
}
