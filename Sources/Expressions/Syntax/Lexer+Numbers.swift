/// Numbers: `12`, `0x1F`, `7u`, `1.5`, `.5`, `2e-3`.
extension Lexer {
    mutating func scanNumber() {
        let start = position
        if peek() == UInt8(ascii: "0"), peek(1) | 0x20 == UInt8(ascii: "x"), peek(2).hexadecimalDigit != nil {
            position += 2
            let digits = position
            while peek().hexadecimalDigit != nil { position += 1 }
            return finishInteger(UInt64(text(from: digits, to: position), radix: 16), from: start)
        }
        skipDigits()
        var isDouble = false
        if peek() == UInt8(ascii: "."), peek(1).isDigit {
            isDouble = true
            position += 1
            skipDigits()
        }
        if peek() | 0x20 == UInt8(ascii: "e") {
            let signed = peek(1) == UInt8(ascii: "+") || peek(1) == UInt8(ascii: "-")
            if peek(signed ? 2 : 1).isDigit {
                isDouble = true
                position += signed ? 2 : 1
                skipDigits()
            }
        }
        let digits = text(from: start, to: position)
        guard isDouble else { return finishInteger(UInt64(digits), from: start) }
        finish(from: start, kind: Double(digits).flatMap { $0.isFinite ? .double($0) : nil })
    }

    private mutating func skipDigits() { while peek().isDigit { position += 1 } }

    private mutating func finishInteger(_ magnitude: UInt64?, from start: Int) {
        let isUnsigned = peek() | 0x20 == UInt8(ascii: "u")
        if isUnsigned { position += 1 }
        finish(from: start, kind: magnitude.map { isUnsigned ? .uint($0) : .int($0) })
    }

    private mutating func finish(from start: Int, kind: Token.Kind?) {
        // `5m` is a number that runs into a word: one issue for the whole, not two for its halves.
        if peek().isLetter {
            while peek().isLetter || peek().isDigit { position += 1 }
            report(.invalidNumber(text(from: start, to: position)), from: start)
            return emit(.invalid, from: start)
        }
        if kind == nil { report(.numberOutOfRange(text(from: start, to: position)), from: start) }
        emit(kind ?? .invalid, from: start)
    }
}
