import CSimdjson
import Testing

@testable import Facility

@Suite("The ways in which real devices write a time")
struct DeviceTimeTests {
    /// 2026-03-09T04:00:00Z.
    static let noon: Int64 = 1_773_028_800_000
    static let shanghai = ZoneRules(initialOffset: 8 * 3_600)

    static func value(_ json: String) -> (gj_value, [UInt8]) {
        var value = gj_value()
        if let integer = Int64(json) {
            value.kind = UInt8(GJ_INTEGER.rawValue)
            value.integer = integer
            value.number = Double(integer)
        }
        return (value, Array(json.utf8))
    }

    static func integer(_ rule: DeviceTimeRule, _ integer: Int64, arrival: Int64 = noon) -> TimeReader.Finding
    {
        TimeReader(rule).read(value("\(integer)").0, arrival: Timestamp(milliseconds: arrival))
    }

    @Test(
        "Parts of one digit or two, names of months, halves of the day and offsets",
        arguments: [
            ("yyyy/M/d H:mm:ss", "2026/3/9 4:00:00"), ("yyyy/M/d H:mm:ss", "2026/03/09 04:00:00"),
            ("d MMM yyyy HH:mm", "9 Mar 2026 04:00"), ("dd-MMM-yy HH:mm", "09-MAR-26 04:00"),
            ("MMMM d, yyyy HH:mm", "March 9, 2026 04:00"),
            ("EEE MMM d HH:mm:ss yyyy", "Mon Mar 9 04:00:00 2026"),
            ("EEE, dd MMM yyyy HH:mm:ss Z", "Mon, 09 Mar 2026 12:00:00 +0800"),
            ("yyyy-MM-dd hh:mm:ss a", "2026-03-09 04:00:00 AM"), ("yyyy-MM-dd ah:mm", "2026-03-09 上午4:00"),
            ("yyyy-MM-dd'T'HH:mm:ssZ", "2026-03-09T12:00:00+0800"),
            ("yyyy-MM-dd'T'HH:mm:ssXXX", "2026-03-09T12:00:00+08:00"),
            ("yyyy-MM-dd HH:mm:ss Z", "2026-03-09 12:00:00 +08"), ("yyyyMMdd'T'HHmmssX", "20260309T040000Z"),
        ])
    func flexible(format: String, text: String) {
        #expect(TimeTests.pattern(format, text) == Self.noon)
    }

    @Test(
        "The hour of twelve",
        arguments: [("12:00 AM", -4), ("1:00 am", -3), ("12:00 PM", 8), ("11:00 pm", 19)])
    func halves(text: String, hours: Int64) {
        #expect(TimeTests.pattern("yyyy-MM-dd h:mm a", "2026-03-09 " + text) == Self.noon + hours * 3_600_000)
        #expect(TimeTests.pattern("yyyy-MM-dd h:mm a", "2026-03-09 0:10 AM") == nil)
        #expect(TimeTests.pattern("yyyy-MM-dd h:mm a", "2026-03-09 13:10 PM") == nil)
        #expect(TimeTests.pattern("yyyy-MM-dd ah:mm", "2026-03-09 下午1:00") == Self.noon + 9 * 3_600_000)
    }

    @Test(
        "What has another form is refused, wherever it ends",
        arguments: [
            "", "2", "2026/", "2026/3/", "2026/3/9", "2026/3/9 ", "2026/3/9 4", "2026/3/9 4:0",
            "2026/3/9 4:00 ",
            "2026/3/9 4:00 X", "2026/3/9 4:00 A", "2026/3/9 4:00 \u{4E0A}", "2026/3/9 4:00 AM +",
            "2026/3/9 4:00 AM +8",
            "2026/3/9 4:00 AM +08:", "2026/3/9 4:00 AM +08:0", "2026/3/9 4:00 AM +08000",
            "2026/13/9 4:00 AM Z",
            "2026/3/9 4:60 AM Z", "2026/3/9 4:00 AM +24",
        ])
    func refused(text: String) {
        #expect(TimeTests.pattern("yyyy/M/d h:mm a Z", text) == nil)
        #expect(TimeTests.pattern("d MMM yyyy HH:mm", "9 Foo 2026 04:00") == nil)
    }

