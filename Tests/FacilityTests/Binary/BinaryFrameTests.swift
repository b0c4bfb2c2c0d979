import Facility
import Testing

@Suite("Binary messages as a whole")
struct BinaryFrameTests {
    /// The pressure terminal of 上海铭控 (key RS): the pressure now, and the samples before it at equal distances.
    private static var terminal: BinaryLayout {
        let time = BinaryTime(DeviceTimeRule(at: "", format: .unixSeconds), BinaryValue(at: 31, width: 4))
        let samples = BinaryGroup(
            at: 35, end: -4, count: .stated(BinaryValue(at: 21, width: 2)), size: .fixed(2),
            time: .every(.stated(BinaryValue(at: 19, width: 2)), unit: .seconds(1), newestLast: true),
            fields: [field(0, BinaryValue(at: 0, width: 2, form: .signed), scale: 0.001)])
        var layout = BinaryLayout(
            common: BinaryPart(
                fields: [
                    field(0, BinaryValue(at: 29, width: 2, form: .signed), scale: 0.001),
                    field(1, BinaryValue(at: 17, width: 1, bits: 0...4), scale: 5),
                    field(2, BinaryValue(at: 24, width: 1, bits: 1...1)),
                ], groups: [samples], time: time))
        layout.start = [0xA5, 0x5A]
        layout.end = [0x55, 0xAA]
        layout.length = BinaryLength(BinaryValue(at: 3, width: 2))
        layout.checks = [ByteCheck(kind: .crc16Modbus, at: -4, order: .big, end: -4)]
        return layout
    }

    private static let one =
        "a55a00002953485250323530393031323034d0000000010100000009c4025d68ffb887025d843e55aa"
    private static let ten =
        "a55a00003b53484d4b313930363030313334c8003c000a0102006401f4021a5d1966b6"
        + "0219021a0216021802180213021e021c021d021d7e0355aa"

    @Test("A terminal's frame gives its pressure, battery, alarm and samples")
    func terminal() {
        var bench = BinaryBench(
            [.number(unit: "MPa", range: nil), .number(unit: "%", range: nil), .boolean], Self.terminal)
        let one = bench.lines(Self.one)
        #expect(one.map { $0.prefix(8) } == ["p0=0.605", "p1=100.0", "p2=false", "p0=0.605"])
        let ten = bench.lines(Self.ten)
        #expect(ten.prefix(3).map { $0.prefix(8) } == ["p0=0.538", "p1=100.0", "p2=true "])
        let samples = [0.537, 0.538, 0.534, 0.536, 0.536, 0.531, 0.542, 0.54, 0.541, 0.541]
        #expect(ten.dropFirst(3).map { $0.split(separator: " ")[0] } == samples.map { "p0=\($0)" })
    }

