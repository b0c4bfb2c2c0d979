import Facility
import Testing

@Suite("A device's rate limit")
struct TokenBucketTests {
    /// How many of `count` messages pass when one comes every `step` ms from `start` on.
    static func pass(_ bucket: inout TokenBucket, _ count: Int, every step: Int64, from start: Int64) -> Int {
        (0..<count).count { number in
            bucket.take(at: Timestamp(milliseconds: start + Int64(number) * step), TokenBucket.Rate())
        }
    }

    @Test("A burst of 100 passes at once, then one every 50 ms")
    func burst() {
        var bucket = TokenBucket()
        #expect(Self.pass(&bucket, 500, every: 0, from: noon) == 100)
        #expect(Self.pass(&bucket, 100, every: 50, from: noon + 50) == 100)
        #expect(Self.pass(&bucket, 100, every: 25, from: noon + 5_050) == 50)
    }

    @Test("Five quiet seconds fill the bucket, and no more than fill it")
    func refill() {
        var bucket = TokenBucket()
        _ = Self.pass(&bucket, 100, every: 0, from: noon)
        #expect(Self.pass(&bucket, 200, every: 0, from: noon + 2_500) == 50)
        #expect(Self.pass(&bucket, 200, every: 0, from: noon + 60_000) == 100)
    }

    @Test("Over an hour of babble the average holds")
    func average() {
        var bucket = TokenBucket()
        #expect(Self.pass(&bucket, 3_600_000, every: 1, from: noon) == 100 + 20 * 3_600 - 1)
    }

    @Test("A clock that stands still or goes back neither fills nor breaks it")
    func backwards() {
        var bucket = TokenBucket()
        #expect(Self.pass(&bucket, 150, every: -10, from: noon) <= 100)
        #expect(Self.pass(&bucket, 50, every: 50, from: noon + 60_000) == 50)
    }

    @Test(
        "Any rate that may be set is kept, also one beyond a message per millisecond",
        arguments: [3, 30, 300, 3_000, 10_000] as [Double])
    func rates(perSecond: Double) {
        var bucket = TokenBucket()
        let rate = TokenBucket.Rate(perSecond: perSecond, burst: 100)
        let passed = (0..<Int64(10_000)).reduce(0) { sum, elapsed in
            let now = Timestamp(milliseconds: noon + elapsed)
            return sum + (0..<20).count { _ in bucket.take(at: now, rate) }
        }
        // Each message's share is rounded up to a microsecond.
        let rounding = 10 * perSecond * perSecond / 1_000_000
        #expect(abs(Double(passed) - 100 - 10 * perSecond) <= 2 + rounding, "\(passed)")
    }
}
