/// Notes the parts of an expression that are true or false by themselves, while it is compiled.
extension Compiler {
    /// A compiled part that is no truth: a side of the comparison around it, perhaps.
    struct Measured {
        let span: SourceSpan
        let side: Clause.Side
    }

    /// Compiles a part and notes it. What stands in a macro is asked once per element and has no truth of its own.
    mutating func compile(_ tree: SyntaxNode) -> Operand {
        guard checking == .strict, scopes.isEmpty else { return write(tree) }
        let first = clauses.count
        let operand = write(tree)
        guard operand.type == .bool, operand.constant == nil else {
            let unit: String? = if case .quantity(let unit, _) = operand.measure { unit } else { nil }
            let side = Clause.Side(node: operand.node, unit: unit, isConstant: operand.constant != nil)
            measured.append(Measured(span: tree.span, side: side))
            return operand
        }
        note(tree, operand, from: first)
        return operand
    }

    private mutating func note(_ tree: SyntaxNode, _ operand: Operand, from first: Int) {
        guard clauses.count < Clause.limit else { return }
        // What stands in it is one deeper.
        for position in first..<clauses.count { clauses[position].depth += 1 }
        var relation: String?
        var sides: [Clause.Side] = []
        if case .binary(let operation, let left, let right) = tree.form {
            relation = operation.rawValue
            sides = [left, right].compactMap { tree in measured.last { $0.span == tree.span }?.side }
        }
        clauses.insert(
            Clause(
                text: SyntaxPrinter.text(of: tree), depth: 0, relation: relation, sides: sides,
                node: operand.node), at: first)
    }
}
