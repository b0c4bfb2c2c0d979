/// Calls: macros, the language's own functions, unit literals and window functions.
extension Compiler {
    mutating func compileCall(
        _ tree: SyntaxNode, name: String, target: SyntaxNode?, arguments: [SyntaxNode]
    ) -> Operand {
        if target == nil {
            if name == "has" { return compilePresence(tree, arguments) }
            if let unit = environment.unitsByName[name] { return compileUnit(unit, tree, arguments) }
            if let window = environment.windowFunctionsByName[name] {
                return compileWindow(window, tree, arguments)
            }
        }
        if let target, let space = namespace(target) {
            if space + "." + name == "cel.bind" { return compileBinding(tree, arguments) }
            if let function = Builtin.byName[space + "." + name] {
                return compileBuiltin(function, tree, target: nil, arguments)
            }
        }
        if let target, let macro = MacroForm.byName[name] {
            guard macro.counts.contains(arguments.count) else {
                let kind = ExpressionIssue.Kind.wrongArgumentCount(
                    function: name, expected: Array(macro.counts), found: arguments.count)
                report(kind, at: tree.nameSpan)
                return failed(.unknownFunction)
            }
            return compileMacro(macro, tree, target, arguments)
        }
        guard let function = Builtin.byName[name], !name.utf8.contains(UInt8(ascii: ".")) else {
            reportUnknownFunction(tree, name)
            return failed(.unknownFunction)
        }
        return compileBuiltin(function, tree, target: target, arguments)
    }

    /// `math` of `math.abs(x)`: a path that is nobody's name.
    private func namespace(_ tree: SyntaxNode) -> String? {
        guard let path = tree.path, local(tree) == nil, resolve(tree) == nil else { return nil }
        return path.joined(separator: ".")
    }

    private mutating func compileBuiltin(
        _ function: Builtin, _ tree: SyntaxNode, target: SyntaxNode?, _ arguments: [SyntaxNode]
    ) -> Operand {
        let trees = (target.map { [$0] } ?? []) + arguments
        if function.isVariadic { return compileExtreme(function, tree, trees) }
        let forms = function.overloads.filter { $0.isMember == (target != nil) }
        guard !forms.isEmpty else {
            report(.wrongCallForm(function: function.name, isMember: target == nil), at: tree.nameSpan)
            return failed()
        }
        guard forms.contains(where: { $0.parameters.count == trees.count }) else {
            let counts = Set(forms.map { $0.parameters.count - (target == nil ? 0 : 1) }).sorted()
            report(
                .wrongArgumentCount(function: function.name, expected: counts, found: arguments.count),
                at: tree.nameSpan)
            return failed()
        }
        return compileBuiltin(function, tree, trees, forms)
    }

    private mutating func compileBuiltin(
        _ function: Builtin, _ tree: SyntaxNode, _ trees: [SyntaxNode], _ forms: [Builtin.Overload]
    ) -> Operand {
        let operands = trees.map { compile($0) }
        let fitting = forms.filter { form in
            form.parameters.count == operands.count
                && zip(form.parameters, operands).allSatisfy { $0.accepts($1.type) }
        }
        guard let form = fitting.first else {
            report(.noOverload(function.name, types: operands.map(\.type)), at: tree.nameSpan)
            return failed()
        }
        let measure: Measure =
            function.keepsUnit && operands[0].type.isNumber ? operands[0].measure : .bare
        if case .matches = function, case .string(let text) = operands[1].constant {
            return compileMatch(tree, operands[0], text, at: trees[1].span)
        }
        if function.isCalendar, operands.count == 2 {
            return compileCalendar(function, tree, operands, zoneSpan: trees[1].span)
        }
        if let issue = literalIssue(function, operands[0].constant) {
            report(issue, at: trees[0].span)
            return failed(.invalidConversion)
        }
        let isDecided = fitting.allSatisfy { $0.result == form.result }
        return finish(
            .call(function, append(children: operands)), type: isDecided ? form.result : .dynamic,
            on: operands, at: tree.span, measure: measure)
    }

