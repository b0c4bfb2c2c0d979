import Foundation
import Testing

@testable import Facility

@Suite("What frames of GB/T 26875 say")
struct ApplicationUnitTests {
    private typealias Unit = GB26875.ApplicationUnit
    private let alarms = GB26875.SystemPlace(type: GB26875.SystemType(rawValue: 1), address: 1)

    @Test("A component's state: which system, which component, where, what, when")
    func componentState() {
        let unit = Unit(Array(FrameSamples.fire[27..<75]))
        guard case .componentState(let component, let state, let note, let time?)? = unit.objects.first else {
            Issue.record("\(unit)")
            return
        }
        #expect(component.system == alarms)
        #expect(component.type.name.zh == "感烟火灾探测器")
        #expect((component.lowHalf, component.highHalf) == (10, 2))
        #expect(note.text == "")
        #expect(time.text == "2012-09-26T09:58:02")
        // Bit 0 is clear, which by the letter means "under test": it is a fire all the same.
        #expect(GB26875.Bits.set(state, of: GB26875.Bits.ofComponent).map(\.word) == ["fire"])
    }

    @Test("A value below zero keeps its sign")
    func negative() {
        let unit = Unit(Array(FrameSamples.cold[27..<45]))
        guard case .componentValue(_, let kind, let raw, _)? = unit.objects.first else {
            Issue.record("\(unit)")
            return
        }
        #expect(raw == -131)
        #expect(kind.quantity?.value(raw) == -13.1)
        #expect(kind.quantity?.unit == "Cel")
    }

    @Test(
        "A value is its raw number by the step of its code",
        arguments: [
            (1, 12, 12, "count"), (2, 20_481, 204.81, "m"), (4, 4, 0.4, "MPa"), (5, 3_500, 350, "kPa"),
            (6, 105, 10.5, "%LEL"), (9, 3, 0.3, "A"), (12, 7, 7, "m/s"),
        ] as [(UInt8, Int16, Double, String)])
    func steps(code: UInt8, raw: Int16, value: Double, unit: String) {
        let quantity = GB26875.AnalogKind(rawValue: code).quantity
        #expect(quantity?.value(raw) == value)
        #expect(quantity?.unit == unit)
    }

    @Test(
        "Codes that are reserved or makers' own have no quantity",
        arguments: [0, 13, 127, 128, 255] as [UInt8])
    func noQuantity(code: UInt8) { #expect(GB26875.AnalogKind(rawValue: code).quantity == nil) }

    @Test("As many objects as the standard allows fit the longest unit, one more would not")
    func mostObjects() {
        for type in GB26875.UnitType.allCases where type.mostObjects > 1 {
            guard let length = type.objectLength else { continue }
            #expect(2 + type.mostObjects * length <= GB26875.longestUnit)
        }
        #expect(2 + 23 * 46 > GB26875.longestUnit)
        #expect(2 + 64 * 16 > GB26875.longestUnit)
        #expect(2 + 103 * 10 > GB26875.longestUnit)
    }

    @Test("Every type reads what it has written", arguments: GB26875.UnitType.allCases)
    func roundTrip(type: GB26875.UnitType) {
        var chance = FrameChance(seed: UInt64(type.rawValue))
        for _ in 0..<200 {
            let unit = chance.unit(type)
            #expect(Unit(unit.bytes) == unit)
        }
    }

    @Test("Any bytes are written back as they were read", arguments: 1...40)
    func anyBytes(seed: UInt64) {
        var chance = FrameChance(seed: seed)
        for _ in 0..<300 {
            var bytes = chance.bytes(chance.below(120))
            if !bytes.isEmpty, chance.below(2) == 0 {
                let types = GB26875.UnitType.allCases
                bytes[0] = types[chance.below(types.count)].rawValue
            }
            #expect(Unit(bytes).bytes == bytes)
        }
    }

    @Test("A unit may be empty, and a heartbeat may be one byte")
    func small() {
        #expect(Unit([]) == Unit([]))
        #expect(Unit([]).type == nil)
        #expect(Unit([]).problem == nil)
        #expect(Unit([0x16]).type == 0x16)
        #expect(Unit([0x16]).problem == nil)
    }

    @Test("A count of nothing divides by nothing, and the objects that are there are read")
    func countOfZero() {
        #expect(Unit([1, 0]).objects.isEmpty)
        #expect(Unit([1, 0]).problem == nil)
        let unit = Unit([1, 0] + FrameSamples.bytes("0b0120081e0f0a09031a"))
        #expect(unit.objects.count == 1)
        #expect(unit.problem?.text == "count: stated 0, found 1")
        #expect(Unit([2, 0, 1, 2, 3]).problem?.text == "count: 3 bytes are not 0 objects")
        for type in UInt8.min...UInt8.max { #expect(Unit([type, 0]).objects.isEmpty) }
    }

    @Test("A count above what is there is said, and nothing is read beyond the end")
    func countAboveBody() {
        let object = FrameSamples.bytes("0b0120081e0f0a09031a")
        #expect(Unit([1, 102] + object).problem?.text == "count: stated 102, found 1")
        #expect(Unit([1, 255] + object.dropLast()).objects.isEmpty)
        for type in UInt8.min...UInt8.max { #expect(Unit([type, 255, 1]).objects.count <= 1) }
    }

    @Test("Texts of a length of their own may differ in length; one that is too long is refused alone")
    func texts() {
        let two = Unit(FrameSamples.bytes("06 02 0101 04 c3f1c9fa 0b01 02 6162"))
        #expect(
            two.objects == [
                .systemConfiguration(alarms, GB26875.Note(bytes: [0xC3, 0xF1, 0xC9, 0xFA])),
                .systemConfiguration(
                    GB26875.SystemPlace(type: GB26875.SystemType(rawValue: 11), address: 1),
                    GB26875.Note(bytes: [0x61, 0x62])),
            ])
        let long = Unit(FrameSamples.bytes("1a 01 1f 010501"))
        #expect(long.objects.isEmpty)
        #expect(long.problem?.text == "text: stated 31 bytes, found 3")
        let cut = Unit(FrameSamples.bytes("06 02 0101 02 6162 0b01 09 61"))
        #expect(cut.objects.count == 1)
        #expect(cut.problem?.text == "text: stated 9 bytes, found 1")
        #expect(Unit(FrameSamples.bytes("1a 01 01 61 00")).problem?.text == "count: 1 bytes left over")
    }

    @Test("Objects without their time label are read")
    func withoutTime() {
        let unit = Unit(FrameSamples.bytes("01 02 0101 0200 0b01 2000"))
        #expect(unit.problem == nil)
        #expect(
            unit.objects.first == .systemState(alarms, state: 2, nil))
        #expect(unit.objects.count == 2)
    }

    @Test("One maker's switches are read by their size, as type 2 and as his own types")
    func access() {
        let object = FrameSamples.bytes("00 03 5b 01000000 02 0000 0f220e190713")
        let pump = GB26875.ComponentPlace(
            system: GB26875.SystemPlace(type: GB26875.SystemType(rawValue: 0), address: 3),
            type: GB26875.ComponentType(rawValue: 91), address: 1)
        for type in [0x96, 0x97, 0x87, 2] as [UInt8] {
            #expect(
                Unit([type, 1] + object).objects == [
                    .access(
                        pump, kind: 2, value: 0,
                        GB26875.TimeLabel(year: 2019, month: 7, day: 25, hour: 14, minute: 34, second: 15))
                ])
        }
        #expect(Unit([0x98, 1] + object).objects.isEmpty)
    }

