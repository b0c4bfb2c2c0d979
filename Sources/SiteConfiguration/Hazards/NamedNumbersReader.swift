import Expressions
import Facility

/// Reads the named numbers of a hazard: `let: {limit: degC(57), hold: duration('30s'), devices: 2}`.
struct NamedNumbersReader {
    let environment: Environment

    /// The numbers a hazard declares.
    func read(_ value: YAMLValue) -> NamedNumbers {
        var numbers = NamedNumbers()
        guard let section = value.section() else { return numbers }
        for (name, place, value) in section.all() {
            guard isFree(name) else {
                section.log.error(.hazard(.numberNameTaken(name)), at: place)
                continue
            }
            if let text = text(value) { numbers.set(name, to: text) }
        }
        return numbers
    }

    /// A number as CEL, checked.
    func text(_ value: YAMLValue) -> String? {
        guard let written = value.text() else { return nil }
        let text = written.trimmed
        let isPlain = NumberSpelling.parse(text) != nil
        guard
            isPlain
                || text.wholeMatch(of: /[A-Za-z_][A-Za-z0-9_]*\(\s*(-?[0-9.eE+]+|'[^']*'|"[^"]*")\s*\)/)
                    != nil
        else {
            value.error(.hazard(.notANamedNumber(written)))
            return nil
        }
        let compilation = Program.compile(text, in: environment, expecting: nil)
        for issue in compilation.issues { value.error(.expression(.issue(issue.kind))) }
        guard let program = compilation.program, compilation.issues.isEmpty else { return nil }
        switch program.resultType {
        case .int, .uint, .double, .duration: return text
        default:
            value.error(.hazard(.notANamedNumber(written)))
            return nil
        }
    }

    private static let reserved = ["true", "false", "null", "in", "has", "all", "exists", "map", "filter"]

    /// One small word that means nothing yet in a condition.
    private func isFree(_ name: String) -> Bool {
        VocabularyReader.isPointName(name) && !name.contains(".") && !Self.reserved.contains(name)
            && !environment.variables.contains { $0.name == name || $0.name.hasPrefix(name + ".") }
    }
}

extension String {
    /// Without blanks at both ends.
    fileprivate var trimmed: String {
        let start = drop { $0.isWhitespace }
        return String(start.reversed().drop { $0.isWhitespace }.reversed())
    }
}
