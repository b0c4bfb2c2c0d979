import Testing

@testable import Expressions

/// What each part of a condition said, for a person who asks why it held.
@Suite("Findings")
struct FindingsTests {
    /// `depth text truth values`, a line a part.
    private func lines(
        _ source: String, _ values: [String: Value], windows: [Value] = []
    ) throws -> [String] {
        let compilation = Program.compile(source, in: Lift.environment)
        let program = try #require(compilation.program, "\(compilation.issues)")
        let variables = Lift.environment.variables.map { values[$0.name] ?? .unknown }
        let findings = variables.withUnsafeBufferPointer { variables in
            windows.withUnsafeBufferPointer { program.findings(variables: variables, windows: $0) }
        }
        return findings.map { finding in
            let said = finding.values.map { measured in
                let text =
                    switch measured.value {
                    case .double(let number): "\(number)"
                    case .string(let text): text
                    case .unknown: "?"
                    default: "\(measured.value)"
                    }
                return text + (measured.unit ?? "")
            }
            let all = said.joined(separator: finding.relation ?? "")
            return "\(finding.depth) \(finding.text) \(finding.truth)" + (all.isEmpty ? "" : " \(all)")
        }
    }

    @Test("Every comparison and connective is told with its truth and value, the whole before its parts")
    func parts() throws {
        #expect(
            try lines(
                "temperature > degC(60) && (car.occupied || door.state == 'open') && !(pressure < bar(2))",
                [
                    "temperature": .double(61.2), "car.occupied": .bool(false),
                    "door.state": .string("closed"),
                ]) == [
                    "0 temperature > degC(60) && (car.occupied || door.state == 'open') && !(pressure < bar(2)) no",
                    "1 temperature > degC(60) yes 61.2Cel",
                    "1 car.occupied || door.state == 'open' no",
                    "2 car.occupied no",
                    "2 door.state == 'open' no closed",
                    "1 !(pressure < bar(2)) unknown",
                    "2 pressure < bar(2) unknown ?MPa",
                ])
    }

    @Test(
        "Of two things compared both values are told, of a window its own unit, of a written number nothing")
    func sides() throws {
        #expect(
            try lines(
                "temperature - outside.temperature > increase(temperature, duration('5m'))",
                ["temperature": .double(30), "outside.temperature": .double(21)], windows: [.double(4)])
                == [
                    "0 temperature - outside.temperature > increase(temperature, duration('5m')) yes 9.0Cel>4.0Cel"
                ])
        #expect(
            try lines("degC(60) <= temperature", ["temperature": .double(60)]) == [
                "0 degC(60) <= temperature yes 60.0Cel"
            ])
        #expect(
            try lines(
                "rate(temperature, duration('1m')) > degC_per_min(6)", [:], windows: [.double(0.25)]) == [
                    "0 rate(temperature, duration('1m')) > degC_per_min(6) yes 0.25Cel/s"
                ])
    }

    @Test("What stands in a macro has no truth of its own; what is constant is no finding")
    func macros() throws {
        #expect(
            try lines("[1, 2, 3].exists(x, x > count) && true", ["count": .int(2)]).map { $0.prefix(12) } == [
                "0 [1, 2, 3].", "1 [1, 2, 3].",
            ])
        #expect(try lines("has(temperature) && 1 < 2", [:]).count == 2)
    }

    @Test("A long condition tells its first 64 parts and answers as before")
    func limit() throws {
        let source = Array(repeating: "car.occupied", count: 200).joined(separator: " || ")
        let found = try lines(source, ["car.occupied": .bool(true)])
        #expect(found.count <= 64)
        #expect(found.allSatisfy { $0.hasSuffix("yes") })
    }
}