    @Test("Samples stand at their distances before the message's time")
    func samples() {
        var layout = Self.terminal
        layout.checks = []
        var bench = BinaryBench(numbers: 3, layout)
        // Three samples, a minute apart, the last at noon.
        let hex =
            "a55a00002d53484d4b313930363030313334c8003c00030102006401f4021a69ae45c0"
            + "0219021a021b000055aa"
        #expect(
            bench.lines(hex) == [
                "p0=0.538", "p1=100.0", "p2=1.0", "p0=0.537 -120s", "p0=0.538 -60s", "p0=0.539",
            ])
    }

    @Test(
        "What does not fit is refused with the numbers that tell why",
        arguments: [
            ("a55a", "shorter than 35 bytes: 2"),
            ("a55b" + String(Self.one.dropFirst(4)), "starts with 0xA55B, not 0xA55A"),
            (String(Self.one.dropLast(2)) + "ab", "ends with 0x55AB, not 0x55AA"),
            (Self.one.replacing("000029", with: "00002a"), "length: stated 42, is 41"),
            (
                Self.one.replacing("843e", with: "843f"),
                "checksum crc16_modbus: stated 0x843F, computed 0x843E"
            ),
        ])
    func refused(hex: String, sentence: String) {
        var layout = Self.terminal
        layout.minimum = 35
        var bench = BinaryBench(numbers: 3, layout)
        #expect(bench.lines(hex) == ["!malformed: " + sentence])
    }

    @Test(
        "Every check tells a wrong byte",
        arguments: [
            (ByteCheck(kind: .sum8, at: -1, end: -1), "01 02 03 06", "06"),
            (ByteCheck(kind: .sum8, at: -1, from: 1, end: -1), "01 FF 03 02", "02"),
            (ByteCheck(kind: .xor8, at: -1, end: -1), "01 02 07 04", "04"),
            (ByteCheck(kind: .sum8Zero, at: -1, end: -1), "01 02 03 FA", "FA"),
            (ByteCheck(kind: .crc16Modbus, at: -2, order: .little, end: -2), "01 04 02 FF FF B8 80", "80B8"),
            (ByteCheck(kind: .crc16Modbus, at: -2, order: .big, end: -2), "01 04 02 FF FF 80 B8", "80B8"),
        ])
    func checks(check: ByteCheck, hex: String, computed: String) {
        var layout = BinaryLayout(
            common: BinaryPart(fields: [field(0, BinaryValue(at: 0, width: 1))]))
        layout.checks = [check]
        var bench = BinaryBench(numbers: 1, layout)
        #expect(bench.lines(hex) == ["p0=1.0"])
        let bytes = BinaryBench.bytes(hex)
        for place in bytes.indices where place >= check.from {
            var wrong = bytes
            wrong[place] ^= 0x10
            #expect(
                bench.lines(bytes: wrong).first?.hasPrefix("!malformed: checksum \(check.kind.rawValue)")
                    == true)
        }
        var wrong = bytes
        wrong[wrong.count - 1] ^= 1
        #expect(bench.lines(bytes: wrong)[0].contains("computed 0x\(computed)"))
    }

    @Test("The kind of a message chooses what is read; an unknown kind is refused, or read as the rest")
    func kinds() {
        var layout = BinaryLayout(common: BinaryPart(fields: [field(0, BinaryValue(at: 1, width: 1))]))
        layout.kind = BinaryValue(at: 0, width: 1)
        layout.kinds = [
            BinaryKind(values: [9], part: BinaryPart(fields: [field(1, BinaryValue(at: 2, width: 2))])),
            BinaryKind(values: [1, 2], part: BinaryPart(fields: [field(1, BinaryValue(at: 2, width: 1))])),
        ]
        var bench = BinaryBench(numbers: 2, layout)
        #expect(bench.lines("01 05 07") == ["p0=5.0", "p1=7.0"])
        #expect(bench.lines("02 05 07 01") == ["p0=5.0", "p1=7.0"])
        #expect(bench.lines("09 05 07 01") == ["p0=5.0", "p1=1793.0"])
        #expect(bench.lines("09 05 07") == ["!malformed: shorter than 4 bytes: 3"])
        #expect(bench.lines("17 05 07") == ["!malformed: no layout for kind 0x17"])
        layout.otherKinds = BinaryPart()
        var open = BinaryBench(numbers: 2, layout)
        #expect(open.lines("17 05 07") == ["p0=5.0"])
    }

    @Test("With a stated minimum, values that an older firmware does not send are no readings")
    func older() {
        var layout = BinaryLayout(
            common: BinaryPart(fields: [
                field(0, BinaryValue(at: 0, width: 1)), field(1, BinaryValue(at: 1, width: 2)),
            ]))
        layout.minimum = 1
        layout.maximum = 4
        var bench = BinaryBench(numbers: 2, layout)
        #expect(bench.lines("07") == ["p0=7.0"])
        #expect(bench.lines("07 00") == ["p0=7.0"])
        #expect(bench.lines("07 00 08") == ["p0=7.0", "p1=8.0"])
        #expect(bench.lines("07 00 08 01 02") == ["!malformed: longer than 4 bytes: 5"])
        #expect(bench.lines("") == ["!malformed: empty payload"])
    }

    @Test("A registration or heartbeat that the profile names says nothing and is no mistake")
    func ignored() {
        var layout = BinaryLayout(common: BinaryPart(fields: [field(0, BinaryValue(at: 0, width: 9))]))
        layout.ignored = [Array("DTU".utf8)]
        var bench = BinaryBench(numbers: 1, layout)
        #expect(bench.lines(bytes: "DTU 0815".utf8) == [])
        #expect(bench.lines(bytes: "XTU 0815".utf8) == ["!malformed: shorter than 9 bytes: 8"])
    }
}
