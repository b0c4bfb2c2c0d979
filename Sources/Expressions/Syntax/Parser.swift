/// Reads tokens into a tree, going on after a mistake where it safely can, so that every mistake of a
/// source is reported at once. Deeper than `Limits.depth` it stops with an issue.
struct Parser {
    private let tokens: [Token]
    private var position = 0
    private var nesting = 0
    private var isHalted = false
    private var lastReported = -1
    private(set) var issues: [ExpressionIssue]

    /// Reads a whole source; the tree holds `.invalid` wherever an issue was reported.
    static func parse(_ source: String) -> (tree: SyntaxNode, issues: [ExpressionIssue]) {
        let nothing = SyntaxNode(.invalid, SourceSpan(start: 0, end: 0))
        let length = source.utf8.count
        guard length <= Limits.sourceBytes else {
            let span = SourceSpan(start: Limits.sourceBytes, end: Limits.sourceBytes)
            let kind = ExpressionIssue.Kind.sourceTooLong(bytes: length, limit: Limits.sourceBytes)
            return (nothing, [ExpressionIssue(.error, kind, at: span)])
        }
        let (tokens, issues) = Lexer.tokenize(source)
        var parser = Parser(tokens: tokens, issues: issues)
        if tokens.count == 1, issues.isEmpty {
            parser.report(.empty, at: tokens[0].span)
            return (nothing, parser.issues)
        }
        let tree = parser.parseExpression()
        if parser.current.kind != .end { parser.reportUnexpected(expected: .operatorOrEnd) }
        return (tree, parser.issues)
    }

    private init(tokens: [Token], issues: [ExpressionIssue]) {
        self.tokens = tokens
        self.issues = issues
    }

    // MARK: Tokens

    private var current: Token { tokens[isHalted ? tokens.count - 1 : position] }

    private mutating func advance() -> Token {
        let token = current
        if position < tokens.count - 1 { position += 1 }
        return token
    }

    private func isAt(_ symbol: Token.Symbol) -> Bool { current.kind == .symbol(symbol) }

    private mutating func take(_ symbol: Token.Symbol) -> Bool {
        guard isAt(symbol) else { return false }
        _ = advance()
        return true
    }

    private var previousEnd: Int { position > 0 ? tokens[position - 1].span.end : 0 }

    // MARK: Issues

    private mutating func report(_ kind: ExpressionIssue.Kind, at span: SourceSpan) {
        issues.append(ExpressionIssue(.error, kind, at: span))
    }

    /// Says once per token what was expected there; the lexer has spoken for invalid ones.
    private mutating func reportUnexpected(expected: ExpressionIssue.Expectation) {
        guard !isHalted, lastReported != position else { return }
        lastReported = position
        guard current.kind != .invalid else { return }
        report(.syntax(expected: expected, found: describe(current)), at: current.span)
    }

    private func describe(_ token: Token) -> String {
        switch token.kind {
        case .identifier(let name): name
        case .int(let number): String(number)
        case .uint(let number): "\(number)u"
        case .double(let number): String(number)
        case .string(let text): SyntaxPrinter.quoted(text)
        case .bytes(let bytes): SyntaxPrinter.quoted(bytes)
        case .symbol(let symbol): symbol.rawValue
        case .invalid, .end: ""
        }
    }

    private mutating func tooDeep(at span: SourceSpan) -> SyntaxNode {
        if !isHalted { report(.tooDeep(limit: Limits.depth), at: span) }
        isHalted = true
        return SyntaxNode(.invalid, span)
    }

    /// Makes a node, unless it would be too deep a tree.
    private mutating func make(
        _ form: SyntaxNode.Form, from start: SourceSpan, nameSpan: SourceSpan? = nil
    ) -> SyntaxNode {
        let span = SourceSpan(start: start.start, end: max(start.end, previousEnd))
        let node = SyntaxNode(form, span, nameSpan: nameSpan)
        return node.depth > Limits.depth ? tooDeep(at: nameSpan ?? start) : node
    }

    // MARK: Grammar

    private mutating func parseExpression() -> SyntaxNode {
        nesting += 1
        defer { nesting -= 1 }
        guard nesting <= Limits.depth else { return tooDeep(at: current.span) }
        let condition = parseOr()
        guard take(.question) else { return condition }
        let then = parseOr()
        guard take(.colon) else {
            reportUnexpected(expected: .colon)
            return SyntaxNode(.invalid, condition.span.joined(with: then.span))
        }
        let otherwise = parseExpression()
        return make(.conditional(condition, then: then, otherwise: otherwise), from: condition.span)
    }

