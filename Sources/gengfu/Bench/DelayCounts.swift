/// How often each delay occurred, in steps of 0.1 ms up to 10 s: bounded whatever is measured.
struct DelayCounts {
    private static let step: Int64 = 100
    private var counts = [UInt32](repeating: 0, count: 100_000)
    private(set) var total = 0
    /// Microseconds.
    private(set) var longest: Int64 = 0

    mutating func note(microseconds: Int64) {
        counts[Int(max(0, min(microseconds / Self.step, Int64(counts.count - 1))))] += 1
        total += 1
        longest = max(longest, microseconds)
    }

    /// Upper bound, in milliseconds, of the step that holds this quantile; nil when nothing was noted.
    func milliseconds(quantile: Double) -> Double? {
        var left = Double(total) * quantile
        for (position, count) in counts.enumerated() where count > 0 {
            left -= Double(count)
            if left <= 0 { return Double(Int64(position + 1) * Self.step) / 1_000 }
        }
        return nil
    }
}
