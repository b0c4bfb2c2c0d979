import Facility
import Testing

@testable import SiteConfiguration

@Suite("Excel workbooks")
struct WorkbookTests {
    private static let header = ["设备编号", "名称", "型号", "楼栋", "注册代码", "安装日期", "楼层"]

    private func read(_ bytes: [UInt8]) -> (devices: [Device], texts: [String]) {
        let (devices, _, log) = SheetRun.read(bytes, path: "设备.xlsx")
        return (devices, SheetRun.texts(log))
    }

    private func sheet(_ rows: String, tail: String = "") -> [UInt8] {
        SheetRun.workbook([
            ("表1", "<sheetData>\(SheetRun.row(1, Self.header))\(rows)</sheetData>\(tail)")
        ])
    }

    @Test(
        "Shared texts in several fonts, readings left out, gaps between cells and the header below merged titles"
    )
    func sharedTexts() {
        let shared =
            "<si><t>阳光花园</t></si><si><r><t>走</t></r><r><rPr><b/></rPr><t xml:space='preserve'>廊 &amp; 东</t></r>"
            + "<rPh sb='0' eb='1'><t>zoulang</t></rPh></si><si><t>a_x000D_b_x005F_x0041_</t></si>"
        let rows =
            "<row r='1'><c r='A1' t='s'><v>0</v></c></row><row r='3'/>" + SheetRun.row(4, Self.header)
            + "<row r='7'><c r='A7' t='inlineStr'><is><t>s1</t></is></c><c r='B7' t='s'><v>1</v></c>"
            + "<c r='C7' t='str'><f>X</f><v>fire.plain</v></c><c r='D7' t='inlineStr'><is><t>1号楼</t></is></c>"
            + "<c r='G7' t='s'><v>2</v></c></row>"
        let bytes = SheetRun.workbook(
            [("台账", "<sheetData>\(rows)</sheetData><mergeCells><mergeCell ref='A1:G2'/></mergeCells>")],
            shared: shared)
        let (devices, texts) = read(bytes)
        #expect(texts == [])
        #expect(devices.map(\.name) == ["走廊 & 东"])
        #expect(devices.map(\.place.floor) == ["a\rb_x0041_"])
    }

    @Test(
        "Dates become dates, padded codes keep their zeros, floors are numbers; what lost digits is refused")
    func numbers() {
        let styles =
            "<numFmts><numFmt numFmtId='170' formatCode='yyyy&quot;年&quot;m&quot;月&quot;d&quot;日&quot;;@'/>"
            + "<numFmt numFmtId='171' formatCode='000000'/></numFmts><cellXfs><xf numFmtId='0'/><xf numFmtId='14'/>"
            + "<xf numFmtId='170'/><xf numFmtId='171'/></cellXfs>"
        func line(_ row: Int, code: String, date: String, dateStyle: Int, style: Int = 0) -> String {
            SheetRun.row(row, ["s\(row)", "a", "fire.plain", "1号楼"]).dropLast(6)
                + "<c r='E\(row)' s='\(style)'><v>\(code)</v></c><c r='F\(row)' s='\(dateStyle)'><v>\(date)</v></c>"
                + "<c r='G\(row)'><v>3</v></c></row>"
        }
        let rows =
            line(2, code: "31101010010001", date: "46090", dateStyle: 1)
            + line(3, code: "123", date: "46090.5", dateStyle: 2, style: 3)
        let good = SheetRun.workbook(
            [("s", "<sheetData>\(SheetRun.row(1, Self.header))\(rows)</sheetData>")], styles: styles)
        let (devices, texts) = read(good)
        #expect(texts == ["第 2 行“注册代码”列（E2）：此处是数字，而同列其他编码以零开头：前面的零可能已丢失"])
        #expect(devices.map { $0.register["registration_code"] } == ["31101010010001", "000123"])
        #expect(devices.map { $0.register["installed"] } == ["2026-03-09", "2026-03-09 12:00:00"])
        #expect(devices.map(\.place.floor) == ["3", "3"])
        let later = SheetRun.workbook(
            [
                (
                    "s",
                    "<sheetData>\(SheetRun.row(1, Self.header))\(line(2, code: "1", date: "44628", dateStyle: 1))</sheetData>"
                )
            ],
            styles: styles, properties: "<workbookPr date1904='1'/>")
        #expect(read(later).devices.map { $0.register["installed"] } == ["2026-03-09"])
        let bad = sheet(line(2, code: "3.1101010010001001E+19", date: "1", dateStyle: 0))
        #expect(read(bad).devices.isEmpty)
        #expect(read(bad).texts.count == 1 && read(bad).texts[0].contains("位数已丢失"))
    }

    @Test("A long code that a CSV shows as 3.11E+13 is refused")
    func shortenedInCSV() {
        let text = "id,name,profile,building,注册代码,note\na,a,fire.plain,1号楼,3.11E+13,1.0E+5\n"
        let (_, _, log) = SheetRun.read(Array(text.utf8))
        #expect(log.diagnostics.map(\.message) == [.sheet(.digitsLost("3.11E+13"))])
    }

    @Test("One building merged over its devices is the building of each")
    func merged() {
        let rows =
            SheetRun.row(2, ["a", "a", "fire.plain", "2号楼"]) + SheetRun.row(3, ["b", "b", "fire.plain", nil])
            + SheetRun.row(4, ["c", "c", "fire.plain", ""])
            + SheetRun.row(5, ["d", "d", "fire.plain", "1号楼"])
        let (devices, texts) = read(
            sheet(rows, tail: "<mergeCells count='1'><mergeCell ref='D2:D4'/></mergeCells>"))
        #expect(texts == [])
        #expect(devices.map(\.place.building) == ["2号楼", "2号楼", "2号楼", "1号楼"])
    }

