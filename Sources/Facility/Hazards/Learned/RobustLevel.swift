/// Where a point has lately been and how far it strays: a mean and a spread that forget with a half-life, and that one
/// wild reading can hardly move.
///
/// Exponentially weighted mean and variance (West 1979; Finch 2009), their innovations cut at three spreads (Huber
/// 1964). A reading is judged by what was known before it, then learned from. What is not newer than the last one is
/// neither. While `learns` is false nothing moves: what lasts as long as a hazard is not to become usual by it.
///
/// The spread is never taken for less than half the smallest step the point has ever made: a thermometer that tells
/// whole degrees and stood still has a spread of 0.5 °C, not none.
struct RobustLevel: Sendable, Equatable {
    let pace: LearningPace
    private(set) var mean = 0.0
    private(set) var variance = 0.0
    private(set) var count: Int64 = 0
    /// Device time of the first reading learned from, and of the last one seen; `min`: none.
    private(set) var since = Int64.min
    private(set) var lastAt = Int64.min
    private(set) var last = 0.0
    private var step = Double.greatestFiniteMagnitude
    /// How the last reading was judged, in spreads; nil: too early, or forgotten.
    private(set) var score: Double?
    /// What it was judged by.
    private(set) var judged = (mean: 0.0, spread: 0.0)

    /// Twenty readings tell a spread to about a sixth of it.
    static let least: Int64 = 20
    static let cut = 3.0

    init(halfLife: Int64) { pace = LearningPace(halfLife: halfLife, least: Self.least) }

    /// - Returns: whether the reading was newer than the last.
    @discardableResult
    mutating func add(_ value: Double, at time: Int64, learns: Bool) -> Bool {
        guard time > lastAt else { return false }
        if learns, count > 0, value != last { step = min(step, abs(value - last)) }
        let spread = spread
        let isWarm = count > 0 && pace.isWarm(count: count, since: since, at: time)
        score = isWarm ? finite((value - mean) / spread) : nil
        judged = (mean, spread)
        if learns { learn(value, at: time, spread: spread) }
        lastAt = time
        last = value
        return true
    }

    private mutating func learn(_ value: Double, at time: Int64, spread: Double) {
        guard count > 0 else {
            mean = value
            since = time
            count = 1
            return
        }
        let weight = pace.weight(after: count, gap: time &- lastAt)
        var away = value - mean
        if count >= pace.least { away = min(max(away, -Self.cut * spread), Self.cut * spread) }
        let (newMean, newVariance) = (
            mean + weight * away, (1 - weight) * (variance + weight * away * away)
        )
        guard newMean.isFinite, newVariance.isFinite else { return }
        mean = newMean
        variance = newVariance
        count += 1
    }

    /// One spread, above zero.
    var spread: Double {
        let least = step == .greatestFiniteMagnitude ? 0 : step / 2
        return max(variance.squareRoot(), least, 1e-9 * abs(mean), 1e-300)
    }

    /// Nobody knows what the point did since: nothing is said until its next reading. What was learned stays.
    mutating func forget() { score = nil }

    private func finite(_ number: Double) -> Double? { number.isFinite ? number : nil }

    static func == (left: RobustLevel, right: RobustLevel) -> Bool {
        var (first, second) = (LearnedBytes(), LearnedBytes())
        left.pack(into: &first)
        right.pack(into: &second)
        return first.bytes == second.bytes && left.score == right.score
    }

    // MARK: Bytes

    func pack(into bytes: inout LearnedBytes) {
        bytes.append([mean, variance, last, min(step, 1e300), score ?? 0, judged.mean, judged.spread])
        for number in [count, since, lastAt, score == nil ? 0 : 1] { bytes.append(number) }
    }

    init?(halfLife: Int64, from bytes: inout LearnedBytes) {
        self.init(halfLife: halfLife)
        guard let numbers = bytes.doubles(7), let count = bytes.word(Int64.self),
            let since = bytes.word(Int64.self), let lastAt = bytes.word(Int64.self),
            let isJudged = bytes.word(Int64.self), count >= 0, numbers[1] >= 0, numbers[3] > 0
        else { return nil }
        mean = numbers[0]
        variance = numbers[1]
        last = numbers[2]
        step = numbers[3] >= 1e300 ? .greatestFiniteMagnitude : numbers[3]
        score = isJudged == 1 ? numbers[4] : nil
        judged = (numbers[5], numbers[6])
        self.count = count
        self.since = since
        self.lastAt = lastAt
    }
}
