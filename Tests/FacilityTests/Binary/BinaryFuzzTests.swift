import Facility
import Testing

@Suite("No bytes lead a binary layout astray")
struct BinaryFuzzTests {
    /// A layout that uses everything, with places drawn from a seed.
    private static func layout(_ chance: inout Chance) -> BinaryLayout {
        func value(_ chance: inout Chance) -> BinaryValue {
            let forms: [BinaryValue.Form] = [
                .unsigned, .signed, .float, .bcd, .bcdDigits, .text, .gb18030, .hex, .date,
            ]
            let form = forms[chance.below(forms.count)]
            let width = form == .float ? 4 + 4 * chance.below(2) : 1 + chance.below(8)
            return BinaryValue(
                at: chance.below(24) - 8, width: form == .text ? chance.below(9) : width, form: form,
                order: ByteOrder.allCases[chance.below(4)],
                bits: chance.below(3) == 0 ? 0...chance.below(8 * width) : nil,
                nothing: chance.below(4) == 0 ? [0, 0xFF] : [])
        }
        func fields(_ chance: inout Chance) -> [BinaryField] {
            (0..<1 + chance.below(5)).map { _ in field(chance.below(3), value(&chance)) }
        }
        let number = BinaryValue(at: chance.below(8), width: 1 + chance.below(8))
        let group = BinaryGroup(
            at: chance.below(20) - 4, end: chance.below(12) - 6,
            count: [.toEnd, .fixed(chance.below(9)), .stated(number)][chance.below(3)],
            size: chance.below(2) == 0
                ? .fixed(1 + chance.below(6)) : .stated(BinaryLength(number, adds: chance.below(9) - 4)),
            channel: [.none, .index(first: 1), .value(value(&chance))][chance.below(3)],
            time: .every(.stated(number), unit: .days(7), newestLast: chance.below(2) == 0),
            fields: fields(&chance))
        let tags = BinaryTags(
            at: chance.below(6), end: -chance.below(4), channelWidth: chance.below(3),
            tagWidth: 1 + chance.below(4), lengthWidth: chance.below(3),
            lengthCountsHead: chance.below(2) == 0, order: ByteOrder.allCases[chance.below(2)],
            known: (0..<4).map { .init(tag: UInt64($0), size: $0, fields: fields(&chance)) },
            refusesUnknown: chance.below(2) == 0)
        var layout = BinaryLayout(
            common: BinaryPart(
                fields: fields(&chance), groups: [group], tags: chance.below(2) == 0 ? tags : nil,
                time: BinaryTime(DeviceTimeRule(at: "", format: .unixSeconds), number)))
        if chance.below(2) == 0 { layout.minimum = chance.below(10) }
        if chance.below(3) == 0 {
            layout.kind = value(&chance)
            layout.kinds = [BinaryKind(values: [0, 1, 2], part: BinaryPart(fields: fields(&chance)))]
            layout.otherKinds = BinaryPart()
        }
        if chance.below(4) == 0 { layout.length = BinaryLength(number, adds: chance.below(4)) }
        if chance.below(4) == 0 {
            let kind = ByteCheck.Kind.allCases[chance.below(4)]
            layout.checks = [
                ByteCheck(kind: kind, at: chance.below(9) - 4, from: chance.below(9), end: -chance.below(4))
            ]
        }
        if chance.below(8) == 0 { layout.modbus = ModbusAnswer(function: 3) }
        if chance.below(6) == 0 { layout.channel = value(&chance) }
        return layout
    }

    @Test("Any layout reads any bytes to an end", arguments: [1, 2, 3, 4] as [UInt64])
    func anything(seed: UInt64) {
        var chance = Chance(seed: seed)
        var read = 0
        for _ in 0..<300 {
            var bench = BinaryBench([.number(unit: "1", range: nil), .boolean, .text], Self.layout(&chance))
            for _ in 0..<40 {
                let count = chance.below(48)
                // Small numbers make lengths and tags that lead somewhere.
                let bytes = (0..<count).map { _ in
                    UInt8(chance.below(3) == 0 ? chance.below(256) : chance.below(6))
                }
                read += bench.lines(bytes: bytes).filter { !$0.hasPrefix("!malformed") }.count
            }
        }
        #expect(read > 1_000)
    }

    @Test("Damaged frames of a real terminal are refused or read, never worse", arguments: [7] as [UInt64])
    func damaged(seed: UInt64) {
        var chance = Chance(seed: seed)
        let frame = BinaryBench.bytes(
            "a55a00003b53484d4b313930363030313334c8003c000a0102006401f4021a5d1966b6"
                + "0219021a0216021802180213021e021c021d021d7e0355aa")
        var layout = BinaryLayout(
            common: BinaryPart(
                fields: [field(0, BinaryValue(at: 29, width: 2))],
                groups: [
                    BinaryGroup(
                        at: 35, end: -4, count: .stated(BinaryValue(at: 21, width: 2)), size: .fixed(2),
                        fields: [field(0, BinaryValue(at: 0, width: 2))])
                ]))
        layout.checks = [ByteCheck(kind: .crc16Modbus, at: -4, end: -4)]
        var bench = BinaryBench(numbers: 1, layout)
        #expect(bench.lines(bytes: frame).count == 11)
        for _ in 0..<2_000 {
            var bytes = frame
            // One wrong byte before the trailer never passes a CRC of 16 bits.
            let place = chance.below(frame.count - 2)
            bytes[place] ^= UInt8(1 + chance.below(255))
            #expect(bench.lines(bytes: bytes).count == 1)
            #expect(bench.lines(bytes: frame.prefix(place)).count <= 1)
        }
    }
}

/// Numbers from a seed (SplitMix64), so that a failure can be had again.
private struct Chance {
    private var state: UInt64

    init(seed: UInt64) { state = seed }

    mutating func below(_ limit: Int) -> Int {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ mixed >> 30) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ mixed >> 27) &* 0x94D0_49BB_1331_11EB
        return Int((mixed ^ mixed >> 31) % UInt64(limit))
    }
}
