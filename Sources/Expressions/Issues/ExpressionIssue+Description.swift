/// The English sentence of every issue: no capital, no full stop, what the user wrote in backticks.
extension ExpressionIssue: CustomStringConvertible {
    package var description: String { kind.description }
}

extension ExpressionIssue.Kind: CustomStringConvertible {
    package var description: String {
        readingDescription ?? nameDescription ?? typeDescription ?? unitDescription
    }

    private var readingDescription: String? {
        switch self {
        case .empty: "the expression is empty"
        case .sourceTooLong(let bytes, let limit):
            "the expression is \(bytes) bytes long, more than the \(limit) allowed"
        case .tooDeep(let limit): "nested more than \(limit) deep"
        case .syntax(let expected, let found):
            "expected \(expected), found \(found.isEmpty ? "the end" : "`\(found)`")"
        case .invalidCharacter(let character): "`\(character)` has no meaning here"
        case .unterminatedString: "this text has no closing quote"
        case .invalidEscape(let escape): "`\(escape)` is no escape"
        case .invalidNumber(let number): "`\(number)` is no number"
        case .numberOutOfRange(let number): "`\(number)` is beyond what 64 bits hold"
        case .reservedWord(let word): "`\(word)` is a reserved word"
        case .insteadWrite(let found, let instead): "write `\(instead)` instead of `\(found)`"
        case .unsupported(let feature): "\(feature.rawValue) are not supported"
        default: nil
        }
    }

    private var nameDescription: String? {
        switch self {
        case .unknownName(let name, let suggestions):
            "unknown name `\(name)`" + didYouMean(suggestions)
        case .unknownFunction(let name, let suggestions):
            "unknown function `\(name)`" + didYouMean(suggestions)
        case .noSuchField(let field, let type): "\(type) has no field `\(field)`"
        case .missingQuotes(let word): "`\(word)` is a text: write `'\(word)'`"
        case .notAnEnumValue(let value, let allowed, let suggestions):
            "`\(value)` is not one of " + listed(allowed.map { "`\($0)`" }) + didYouMean(suggestions)
        case .wrongCallForm(let function, let isMember):
            isMember
                ? "`\(function)` is written `x.\(function)(…)`" : "`\(function)` is written `\(function)(…)`"
        default: nil
        }
    }

    private var typeDescription: String? {
        switch self {
        case .noOverload(let operation, let types):
            "`\(operation)` has no meaning for \(types.map(\.description).joined(separator: ", "))"
                + conversionHint(types)
        case .wrongArgumentCount(let function, let expected, let found):
            "`\(function)` takes \(expected.map(String.init).joined(separator: " or ")) "
                + (expected == [1] ? "argument" : "arguments") + ", found \(found)"
        case .wrongArgument(let function, let position, let expected):
            "argument \(position) of `\(function)` must be \(expected)"
        case .wrongResult(let expected, let found): "the result is \(found), expected \(expected)"
        case .invalidDuration(let text): "`\(text)` is no duration such as `90s`, `5m` or `1h30m`"
        case .durationTooFine(let text): "`\(text)` is finer than a millisecond"
        case .invalidTimestamp(let text): "`\(text)` is no RFC 3339 time such as `2026-03-09T10:15:30Z`"
        case .invalidPattern(let pattern, let reason): "`\(pattern)` is no pattern: \(reason)"
        case .duplicateKey(let key): "the key `\(key)` occurs twice"
        case .invalidPresenceTest: "`has` takes a name or a field, such as `has(car.speed)`"
        case .invalidMacroVariable(let function):
            "the first argument of `\(function)` is a new name, such as `x` in `list.\(function)(x, x > 1)`"
        case .unknownZone(let zone): "`\(zone)` is no time zone such as `UTC`, `+08:00` or `Asia/Shanghai`"
        case .alwaysFails(let error): "this always fails: \(error.shortDescription)"
        default: nil
        }
    }

    private var unitDescription: String {
        switch self {
        case .bareNumberBesideUnit(let unit, let literals):
            "a bare number beside a quantity in \(unit): write "
                + literals.map { "`\($0)(…)`" }.joined(separator: " or ")
        case .unitMismatch(let expected, let found): "\(found) beside \(expected)"
        case .scalePointForDifference(let unit):
            "a difference in \(unit) beside a unit whose zero lies elsewhere: write it in \(unit)"
        default: ""
        }
    }

    private func didYouMean(_ suggestions: [String]) -> String {
        suggestions.isEmpty
            ? "" : "; did you mean " + suggestions.map { "`\($0)`" }.joined(separator: " or ") + "?"
    }

    /// At most twelve, so that a long enumeration stays one readable line.
    private func listed(_ items: [String]) -> String {
        items.prefix(12).joined(separator: ", ") + (items.count > 12 ? ", …" : "")
    }

    private func conversionHint(_ types: [ValueType]) -> String {
        guard types.count == 2, types[0] != types[1], types.allSatisfy(\.isNumber) else { return "" }
        return "; write both as the same kind of number, such as `2.0` beside a double"
    }
}

extension ExpressionIssue.Expectation: CustomStringConvertible {
    package var description: String {
        switch self {
        case .operand: "a value"
        case .operatorOrEnd: "an operator or the end"
        case .closing(let symbol): "`\(symbol)`"
        case .colon: "`:`"
        case .fieldName: "a field's name"
        }
    }
}

extension ExpressionIssue.ArgumentKind: CustomStringConvertible {
    package var description: String {
        switch self {
        case .point: "the bare name of a point"
        case .pointOfType(let types):
            "the bare name of a point that is " + types.map(\.description).joined(separator: ", ")
        case .points(let limit): "a list of 2 to \(limit) different points such as `[car.speed, car.load]`"
        case .duration: "a length of time such as `duration('5m')`"
        case .text: "a text in quotes"
        case .number: "a number"
        }
    }
}
