import Testing

@testable import Expressions

/// Durations and instants as texts.
@Suite("Time as text")
struct TimeTextTests {
    @Test(
        "Durations are read to the millisecond",
        arguments: [
            ("5m", 300_000), ("1h30m", 5_400_000), ("-2.5s", -2500), ("300ms", 300), ("0", 0),
            ("1.25h", 4_500_000),
            (".5s", 500), ("+1s", 1000), ("1000us", 1), ("1000000ns", 1), ("1h1m1.001s", 3_661_001),
        ] as [(String, Int64)])
    func durations(text: String, milliseconds: Int64) throws {
        #expect(try DurationText.parse(text) == milliseconds)
        #expect(try DurationText.parse(DurationText.write(milliseconds)) == milliseconds)
    }

    @Test(
        "What is no duration is refused",
        arguments: ["", "5", "m", "5 m", "5d", "-", ".s", "1s1", "99999999999h", "--1s"])
    func malformed(text: String) {
        #expect(throws: DurationText.Failure.malformed) { try DurationText.parse(text) }
    }

    @Test(
        "What is finer than a millisecond is refused",
        arguments: ["1us", "0.0001s", "1ns", "0.00000000000001h"])
    func tooFine(text: String) {
        #expect(throws: DurationText.Failure.finerThanMilliseconds) { try DurationText.parse(text) }
    }

    @Test(
        "Instants are read and written",
        arguments: [
            ("1970-01-01T00:00:00Z", 0), ("2026-03-09T10:15:30Z", 1_773_051_330_000),
            ("2000-02-29T12:00:00.25Z", 951_825_600_250), ("1969-12-31T23:59:59.999Z", -1),
            ("0001-01-01T00:00:00Z", -62_135_596_800_000), ("9999-12-31T23:59:59.999Z", 253_402_300_799_999),
        ] as [(String, Int64)])
    func instants(text: String, milliseconds: Int64) throws {
        #expect(TimestampText.parse(text) == milliseconds)
        let written = TimestampText.write(milliseconds)
        #expect(TimestampText.parse(written) == milliseconds)
    }

    @Test("A zone is taken into account")
    func zone() {
        #expect(
            TimestampText.parse("2026-03-09T18:15:30+08:00") == TimestampText.parse("2026-03-09T10:15:30Z"))
    }

    @Test(
        "What is no instant is refused",
        arguments: [
            "2026-02-29T00:00:00Z", "2026-13-01T00:00:00Z", "2026-01-01T24:00:00Z", "2026-01-01",
            "2026-01-01T00:00:00",
            "2026-01-01T00:00:00+25:00", "x", "2026-01-01T00:00:00.Z", "0001-01-01T00:00:00+01:00",
        ])
    func refused(text: String) { #expect(TimestampText.parse(text) == nil) }
}
