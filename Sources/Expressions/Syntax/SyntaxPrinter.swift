/// Writes a tree back as text with the fewest brackets: what a person is shown of a condition, and the
/// proof that the parser understands what it reads.
enum SyntaxPrinter {
    static func text(of node: SyntaxNode) -> String { write(node, asTightAs: 0) }

    /// Strength of what binds tighter than any operator between two operands.
    private static let unaryStrength = 6
    private static let memberStrength = 7

    private static func strength(of node: SyntaxNode) -> Int {
        switch node.form {
        case .conditional: 0
        case .any: 1
        case .all: 2
        case .binary(let operation, _, _): operation.precedence
        case .not, .negate: unaryStrength
        // A sign belongs to its number, yet `-1.size()` would be read by nobody.
        case .literal(.int(let number)) where number < 0: unaryStrength
        case .literal(.double(let number)) where number.sign == .minus: unaryStrength
        default: memberStrength + 1
        }
    }

    private static func write(_ node: SyntaxNode, asTightAs least: Int) -> String {
        let text = write(node)
        return strength(of: node) < least ? "(\(text))" : text
    }

    private static func write(_ node: SyntaxNode) -> String {
        switch node.form {
        case .literal(let value): literal(value)
        case .name(let name): name
        case .rootedName(let name): "." + name
        case .select(let base, let field):
            write(base, asTightAs: memberStrength) + "."
                + (field.utf8.allSatisfy { $0.isLetter || $0.isDigit } ? field : "`\(field)`")
        case .index(let base, let key): write(base, asTightAs: memberStrength) + "[\(write(key))]"
        case .call(let name, let target, let arguments):
            (target.map { write($0, asTightAs: memberStrength) + "." } ?? "") + "\(name)(\(list(arguments)))"
        case .list(let elements): "[\(list(elements))]"
        case .map(let entries):
            "{" + entries.map { "\(write($0.key)): \(write($0.value))" }.joined(separator: ", ") + "}"
        case .not(let operand): "!" + write(operand, asTightAs: unaryStrength)
        case .negate(let operand): negated(operand)
        case .binary(let operation, let left, let right):
            write(left, asTightAs: operation.precedence) + " \(operation.rawValue) "
                + write(right, asTightAs: operation.precedence + 1)
        case .all(let operands): operands.map { write($0, asTightAs: 3) }.joined(separator: " && ")
        case .any(let operands): operands.map { write($0, asTightAs: 2) }.joined(separator: " || ")
        case .conditional(let condition, let then, let otherwise):
            "\(write(condition, asTightAs: 1)) ? \(write(then, asTightAs: 1)) : \(write(otherwise))"
        case .invalid: "<invalid>"
        }
    }

    /// Brackets keep `-(1)`, a negation, from turning into `-1`, a literal.
    private static func negated(_ operand: SyntaxNode) -> String {
        let text = write(operand, asTightAs: unaryStrength)
        return text.utf8.first?.isDigit == true ? "-(\(text))" : "-" + text
    }

    private static func list(_ nodes: [SyntaxNode]) -> String {
        nodes.map { write($0) }.joined(separator: ", ")
    }

    private static func literal(_ value: Value) -> String {
        switch value {
        case .null: "null"
        case .bool(let holds): holds ? "true" : "false"
        case .int(let number): String(number)
        case .uint(let number): "\(number)u"
        case .double(let number): String(number)
        case .string(let text): quoted(text)
        case .bytes(let bytes): quoted(bytes)
        default: "<\(value.type)>"
        }
    }

    /// A text in single quotes, with CEL's escapes where they are needed.
    static func quoted(_ text: String) -> String {
        var quoted = "'"
        for scalar in text.unicodeScalars {
            switch scalar {
            case "'": quoted += "\\'"
            case "\\": quoted += "\\\\"
            case "\n": quoted += "\\n"
            case "\r": quoted += "\\r"
            case "\t": quoted += "\\t"
            case _ where scalar.value < 0x20 || scalar.value == 0x7F:
                let digits = String(scalar.value, radix: 16)
                quoted += "\\x" + (digits.count < 2 ? "0" : "") + digits
            default: quoted.unicodeScalars.append(scalar)
            }
        }
        return quoted + "'"
    }

    /// Bytes in single quotes; what is no printable ASCII as its number.
    static func quoted(_ bytes: [UInt8]) -> String {
        var quoted = "b'"
        for byte in bytes {
            switch byte {
            case UInt8(ascii: "'"), UInt8(ascii: "\\"): quoted += "\\" + String(UnicodeScalar(byte))
            case 0x20..<0x7F: quoted.unicodeScalars.append(UnicodeScalar(byte))
            default: quoted += "\\x" + (byte < 0x10 ? "0" : "") + String(byte, radix: 16)
            }
        }
        return quoted + "'"
    }
}