    private mutating func parseOr() -> SyntaxNode {
        let first = parseAnd()
        guard isAt(.or) else { return first }
        var operands = [first]
        while take(.or) { operands.append(parseAnd()) }
        return make(.any(operands), from: first.span)
    }

    private mutating func parseAnd() -> SyntaxNode {
        let first = parseBinary(3)
        guard isAt(.and) else { return first }
        var operands = [first]
        while take(.and) { operands.append(parseBinary(3)) }
        return make(.all(operands), from: first.span)
    }

    private var currentOperator: BinaryOperator? {
        switch current.kind {
        case .symbol(let symbol): BinaryOperator(rawValue: symbol.rawValue)
        case .identifier("in"): .contained
        default: nil
        }
    }

    private mutating func parseBinary(_ strength: Int) -> SyntaxNode {
        var left = parseUnary()
        while let operation = currentOperator, operation.precedence >= strength, !isHalted {
            let operatorSpan = advance().span
            let right = parseBinary(operation.precedence + 1)
            left = make(.binary(operation, left, right), from: left.span, nameSpan: operatorSpan)
        }
        return left
    }

    private mutating func parseUnary() -> SyntaxNode {
        var prefixes: [Token] = []
        while isAt(.not) || isAt(.minus), !isHalted {
            prefixes.append(advance())
            if prefixes.count > Limits.depth { return tooDeep(at: prefixes[0].span) }
        }
        var operand: SyntaxNode
        if let sign = prefixes.last, sign.kind == .symbol(.minus), let literal = parseNegative(sign) {
            prefixes.removeLast()
            operand = parseMembers(of: literal)
        } else {
            operand = parseMembers(of: parsePrimary())
        }
        for prefix in prefixes.reversed() {
            let form: SyntaxNode.Form =
                prefix.kind == .symbol(.not) ? .not(operand) : .negate(operand)
            operand = make(form, from: prefix.span, nameSpan: prefix.span)
        }
        return operand
    }

    /// A number with its sign, since the least int has no positive twin to be negated.
    private mutating func parseNegative(_ sign: Token) -> SyntaxNode? {
        let span = sign.span.joined(with: current.span)
        switch current.kind {
        case .int(let magnitude) where magnitude <= Int64.min.magnitude:
            _ = advance()
            return SyntaxNode(.literal(.int(Int64(truncatingIfNeeded: 0 &- magnitude))), span)
        case .double(let number):
            _ = advance()
            return SyntaxNode(.literal(.double(-number)), span)
        default:
            return nil
        }
    }

    private mutating func parseMembers(of primary: SyntaxNode) -> SyntaxNode {
        var node = primary
        while !isHalted {
            if take(.dot) {
                let nameSpan = current.span
                guard case .identifier(let field) = current.kind else {
                    reportUnexpected(expected: .fieldName)
                    return SyntaxNode(.invalid, node.span)
                }
                _ = advance()
                if take(.leftParenthesis) {
                    let arguments = parseList(until: .rightParenthesis)
                    let form = SyntaxNode.Form.call(field, target: node, arguments: arguments)
                    node = make(form, from: node.span, nameSpan: nameSpan)
                } else {
                    node = make(.select(node, field: field), from: node.span, nameSpan: nameSpan)
                }
            } else if isAt(.leftBracket) {
                let bracket = advance().span
                let key = parseExpression()
                close(.rightBracket)
                node = make(.index(node, key), from: node.span, nameSpan: bracket)
            } else if isAt(.leftBrace), node.path != nil {
                return parseMessage(node)
            } else {
                break
            }
        }
        return node
    }

    /// `Name{field: value}` makes a protobuf message, and there are none here.
    private mutating func parseMessage(_ name: SyntaxNode) -> SyntaxNode {
        report(.unsupported(.messages), at: name.span)
        _ = advance()
        lastReported = position
        close(.rightBrace)
        return SyntaxNode(.invalid, name.span)
    }

