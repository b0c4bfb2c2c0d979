/// A checked expression, ready to run as often as values change. Running it reads the caller's values
/// in place and allocates nothing as long as no text is joined and no list is built.
package struct Program: Sendable {
    /// What was compiled.
    package let source: String
    /// The type of the result; `dynamic` when only running tells.
    package let resultType: ValueType
    /// The variables it reads itself, ascending, each once. Points read through windows are in `windows`.
    package let variables: [VariableIndex]
    /// Of what it reads, bare or through windows, what it reads without asking first whether it is known
    /// (`has`): without these it cannot answer. Ascending, each once.
    package let needed: [VariableIndex]
    /// Every distinct window call; the value of the n-th is read at run time from place n.
    package let windows: [WindowCall]
    let code: Code
    /// Read by nobody but `findings`.
    let clauses: [Clause]
    private let leastVariableCount: Int

    init(
        source: String, resultType: ValueType, variables: [VariableIndex], windows: [WindowCall], code: Code,
        clauses: [Clause] = []
    ) {
        self.source = source
        self.resultType = resultType
        self.variables = variables
        self.windows = windows
        self.code = code
        self.clauses = clauses
        needed = code.needs(windows: windows)
        leastVariableCount = (variables.last ?? -1) + 1
    }

    /// The answer of a condition. `variables` are laid out as in the environment it was compiled in,
    /// `windows` as in `Program.windows`; shorter ones are a programmer's error. `said`, laid out as `variables`:
    /// which were ever said, so that `has(p)` holds of a value that is unknown by now; nil: those that are known.
    package func truth(
        variables: UnsafeBufferPointer<Value>, windows: UnsafeBufferPointer<Value>,
        said: UnsafeBufferPointer<Bool>? = nil
    ) -> Truth {
        run(variables, windows, said) { $0.truth($1) }
    }

    /// The value; same layout as for `truth`.
    package func evaluate(
        variables: UnsafeBufferPointer<Value>, windows: UnsafeBufferPointer<Value>
    ) -> Value {
        run(variables, windows, nil) { $0.value($1) }
    }

    /// For places where speed does not matter.
    package func evaluate(variables: [Value], windows: [Value] = []) -> Value {
        variables.withUnsafeBufferPointer { variables in
            windows.withUnsafeBufferPointer { evaluate(variables: variables, windows: $0) }
        }
    }

    @inline(__always)
    func run<Result>(
        _ variables: UnsafeBufferPointer<Value>, _ windows: UnsafeBufferPointer<Value>,
        _ said: UnsafeBufferPointer<Bool>?, _ body: (Evaluator, Node.Index) -> Result
    ) -> Result {
        precondition(variables.count >= leastVariableCount, "fewer variables than the environment declares")
        precondition(windows.count >= self.windows.count, "fewer window values than the program has calls")
        return code.run(variables: variables, windows: windows, said: said, body)
    }
}

extension Code {
    /// Hands the code to `body` with the index of its last node.
    @inline(__always)
    func run<Result>(
        variables: UnsafeBufferPointer<Value>, windows: UnsafeBufferPointer<Value>,
        said: UnsafeBufferPointer<Bool>?, _ body: (Evaluator, Node.Index) -> Result
    ) -> Result {
        nodes.withUnsafeBufferPointer { nodes in
            operands.withUnsafeBufferPointer { operands in
                constants.withUnsafeBufferPointer { constants in
                    parts.withUnsafeBufferPointer { parts in
                        let evaluator = Evaluator(
                            nodes: nodes, operands: operands.baseAddress, constants: constants.baseAddress,
                            parts: parts.baseAddress,
                            variables: variables, windows: windows, said: said)
                        return body(evaluator, Node.Index(nodes.count - 1))
                    }
                }
            }
        }
    }
}
