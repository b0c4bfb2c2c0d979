import Facility
import Testing

@testable import SiteConfiguration

/// Lines of a table in, topics, payloads and times out.
@Suite("Rows as messages")
struct RowMessageTests {
    /// `#expect` cannot change what it looks at.
    private func expect(
        _ outcome: RowMessage.Outcome, _ expected: RowMessage.Outcome,
        at location: SourceLocation = #_sourceLocation
    ) {
        #expect(outcome == expected, sourceLocation: location)
    }

    private static func payload(_ rows: RowMessage) -> String {
        String(decoding: rows.payload, as: UTF8.self)
    }

    @Test("A row becomes one JSON object of its columns as strings, its topic filled in")
    func json() {
        var rows = RowMessage(header: Array("\u{FEFF}station,flow".utf8), topic: "water/{station}/state")
        expect(rows.read(Array("P1,3.5".utf8)), .message)
        #expect(Self.payload(rows) == #"{"station":"P1","flow":"3.5"}"#)
        #expect(String(decoding: rows.topic, as: UTF8.self) == "water/P1/state")
        #expect(!rows.hasOneTopic)
        expect(rows.read(Array(#""P ""2""",a\b"#.utf8)), .message)
        #expect(Self.payload(rows) == #"{"station":"P \"2\"","flow":"a\\b"}"#)
    }

    @Test("Semicolons and tabs delimit where they cut the header into more columns")
    func delimiters() {
        for (header, line) in [("a;b;c", "1;2,5;3"), ("a\tb\tc", "1\t2,5\t3")] {
            var rows = RowMessage(header: Array(header.utf8), topic: "t")
            expect(rows.read(Array(line.utf8)), .message)
            #expect(Self.payload(rows) == #"{"a":"1","b":"2,5","c":"3"}"#)
        }
    }

    @Test("Rows may begin with a number that the header does not name, and end in a delimiter")
    func extraField() {
        var numbered = RowMessage(header: Array(#""time","b""#.utf8), topic: "t/{b}")
        numbered.clock = .column(0)
        expect(numbered.read(Array(#""1",1709251200,7"#.utf8)), .message)
        #expect(Self.payload(numbered) == #"{"time":"1709251200","b":"7"}"#)
        #expect(String(decoding: numbered.topic, as: UTF8.self) == "t/7")
        #expect(numbered.at.milliseconds == 1_709_251_200_000)
        expect(numbered.read(Array("1,2".utf8)), .wrongCount(2))
        var tailed = RowMessage(header: Array("a;b".utf8), topic: "t")
        expect(tailed.read(Array("1;2;".utf8)), .message)
        #expect(Self.payload(tailed) == #"{"a":"1","b":"2"}"#)
        expect(tailed.read(Array("1;2".utf8)), .wrongCount(2))
    }

    @Test("A profile that reads CSV gets the lines themselves")
    func lines() {
        var rows = RowMessage(header: Array("a,b".utf8), topic: "t")
        rows.form = .lineBelowHeader
        expect(rows.read(Array("1,2".utf8)), .message)
        #expect(Self.payload(rows) == "a,b\n1,2")
        rows.form = .line
        expect(rows.read(Array("1,2".utf8)), .message)
        #expect(Self.payload(rows) == "1,2")
    }

    @Test("A short row, a long row and a row without a time are counted and say why")
    func refused() {
        var rows = RowMessage(header: Array("time,b".utf8), topic: "t")
        rows.clock = .column(0)
        expect(rows.read(Array("1".utf8)), .wrongCount(1))
        expect(rows.read(Array("1,2,3".utf8)), .wrongCount(3))
        expect(rows.read(Array("soon,2".utf8)), .badTime("soon"))
        expect(rows.read([]), .empty)
        #expect(rows.row == 3)
    }

    @Test(
        "A time that no profile explains is read as replay reads it",
        arguments: [
            ("1709251200", 1_709_251_200_000), ("1709251200000", 1_709_251_200_000),
            ("2024-03-01 08:30:15", 1_709_281_815_000), ("2024/3/1 8:30", 1_709_281_800_000),
            ("2024-02-30", nil), ("1:2", nil), ("", nil),
        ] as [(String, Int64?)])
    func times(text: String, milliseconds: Int64?) {
        let found = Array(text.utf8).withUnsafeBufferPointer { WrittenTime.read($0) }
        #expect(found?.milliseconds == milliseconds)
    }

    @Test("A column is called by its pointer, its name or its number")
    func columns() {
        let rows = RowMessage(header: Array("a/b,c".utf8), topic: "t")
        #expect(rows.column(at: "/a~1b") == 0)
        #expect(rows.column(at: "c") == 1)
        #expect(rows.column(at: "2") == 1)
        #expect(rows.column(at: "/d") == nil)
    }

    @Test("What a back-test says, it says in both languages")
    func catalogue() {
        let samples: [BacktestMessage] = [
            .nobodysTopic("t/7"), .noTimeColumn("c/7", known: ["k7"]), .noRows("f7"),
            .unreadableRow(row: 77, "d7"), .played(messages: 71, readings: 72, refused: 73),
            .raised(70, from: "a7", to: "b7"), .nothingRaised(from: "a7", to: "b7"), .perDay, .perHazard,
            .longest, .more(79), .stillActive, .again, .weak, .shadow,
            .speed(readingsPerSecond: 78), .unknownDevice("u7"),
            .noSuchIncident("i7"), .groundsNotKept, .sameVersion("v7"),
            .otherVersion("v7", now: "w77"), .versionOnly("v7"),
        ]
        for message in samples {
            let text = message.text
            #expect(!text.en.isEmpty && !text.zh.isEmpty, "\(message)")
            #expect(text.en.count { $0 == "7" } == text.zh.count { $0 == "7" }, "\(message)")
        }
    }
}