    /// `math.greatest(a, b, …)`: numbers of any kinds and one unit, or one list of them.
    private mutating func compileExtreme(
        _ function: Builtin, _ tree: SyntaxNode, _ trees: [SyntaxNode]
    ) -> Operand {
        guard !trees.isEmpty else {
            report(
                .wrongArgumentCount(function: function.name, expected: [1], found: 0), at: tree.nameSpan)
            return failed()
        }
        let operands = trees.map { compile($0) }
        func isFit(_ type: ValueType) -> Bool {
            switch type {
            case .dynamic: true
            case .list(let element): operands.count == 1 && (element.isNumber || element == .dynamic)
            default: type.isNumber
            }
        }
        guard operands.allSatisfy({ isFit($0.type) }) else {
            report(.noOverload(function.name, types: operands.map(\.type)), at: tree.nameSpan)
            return failed()
        }
        var joined = operands[0]
        var type = operands[0].type
        if case .list(let element) = type { type = element }
        for (operand, argument) in zip(operands, trees).dropFirst() {
            joined.measure = joinedMeasure(joined, trees[0].span, operand, argument.span, isSum: false)
            type = type.joined(with: operand.type)
        }
        return finish(
            .call(function, append(children: operands)), type: type, on: operands, at: tree.span,
            measure: type.isNumber ? joined.measure : .untracked)
    }

    /// A zone that is written out is looked up here, once.
    private mutating func compileCalendar(
        _ function: Builtin, _ tree: SyntaxNode, _ operands: [Operand], zoneSpan: SourceSpan
    ) -> Operand {
        let (instant, zone) = (operands[0], operands[1])
        guard case .string(let name) = zone.constant else {
            code.parts.append(.zoneSource(environment.zones))
            let node = Node.zonedCalendar(
                function, instant.node, zone: zone.node, source: Int32(code.parts.count - 1))
            return Operand(type: known(.int), node: append(node))
        }
        guard let rules = FixedZone.zone(name, environment.zones) else {
            report(.unknownZone(name), at: zoneSpan)
            return failed(.unknownZone)
        }
        code.parts.append(.zone(rules))
        return finish(
            .calendar(function, instant.node, zone: Int32(code.parts.count - 1)), type: .int,
            on: [instant], at: tree.span)
    }

    private mutating func compileMatch(
        _ tree: SyntaxNode, _ operand: Operand, _ text: String, at span: SourceSpan
    ) -> Operand {
        do throws(PatternFailure) {
            code.parts.append(.pattern(try Pattern(text)))
        } catch {
            report(.invalidPattern(text, reason: error), at: span)
            return failed(.invalidPattern)
        }
        let pattern = Int32(code.parts.count - 1)
        return finish(
            .matches(operand.node, pattern: pattern), type: .bool, on: [operand], at: tree.span)
    }

    /// A duration or a time that is written out and cannot be read.
    private func literalIssue(_ function: Builtin, _ value: Value?) -> ExpressionIssue.Kind? {
        guard case .string(let text) = value else { return nil }
        switch function {
        case .duration: return DurationText.parse(text) == nil ? .invalidDuration(text) : nil
        case .timestamp: return TimestampText.parse(text) == nil ? .invalidTimestamp(text) : nil
        default: return nil
        }
    }

    private mutating func reportUnknownFunction(_ tree: SyntaxNode, _ name: String) {
        let names =
            ["has"] + MacroForm.all.map(\.name) + Builtin.allCases.map(\.name) + environment.units.map(\.name)
            + environment.windowFunctions.map(\.name)
        let suggestions = Spelling.suggestions(for: name, among: names)
        report(.unknownFunction(name, suggestions: suggestions), at: tree.nameSpan)
    }
}
