/// One word of the language with its place.
struct Token {
    enum Kind: Hashable {
        case identifier(String)
        /// The digits' worth without a sign: `-9223372036854775808` is a minus and a magnitude.
        case int(UInt64)
        case uint(UInt64)
        case double(Double)
        case string(String)
        case bytes([UInt8])
        case symbol(Symbol)
        /// Something already reported; stands for an operand so that the parser stays quiet about it.
        case invalid
        case end
    }

    enum Symbol: String {
        case leftParenthesis = "("
        case rightParenthesis = ")"
        case leftBracket = "["
        case rightBracket = "]"
        case leftBrace = "{"
        case rightBrace = "}"
        case comma = ","
        case dot = "."
        case colon = ":"
        case question = "?"
        case not = "!"
        case and = "&&"
        case or = "||"
        case plus = "+"
        case minus = "-"
        case times = "*"
        case divide = "/"
        case modulus = "%"
        case equal = "=="
        case notEqual = "!="
        case less = "<"
        case lessOrEqual = "<="
        case greater = ">"
        case greaterOrEqual = ">="
    }

    let kind: Kind
    let span: SourceSpan
}
