import Facility

/// Times of many incidents in three numbers. By nearest rank, so that each is a time that was: of 10 s, 20 s, 30 s and
/// 40 s the median is 20 s and the 90th percentile 40 s.
package struct Distribution: Sendable, Equatable {
    package let count: Int
    package let median: Interval
    package let p90: Interval
    package let longest: Interval

    /// nil: there is none.
    init?(_ times: [Interval]) {
        let sorted = times.sorted()
        guard let longest = sorted.last else { return nil }
        count = sorted.count
        median = sorted[Self.rank(50, sorted.count)]
        p90 = sorted[Self.rank(90, sorted.count)]
        self.longest = longest
    }

    /// Position of the smallest value that at least so many per cent do not exceed.
    private static func rank(_ percent: Int, _ count: Int) -> Int {
        max(1, (percent * count + 99) / 100) - 1
    }
}
