import Facility
import Testing

/// simdjson refuses a document for one whole number of more than 64 bits; a card's twenty digits without quotes must
/// not cost the alarm beside them.
@Suite("Whole numbers longer than 64 bits")
struct OverlongNumberTests {
    private static func bench() -> DocumentBench {
        DocumentBench(
            [("alarm", anyNumber, ["/alarm"]), ("card", .text, ["/iccid"]), ("count", anyNumber, ["/n"])],
            codec: .json)
    }

    @Test("They are read as their digits, and what stands beside them is read too")
    func beside() {
        var bench = Self.bench()
        #expect(
            bench.lines(#"{"iccid":89860012345678901234,"alarm":1}"#)
                == ["alarm=1.0", "card='89860012345678901234'"])
        #expect(
            bench.lines(#"{ "alarm" : 1, "x": [ -99999999999999999999 , 18446744073709551616], "n":2}"#)
                == ["alarm=1.0", "count=2.0"])
    }

    @Test("As a number they are their nearest double")
    func number() {
        var bench = Self.bench()
        #expect(bench.lines(#"{"n":100000000000000000000}"#) == ["count=1e+20"])
    }

    @Test("Digits within texts, fractions and exponents are left alone")
    func others() {
        var bench = Self.bench()
        #expect(
            bench.lines(
                #"{"iccid":"\"99999999999999999999","n":1.99999999999999999999e1,"o":99999999999999999999}"#)
                == [#"card='"99999999999999999999'"#, "count=20.0"])
    }

    @Test("What is no JSON stays none")
    func broken() {
        var bench = Self.bench()
        for text in [
            #"{"n":99999999999999999999"#, #"{"n":x99999999999999999999}"#, #"{"n":099999999999999999999}"#,
            #"{"n":99999999999999999999,"o":1e999}"#, #"{99999999999999999999:1}x"#, "-99999999999999999999x",
        ] {
            #expect(bench.lines(text).allSatisfy { $0.hasPrefix("!") }, "\(text)")
        }
    }
}
