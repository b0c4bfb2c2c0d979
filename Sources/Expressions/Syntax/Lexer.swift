/// Cuts a source into tokens. It never fails: what is no token is reported and replaced by what was
/// most likely meant, so that one slip (`=`, `and`, a full-width bracket) yields one issue.
struct Lexer {
    private(set) var tokens: [Token] = []
    private(set) var issues: [ExpressionIssue] = []
    let bytes: [UInt8]
    var position = 0

    init(_ source: String) { bytes = Array(source.utf8) }

    static func tokenize(_ source: String) -> (tokens: [Token], issues: [ExpressionIssue]) {
        var lexer = Lexer(source)
        lexer.run()
        return (lexer.tokens, lexer.issues)
    }

    func peek(_ distance: Int = 0) -> UInt8 {
        position + distance < bytes.count ? bytes[position + distance] : 0
    }

    func text(from start: Int, to end: Int) -> String { String(decoding: bytes[start..<end], as: UTF8.self) }

    mutating func emit(_ kind: Token.Kind, from start: Int) {
        tokens.append(Token(kind: kind, span: SourceSpan(start: start, end: position)))
    }

    mutating func report(_ kind: ExpressionIssue.Kind, from start: Int) {
        issues.append(ExpressionIssue(.error, kind, at: SourceSpan(start: start, end: position)))
    }

    private mutating func run() {
        while position < bytes.count { scanToken() }
        emit(.end, from: position)
    }

    private mutating func scanToken() {
        let start = position
        let byte = peek()
        switch byte {
        case 0x20, 0x09, 0x0A, 0x0C, 0x0D:
            position += 1
        case UInt8(ascii: "/") where peek(1) == UInt8(ascii: "/"):
            while position < bytes.count, peek() != 0x0A { position += 1 }
        case UInt8(ascii: "'"), UInt8(ascii: "\""):
            scanString(from: start, isRaw: false)
        case UInt8(ascii: "`") where tokens.last?.kind == .symbol(.dot):
            scanQuotedField()
        case _ where byte.isDigit || (byte == UInt8(ascii: ".") && peek(1).isDigit):
            scanNumber()
        case _ where byte.isLetter:
            scanWord()
        case 0x80...:
            scanForeign()
        default:
            scanSymbol()
        }
    }

    private mutating func scanWord() {
        let start = position
        while peek().isLetter || peek().isDigit { position += 1 }
        let word = text(from: start, to: position)
        if peek() == UInt8(ascii: "'") || peek() == UInt8(ascii: "\"") {
            switch word {
            case "r", "R": return scanString(from: start, isRaw: true)
            case "b", "B": return scanString(from: start, isRaw: false, isBytes: true)
            case "br", "bR", "Br", "BR": return scanString(from: start, isRaw: true, isBytes: true)
            default: break
            }
        }
        let followsDot = tokens.last?.kind == .symbol(.dot)
        if !followsDot, peek() != UInt8(ascii: "."), let symbol = Self.spokenOperators[word] {
            report(.insteadWrite(found: word, instead: symbol.rawValue), from: start)
            return emit(.symbol(symbol), from: start)
        }
        emit(.identifier(word), from: start)
    }

    /// A field whose name is no word: `headers.`content-type``.
    private mutating func scanQuotedField() {
        let start = position
        position += 1
        while peek().isLetter || peek().isDigit || Self.fieldPunctuation.contains(peek()) { position += 1 }
        guard peek() == UInt8(ascii: "`"), position > start + 1 else {
            report(.unterminatedString, from: start)
            return emit(.invalid, from: start)
        }
        position += 1
        emit(.identifier(text(from: start + 1, to: position - 1)), from: start)
    }

    private static let fieldPunctuation: Set<UInt8> = Set("_.-/ ".utf8)

    /// Words of other languages for CEL's operators.
    private static let spokenOperators: [String: Token.Symbol] = [
        "and": .and, "AND": .and, "or": .or, "OR": .or, "not": .not, "NOT": .not,
    ]

    private mutating func scanSymbol() {
        let start = position
        if position + 1 < bytes.count, bytes[position + 1] < 0x80 {
            let pair = text(from: position, to: position + 2)
            if let symbol = Token.Symbol(rawValue: pair) {
                position += 2
                return emit(.symbol(symbol), from: start)
            }
            if pair == "<>" {
                position += 2
                report(.insteadWrite(found: pair, instead: "!="), from: start)
                return emit(.symbol(.notEqual), from: start)
            }
        }
        position += 1
        let single = text(from: start, to: position)
        if let symbol = Token.Symbol(rawValue: single) { return emit(.symbol(symbol), from: start) }
        let meant: [String: Token.Symbol] = ["=": .equal, "&": .and, "|": .or]
        if let symbol = meant[single] {
            report(.insteadWrite(found: single, instead: symbol.rawValue), from: start)
            return emit(.symbol(symbol), from: start)
        }
        report(.invalidCharacter(single), from: start)
        emit(.invalid, from: start)
    }

    /// What is not ASCII outside a text: full-width punctuation of a Chinese keyboard, or a run of
    /// letters that no name may have.
    private mutating func scanForeign() {
        let start = position
        let character = takeScalar()
        if let ascii = Self.fullWidth[character], let symbol = Token.Symbol(rawValue: ascii) {
            report(.insteadWrite(found: character, instead: ascii), from: start)
            return emit(.symbol(symbol), from: start)
        }
        if let closing = Self.fullWidthQuotes[character] {
            return scanFullWidthString(from: start, opening: character, closing: closing)
        }
        if character == "\u{3000}" || character == "\u{A0}" {
            return report(.insteadWrite(found: character, instead: " "), from: start)
        }
        while peek() >= 0x80 || peek().isLetter || peek().isDigit {
            let before = position
            let next = takeScalar()
            guard Self.fullWidth[next] == nil, Self.fullWidthQuotes[next] == nil else {
                position = before
                break
            }
        }
        report(.invalidCharacter(text(from: start, to: position)), from: start)
        emit(.invalid, from: start)
    }

    private mutating func takeScalar() -> String {
        let start = position
        position += 1
        while position < bytes.count, bytes[position] & 0xC0 == 0x80 { position += 1 }
        return text(from: start, to: position)
    }

    private static let fullWidth: [String: String] = [
        "（": "(", "）": ")", "，": ",", "：": ":", "？": "?", "！": "!", "＝": "==", "＜": "<", "＞": ">",
        "≤": "<=", "≥": ">=", "≠": "!=", "＋": "+", "－": "-", "−": "-", "×": "*", "÷": "/",
        "［": "[", "］": "]", "【": "[", "】": "]", "｛": "{", "｝": "}", "＆": "&&", "｜": "||", "。": ".",
    ]
    private static let fullWidthQuotes: [String: String] = [
        "‘": "’", "’": "’", "“": "”", "”": "”", "＇": "＇", "＂": "＂",
    ]

    private mutating func scanFullWidthString(from start: Int, opening: String, closing: String) {
        report(.insteadWrite(found: opening, instead: "'"), from: start)
        let contentStart = position
        while position < bytes.count, peek() != 0x0A {
            let end = position
            if peek() == UInt8(ascii: "'") || peek() == UInt8(ascii: "\"") {
                position += 1
                return emit(.string(text(from: contentStart, to: end)), from: start)
            }
            if takeScalar() == closing {
                return emit(.string(text(from: contentStart, to: end)), from: start)
            }
        }
        emit(.string(text(from: contentStart, to: position)), from: start)
    }
}
