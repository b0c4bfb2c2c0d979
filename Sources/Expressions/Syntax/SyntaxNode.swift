/// A parsed expression with places, before anything is known of names and types.
struct SyntaxNode {
    indirect enum Form {
        case literal(Value)
        case name(String)
        /// `.name`: from the root, past any container and any variable of a macro.
        case rootedName(String)
        case select(SyntaxNode, field: String)
        case index(SyntaxNode, SyntaxNode)
        /// A call; `target` is what stands before the dot of a member call. Macros are read off this form
        /// too.
        case call(String, target: SyntaxNode?, arguments: [SyntaxNode])
        case list([SyntaxNode])
        case map([(key: SyntaxNode, value: SyntaxNode)])
        case not(SyntaxNode)
        case negate(SyntaxNode)
        case binary(BinaryOperator, SyntaxNode, SyntaxNode)
        /// `&&` over two or more, kept flat so that a long condition is not a deep one.
        case all([SyntaxNode])
        /// `||` over two or more.
        case any([SyntaxNode])
        case conditional(SyntaxNode, then: SyntaxNode, otherwise: SyntaxNode)
        /// What could not be read and is already reported.
        case invalid
    }

    let form: Form
    let span: SourceSpan
    /// The place of the word a wrong name is reported at: a call's or a field's name.
    let nameSpan: SourceSpan
    /// Longest way down to a leaf, 1 for a leaf.
    let depth: Int

    init(_ form: Form, _ span: SourceSpan, nameSpan: SourceSpan? = nil) {
        self.form = form
        self.span = span
        self.nameSpan = nameSpan ?? span
        depth = 1 + (Self.children(of: form).map(\.depth).max() ?? 0)
    }

    private static func children(of form: Form) -> [SyntaxNode] {
        switch form {
        case .literal, .name, .rootedName, .invalid: []
        case .select(let base, _): [base]
        case .index(let base, let key): [base, key]
        case .call(_, let target, let arguments): (target.map { [$0] } ?? []) + arguments
        case .list(let elements), .all(let elements), .any(let elements): elements
        case .map(let entries): entries.flatMap { [$0.key, $0.value] }
        case .not(let operand), .negate(let operand): [operand]
        case .binary(_, let left, let right): [left, right]
        case .conditional(let condition, let then, let otherwise): [condition, then, otherwise]
        }
    }

    var isInvalid: Bool {
        if case .invalid = form { true } else { false }
    }

    /// The dotted path of a name, `car.door.state`; nil for anything but names and fields.
    var path: [String]? {
        switch form {
        case .name(let name), .rootedName(let name): [name]
        case .select(let base, let field) where field.utf8.allSatisfy({ $0.isLetter || $0.isDigit }):
            base.path.map { $0 + [field] }
        default: nil
        }
    }

    /// Whether a path begins with a dot.
    var isRooted: Bool {
        switch form {
        case .rootedName: true
        case .select(let base, _): base.isRooted
        default: false
        }
    }
}

/// An operator between two operands that always needs both.
enum BinaryOperator: String, CaseIterable {
    case equal = "=="
    case notEqual = "!="
    case less = "<"
    case lessOrEqual = "<="
    case greater = ">"
    case greaterOrEqual = ">="
    case contained = "in"
    case add = "+"
    case subtract = "-"
    case multiply = "*"
    case divide = "/"
    case remainder = "%"

    /// Binding strength; `||` is 1, `&&` 2.
    var precedence: Int {
        switch self {
        case .equal, .notEqual, .less, .lessOrEqual, .greater, .greaterOrEqual, .contained: 3
        case .add, .subtract: 4
        case .multiply, .divide, .remainder: 5
        }
    }
}
