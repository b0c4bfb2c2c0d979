import Testing

@testable import Expressions

/// Functions of times, texts and numbers.
@Suite("Functions")
struct FunctionTests {
    /// Summer time of a made-up zone: two hours east from 1000 s on, one before.
    private static let zones: ZoneSource = { name in
        guard name == "Here/There" else { return nil }
        return { $0 >= 1000 ? 7200 : 3600 }
    }

    private func unchecked(_ source: String, _ known: [String: Value] = [:], container: String? = nil)
        -> Value
    {
        let names = known.keys.sorted()
        let environment = Environment(
            variables: names.map { Variable($0, .dynamic) }, container: container, zones: Self.zones)
        let compilation = Program.compile(source, in: environment, expecting: nil, checking: .none)
        return compilation.program?.evaluate(variables: names.map { known[$0]! }) ?? .null
    }

    @Test(
        "A calendar is read in UTC, at an offset or in a zone that the caller knows",
        arguments: [
            ("t.getFullYear()", 2026), ("t.getMonth()", 2), ("t.getDate()", 9), ("t.getDayOfMonth()", 8),
            ("t.getDayOfWeek()", 1), ("t.getDayOfYear()", 67), ("t.getHours()", 22), ("t.getMinutes()", 15),
            ("t.getSeconds()", 30), ("t.getMilliseconds()", 123), ("t.getDate('+08:00')", 10),
            ("t.getHours('+08:00')", 6), ("t.getHours('-02:30')", 19), ("t.getMinutes('-02:30')", 45),
            ("t.getDayOfWeek('08:00')", 2), ("t.getHours('UTC')", 22),
            ("t.getHours(offset)", 6), ("timestamp(1000).getHours(zone)", 2),
            ("timestamp(999).getHours('Here/There')", 1),
            ("timestamp(1000).getHours('Here/There')", 2), ("timestamp(1000).getHours('Here/' + 'There')", 2),
            ("timestamp('1969-12-31T23:59:59.5Z').getMilliseconds()", 500),
            ("timestamp('1969-12-31T23:59:59.5Z').getSeconds()", 59),
            ("timestamp('2024-12-31T00:00:00Z').getDayOfYear()", 365),
            ("timestamp('0001-01-01T00:00:00Z').getDayOfWeek()", 1),
            ("timestamp('0001-01-01T00:00:00Z').getFullYear('-23:59')", 0),
            ("duration('3h4m').getHours()", 3), ("duration('3h4m').getMinutes()", 184),
            ("duration('-1.5s').getSeconds()", -1), ("duration('1.234567s').getMilliseconds()", 234),
        ] as [(String, Int64)])
    func calendar(source: String, expected: Int64) throws {
        let instant = try #require(TimestampText.parse("2026-03-09T22:15:30.123456Z"))
        let known = [
            "t": instant.value, "offset": .string("+08:00"), "zone": .string("Here/There"),
        ]
        #expect(unchecked(source, known) == .int(expected))
    }

