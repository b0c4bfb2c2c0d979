/// Texts and bytes: single, double and triple quotes, raw with `r`, bytes with `b`, and CEL's escapes.
extension Lexer {
    /// Scans from the opening quote; `start` is where the prefix, if any, begins.
    mutating func scanString(from start: Int, isRaw: Bool, isBytes: Bool = false) {
        let quote = peek()
        let isTriple = peek(1) == quote && peek(2) == quote
        position += isTriple ? 3 : 1
        var content: [UInt8] = []
        while position < bytes.count {
            let byte = peek()
            if byte == quote, !isTriple || (peek(1) == quote && peek(2) == quote) {
                position += isTriple ? 3 : 1
                return emit(Self.literal(content, isBytes), from: start)
            }
            if !isTriple, byte == 0x0A || byte == 0x0D { break }
            if byte == UInt8(ascii: "\\"), !isRaw {
                scanEscape(into: &content, isBytes)
            } else {
                content.append(byte)
                position += 1
            }
        }
        report(.unterminatedString, from: start)
        emit(Self.literal(content, isBytes), from: start)
    }

    private static func literal(_ content: [UInt8], _ isBytes: Bool) -> Token.Kind {
        isBytes ? .bytes(content) : .string(String(decoding: content, as: UTF8.self))
    }

    /// A number in an escape is a code point in a text and an octet in bytes, where `\u` has no meaning.
    private mutating func scanEscape(into content: inout [UInt8], _ isBytes: Bool) {
        let start = position
        let letter = peek(1)
        position = min(position + 2, bytes.count)
        if let byte = Self.simpleEscapes[letter] { return content.append(byte) }
        let scalar: UInt32?
        switch letter {
        case UInt8(ascii: "x"), UInt8(ascii: "X"): scalar = takeDigits(2, radix: 16)
        case UInt8(ascii: "u") where !isBytes: scalar = takeDigits(4, radix: 16)
        case UInt8(ascii: "U") where !isBytes: scalar = takeDigits(8, radix: 16)
        case UInt8(ascii: "0")...UInt8(ascii: "3"):
            position -= 1
            scalar = takeDigits(3, radix: 8)
        default:
            while position < bytes.count, bytes[position] & 0xC0 == 0x80 { position += 1 }
            scalar = nil
        }
        guard let scalar, let character = Unicode.Scalar(scalar) else {
            return report(.invalidEscape(text(from: start, to: position)), from: start)
        }
        if isBytes { return content.append(UInt8(truncatingIfNeeded: scalar)) }
        content.append(contentsOf: String(character).utf8)
    }

    private mutating func takeDigits(_ count: Int, radix: UInt32) -> UInt32? {
        var worth: UInt32 = 0
        for _ in 0..<count {
            guard let digit = peek().hexadecimalDigit, digit < radix else { return nil }
            worth = worth &* radix &+ digit
            position += 1
        }
        return worth
    }

    private static let simpleEscapes: [UInt8: UInt8] = [
        UInt8(ascii: "a"): 0x07, UInt8(ascii: "b"): 0x08, UInt8(ascii: "f"): 0x0C,
        UInt8(ascii: "n"): 0x0A, UInt8(ascii: "r"): 0x0D, UInt8(ascii: "t"): 0x09,
        UInt8(ascii: "v"): 0x0B, UInt8(ascii: "\\"): UInt8(ascii: "\\"),
        UInt8(ascii: "?"): UInt8(ascii: "?"), UInt8(ascii: "\""): UInt8(ascii: "\""),
        UInt8(ascii: "'"): UInt8(ascii: "'"), UInt8(ascii: "`"): UInt8(ascii: "`"),
    ]
}
