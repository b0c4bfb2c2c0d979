/// Checks a tree against an environment and writes the code, in one walk: what is known of an operand
/// is exactly what is needed to choose its step, and constants are worked out on the way.
struct Compiler {
    let environment: Environment
    let checking: Program.Checking
    var code = Code()
    var issues: [ExpressionIssue] = []
    var windows: [WindowCall] = []
    /// The variables read directly.
    var read: Set<VariableIndex> = []
    /// The variables of the macros around what is being compiled, the innermost last.
    var scopes: [Scope] = []
    /// The most there ever were: what a macro is compiled after may run in its slots, so this never shrinks.
    var deepestScope = 0
    /// What is true or false by itself, the whole first.
    var clauses: [Clause] = []
    /// Everything else that was compiled, for the comparison around it.
    var measured: [Measured] = []

    init(environment: Environment, checking: Program.Checking) {
        self.environment = environment
        self.checking = checking
    }

    /// Nothing where nothing is checked: there a mistake is an error when it runs.
    mutating func report(
        _ kind: ExpressionIssue.Kind, _ severity: ExpressionIssue.Severity = .error, at span: SourceSpan
    ) {
        guard checking == .strict else { return }
        issues.append(ExpressionIssue(severity, kind, at: span))
    }

    /// What is wrong whether anything is checked or not: the form of a macro.
    mutating func reportAlways(_ kind: ExpressionIssue.Kind, at span: SourceSpan) {
        issues.append(ExpressionIssue(.error, kind, at: span))
    }

    /// A type as far as it is to be held against others.
    func known(_ type: ValueType) -> ValueType { checking == .strict ? type : .dynamic }

    /// Writes the code of a part; `compile` notes it as well.
    mutating func write(_ tree: SyntaxNode) -> Operand {
        switch tree.form {
        case .literal(let value): return constant(value)
        case .name, .rootedName: return compileName(tree)
        case .select(let base, let field): return compileSelection(tree, base: base, field: field)
        case .index(let base, let key): return compileIndex(tree, base, key)
        case .call(let name, let target, let arguments):
            return compileCall(tree, name: name, target: target, arguments: arguments)
        case .list(let elements): return compileList(elements)
        case .map(let entries): return compileMap(entries)
        case .not(let operand): return compileNot(tree, operand)
        case .negate(let operand): return compileNegation(tree, operand)
        case .binary(let operation, let left, let right):
            return compileBinary(tree, operation, left, right)
        case .all(let operands): return compileLogic(operands, "&&", Node.all)
        case .any(let operands): return compileLogic(operands, "||", Node.any)
        case .conditional(let condition, let then, let otherwise):
            return compileConditional(condition, then, otherwise)
        case .invalid: return failed()
        }
    }

    // MARK: Writing code

    mutating func append(_ node: Node) -> Node.Index {
        code.nodes.append(node)
        return Node.Index(code.nodes.count - 1)
    }

    mutating func append(constant value: Value) -> Int32 {
        code.constants.append(value)
        return Int32(code.constants.count - 1)
    }

    mutating func append(children: [Operand]) -> Node.Children {
        let start = Int32(code.operands.count)
        code.operands += children.map(\.node)
        return Node.Children(start: start, count: Int32(children.count))
    }

    mutating func constant(_ value: Value) -> Operand {
        let node = append(.constant(append(constant: value)))
        return Operand(type: known(value.type), constant: value, node: node)
    }

    /// Stands where something wrong was: goes with everything, so that one mistake is told once. Where nothing
    /// is checked it is the error that comes of it.
    mutating func failed(_ error: EvaluationError = .noSuchOverload) -> Operand {
        Operand(type: .dynamic, measure: .untracked, node: constant(.error(error)).node)
    }

    /// Ends the writing of a step: works it out at once when all it stands on is constant.
    mutating func finish(
        _ node: Node, type: ValueType, on operands: [Operand], at span: SourceSpan,
        measure: Measure = .bare
    ) -> Operand {
        let index = append(node)
        let type = known(type)
        guard operands.allSatisfy({ $0.constant != nil }) else {
            return Operand(type: type, measure: measure, node: index)
        }
        let none = UnsafeBufferPointer<Value>(start: nil, count: 0)
        let value = code.run(variables: none, windows: none, said: nil) { $0.value($1) }
        if case .error(let error) = value {
            report(.alwaysFails(error), .warning, at: span)
            return Operand(type: type, measure: measure, node: index)
        }
        // The steps it stood on stay behind unread: what is small and compiled once may waste some.
        code.nodes[Int(index)] = .constant(append(constant: value))
        return Operand(type: type, measure: measure, constant: value, node: index)
    }

