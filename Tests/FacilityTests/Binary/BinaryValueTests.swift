import Facility
import Testing

@Suite("Values among bytes")
struct BinaryValueTests {
    private static func layout(_ value: BinaryValue) -> BinaryLayout {
        var layout = BinaryLayout(common: BinaryPart(fields: [field(0, value)]))
        layout.minimum = 0
        return layout
    }

    @Test(
        "Whole numbers of one to eight bytes in every order, with sign and bits",
        arguments: [
            (BinaryValue(at: 0, width: 1), "FE", "254.0"),
            (BinaryValue(at: 0, width: 1, form: .signed), "FE", "-2.0"),
            (BinaryValue(at: 1, width: 2), "00 01 02", "258.0"),
            (BinaryValue(at: 1, width: 2, order: .little), "00 01 02", "513.0"),
            (BinaryValue(at: -2, width: 2, form: .signed), "00 FF FE", "-2.0"),
            (BinaryValue(at: 0, width: 2, order: .cdab), "01 02", "258.0"),
            (BinaryValue(at: 0, width: 2, order: .badc), "01 02", "513.0"),
            (BinaryValue(at: 0, width: 3), "01 02 03", "66051.0"),
            (BinaryValue(at: 0, width: 3, form: .signed, order: .little), "FF FF FF", "-1.0"),
            (BinaryValue(at: 0, width: 4), "00 01 86 A0", "100000.0"),
            (BinaryValue(at: 0, width: 4, order: .little), "A0 86 01 00", "100000.0"),
            (BinaryValue(at: 0, width: 4, order: .cdab), "86 A0 00 01", "100000.0"),
            (BinaryValue(at: 0, width: 4, order: .badc), "01 00 A0 86", "100000.0"),
            (BinaryValue(at: 0, width: 4, form: .signed, order: .cdab), "FF FE FF FF", "-2.0"),
            (BinaryValue(at: 0, width: 5), "01 00 00 00 00", "4294967296.0"),
            (BinaryValue(at: 0, width: 6, order: .little), "02 00 00 00 00 01", "1099511627778.0"),
            (BinaryValue(at: 0, width: 8, form: .signed), "FF FF FF FF FF FF FF FB", "-5.0"),
            (BinaryValue(at: 0, width: 8, order: .cdab), "00 07 00 00 00 00 00 00", "7.0"),
            (BinaryValue(at: 0, width: 8), "FF FF FF FF FF FF FF FF", "1.8446744073709552e+19"),
            (BinaryValue(at: 0, width: 1, bits: 4...7), "B2", "11.0"),
            (BinaryValue(at: 0, width: 1, bits: 3...3), "08", "1.0"),
            (BinaryValue(at: 0, width: 2, form: .signed, bits: 0...11), "0F FF", "-1.0"),
            (BinaryValue(at: 0, width: 2, form: .signed, order: .little, bits: 4...15), "00 80", "-2048.0"),
        ])
    func integers(value: BinaryValue, hex: String, expected: String) {
        var bench = BinaryBench(numbers: 1, Self.layout(value))
        #expect(bench.lines(hex) == ["p0=" + expected])
    }

    @Test("IEEE floats, seven digits of a single one as the device meant them")
    func floats() {
        var single = BinaryBench(numbers: 1, Self.layout(BinaryValue(at: 0, width: 4, form: .float)))
        #expect(single.lines("43 65 CC CD") == ["p0=229.8"])
        #expect(single.lines("BF 00 00 00") == ["p0=-0.5"])
        #expect(single.lines("4B 80 00 01") == ["p0=16777218.0"])
        #expect(single.lines("00 00 00 01") == ["p0=1.401298464324817e-45"])
        #expect(single.lines("7F C0 00 00") == ["!not a number: `NaN`"])
        #expect(single.lines("FF 80 00 00") == ["!not a number: `infinity`"])
        var swapped = BinaryBench(
            numbers: 1, Self.layout(BinaryValue(at: 0, width: 4, form: .float, order: .cdab)))
        #expect(swapped.lines("CC CD 43 65") == ["p0=229.8"])
        var double = BinaryBench(numbers: 1, Self.layout(BinaryValue(at: 0, width: 8, form: .float)))
        #expect(double.lines("3F D5 55 55 55 55 55 55") == ["p0=0.3333333333333333"])
        let noProbe = BinaryValue(at: 0, width: 4, form: .float, nothing: [0x7FC0_0000])
        var nothing = BinaryBench(numbers: 1, Self.layout(noProbe))
        #expect(nothing.lines("7F C0 00 00") == [])
    }

    @Test("Packed digits are a number; what is no digit is refused")
    func packed() {
        var big = BinaryBench(numbers: 1, Self.layout(BinaryValue(at: 0, width: 3, form: .bcd)))
        #expect(big.lines("12 34 56") == ["p0=123456.0"])
        #expect(big.lines("12 3A 56") == ["!not a number: `123A56`"])
        var little = BinaryBench(
            numbers: 1, Self.layout(BinaryValue(at: 0, width: 2, form: .bcd, order: .little)))
        #expect(little.lines("34 12") == ["p0=1234.0"])
        var number = BinaryBench(
            [.text], Self.layout(BinaryValue(at: 0, width: 6, form: .bcdDigits, order: .little)))
        #expect(number.lines("45 23 01 00 20 00") == ["p0='002000012345'"])
    }

