import Expressions
import Testing

/// Compiles and runs a source; records an issue and yields null when it does not compile.
func evaluate(
    _ source: String, _ known: [String: Value] = [:], windows: [Value] = [],
    at location: SourceLocation = #_sourceLocation
) -> Value {
    let compilation = Program.compile(source, in: Lift.environment, expecting: nil)
    guard let program = compilation.program else {
        let reasons = compilation.issues.map(\.description).joined(separator: "; ")
        Issue.record("\(source): \(reasons)", sourceLocation: location)
        return .null
    }
    return program.evaluate(variables: Lift.values(known), windows: windows)
}

/// Everything a source is told, one line each: `offset+length severity: sentence`.
func told(_ source: String, expecting: ValueType? = nil) -> [String] {
    Program.compile(source, in: Lift.environment, expecting: expecting).issues.map {
        "\($0.offset)+\($0.length) \($0.severity.rawValue): \($0)"
    }
}
