import CSimdjson
import Testing

@testable import Facility

@Suite("When a device says it was")
struct TimeTests {
    static let shanghai = ZoneRules(initialOffset: 8 * 3_600)
    /// 2026 in Berlin: clocks go forward on 29 March and back on 25 October, at 01:00 UTC.
    static let berlin = ZoneRules(
        initialOffset: 3_600,
        changes: [
            .init(utcSeconds: 1_774_746_000, offset: 7_200), .init(utcSeconds: 1_792_890_000, offset: 3_600),
        ])

    /// Milliseconds since 1970, nil when the text is refused.
    static func read(_ rule: DeviceTimeRule, _ text: String, arrival: Int64 = noon) -> Int64? {
        let bytes = Array(text.utf8) + [UInt8](repeating: 0, count: MessageBatch.padding)
        return bytes.withUnsafeBufferPointer { bytes in
            var value = gj_value()
            guard gj_bare_value(bytes.baseAddress, text.utf8.count, 1, &value) == GJ_OK else { return nil }
            let finding = TimeReader(rule).read(value, arrival: Timestamp(milliseconds: arrival))
            if case .time(let time) = finding { return time.milliseconds }
            return nil
        }
    }

    static func pattern(_ format: String, _ text: String, zone: ZoneRules = .utc, arrival: Int64 = noon)
        -> Int64?
    {
        read(DeviceTimeRule(at: "", format: .pattern(format), zone: zone), text, arrival: arrival)
    }

    @Test(
        "A pattern reads what it describes",
        arguments: [
            ("yyyy-MM-dd HH:mm:ss", "2026-03-09 04:00:00", noon), ("yyyyMMddHHmmss", "20260309040000", noon),
            ("yyyy-MM-dd'T'HH:mm:ss", "2026-03-09T04:00:00", noon), ("yyMMddHHmm", "2603090400", noon),
            ("yyyy年MM月dd日 HH:mm", "2026年03月09日 04:00", noon), ("HH:mm dd.MM.yyyy", "04:00 09.03.2026", noon),
            ("yyyy-MM-dd HH:mm:ss.SSS", "2026-03-09 04:00:00.250", noon + 250),
            ("yyyy-MM-dd HH:mm:ss.SSSSSS", "2026-03-09 04:00:00.250999", noon + 250),
            ("yyyy-MM-dd HH:mm:ss,S", "2026-03-09 04:00:00,5", noon + 500),
            ("yyyy-MM-dd''HH:mm:ss", "2026-03-09'04:00:00", noon),
            ("yyyy-MM-dd HH:mm:ss", "2024-02-29 00:00:00", 1_709_164_800_000),
            ("dd/MM/yy HH", "29/02/24 00", 1_709_164_800_000),
            ("d/M/yyyy H", "29/2/2024 0", 1_709_164_800_000),
            ("yyyy-MM-dd HH:mm:ss", "1969-12-31 23:59:59", -1_000),
            ("yyyy-MM-dd HH:mm:ss.SSS", "1969-12-31 23:59:59.250", -750),
        ])
    func patterns(format: String, text: String, expected: Int64) {
        #expect(Self.pattern(format, text) == expected)
    }

    @Test(
        "Dates that do not exist and texts of another form are refused",
        arguments: [
            "2026-02-29 00:00:00", "2026-13-01 00:00:00", "2026-00-10 00:00:00", "2026-04-31 00:00:00",
            "2026-03-09 24:00:00", "2026-03-09 04:60:00", "2026-03-09 04:00:61", "2026-03-09 04:00:0",
            "2026-03-09T04:00:00", "2026-03-09 04:00:00Z", "2O26-03-09 04:00:00", "0000-00-00 00:00:00",
            "-026-03-09 04:00:00",
            "1900-02-29 00:00:00",
        ])
    func impossible(text: String) {
        #expect(Self.pattern("yyyy-MM-dd HH:mm:ss", text) == nil)
    }

    @Test("A pattern that cannot be read says what is wrong")
    func mistakes() {
        func mistake(_ text: String) -> TimePattern.Mistake? {
            do throws(TimePattern.Mistake) {
                _ = try TimePattern(text)
                return nil
            } catch {
                return error
            }
        }
        #expect(mistake("yyyy-MM-dd HH:mm:ss") == nil)
        #expect(mistake("YYYY-MM-dd HH:mm:ss") == .unknownField("YYYY"))
        #expect(mistake("yyyy-MMMMM-dd HH:mm:ss") == .unknownField("MMMMM"))
        #expect(mistake("yyyy-M-d H:m:s") == nil)
        #expect(mistake("HH:mm") == nil)
        #expect(mistake("dd/MM/yy HH") == nil)
        #expect(mistake("HH") == .missingField("mm"))
        #expect(mistake("MM-dd HH") == .missingField("mm"))
        #expect(mistake("yyyy-MM-dd HH:ss") == .missingField("mm"))
        #expect(mistake("MM-dd HH:mm") == nil)
        #expect(mistake("MM HH:mm") == .missingField("dd"))
        #expect(mistake("yyyy HH:mm") == .missingField("MM"))
        #expect(mistake("hh:mm") == .missingField("a"))
        #expect(mistake("HH:mm a") == .missingField("hh"))
        #expect(mistake("HH:mm Z") == .missingField("yyyy"))
        #expect(mistake("yyyy-MM-ddTHH:mm:ss") == .unknownField("T"))
        #expect(mistake("yyyy-MM-dd") == .missingField("HH"))
        #expect(mistake("yyyy-MM-dd HH:mm mm") == .repeatedField("mm"))
        #expect(mistake("yyyy-MM-dd 'at HH:mm") == .openQuote)
    }

