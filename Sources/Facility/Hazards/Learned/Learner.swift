import Expressions

/// One thing a device's hazards have learned of it: numbers in, a judgement out, and bytes for the store.
enum Learner: Sendable {
    case week(WeeklyBaseline)
    case level(RobustLevel)
    case sum(PageSum)
    case joint(JointNormal)

    /// First byte of what is stored; another one is not read, and the learner begins anew.
    static let version: UInt8 = 1

    init(_ key: LearnerKey) {
        switch key.kind {
        case .week: self = .week(WeeklyBaseline())
        case .level(let halfLife): self = .level(RobustLevel(halfLife: halfLife.milliseconds))
        case .sum(let halfLife, let drift):
            self = .sum(PageSum(halfLife: halfLife.milliseconds, drift: drift))
        case .joint(let halfLife, let over):
            self = .joint(
                JointNormal(count: key.points.count, halfLife: halfLife.milliseconds, over: over))
        }
    }

    /// One reading of the point at `position` of the key's.
    mutating func add(_ value: Double, of position: Int, at time: Int64, offset: Int, learns: Bool) {
        switch self {
        case .week(var week):
            // Moved out and back: a copy would take the arrays with it at every reading.
            self = .nothing
            week.add(value, at: time, offset: offset, learns: learns)
            self = .week(week)
        case .level(var level):
            level.add(value, at: time, learns: learns)
            self = .level(level)
        case .sum(var sum):
            sum.add(value, at: time, learns: learns)
            self = .sum(sum)
        case .joint(var joint):
            self = .nothing
            joint.add(value, of: position)
            self = .joint(joint)
        }
    }

    private static let nothing = Learner.level(RobustLevel(halfLife: 1))

    /// All readings of a message are in.
    mutating func settle(at time: Int64, learns: Bool) {
        guard case .joint(var joint) = self else { return }
        self = .nothing
        joint.settle(at: time, learns: learns)
        self = .joint(joint)
    }

    mutating func forget(_ position: Int) {
        switch self {
        case .week(var week):
            self = .nothing
            week.forget()
            self = .week(week)
        case .level(var level):
            level.forget()
            self = .level(level)
        case .sum(var sum):
            sum.forget()
            self = .sum(sum)
        case .joint(var joint):
            self = .nothing
            joint.forget(position)
            self = .joint(joint)
        }
    }

    /// - Parameters:
    ///   - time: by the device, not before its newest reading.
    ///   - offset: seconds that the site's clocks are ahead of UTC.
    func value(_ function: LearnedFunction, at time: Int64, offset: Int) -> Value {
        let number: Double? =
            switch (self, function) {
            case (.week(let week), .baseline): week.baseline(at: time, offset: offset)
            case (.week(let week), .expected): week.expected(at: time, offset: offset)?.centre
            case (.week(let week), .zscore): week.score
            case (.level(let level), .zscore): level.score
            case (.sum(let sum), .cusum): sum.sum
            case (.joint(let joint), .novelty): joint.distance
            default: nil
            }
        return number.map(Value.double) ?? .unknown
    }

    /// Why it says what it says; nil while it says nothing.
    func explanation(_ points: [PointIndex]) -> Explanation? {
        switch self {
        case .week(let week):
            return week.score.map {
                Explanation(
                    point: points[0], score: $0, observed: week.last, expected: week.judged.expected,
                    spread: week.judged.spread, learned: week.hoursLearned,
                    since: Timestamp(milliseconds: week.since))
            }
        case .level(let level): return level.score.map { Self.explanation($0, level, points[0]) }
        case .sum(let sum): return sum.sum.map { Self.explanation($0, sum.level, points[0]) }
        case .joint(let joint):
            return joint.distance.map {
                Explanation(
                    point: points[joint.furthest.position], score: $0, observed: joint.furthest.observed,
                    expected: joint.furthest.mean, spread: joint.furthest.spread, learned: joint.rows,
                    since: Timestamp(milliseconds: joint.since))
            }
        }
    }

    private static func explanation(
        _ score: Double, _ level: RobustLevel, _ point: PointIndex
    ) -> Explanation {
        Explanation(
            point: point, score: score, observed: level.last, expected: level.judged.mean,
            spread: level.judged.spread, learned: level.count, since: Timestamp(milliseconds: level.since))
    }

    // MARK: Bytes

    var packed: [UInt8] {
        var bytes = LearnedBytes()
        bytes.append(Self.version)
        switch self {
        case .week(let week): week.pack(into: &bytes)
        case .level(let level): level.pack(into: &bytes)
        case .sum(let sum): sum.pack(into: &bytes)
        case .joint(let joint): joint.pack(into: &bytes)
        }
        return bytes.bytes
    }

    /// nil for anything `packed` of the same key and version does not give.
    init?(_ key: LearnerKey, packed: [UInt8]) {
        var bytes = LearnedBytes(packed)
        guard bytes.word(UInt8.self) == Self.version else { return nil }
        let learner: Learner? =
            switch key.kind {
            case .week: WeeklyBaseline(from: &bytes).map(Learner.week)
            case .level(let halfLife):
                RobustLevel(halfLife: halfLife.milliseconds, from: &bytes).map(Learner.level)
            case .sum(let halfLife, let drift):
                PageSum(halfLife: halfLife.milliseconds, drift: drift, from: &bytes).map(Learner.sum)
            case .joint(let halfLife, let over):
                JointNormal(
                    count: key.points.count, halfLife: halfLife.milliseconds, over: over, from: &bytes
                ).map(Learner.joint)
            }
        guard let learner, bytes.isAtEnd else { return nil }
        self = learner
    }
}
