/// Names: the longest declared dotted name, and fields of whatever it is.
extension Compiler {
    /// The declared variable at the start of a path and how many words it takes.
    func resolve(_ path: [String]) -> (variable: VariableIndex, length: Int)? {
        for length in stride(from: path.count, to: 0, by: -1) {
            let name = path.prefix(length).joined(separator: ".")
            if let variable = environment.variablesByName[name] { return (variable, length) }
        }
        return nil
    }

    /// The variable that a whole tree names, nothing more and nothing less.
    func variable(named tree: SyntaxNode) -> VariableIndex? {
        tree.path.flatMap { environment.variablesByName[$0.joined(separator: ".")] }
    }

    mutating func read(_ variable: VariableIndex) -> Operand {
        read.insert(variable)
        let declared = environment.variables[variable]
        return Operand(
            type: declared.type, measure: Measure(unit: declared.unit), values: declared.values,
            node: append(.variable(Int32(variable))))
    }

    mutating func compileName(_ tree: SyntaxNode) -> Operand {
        if let variable = variable(named: tree) { return read(variable) }
        reportUnknownName(tree)
        return failed()
    }

    mutating func compileSelection(_ tree: SyntaxNode, base: SyntaxNode, field: String) -> Operand {
        if let path = tree.path {
            guard let (variable, length) = resolve(path) else {
                reportUnknownName(tree)
                return failed()
            }
            if length == path.count { return read(variable) }
        }
        let operand = compile(base)
        guard let type = fieldType(of: operand.type) else {
            // `car.speeed` under a declared `car` of another type is a misspelt name before all.
            report(.noSuchField(field, type: operand.type), at: tree.nameSpan)
            return failed()
        }
        let name = append(constant: .string(field))
        return finish(
            .field(operand.node, name: name), type: type, on: [operand], at: tree.span,
            measure: .untracked)
    }

    func fieldType(of type: ValueType) -> ValueType? {
        switch type {
        case .dynamic: .dynamic
        case .map(let key, let value): key.accepts(.string) ? value : nil
        default: nil
        }
    }

    func reportableSuggestions(for name: String) -> [String] {
        let names = environment.variables.map(\.name)
        let near = Spelling.suggestions(for: name, among: names)
        guard near.isEmpty else { return near }
        // `car` alone: what begins so.
        return Array(names.filter { $0.hasPrefix(name + ".") }.prefix(3))
    }

    mutating func reportUnknownName(_ tree: SyntaxNode) {
        let name = (tree.path ?? []).joined(separator: ".")
        report(.unknownName(name, suggestions: reportableSuggestions(for: name)), at: tree.span)
    }

    /// `has(car.speed)` asks whether a variable is known, `has(rate(car.speed, duration('1m')))` whether a window
    /// has readings enough; `has(map.field)` whether the field is there.
    mutating func compilePresence(_ tree: SyntaxNode, _ arguments: [SyntaxNode]) -> Operand {
        guard arguments.count == 1, let subject = arguments.first else {
            report(
                .wrongArgumentCount(function: "has", expected: [1], found: arguments.count), at: tree.nameSpan
            )
            return failed()
        }
        if let variable = variable(named: subject) {
            read.insert(variable)
            return Operand(type: .bool, node: append(.isKnown(variable: Int32(variable))))
        }
        if case .call(let name, nil, _) = subject.form, environment.windowFunctionsByName[name] != nil {
            let operand = compile(subject)
            guard case .window(let window) = code.nodes[Int(operand.node)] else { return failed() }
            return Operand(type: .bool, node: append(.isWindowKnown(window: window)))
        }
        guard case .select(let base, let field) = subject.form else {
            if case .name = subject.form {
                reportUnknownName(subject)
            } else {
                report(.invalidPresenceTest, at: subject.span)
            }
            return failed()
        }
        if let path = subject.path, resolve(path) == nil {
            reportUnknownName(subject)
            return failed()
        }
        let operand = compile(base)
        guard fieldType(of: operand.type) != nil else {
            report(.noSuchField(field, type: operand.type), at: subject.nameSpan)
            return failed()
        }
        let name = append(constant: .string(field))
        return finish(.hasField(operand.node, name: name), type: .bool, on: [operand], at: tree.span)
    }
}
