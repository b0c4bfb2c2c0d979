import Expressions
import Testing

/// What unknown and error do to everything else.
@Suite("Unknown and error")
struct AbsorptionTests {
    /// `u` is unknown, `e` an error, `t` and `f` truths.
    static let truths: [(letter: Character, source: String, value: Value)] = [
        ("u", "car.occupied", .unknown), ("e", "1 / dyn(0) > 0", .error(.divisionByZero)),
        ("t", "dyn(true)", .bool(true)), ("f", "dyn(false)", .bool(false)),
    ]

    private func source(_ pair: String, _ operation: String) -> String {
        pair.map { letter in Self.truths.first { $0.letter == letter }!.source }.joined(separator: operation)
    }

    private func value(_ letter: Character) -> Value { Self.truths.first { $0.letter == letter }!.value }

    @Test(
        "False absorbs whatever stands beside it, on either side of &&",
        arguments: [
            "tt>t", "tf>f", "ff>f", "tu>u", "ut>u", "fu>f", "uf>f", "te>e", "et>e", "fe>f", "ef>f", "ue>u",
            "eu>u",
            "uu>u", "ee>e", "tuf>f", "tef>f", "eut>u",
        ])
    func and(row: String) {
        let parts = row.split(separator: ">")
        #expect(evaluate(source(String(parts[0]), " && ")) == value(parts[1].first!), "\(row)")
    }

    @Test(
        "True absorbs whatever stands beside it, on either side of ||",
        arguments: [
            "ff>f", "tf>t", "tt>t", "tu>t", "ut>t", "fu>u", "uf>u", "te>t", "et>t", "fe>e", "ef>e", "ue>u",
            "eu>u",
            "uu>u", "ee>e", "fut>t", "fet>t", "euf>u",
        ])
    func or(row: String) {
        let parts = row.split(separator: ">")
        #expect(evaluate(source(String(parts[0]), " || ")) == value(parts[1].first!), "\(row)")
    }

    @Test(
        "Unknown goes through everything else",
        arguments: [
            "!car.occupied", "car.speed == 0.0", "0.0 < car.speed",
            "pressure < temperature / temperature * pressure + anything",
            "car.occupied ? 1 : 2", "pressure + MPa(1)", "-temperature", "car.floor in ['B1']",
            "car.floor.startsWith('B')", "size(car.floor)", "[anything]", "{'a': anything}", "anything.field",
            "anything[0]", "has(anything.field)", "anything == null", "string(count)",
            "car.floor.matches('x')",
            "car.floor + 'x'", "anything / dyn(0)", "dyn(1) / 0 + anything",
            "1 / dyn(0) in anything", "anything[1 / dyn(0)]", "[1 / dyn(0), anything]",
        ])
    func unknown(source: String) { #expect(evaluate(source) == .unknown) }

    @Test("An untaken branch harms nobody")
    func branches() {
        #expect(evaluate("true ? 1 : 1 / dyn(0)") == .int(1))
        #expect(evaluate("(1 / dyn(0) == 1) ? 1 : 2") == .error(.divisionByZero))
    }

    @Test("Whether a variable is known can itself be asked")
    func presence() {
        #expect(evaluate("has(car.speed)") == .bool(false))
        #expect(evaluate("has(car.speed)", ["car.speed": .double(0)]) == .bool(true))
        #expect(evaluate("!has(car.speed) || car.speed == 0.0") == .bool(true))
    }

    @Test("A value of another type than declared is an error, not a crash")
    func mistyped() {
        #expect(evaluate("car.speed < 1.0", ["car.speed": .string("fast")]) == .error(.noSuchOverload))
        #expect(evaluate("car.occupied", ["car.occupied": .int(1)]) == .int(1))
        #expect(evaluate("car.occupied && true", ["car.occupied": .int(1)]) == .error(.noSuchOverload))
        #expect(evaluate("car.speed == 0.0", ["car.speed": .int(0)]) == .bool(true))
    }

    @Test("The same answer comes as a truth")
    func truth() throws {
        let source = "car.occupied && car.speed == 0.0 && door.state == 'closed'"
        let program = try #require(Program.compile(source, in: Lift.environment).program)
        func truth(_ known: [String: Value]) -> Truth {
            Lift.values(known).withUnsafeBufferPointer {
                program.truth(variables: $0, windows: UnsafeBufferPointer(start: nil, count: 0))
            }
        }
        let all: [String: Value] = [
            "car.occupied": .bool(true), "car.speed": .double(0), "door.state": .string("closed"),
        ]
        #expect(truth(all) == .yes)
        #expect(truth(all.filter { $0.key != "door.state" }) == .unknown)
        #expect(truth(["car.speed": .double(1)]) == .no)
        #expect(truth(["car.speed": .error(.overflow), "car.occupied": .bool(true)]) == .unknown)
    }
}