    @Test(
        "A zone nobody knows is an error",
        arguments: [
            "timestamp(0).getHours('Nowhere')", "timestamp(0).getHours('Now' + 'here')",
            "timestamp(0).getHours('+24:00')", "timestamp(0).getHours('+8:00')", "timestamp(0).getHours('')",
        ])
    func unknownZone(source: String) { #expect(unchecked(source) == .error(.unknownZone)) }

    @Test(
        "Places in a text are Unicode scalars",
        arguments: [
            ("'困人🔥'.charAt(2)", .string("🔥")), ("'a'.charAt(1)", .string("")),
            ("'a'.charAt(2)", .error(.indexOutOfRange)), ("'a'.charAt(-1)", .error(.indexOutOfRange)),
            ("'困人困'.indexOf('困', 1)", .int(2)), ("'ab'.indexOf('c')", .int(-1)),
            ("'ab'.indexOf('', 2)", .int(2)),
            ("'ab'.indexOf('', 3)", .error(.indexOutOfRange)), ("'aba'.lastIndexOf('a')", .int(2)),
            ("'aba'.lastIndexOf('a', 1)", .int(0)), ("'aba'.lastIndexOf('')", .int(3)),
            ("'困人🔥'.substring(1, 2)", .string("人")), ("'ab'.substring(2)", .string("")),
            ("'ab'.substring(1, 0)", .error(.invalidArgument)),
            ("'ab'.substring(0, 3)", .error(.indexOutOfRange)),
            ("'a-b-c'.split('-')", .list([.string("a"), .string("b"), .string("c")])),
            ("'a-b-c'.split('-', 2)", .list([.string("a"), .string("b-c")])),
            ("'a'.split('-', 0)", .list([])),
            ("'ab'.split('')", .list([.string("a"), .string("b")])), ("''.split('')", .list([])),
            ("''.split('-')", .list([.string("")])),
            ("'aXbX'.replace('X', 'yy')", .string("ayybyy")), ("'aaa'.replace('a', 'b', 2)", .string("bba")),
            ("'ab'.replace('', '-')", .string("-a-b-")), ("'ab'.replace('a', '', 0)", .string("ab")),
            ("['a', 'b'].join(', ')", .string("a, b")), ("[].join()", .string("")),
            ("dyn([1]).join()", .error(.noSuchOverload)), (#"'\u3000 a b \t'.trim()"#, .string("a b")),
            ("'Äb'.lowerAscii() + 'äB'.upperAscii()", .string("ÄbäB")), ("'困人'.reverse()", .string("人困")),
            (#"strings.quote('a"\n')"#, .string(#""a\"\n""#)),
        ] as [(String, Value)])
    func texts(source: String, expected: Value) { #expect(evaluate(source) == expected) }

    @Test(
        "Numbers are rounded, compared across their kinds and taken as bits",
        arguments: [
            ("math.greatest(1, 2.5, 2u)", .double(2.5)), ("math.least([3, -1])", .int(-1)),
            ("math.greatest([])", .error(.invalidArgument)), ("math.least(1, 1.0)", .int(1)),
            ("math.round(-2.5)", .double(-3)), ("math.ceil(1.1) + math.floor(-1.1)", .double(0)),
            ("math.trunc(-1.9)", .double(-1)), ("math.sqrt(9)", .double(3)), ("math.abs(-3)", .int(3)),
            ("math.abs(dyn(-9223372036854775808))", .error(.overflow)), ("math.sign(-2.0)", .double(-1)),
            ("math.isNaN(math.sqrt(-1.0))", .bool(true)), ("math.isInf(1.0 / 0.0)", .bool(true)),
            ("math.bitShiftRight(-1, 63)", .int(1)), ("math.bitShiftLeft(1, 64)", .int(0)),
            ("math.bitAnd(6, 3) + math.bitXor(6, 3) + math.bitOr(6, 3)", .int(14)),
            ("math.bitNot(0u)", .uint(.max)),
            ("math.bitShiftLeft(1u, dyn(-1))", .error(.invalidArgument)),
        ] as [(String, Value)])
    func numbers(source: String, expected: Value) { #expect(evaluate(source) == expected) }

    @Test("The greatest of quantities is a quantity")
    func units() {
        #expect(told("math.greatest(pressure, MPa(0.1)) > MPa(1)").isEmpty)
        #expect(told("math.greatest(pressure, MPa(0.1)) > 1.0").count == 1)
    }

    @Test(
        "Unchecked, a mistake is an error when it runs, and only if it runs",
        arguments: [
            ("1 + 'a'", .error(.noSuchOverload)), ("nobody", .error(.unknownName)),
            ("nobody || true", .bool(true)), ("nothing(1) || true", .bool(true)),
            ("f(1)", .error(.unknownFunction)),
            ("a.b.c.f()", .error(.unknownFunction)), ("'a'.size(1)", .error(.noSuchOverload)),
            ("startsWith('a', 'b')", .error(.noSuchOverload)), ("true ? 1 : 1 + ''", .int(1)),
            ("x.all(1 == 1)", .error(.unknownFunction)), ("{1: 1, 1: 2}", .error(.invalidMapKey)),
            ("{[]: 1}", .error(.invalidMapKey)), ("duration('x')", .error(.invalidConversion)),
            ("'a'.matches('[')", .error(.invalidPattern)), ("x", .string("bound")),
            ("x.y", .error(.noSuchOverload)), ("has(x.y)", .error(.noSuchOverload)),
            ("[1, 'a'] + [null]", .list([.int(1), .string("a"), .null])),
            ("-'a'", .error(.noSuchOverload)), ("!1", .error(.noSuchOverload)),
            ("1 in 1", .error(.noSuchOverload)),
        ] as [(String, Value)])
    func unchecked(source: String, expected: Value) {
        #expect(unchecked(source, ["x": .string("bound")]) == expected)
    }

    @Test(
        "Unchecked, what cannot be read is still an issue", arguments: ["1 +", "[1].all(1, true)", "a{b: 1}"])
    func grammar(source: String) {
        let compilation = Program.compile(
            source, in: Environment(variables: []), expecting: nil, checking: .none)
        #expect(compilation.program == nil && !compilation.issues.isEmpty)
    }

    @Test(
        "A name is looked for in its container first, innermost first; a dot begins at the root",
        arguments: [
            ("y", "a.b.y"), ("z", "a.z"), ("w", "w"), (".y", "y"), ("b.y", "a.b.y"),
            ("[1].map(y, y)[0] == 1 ? .y : ''", "y"),
        ])
    func container(source: String, expected: String) {
        let names = ["y", "a.b.y", "a.z", "z", "w"]
        let known = Dictionary(uniqueKeysWithValues: names.map { ($0, Value.string($0)) })
        #expect(unchecked(source, known, container: "a.b") == .string(expected))
    }
}
