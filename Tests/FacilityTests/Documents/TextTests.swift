import Facility
import Testing

@Suite("Texts with names in them")
struct TextTests {
    private static func pairs(_ between: Character, _ equals: Character) -> DocumentBench {
        DocumentBench(
            [("t", celsius, ["t", "temp"]), ("on", .boolean, ["on"]), ("name", .text, ["n"])],
            codec: .pairs(
                PairsLayout(between: between.asciiValue!, equals: equals.asciiValue!)))
    }

    @Test(
        "Pairs are cut at their signs; blanks around them do not count, the last of a repeated key does",
        arguments: [
            ("t=21.5&on=1", ["t=21.5", "on=true"]), ("temp=7", ["t=7.0"]),
            (" t = 21.5 & n = a b ", ["t=21.5", "name='a b'"]), ("t=1&t=2", ["t=2.0"]),
            ("t=&on=1", ["on=true"]), ("x=1&y", []), ("t=1\nn=b=c", ["t=1.0", "name='b=c'"]),
            ("t=warm", ["!not a number: `warm`"]), ("&&t=1&&", ["t=1.0"]),
            ("hello", ["!malformed: not what the profile's pattern, pairs or columns say"]),
            ("  ", ["!malformed: empty payload"]),
        ])
    func pairs(payload: String, expected: [String]) {
        var bench = Self.pairs("&", "=")
        #expect(bench.lines(payload) == expected)
    }

    @Test("The signs are the profile's")
    func signs() {
        var bench = Self.pairs(";", ":")
        #expect(bench.lines("t:21.5;on:off;") == ["t=21.5", "on=false"])
        #expect(bench.decode([0x74, 0x3A, 0xFF]).outcome.rejections.first?.reason == .malformed(.notUTF8))
    }

