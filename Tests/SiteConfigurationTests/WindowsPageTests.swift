import Expressions
import Facility
import Foundation
import Testing

@testable import SiteConfiguration

/// The page of the functions that look back is held against the functions there are.
@Suite("The page of the window functions")
struct WindowsPageTests {
    static let pages = ["windows.md", "windows.zh-CN.md"]

    private static let environment = Environment(
        variables: [
            Variable("room.temperature", .double, unit: "Cel"),
            Variable("motor.temperature", .double, unit: "Cel"),
            Variable("water.pressure", .double, unit: "MPa"),
            Variable("outlet.pressure", .double, unit: "MPa"),
            Variable("inlet.pressure", .double, unit: "MPa"), Variable("charger.current", .double, unit: "A"),
            Variable("pump.current", .double, unit: "A"), Variable("car.floor", .string),
            Variable("door.state", .string, values: ["open", "closed"]),
        ]
            + [
                "turbidity", "meter.pulses", "chlorine", "tank.level", "smoke.density", "energy", "gas.level",
                "water.flow", "bearing.vibration", "outlet.flow",
            ].map { Variable($0, .double) },
        units: Units.literals(for: ["Cel", "Cel/s", "MPa", "A"]),
        windowFunctions: ConditionWindows.all(hazards: []))

    /// First and last cell of the rows that tell a function.
    private func rows(_ page: String) throws -> [(names: String, example: String)] {
        let text = try String(contentsOfFile: Repository.root + "/docs/" + page, encoding: .utf8)
        return text.split(separator: "\n").compactMap { line in
            guard let match = line.wholeMatch(of: /\| (.+?) \| .+ \| `([^`]+\(.+\)[^`]*)`.* \|/) else {
                return nil
            }
            return (String(match.1), String(match.2))
        }
    }

    @Test("Every example is understood without a word", arguments: pages)
    func examples(page: String) throws {
        let rows = try rows(page)
        #expect(rows.count > 15)
        for row in rows {
            let compilation = Program.compile(row.example, in: Self.environment)
            let errors = compilation.issues.filter { $0.severity == .error }.map(\.description)
            #expect(errors.isEmpty, "\(row.example): \(errors)")
            #expect(compilation.program?.windows.isEmpty == false, "\(row.example)")
        }
    }

    @Test("Every function has its row, and both languages have the same examples")
    func complete() throws {
        let both = try Self.pages.map(rows)
        #expect(both[0].map(\.example) == both[1].map(\.example))
        let functions = WindowFunction.allCases.map(\.rawValue) + LearnedFunction.allCases.map(\.rawValue)
        for function in functions {
            #expect(both[0].contains { $0.names.contains("`\(function)(") }, "\(function)")
        }
    }
}
