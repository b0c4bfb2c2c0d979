import Testing

@testable import Expressions

/// The loops of the language.
@Suite("Macros")
struct MacroTests {
    @Test(
        "A macro asks or makes something of every element",
        arguments: [
            ("[1, 2, 3].all(x, x > 0)", .bool(true)), ("[1, 2, 3].all(x, x > 1)", .bool(false)),
            ("[].all(x, x > 1)", .bool(true)), ("[].exists(x, true)", .bool(false)),
            ("['B1', '1'].exists(f, f.startsWith('B'))", .bool(true)),
            ("[1, 2, 2].exists_one(x, x == 2)", .bool(false)),
            ("[1, 2, 2].exists_one(x, x == 1)", .bool(true)),
            ("[4, 5, 6].filter(x, x % 2 == 0)", .list([.int(4), .int(6)])),
            ("[4, 5].map(x, x * x)", .list([.int(16), .int(25)])),
            ("[4, 5].map(x, x > 4, string(x))", .list([.string("5")])),
            ("{'a': 1, 'b': 2}.all(k, k < 'c')", .bool(true)),
            ("{'b': 1, 'a': 2}.map(k, k)", .list([.string("b"), .string("a")])),
            ("{1: true, 2: false}.filter(k, {1: true, 2: false}[k])", .list([.int(1)])),
        ] as [(String, Value)])
    func oneVariable(source: String, expected: Value) { #expect(evaluate(source) == expected) }

    @Test(
        "With two variables it sees index and element, or key and value",
        arguments: [
            ("[7, 8].all(i, v, v == i + 7)", .bool(true)), ("[7, 8].exists(i, v, i == v)", .bool(false)),
            ("{'a': 1}.existsOne(k, v, k == 'a' && v == 1)", .bool(true)),
            ("[7, 8].transformList(i, v, i * v)", .list([.int(0), .int(8)])),
            ("[7, 8].transformList(i, v, i > 0, v)", .list([.int(8)])),
            ("{'a': 1}.transformMap(k, v, v + 1)['a']", .int(2)),
            ("{'a': 1}.transformMapEntry(k, v, {v: k})[1]", .string("a")),
        ] as [(String, Value)])
    func twoVariables(source: String, expected: Value) { #expect(evaluate(source) == expected) }

    @Test(
        "all and exists absorb as && and || do; the others do not",
        arguments: [
            ("[1, 0].all(x, 2 / x < 1)", .bool(false)), ("[0, 1].all(x, 2 / x < 1)", .bool(false)),
            ("[0, 1].all(x, 2 / x > 1)", .error(.divisionByZero)),
            ("[0, 1].exists(x, 2 / x > 1)", .bool(true)),
            ("[0, 1].exists(x, 2 / x > 5)", .error(.divisionByZero)),
            ("[0, 1].exists_one(x, 2 / x > 1)", .error(.divisionByZero)),
            ("[0, 1].filter(x, 2 / x > 1)", .error(.divisionByZero)),
            ("[0, 1].map(x, 2 / x)", .error(.divisionByZero)),
            ("[1, 2].all(x, x > count)", .unknown), ("[1, 2].all(x, x > count && false)", .bool(false)),
            ("[1, 2].exists(x, x > count || 1 / (x - 1) > 0)", .bool(true)),
            ("[1, 2].map(x, count)", .unknown), ("[1, 2].filter(x, x > count)", .unknown),
            ("[1, 2].exists_one(x, x > count)", .unknown), ("anything.all(x, x)", .unknown),
            ("dyn(7).all(x, x)", .error(.noSuchOverload)),
            ("{1: 2, 2: 3}.transformMapEntry(k, v, {'same': v})", .error(.invalidMapKey)),
        ] as [(String, Value)])
    func absorption(source: String, expected: Value) { #expect(evaluate(source) == expected) }

    @Test(
        "A macro's variable hides what has its name outside, and only inside",
        arguments: [
            ("[1].exists(count, count == 1) && count == 7", .bool(true)),
            ("[1].exists(count, .count == 7)", .bool(true)),
            ("[{'speed': 5}].exists(car, car.speed == 5)", .bool(true)),
            ("[1].exists(x, [2].exists(x, x == 2) && x == 1)", .bool(true)),
            ("[[1, 2], [3]].all(xs, xs.all(x, x in xs))", .bool(true)),
            ("[1, 2].map(x, [x, x]).map(xs, xs.map(x, x + 1)).exists(xs, xs == [3, 3])", .bool(true)),
            (
                "[3, 4].map(x, [1, 2].map(y, [y].map(z, z + x)[0])[1]).filter(x, true)",
                .list([.int(5), .int(6)])
            ),
            ("cel.bind(x, count * 2, x + x)", .int(28)),
            ("cel.bind(x, [1].map(y, [y].map(z, z)[0])[0], cel.bind(y, x + 1, x + y))", .int(3)),
        ] as [(String, Value)])
    func scope(source: String, expected: Value) { #expect(evaluate(source, ["count": .int(7)]) == expected) }

    @Test("What a macro reads is what the program reads, and needs")
    func reads() throws {
        let source = "has(pressure) && [1.0, 2.0].exists(x, x * car.speed > pressure)"
        let program = try #require(Program.compile(source, in: Lift.environment).program)
        #expect(program.variables == [0, 6])
        #expect(program.needed == [0])
    }

    @Test("Too many steps, too long a text and too large a list are errors, not a full memory")
    func limits() {
        let hundred = "[" + Array(repeating: "0", count: 100).joined(separator: ",") + "]"
        let known: [String: Value] = ["anything": .list(Array(repeating: .int(0), count: 100))]
        #expect(evaluate("\(hundred).all(x, anything.all(y, y == 0))", known) == .error(.tooManySteps))
        #expect(evaluate("[1, 2].all(x, anything.all(y, y == 0))", known) == .bool(true))
        let long = Value.string(String(repeating: "x", count: 40_000))
        #expect(evaluate("anything + anything", ["anything": long]) == .error(.tooLarge))
        #expect(evaluate("anything.replace('', anything)", ["anything": long]) == .error(.tooLarge))
        #expect(evaluate("\(hundred).map(x, anything + 'y')", ["anything": long]) == .error(.tooLarge))
        #expect(evaluate("anything.split('')", ["anything": long]) == .error(.tooLarge))
        let many = Value.list(Array(repeating: .null, count: 6000))
        #expect(evaluate("anything + anything", ["anything": many]) == .error(.tooLarge))
        let doubled = "['a', 'b']" + String(repeating: ".map(x, [x + x, x + x])", count: 3)
        #expect(evaluate(doubled) == .error(.noSuchOverload) || evaluate("size(\(doubled))") == .int(2))
    }
}
