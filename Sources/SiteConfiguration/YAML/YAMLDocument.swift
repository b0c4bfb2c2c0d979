import Facility
import Yams

/// One YAML file as read: its nodes, each with its place, and where its mistakes go.
///
/// Yams stops at the first key that occurs twice. We want every mistake of the file, so that key is
/// reported, its first occurrence hidden, and the file composed again.
package final class YAMLDocument {
    /// A file with more values than this is no configuration (aliases of aliases grow without bound).
    static let valueLimit = 500_000
    private static let duplicateLimit = 50

    let file: SourceFile
    let log: DiagnosticLog

    private init(file: SourceFile, log: DiagnosticLog) {
        self.file = file
        self.log = log
    }

    /// The same file, whose mistakes go elsewhere.
    func copy(into log: DiagnosticLog) -> YAMLDocument { YAMLDocument(file: file, log: log) }

    /// - Returns: nil when the file is no YAML, is empty, or is not a mapping at its top; the log says so.
    package static func read(_ file: SourceFile, into log: DiagnosticLog) -> Section? {
        let document = YAMLDocument(file: file, log: log)
        guard let root = document.compose() else { return nil }
        var budget = valueLimit
        guard document.isSmall(root, budget: &budget) else {
            log.error(.form(.tooManyValues(limit: valueLimit)), at: document.place(line: 1, scalarColumn: 1))
            return nil
        }
        return YAMLValue(node: root, key: nil, document: document).section()
    }

    private func compose() -> Node? {
        var lines = file.lines.map(String.init)
        for _ in 0..<Self.duplicateLimit {
            do {
                guard let root = try Parser(yaml: lines.joined(separator: "\n"), encoding: .utf8).singleRoot()
                else {
                    log.error(.form(.emptyFile), path: file.path)
                    return nil
                }
                return root
            } catch YamlError.duplicatedKeysInMapping(let duplicates, let context) {
                guard hideDuplicate(duplicates.first ?? "", at: context.mark, in: &lines) else { return nil }
            } catch let error as YamlError {
                report(error)
                return nil
            } catch {
                return nil
            }
        }
        return nil
    }

    /// Puts a private sign over the first letter of a key that occurs again below, so that columns stay.
    private func hideDuplicate(_ key: String, at mark: Mark, in lines: inout [String]) -> Bool {
        let first = place(line: mark.line, scalarColumn: mark.column, length: key.count)
        guard mark.line >= 1, mark.line <= lines.count else { return false }
        var scalars = Array(lines[mark.line - 1].unicodeScalars)
        var position = mark.column - 1
        if position < scalars.count, scalars[position] == "\"" || scalars[position] == "'" { position += 1 }
        log.error(.form(.duplicateKey(key)), at: first, help: .lastOneCounts)
        guard position < scalars.count, scalars[position] != HiddenKey.sign else { return false }
        scalars[position] = HiddenKey.sign
        lines[mark.line - 1] = String(String.UnicodeScalarView(scalars))
        return true
    }

    private func report(_ error: YamlError) {
        switch error {
        case .scanner(let context, let problem, let mark, _), .parser(let context, let problem, let mark, _),
            .composer(let context, let problem, let mark, _):
            // What was never closed is noticed at the end of the file; the reader wants its beginning.
            let opened = context.flatMap {
                $0.text.contains("quoted") || $0.text.contains("flow") ? $0.mark : nil
            }
            let mark = opened ?? mark
            log.error(
                .form(.notYAML(YAMLProblem(text: problem))),
                at: place(line: mark.line, scalarColumn: mark.column), help: .checkIndentation)
        case .reader(let problem, _, _, _):
            log.error(.form(.notYAML(YAMLProblem(text: problem))), path: file.path)
        default:
            log.error(.form(.notYAML(YAMLProblem(text: "\(error)"))), path: file.path)
        }
    }

    private func isSmall(_ node: Node, budget: inout Int) -> Bool {
        budget -= 1
        guard budget > 0 else { return false }
        switch node {
        case .scalar, .alias: return true
        case .sequence(let items): return items.allSatisfy { isSmall($0, budget: &budget) }
        case .mapping(let pairs):
            return pairs.allSatisfy { isSmall($0.key, budget: &budget) && isSmall($0.value, budget: &budget) }
        }
    }

    func place(line: Int, scalarColumn: Int, length: Int = 1) -> SourcePlace {
        SourcePlace(file: file, line: line, scalarColumn: scalarColumn, length: length)
    }

    /// Where a node is written. A block's own mark is that of its first child.
    func place(of node: Node) -> SourcePlace {
        let (line, column) = node.mark.map { ($0.line, $0.column) } ?? (1, 1)
        var length = 1
        switch node {
        case .scalar(let scalar): length = Self.written(scalar)
        case .mapping(let mapping) where !isFlow(node):
            if case .scalar(let first)? = mapping.first?.key { length = Self.written(first) }
        default: break
        }
        let start = place(line: line, scalarColumn: column)
        let room = max(1, file.line(line).count - start.column + 1)
        return SourcePlace(file: file, line: start.line, column: start.column, length: min(length, room))
    }

    /// Whether a mapping or list is written in brackets. Yams takes a collection's style from its end, where there
    /// is none, so the file is asked.
    func isFlow(_ node: Node) -> Bool {
        guard let mark = node.mark else { return false }
        let line = file.line(mark.line).unicodeScalars
        let sign = line.dropFirst(mark.column - 1).first
        return sign == "{" || sign == "["
    }

    private static func written(_ scalar: Node.Scalar) -> Int {
        switch scalar.style {
        case .singleQuoted, .doubleQuoted: scalar.string.count + 2
        case .literal, .folded: 1
        default: max(1, scalar.string.count)
        }
    }
}

/// Marks keys that were reported as written twice.
enum HiddenKey {
    static let sign: Unicode.Scalar = "\u{E000}"

    static func hides(_ key: String) -> Bool { key.unicodeScalars.first == sign }
}