    @Test("A time of day is the arrival's day, or the day before when it would still be to come")
    func timeOfDay() {
        func read(_ text: String, arrival: Int64) -> Int64? {
            TimeTests.pattern("HH:mm:ss", text, zone: Self.shanghai, arrival: arrival)
        }
        let midnight: Int64 = 1_773_072_000_000  // 2026-03-10T00:00 in Shanghai
        #expect(read("12:00:00", arrival: Self.noon + 500) == Self.noon)
        #expect(read("00:00:05", arrival: midnight + 6_000) == midnight + 5_000)
        #expect(read("23:59:58", arrival: midnight + 1_000) == midnight - 2_000)
        #expect(
            read("12:30:00", arrival: Self.noon) == Self.noon + 1_800_000, "half an hour fast, not a day late"
        )
        #expect(read("14:00:00", arrival: Self.noon) == Self.noon - 22 * 3_600_000)
    }

    @Test("A date without its year is the last one that has been")
    func yearOfArrival() {
        func read(_ text: String, arrival: Int64) -> Int64? {
            TimeTests.pattern("MM-dd HH:mm", text, arrival: arrival)
        }
        let newYear: Int64 = 1_767_225_600_000  // 2026-01-01T00:00Z
        #expect(read("03-09 04:00", arrival: Self.noon) == Self.noon)
        #expect(read("12-31 23:59", arrival: newYear + 60_000) == newYear - 60_000)
        #expect(read("02-29 00:00", arrival: Self.noon) == nil)
        #expect(read("02-29 00:00", arrival: 1_740_830_400_000) == 1_709_164_800_000)  // in 2025: of 2024
    }

    @Test("A compact date may come as a JSON number")
    func compact() {
        let rule = DeviceTimeRule(at: "", format: .pattern("yyyyMMddHHmmss"))
        let noon = TimeReader.Finding.time(Timestamp(milliseconds: Self.noon))
        #expect(Self.integer(rule, 20_260_309_040_000) == noon)
        for wrong in [-20_260_309_040_000, 0, 2_026_030_904_000, 202_603_090_400_000, 20_261_309_040_000]
            as [Int64]
        {
            #expect(Self.integer(rule, wrong) == .impossible)
        }
        let spaced = DeviceTimeRule(at: "", format: .pattern("yyyy-MM-dd HH:mm"))
        #expect(Self.integer(spaced, 202_603_090_400) == .impossible)
    }

    @Test(
        "A count since 1970 is told by its size",
        arguments: [
            (1_773_028_800, noon), (1_773_028_800_250, noon + 250), (1_773_028_800_250_999, noon + 250),
            (1_773_028_800_250_999_000, noon + 250), (0, 0), (1, 1_000), (99_999_999_999, 99_999_999_999_000),
        ] as [(Int64, Int64)])
    func magnitude(count: Int64, expected: Int64) {
        #expect(
            Self.integer(DeviceTimeRule(at: "", format: .unix), count)
                == .time(Timestamp(milliseconds: expected)))
        #expect(Self.integer(DeviceTimeRule(at: "", format: .unix), -1) == .impossible)
    }

    @Test(
        "ISO 8601 with and without seconds, fraction and offset",
        arguments: [
            ("2026-03-09T12:00:00", noon), ("2026-03-09 12:00", noon), ("2026-03-09T12:00:00.5", noon + 500),
            ("2026-03-09T12:00:00,25", noon + 250), ("2026-03-09T04:00:00Z", noon),
            ("2026-03-09T04:00Z", noon), ("2026-03-09T09:30:00+0530", noon),
            ("2026-03-09T09:30:00.0+05:30", noon),
            ("2026-03-09", nil), ("2026-03-09T12:0", nil), ("2026-03-09T12:00:", nil),
            ("2026-03-09T12:00:00.", nil),
            ("2026-03-09T12:00:00+8", nil), ("2026-02-30T12:00:00", nil), ("2026-03-09X12:00:00", nil),
        ] as [(String, Int64?)])
    func iso8601(text: String, expected: Int64?) {
        #expect(
            TimeTests.read(DeviceTimeRule(at: "", format: .iso8601, zone: Self.shanghai), text) == expected)
    }

    @Test("A clock that nobody has set, and one ahead of us, is believed as the rule says")
    func unset() {
        let set = Timestamp(milliseconds: 1_735_689_600_000)  // 2025-01-01
        let rule = DeviceTimeRule(at: "", format: .unixSeconds, noneBefore: set)
        #expect(Self.integer(rule, 1_735_689_599) == .time(Timestamp(milliseconds: 0)))
        #expect(Self.integer(rule, 1_735_689_600) == .time(set))
        let ahead = Self.noon / 1_000 + 301
        #expect(
            Self.integer(.init(at: "", format: .unixSeconds, future: .arrival), ahead)
                == .time(Timestamp(milliseconds: 0)))
        #expect(
            Self.integer(.init(at: "", format: .unixSeconds), ahead)
                == .time(Timestamp(milliseconds: ahead * 1_000)))
        #expect(
            Self.integer(.init(at: "", format: .unixSeconds, future: .arrival), ahead - 1)
                == .time(Timestamp(milliseconds: (ahead - 1) * 1_000)))
        #expect(Timestamp(day: "2025-01-01") == set)
        for text in ["2025-1-1", "2025-13-01", "", "2025-01-01T", "20250101", "2025-02-29"] {
            #expect(Timestamp(day: text) == nil)
        }
    }

    // MARK: Through the decoder

    static func decode(_ rule: DeviceTimeRule, _ payloads: [(String, Int64)]) -> [String] {
        let profile = Profile(
            id: "fire.x", name: LocalizedText(en: "", zh: ""), facility: 0,
            routes: [
                TopicRoute(
                    topic: TopicPattern("f/{device}"), urgent: true, codec: .json,
                    fields: [Field(point: PointIndex(0), at: "/v")], time: rule)
            ])
        let point = Point(name: "v", facility: 0, kind: .number(unit: "1", range: nil))
        let device = Device(id: "F1", name: "", profile: 0, place: Place(building: "", gridCode: ""))
        var decoder = PayloadDecoder(profiles: [profile], devices: [device], points: [point])
        return payloads.flatMap { payload, arrival in
            var readings: [Reading] = []
            let bytes = Array(payload.utf8) + [UInt8](repeating: 0, count: MessageBatch.padding)
            _ = Array("f/F1".utf8).withUnsafeBytes { topic in
                bytes.withUnsafeBytes {
                    decoder.decode(
                        topic: topic, payload: UnsafeRawBufferPointer(rebasing: $0[..<payload.utf8.count]),
                        urgent: true, receivedAt: Timestamp(milliseconds: arrival), into: &readings)
                }
            }
            return readings.map { "\($0.observedAt.milliseconds - arrival) \($0.quality.name)" }
        }
    }

    @Test("The time is found in any of the places and in any of the forms given")
    func places() {
        let rule = DeviceTimeRule(
            at: "/t", format: .pattern("yyyy-MM-dd HH:mm:ss"), zone: Self.shanghai,
            otherwise: ["/time", "/s/ts"],
            otherFormats: [.unix])
        let found = Self.decode(
            rule,
            [
                (#"{"v":1,"t":"2026-03-09 12:00:00"}"#, Self.noon + 1_000),
                (#"{"v":1,"time":1773028800}"#, Self.noon + 2_000),
                (#"{"v":1,"t":null,"s":{"ts":"1773028800000"}}"#, Self.noon + 3_000),
                (#"{"v":1}"#, Self.noon + 4_000), (#"{"v":1,"t":"gestern"}"#, Self.noon + 5_000),
            ])
        #expect(found == ["-1000 good", "-2000 good", "-3000 good", "0 good", "0 clock_suspect"])
    }

    @Test(
        "A clock unset at power-up is marked and the arrival counts",
        arguments: [
            #""1970-01-01 00:00:12""#, #""2000-01-01 00:00:00""#, #""2019-12-31 23:59:59""#, "1.61", "0",
            #""2026-03-09 05:06:00""#,
        ])
    func boot(text: String) {
        let rule = DeviceTimeRule(
            at: "/t", format: .pattern("yyyy-MM-dd HH:mm:ss"), otherFormats: [.unixSeconds])
        #expect(Self.decode(rule, [(#"{"v":1,"t":\#(text)}"#, Self.noon)]) == ["0 clock_suspect"])
    }

    @Test(
        "An hour off is learnt and corrected in the fourth message, unless the rule says that ahead is wrong")
    func hourOff() {
        let payloads = (0..<6).map { step -> (String, Int64) in
            let at = Self.noon + Int64(step) * 5_000
            return (#"{"v":1,"t":\#(at / 1_000 + 3_600)}"#, at + 200)
        }
        let learnt = Self.decode(DeviceTimeRule(at: "/t", format: .unixSeconds), payloads)
        #expect(
            learnt == ["0 clock_suspect", "0 clock_suspect", "0 clock_suspect", "0 good", "0 good", "0 good"])
        let refused = Self.decode(DeviceTimeRule(at: "/t", format: .unixSeconds, future: .arrival), payloads)
        #expect(refused == Array(repeating: "0 clock_suspect", count: 6))
    }
}
