import Expressions

/// The functions that look back over a stretch of a point's readings, as conditions name them.
///
/// A new one is a case here, its row in `rule`, and its code in the file of its family.
package enum WindowFunction: String, Sendable, CaseIterable {
    case changes, rate, delta, increase, age, min, max, avg, previous, count

    /// The table: what each function needs, yields and does.
    var rule: WindowRule {
        switch self {
        case .changes: .changes
        case .count: .count
        case .rate: .rate
        case .delta: .delta
        case .increase: .increase
        case .min: .min
        case .max: .max
        case .avg: .avg
        case .age: .age
        case .previous: .previous
        }
    }

    /// What the checker may take the function's value for.
    package var resultType: ValueType { rule.resultType }

    /// Whether the function is written with a duration: `rate(p, duration('1m'))` but `age(p)`.
    package var takesDuration: Bool { rule.takesDuration }

    /// Whether the function has a meaning for points that are texts, choices or truths; the others want numbers.
    package var takesAnyKind: Bool { rule.takesAnyKind }
}

/// One row of the table of window functions.
struct WindowRule: Sendable {
    var resultType: ValueType
    var takesDuration = true
    var takesAnyKind = false
    /// The value at the view's time; `unknown` when the readings do not suffice.
    var value: @Sendable (WindowView) -> Value
    /// When the value could next differ although no reading comes; nil: never.
    var nextChange: @Sendable (WindowView) -> Timestamp?
}

/// One use of a window function in a device's hazards.
package struct WindowSpec: Sendable, Hashable {
    package var function: WindowFunction
    package var point: PointIndex
    /// How far it looks back, by the device's time; above zero, except for the functions that take none.
    package var duration: Interval

    package init(function: WindowFunction, point: PointIndex, duration: Interval = .zero) {
        self.function = function
        self.point = point
        self.duration = duration
    }
}
