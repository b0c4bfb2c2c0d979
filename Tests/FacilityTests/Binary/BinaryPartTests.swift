import Facility
import Testing

@Suite("Binary messages of several parts, and bytes inside text")
struct BinaryPartTests {
    private static func ports(_ change: (inout BinaryGroup) -> Void = { _ in }) -> BinaryLayout {
        var group = BinaryGroup(
            at: 1, size: .fixed(3), fields: [field(0, BinaryValue(at: 1, width: 2))])
        change(&group)
        return BinaryLayout(common: BinaryPart(groups: [group]))
    }

    @Test("Items of a group are channels by their place or by what they say")
    func channels() {
        var byIndex = BinaryBench(
            numbers: 1,
            Self.ports {
                $0.channel = .index(first: 1)
                $0.count = .stated(BinaryValue(at: 0, width: 1))
            })
        #expect(byIndex.lines("02 00 00 05 00 00 06") == ["/1 p0=5.0", "/2 p0=6.0"])
        #expect(byIndex.lines("01 00 00 05 00 00 06") == ["/1 p0=5.0"])
        #expect(byIndex.lines("03 00 00 05 00 00 06") == ["!malformed: says it has 3 items, holds 2"])
        #expect(byIndex.lines("00") == [])
        var byField = BinaryBench(
            numbers: 1, Self.ports { $0.channel = .value(BinaryValue(at: 0, width: 1)) })
        #expect(byField.lines("00 03 00 05 01 00 06") == ["/3 p0=5.0", "/1 p0=6.0"])
        #expect(byField.lines("00 07 00 05 01 00 06") == ["/1 p0=6.0", "?7"])
        #expect(
            byField.lines("00 03 00 05 01 00")
                == ["!malformed: 2 bytes are left after the last item of 3 bytes"])
    }

    @Test("Items without a channel are the device's own, each reading kept")
    func own() {
        var bench = BinaryBench(numbers: 1, Self.ports { $0.count = .fixed(2) })
        #expect(bench.lines("00 00 00 05 00 00 05 FF") == ["p0=5.0", "p0=5.0"])
        #expect(bench.lines("00 00 00 05") == ["!malformed: says it has 2 items, holds 1"])
    }

    @Test("Items may say their own length")
    func lengths() {
        let item = BinaryLength(BinaryValue(at: 0, width: 1), adds: 1)
        var bench = BinaryBench(numbers: 1, Self.ports { $0.size = .stated(item) })
        #expect(bench.lines("00 02 00 05 03 00 06 FF") == ["p0=5.0", "p0=6.0"])
        #expect(bench.lines("00 02 00 05 03 00 06") == ["!malformed: says it has 2 items, holds 1"])
        #expect(bench.lines("00") == [])
    }

    @Test("Values behind tags, unknown ones skipped by their length or refused")
    func tags() {
        var tags = BinaryTags(
            at: 1,
            known: [
                .init(tag: 0x12, fields: [field(1, BinaryValue(at: 0, width: 2))]),
                .init(tag: 0x01, fields: [field(0, BinaryValue(at: 0, width: 1))]),
            ])
        var bench = BinaryBench(numbers: 2, BinaryLayout(common: BinaryPart(tags: tags)))
        #expect(bench.lines("AA 12 02 01 00 99 03 01 02 03 01 01 07") == ["p1=256.0", "p0=7.0"])
        #expect(bench.lines("AA 12 01 01 01 01 07") == ["p0=7.0"])
        #expect(bench.lines("AA 12 05 01 00") == ["!malformed: the tag at byte 1 goes beyond the end"])
        #expect(bench.lines("AA 12") == ["!malformed: the tag at byte 1 goes beyond the end"])
        tags.refusesUnknown = true
        bench = BinaryBench(numbers: 2, BinaryLayout(common: BinaryPart(tags: tags)))
        #expect(bench.lines("AA 01 01 07 99 01 00") == ["!malformed: unknown tag 0x99 at byte 4"])
    }

    @Test("Tags without a length have the profile's, and a channel may stand before each")
    func channelTags() {
        let tags = BinaryTags(
            at: 0, channelWidth: 1, lengthWidth: 0,
            known: [
                .init(
                    tag: 0x67, size: 2,
                    fields: [
                        field(0, BinaryValue(at: 0, width: 2, form: .signed), scale: 0.1)
                    ])
            ])
        var bench = BinaryBench(numbers: 1, BinaryLayout(common: BinaryPart(tags: tags)))
        #expect(bench.lines("01 67 00 FA 03 67 FF F6") == ["/1 p0=25.0", "/3 p0=-1.0"])
        #expect(bench.lines("01 67 00 FA 02 68 00") == ["!malformed: unknown tag 0x68 at byte 4"])
    }

    @Test("A Modbus answer is told from an exception, another function and another length")
    func modbus() {
        var layout = BinaryLayout(
            common: BinaryPart(fields: [
                field(0, BinaryValue(at: 3, width: 2)),
                field(1, BinaryValue(at: 5, width: 4, form: .float, order: .cdab)),
            ]))
        layout.modbus = ModbusAnswer(function: 3, unit: 1)
        layout.checks = [ByteCheck(kind: .crc16Modbus, at: -2, order: .little, end: -2)]
        var bench = BinaryBench(numbers: 2, layout)
        #expect(bench.lines(Self.frame("01 03 06 01 C2 CC CD 43 65")) == ["p0=450.0", "p1=229.8"])
        #expect(
            bench.lines(Self.frame("01 83 02"))
                == ["!malformed: Modbus exception 2 to function 3: illegal data address"])
        #expect(
            bench.lines(Self.frame("01 04 02 00 00")) == ["!malformed: answers function 4, asked was 3"])
        #expect(
            bench.lines(Self.frame("02 03 02 00 00")) == ["!malformed: answer of unit 2, asked was 1"])
        #expect(
            bench.lines(Self.frame("01 03 04 00 00")) == ["!malformed: length: stated 4, is 2"])
        #expect(
            bench.lines(Self.frame("01 03 02 00 00")) == ["!malformed: shorter than 9 bytes: 7"])
    }

    /// With its CRC.
    private static func frame(_ hex: String) -> String {
        let bytes = BinaryBench.bytes(hex)
        let crc = bytes.withUnsafeBytes { ByteCheck.crc16Modbus($0) }
        return hex + ByteMisfitText.hex(UInt8(crc & 0xFF)) + ByteMisfitText.hex(UInt8(crc >> 8))
    }

    @Test("Unit addresses behind one DTU are its channels")
    func units() {
        var layout = BinaryLayout(common: BinaryPart(fields: [field(0, BinaryValue(at: 3, width: 2))]))
        layout.channel = BinaryValue(at: 0, width: 1)
        var bench = BinaryBench(numbers: 1, layout)
        #expect(bench.lines("02 03 02 00 09") == ["/2 p0=9.0"])
        #expect(bench.lines("09 03 02 00 09") == ["?9"])
    }

    @Test(
        "Bytes as text, hexadecimal or base64, with what makers put between",
        arguments: [
            (PayloadBytes.text(.hex), "0102", ["p0=258.0"]),
            (.text(.hex), "0x0102", ["p0=258.0"]),
            (.text(.hex), "01 02\n", ["p0=258.0"]),
            (.text(.hex), "01:02", ["p0=258.0"]),
            (.text(.hex), "010", ["!malformed: hex text cut short"]),
            (.text(.hex), "01g2", ["!malformed: not hex at character 3"]),
            (.text(.hex), "0 102", ["!malformed: not hex at character 2"]),
            (.text(.base64), "AQI=", ["p0=258.0"]), (.text(.base64), "AQI", ["p0=258.0"]),
            (.text(.base64), "AQID", ["p0=258.0"]),
            (.text(.base64), "A", ["!malformed: base64 text cut short"]),
            (.text(.base64), "AQ!=", ["!malformed: not base64 at character 3"]),
            (.json(pointer: "/d/hex", .hex), #"{"d":{"hex":"0102"}}"#, ["p0=258.0"]),
            (.json(pointer: "/d", .base64), #"{"d":"_-_-"}"#, ["p0=65519.0"]),
            (.json(pointer: "/d", .hex), #"{"e":"0102"}"#, ["!malformed: no text where the bytes should be"]),
            (.json(pointer: "/d", .hex), #"{"d":12}"#, ["!malformed: no text where the bytes should be"]),
            (.json(pointer: "/d", .hex), #"d0102"#, ["!malformed: not JSON"]),
        ])
    func spellings(source: PayloadBytes, payload: String, expected: [String]) {
        var bench = BinaryBench(
            numbers: 1,
            BinaryLayout(
                bytes: source, common: BinaryPart(fields: [field(0, BinaryValue(at: 0, width: 2))])))
        #expect(bench.lines(bytes: payload.utf8) == expected)
    }

    @Test("Fields and time of the JSON around the bytes are read with them")
    func around() {
        let beside = BinaryField(Field(point: PointIndex(1), at: "/rssi"), nil)
        let time = BinaryTime(DeviceTimeRule(at: "/ts", format: .unixSeconds), nil)
        let layout = BinaryLayout(
            bytes: .json(pointer: "/data", .hex),
            common: BinaryPart(fields: [field(0, BinaryValue(at: 0, width: 2)), beside], time: time))
        var bench = BinaryBench(numbers: 2, layout)
        #expect(
            bench.lines(bytes: #"{"data":"0102","rssi":-71,"ts":1773028798}"#.utf8)
                == ["p0=258.0 -2s", "p1=-71.0 -2s"])
    }
}

private enum ByteMisfitText {
    static func hex(_ byte: UInt8) -> String { (byte < 16 ? " 0" : " ") + String(byte, radix: 16) }
}
