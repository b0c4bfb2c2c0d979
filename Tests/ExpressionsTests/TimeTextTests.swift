import Testing

@testable import Expressions

/// Durations and instants as texts.
@Suite("Time as text")
struct TimeTextTests {
    @Test(
        "Durations are read to the nanosecond",
        arguments: [
            ("5m", 300_000_000_000), ("1h30m", 5_400_000_000_000), ("-2.5s", -2_500_000_000),
            ("300ms", 300_000_000), ("0", 0), ("1.25h", 4_500_000_000_000), (".5s", 500_000_000),
            ("+1s", 1_000_000_000), ("1000us", 1_000_000), ("7ns", 7), ("1h1m1.001s", 3_661_001_000_000),
            ("1us", 1000), ("-1ns", -1), ("0.1234567891s", 123_456_789),
            ("0.00000000000028h", 1), ("1.000000000000000000000000000001s", 1_000_000_000),
        ] as [(String, Int64)])
    func durations(text: String, nanoseconds: Int64) throws {
        let duration = try #require(DurationText.parse(text))
        #expect(duration.nanoseconds == nanoseconds)
        #expect(DurationText.parse(DurationText.write(duration)) == duration)
        #expect(ExactDuration(duration.value) == duration)
    }

    @Test("Only what is finer than a millisecond is kept finer")
    func kept() throws {
        #expect(DurationText.parse("1.5s")?.value == .duration(milliseconds: 1500))
        #expect(DurationText.parse("1.0000005s")?.value == .fineDuration(nanoseconds: 1_000_000_500))
        #expect(TimestampText.parse("1970-01-01T00:00:00.25Z")?.value == .timestamp(milliseconds: 250))
        #expect(
            TimestampText.parse("1969-12-31T23:59:59.9999Z")?.value
                == .fineTimestamp(milliseconds: -1, nanoseconds: 900_000))
    }

    @Test(
        "What is no duration is refused",
        arguments: [
            "", "5", "m", "5 m", "5d", "-", ".s", "1s1", "99999999999h", "--1s", "320000000000s",
            "2562047h47m16.854775808s",
        ])
    func malformed(text: String) { #expect(DurationText.parse(text) == nil) }

    @Test(
        "Instants are read and written",
        arguments: [
            ("1970-01-01T00:00:00Z", 0, 0), ("2026-03-09T10:15:30Z", 1_773_051_330_000, 0),
            ("2000-02-29T12:00:00.250Z", 951_825_600_250, 0), ("1969-12-31T23:59:59.999Z", -1, 0),
            ("0001-01-01T00:00:00Z", -62_135_596_800_000, 0),
            ("9999-12-31T23:59:59.999999999Z", 253_402_300_799_999, 999_999),
            ("1969-12-31T23:59:59.999000001Z", -1, 1),
            ("2026-03-09T10:15:30.000001Z", 1_773_051_330_000, 1000),
        ] as [(String, Int64, Int32)])
    func instants(text: String, milliseconds: Int64, nanoseconds: Int32) throws {
        let instant = try #require(TimestampText.parse(text))
        #expect(instant.milliseconds == milliseconds && instant.nanoseconds == nanoseconds)
        #expect(TimestampText.write(instant) == text)
        #expect(ExactInstant(instant.value) == instant)
    }

    @Test("The calendar is right at the turn of every month of CEL's years")
    func everyMonth() {
        var days: Int64 = -719_162
        var wrong: [String] = []
        for year in 1...9999 as ClosedRange<Int64> {
            let isLeap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0)
            let lengths: [Int64] = [31, isLeap ? 29 : 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31]
            for (month, length) in zip(1...12 as ClosedRange<Int64>, lengths) {
                days += length
                let time = CivilTime(ExactInstant(milliseconds: days * 86_400_000 - 1)!)
                let found = [time.year, time.month, time.day, time.hour, time.second, time.dayOfWeek]
                // 1970-01-01, day 0, was a Thursday.
                let expected = [year, month, length, 23, 59, ((days + 3) % 7 + 7) % 7]
                if found != expected { wrong.append("\(found) for \(expected)") }
                let first = days - length
                if CivilTime.daysSince1970(year: year, month: month, day: 1) != first {
                    wrong.append("\(year)-\(month) begins at \(first)")
                }
            }
        }
        #expect(wrong.isEmpty, "\(wrong.prefix(5))")
        #expect(days == 2_932_897)
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
