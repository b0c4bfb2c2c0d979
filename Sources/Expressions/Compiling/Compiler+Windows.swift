/// Window functions: their arguments are read while compiling, and what is left to run is reading one
/// place. Equal calls share it.
extension Compiler {
    mutating func compileWindow(
        _ forms: [WindowSignature], _ tree: SyntaxNode, _ arguments: [SyntaxNode]
    ) -> Operand {
        let fitting = forms.filter { $0.arguments.count == arguments.count }
        guard let function = fitting.first(where: { $0.isWrittenLike(arguments) }) ?? fitting.first else {
            let counts = Set(forms.map(\.arguments.count)).sorted()
            let kind = ExpressionIssue.Kind.wrongArgumentCount(
                function: forms[0].name, expected: counts, found: arguments.count)
            report(kind, at: tree.nameSpan)
            return failed()
        }
        // What could not be read is reported already.
        if arguments.contains(where: \.isInvalid) { return failed() }
        var point: VariableIndex?
        var points: [VariableIndex] = []
        var milliseconds: Int64?
        var texts: [String] = []
        var number: Double?
        let issuesBefore = issues.count
        for (position, (argument, tree)) in zip(function.arguments, arguments).enumerated() {
            let place = (function.name, position + 1)
            switch argument {
            case .point(let types): point = windowPoint(tree, types, place)
            case .points(let types): points = windowPoints(tree, types, place)
            case .duration: milliseconds = windowDuration(tree, place)
            case .text(let allowed): texts += [windowText(tree, allowed, place)].compactMap { $0 }
            case .number: number = windowNumber(tree, place)
            }
        }
        guard issues.count == issuesBefore else { return failed() }
        let call = WindowCall(
            function: function.name, point: point, points: points,
            durationMilliseconds: milliseconds, text: texts.first, word: texts.dropFirst().first,
            number: number)
        let slot = windows.firstIndex(of: call) ?? windows.count
        if slot == windows.count { windows.append(call) }
        return windowOperand(function, point.map { environment.variables[$0] }, slot: slot)
    }

    private mutating func windowOperand(
        _ function: WindowSignature, _ point: Variable?, slot: Int
    ) -> Operand {
        let type: ValueType =
            switch function.result {
            case .fixed(let type): type
            case .typeOfPoint: point?.type ?? .dynamic
            }
        let measure: Measure =
            switch (function.unit, point?.unit) {
            case (.ofPoint, let unit?): .quantity(unit: unit, .absolute)
            case (.differenceOfPoint, let unit?): .quantity(unit: unit, .difference)
            case (.ofPointAnd(let suffix), let unit?): .quantity(unit: unit + suffix, .difference)
            case (.none, _), (_, nil): .bare
            }
        return Operand(
            type: type, measure: measure,
            values: function.result == .typeOfPoint ? point?.values : nil,
            node: append(.window(Int32(slot))))
    }

    private mutating func reportArgument(
        _ place: (function: String, position: Int), _ expected: ExpressionIssue.ArgumentKind,
        at tree: SyntaxNode
    ) {
        report(
            .wrongArgument(function: place.function, position: place.position, expected: expected),
            at: tree.span)
    }

    private mutating func windowPoint(
        _ tree: SyntaxNode, _ types: [ValueType], _ place: (function: String, position: Int)
    ) -> VariableIndex? {
        guard tree.path != nil else {
            reportArgument(place, types.isEmpty ? .point : .pointOfType(types), at: tree)
            return nil
        }
        guard let variable = variable(named: tree) else {
            if resolve(tree) == nil {
                reportUnknownName(tree)
            } else {
                reportArgument(place, .point, at: tree)
            }
            return nil
        }
        let type = environment.variables[variable].type
        guard types.isEmpty || types.contains(where: { $0.accepts(type) }) else {
            reportArgument(place, .pointOfType(types), at: tree)
            return nil
        }
        return variable
    }

    private mutating func windowPoints(
        _ tree: SyntaxNode, _ types: [ValueType], _ place: (function: String, position: Int)
    ) -> [VariableIndex] {
        guard case .list(let elements) = tree.form, elements.count >= 2,
            elements.count <= WindowSignature.pointLimit, elements.allSatisfy({ $0.path != nil })
        else {
            reportArgument(place, .points(limit: WindowSignature.pointLimit), at: tree)
            return []
        }
        var points: [VariableIndex] = []
        for element in elements {
            guard let point = windowPoint(element, types, place) else { continue }
            if points.contains(point) {
                reportArgument(place, .points(limit: WindowSignature.pointLimit), at: element)
            }
            points.append(point)
        }
        return points
    }

    private mutating func windowDuration(
        _ tree: SyntaxNode, _ place: (function: String, position: Int)
    ) -> Int64? {
        let before = issues.count
        let operand = compile(tree)
        guard issues.count == before else { return nil }
        if case .fineDuration = operand.constant, let length = operand.constant.flatMap(ExactDuration.init) {
            report(.durationTooFine(DurationText.write(length)), at: tree.span)
            return nil
        }
        guard case .duration(let milliseconds) = operand.constant, milliseconds > 0 else {
            reportArgument(place, .duration, at: tree)
            return nil
        }
        return milliseconds
    }

    private mutating func windowText(
        _ tree: SyntaxNode, _ allowed: [String]?, _ place: (function: String, position: Int)
    ) -> String? {
        guard case .literal(.string(let text)) = tree.form else {
            reportArgument(place, .text, at: tree)
            return nil
        }
        if let allowed, !allowed.contains(text) {
            let suggestions = Spelling.suggestions(for: text, among: allowed)
            report(.notAnEnumValue(text, allowed: allowed, suggestions: suggestions), at: tree.span)
            return nil
        }
        return text
    }

    private mutating func windowNumber(
        _ tree: SyntaxNode, _ place: (function: String, position: Int)
    ) -> Double? {
        switch compile(tree).constant {
        case .double(let number): return number
        case .int(let number): return Double(number)
        case .uint(let number): return Double(number)
        default:
            reportArgument(place, .number, at: tree)
            return nil
        }
    }
}

extension WindowSignature {
    /// Whether each argument has the look of what this form takes there: of `avg(p, 60)` and
    /// `avg(p, duration('1m'))` the one that was meant.
    fileprivate func isWrittenLike(_ trees: [SyntaxNode]) -> Bool {
        zip(arguments, trees).allSatisfy { argument, tree in
            switch (argument, tree.form) {
            case (.point, .name), (.point, .select), (.points, .list), (.text, .literal(.string)): true
            case (.duration, .call("duration", _, _)): true
            case (.number, .literal(let value)): value.type.isNumber
            default: false
            }
        }
    }
}
