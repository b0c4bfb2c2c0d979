/// A program in memory of its own, for whoever asks it at every message.
///
/// A `Program` is several arrays, and asking one that lies in a property counts the references of all of them, twice
/// per question. Here the code is written once, when it is laid out, and only read from then on; that is also why it
/// may be shared by threads although the compiler cannot see it.
package final class LaidProgram: @unchecked Sendable {
    private let nodes: UnsafeMutableBufferPointer<Node>
    private let operands: UnsafeMutableBufferPointer<Node.Index>
    private let constants: UnsafeMutableBufferPointer<Value>
    private let parts: UnsafeMutableBufferPointer<Part>
    private let leastVariableCount: Int
    private let windowCount: Int

    package init(_ program: Program) {
        nodes = Self.lay(program.code.nodes)
        operands = Self.lay(program.code.operands)
        constants = Self.lay(program.code.constants)
        parts = Self.lay(program.code.parts)
        leastVariableCount = (program.variables.last ?? -1) + 1
        windowCount = program.windows.count
    }

    deinit {
        Self.clear(nodes)
        Self.clear(operands)
        Self.clear(constants)
        Self.clear(parts)
    }

    /// As `Program.truth`.
    package func truth(
        variables: UnsafeBufferPointer<Value>, windows: UnsafeBufferPointer<Value>,
        said: UnsafeBufferPointer<Bool>
    ) -> Truth {
        precondition(variables.count >= leastVariableCount, "fewer variables than the environment declares")
        precondition(windows.count >= windowCount, "fewer window values than the program has calls")
        let evaluator = Evaluator(
            nodes: UnsafeBufferPointer(nodes), operands: UnsafePointer(operands.baseAddress),
            constants: UnsafePointer(constants.baseAddress), parts: UnsafePointer(parts.baseAddress),
            variables: variables, windows: windows, said: said)
        return evaluator.truth(Node.Index(nodes.count - 1))
    }

    private static func lay<Element>(_ elements: [Element]) -> UnsafeMutableBufferPointer<Element> {
        let memory = UnsafeMutableBufferPointer<Element>.allocate(capacity: elements.count)
        _ = memory.initialize(from: elements)
        return memory
    }

    private static func clear<Element>(_ memory: UnsafeMutableBufferPointer<Element>) {
        memory.deinitialize()
        memory.deallocate()
    }
}
