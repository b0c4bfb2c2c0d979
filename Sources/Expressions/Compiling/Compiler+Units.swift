/// Units: what may stand beside what. `MPa(0.35)` beside a temperature is an error, a bare `0.35` beside
/// a pressure a warning, since nobody can see whether it is MPa or bar.
extension Compiler {
    /// Holds two quantities that are compared, added or chosen between against each other and gives the
    /// unit of what comes of them.
    mutating func joinedMeasure(
        _ left: Operand, _ leftSpan: SourceSpan, _ right: Operand, _ rightSpan: SourceSpan, isSum: Bool
    ) -> Measure {
        switch (left.measure, right.measure) {
        case (.quantity(let unit, let kind), .quantity(let other, let otherKind)):
            guard unit == other else {
                report(.unitMismatch(expected: unit, found: other), at: rightSpan)
                return .untracked
            }
            let kinds = [kind, otherKind]
            if kinds.contains(.scalePoint), isSum || kinds.contains(.difference) {
                let span = kind == .scalePoint ? leftSpan : rightSpan
                report(.scalePointForDifference(unit: unit), at: span)
            }
            return .quantity(unit: unit, kind == otherKind ? kind : .absolute)
        case (.quantity(let unit, let kind), .bare):
            warnOfBareNumber(right, unit, kind, at: rightSpan)
            return left.measure
        case (.bare, .quantity(let unit, let kind)):
            warnOfBareNumber(left, unit, kind, at: leftSpan)
            return right.measure
        case (.bare, .bare): return .bare
        case (.untracked, _), (_, .untracked): return .untracked
        }
    }

    /// Silent where no unit literal could say it better: a warning always has a way out.
    ///
    /// Nought is nought in every unit, unless a unit literal says that the scale's zero is a choice
    /// (`degF`); a difference of nought always is.
    private mutating func warnOfBareNumber(
        _ operand: Operand, _ unit: String, _ kind: Measure.Kind, at span: SourceSpan
    ) {
        guard operand.type.isNumber else { return }
        let literals = environment.units.filter { $0.unit == unit }
        guard !literals.isEmpty else { return }
        let isZero =
            switch operand.constant {
            case .int(0), .uint(0), .double(0): true
            default: false
            }
        if isZero, kind == .difference || literals.allSatisfy({ $0.offset == 0 }) { return }
        report(
            .bareNumberBesideUnit(unit: unit, literals: literals.map(\.name)), .warning, at: span)
    }

    /// `degC(60)`: folded into the canonical unit here, so that running it costs nothing.
    mutating func compileUnit(
        _ literal: UnitLiteral, _ tree: SyntaxNode, _ arguments: [SyntaxNode]
    ) -> Operand {
        guard arguments.count == 1 else {
            let kind = ExpressionIssue.Kind.wrongArgumentCount(
                function: literal.name, expected: [1], found: arguments.count)
            report(kind, at: tree.nameSpan)
            return failed()
        }
        let number: Double
        switch arguments[0].form {
        case .literal(.double(let value)): number = value
        case .literal(.int(let value)): number = Double(value)
        case .literal(.uint(let value)): number = Double(value)
        case .invalid: return failed()
        default:
            let kind = ExpressionIssue.Kind.wrongArgument(
                function: literal.name, position: 1, expected: .number)
            report(kind, at: arguments[0].span)
            return failed()
        }
        var operand = constant(.double(number * literal.scale + literal.offset))
        operand.measure = .quantity(unit: literal.unit, literal.offset == 0 ? .either : .scalePoint)
        return operand
    }
}

extension Measure {
    /// Of a variable.
    init(unit: String?) {
        self = unit.map { .quantity(unit: $0, .absolute) } ?? .bare
    }

    /// Two readings apart are a difference; a reading less a difference is a reading.
    func ofDifference(_ left: Measure, _ right: Measure) -> Measure {
        guard case .quantity(let unit, _) = self, case .quantity(_, let first) = left,
            case .quantity(_, let second) = right
        else { return self }
        let points: [Kind] = [.absolute, .scalePoint]
        if points.contains(first), points.contains(second) { return .quantity(unit: unit, .difference) }
        return .quantity(unit: unit, first == .difference && second == .difference ? .difference : .either)
    }

    func multiplied(by other: Measure) -> Measure {
        switch (self, other) {
        case (_, .bare): self
        case (.bare, _): other
        default: .untracked
        }
    }

    func divided(by other: Measure) -> Measure {
        switch (self, other) {
        case (_, .bare): return self
        case (.quantity(let unit, _), .quantity(let otherUnit, _)) where unit == otherUnit: return .bare
        default: return .untracked
        }
    }
}