    @Test("Times are binary; one that no clock shows has no seconds and is written as it came")
    func times() {
        let label = GB26875.TimeLabel(FrameSamples.bytes("203a091a090c"))
        #expect(label.localSeconds == 1_348_653_512)
        for hex in ["000000000000", "003c0001011a", "00001801011a", "0000001e021a", "ffffffffffff"] {
            #expect(GB26875.TimeLabel(FrameSamples.bytes(hex)).localSeconds == nil, "\(hex)")
        }
        #expect(GB26875.TimeLabel([0, 0, 0, 0, 0, 0]).text == "2000-00-00T00:00:00")
    }

    @Test("A text ends at the first zero and without its blanks; a broken character is one")
    func notes() {
        #expect(GB26875.Note("消防水泵 1号").text == "消防水泵 1号")
        #expect(GB26875.Note("消防水泵 1号").bytes.count == 31)
        #expect(GB26875.Note(bytes: [0xC3, 0xF1, 0x20, 0x20, 0x00, 0xC9, 0xFA]).text == "民")
        #expect(GB26875.Note(bytes: [0x61, 0xFF, 0x62, 0xC3]).text == "a\u{FFFD}b\u{FFFD}")
        #expect(GB26875.Note(String(repeating: "感", count: 20)).text == String(repeating: "感", count: 15))
        #expect(GB26875.Note(bytes: [0, 0x61]).text == "")
    }

    @Test("Every named code has a name in both languages, every other one says that it has none")
    func names() {
        for code in UInt8.min...UInt8.max {
            for name in [
                GB26875.SystemType(rawValue: code).name, GB26875.ComponentType(rawValue: code).name,
            ] {
                #expect(!name.en.isEmpty && !name.zh.isEmpty)
            }
        }
        #expect(GB26875.SystemType(rawValue: 23).name.zh == "消防电源")
        #expect(GB26875.ComponentType(rawValue: 90).name.en == "reserved")
        #expect(GB26875.ComponentType(rawValue: 137).name.en == "maker's own")
    }

    @Test("An address is its twelve digits or its number")
    func addresses() {
        #expect(GB26875.Address(number: 11_111).hex == "672b00000000")
        #expect(GB26875.Address(hex: "672B00000000")?.number == 11_111)
        for text in ["", "672b0000000", "672b000000000", "672b0000000g", "６72b00000000"] {
            #expect(GB26875.Address(hex: text) == nil)
        }
    }
}
