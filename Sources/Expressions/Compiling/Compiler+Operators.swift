/// Operators between two operands, with their types, enumerations and units held against each other.
extension Compiler {
    mutating func compileBinary(
        _ tree: SyntaxNode, _ operation: BinaryOperator, _ left: SyntaxNode, _ right: SyntaxNode
    ) -> Operand {
        switch operation {
        case .equal: compileRelation(tree, .equal, left, right)
        case .notEqual: compileRelation(tree, .notEqual, left, right)
        case .less: compileRelation(tree, .less, left, right)
        case .lessOrEqual: compileRelation(tree, .lessOrEqual, left, right)
        case .greater: compileRelation(tree, .greater, left, right)
        case .greaterOrEqual: compileRelation(tree, .greaterOrEqual, left, right)
        case .contained: compileMembership(tree, left, right)
        case .add, .subtract, .multiply, .divide, .remainder:
            compileArithmetic(tree, operation, left, right)
        }
    }

    // MARK: Relations

    private mutating func compileRelation(
        _ tree: SyntaxNode, _ relation: Relation, _ leftTree: SyntaxNode, _ rightTree: SyntaxNode
    ) -> Operand {
        let left = compileBeside(leftTree, other: rightTree)
        let right = compileBeside(rightTree, other: leftTree)
        let isEquality = relation == .equal || relation == .notEqual
        guard isEquality ? left.type.isComparable(to: right.type) : isOrdered(left.type, right.type) else {
            reportNoOverload(tree, left, right)
            return failed()
        }
        checkEnumeration(left, right, at: rightTree.span)
        checkEnumeration(right, left, at: leftTree.span)
        _ = joinedMeasure(left, leftTree.span, right, rightTree.span, isSum: false)
        return finish(
            comparison(relation, left, right), type: .bool, on: [left, right], at: tree.span)
    }

    private func isOrdered(_ left: ValueType, _ right: ValueType) -> Bool {
        switch (left, right) {
        case (.dynamic, let known), (let known, .dynamic):
            switch known {
            case .null, .list, .map, .type: false
            default: true
            }
        case (.bool, .bool), (.string, .string), (.bytes, .bytes), (.duration, .duration),
            (.timestamp, .timestamp):
            true
        default: left.isNumber && right.isNumber
        }
    }

    /// The tightest step for a comparison.
    private func comparison(_ relation: Relation, _ left: Operand, _ right: Operand) -> Node {
        let plain = Node.compare(relation, left.node, right.node)
        if let number = exactDouble(right.constant) {
            return fused(relation, code.nodes[Int(left.node)], number) ?? plain
        }
        if let number = exactDouble(left.constant) {
            return fused(relation.mirrored, code.nodes[Int(right.node)], number) ?? plain
        }
        return plain
    }

    private func fused(_ relation: Relation, _ node: Node, _ number: Double) -> Node? {
        switch node {
        case .variable(let variable): .compareVariable(relation, variable: variable, number: number)
        case .window(let window): .compareWindow(relation, window: window, number: number)
        default: nil
        }
    }

    /// A constant number as a double of the same worth.
    private func exactDouble(_ value: Value?) -> Double? {
        switch value {
        case .double(let number): number
        case .int(let number): Double(exactly: number)
        case .uint(let number): Double(exactly: number)
        default: nil
        }
    }

    // MARK: Enumerations

    /// Compiles one side of a relation; a bare word there that the other side's enumeration knows is a
    /// text without its quotes, the commonest slip of all.
    private mutating func compileBeside(_ tree: SyntaxNode, other: SyntaxNode) -> Operand {
        if case .name(let word) = tree.form, variable(named: tree) == nil, local(tree) == nil,
            let beside = variable(named: other), let values = environment.variables[beside].values,
            values.contains(word)
        {
            report(.missingQuotes(word), at: tree.span)
            return failed()
        }
        return compile(tree)
    }

    private mutating func checkEnumeration(_ operand: Operand, _ other: Operand, at span: SourceSpan) {
        guard let allowed = operand.values, case .string(let text) = other.constant else { return }
        guard !allowed.contains(where: { $0.hasSameScalars(as: text) }) else { return }
        let suggestions = Spelling.suggestions(for: text, among: allowed)
        report(.notAnEnumValue(text, allowed: allowed, suggestions: suggestions), at: span)
    }

    // MARK: Membership

    private mutating func compileMembership(
        _ tree: SyntaxNode, _ elementTree: SyntaxNode, _ collectionTree: SyntaxNode
    ) -> Operand {
        let element = compile(elementTree)
        let collection = compile(collectionTree)
        let fits =
            switch collection.type {
            case .list(let type): type.isComparable(to: element.type)
            case .map(let key, _): key.isComparable(to: element.type)
            case .dynamic: true
            default: false
            }
        guard fits else {
            reportNoOverload(tree, element, collection)
            return failed()
        }
        for other in collection.elements {
            checkEnumeration(element, other.operand, at: other.span)
            _ = joinedMeasure(element, elementTree.span, other.operand, other.span, isSum: false)
        }
        return finish(
            .contained(element.node, in: collection.node), type: .bool, on: [element, collection],
            at: tree.span)
    }

    // MARK: Arithmetic

    private mutating func compileArithmetic(
        _ tree: SyntaxNode, _ operation: BinaryOperator, _ leftTree: SyntaxNode, _ rightTree: SyntaxNode
    ) -> Operand {
        let left = compile(leftTree)
        let right = compile(rightTree)
        guard let arithmetic = Arithmetic(operation),
            let type = arithmetic.resultType(left.type, right.type)
        else {
            reportNoOverload(tree, left, right)
            return failed()
        }
        let measure: Measure
        switch arithmetic {
        case .add: measure = joinedMeasure(left, leftTree.span, right, rightTree.span, isSum: true)
        case .subtract:
            let joined = joinedMeasure(left, leftTree.span, right, rightTree.span, isSum: false)
            measure = joined.ofDifference(left.measure, right.measure)
        case .multiply: measure = left.measure.multiplied(by: right.measure)
        case .divide: measure = left.measure.divided(by: right.measure)
        case .remainder: measure = left.measure == right.measure ? left.measure : .untracked
        }
        return finish(
            .arithmetic(arithmetic, left.node, right.node), type: type, on: [left, right],
            at: tree.span, measure: measure)
    }

    mutating func compileNegation(_ tree: SyntaxNode, _ inner: SyntaxNode) -> Operand {
        let operand = compile(inner)
        switch operand.type {
        case .int, .double, .dynamic: break
        default:
            report(.noOverload("-", types: [operand.type]), at: tree.nameSpan)
            return failed()
        }
        return finish(
            .negate(operand.node), type: operand.type, on: [operand], at: tree.span,
            measure: operand.measure)
    }

    private mutating func reportNoOverload(_ tree: SyntaxNode, _ left: Operand, _ right: Operand) {
        guard case .binary(let operation, _, _) = tree.form else { return }
        report(.noOverload(operation.rawValue, types: [left.type, right.type]), at: tree.nameSpan)
    }
}