    @Test(
        "The first sheet whose header fits is read, and it is said which; hidden rows and columns are read and said"
    )
    func several() {
        let devices =
            "<cols><col min='2' max='3' hidden='1'/></cols><sheetData>"
            + SheetRun.row(1, Self.header)
            + SheetRun.row(2, ["s1", "a", "fire.plain", "1号楼"]).replacing("<row r", with: "<row hidden='1' r")
            + "</sheetData>"
        let bytes = SheetRun.workbook([
            ("!旧", devices), ("说明", "<sheetData>\(SheetRun.row(1, ["名称", "怎么填"]))</sheetData>"),
            ("设备", devices),
        ])
        let (found, texts) = read(bytes)
        #expect(found.map(\.id) == ["s1"])
        #expect(texts == ["工作簿有多张表，读取 `设备`，不读取 `说明`、`旧`", "表格中隐藏但仍会读取：B–C、2"])
    }

    @Test("Errors and formulas that were never calculated are told by their cell")
    func formulas() {
        let rows =
            "<row r='2'><c r='A2' t='e'><f>VLOOKUP()</f><v>#N/A</v></c><c r='B2'><f>A1</f><v></v></c></row>"
        let (_, texts) = read(sheet(rows + SheetRun.row(3, ["x"])))
        #expect(texts.contains("第 2 行“设备编号”列（A2）：单元格是错误值 `#N/A`"))
        #expect(texts.contains("第 2 行“名称”列（B2）：公式尚未计算：请用表格软件打开并保存"))
    }

    @Test("What is no workbook gets a plain sentence")
    func notWorkbooks() throws {
        let ole: [UInt8] =
            [0xD0, 0xCF, 0x11, 0xE0, 0xA1, 0xB1, 0x1A, 0xE1] + [UInt8](repeating: 0, count: 600)
        let encrypted = ole + "EncryptedPackage".utf16.flatMap { [UInt8($0), 0] }
        let document = WorkbookWriter.archive([("content.xml", "<a/>")])
        let good = sheet(SheetRun.row(2, ["s1", "a", "fire.plain", "1号楼"]))
        #expect(read(good).texts == [])
        #expect(read(ole).texts == ["这是旧的 .xls 格式，请另存为 .xlsx 或 CSV"])
        #expect(read(encrypted).texts == ["工作簿设有密码，请取消密码后另存"])
        #expect(read(document).texts == ["文件中没有工作簿"])
        #expect(read(Array("<html><table>".utf8)).texts[0].contains("网页"))
        #expect(read([0x50, 0x4B, 3, 4, 0]).texts == ["工作簿已损坏"])
        #expect(read([]).texts == ["文件是空的"])
        for end in stride(from: 1, to: good.count, by: 7) {
            #expect(read(Array(good[..<end])).devices.isEmpty)
        }
        var random = Chance(seed: 11)
        for _ in 0..<300 {
            var broken = good
            for _ in 0..<4 { broken[random.next(below: broken.count)] = UInt8(random.next(below: 256)) }
            _ = read(broken)
        }
    }

    @Test("Bombs and entities are refused before they unfold")
    func bombs() {
        let blanks = String(repeating: " ", count: WorkbookArchive.partLimit + 1)
        let bomb = SheetRun.workbook([("s", "<sheetData/>" + blanks)])
        #expect(bomb.count < 200_000)
        #expect(read(bomb).texts.first?.contains("解压后超过") ?? false)
        let laughs =
            "<!DOCTYPE a [<!ENTITY x 'xxxxxxxxxx'><!ENTITY y '&x;&x;&x;&x;'>]><worksheet>&y;</worksheet>"
        let parts = sheet("").count
        #expect(parts > 0)
        let office = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
        let evil = WorkbookWriter.archive([
            ("_rels/.rels", "<a><Relationship Id='a' Type='\(office)/officeDocument' Target='w.xml'/></a>"),
            ("w.xml", laughs),
        ])
        #expect(read(evil).texts == ["工作簿已损坏（`w.xml`）"])
        let deep = String(repeating: "<a>", count: 10_000) + String(repeating: "</a>", count: 10_000)
        #expect(read(SheetRun.workbook([("s", deep)])).texts.first?.contains("已损坏") ?? false)
        let wide = sheet("<row r='2'><c r='IZ2'><v>1</v></c></row>")
        #expect(read(wide).texts == ["超过 256 列"])
        #expect(read(sheet("<row r='99999999999'/>")).texts.first?.contains("已损坏") ?? false)
        #expect(read(sheet("<row r='1048576'><c r='A1048576'><v>1</v></c></row>")).devices.isEmpty)
    }

    @Test("Ten thousand devices in a workbook are written, read and compared in seconds even unoptimised")
    func tenThousand() throws {
        let devices = (0..<10_000).map { number in
            Device(
                id: "d\(number)", name: "设备 \(number)", profile: number % 4,
                place: Place(
                    building: "1号楼", unit: "\(number % 4)单元", floor: "\(number % 30)",
                    gridCode: "110101001001001"),
                zone: number % 90,
                register: ["registration_code": "3110\(number)", "rescue_code": "\(100_000 + number)"])
        }
        let zones = (0..<90).map { "z\($0)" }
        let clock = ContinuousClock()
        var bytes: [UInt8] = []
        let writing = clock.measure {
            bytes = SheetWriter.write(
                devices, zones: zones, context: SheetRun.context, as: .workbook, in: .zh)
        }
        var read: [Device] = []
        let reading = clock.measure { read = SheetRun.read(bytes).devices }
        #expect(read == devices)
        #expect(writing < .seconds(10) && reading < .seconds(10))
    }
}
