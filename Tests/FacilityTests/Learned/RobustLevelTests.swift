import Testing

@testable import Facility

@Suite struct RobustLevelTests {
    /// Readings a second apart of a mean of 20 and a spread of 2.
    private func taught(_ count: Int, halfLife: Int64 = 600_000, seed: UInt64 = 1) -> RobustLevel {
        var noise = Noise(seed: seed)
        var level = RobustLevel(halfLife: halfLife)
        for second in 0..<count { level.add(20 + 2 * noise.next(), at: Int64(second) * 1_000, learns: true) }
        return level
    }

    @Test("Mean and spread are those of the readings", arguments: 1...8 as ClosedRange<UInt64>)
    func learns(seed: UInt64) {
        let level = taught(3_000, seed: seed)
        #expect(abs(level.mean - 20) < 0.3)
        #expect(abs(level.spread - 2) < 0.25)
    }

    @Test("Nothing is said before a half-life and twenty readings")
    func warmUp() {
        #expect(taught(600).score == nil)
        #expect(taught(602).score != nil)
        var rare = RobustLevel(halfLife: 600_000)
        for reading in 0..<20 {
            rare.add(Double(reading % 3), at: Int64(reading) * 300_000, learns: true)
            #expect(rare.score == nil)
        }
        rare.add(1, at: 20 * 300_000, learns: true)
        #expect(rare.score != nil)
    }

    @Test("One wild reading is judged wild and teaches next to nothing", arguments: [1e3, 1e9, 1e300])
    func wild(value: Double) {
        var level = taught(3_000)
        let before = level
        level.add(value, at: 3_000_000, learns: true)
        #expect((level.score ?? 0) > 100)
        #expect(abs(level.mean - before.mean) < 0.02)
        #expect(level.spread < before.spread * 1.01)
    }

    @Test(
        "A lasting shift is usual after a few half-lives, however often the device speaks",
        arguments: [1, 20])
    func forgets(seconds: Int64) {
        var noise = Noise(seed: 3)
        var level = RobustLevel(halfLife: 600_000)
        for reading in 0..<(4_000 / seconds) {
            level.add(20 + 2 * noise.next(), at: reading * seconds * 1_000, learns: true)
        }
        for reading in 0..<(6_000 / seconds) {
            level.add(26 + 2 * noise.next(), at: (4_000 + reading * seconds) * 1_000, learns: true)
        }
        #expect(abs(level.mean - 26) < 0.6)
        #expect(level.spread < 3)
    }

    @Test("While it is frozen it judges and nothing else moves")
    func frozen() {
        var level = taught(3_000)
        let before = level
        for second in 3_000..<9_000 { level.add(60, at: Int64(second) * 1_000, learns: false) }
        #expect(level.mean == before.mean && level.spread == before.spread && level.count == before.count)
        #expect((level.score ?? 0) > 15)
    }

    @Test("What is not newer than the last reading changes nothing")
    func late() {
        var level = taught(3_000)
        let before = level
        for time in [2_999_000, 2_998_000, 0] as [Int64] { level.add(99, at: time, learns: true) }
        #expect(level == before)
    }

    @Test("A point that never moved has half its first step for a spread, so that the step raises nothing")
    func still() {
        var level = RobustLevel(halfLife: 60_000)
        for second in 0..<200 { level.add(7, at: Int64(second) * 1_000, learns: true) }
        #expect(level.score == 0)
        level.add(8, at: 200_000, learns: true)
        #expect(level.score == 2)
    }

    @Test("A cumulative sum grows by what is beyond the drift, and noise stays below five")
    func sum() {
        var sum = PageSum(halfLife: 600_000, drift: 0.5)
        var noise = Noise(seed: 8)
        var highest = 0.0
        for second in 0..<4_000 {
            sum.add(20 + 2 * noise.next(), at: Int64(second) * 1_000, learns: true)
            if second < 700 { highest = max(highest, sum.sum ?? 0) }
        }
        #expect(highest < 5)
        // One spread up, ten times: half a spread each remains.
        var steady = sum
        for second in 4_000..<4_100 {
            steady.add(steady.level.mean, at: Int64(second) * 1_000, learns: false)
        }
        #expect(steady.sum == 0)
        let up = steady.level.mean + steady.level.spread
        for second in 4_100..<4_110 { steady.add(up, at: Int64(second) * 1_000, learns: false) }
        #expect(abs((steady.sum ?? 0) - 5) < 1e-9)
        steady.add(1e9, at: 4_110_000, learns: false)
        #expect(abs((steady.sum ?? 0) - 7.5) < 1e-9, "one reading counts three spreads at most")
        for second in 4_111..<9_000 { steady.add(1e9, at: Int64(second) * 1_000, learns: false) }
        #expect(steady.sum == PageSum.limit)
        steady.forget()
        #expect(steady.sum == nil)
    }
}
