/// How fast a learner that forgets learns from one reading: the same for readings every second and every hour.
///
/// Between readings the weight of what was known halves every `halfLife`. Until that is more, all weigh alike (a plain
/// mean), and from the `least`-th on none weighs more than `1 / least`, so that the first word after a long silence
/// does not overturn everything.
struct LearningPace: Sendable, Equatable {
    /// Milliseconds.
    let halfLife: Int64
    /// Readings that are needed, beside the warm-up's time, before anything is said.
    let least: Int64
    /// Milliseconds before anything is said; nil: a half-life.
    var warmUp: Int64?

    /// - Parameters:
    ///   - count: readings learned from so far.
    ///   - gap: milliseconds since the last one.
    func weight(after count: Int64, gap: Int64) -> Double {
        let share = Double(gap) / Double(max(1, halfLife))
        // 2^-x as (1 + x·ln2/16)^-16: good to 2 % of the weight at a half-life, and to 1e-4 below a hundredth of it.
        var power = 1 + share * 0.693_147_180_559_945_3 / 16
        for _ in 0..<4 { power *= power }
        return max(1 / Double(count + 1), min(1 - 1 / power, 1 / Double(least)))
    }

    func isWarm(count: Int64, since: Int64, at now: Int64) -> Bool {
        count >= least && now &- since >= warmUp ?? halfLife
    }
}
