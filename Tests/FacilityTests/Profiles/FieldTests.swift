import Facility
import Testing

@Suite("What a field makes of a payload's value")
struct FieldTests {
    @Test(
        "A number point takes JSON numbers and strings that spell one, and nothing else",
        arguments: [
            (#"7"#, ["x=7.0"]), (#"-0.5"#, ["x=-0.5"]), (#"1e3"#, ["x=1000.0"]), (#""0.35""#, ["x=0.35"]),
            (#"" +7 ""#, ["x=7.0"]), (#""-1.25e2""#, ["x=-125.0"]), (#"".5""#, ["x=0.5"]),
            (#""123456789012345678""#, ["x=1.2345678901234568e+17"]),
            (#"18446744073709551615"#, ["x=1.8446744073709552e+19"]),
            (#"true"#, ["!not a number: true"]), (#""12 V""#, ["!not a number: `12 V`"]),
            (#""""#, ["!not a number: ``"]), (#""nan""#, ["!not a number: `nan`"]),
            (#""inf""#, ["!not a number: `inf`"]), (#""-inf""#, ["!not a number: `-inf`"]),
            (#""0x10""#, ["!not a number: `0x10`"]), (#""1,5""#, ["!not a number: `1,5`"]),
            (#""1e999""#, ["!not a number: `1e999`"]), (#""--1""#, ["!not a number: `--1`"]),
            (#""+-1""#, ["!not a number: `+-1`"]), (#""1.2.3""#, ["!not a number: `1.2.3`"]),
            (#""-""#, ["!not a number: `-`"]), (#""٣""#, ["!not a number: `٣`"]),
            (#"[1]"#, ["!not a number: an array"]), (#"{}"#, ["!not a number: an object"]), (#"null"#, []),
        ])
    func number(raw: String, expected: [String]) {
        var bench = DecodingBench(anyNumber)
        #expect(bench.lines(#"{"v":\#(raw)}"#) == expected)
    }

    @Test(
        "A boolean point takes the usual spellings in any case",
        arguments: [
            ("true", true), ("1", true), ("1.0", true), (#""true""#, true), (#""ON""#, true),
            (#""Yes""#, true), (#""1""#, true),
            ("false", false), ("0", false), (#""FALSE""#, false), (#""off""#, false), (#""no""#, false),
            (#""0""#, false),
        ])
    func boolean(raw: String, expected: Bool) {
        var bench = DecodingBench(.boolean)
        #expect(bench.lines(#"{"v":\#(raw)}"#) == ["x=\(expected)"])
    }

    @Test(
        "A boolean point refuses what is neither",
        arguments: ["2", "-1", #""""#, #""maybe""#, #""truee""#, #""o""#, #""\u0011""#, "[]", "0.5"])
    func notBoolean(raw: String) {
        var bench = DecodingBench(.boolean)
        let lines = bench.lines(#"{"v":\#(raw)}"#)
        #expect(lines.count == 1)
        #expect(lines.allSatisfy { $0.hasPrefix("!not a boolean: ") })
    }

    @Test("A choice is one of the point's values, by its spelling or its number")
    func choice() {
        var bench = DecodingBench(.choice(["closed", "emergency_power", "2"]))
        #expect(bench.lines(#"{"v":"closed"}"#) == ["x='closed'"])
        #expect(bench.lines(#"{"v":"emergency_power"}"#) == ["x='emergency_power'"])
        #expect(bench.lines(#"{"v":2}"#) == ["x='2'"])
        #expect(
            bench.lines(#"{"v":"emergency_powes"}"#) == ["!not one of the point's values: `emergency_powes`"])
        #expect(bench.lines(#"{"v":3}"#) == ["!not one of the point's values: 3"])
    }

    @Test("Text is kept as it is, numbers as a person writes them")
    func text() {
        var bench = DecodingBench(.text)
        #expect(bench.lines(#"{"v":"-1 层"}"#) == ["x='-1 层'"])
        #expect(bench.lines(#"{"v":7.0}"#) == ["x='7'"])
        #expect(bench.lines(#"{"v":7.5}"#) == ["x='7.5'"])
        #expect(bench.lines(#"{"v":9007199254740993}"#) == ["x='9007199254740993'"])
        #expect(bench.lines(#"{"v":9223372036854775807}"#) == ["x='9223372036854775807'"])
        // A number of 64 bits without quotes, a LoRaWAN device's, of which a double keeps 16 digits.
        #expect(bench.lines(#"{"v":12084742387654321098}"#) == ["!not a value: 1.208474238765432e+19"])
        #expect(bench.lines(#"{"v":"12084742387654321098"}"#) == ["x='12084742387654321098'"])
        #expect(bench.lines(#"{"v":true}"#) == ["x='true'"])
        #expect(bench.lines(#"{"v":[]}"#) == ["!not a value: an array"])
        let long = String(repeating: "a", count: 256)
        #expect(bench.lines(#"{"v":"\#(long)"}"#) == ["x='\(long)'"])
        #expect(bench.lines(#"{"v":"\#(long)b"}"#) == ["!text longer than 256 bytes: 257"])
    }

    @Test("A map comes first and matches numbers by value")
    func map() {
        var bench = DecodingBench(.boolean, map: ["0": .boolean(true), "1": .boolean(false), "-": .nothing])
        #expect(bench.lines(#"{"v":"0"}"#) == ["x=true"])
        #expect(bench.lines(#"{"v":0}"#) == ["x=true"])
        #expect(bench.lines(#"{"v":1.0}"#) == ["x=false"])
        #expect(bench.lines(#"{"v":"-"}"#) == [])
        #expect(bench.lines(#"{"v":"2"}"#) == ["!not in the field's map: `2`"])
        #expect(bench.lines(#"{"v":true}"#) == ["!not in the field's map: true"])
        #expect(bench.lines(#"{"v":null}"#) == [])
    }

    @Test("On a number point a map names exceptions only: a probe that is not fitted says false")
    func exceptions() {
        var bench = DecodingBench(anyNumber, map: ["false": .nothing, "-99": .nothing, "low": .number(3)])
        #expect(bench.lines(#"{"v":45.2}"#) == ["x=45.2"])
        #expect(bench.lines(#"{"v":false}"#) == [])
        #expect(bench.lines(#"{"v":-99}"#) == [])
        #expect(bench.lines(#"{"v":"low"}"#) == ["x=3.0"])
        #expect(bench.lines(#"{"v":"high"}"#) == ["!not in the field's map: `high`"])
    }

    @Test("A map's value that does not fit the point is as if not listed")
    func unfit() {
        var bench = DecodingBench(.choice(["a"]), map: ["1": .text("b"), "2": .text("a")])
        #expect(bench.lines(#"{"v":1}"#) == ["!not in the field's map: 1"])
        #expect(bench.lines(#"{"v":2}"#) == ["x='a'"])
    }

    @Test("A converted value outside the range is kept and marked")
    func rangeAndConversion() {
        let field = Field(
            point: PointIndex(0), at: "/p", conversion: Units.conversion(from: "kPa", to: "MPa") ?? .identity)
        var bench = DecodingBench([("p", .number(unit: "MPa", range: 0...1.6))], [field])
        #expect(bench.lines(#"{"p":350}"#) == ["p=0.35"])
        #expect(bench.lines(#"{"p":"1600"}"#) == ["p=1.6"])
        #expect(bench.lines(#"{"p":1601}"#) == ["p=1.601 out_of_range"])
        #expect(bench.lines(#"{"p":-1}"#) == ["p=-0.001 out_of_range"])
        #expect(bench.lines(#"{"p":1e308}"#) == ["p=1e+305 out_of_range"])
    }

    @Test("A conversion that leaves the numbers is refused")
    func overflow() {
        let field = Field(
            point: PointIndex(0), at: "/p", conversion: LinearConversion(scale: 1e10, offset: 0))
        var bench = DecodingBench([("p", anyNumber)], [field])
        #expect(bench.lines(#"{"p":1e300}"#) == ["!not a number: 1e+300"])
    }

    @Test("A field may be a number on one device and an array on the next")
    func alternatives() {
        let field = Field(point: PointIndex(0), at: "/E/P", otherwise: ["/E/P/0"])
        var bench = DecodingBench([("p", anyNumber)], [field])
        #expect(bench.lines(#"{"E":{"P":52}}"#) == ["p=52.0"])
        #expect(bench.lines(#"{"E":{"P":[52,5]}}"#) == ["p=52.0"])
        #expect(bench.lines(#"{"E":{"P":[]}}"#) == ["!not a number: an array"])
        #expect(bench.lines(#"{"E":{}}"#) == [])
    }

    @Test(
        "JSON Pointers reach escaped keys, array elements and the whole document",
        arguments: [
            ("/a~1b", #"{"a/b":1}"#, ["x=1.0"]), ("/m~0n", #"{"m~n":2}"#, ["x=2.0"]),
            ("/~01", #"{"~1":3}"#, ["x=3.0"]),
            ("/", #"{"":4}"#, ["x=4.0"]), ("/a/1/b", #"{"a":[0,{"b":5}]}"#, ["x=5.0"]),
            ("/a/01", #"{"a":[0,9]}"#, []),
            ("/a/2", #"{"a":[0,9]}"#, []), ("/a/-", #"{"a":[0,9]}"#, []), ("/0", #"{"0":6}"#, ["x=6.0"]),
            ("", "16", ["x=16.0"]), ("", #""35.6""#, ["x=35.6"]),
            ("/switch:0/voltage", #"{"switch:0":{"voltage":232.7}}"#, ["x=232.7"]),
            ("/a", #"{"a":1,"a":2}"#, ["x=2.0"]), ("/a/b", #"{"a":{"b":1},"a":{}}"#, []),
            (
                "/unusually_long_key_of_a_maker",
                #"{"unusually_long_key_of_a_makes":1,"unusually_long_key_of_a_maker":7}"#, ["x=7.0"]
            ),
            ("/\u{6C34}\u{538B}", #"{"水压":0.3}"#, ["x=0.3"]), ("/a", "[1]", []), ("/a", "5", []),
        ])
    func pointers(pointer: String, payload: String, expected: [String]) {
        var bench = DecodingBench(anyNumber, at: pointer)
        #expect(bench.lines(payload) == expected)
    }

    @Test("Texts that are no JSON Pointer are told apart", arguments: ["a", "/a~", "/~2", "#/a"])
    func notPointers(text: String) {
        #expect(!JSONPlan.isPointer(text))
        var bench = DecodingBench(anyNumber, at: text)
        #expect(bench.lines(#"{"a":1}"#) == [])
    }

    @Test("A text payload is one value without the white space around it")
    func textCodec() {
        var number = DecodingBench(anyNumber, at: "", codec: .text)
        #expect(number.lines(" 16.5\r\n") == ["x=16.5"])
        #expect(
            number.lines("invalid json IncompleteInput: new_name") == [
                "!not a number: `invalid json IncompleteInput: new_name`"
            ])
        #expect(number.lines("  \n") == ["!malformed: empty payload"])
        var switched = DecodingBench(.boolean, at: "", codec: .text)
        #expect(switched.lines("ON") == ["x=true"])
        var text = DecodingBench(.text, at: "", codec: .text)
        #expect(text.decode([0x61, 0xFF]).outcome.disposition == .malformed)
    }
}
