/// A function over a stretch of time, worked out by the caller and read by the expression like a
/// variable: `changes(car.floor, duration('5m'))`, `sources('fire.alarm', duration('3m'))`.
package struct WindowSignature: Hashable, Sendable {
    package enum Argument: Hashable, Sendable {
        /// A variable's bare name; of these types, or any when the list is empty.
        case point(of: [ValueType])
        /// A list of variables' bare names, `[inlet.pressure, inlet.flow]`: two at least, each once, at most
        /// `WindowSignature.pointLimit`; of these types, or any when the list is empty.
        case points(of: [ValueType])
        /// A duration literal longer than nothing.
        case duration
        /// A text literal; one of these, or any when nil.
        case text(oneOf: [String]?)
        /// A number literal.
        case number
    }

    package enum Result: Hashable, Sendable {
        case fixed(ValueType)
        /// What the point is.
        case typeOfPoint
    }

    /// The unit of a numeric result.
    package enum ResultUnit: Hashable, Sendable {
        case none
        /// As the point: an average.
        case ofPoint
        /// A difference of two readings of the point: 8.3 K of rise is no temperature.
        case differenceOfPoint
        /// The point's unit with this behind it: `/s` makes `Cel/s` of `Cel`.
        case ofPointAnd(suffix: String)
    }

    /// Most points one call may look at together; what is learned of n points takes n² numbers.
    package static let pointLimit = 16

    package let name: String
    package let arguments: [Argument]
    package let result: Result
    package let unit: ResultUnit

    package static func window(
        _ name: String, arguments: [Argument], result: Result, unit: ResultUnit = .none
    ) -> WindowSignature {
        WindowSignature(name: name, arguments: arguments, result: result, unit: unit)
    }
}

/// One distinct call of a window function in a program; its place in `Program.windows` is the place of
/// its value at run time.
package struct WindowCall: Hashable, Sendable {
    package let function: String
    /// The variable it looks at, nil for a function that takes none.
    package let point: VariableIndex?
    /// The variables of its list, in the order they are written; empty for a function that takes no list.
    package let points: [VariableIndex]
    /// The window's length in milliseconds, above 0; nil for a function that takes none.
    package let durationMilliseconds: Int64?
    /// Its text argument: a hazard's name.
    package let text: String?
    /// Its second text argument: where.
    package let word: String?
    /// Its number argument: a quantile.
    package let number: Double?

    package init(
        function: String, point: VariableIndex? = nil, points: [VariableIndex] = [],
        durationMilliseconds: Int64? = nil, text: String? = nil, word: String? = nil, number: Double? = nil
    ) {
        self.function = function
        self.point = point
        self.points = points
        self.durationMilliseconds = durationMilliseconds
        self.text = text
        self.word = word
        self.number = number
    }
    /// Every variable it looks at, alone or together with others.
    package var looksAt: [VariableIndex] { (point.map { [$0] } ?? []) + points }
}