    @Test("A pattern's groups are the fields, and the time is one of them")
    func pattern() {
        var bench = DocumentBench(
            [("t", celsius, ["t"]), ("h", anyNumber, ["h"])],
            codec: .pattern(GroupLayout(pattern: #"^(?<at>\d+) T=(?<t>-?[\d.]+)(?: H=(?<h>\d+)%)?"#)),
            time: DeviceTimeRule(at: "at", format: .unixSeconds))
        let now = noon / 1_000
        #expect(bench.lines("\(now - 5) T=-3.5 H=40% ok") == ["t=-3.5 -5s", "h=40.0 -5s"])
        #expect(bench.lines("\(now) T=7") == ["t=7.0"])
        #expect(
            bench.lines("invalid json IncompleteInput: new_name")
                == ["!malformed: not what the profile's pattern, pairs or columns say"])
        #expect(bench.lines("\(now) T=1.2.3") == ["!not a number: `1.2.3`"])
    }

    @Test("With a group called channel every match is a part")
    func channels() {
        var bench = DocumentBench(
            [("t", celsius, ["t"])],
            codec: .pattern(GroupLayout(pattern: #"T(?<channel>\d)=(?<t>\d+)"#)), channels: ["1", "2"])
        #expect(bench.lines("T1=20;T2=21;T3=22") == ["1 t=20.0", "2 t=21.0", "?3"])
        let (outcome, readings) = bench.decode(String(repeating: "T1=1;", count: 300).utf8)
        #expect(readings.count == 256)
        #expect(outcome.rejections.map(\.reason) == [.tooManyChannels])
    }

    @Test("What firmware leaves after a text, line ends and the zero of a string in C, is no part of it")
    func ends() {
        var pattern = DocumentBench(
            [("t", celsius, ["t"])], codec: .pattern(GroupLayout(pattern: #"^T=(?<t>[\d.]+)$"#)))
        var pairs = Self.pairs("&", "=")
        var bare = DocumentBench([("t", celsius, [""])], codec: .text)
        var lines = DocumentBench(
            [("t", celsius, ["2"])], codec: .csv(CSVLayout(delimiter: UInt8(ascii: ","), header: .none)))
        for end in ["", "\n", "\r\n", "\0", "\r\n\0", "\0\0\0"] {
            #expect(pattern.lines("T=21.5" + end) == ["t=21.5"])
            #expect(pairs.lines("n=a b&t=21.5" + end) == ["t=21.5", "name='a b'"])
            #expect(bare.lines("21.5" + end) == ["t=21.5"])
            #expect(lines.lines("a,21.5" + end) == ["t=21.5"])
        }
        #expect(bare.lines("\0") == ["!malformed: empty payload"])
        #expect(bare.lines("2\01") == ["!not a number: `2\01`"])
    }

    @Test("A pattern that drives a backtracking engine into the night ends in time")
    func catastrophe() {
        var bench = DocumentBench(
            [("t", celsius, ["t"])], codec: .pattern(GroupLayout(pattern: #"^(?<t>(a+)+)+$"#)))
        let start = ContinuousClock.now
        #expect(bench.lines(String(repeating: "a", count: 4_000) + "!").count == 1)
        #expect(ContinuousClock.now - start < .seconds(2))
    }
}

@Suite("Lines of delimited fields")
struct CSVTests {
    private static func bench(_ layout: CSVLayout, channels: [String] = [], time: DeviceTimeRule? = nil)
        -> DocumentBench
    {
        let isNamed = layout.header != .none
        return DocumentBench(
            [("t", celsius, [isNamed ? "temp" : "2"]), ("name", .text, [isNamed ? "name" : "1"])],
            codec: .csv(layout), channels: channels, time: time)
    }

    @Test(
        "Columns by number; quotes hold delimiters, quotes and line ends",
        arguments: [
            ("a,21.5", ["t=21.5", "name='a'"]), (#""a,b",7"#, ["t=7.0", "name='a,b'"]),
            (#""say ""hi""",7"#, [#"t=7.0"#, #"name='say "hi"'"#]),
            ("\"two\nlines\",7", ["t=7.0", "name='two\nlines'"]), ("a", ["name='a'"]), ("a,", ["name='a'"]),
            (",7", ["t=7.0"]), ("a,1,more,fields", ["t=1.0", "name='a'"]),
            ("a,1\r\nb,2\n\n", ["t=1.0", "name='a'", "t=2.0", "name='b'"]),
            ("a, 21 ", ["t=21.0", "name='a'"]), (#"a, "8" "#, ["t=8.0", "name='a'"]),
            (#""a,1"#, ["!malformed: a quoted field that is not closed or goes on after its quote"]),
            (#""a"b,1"#, ["!malformed: a quoted field that is not closed or goes on after its quote"]),
            ("a,warm", ["name='a'", "!not a number: `warm`"]), (" \n ", ["!malformed: empty payload"]),
        ])
    func numbers(payload: String, expected: [String]) {
        var bench = Self.bench(CSVLayout(delimiter: UInt8(ascii: ","), header: .none))
        #expect(bench.lines(payload) == expected)
    }

    @Test(
        "Columns padded with the blank that delimits them: a run of blanks is one delimiter",
        arguments: [
            ("a 21.5", ["t=21.5", "name='a'"]), ("   a      21.5  ", ["t=21.5", "name='a'"]),
            ("  a  1 \r\n bc 2\n", ["t=1.0", "name='a'", "t=2.0", "name='bc'"]),
            (#"  "a b"   7 x"#, ["t=7.0", "name='a b'"]), ("a", ["name='a'"]), ("a  ", ["name='a'"]),
            (#""a"b 7"#, ["!malformed: a quoted field that is not closed or goes on after its quote"]),
        ])
    func padded(payload: String, expected: [String]) {
        var bench = Self.bench(CSVLayout(delimiter: UInt8(ascii: " "), header: .none))
        #expect(bench.lines(payload) == expected)
    }

    @Test("Padded columns have padded names")
    func paddedHeader() {
        var bench = Self.bench(CSVLayout(delimiter: UInt8(ascii: " "), header: .line))
        #expect(
            bench.lines("   name    temp\n  probe     3.3\n      p   -0.5") == [
                "t=3.3", "name='probe'", "t=-0.5", "name='p'",
            ])
    }

    @Test("The first line names the columns in any order; a row of another length is refused alone")
    func header() {
        var bench = Self.bench(CSVLayout(delimiter: UInt8(ascii: ";"), header: .line))
        #expect(
            bench.lines("temp;x;name\n1;9;a\n2;b\n3;9;c") == [
                "t=1.0", "name='a'", "t=3.0", "name='c'", "!malformed: 2 columns of 3",
            ])
        #expect(bench.lines("temp;x;name\n") == [])
        #expect(bench.lines("\u{FEFF}temp;name\n1;a") == ["t=1.0", "name='a'"])
    }

    @Test("A column names the channel, another the time of each line")
    func channels() {
        var bench = Self.bench(
            CSVLayout(
                delimiter: UInt8(ascii: ","), header: .names(["at", "probe", "temp"]), channel: "probe"),
            channels: ["p1", "2"], time: DeviceTimeRule(at: "at", format: .unixSeconds))
        let now = noon / 1_000
        #expect(
            bench.lines("\(now - 60),p1,20\n\(now),2,21\n\(now),p3,22\n\(now),,23")
                == ["p1 t=20.0 -60s", "2 t=21.0", "?p3"])
    }

    @Test("More lines or columns than are read refuse the payload")
    func bounded() {
        var bench = Self.bench(CSVLayout(delimiter: UInt8(ascii: ","), header: .none))
        #expect(
            bench.lines(String(repeating: "a,1\n", count: 4_097)) == ["!malformed: more than 4096 lines"])
        #expect(bench.lines(String(repeating: ",", count: 300)) == ["!malformed: more than 256 columns"])
        #expect(
            bench.lines(String(repeating: "a", count: 65_537)) == [
                "!malformed: a text longer than 65536 bytes"
            ])
    }
}
