/// How long commits took, in microseconds: a histogram by powers of two, for the page and the metrics.
package struct CommitMeasure {
    private var buckets = [UInt64](repeating: 0, count: 32)

    mutating func note(microseconds: Int64) {
        buckets[min(31, 64 - max(0, microseconds).leadingZeroBitCount)] += 1
    }

    /// Upper bound of the bucket that holds this quantile; nil without commits.
    package func quantile(_ fraction: Double) -> Double? {
        let total = buckets.reduce(0, +)
        guard total > 0 else { return nil }
        var left = Double(total) * fraction
        for (bucket, count) in buckets.enumerated() {
            left -= Double(count)
            if left <= 0 { return Double(UInt64(1) << UInt64(bucket)) }
        }
        return nil
    }
}
