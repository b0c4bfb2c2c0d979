import Expressions

/// The functions that look back over a stretch of a point's readings, as conditions name them.
///
/// A new one is a case here, a line in each of the switches below and in `WindowSpec+Asking.swift`, and its code
/// in the file of its family.
package enum WindowFunction: String, Sendable, CaseIterable {
    case changes, count, sum, stuck, rate, delta, increase, slope, min, max, avg, stddev, quantile, age,
        previous

    /// What the checker may take the function's value for.
    package var resultType: ValueType {
        switch self {
        case .changes, .count: .int
        case .stuck: .bool
        case .age: .duration
        case .previous: .dynamic
        case .sum, .rate, .delta, .increase, .slope, .min, .max, .avg, .stddev, .quantile: .double
        }
    }

    /// Whether the function is written with a duration: `rate(p, duration('1m'))` but `age(p)`.
    package var takesDuration: Bool { self != .age && self != .previous }

    /// Whether the function has a meaning for points that are texts, choices or truths; the others want numbers.
    package var takesAnyKind: Bool {
        switch self {
        case .changes, .count, .stuck, .age, .previous: true
        default: false
        }
    }

    /// Whether a number follows the duration: `quantile(p, duration('10m'), 0.9)`.
    package var takesNumber: Bool { self == .quantile }

    /// Whether `'readings'` may be written last, so that each reading counts once and not the time it stood.
    package var takesWeighing: Bool {
        switch self {
        case .min, .max, .avg, .stddev, .quantile: true
        default: false
        }
    }

    /// The sums that go along with the readings.
    var needs: WindowTotals.Needs {
        switch self {
        case .changes, .count, .stuck, .increase: .counts
        case .sum, .slope: [.counts, .moments]
        case .min: .lows
        case .max: .highs
        case .avg, .stddev: [.counts, .moments, .areas]
        case .quantile: .means
        case .rate, .delta, .age, .previous: []
        }
    }
}

/// What a mean, a spread or a quantile is taken over.
package enum WindowWeighing: String, Sendable, CaseIterable {
    /// Each value counts for as long as it stood.
    case time
    /// Each reading inside the window counts once.
    case readings
}

/// One use of a window function in a device's hazards.
package struct WindowSpec: Sendable, Hashable {
    package var function: WindowFunction
    package var point: PointIndex
    /// How far it looks back, by the device's time; above zero, except for the functions that take none.
    package var duration: Interval
    package var weighing: WindowWeighing
    /// The share of a quantile, 0 to 1; 0 for functions that take none.
    package var number: Double

    package init(
        function: WindowFunction, point: PointIndex, duration: Interval = .zero,
        weighing: WindowWeighing = .time, number: Double = 0
    ) {
        self.function = function
        self.point = point
        self.duration = duration
        self.weighing = weighing
        self.number = number
    }
}
