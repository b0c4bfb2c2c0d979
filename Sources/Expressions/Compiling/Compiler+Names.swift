/// Names: a variable of a macro, else the longest declared dotted name, and fields of whatever it is.
extension Compiler {
    /// The variable of a macro that a path begins with.
    func local(_ tree: SyntaxNode) -> Scope? {
        guard !scopes.isEmpty, let path = tree.path, !tree.isRooted else { return nil }
        return scopes.last { $0.name == path[0] }
    }

    /// The declared variable at the start of a path and how many words it takes; nil also where a variable
    /// of a macro hides it.
    func resolve(_ tree: SyntaxNode) -> (variable: VariableIndex, length: Int)? {
        guard let path = tree.path, local(tree) == nil else { return nil }
        for length in stride(from: path.count, to: 0, by: -1) {
            let name = path.prefix(length).joined(separator: ".")
            if let variable = variable(named: name, isRooted: tree.isRooted) { return (variable, length) }
        }
        return nil
    }

    /// Looks in the container `a.b` for `a.b.name`, then `a.name`, then `name`.
    private func variable(named name: String, isRooted: Bool) -> VariableIndex? {
        guard let container = environment.container, !isRooted else {
            return environment.variablesByName[name]
        }
        let words = container.split(separator: ".")
        for length in stride(from: words.count, to: 0, by: -1) {
            let full = words.prefix(length).joined(separator: ".") + "." + name
            if let variable = environment.variablesByName[full] { return variable }
        }
        return environment.variablesByName[name]
    }

    /// The variable that a whole tree names, nothing more and nothing less.
    func variable(named tree: SyntaxNode) -> VariableIndex? {
        guard let (variable, length) = resolve(tree), length == tree.path?.count else { return nil }
        return variable
    }

    mutating func read(_ variable: VariableIndex) -> Operand {
        read.insert(variable)
        let declared = environment.variables[variable]
        return Operand(
            type: known(declared.type), measure: Measure(unit: declared.unit), values: declared.values,
            node: append(.variable(Int32(variable))))
    }

    private mutating func read(_ local: Scope) -> Operand {
        Operand(type: known(local.type), measure: .untracked, node: append(.local(local.slot)))
    }

    mutating func compileName(_ tree: SyntaxNode) -> Operand {
        if let local = local(tree) { return read(local) }
        if let variable = variable(named: tree) { return read(variable) }
        if let type = typeName(tree) { return type }
        reportUnknownName(tree)
        return failed(.unknownName)
    }

    /// `int`, `google.protobuf.Timestamp`: a type as a value.
    private mutating func typeName(_ tree: SyntaxNode) -> Operand? {
        guard let path = tree.path, local(tree) == nil else { return nil }
        return TypeName.byName[path.joined(separator: ".")].map { constant(.type($0)) }
    }

    mutating func compileSelection(_ tree: SyntaxNode, base: SyntaxNode, field: String) -> Operand {
        if let path = tree.path, local(tree) == nil {
            guard let (variable, length) = resolve(tree) else {
                if let type = typeName(tree) { return type }
                // `int.name`: a field of a type is a mistake of its own, told below.
                guard typeName(base) != nil else {
                    reportUnknownName(tree)
                    return failed(.unknownName)
                }
                report(.noSuchField(field, type: .type), at: tree.nameSpan)
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
            return Operand(type: known(.bool), node: append(.isKnown(variable: Int32(variable))))
        }
        if case .call(let name, nil, _) = subject.form, environment.windowFunctionsByName[name] != nil {
            let operand = compile(subject)
            guard case .window(let window) = code.nodes[Int(operand.node)] else { return failed() }
            return Operand(type: known(.bool), node: append(.isWindowKnown(window: window)))
        }
        guard case .select(let base, let field) = subject.form else {
            if case .name = subject.form, local(subject) == nil {
                reportUnknownName(subject)
            } else if !subject.isInvalid {
                report(.invalidPresenceTest, at: subject.span)
            }
            return failed()
        }
        if subject.path != nil, local(subject) == nil, resolve(subject) == nil {
            reportUnknownName(subject)
            return failed(.unknownName)
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
