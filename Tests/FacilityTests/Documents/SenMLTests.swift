import Facility
import Testing

@Suite("SenML packs")
struct SenMLTests {
    private static func bench(_ channels: String...) -> DocumentBench {
        DocumentBench(
            [
                ("t", celsius, ["temperature", "temp"]), ("v", .number(unit: "V", range: nil), ["voltage"]),
                ("a", .number(unit: "A", range: nil), ["current"]), ("open", .boolean, ["open"]),
                ("label", .text, ["label"]), ("e", .number(unit: "kWh", range: nil), ["energy#sum"]),
                ("p", watts, ["port{channel}/power"]), ("air", celsius, ["air/temp"]),
            ], codec: .senml, channels: channels)
    }

    @Test(
        "Base name, unit and value are put in and hold until others come (RFC 8428, 5.1.2)",
        arguments: [
            (
                #"[{"bn":"urn:dev:ow:10e2073a01080063:","n":"voltage","u":"V","v":120.1},{"n":"current","u":"A","v":1.2}]"#,
                ["v=120.1", "a=1.2"]
            ),
            (#"[{"bn":"dev:","bu":"A","bv":1,"n":"current","v":0.5}]"#, ["a=1.5"]),
            (#"[{"n":"temperature","u":"K","v":300.15}]"#, ["t=27.0"]),
            (#"[{"n":"urn:dev:ow:1_temp","u":"Cel","v":20}]"#, ["t=20.0"]),
            (#"[{"n":"mistemp","v":20}]"#, []), (#"[{"n":"x/air/temp","v":20}]"#, ["air=20.0"]),
            (#"[{"n":"dev:temp","v":20}]"#, ["t=20.0"]),
            (
                #"[{"n":"d/open","vb":true},{"n":"d/label","vs":"a"},{"n":"x.label","vd":"AQI"}]"#,
                ["open=true", "label='a'", "label='AQI'"]
            ),
            (#"[{"bs":10,"bu":"Wh"},{"n":"energy","s":990,"v":5},{"n":"energy","v":5}]"#, ["e=1.0"]),
            (
                #"[{"n":"voltage","u":"mV","v":1500},{"n":"voltage","u":"lx","v":1},{"n":"voltage","u":"volts","v":1}]"#,
                [
                    "v=1.5", "!not a unit of the point's quantity: `lx`",
                    "!not a unit of the point's quantity: `volts`",
                ]
            ),
            (#"[{"n":"voltage","vs":"12"}]"#, ["v=12.0"]),
            (#"[{"n":"d/port1/power","v":7},{"n":"d/port9/power","v":8}]"#, ["1 p=7.0", "?9"]),
            (#"[]"#, []), (#"[{"bn":"x"}]"#, []),
        ])
    func resolve(payload: String, expected: [String]) {
        var bench = Self.bench("1")
        #expect(bench.lines(payload).map { $0.replacing("27.0000000000000", with: "27.0") } == expected)
    }

    @Test("A time below 2^28 is relative to now, another counts from 1970, and none is now")
    func times() {
        var bench = Self.bench()
        let now = noon / 1_000
        #expect(
            bench.lines(
                #"[{"bn":"d:","bt":-10,"n":"temp","v":1},{"n":"temp","t":5,"v":2},{"n":"temp","t":10,"v":3}]"#
            )
                == ["t=1.0 -10s", "t=2.0 -5s", "t=3.0"])
        #expect(
            bench.lines(
                #"[{"bn":"d:","bt":\#(now),"n":"temp","t":-60,"v":1},{"n":"temp","v":2}]"#)
                == ["t=1.0 -60s", "t=2.0"])
        #expect(bench.lines(#"[{"n":"temp","t":30,"v":2}]"#) == ["t=2.0"])
    }

    @Test(
        "A pack that must not be read by halves is refused whole",
        arguments: [
            (#"[{"bver":11,"n":"temp","v":1}]"#, "senml that must not be read by halves: version 11"),
            (
                #"[{"n":"temp","v":1},{"n":"temp","v":2,"x_":3}]"#,
                "senml that must not be read by halves: the field `x_`"
            ),
            (#"[{"bver":5},{"bver":10,"n":"temp","v":1}]"#, "two senml versions in one pack"),
            (#"{"n":"temp","v":1}"#, "a senml pack is an array"), (#"[1]"#, "a senml record is an object"),
            (#"[{"n":"temp","v":1,"vs":"a"}]"#, "a senml record with two values"),
            (#"[{"n":"temp","v":"1"}]"#, "a senml number that is none: `v`"),
            (#"[{"n":5,"v":1}]"#, "a senml text that is none: `n`"),
            (#"[{"v":1}]"#, "a senml name that is empty or not of `A-Za-z0-9-:./_`"),
            (#"[{"n":"a b","v":1}]"#, "a senml name that is empty or not of `A-Za-z0-9-:./_`"),
            (#"[{"n":"temp","t":1e300,"v":1}]"#, "a senml time beyond the year 9999"),
        ])
    func refused(payload: String, reason: String) {
        var bench = Self.bench()
        #expect(bench.lines(payload) == ["!malformed: " + reason])
    }

    @Test("Fields that no one knows are passed over, versions up to 10 are read")
    func tolerant() {
        var bench = Self.bench()
        #expect(bench.lines(#"[{"bver":10,"n":"temp","v":1,"ut":60,"extra":[1,2]}]"#) == ["t=1.0"])
    }
}
