/// Small deviations that would pass one by one, added up: Page's two-sided cumulative sum (Page 1954, Biometrika 41).
///
/// Each reading adds its distance from the level in spreads, less a drift; below zero the sum begins again. With the
/// usual drift of 0.5 a lasting shift of one spread is seen fastest, and above 5 the sum of steady noise comes once in
/// some 900 readings (Montgomery, Statistical Quality Control, 9.1: h = 5, k = 0.5, average run length 930 for one
/// side, 465 for both). A single reading counts as three spreads at most; the sum ends at 50, so that it comes back.
///
/// 0.4 bar under a spread of 0.4 bar, reading after reading: the sum is 5 after ten of them.
struct PageSum: Sendable, Equatable {
    static let usualDrift = 0.5
    static let limit = 50.0

    private(set) var level: RobustLevel
    let drift: Double
    private(set) var upward = 0.0
    private(set) var downward = 0.0
    private var stepAt = Int64.min
    private(set) var isKnown = false

    init(halfLife: Int64, drift: Double) {
        level = RobustLevel(halfLife: halfLife)
        self.drift = drift
    }

    /// The larger of both sums, in spreads; nil: too early to tell.
    var sum: Double? { isKnown ? max(upward, downward) : nil }

    mutating func add(_ value: Double, at time: Int64, learns: Bool) {
        guard level.add(value, at: time, learns: learns) else { return }
        isKnown = level.score != nil
        guard let score = level.score else { return }
        // Of readings closer than a six-hundredth of the half-life one counts: they say the same thing twice.
        guard stepAt == .min || time &- stepAt >= level.pace.halfLife / 600 else { return }
        stepAt = time
        let distance = min(max(score, -RobustLevel.cut), RobustLevel.cut)
        upward = min(max(0, upward + distance - drift), Self.limit)
        downward = min(max(0, downward - distance - drift), Self.limit)
    }

    mutating func forget() {
        level.forget()
        isKnown = false
        upward = 0
        downward = 0
    }

    func pack(into bytes: inout LearnedBytes) {
        level.pack(into: &bytes)
        bytes.append([upward, downward])
        for number in [stepAt, isKnown ? 1 : 0] { bytes.append(number) }
    }

    init?(halfLife: Int64, drift: Double, from bytes: inout LearnedBytes) {
        guard let level = RobustLevel(halfLife: halfLife, from: &bytes), let sums = bytes.doubles(2),
            let stepAt = bytes.word(Int64.self), let isKnown = bytes.word(Int64.self)
        else { return nil }
        self.level = level
        self.drift = drift
        upward = sums[0]
        downward = sums[1]
        self.stepAt = stepAt
        self.isKnown = isKnown == 1
    }
}
