import Testing

@testable import Facility

@Suite("A time as it is written")
struct TimestampTextTests {
    @Test("Every millisecond of a second is written as it is")
    func everyMillisecond() {
        for millisecond in 0..<1_000 {
            let digits = String(millisecond)
            let expected =
                "2022-02-12T23:22:38." + String(repeating: "0", count: 3 - digits.count) + digits + "Z"
            #expect(Timestamp(milliseconds: 1_644_708_158_000 + Int64(millisecond)).rfc3339 == expected)
        }
    }

    @Test(
        "The ends of days, years and of what has four digits",
        arguments: [
            (0, "1970-01-01T00:00:00.000Z"), (-1, "1969-12-31T23:59:59.999Z"),
            (1_582_934_400_000, "2020-02-29T00:00:00.000Z"), (1_609_459_199_999, "2020-12-31T23:59:59.999Z"),
            (-1 << 60, "0000-01-01T00:00:00.000Z"), (1 << 60, "9999-12-31T23:59:59.999Z"),
        ] as [(Int64, String)])
    func ends(milliseconds: Int64, text: String) {
        #expect(Timestamp(milliseconds: milliseconds).rfc3339 == text)
    }
}
