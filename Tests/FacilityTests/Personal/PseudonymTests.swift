import Testing

@testable import Facility

@Suite("Pseudonyms of persons")
struct PseudonymTests {
    /// The key of the published vectors: 00 01 … 0f.
    private static let key = PseudonymKey(
        low: 0x0706_0504_0302_0100, high: 0x0F0E_0D0C_0B0A_0908, since: Timestamp(milliseconds: 0))

    @Test("The hash is SipHash-2-4: its authors' vector, and another one by OpenSSL")
    func vectors() {
        let hash = SipHash.hash(0..<15, key: Self.key.low, Self.key.high)
        #expect(hash == 0xA129_CA61_49BE_45E5)
        #expect(Self.key.pseudonym(of: "6222021234567890") == "pn-ef787b3405ec0b5f")
    }

    @Test("One card has one pseudonym under one key, another under another; two cards have two")
    func stable() {
        let other = PseudonymKey(low: 1, high: 2, since: Timestamp(milliseconds: 0))
        #expect(Self.key.pseudonym(of: "A") == Self.key.pseudonym(of: "A"))
        #expect(Self.key.pseudonym(of: "A") != other.pseudonym(of: "A"))
        #expect(Set((0..<2_000).map { Self.key.pseudonym(of: "\($0)") }).count == 2_000)
    }

    @Test(
        "Every pseudonym has the same form, so that it is found in any text; what only looks like one stays")
    func hiding() {
        for number in 0..<500 {
            let text = "card = \(other.pseudonym(of: "\(number)")), V"
            #expect(Pseudonym.hiding(in: text) == "card = ***, V")
        }
        let two = Self.key.pseudonym(of: "a") + Self.key.pseudonym(of: "b")
        #expect(Pseudonym.hiding(in: two) == "******")
        for text in ["", "pn-", "pn-12", "pn-0123456789ABCDEF", "x pn-0123 y", "pump pn-0123456789abcde"] {
            #expect(Pseudonym.hiding(in: text) == text)
        }
    }

    private var other: PseudonymKey { PseudonymKey(low: 7, high: 9, since: Timestamp(milliseconds: 0)) }

    @Test("A key has served its time after the period, and not when the clock went back")
    func due() {
        let key = PseudonymKey(low: 1, high: 2, since: Timestamp(milliseconds: 1_000_000))
        let day = Interval.hours(24)
        #expect(!key.isDue(at: Timestamp(milliseconds: 0), after: day))
        #expect(!key.isDue(at: Timestamp(milliseconds: 1_000_000 + day.milliseconds - 1), after: day))
        #expect(key.isDue(at: Timestamp(milliseconds: 1_000_000 + day.milliseconds), after: day))
        // Drawn while a box without a battery thought it was next year.
        #expect(key.isDue(at: Timestamp(milliseconds: 1_000_000 - day.milliseconds), after: day))
        #expect("\(key)" == "a pseudonym key" && String(reflecting: key) == "a pseudonym key")
        var dumped = ""
        dump(key, to: &dumped)
        #expect(!dumped.contains("1000000") && !dumped.contains("low"))
    }
}
