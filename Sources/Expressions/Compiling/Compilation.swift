/// What became of a source: a program unless there was an error, and every issue in the order of its
/// place.
package struct Compilation: Sendable {
    package let program: Program?
    package let issues: [ExpressionIssue]
}

extension Program {
    /// How much is held against each other before anything runs.
    package enum Checking: Sendable {
        /// Names, types, units and forms of calls; a mistake is an issue and there is no program.
        case strict
        /// Nothing but the grammar, as CEL allows; a mistake is an error when it runs, and only if it runs.
        case none
    }

    /// Reads, checks and compiles a source.
    ///
    /// With `expecting`, another type of result is an error; a condition expects `.bool`.
    package static func compile(
        _ source: String, in environment: Environment, expecting: ValueType? = .bool,
        checking: Checking = .strict
    ) -> Compilation {
        let (tree, readingIssues) = Parser.parse(source)
        var compiler = Compiler(environment: environment, checking: checking)
        let root = compiler.compile(tree)
        if let expecting, !expecting.accepts(root.type) {
            compiler.report(.wrongResult(expected: expecting, found: root.type), at: tree.span)
        }
        let issues = (readingIssues + compiler.issues).enumerated()
            .sorted { ($0.element.offset, $0.offset) < ($1.element.offset, $1.offset) }
            .map(\.element)
        guard !issues.contains(where: { $0.severity == .error }) else {
            return Compilation(program: nil, issues: issues)
        }
        let program = Program(
            source: source, resultType: root.type, variables: compiler.read.sorted(),
            windows: compiler.windows, code: compiler.code,
            clauses: compiler.clauses)
        return Compilation(program: program, issues: issues)
    }

    /// The source as the parser understood it, with the fewest brackets; nil for one it cannot read.
    package static func normalized(_ source: String) -> String? {
        let (tree, issues) = Parser.parse(source)
        return issues.isEmpty ? SyntaxPrinter.text(of: tree) : nil
    }
}
