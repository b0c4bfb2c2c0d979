import Expressions

/// What one device's hazards have learned of it.
///
/// Everything runs by the device's time; what is not newer than the last reading of a learner is neither judged nor
/// learned from, so that a reading taken twice counts once. Learners that are frozen judge on and learn nothing.
package struct LearnedSet: Sendable {
    private let specs: [LearnedSpec]
    private(set) var keys: [LearnerKey]
    /// Position in `learners`, one per spec.
    private let learnerOf: [Int]
    private(set) var learners: [Learner]
    /// A bit per learner: it learns nothing while a hazard that asks it is there.
    var frozen: UInt64 = 0
    /// Gateway's time of its last rows in the store, milliseconds; `min`: none yet.
    var storedAt = Int64.min

    /// Most learners of one device; what is beyond stays unknown.
    package static let limit = 64

    /// - Parameter specs: in the order in which `value(_:at:offset:)` names them.
    package init(_ specs: [LearnedSpec]) {
        self.specs = specs
        let keys = Self.learners(of: specs)
        learnerOf = specs.map { keys.firstIndex(of: $0.learner) ?? -1 }
        self.keys = keys
        learners = keys.map(Learner.init)
    }

    package var count: Int { specs.count }

    /// What a set of these specs learns, each once, as far as the limit goes.
    static func learners(of specs: [LearnedSpec]) -> [LearnerKey] {
        var keys: [LearnerKey] = []
        for spec in specs where keys.count < limit && !keys.contains(spec.learner) {
            keys.append(spec.learner)
        }
        return keys
    }

    /// Takes one reading of a message; `settle` ends the message. Numbers and truths only.
    /// - Parameters:
    ///   - offset: seconds that the site's clocks are ahead of UTC.
    ///   - isDoubtful: it is judged, and teaches nothing.
    package mutating func add(
        point: PointIndex, value: Value, observedAt: Timestamp, offset: Int, isDoubtful: Bool = false
    ) {
        guard let number = Self.number(value) else { return }
        for learner in keys.indices {
            guard let position = keys[learner].points.firstIndex(of: point) else { continue }
            learners[learner].add(
                number, of: position, at: observedAt.milliseconds, offset: offset,
                learns: !isDoubtful && frozen & 1 << UInt64(learner) == 0)
        }
    }

    package mutating func settle(at time: Timestamp) {
        for learner in keys.indices where keys[learner].points.count > 1 {
            learners[learner].settle(
                at: time.milliseconds, learns: frozen & 1 << UInt64(learner) == 0)
        }
    }

    /// The point turned stale, or what came of it has no time: nothing is said of it until its next reading.
    package mutating func forget(_ point: PointIndex) {
        for learner in keys.indices {
            guard let position = keys[learner].points.firstIndex(of: point) else { continue }
            learners[learner].forget(position)
        }
    }

    mutating func forgetAll() {
        for learner in keys.indices {
            for position in keys[learner].points.indices { learners[learner].forget(position) }
        }
    }

    /// The value of one function; `unknown` during the warm-up.
    package func value(_ spec: Int, at now: Timestamp, offset: Int) -> Value {
        let learner = learnerOf[spec]
        guard learner >= 0 else { return .unknown }
        return learners[learner].value(specs[spec].function, at: now.milliseconds, offset: offset)
    }

    package func explanation(_ spec: Int) -> Explanation? {
        let learner = learnerOf[spec]
        return learner < 0 ? nil : learners[learner].explanation(keys[learner].points)
    }

    /// Puts back what the store kept of a learner; what cannot be read is learned anew.
    mutating func restore(_ learner: Int, packed: [UInt8]) -> Bool {
        guard let restored = Learner(keys[learner], packed: packed) else { return false }
        learners[learner] = restored
        return true
    }

    /// Takes over a learner of another set that learns the same.
    mutating func take(_ learner: Int, from other: borrowing LearnedSet, _ was: Int) {
        learners[learner] = other.learners[was]
    }

    private static func number(_ value: Value) -> Double? {
        switch value {
        case .bool(let holds): holds ? 1 : 0
        case .int(let number): Double(number)
        case .uint(let number): Double(number)
        case .double(let number) where number.isFinite: number
        default: nil
        }
    }
}
