import Expressions
import Facility
import Yams

/// Compiles a condition written in a YAML file and says what is wrong with it at the very sign.
struct ConditionCompiler {
    let environment: Environment
    /// Position i of the environment's variables is this point.
    let layout: [PointIndex]
    /// What `any`, `all`, `count`, `upstream` and `downstream` may name; nil: there are no such.
    var counting: Counting?
    /// Named numbers that are written into every condition.
    var numbers = NamedNumbers()

    /// What a condition may count devices of: hazards, and conditions on a device's own readings.
    struct Counting {
        var hazards: [String]
        var environment: Environment
    }

    func compile(_ value: YAMLValue) -> Condition? {
        // `when: true` is a boolean to YAML and a condition to CEL.
        guard case .scalar(let scalar) = value.node, !value.isNull else {
            _ = value.text()
            return nil
        }
        let written = numbers.written(into: scalar.string)
        let compilation = Program.compile(written.text, in: environment, expecting: .bool)
        let windows = compilation.program?.windows ?? []
        ConditionWindows.check(windows, at: value)
        report(compilation.issues, at: value, scalar) { written.place(offset: $0, length: $1) }
        var counted: [Condition] = []
        var isWhole = true
        for window in windows where window.countsDevices {
            guard let text = window.text, let counting, !counting.hazards.contains(text) else {
                if window.function == "all", window.text?.hasSuffix(".*") ?? false {
                    value.error(.hazard(.allOfMany(window.text ?? "")))
                    isWhole = false
                }
                continue
            }
            // The same condition may be counted twice.
            if counted.contains(where: { $0.source == text }) { continue }
            let start = Self.offset(of: text, in: written.text)
            guard let inner = compile(text, counting, at: value, scalar, start.map { ($0, written) }) else {
                isWhole = false
                continue
            }
            counted.append(inner)
        }
        guard isWhole else { return nil }
        return compilation.program.map {
            Condition(source: written.text, program: $0, points: layout, counted: counted)
        }
    }

    /// What stands in a text: a condition, or the misspelt name of a hazard.
    private func compile(
        _ text: String, _ counting: Counting, at value: YAMLValue, _ scalar: Node.Scalar,
        _ origin: (start: Int, written: NamedNumbers.Written)?
    ) -> Condition? {
        let place = { (offset: Int, length: Int) in
            guard let origin else { return (0, scalar.string.utf8.count) }
            return origin.written.place(offset: origin.start + offset, length: length)
        }
        let isName = VocabularyReader.isPointName(text) && text.contains(".")
        if isName, !environment.variables.contains(where: { $0.name == text }) {
            let (offset, length) = place(0, text.utf8.count)
            value.log.error(
                .hazard(.unknownHazard(text)),
                at: ScalarPlaces(scalar, in: value.document.file).place(offset: offset, length: length),
                help: .nearest(to: text, among: counting.hazards))
            return nil
        }
        let compilation = Program.compile(text, in: counting.environment, expecting: .bool)
        ConditionWindows.check(compilation.program?.windows ?? [], at: value)
        report(compilation.issues, at: value, scalar, place)
        return compilation.program.map { Condition(source: text, program: $0, points: layout) }
    }

    private func report(
        _ issues: [ExpressionIssue], at value: YAMLValue, _ scalar: Node.Scalar,
        _ origin: (_ offset: Int, _ length: Int) -> (offset: Int, length: Int)
    ) {
        guard !issues.isEmpty else { return }
        let places = ScalarPlaces(scalar, in: value.document.file)
        for issue in issues {
            let (offset, length) = origin(issue.offset, issue.length)
            let place = places.place(offset: offset, length: length)
            switch issue.severity {
            case .error: value.log.error(.expression(.issue(issue.kind)), at: place)
            case .warning: value.log.warning(.expression(.issue(issue.kind)), at: place)
            }
        }
    }

    /// UTF-8 offset of a text within its quotes; nil when it is written with escapes.
    private static func offset(of text: String, in source: String) -> Int? {
        let bytes = Array(source.utf8)
        for quote in ["\"", "'"] {
            let sought = Array((quote + text + quote).utf8)
            guard sought.count <= bytes.count else { continue }
            for start in 0...(bytes.count - sought.count)
            where bytes[start..<start + sought.count].elementsEqual(sought) { return start + 1 }
        }
        return nil
    }
}
