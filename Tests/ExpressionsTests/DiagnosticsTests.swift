import Expressions
import Testing

/// What a person is told, with place and length, word for word.
@Suite("Diagnostics")
struct DiagnosticsTests {
    @Test(
        "Every slip is told at its place",
        arguments: [
            ("", ["0+0 error: the expression is empty"]),
            ("1 +", ["3+0 error: expected a value, found the end"]),
            ("(1 + 2", ["6+0 error: expected `)`, found the end"]),
            ("1 2", ["2+1 error: expected an operator or the end, found `2`"]),
            ("[1, 2", ["5+0 error: expected `]`, found the end"]),
            ("true ? 1", ["8+0 error: expected `:`, found the end"]),
            ("car.", ["4+0 error: expected a field's name, found the end"]),
            ("count = 1", ["6+1 error: write `==` instead of `=`"]),
            ("car.occupied and car.occupied", ["13+3 error: write `&&` instead of `and`"]),
            ("count <> 1", ["6+2 error: write `!=` instead of `<>`"]),
            (
                "（count == 1）",
                ["0+3 error: write `(` instead of `（`", "13+3 error: write `)` instead of `）`"]
            ),
            ("door.state == ‘open’", ["14+3 error: write `'` instead of `‘`"]),
            ("duration(5m)", ["9+2 error: `5m` is no number"]),
            ("'abc", ["0+4 error: this text has no closing quote"]),
            (#"'a\q'"#, [#"2+2 error: `\q` is no escape"#]),
            ("9223372036854775808", ["0+19 error: `9223372036854775808` is beyond what 64 bits hold"]),
            ("if == 1", ["0+2 error: `if` is a reserved word"]),
            ("$count == 1", ["0+1 error: `$` has no meaning here"]),
            ("楼层 == 1", ["0+6 error: `楼层` has no meaning here"]),
            (#"b'\u00e9'"#, [#"2+2 error: `\u` is no escape"#]),
            ("a.b{c: 1} == 1", ["0+3 error: protobuf messages are not supported"]),
        ])
    func reading(source: String, expected: [String]) { #expect(told(source) == expected) }

    @Test(
        "A wrong name comes with the right one",
        arguments: [
            ("car.sped == 0.0", ["0+8 error: unknown name `car.sped`; did you mean `car.speed`?"]),
            ("temprature > degC(60)", ["0+10 error: unknown name `temprature`; did you mean `temperature`?"]),
            (
                "car",
                ["0+3 error: unknown name `car`; did you mean `car.speed` or `car.occupied` or `car.floor`?"]
            ),
            ("wholly.different", ["0+16 error: unknown name `wholly.different`"]),
            ("car.speed.max", ["10+3 error: double has no field `max`"]),
            (
                "car.floor.startWith('B')",
                ["10+9 error: unknown function `startWith`; did you mean `startsWith`?"]
            ),
            ("startsWith(car.floor, 'B')", ["0+10 error: `startsWith` is written `x.startsWith(…)`"]),
            ("'1'.int()", ["4+3 error: `int` is written `int(…)`"]),
            (
                "chagnes(car.floor, duration('5m')) == 0",
                ["0+7 error: unknown function `chagnes`; did you mean `changes`?"]
            ),
            (
                "door.state == 'close'",
                [
                    "14+7 error: `close` is not one of `closed`, `closing`, `open`, `opening`"
                        + "; did you mean `closed`?"
                ]
            ),
            (
                "'shut' != door.state",
                ["0+6 error: `shut` is not one of `closed`, `closing`, `open`, `opening`"]
            ),
            (
                "door.state in ['open', 'opned']",
                [
                    "23+7 error: `opned` is not one of `closed`, `closing`, `open`, `opening`"
                        + "; did you mean `open`?"
                ]
            ),
            ("door.state == open", ["14+4 error: `open` is a text: write `'open'`"]),
        ])
    func names(source: String, expected: [String]) { #expect(told(source) == expected) }

    @Test(
        "What does not go together is told before it runs",
        arguments: [
            (
                "count + 1.0",
                [
                    "6+1 error: `+` has no meaning for int, double"
                        + "; write both as the same kind of number, such as `2.0` beside a double"
                ]
            ),
            ("car.floor == 1", ["10+2 error: `==` has no meaning for string, int"]),
            ("car.floor < true", ["10+1 error: `<` has no meaning for string, bool"]),
            ("car.floor && true", ["0+9 error: `&&` has no meaning for string"]),
            ("!count", ["1+5 error: `!` has no meaning for int"]),
            ("count in count", ["6+2 error: `in` has no meaning for int, int"]),
            ("size(count)", ["0+4 error: `size` has no meaning for int"]),
            ("size()", ["0+4 error: `size` takes 1 argument, found 0"]),
            ("count[0]", ["5+1 error: `[]` has no meaning for int, int"]),
            ("has(1)", ["4+1 error: `has` takes a name or a field, such as `has(car.speed)`"]),
            (
                "duration('5 min') > duration('1s')",
                ["9+7 error: `5 min` is no duration such as `90s`, `5m` or `1h30m`"]
            ),
            (
                "avg(pressure, duration('1us')) > 1.0",
                [
                    "14+15 error: `0.000001s` is finer than a millisecond"
                ]
            ),
            ("car.stopped_at.getHours('+08:00') + car.stopped_at.getHours('UTC') > 1", []),
            (
                "car.stopped_at.getHours('Mars/Olympus') > 1",
                ["24+14 error: `Mars/Olympus` is no time zone such as `UTC`, `+08:00` or `Asia/Shanghai`"]
            ),
            (
                "[1, 2].all(1, true)",
                ["11+1 error: the first argument of `all` is a new name, such as `x` in `list.all(x, x > 1)`"]
            ),
            ("[1, 2].all(x)", ["7+3 error: `all` takes 2 or 3 arguments, found 1"]),
            ("[1, 2].all(x, x > 'a')", ["16+1 error: `>` has no meaning for int, string"]),
            ("[1, 2].exists(x, x)", ["17+1 error: `exists` has no meaning for int"]),
            ("count.map(x, x)", ["6+3 error: `map` has no meaning for int"]),
            ("[1].map(x, y)", ["11+1 error: unknown name `y`"]),
            ("math.abs('a')", ["5+3 error: `math.abs` has no meaning for string"]),
            ("math.greatest(pressure, degC(1))", ["24+7 error: Cel beside MPa"]),
            ("math.abs(pressure) > degC(1)", ["21+7 error: Cel beside MPa"]),
            (
                "timestamp('2026-02-30T00:00:00Z')",
                ["10+22 error: `2026-02-30T00:00:00Z` is no RFC 3339 time such as `2026-03-09T10:15:30Z`"]
            ),
            ("car.floor.matches('[a')", ["18+4 error: `[a` is no pattern: a `[` is not closed"]),
            (
                "{'a': 1, 'a': 2}",
                ["9+3 error: the key `'a'` occurs twice"]
            ),
            ("1 / 0", ["0+5 warning: this always fails: division by zero"]),
        ])
    func types(source: String, expected: [String]) { #expect(told(source) == expected) }

    @Test("A condition must be a truth")
    func result() {
        #expect(told("count", expecting: .bool) == ["0+5 error: the result is int, expected bool"])
        #expect(told("anything", expecting: .bool).isEmpty)
    }

    @Test(
        "Units are held against each other",
        arguments: [
            ("temperature > degC(60)", []),
            ("temperature > degC(60) && pressure < bar(3.5)", []),
            ("car.speed > 1.5", []), ("car.speed == 0.0", []), ("car.speed == 0", []),
            (
                "temperature > 60.0",
                ["14+4 warning: a bare number beside a quantity in Cel: write `degC(…)` or `degF(…)`"]
            ),
            (
                "0.35 > pressure",
                ["0+4 warning: a bare number beside a quantity in MPa: write `MPa(…)` or `bar(…)`"]
            ),
            (
                "temperature == 0.0",
                ["15+3 warning: a bare number beside a quantity in Cel: write `degC(…)` or `degF(…)`"]
            ),
            ("temperature > MPa(1)", ["14+6 error: MPa beside Cel"]),
            ("pressure + temperature > MPa(1)", ["11+11 error: Cel beside MPa"]),
            ("pressure in [MPa(1), degC(1)]", ["21+7 error: Cel beside MPa"]),
            ("(car.occupied ? pressure : temperature) > MPa(1)", ["27+11 error: Cel beside MPa"]),
            ("pressure / pressure > 0.5", []), ("2.0 * pressure > MPa(1)", []),
            ("temperature - outside.temperature > degC(5)", []),
            (
                "temperature - outside.temperature > degF(9)",
                ["36+7 error: a difference in Cel beside a unit whose zero lies elsewhere: write it in Cel"]
            ),
            ("temperature - outside.temperature > 0.0", []),
            (
                "increase(temperature, duration('5m')) > degF(9)",
                ["40+7 error: a difference in Cel beside a unit whose zero lies elsewhere: write it in Cel"]
            ),
            ("rate(temperature, duration('1m')) > degC_per_min(8.3)", []),
            ("rate(temperature, duration('1m')) > degC(8.3)", ["36+9 error: Cel beside Cel/s"]),
            ("avg(temperature, duration('1m')) > degF(140)", []),
            ("degC('60') < temperature", ["5+4 error: argument 1 of `degC` must be a number"]),
        ] as [(String, [String])])
    func units(source: String, expected: [String]) { #expect(told(source) == expected) }

    @Test("All mistakes of a source are told at once, in order")
    func several() {
        let source =
            "car.sped = 0.0 and door.state == 'shut' or temperature > MPa(1) && duration('x') > age(count)"
        let starts = told(source).map { $0.prefix { $0 != ":" } }
        #expect(
            starts == [
                "0+8 error", "9+1 error", "15+3 error", "33+6 error", "40+2 error", "57+6 error",
                "76+3 error",
            ])
    }

    @Test("Suggestions stop at four edits and at half the word")
    func spelling() {
        #expect(Spelling.suggestions(for: "sped", among: ["slow", "speed", "spend"]) == ["speed", "spend"])
        #expect(Spelling.suggestions(for: "ab", among: ["xy"]).isEmpty)
        #expect(Spelling.suggestions(for: "temprature", among: ["temperature"]) == ["temperature"])
        #expect(Spelling.suggestions(for: "recieve", among: ["receive"]) == ["receive"])
    }
}
