import Testing

@testable import Facility

@Suite("What a reading is worth by the ones before it")
struct SlotTrustTests {
    static let chlorine = QualityRule(
        stuckAfter: .hours(6), jump: .init(moreThan: 0.5, within: .seconds(10)))

    /// Judges values `every` apart and returns a letter for each: g good, s suspect, F stuck, o out of range.
    static func letters(
        _ values: [Double], every: Interval, rule: QualityRule = chlorine, outOfRange: Double = .infinity
    ) -> String {
        var trust = SlotTrust()
        var at: Int64 = 1_773_000_000_000
        return values.map { value in
            defer { at += every.milliseconds }
            let quality = trust.judge(
                value, at: at, quality: value >= outOfRange ? .outOfRange : .good, rule: rule)
            return switch quality {
            case .good: "g"
            case .suspect: "s"
            case .stuck: "F"
            case .outOfRange: "o"
            default: "?"
            }
        }.joined()
    }

    static func minutes(_ value: Double, _ count: Int) -> [Double] { Array(repeating: value, count: count) }

    @Test("Flat to the last digit for six hours is stuck, and the next other digit ends it")
    func stuck() {
        // Every ten minutes: the 37th reading is six hours after the first.
        let flat = Self.letters(Self.minutes(0.52, 40) + [0.53, 0.53], every: .minutes(10))
        #expect(flat == String(repeating: "g", count: 36) + "FFFF" + "gg")
        let alive = (0..<100).map { $0.isMultiple(of: 30) ? 0.53 : 0.52 }
        #expect(!Self.letters(alive, every: .minutes(10)).contains("F"))
    }

    @Test("Two equal values with half the time between them prove no flatness")
    func gap() {
        #expect(Self.letters([0.5, 0.5, 0.5, 0.5], every: .hours(3)) == "gggg")
        #expect(Self.letters([0.5, 0.5, 0.5, 0.5, 0.5], every: .hours(2)) == "gggFF")
    }

    @Test(
        "One glitch is suspect; what is repeated is believed",
        arguments: [
            ([3.1, 3.1, 9.9, 3.1, 3.2], "ggsgg"), ([3.1, 9.9, 9.8, 9.7], "gsgg"),
            ([3.1, 9.9, 5.0, 5.1, 5.2], "gssgg"), ([3.1, 3.6, 4.1], "ggg"),
            ([3.1, 9.9, 3.1, 9.9, 3.1], "gsgsg"),
            ([3.1, 9.9, 20, 3.2], "gssg"),
        ])
    func jump(values: [Double], expected: String) {
        #expect(Self.letters(values, every: .seconds(1)) == expected)
    }

    @Test("A step with more time than the rule gives is no jump")
    func slow() {
        #expect(Self.letters([3.1, 9.9, 3.1], every: .seconds(11)) == "ggg")
        #expect(Self.letters([3.1, 9.9, 3.1], every: .seconds(10)) == "gsg")
    }

    @Test("A value out of range keeps that name and never becomes what others are compared with")
    func range() {
        #expect(Self.letters([3.1, 900, 3.1, 3.2], every: .seconds(1), outOfRange: 100) == "gogg")
        #expect(Self.letters([3.1, 900, 900, 3.2], every: .seconds(1), outOfRange: 100) == "goog")
        let flat = Self.letters(Self.minutes(900, 50), every: .minutes(10), outOfRange: 100)
        #expect(flat == String(repeating: "o", count: 50), "an impossible value stays known: it must raise")
    }

    @Test("A reading older than the last one judged, and eight identical ones, change nothing")
    func order() {
        var trust = SlotTrust()
        _ = trust.judge(3.1, at: 1_000, quality: .good, rule: Self.chlorine)
        let before = trust
        #expect(trust.judge(9.9, at: 500, quality: .good, rule: Self.chlorine) == .good)
        #expect(trust == before)
        for _ in 0..<8 { #expect(trust.judge(3.1, at: 1_000, quality: .good, rule: Self.chlorine) == .good) }
        #expect(trust == before)
    }

    @Test("A doubt about the clock is not overwritten by one about the value; stuck is graver than both")
    func precedence() {
        var trust = SlotTrust()
        _ = trust.judge(3.1, at: 0, quality: .good, rule: Self.chlorine)
        #expect(trust.judge(9.9, at: 1, quality: .clockSuspect, rule: Self.chlorine) == .clockSuspect)
        var flat = SlotTrust()
        let rule = QualityRule(stuckAfter: .seconds(10))
        for second in 0..<10 {
            #expect(
                flat.judge(1, at: Int64(second) * 1_000, quality: .clockSuspect, rule: rule) == .clockSuspect)
        }
        #expect(flat.judge(1, at: 10_000, quality: .clockSuspect, rule: rule) == .stuck)
    }

    @Test("What is packed is what is unpacked, and nothing else is")
    func packing() {
        var trust = SlotTrust()
        for (place, value) in [3.1, -9.9, 0.1, 0.1].enumerated() {
            _ = trust.judge(value, at: Int64(place) * 777, quality: .good, rule: Self.chlorine)
            #expect(SlotTrust(packed: trust.packed[...]) == trust)
        }
        #expect(trust.packed.count == SlotTrust.packedCount)
        for count in [0, 1, 40, 42] {
            #expect(SlotTrust(packed: [UInt8](repeating: 0, count: count)[...]) == nil)
        }
    }

    @Test("A field's rule counts before the point's, one part at a time")
    func over() {
        let point = QualityRule(stuckAfter: .hours(6), staleAfter: .hours(1))
        let field = QualityRule(jump: .init(moreThan: 1, within: .seconds(1)), staleAfter: .minutes(5))
        #expect(
            field.over(point)
                == QualityRule(
                    stuckAfter: .hours(6), jump: .init(moreThan: 1, within: .seconds(1)),
                    staleAfter: .minutes(5)))
    }
}
