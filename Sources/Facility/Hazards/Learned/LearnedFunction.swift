import Expressions

/// The functions that know what is usual because they have watched, as conditions name them.
///
/// Each has a learner behind it (`LearnerKey.Kind`); several can share one. Unknown until the learner has seen enough,
/// and until the point has been heard since it was last stale.
package enum LearnedFunction: String, Sendable, CaseIterable {
    case baseline, expected, zscore, cusum, novelty

    /// One way of writing a call: what stands between the brackets, in this order.
    package struct Form: Sendable, Hashable {
        package var takesDuration = false
        package var takesNumber = false
    }

    package var forms: [Form] {
        switch self {
        case .baseline, .expected: [Form()]
        case .zscore: [Form(), Form(takesDuration: true)]
        case .cusum: [Form(takesDuration: true), Form(takesDuration: true, takesNumber: true)]
        case .novelty: [Form(takesDuration: true), Form(takesDuration: true, takesNumber: true)]
        }
    }

    /// Whether it takes a list of points instead of one.
    package var takesPoints: Bool { self == .novelty }
    /// Whether its value is in the point's unit; the others count spreads.
    package var hasUnitOfPoint: Bool { self == .baseline || self == .expected }
}

/// One use of a learned function in a device's hazards.
package struct LearnedSpec: Sendable, Hashable {
    package var function: LearnedFunction
    package var learner: LearnerKey

    /// - Parameters:
    ///   - points: one; for `novelty` two or more.
    ///   - duration: half-life of what is learned; nil: against the hours of the week.
    ///   - number: drift of a `cusum`; of how many messages `novelty` judges the mean.
    package init(
        _ function: LearnedFunction, points: [PointIndex], duration: Interval? = nil, number: Double? = nil
    ) {
        self.function = function
        let kind: LearnerKey.Kind =
            switch function {
            case .baseline, .expected: .week
            case .zscore: duration.map { .level(halfLife: $0) } ?? .week
            case .cusum: .sum(halfLife: duration ?? .zero, drift: number ?? PageSum.usualDrift)
            case .novelty: .joint(halfLife: duration ?? .zero, over: max(1, number ?? 1))
            }
        learner = LearnerKey(kind: kind, points: points)
    }
}

/// What one learner learns; the same in two versions of a configuration means that it goes on.
package struct LearnerKey: Sendable, Hashable {
    package enum Kind: Sendable, Hashable {
        /// By the hour of the week.
        case week
        /// Lately.
        case level(halfLife: Interval)
        /// Deviations added up.
        case sum(halfLife: Interval, drift: Double)
        /// Several points together, the mean of `over` messages at a time.
        case joint(halfLife: Interval, over: Double = 1)
    }

    package var kind: Kind
    package var points: [PointIndex]

    /// As the store names it: `level 3600000 air.temperature`.
    package func text(_ name: (PointIndex) -> String) -> String {
        let head =
            switch kind {
            case .week: "week"
            case .level(let halfLife): "level \(halfLife.milliseconds)"
            case .sum(let halfLife, let drift): "sum \(halfLife.milliseconds) \(drift)"
            case .joint(let halfLife, let over):
                "joint \(halfLife.milliseconds)" + (over > 1 ? " \(over)" : "")
            }
        return head + " " + points.map(name).joined(separator: " ")
    }
}
