import Expressions
import Facility
import Yams

/// Compiles a condition written in a YAML file and says what is wrong with it at the very sign.
struct ConditionCompiler {
    let environment: Environment
    /// Position i of the environment's variables is this point.
    let layout: [PointIndex]
    /// Named numbers that are written into every condition.
    var numbers = NamedNumbers()

    func compile(_ value: YAMLValue) -> Condition? {
        // `when: true` is a boolean to YAML and a condition to CEL.
        guard case .scalar(let scalar) = value.node, !value.isNull else {
            _ = value.text()
            return nil
        }
        let written = numbers.written(into: scalar.string)
        let compilation = Program.compile(written.text, in: environment, expecting: .bool)
        ConditionWindows.check(compilation.program?.windows ?? [], at: value)
        if !compilation.issues.isEmpty {
            let places = ScalarPlaces(scalar, in: value.document.file)
            for issue in compilation.issues {
                let (offset, length) = written.place(offset: issue.offset, length: issue.length)
                let place = places.place(offset: offset, length: length)
                switch issue.severity {
                case .error: value.log.error(.expression(.issue(issue.kind)), at: place)
                case .warning: value.log.warning(.expression(.issue(issue.kind)), at: place)
                }
            }
        }
        return compilation.program.map { Condition(source: written.text, program: $0, points: layout) }
    }
}
