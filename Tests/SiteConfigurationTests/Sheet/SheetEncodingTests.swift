import Facility
import Foundation
import Testing

@testable import SiteConfiguration

@Suite("Sheets as spreadsheets really write them")
struct SheetEncodingTests {
    private static let text = "设备编号,名称,类型,楼栋,位置\r\ns1,烟感①,感烟探测器2,1号楼,㐀𠀀电梯厅\r\n"
        .replacing("感烟探测器2", with: "另一种感烟探测器")

    private static func utf16(_ text: String, highFirst: Bool) -> [UInt8] {
        ([0xFEFF] + text.utf16).flatMap { unit in
            highFirst ? [UInt8(unit >> 8), UInt8(unit & 255)] : [UInt8(unit & 255), UInt8(unit >> 8)]
        }
    }

    @Test(
        "UTF-8 with and without its mark, GB 18030 with four-byte signs and UTF-16 are told apart by themselves"
    )
    func encodings() {
        let forms: [[UInt8]] = [
            Array(Self.text.utf8), [0xEF, 0xBB, 0xBF] + Array(Self.text.utf8), GB18030.bytes(Self.text),
            GB18030.bytes("\u{FEFF}" + Self.text),
            Self.utf16(Self.text.replacing(",", with: "\t"), highFirst: false),
            Self.utf16(Self.text.replacing(",", with: "\t"), highFirst: true),
        ]
        // 㐀 is 81 39 EE 39 and 𠀀 is 95 32 82 36: four bytes each.
        #expect(forms[2].firstRange(of: [0x81, 0x39, 0xEE, 0x39, 0x95, 0x32, 0x82, 0x36]) != nil)
        for form in forms {
            let (devices, _, log) = SheetRun.read(form)
            #expect(SheetRun.texts(log) == [])
            #expect(devices.map(\.name) == ["烟感①"])
            #expect(devices.map(\.place.spot) == ["㐀𠀀电梯厅"])
            #expect(devices.map(\.profile) == [2])
        }
    }

    @Test("Bytes of no encoding are refused with their line")
    func noEncoding() {
        let (_, _, log) = SheetRun.read(Array("id,name\na,".utf8) + [0xB1, 0xFF, 0x0A])
        #expect(log.diagnostics.map(\.message) == [.sheet(.notText(line: 2))])
    }

    @Test(
        "Titles, empty rows, running numbers, marks of what must be filled in and mixed line ends are no matter"
    )
    func decorated() {
        let (devices, _, log) = SheetRun.read(
            Array(
                ("阳光花园小区设备台账,,,,\r\n填表日期：2026-03-09,,,,\n\r,,,,\n序号,设备编号*,设备名称（必填）,设备类型,楼 栋\r"
                    + "1,s1,一,fire.plain,1号楼\r\n,,,,\r\n2,s2,二,消防设备,2号楼,,\r").utf8))
        #expect(SheetRun.texts(log) == [])
        #expect(devices.map(\.id) == ["s1", "s2"])
        #expect(devices.map(\.profile) == [3, 3])
    }

    @Test("Every mistake is told at once, by row, heading and cell, in both languages")
    func located() {
        let (_, _, log) = SheetRun.read(
            Array(
                ("台账,,,,\n编号,名称,型号,楼栋,网格编码\ns1,一,fire.plian,1号楼,\ns 2,二,Smoke detector,9号楼,12\n"
                    + "s3,,fire.plain,1号楼,\n").utf8))
        #expect(
            SheetRun.texts(log) == [
                "第 3 行“型号”列（C3）：未知的型号 `fire.plian`；是不是想写 `fire.plain`？",
                "第 4 行“编号”列（A4）：`s 2` 不能用在主题里：不含 `/`、`+`、`#` 和空格，最多 64 个字符",
                "第 4 行“型号”列（C4）：有多个型号叫 `Smoke detector`，请写型号编号；此处可写：`fire.acme`、`fire.other`",
                "第 4 行“楼栋”列（D4）：gengfu.yaml 的 `buildings` 中没有楼栋 `9号楼`；此处可写：`1号楼`、`2号楼`",
                "第 4 行“网格编码”列（E4）：`12` 不是单元网格标识码：应为 15 位 0-9、A-Z",
                "第 5 行“名称”列（B5）：`name` 为空",
            ])
        #expect(SheetRun.texts(log, in: .en)[0].hasPrefix("row 3, column 型号 (C3): unknown profile"))
    }

    @Test("Names that break other programs survive: quotes, line breaks, signs of both directions, NUL")
    func naughty() {
        let names = [
            "\"走廊\",东", "第一行\n第二行", "第一行\r\n第二行", "👩‍👩‍👧‍👦🔥", "אבג ‮abc", "a\u{0}b", "=1+1", "@SUM(A1)", "-1",
            "+86-10",
            "'quoted'", "<b>&amp;</b>", "_x0041_", "\u{FEFF}mark", "\u{7F}", "''; DROP TABLE", "\u{202E}",
            "０１",
        ]
        var devices = names.enumerated().map { number, name in
            Device(
                id: "d\(number)", name: name, profile: 3,
                place: Place(building: "1号楼", spot: name, gridCode: "110101001001001"),
                register: ["note": name, "own": "x"])
        }
        devices[3].zone = 0
        for form in [SheetWriter.Form.commas, .workbook] {
            for language in Language.allCases {
                let bytes = SheetWriter.write(
                    devices, zones: ["甲,乙"], context: SheetRun.context, as: form, in: language)
                let (read, zones, log) = SheetRun.read(bytes)
                #expect(SheetRun.texts(log) == [])
                #expect(read == devices, "\(form) \(language)")
                #expect(zones == ["甲,乙"])
                #expect(
                    SheetWriter.write(read, zones: zones, context: SheetRun.context, as: form, in: language)
                        == bytes)
            }
        }
    }

    @Test("A cell of ten thousand characters is refused by its place and costs nothing else")
    func longCell() {
        let (devices, _, log) = SheetRun.read(
            Array(
                "id,name,profile,building\na,\(String(repeating: "长", count: 10_000)),fire.plain,1号楼\nb,b,fire.plain,1号楼"
                    .utf8))
        #expect(devices.map(\.id) == ["b"])
        #expect(log.diagnostics.map(\.message) == [.sheet(.tooLong(limit: 200))])
        #expect(log.diagnostics[0].rendered(in: .en).count < 700)
    }

    @Test("Random bytes end in diagnostics, never in a crash")
    func garbage() {
        var random = Chance(seed: 7)
        let alphabet: [UInt8] = [
            0x22, 0x2C, 0x0A, 0x0D, 0x3B, 0x09, 0x50, 0x4B, 3, 4, 0xB1, 0xE0, 0x61, 0xEF, 0xBB, 0xBF,
        ]
        for _ in 0..<2_000 {
            let bytes = (0..<random.next(below: 200)).map { _ in alphabet[random.next(below: alphabet.count)]
            }
            let (devices, _, log) = SheetRun.read(bytes)
            #expect(devices.isEmpty && log.errorCount > 0)
            for diagnostic in log.diagnostics { #expect(!diagnostic.rendered(in: .zh).isEmpty) }
        }
    }
}

/// A stream of numbers from a seed.
struct Chance {
    private var state: UInt64

    init(seed: UInt64) { state = seed }

    mutating func next(below limit: Int) -> Int {
        state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
        return Int(state >> 33) % limit
    }
}