    @Test("Texts end at a zero byte, without blanks at their ends; nothing there is no reading")
    func texts() {
        var ascii = BinaryBench([.text], Self.layout(BinaryValue(at: 0, width: 8, form: .text)))
        #expect(ascii.lines("20 53 48 4D 4B 20 00 41") == ["p0='SHMK'"])
        #expect(ascii.lines("00 00 00 00 00 00 00 00") == [])
        #expect(ascii.lines("41 42") == [])
        var chinese = BinaryBench([.text], Self.layout(BinaryValue(at: 1, width: 0, form: .gb18030)))
        #expect(chinese.lines("01 CA D7 B4 CE BB F0 BE AF 00") == ["p0='首次火警'"])
        var hex = BinaryBench([.text], Self.layout(BinaryValue(at: 0, width: 3, form: .hex)))
        #expect(hex.lines("0A 1B FF") == ["p0='0A1BFF'"])
        var digits = BinaryBench(numbers: 1, Self.layout(BinaryValue(at: 0, width: 5, form: .text)))
        #expect(digits.lines("31 32 2E 35 00") == ["p0=12.5"])
        #expect(digits.lines("31 32 2E 35 56") == ["!not a number: `12.5V`"])
    }

    @Test("Raw values that mean no reading give none, before sign and scale")
    func nothing() {
        let value = BinaryValue(at: 0, width: 2, form: .signed, nothing: [0xFFFF, 0x8000])
        var bench = BinaryBench(numbers: 1, Self.layout(value))
        #expect(bench.lines("FF FF") == [])
        #expect(bench.lines("80 00") == [])
        #expect(bench.lines("FF FE") == ["p0=-2.0"])
    }

    @Test("Scale, map and kind are those of every codec's fields")
    func fields() {
        let part = BinaryPart(fields: [
            field(0, BinaryValue(at: 0, width: 2), scale: 0.001),
            field(1, BinaryValue(at: 2, width: 1, bits: 1...1)),
            field(2, BinaryValue(at: 2, width: 1), map: ["2": .text("high"), "0": .text("none")]),
        ])
        var bench = BinaryBench(
            [.number(unit: "MPa", range: 0...2.5), .boolean, .choice(["none", "high"])],
            BinaryLayout(common: part))
        #expect(bench.lines("02 5D 02") == ["p0=0.605", "p1=true", "p2='high'"])
        #expect(bench.lines("0B B8 00") == ["p0=3.0 !", "p1=false", "p2='none'"])
        #expect(bench.lines("00 00 04") == ["p0=0.0", "p1=false", "!not in the field's map: 4"])
    }

    @Test("The time is in the bytes as packed digits, plain bytes, or seconds since 1970")
    func times() {
        let shanghai = ZoneRules(initialOffset: 8 * 3_600)
        // Noon in UTC is 20:00 there.
        for (value, format, hex) in [
            (BinaryValue(at: 1, width: 6, form: .bcdDigits), "yyMMddHHmmss", "07 26 03 09 19 59 50"),
            (BinaryValue(at: 1, width: 6, form: .date), "yyMMddHHmmss", "07 1A 03 09 13 3B 32"),
            (
                BinaryValue(at: 1, width: 6, form: .date, order: .little), "yyMMddHHmmss",
                "07 32 3B 13 09 03 1A"
            ), (BinaryValue(at: 1, width: 7, form: .date), "yyyyMMddHHmmss", "07 07 EA 03 09 13 3B 32"),
        ] {
            let time = BinaryTime(DeviceTimeRule(at: "", format: .pattern(format), zone: shanghai), value)
            let fields = [field(0, BinaryValue(at: 0, width: 1))]
            var bench = BinaryBench(numbers: 1, BinaryLayout(common: BinaryPart(fields: fields, time: time)))
            // A clock ten seconds behind must say so several times before it is believed; a trusted one at once.
            #expect(bench.lines(hex).count == 1)
            #expect(!bench.lines(hex)[0].contains("!not"))
        }
        let time = BinaryTime(
            DeviceTimeRule(at: "", format: .unixSeconds), BinaryValue(at: 1, width: 4, nothing: [0]))
        let fields = [field(0, BinaryValue(at: 0, width: 1))]
        var bench = BinaryBench(numbers: 1, BinaryLayout(common: BinaryPart(fields: fields, time: time)))
        #expect(bench.lines("07 69 AE 45 BD") == ["p0=7.0 -3s"])
        #expect(bench.lines("07 00 00 00 00") == ["p0=7.0"])
        let odd = BinaryTime(
            DeviceTimeRule(at: "", format: .pattern("yyMMddHHmmss"), zone: shanghai),
            BinaryValue(at: 1, width: 6, form: .bcdDigits))
        var bad = BinaryBench(numbers: 1, BinaryLayout(common: BinaryPart(fields: fields, time: odd)))
        #expect(
            bad.lines("07 26 03 32 19 59 50")
                == ["p0=7.0 !", "!time: not a time in the profile's format: `260332195950`"])
    }
}
