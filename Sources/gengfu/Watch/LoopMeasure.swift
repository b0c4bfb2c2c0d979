/// What the loop measures of itself: counts, and how long a message waited for its PUBACK.
struct LoopMeasure {
    var messages: UInt64 = 0
    var redelivered: UInt64 = 0
    /// Messages by the delay from reading to PUBACK: bucket i holds delays below `2^i` ms (0: under 1 ms).
    private(set) var delays = [UInt64](repeating: 0, count: 20)
    private var waiting: [(at: Int64, count: Int)] = []

    /// - Parameter microseconds: monotonic time at which so many messages were read.
    mutating func readAt(_ microseconds: Int64, count: Int) {
        waiting.append((microseconds, count))
    }

    /// All that was read so far is acknowledged.
    mutating func acknowledged(at microseconds: Int64) {
        guard !waiting.isEmpty else { return }
        for (at, count) in waiting {
            let milliseconds = max(0, microseconds - at) / 1_000
            let bucket = milliseconds == 0 ? 0 : min(19, 64 - milliseconds.leadingZeroBitCount)
            delays[bucket] += UInt64(count)
        }
        waiting.removeAll(keepingCapacity: true)
    }

    /// Upper bound, in milliseconds, of the bucket that holds this quantile of all delays.
    func delay(quantile: Double) -> Int64 {
        let total = delays.reduce(0, +)
        guard total > 0 else { return 0 }
        var left = Double(total) * quantile
        for (bucket, count) in delays.enumerated() {
            left -= Double(count)
            if left <= 0 { return 1 << bucket }
        }
        return 1 << (delays.count - 1)
    }
}