    // MARK: Logic

    private mutating func compileLogic(
        _ trees: [SyntaxNode], _ name: String, _ make: (Node.Children) -> Node
    ) -> Operand {
        let operands = trees.map { compileTruth($0, of: name) }
        let node = append(make(append(children: operands)))
        return Operand(type: known(.bool), node: node)
    }

    /// An operand that must be a truth.
    private mutating func compileTruth(_ tree: SyntaxNode, of name: String) -> Operand {
        let operand = compile(tree)
        if !ValueType.bool.accepts(operand.type) {
            report(.noOverload(name, types: [operand.type]), at: tree.span)
        }
        return operand
    }

    private mutating func compileNot(_ tree: SyntaxNode, _ inner: SyntaxNode) -> Operand {
        let operand = compileTruth(inner, of: "!")
        return finish(.not(operand.node), type: .bool, on: [operand], at: tree.span)
    }

    private mutating func compileConditional(
        _ condition: SyntaxNode, _ then: SyntaxNode, _ otherwise: SyntaxNode
    ) -> Operand {
        let test = compileTruth(condition, of: "?:")
        let first = compile(then)
        let second = compile(otherwise)
        let measure =
            first.type.isNumber && second.type.isNumber
            ? joinedMeasure(first, then.span, second, otherwise.span, isSum: false) : .untracked
        let node = append(.conditional(test.node, then: first.node, otherwise: second.node))
        return Operand(
            type: known(first.type.joined(with: second.type)), measure: measure,
            values: first.values == second.values ? first.values : nil, node: node)
    }

    // MARK: Collections

    private mutating func compileList(_ trees: [SyntaxNode]) -> Operand {
        let elements = trees.map { compile($0) }
        let type = elements.dropFirst().reduce(elements.first?.type ?? .dynamic) { $0.joined(with: $1.type) }
        let span = trees.first?.span ?? SourceSpan(start: 0, end: 0)
        var list = finish(
            .list(append(children: elements)), type: .list(type), on: elements, at: span,
            measure: .untracked)
        list.elements = zip(elements, trees).map { Operand.Element(operand: $0, span: $1.span) }
        return list
    }

    private mutating func compileMap(_ entries: [(key: SyntaxNode, value: SyntaxNode)]) -> Operand {
        var parts: [Operand] = []
        var seen: Set<Value> = []
        var type: (key: ValueType, value: ValueType)?
        for entry in entries {
            let key = compile(entry.key)
            let value = compile(entry.value)
            switch key.type {
            case .bool, .int, .uint, .string, .dynamic: break
            default: report(.noOverload("{}", types: [key.type]), at: entry.key.span)
            }
            if let constant = key.constant, !seen.insert(constant).inserted {
                report(.duplicateKey(SyntaxPrinter.text(of: entry.key)), at: entry.key.span)
            }
            type =
                type.map { ($0.key.joined(with: key.type), $0.value.joined(with: value.type)) }
                ?? (key.type, value.type)
            parts += [key, value]
        }
        let span = entries.first?.key.span ?? SourceSpan(start: 0, end: 0)
        if seen.count < parts.count / 2, parts.allSatisfy({ $0.constant != nil }) {
            return failed(.invalidMapKey)
        }
        return finish(
            .map(append(children: parts)),
            type: .map(key: type?.key ?? .dynamic, value: type?.value ?? .dynamic),
            on: parts, at: span, measure: .untracked)
    }

    private mutating func compileIndex(
        _ tree: SyntaxNode, _ base: SyntaxNode, _ key: SyntaxNode
    ) -> Operand {
        let collection = compile(base)
        let position = compile(key)
        let result: ValueType?
        switch collection.type {
        case .list(let element): result = ValueType.int.isComparable(to: position.type) ? element : nil
        case .map(let keyType, let value): result = keyType.isComparable(to: position.type) ? value : nil
        case .dynamic: result = .dynamic
        default: result = nil
        }
        guard let result else {
            report(.noOverload("[]", types: [collection.type, position.type]), at: tree.nameSpan)
            return failed()
        }
        return finish(
            .index(collection.node, key: position.node), type: result, on: [collection, position],
            at: tree.span, measure: .untracked)
    }
}