    @Test("A zone's offset is taken off")
    func zone() {
        #expect(Self.pattern("yyyy-MM-dd HH:mm:ss", "2026-03-09 12:00:00", zone: Self.shanghai) == noon)
    }

    @Test("The hour that is skipped in spring is read by the rule before it")
    func springForward() {
        func read(_ text: String) -> Int64? {
            Self.pattern("yyyy-MM-dd HH:mm", text, zone: Self.berlin, arrival: 1_774_800_000_000)
        }
        #expect(read("2026-03-29 01:59") == 1_774_745_940_000)
        #expect(read("2026-03-29 02:30") == 1_774_747_800_000)  // 03:30 summer time
        #expect(read("2026-03-29 03:00") == 1_774_746_000_000)
    }

    @Test("The hour that comes twice in autumn is the later one that is not still to come")
    func fallBack() {
        let first: Int64 = 1_792_888_200_000  // 02:30 summer time, 00:30Z
        func read(_ text: String, arrival: Int64) -> Int64? {
            Self.pattern("yyyy-MM-dd HH:mm", text, zone: Self.berlin, arrival: arrival)
        }
        #expect(read("2026-10-25 02:30", arrival: first + 500) == first)
        #expect(read("2026-10-25 02:30", arrival: first + 40 * 60_000) == first)
        #expect(read("2026-10-25 02:30", arrival: first + 3_600_500) == first + 3_600_000)
        #expect(read("2026-10-25 01:59", arrival: first) == 1_792_886_340_000)
        #expect(read("2026-10-25 03:00", arrival: first + 7_200_000) == 1_792_893_600_000)
        #expect(read("2027-07-01 12:00", arrival: first) == 1_814_439_600_000)  // long after the table's end
        #expect(read("2020-01-01 01:00", arrival: first) == 1_577_836_800_000)  // long before its beginning
    }

    @Test(
        "RFC 3339 with its own offset",
        arguments: [
            ("2026-03-09T04:00:00Z", noon), ("2026-03-09T12:00:00+08:00", noon),
            ("2026-03-08t23:30:00.250-04:30", noon + 250),
            ("2026-03-09 04:00:00.123456789z", noon + 123), ("2026-03-09T04:00:00", nil),
            ("2026-03-09T04:00:00+0800", nil),
            ("2026-03-09T04:00:00.Z", nil), ("2026-03-09T04:00Z", nil), ("2026-03-09T04:00:00+24:00", nil),
            ("2026-02-30T04:00:00Z", nil), ("2026-03-09T04:00:00Zx", nil), ("", nil),
            ("2026-03-09T04:00:00.", nil),
        ] as [(String, Int64?)])
    func rfc3339(text: String, expected: Int64?) {
        #expect(Self.read(DeviceTimeRule(at: "", format: .rfc3339), text) == expected)
    }

    @Test(
        "Seconds and milliseconds since 1970, as numbers or texts",
        arguments: [
            (.unixSeconds, "1773028800", noon), (.unixSeconds, "1773028800.25", noon + 250),
            (.unixSeconds, "1.61", 1_610),
            (.unixMilliseconds, "1773028800250", noon + 250), (.unixSeconds, "1773028800250", nil),
            (.unixSeconds, "-1", nil),
            (.unixMilliseconds, "1773028800", 1_773_028_800), (.unixMilliseconds, "1e300", nil),
            (.unixSeconds, "now", nil),
        ] as [(DeviceTimeRule.Format, String, Int64?)])
    func unix(format: DeviceTimeRule.Format, text: String, expected: Int64?) {
        #expect(Self.read(DeviceTimeRule(at: "", format: format), text) == expected)
    }

    @Test("A wall clock is shown by the offset in force at that time")
    func offset() {
        #expect(Self.shanghai.offset(at: Timestamp(milliseconds: noon)) == 28_800)
        for change in Self.berlin.changes {
            let before = Timestamp(milliseconds: change.utcSeconds * 1_000 - 1_000)
            let after = Timestamp(milliseconds: change.utcSeconds * 1_000)
            #expect(Self.berlin.offset(at: after) == change.offset)
            #expect(Self.berlin.offset(at: before) != change.offset)
        }
    }

    @Test("Days are counted right over four centuries")
    func days() {
        var days = CivilTime.days(year: 1800, month: 1, day: 1)
        #expect(CivilTime.days(year: 1970, month: 1, day: 1) == 0)
        for year in 1800..<2200 {
            for month in 1...12 {
                for day in 1...CivilTime.days(in: month, of: year) {
                    #expect(CivilTime.days(year: year, month: month, day: day) == days)
                    days += 1
                }
            }
        }
    }
}
