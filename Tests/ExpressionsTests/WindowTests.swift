import Expressions
import Testing

/// Window calls become places to read.
@Suite("Windows")
struct WindowTests {
    @Test("Equal calls share a place, different ones do not, and the program says what it reads")
    func slots() throws {
        let source = """
            car.occupied && changes(car.floor, duration('5m')) == 0
              && changes(car.floor, duration('300s')) < 3
              && sources('fire.alarm', duration('3m')) >= 2 && quantile(0.9, pressure, duration('1h')) > 1.0
            """
        let program = try #require(Program.compile(source, in: Lift.environment).program)
        #expect(program.variables == [1])
        #expect(
            program.windows == [
                WindowCall(function: "changes", point: 2, durationMilliseconds: 300_000),
                WindowCall(function: "sources", durationMilliseconds: 180_000, text: "fire.alarm"),
                WindowCall(function: "quantile", point: 6, durationMilliseconds: 3_600_000, number: 0.9),
            ])
        let values = Lift.values(["car.occupied": .bool(true)])
        let windows: [Value] = [.int(0), .int(2), .double(1.5)]
        #expect(program.evaluate(variables: values, windows: windows) == .bool(true))
        #expect(
            program.evaluate(variables: values, windows: [.int(0), .int(1), .double(1.5)]) == .bool(false))
        #expect(program.evaluate(variables: values, windows: [.unknown, .int(2), .double(1.5)]) == .unknown)
    }

    @Test(
        "What is asked for first is not needed",
        arguments: [
            ("car.occupied && car.speed > 1.0", ["car.speed", "car.occupied"]),
            ("has(car.occupied) && car.occupied || has(pressure) && pressure > 1.0", []),
            ("temperature > (has(outside.temperature) ? outside.temperature : degC(50))", ["temperature"]),
            (
                "temperature > (has(pressure) ? outside.temperature : degC(50))",
                ["temperature", "outside.temperature"]
            ),
            ("has(pressure) && rate(pressure, duration('1m')) < 0.0 && car.occupied", ["car.occupied"]),
            ("rate(pressure, duration('1m')) < 0.0", ["pressure"]),
            ("has(rate(pressure, duration('1m'))) && rate(pressure, duration('1m')) < 0.0", []),
            ("!has(pressure) && pressure > 1.0", ["pressure"]),
            ("has(pressure) || pressure > 1.0", ["pressure"]),
            ("(has(pressure) && car.occupied) && pressure > 1.0", ["car.occupied"]),
            ("sources('fire.alarm', duration('3m')) >= 2", []),
            ("novelty([pressure, car.speed], duration('1h')) > 3.0", ["car.speed", "pressure"]),
            (
                "has(novelty([pressure, car.speed], duration('1h'))) && pressure > 1.0 && temperature > 1.0",
                ["temperature"]
            ),
        ])
    func needs(source: String, expected: [String]) throws {
        let program = try #require(Program.compile(source, in: Lift.environment).program)
        #expect(program.needed.map { Lift.environment.variables[$0].name } == expected)
    }

    @Test("A window that cannot tell is asked first and blocks nothing")
    func presence() {
        let source = """
            car.occupied || has(rate(pressure, duration('1m'))) && rate(pressure, duration('1m')) > 0.1
            """
        let known: [String: Value] = ["car.occupied": .bool(false)]
        #expect(evaluate(source, known, windows: [.unknown]) == .bool(false))
        #expect(evaluate(source, known, windows: [.double(0.2)]) == .bool(true))
        #expect(evaluate(source, known, windows: [.double(0.05)]) == .bool(false))
        #expect(told("has(rate(car.floor, duration('1m')))").count == 1)
        #expect(told("has(size('a'))").count == 1)
    }

    @Test("A window may look at several points together")
    func together() throws {
        let source = "novelty([pressure, car.speed], duration('1h')) > 3.0"
        let program = try #require(Program.compile(source, in: Lift.environment).program)
        #expect(
            program.windows == [
                WindowCall(function: "novelty", points: [6, 0], durationMilliseconds: 3_600_000)
            ])
        #expect(program.windows[0].looksAt == [6, 0])
        #expect(evaluate(source, windows: [.double(3.5)]) == .bool(true))
    }

    @Test("Of two forms of one window function the one is taken that is written")
    func forms() throws {
        let source = "stddev(pressure, 60) > stddev(pressure, duration('1m'))"
        let program = try #require(Program.compile(source, in: Lift.environment).program)
        #expect(
            program.windows == [
                WindowCall(function: "stddev", point: 6, number: 60),
                WindowCall(function: "stddev", point: 6, durationMilliseconds: 60_000),
            ])
    }

    @Test("A window keeps its point's type, unit and enumeration")
    func previous() {
        #expect(evaluate("previous(door.state) == 'open'", windows: [.string("open")]) == .bool(true))
        #expect(told("previous(door.state) == 'shut'").count == 1)
        #expect(told("previous(pressure) > degC(1)") == ["21+7 error: Cel beside MPa"])
        #expect(
            evaluate("age(car.speed) > duration('5m')", windows: [.duration(milliseconds: 300_001)])
                == .bool(true))
    }

    @Test(
        "Arguments of a window are checked",
        arguments: [
            (
                "changes(1, duration('5m'))",
                ["8+1 error: argument 1 of `changes` must be the bare name of a point"]
            ),
            (
                "changes('car.floor', duration('5m'))",
                ["8+11 error: argument 1 of `changes` must be the bare name of a point"]
            ),
            (
                "changes(car.flor, duration('5m'))",
                ["8+8 error: unknown name `car.flor`; did you mean `car.floor`?"]
            ),
            (
                "avg(car.floor, duration('5m'))",
                ["4+9 error: argument 1 of `avg` must be the bare name of a point that is double"]
            ),
            (
                "avg(pressure, 5)",
                ["14+1 error: argument 2 of `avg` must be a length of time such as `duration('5m')`"]
            ),
            (
                "avg(pressure, duration('0s'))",
                ["14+14 error: argument 2 of `avg` must be a length of time such as `duration('5m')`"]
            ),
            (
                "avg(pressure, duration('5 m'))",
                ["23+5 error: `5 m` is no duration such as `90s`, `5m` or `1h30m`"]
            ),
            ("avg(pressure)", ["0+3 error: `avg` takes 2 arguments, found 1"]),
            (
                "novelty(pressure, duration('1h'))",
                [
                    "8+8 error: argument 1 of `novelty` must be a list of 2 to 16 different points"
                        + " such as `[car.speed, car.load]`"
                ]
            ),
            (
                "novelty([pressure, pressure], duration('1h'))",
                [
                    "19+8 error: argument 1 of `novelty` must be a list of 2 to 16 different points"
                        + " such as `[car.speed, car.load]`"
                ]
            ),
            (
                "novelty([pressure, presure], duration('1h'))",
                ["19+7 error: unknown name `presure`; did you mean `pressure`?"]
            ),
            (
                "novelty([pressure, car.floor], duration('1h'))",
                ["19+9 error: argument 1 of `novelty` must be the bare name of a point that is double"]
            ),
            (
                "sources('fire.alrm', duration('3m'))",
                [
                    "8+11 error: `fire.alrm` is not one of `fire.alarm`, `fire.smoke`"
                        + "; did you mean `fire.alarm`?"
                ]
            ),
            (
                "sources(count, duration('3m'))",
                ["8+5 error: argument 1 of `sources` must be a text in quotes"]
            ),
        ])
    func arguments(source: String, expected: [String]) { #expect(told(source) == expected) }
}
