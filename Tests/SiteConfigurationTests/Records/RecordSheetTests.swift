import Facility
import Foundation
import Testing

@testable import SiteConfiguration

/// A table of visits as a maintenance firm keeps it: read whole, or refused with every mistake in its place.
@Suite struct RecordSheetTests {
    private static let china = ZoneRules(initialOffset: 28_800, changes: [])

    private func read(_ text: String) -> RecordSheet { read(Array(text.utf8)) }

    private func read(_ bytes: [UInt8]) -> RecordSheet {
        RecordSheet(bytes, zone: Self.china) {
            [.device("E01"), .facility("water"), .place("3号楼")].contains($0)
        }
    }

    @Test(
        "A table in Chinese is read: kinds by the words of the trade, days in the site's zone, results with units"
    )
    func chinese() throws {
        let sheet = read(
            """
            类别,设备,完成日期,维保单位,下次日期,备注,结果:余氯(mg/L),结果：浑浊度（NTU）
            维保,E01,2026年3月9日 08:30,迅达,,半月保,,
            水质检测,facility:water,2026/3/9,疾控中心,2026-04-08,,0.3,0.5
            """)
        #expect(sheet.mistakes == [])
        #expect(sheet.records.map(\.kind) == [.maintenance, .laboratory])
        #expect(sheet.records[0].performedAt == Timestamp(milliseconds: 1_773_016_200_000))
        #expect(sheet.records[0].note == "半月保" && sheet.records[0].due == nil)
        #expect(sheet.records[1].subject == .facility("water"))
        // A due day counts to its end: 2026-04-08 23:59:59 in China.
        #expect(sheet.records[1].due == Timestamp(milliseconds: 1_775_663_999_000))
        #expect(
            sheet.records[1].results == [
                .init(name: "余氯", value: 0.3, unit: "mg/L"), .init(name: "浑浊度", value: 0.5, unit: "NTU"),
            ])
    }

    @Test("A table that a spreadsheet saved in GB 18030, with semicolons, is read too")
    func encoding() {
        // 类别;对象;日期;单位 / 清洗;3号楼… in GB 18030.
        let bytes: [UInt8] =
            [0xC0, 0xE0, 0xB1, 0xF0, 0x3B, 0xB6, 0xD4, 0xCF, 0xF3, 0x3B, 0xC8, 0xD5, 0xC6, 0xDA, 0x3B]
            + [0xB5, 0xA5, 0xCE, 0xBB, 0x0A, 0xC7, 0xE5, 0xCF, 0xB4, 0x3B]
            + Array("facility:water;2026-03-09;A\n".utf8)
        let sheet = read(bytes)
        #expect(sheet.mistakes == [])
        #expect(sheet.records.map(\.kind) == [.cleaning])
    }

    @Test("Every mistake is told by row and column, and nothing of the table is used")
    func mistakes() {
        let sheet = read(
            """
            类别,对象,日期,单位,下次日期,更正编号,更正原因,结果:pH
            维保,E01,2026-03-09,迅达,,,,
            保洁,E99,2026-02-30,,2026-01-01,x,,七
            屏蔽,E01,2026-03-09,李,,,,
            维保,E01,2026-03-09,迅达,2026-03-01,4,,
            """)
        #expect(sheet.records.isEmpty)
        #expect(
            sheet.mistakes.map { "\($0.row) \($0.column ?? "-")" } == [
                "3 单位", "3 类别", "3 对象", "3 日期", "3 更正编号", "3 结果:pH", "4 下次日期", "5 下次日期", "5 更正原因",
            ])
        #expect(sheet.mistakes[0].line(in: .zh) == "第 3 行「单位」：未填写")
        #expect(sheet.mistakes[0].line(in: .en) == "row 3, 单位: is empty")
    }

    @Test("Missing and unknown columns are told before any row is looked at")
    func columns() {
        let sheet = read("类别,对象,日期,颜色\n维保,E01,2026-03-09,红\n")
        #expect(sheet.mistakes.map { $0.column ?? "-" } == ["单位", "颜色"])
        #expect(read("").mistakes.isEmpty == false)
        #expect(read([0xFF, 0x00, 0x81]).mistakes.count == 1)
        #expect(read("类别,对象,日期,单位\n").mistakes.count == 1)
    }

    @Test(
        "A bare number is no date, nor is a day that does not exist",
        arguments: ["20260309", "3/9", "2026-13-01", ""])
    func dates(text: String) {
        #expect(RecordDate.read(text, in: Self.china) == nil)
    }

    @Test("A table of 501 rows is refused as a whole")
    func many() {
        let row = "维保,E01,2026-03-09,迅达\n"
        let sheet = read("类别,对象,日期,单位\n" + String(repeating: row, count: 501))
        #expect(sheet.records.isEmpty && sheet.mistakes.count == 1)
        #expect(read("类别,对象,日期,单位\n" + String(repeating: row, count: 500)).records.count == 500)
    }
}