    private mutating func parsePrimary() -> SyntaxNode {
        let token = current
        switch token.kind {
        case .int(let magnitude):
            _ = advance()
            guard let number = Int64(exactly: magnitude) else {
                report(.numberOutOfRange(String(magnitude)), at: token.span)
                return SyntaxNode(.invalid, token.span)
            }
            return SyntaxNode(.literal(.int(number)), token.span)
        case .uint(let number): return literal(.uint(number))
        case .double(let number): return literal(.double(number))
        case .string(let text): return literal(.string(text))
        case .bytes(let bytes): return literal(.bytes(bytes))
        case .identifier(let name): return parseName(name)
        case .symbol(.dot): return parseRootedName()
        case .symbol(.leftParenthesis):
            _ = advance()
            let inner = parseExpression()
            close(.rightParenthesis)
            return inner
        case .symbol(.leftBracket):
            _ = advance()
            return make(.list(parseList(until: .rightBracket)), from: token.span)
        case .symbol(.leftBrace):
            _ = advance()
            return make(.map(parseEntries()), from: token.span)
        case .invalid:
            _ = advance()
            // `$speed` is one mistake, so what touches the bad character goes with it.
            if current.span.start == token.span.end, case .identifier = current.kind { _ = advance() }
            return SyntaxNode(.invalid, token.span)
        case .symbol, .end:
            reportUnexpected(expected: .operand)
            return SyntaxNode(.invalid, token.span)
        }
    }

    private mutating func literal(_ value: Value) -> SyntaxNode {
        SyntaxNode(.literal(value), advance().span)
    }

    private mutating func parseName(_ name: String) -> SyntaxNode {
        let span = advance().span
        switch name {
        case "true": return SyntaxNode(.literal(.bool(true)), span)
        case "false": return SyntaxNode(.literal(.bool(false)), span)
        case "null": return SyntaxNode(.literal(.null), span)
        case _ where Self.reservedWords.contains(name):
            lastReported = position - 1
            report(.reservedWord(name), at: span)
            return SyntaxNode(.invalid, span)
        default: break
        }
        guard take(.leftParenthesis) else { return SyntaxNode(.name(name), span) }
        let arguments = parseList(until: .rightParenthesis)
        return make(.call(name, target: nil, arguments: arguments), from: span, nameSpan: span)
    }

    /// `.name`, CEL's way to say "from the root".
    private mutating func parseRootedName() -> SyntaxNode {
        let dot = advance().span
        guard case .identifier(let name) = current.kind else {
            reportUnexpected(expected: .fieldName)
            return SyntaxNode(.invalid, current.span)
        }
        let node = parseName(name)
        guard case .name = node.form else { return node }
        return SyntaxNode(.rootedName(name), dot.joined(with: node.span), nameSpan: node.span)
    }

    private static let reservedWords: Set<String> = [
        "as", "break", "const", "continue", "else", "for", "function", "if", "import", "in", "let",
        "loop", "package", "namespace", "return", "var", "void", "while",
    ]

    /// Elements up to and with the closing symbol; a trailing comma is allowed.
    private mutating func parseList(until closing: Token.Symbol) -> [SyntaxNode] {
        var elements: [SyntaxNode] = []
        while !isAt(closing), current.kind != .end {
            elements.append(parseExpression())
            if !take(.comma) { break }
        }
        close(closing)
        return elements
    }

    private mutating func parseEntries() -> [(key: SyntaxNode, value: SyntaxNode)] {
        var entries: [(key: SyntaxNode, value: SyntaxNode)] = []
        while !isAt(.rightBrace), current.kind != .end {
            let key = parseExpression()
            guard take(.colon) else {
                reportUnexpected(expected: .colon)
                break
            }
            entries.append((key, parseExpression()))
            if !take(.comma) { break }
        }
        close(.rightBrace)
        return entries
    }

    /// Takes the closing symbol, or reports its lack and skips to where it probably belongs.
    private mutating func close(_ closing: Token.Symbol) {
        if take(closing) { return }
        reportUnexpected(expected: .closing(closing.rawValue))
        var open = 0
        while !isHalted, current.kind != .end {
            switch current.kind {
            case .symbol(.leftParenthesis), .symbol(.leftBracket), .symbol(.leftBrace): open += 1
            case .symbol(.rightParenthesis), .symbol(.rightBracket), .symbol(.rightBrace):
                if open == 0 {
                    if isAt(closing) { _ = advance() }
                    return
                }
                open -= 1
            default: break
            }
            _ = advance()
        }
    }
}
