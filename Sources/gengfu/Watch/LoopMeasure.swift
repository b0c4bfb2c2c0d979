/// What the loop measures of itself: counts, and how long a message waited for its PUBACK.
struct LoopMeasure {
    var messages: UInt64 = 0
    var redelivered: UInt64 = 0
    /// Messages by the delay from reading to PUBACK, eight steps to each power of two of microseconds: a quantile is
    /// at most an eighth too high.
    private var delays = [UInt64](repeating: 0, count: 40 * stepsPerOctave)
    private var waiting: [(at: Int64, count: Int)] = []

    private static let stepsPerOctave = 8

    /// Longest turn of the loop since the start, from waking to sleeping, and the longest one that put a
    /// configuration in force; microseconds. While a turn lasts nobody else is heard.
    private(set) var longestHold: Int64 = 0
    private(set) var longestReloadHold: Int64 = 0
    private(set) var reloads = 0

    mutating func held(_ microseconds: Int64, reloading: Bool) {
        longestHold = max(longestHold, microseconds)
        guard reloading else { return }
        reloads += 1
        longestReloadHold = max(longestReloadHold, microseconds)
    }

    /// - Parameter microseconds: monotonic time at which so many messages were read.
    mutating func readAt(_ microseconds: Int64, count: Int) {
        waiting.append((microseconds, count))
    }

    /// All that was read so far is acknowledged.
    mutating func acknowledged(at microseconds: Int64) {
        guard !waiting.isEmpty else { return }
        for (at, count) in waiting {
            delays[min(delays.count - 1, Self.step(of: max(0, microseconds - at)))] += UInt64(count)
        }
        waiting.removeAll(keepingCapacity: true)
    }

    /// Upper bound, in milliseconds, of the step that holds this quantile of all delays; nil without any.
    func delay(quantile: Double) -> Double? {
        let total = delays.reduce(0, +)
        guard total > 0 else { return nil }
        var left = Double(total) * quantile
        for (step, count) in delays.enumerated() where count > 0 {
            left -= Double(count)
            if left <= 0 { return Double(Self.bound(of: step)) / 1_000 }
        }
        return nil
    }

    /// Below eight microseconds a step is one; above, the three bits behind the first one tell the step.
    private static func step(of microseconds: Int64) -> Int {
        guard microseconds >= Int64(stepsPerOctave) else { return Int(microseconds) }
        let octave = 63 - microseconds.leadingZeroBitCount
        return (octave - 2) * stepsPerOctave + Int(microseconds >> Int64(octave - 3)) - stepsPerOctave
    }

    /// First delay, in microseconds, beyond the step.
    private static func bound(of step: Int) -> Int64 {
        guard step >= stepsPerOctave else { return Int64(step) + 1 }
        return Int64(step % stepsPerOctave + stepsPerOctave + 1) << Int64(step / stepsPerOctave - 1)
    }
}
