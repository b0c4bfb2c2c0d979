import Testing

@testable import Expressions

/// Bytes, types and times finer than a millisecond.
@Suite("Values beyond numbers and texts")
struct ValueTests {
    @Test(
        "Bytes are what their literal says",
        arguments: [
            ("b'abc'", [97, 98, 99]), (#"b'\xff\000\303'"#, [255, 0, 195]), ("b'ÿ'", [195, 191]),
            (#"b"\x41\n""#, [65, 10]), (#"br'\x41'"#, [92, 120, 52, 49]), ("B'''a'b'''", [97, 39, 98]),
            ("b''", []),
            ("bytes('é')", [195, 169]), ("b'a' + b'b'", [97, 98]), ("base64.decode('AP8=')", [0, 255]),
        ] as [(String, [UInt8])])
    func bytes(source: String, expected: [UInt8]) {
        #expect(evaluate(source) == .bytes(expected))
        let normalized = Program.normalized(source) ?? ""
        #expect(evaluate(normalized) == .bytes(expected), "\(normalized)")
    }

    @Test(
        "Bytes compare as bytes, and become a text only when they are one",
        arguments: [
            ("b'a' < b'b' && b'a' < b'aa' && !(b'b' < b'a')", .bool(true)), (#"b'\xff' > b'a'"#, .bool(true)),
            ("size(b'é')", .int(2)), ("string(b'困')", .string("困")),
            (#"string(b'\xff')"#, .error(.invalidConversion)), ("b'a' == bytes('a')", .bool(true)),
            ("dyn(b'a') == 'a'", .bool(false)), ("base64.encode(b'hi')", .string("aGk=")),
            ("base64.decode('a')", .error(.invalidConversion)),
        ] as [(String, Value)])
    func byteFunctions(source: String, expected: Value) { #expect(evaluate(source) == expected) }

    @Test("Base64 reads back what it wrote, whatever the length")
    func base64() {
        var chance = Chance(seed: 3)
        for length in 0..<200 {
            let bytes = (0..<length).map { _ in UInt8(truncatingIfNeeded: chance.next()) }
            #expect(Base64.bytes(of: Base64.text(of: bytes)) == bytes)
        }
    }

    @Test(
        "A type is a value",
        arguments: [
            ("type(1) == int", .bool(true)), ("type(1u) == type(1)", .bool(false)),
            ("type(type(1))", .type(.type)),
            ("type([]) == list && type({}) == map && type(null) == null_type", .bool(true)),
            ("type(b'') == bytes && type('') == string && type(1.0) == double", .bool(true)),
            ("type(duration('1s')) == google.protobuf.Duration", .bool(true)),
            ("type(timestamp(0)) == google.protobuf.Timestamp", .bool(true)),
            ("type(duration('1ns')) == google.protobuf.Duration", .bool(true)),
            ("type(anything) == bool", .unknown), ("int in [int, string]", .bool(true)),
            ("dyn(int) < dyn(string)", .error(.noSuchOverload)),
        ] as [(String, Value)])
    func types(source: String, expected: Value) { #expect(evaluate(source) == expected) }

    @Test(
        "Times are reckoned to the nanosecond and stay in their range",
        arguments: [
            ("duration('1ns') + duration('999999ns')", .duration(milliseconds: 1)),
            ("duration('1ms') - duration('1ns')", .fineDuration(nanoseconds: 999_999)),
            ("duration('1ns') < duration('1ms') && duration('-1ns') < duration('0')", .bool(true)),
            ("duration('1000001ns') > duration('1ms')", .bool(true)),
            ("timestamp('2026-01-01T00:00:00.000000001Z') > timestamp('2026-01-01T00:00:00Z')", .bool(true)),
            (
                "timestamp('1970-01-01T00:00:00Z') - duration('1ns')",
                .fineTimestamp(milliseconds: -1, nanoseconds: 999_999)
            ),
            (
                "timestamp('1970-01-01T00:00:00.000000002Z') - timestamp('1970-01-01T00:00:00.000000001Z')",
                .fineDuration(nanoseconds: 1)
            ),
            (
                "timestamp('1969-12-31T23:59:59.999999999Z') + duration('1ns')",
                .timestamp(milliseconds: 0)
            ),
            ("string(timestamp('1969-12-31T23:59:59.9999Z'))", .string("1969-12-31T23:59:59.999900Z")),
            ("string(duration('-1.000000001s'))", .string("-1.000000001s")),
            ("int(timestamp('1969-12-31T23:59:59.999999999Z'))", .int(-1)),
            ("timestamp('9999-12-31T23:59:59.999999999Z') + dyn(duration('1ns'))", .error(.overflow)),
            ("timestamp('0001-01-01T00:00:00Z') - dyn(duration('1ns'))", .error(.overflow)),
            (
                "timestamp('9999-12-31T00:00:00Z') - dyn(timestamp('0001-01-01T00:00:00Z'))",
                .error(.overflow)
            ),
            ("duration('2562047h') + dyn(duration('1h'))", .error(.overflow)),
            ("dyn(duration('1s')) * dyn(2)", .error(.noSuchOverload)),
            ("dyn(duration('1s')) - dyn(timestamp(0))", .error(.noSuchOverload)),
            ("dyn(timestamp(0)) + timestamp(0)", .error(.noSuchOverload)),
            ("1 + dyn(timestamp(0))", .error(.noSuchOverload)),
            ("dyn(1) - duration('1s')", .error(.noSuchOverload)),
        ] as [(String, Value)])
    func times(source: String, expected: Value) { #expect(evaluate(source) == expected) }

    @Test("A length of time beyond CEL's 292 years is compared and not reckoned with")
    func longAge() {
        let known: [String: Value] = ["anything": .duration(milliseconds: .max)]
        #expect(evaluate("anything > duration('1h')", known) == .bool(true))
        #expect(evaluate("anything + duration('1h')", known) == .error(.overflow))
        #expect(evaluate("duration('1h') - anything", known) == .error(.overflow))
        #expect(evaluate("string(anything)", known) == .error(.overflow))
    }

    @Test(
        "A field whose name is no word stands in backticks",
        arguments: [
            ("{'content-type': 1}.`content-type`", .int(1)), ("has({'a.b': 1}.`a.b`)", .bool(true)),
            ("has({'a.b': 1}.`a/b`)", .bool(false)), ("[{'x y': 2}].all(m, m.`x y` == 2)", .bool(true)),
        ] as [(String, Value)])
    func fields(source: String, expected: Value) {
        #expect(evaluate(source) == expected)
        #expect(Program.normalized(source) == source)
    }
}
