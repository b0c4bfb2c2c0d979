/// Calls: the language's own functions, unit literals and window functions. Macros will be one more
/// look-up at the top of `compileCall`, since the tree still holds what was written.
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
        guard let function = Builtin.byName[name] else {
            reportUnknownFunction(tree, name)
            return failed()
        }
        let forms = function.overloads.filter { $0.isMember == (target != nil) }
        guard !forms.isEmpty else {
            report(.wrongCallForm(function: name, isMember: target == nil), at: tree.nameSpan)
            return failed()
        }
        let trees = (target.map { [$0] } ?? []) + arguments
        guard forms.contains(where: { $0.parameters.count == trees.count }) else {
            let counts = Set(forms.map { $0.parameters.count - (target == nil ? 0 : 1) }).sorted()
            report(
                .wrongArgumentCount(function: name, expected: counts, found: arguments.count),
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
            zip(form.parameters, operands).allSatisfy { $0.accepts($1.type) }
        }
        guard let form = fitting.first else {
            report(.noOverload(function.name, types: operands.map(\.type)), at: tree.nameSpan)
            return failed()
        }
        let measure: Measure =
            switch function {
            // A conversion changes how a number is kept, not what it measures.
            case .int, .uint, .double, .dyn: operands[0].type.isNumber ? operands[0].measure : .untracked
            default: .bare
            }
        if case .matches = function, case .string(let text) = operands[1].constant {
            return compileMatch(tree, operands[0], text, at: trees[1].span)
        }
        if let issue = literalIssue(function, operands[0].constant) {
            report(issue, at: trees[0].span)
            return failed()
        }
        return finish(
            .call(function, append(children: operands)), type: form.result, on: operands,
            at: tree.span, measure: measure)
    }

    private mutating func compileMatch(
        _ tree: SyntaxNode, _ operand: Operand, _ text: String, at span: SourceSpan
    ) -> Operand {
        do throws(PatternFailure) {
            code.patterns.append(try Pattern(text))
        } catch {
            report(.invalidPattern(text, reason: error), at: span)
            return failed()
        }
        let pattern = Int32(code.patterns.count - 1)
        return finish(
            .matches(operand.node, pattern: pattern), type: .bool, on: [operand], at: tree.span)
    }

    /// A duration or a time that is written out and cannot be read.
    private func literalIssue(_ function: Builtin, _ value: Value?) -> ExpressionIssue.Kind? {
        guard case .string(let text) = value else { return nil }
        switch function {
        case .duration:
            do throws(DurationText.Failure) {
                _ = try DurationText.parse(text)
                return nil
            } catch {
                return error == .malformed ? .invalidDuration(text) : .durationTooFine(text)
            }
        case .timestamp: return TimestampText.parse(text) == nil ? .invalidTimestamp(text) : nil
        default: return nil
        }
    }

    private mutating func reportUnknownFunction(_ tree: SyntaxNode, _ name: String) {
        let names =
            ["has"] + Builtin.allCases.map(\.name) + environment.units.map(\.name)
            + environment.windowFunctions.map(\.name)
        let suggestions = Spelling.suggestions(for: name, among: names)
        report(.unknownFunction(name, suggestions: suggestions), at: tree.nameSpan)
    }
}
