/// Gathers every mistake of a run, so that an operator mends them all at once instead of one per start.
///
/// The same words at the same place are said once. At most `limit` are kept: past that the reader needs
/// no more, and a broken generator must not fill the memory.
package final class DiagnosticLog {
    package static let limit = 1_000

    private struct Identity: Hashable {
        let path: String
        let line: Int
        let column: Int
        let message: Message
    }

    private var seen: Set<Identity> = []
    private var collected: [Diagnostic] = []
    private(set) package var errorCount = 0

    package init() {}

    /// In the order of files as they were read, within a file by line and column.
    package var diagnostics: [Diagnostic] {
        var order: [String: Int] = [:]
        for diagnostic in collected where order[diagnostic.path] == nil {
            order[diagnostic.path] = order.count
        }
        return collected.enumerated().sorted { left, right in
            let (a, b) = (left.element, right.element)
            return (order[a.path]!, a.line, a.column, left.offset)
                < (order[b.path]!, b.line, b.column, right.offset)
        }.map(\.element)
    }

    package func error(_ message: Message, at place: SourcePlace, help: HelpMessage? = nil) {
        add(Diagnostic(.error, message, at: place, path: place.file.path, help: help))
    }

    package func warning(_ message: Message, at place: SourcePlace, help: HelpMessage? = nil) {
        add(Diagnostic(.warning, message, at: place, path: place.file.path, help: help))
    }

    package func error(_ message: Message, path: String, help: HelpMessage? = nil) {
        add(Diagnostic(.error, message, at: nil, path: path, help: help))
    }

    package func warning(_ message: Message, path: String, help: HelpMessage? = nil) {
        add(Diagnostic(.warning, message, at: nil, path: path, help: help))
    }

    private func add(_ diagnostic: Diagnostic) {
        if diagnostic.severity == .error { errorCount += 1 }
        let identity = Identity(
            path: diagnostic.path, line: diagnostic.line, column: diagnostic.column,
            message: diagnostic.message)
        guard collected.count < Self.limit, seen.insert(identity).inserted else { return }
        collected.append(diagnostic)
    }
}
