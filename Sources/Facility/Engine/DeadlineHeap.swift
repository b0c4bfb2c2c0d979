/// Every timer of the engine in one heap, so that time passes by being handed in and never by waiting.
///
/// Deadlines come out by time, those of the same time in the order in which they were set: a recorded night
/// replays exactly. A key has at most one deadline, and a replaced or cancelled one leaves at once, so the heap
/// is never larger than the number of live timers. All operations are O(log n); each looks its key up once, and what
/// moves within the heap is found by number.
package struct DeadlineHeap<Key: Hashable & Sendable>: Sendable {
    private struct Entry: Sendable {
        var at: Timestamp
        /// Rank of its setting; breaks ties.
        var sequence: UInt64
        /// Position in `timers`.
        var timer: Int32

        func isBefore(_ other: Entry) -> Bool {
            at == other.at ? sequence < other.sequence : at < other.at
        }
    }

    private struct Timer: Sendable {
        var key: Key
        /// Where it stands in `entries`.
        var position: Int32
    }

    private var entries: ContiguousArray<Entry> = []
    private var timers: ContiguousArray<Timer> = []
    /// Positions in `timers` without a deadline.
    private var free: ContiguousArray<Int32> = []
    /// Position in `timers` of each key that has a deadline.
    private var timerOf: [Key: Int32] = [:]
    private var nextSequence: UInt64 = 0

    package init() {}

    /// Number of keys that have a deadline.
    package var count: Int { entries.count }

    /// The earliest deadline, nil when there is none.
    package var next: Timestamp? { entries.first?.at }

    /// When `key` is due, nil when it has no deadline.
    package func deadline(of key: Key) -> Timestamp? {
        timerOf[key].map { entries[Int(timers[Int($0)].position)].at }
    }

    /// Sets the key's deadline in place of its old one. Setting the time it has already changes nothing; any
    /// other time puts it behind the keys that are due at that time too.
    package mutating func schedule(_ key: Key, at time: Timestamp) {
        defer { nextSequence += 1 }
        guard let timer = timerOf[key] else {
            let timer = newTimer(key)
            timerOf[key] = timer
            let entry = Entry(at: time, sequence: nextSequence, timer: timer)
            entries.append(entry)
            return rise(entry, from: entries.count - 1)
        }
        let position = Int(timers[Int(timer)].position)
        guard time != entries[position].at else { return }
        settle(Entry(at: time, sequence: nextSequence, timer: timer), from: position)
    }

    /// Forgets the key's deadline; nothing happens when it has none.
    package mutating func cancel(_ key: Key) {
        guard let timer = timerOf.removeValue(forKey: key) else { return }
        removeEntry(at: Int(timers[Int(timer)].position))
    }

    /// The same deadlines under other keys, their order among one another kept; those without a new key leave.
    ///
    /// For a reload: positions in tables change, times do not. O(n), because each entry is placed once.
    package func renamed(_ newKey: (Key) -> Key?) -> DeadlineHeap {
        var result = DeadlineHeap()
        result.nextSequence = nextSequence
        result.entries.reserveCapacity(entries.count)
        result.timers.reserveCapacity(entries.count)
        result.timerOf.reserveCapacity(entries.count)
        for entry in entries {
            guard let key = newKey(timers[Int(entry.timer)].key) else { continue }
            let timer = result.newTimer(key)
            result.timerOf[key] = timer
            result.entries.append(Entry(at: entry.at, sequence: entry.sequence, timer: timer))
            result.timers[Int(timer)].position = timer
        }
        for position in (0..<result.entries.count / 2).reversed() {
            result.sink(result.entries[position], from: position)
        }
        return result
    }

    /// Takes out the earliest deadline if it is due at `now` or before; nil when none is.
    package mutating func popDue(upTo now: Timestamp) -> (key: Key, at: Timestamp)? {
        guard let first = entries.first, first.at <= now else { return nil }
        let key = timers[Int(first.timer)].key
        timerOf[key] = nil
        removeEntry(at: 0)
        return (key, first.at)
    }

    private mutating func newTimer(_ key: Key) -> Int32 {
        if let timer = free.popLast() {
            timers[Int(timer)].key = key
            return timer
        }
        timers.append(Timer(key: key, position: 0))
        return Int32(timers.count - 1)
    }

    /// Fills the gap with the last entry and lets that find its place.
    private mutating func removeEntry(at position: Int) {
        free.append(entries[position].timer)
        let last = entries.removeLast()
        if position < entries.count { settle(last, from: position) }
    }

    private mutating func settle(_ entry: Entry, from position: Int) {
        if position > 0, entry.isBefore(entries[(position - 1) / 2]) {
            rise(entry, from: position)
        } else {
            sink(entry, from: position)
        }
    }

    /// Moves what comes after it down until the entry's place is free.
    private mutating func rise(_ entry: Entry, from start: Int) {
        var position = start
        while position > 0 {
            let parent = (position - 1) / 2
            guard entry.isBefore(entries[parent]) else { break }
            put(entries[parent], at: position)
            position = parent
        }
        put(entry, at: position)
    }

    /// Moves what comes before it up until the entry's place is free.
    private mutating func sink(_ entry: Entry, from start: Int) {
        var position = start
        while case var child = 2 * position + 1, child < entries.count {
            if child + 1 < entries.count, entries[child + 1].isBefore(entries[child]) { child += 1 }
            guard entries[child].isBefore(entry) else { break }
            put(entries[child], at: position)
            position = child
        }
        put(entry, at: position)
    }

    private mutating func put(_ entry: Entry, at position: Int) {
        entries[position] = entry
        timers[Int(entry.timer)].position = Int32(position)
    }
}
