import Expressions

/// What a point should read: 0.05 to 2 mg/L of free chlorine, a lift in normal service. The papers say for how much of
/// the time it did (`DayTimes`); it raises nothing, that is the hazards' matter.
package struct PointLimits: Sendable, Equatable {
    package enum Inside: Sendable, Equatable {
        /// In the point's own unit, both ends included.
        case numbers(ClosedRange<Double>)
        case flag(Bool)
        case words([String])
    }

    package var inside: Inside
    /// Standard and clause, as it is printed beside the figure; empty: none was given.
    package var basis: String

    package init(_ inside: Inside, basis: String = "") {
        self.inside = inside
        self.basis = basis
    }

    /// Whether a value lies inside; nil: it is of another kind, so that nothing is known.
    func contains(_ value: Value) -> Bool? {
        switch (inside, value) {
        case (.numbers(let range), .double(let number)): number.isNaN ? nil : range.contains(number)
        case (.flag(let wanted), .bool(let holds)): holds == wanted
        case (.words(let words), .string(let word)): words.contains(word)
        default: nil
        }
    }
}
