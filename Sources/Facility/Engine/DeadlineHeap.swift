/// Every timer of the engine in one heap, so that time passes by being handed in and never by waiting.
///
/// Deadlines come out by time, those of the same time in the order in which they were set: a recorded night
/// replays exactly. A key has at most one deadline, and a replaced or cancelled one leaves at once, so the heap
/// is never larger than the number of live timers. All operations are O(log n).
package struct DeadlineHeap<Key: Hashable & Sendable>: Sendable {
    private struct Entry: Sendable {
        var key: Key
        var at: Timestamp
        /// Rank of its setting; breaks ties.
        var sequence: UInt64

        func isBefore(_ other: Entry) -> Bool {
            at == other.at ? sequence < other.sequence : at < other.at
        }
    }

    private var entries: [Entry] = []
    /// Where each key stands in `entries`.
    private var positions: [Key: Int] = [:]
    private var nextSequence: UInt64 = 0

    package init() {}

    /// Number of keys that have a deadline.
    package var count: Int { entries.count }

    /// The earliest deadline, nil when there is none.
    package var next: Timestamp? { entries.first?.at }

    /// When `key` is due, nil when it has no deadline.
    package func deadline(of key: Key) -> Timestamp? {
        positions[key].map { entries[$0].at }
    }

    /// Sets the key's deadline in place of its old one. Setting the time it has already changes nothing; any
    /// other time puts it behind the keys that are due at that time too.
    package mutating func schedule(_ key: Key, at time: Timestamp) {
        defer { nextSequence += 1 }
        guard let position = positions[key] else {
            entries.append(Entry(key: key, at: time, sequence: nextSequence))
            positions[key] = entries.count - 1
            rise(from: entries.count - 1)
            return
        }
        let old = entries[position].at
        guard time != old else { return }
        entries[position].at = time
        entries[position].sequence = nextSequence
        if time < old { rise(from: position) } else { sink(from: position) }
    }

    /// Forgets the key's deadline; nothing happens when it has none.
    package mutating func cancel(_ key: Key) {
        guard let position = positions.removeValue(forKey: key) else { return }
        removeEntry(at: position)
    }

    /// The same deadlines under other keys, their order among one another kept; those without a new key leave.
    ///
    /// For a reload: positions in tables change, times do not. O(n), because each entry is placed once.
    package func renamed(_ newKey: (Key) -> Key?) -> DeadlineHeap {
        var result = DeadlineHeap()
        result.nextSequence = nextSequence
        result.entries.reserveCapacity(entries.count)
        result.positions.reserveCapacity(entries.count)
        for entry in entries {
            guard let key = newKey(entry.key) else { continue }
            result.entries.append(Entry(key: key, at: entry.at, sequence: entry.sequence))
        }
        for (position, entry) in result.entries.enumerated() { result.positions[entry.key] = position }
        for position in (0..<result.entries.count / 2).reversed() { result.sink(from: position) }
        return result
    }

    /// Takes out the earliest deadline if it is due at `now` or before; nil when none is.
    package mutating func popDue(upTo now: Timestamp) -> (key: Key, at: Timestamp)? {
        guard let first = entries.first, first.at <= now else { return nil }
        positions[first.key] = nil
        removeEntry(at: 0)
        return (first.key, first.at)
    }

    /// Fills the gap with the last entry and lets that find its place.
    private mutating func removeEntry(at position: Int) {
        let last = entries.removeLast()
        guard position < entries.count else { return }
        entries[position] = last
        positions[last.key] = position
        rise(from: position)
        sink(from: position)
    }

    private mutating func rise(from start: Int) {
        var position = start
        while position > 0 {
            let parent = (position - 1) / 2
            guard entries[position].isBefore(entries[parent]) else { return }
            exchange(position, parent)
            position = parent
        }
    }

    private mutating func sink(from start: Int) {
        var position = start
        while true {
            var earliest = position
            let left = 2 * position + 1
            if left < entries.count, entries[left].isBefore(entries[earliest]) { earliest = left }
            if left + 1 < entries.count, entries[left + 1].isBefore(entries[earliest]) { earliest = left + 1 }
            guard earliest != position else { return }
            exchange(position, earliest)
            position = earliest
        }
    }

    private mutating func exchange(_ left: Int, _ right: Int) {
        entries.swapAt(left, right)
        positions[entries[left].key] = left
        positions[entries[right].key] = right
    }
}
