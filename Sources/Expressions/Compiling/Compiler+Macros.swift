/// Macros: `e.all(x, …)` and its kin, and `cel.bind`. Their variables hide what has the same name outside.
extension Compiler {
    mutating func compileMacro(
        _ form: MacroForm, _ tree: SyntaxNode, _ target: SyntaxNode, _ arguments: [SyntaxNode]
    ) -> Operand {
        let range = compile(target)
        guard let types = elementTypes(of: range.type) else {
            report(.noOverload(form.name, types: [range.type]), at: tree.nameSpan)
            return failed()
        }
        let hasTwo = arguments.count >= form.twoVariablesFrom
        let names = arguments.prefix(hasTwo ? 2 : 1)
        guard let words = macroVariables(names, form.name) else { return failed() }
        let outer = scopes.count
        if hasTwo {
            enter(words[0], types.key)
            enter(words[1], types.value)
        } else {
            enter(words[0], types.single)
        }
        defer { leave(to: outer) }
        let rest = arguments.dropFirst(names.count)
        let condition = form.makes && rest.count == 1 ? nil : compileCondition(rest.first!, of: form.name)
        let result = form.makes ? compile(rest.last!) : nil
        // A filter keeps the element itself.
        let kept = form.kind == .list && !form.makes ? append(.local(Int32(outer))) : result?.node
        let type = resultType(form, range.type, types.single, result?.type)
        code.parts.append(
            .macro(
                Macro(
                    kind: form.kind, range: range.node, first: Int32(outer),
                    second: hasTwo ? Int32(outer + 1) : nil, condition: condition, result: kept,
                    slots: Int32(deepestScope))))
        let node = append(.macro(Int32(code.parts.count - 1)))
        return Operand(type: known(type), measure: .untracked, node: node)
    }

    /// `cel.bind(x, value, body)`: the body with the value under a name, worked out once.
    mutating func compileBinding(_ tree: SyntaxNode, _ arguments: [SyntaxNode]) -> Operand {
        guard arguments.count == 3 else {
            report(
                .wrongArgumentCount(function: "cel.bind", expected: [3], found: arguments.count),
                at: tree.nameSpan)
            return failed()
        }
        guard let words = macroVariables(arguments.prefix(1), "cel.bind") else { return failed() }
        let value = compile(arguments[1])
        let outer = scopes.count
        enter(words[0], value.type)
        defer { leave(to: outer) }
        let body = compile(arguments[2])
        code.parts.append(
            .macro(
                Macro(
                    kind: .bind, range: value.node, first: Int32(outer), second: nil, condition: nil,
                    result: body.node, slots: Int32(deepestScope))))
        let node = append(.macro(Int32(code.parts.count - 1)))
        return Operand(type: body.type, measure: body.measure, values: body.values, node: node)
    }

    private mutating func compileCondition(_ tree: SyntaxNode, of name: String) -> Node.Index {
        let operand = compile(tree)
        if !ValueType.bool.accepts(operand.type) {
            report(.noOverload(name, types: [operand.type]), at: tree.span)
        }
        return operand.node
    }

    /// The bare words that macros give names by.
    private mutating func macroVariables(_ trees: ArraySlice<SyntaxNode>, _ name: String) -> [String]? {
        var words: [String] = []
        for tree in trees {
            guard case .name(let word) = tree.form, !words.contains(word) else {
                if !tree.isInvalid { reportAlways(.invalidMacroVariable(function: name), at: tree.span) }
                return nil
            }
            words.append(word)
        }
        return words
    }

    private mutating func enter(_ name: String, _ type: ValueType) {
        scopes.append(Scope(name: name, slot: Int32(scopes.count), type: type))
        deepestScope = max(deepestScope, scopes.count)
    }

    private mutating func leave(to count: Int) { scopes.removeLast(scopes.count - count) }

    /// What the variables of a macro are: the one of a macro with one, and index or key and element or value.
    private func elementTypes(
        of range: ValueType
    ) -> (single: ValueType, key: ValueType, value: ValueType)? {
        switch range {
        case .list(let element): (element, .int, element)
        case .map(let key, let value): (key, key, value)
        case .dynamic: (.dynamic, .dynamic, .dynamic)
        default: nil
        }
    }

    private func resultType(
        _ form: MacroForm, _ range: ValueType, _ element: ValueType, _ result: ValueType?
    ) -> ValueType {
        switch form.kind {
        case .all, .exists, .existsOne: return .bool
        case .list: return .list(result ?? element)
        case .map, .entries, .bind:
            guard form.kind == .map, case .map(let key, _) = range else { return .dynamic }
            return .map(key: key, value: result ?? .dynamic)
        }
    }
}
