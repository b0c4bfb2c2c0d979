import Facility
import Foundation
import Papers
import Testing

@Suite("The papers")
struct PaperTests {
    private static let quarter = Quarter()
    private static let day = Period(.day, of: "2026-02-14", zone: Quarter.zone)!

    private func paper(
        _ kind: Paper.Kind, _ length: Period.Length = .month, _ language: Language = .zh,
        of material: PaperMaterial = quarter.material
    ) throws -> Paper {
        let period = try #require(Period(length, of: "2026-02-14", zone: Quarter.zone))
        return try #require(Paper.make(kind, period, of: material, language))
    }

    /// A lift alone, and nothing happened.
    private var quiet: PaperMaterial {
        var material = Self.quarter.material
        material.cases = []
        material.spans = []
        return material
    }

    @Test("A lift-safety sheet without a finding says so in words, and of what it could not see")
    func nilReport() throws {
        for length in [Period.Length.day, .week, .month] {
            let sheet = try paper(.liftSafety, length, of: quiet)
            #expect(sheet.sentences == ["零报告：本期在线监测未发现问题。"])
        }
        var blind = quiet
        blind.spans = [
            DarkSpan(
                kind: .blind, facility: nil, subject: "gateway", from: Self.day.from,
                until: Self.day.from + .minutes(90))
        ]
        let sheet = try paper(.liftSafety, .day, of: blind)
        #expect(sheet.sentences.last == "其中 1.5 小时网关或电梯未被监测，零报告不涵盖该时段。")
        let full = try paper(.liftSafety, .month)
        #expect(!full.sentences.contains { $0.contains("零报告") })
        #expect(full.tables.first { $0.key == "findings" }?.rows.isEmpty == false)
        let quarter = try #require(Period(.quarter, of: "2026-02-14", zone: Quarter.zone))
        #expect(Paper.make(.liftSafety, quarter, of: quiet, .zh) == nil)
    }

    @Test(
        "An incident still open from before the period keeps the nil report away; one of an exercise does not"
    )
    func openFromBefore() throws {
        let found = try #require(
            Self.quarter.material.cases.first { $0.incident.hazard == "elevator.entrapment" })
        var material = quiet
        var open = found
        open.incident.raisedAt = Self.day.from - .days(3)
        open.incident.origin = .real
        open.incident.shadow = nil
        open.incident.ended = nil
        material.cases = [open]
        #expect(try paper(.liftSafety, .day, of: material).sentences.isEmpty)
        open.incident.origin = .exercise
        material.cases = [open]
        #expect(try paper(.liftSafety, .day, of: material).sentences.count == 1)
    }

    @Test("The notice names buildings and nothing nearer, and prints no number below 3 but none")
    func notice() throws {
        for length in Period.Length.allCases {
            let sheet = try paper(.notice, length)
            let text = sheet.written(.html).sealed("00")
            for word in ["单元", "层", "室", "设备0", "zhang", "li-", "wang"] {
                #expect(!text.contains("\(word)</td>"))
            }
            #expect(!text.contains("2单元") && !text.contains("smoke-a"))
            let table = try #require(sheet.tables.first)
            #expect(table.rows.count <= 24)
            for row in table.rows {
                if case .number(let count) = row[2] { #expect(count == 0 || count >= 3) }
            }
        }
        // Five in building 1, two in 2, one in 3: the three are taken together.
        var material = quiet
        let homes = ["smoke-a-0", "smoke-a-0", "smoke-a-0", "smoke-a-0", "smoke-a-0"]
        for (number, device) in (homes + ["smoke-a-1", "smoke-a-1", "smoke-a-2"]).enumerated() {
            material.cases.append(PaperCase(Self.incident(number, device), []))
        }
        let rows = try #require(try paper(.notice, .day, of: material).tables.first).rows
        #expect(rows[0] == [.text("消防"), .text("1号楼"), .number(5)])
        #expect(rows[1] == [.text("消防"), .text("其余楼栋合并"), .number(3)])
        #expect(rows[2] == [.text("电梯"), .text("全部楼栋"), .number(0)])
        material.cases.removeLast()
        let fewer = try #require(try paper(.notice, .day, of: material).tables.first).rows
        #expect(fewer[1] == [.text("消防"), .text("其余楼栋合并"), .text("不足3起")])
    }

    private static func incident(_ number: Int, _ device: String) -> Incident {
        Incident(
            id: IncidentID(site: "longhu", epoch: 7, number: Int64(number + 1)), hazard: "fire.smoke",
            device: device, zone: nil, severity: .moderate, origin: .real, isLatched: false,
            isLifeSafety: false, isWeak: false, isHistoric: false, since: day.from, raisedAt: day.from,
            evidence: [])
    }

    @Test("The duty log holds every step of the period in order, and marks what was an exercise")
    func dutyLog() throws {
        let sheet = try paper(.duty, .month)
        let rows = try #require(sheet.tables.first).rows
        let expected = Self.quarter.material.cases.flatMap(\.transitions)
            .filter { sheet.period.contains($0.at) && !$0.isImplied }
        #expect(rows.count == expected.count && !rows.isEmpty)
        let times = rows.compactMap { if case .text(let time) = $0[0] { time } else { nil } }
        #expect(times == times.sorted() && times.count == rows.count)
        let quarterly = try paper(.duty, .quarter).written(.html).content
        for mark in ["【演练】", "【测试】", "【试运行】"] { #expect(quarterly.contains(mark)) }
        #expect(try paper(.duty, .day, of: quiet).sentences == ["本期无警情，无处置记录。"])
    }

    @Test(
        "The duty log says who handed over, how long the box was blind, and who mistyped, by name and in its place"
    )
    func dutyNotes() throws {
        var material = quiet
        material.people = ["zhang": "张强", "li": "李敏"]
        let at = Self.day.from + .hours(1)
        func line(_ minutes: Int64, _ by: String, _ action: String, _ subject: String, _ detail: String = "")
            -> AuditLine
        {
            AuditLine(at: at + .minutes(minutes), by: by, action: action, subject: subject, detail: detail)
        }
        let audit = [
            line(9, "li", "pin_refused", "li", "wrong"),
            line(10, "li", AuditLine.takeover, "zhang", "open 0"),
            line(20, "gengfu", AuditLine.started, "longhu", "blind for 90000 ms"),
            line(21, "gengfu", AuditLine.started, "longhu", ""), line(22, "li", "acknowledge", "longhu-1"),
            line(30, "li", "siren_pressed_on", "yard"), line(-120, "li", "pin_refused", "li", "wrong"),
        ]
        material.notes = audit.compactMap(DutyNote.init)
        let rows = try #require(try paper(.duty, .day, of: material).tables.first).rows
        let texts = rows.map { row in row.map { if case .text(let text) = $0 { text } else { "" } } }
        #expect(
            texts.map { "\($0[0].suffix(8)) \($0[5]) \($0[6]) \($0[7])" } == [
                "01:09:00 PIN 输错 李敏 ", "01:10:00 接班（交班人：张强） 李敏 open 0",
                "01:20:00 恢复监测，此前失明 1:30 网关 ", "01:30:00 开启警铃 yard 李敏 ",
            ])
    }

    @Test("Hours not seen stand on every paper", arguments: Paper.Kind.allCases, Language.allCases)
    func darkHours(_ kind: Paper.Kind, _ language: Language) throws {
        let table = try #require(try paper(kind, .month, language).tables.first { $0.key == "dark" })
        let keys = DarkSpan.Kind.allCases.map { $0.rawValue + "_hours" }
        #expect(Array(table.columns.map(\.key).suffix(5)) == keys)
        #expect(!table.rows.isEmpty)
    }

    @Test("What a name contains is never markup, formula or broken JSON", arguments: Paper.Kind.allCases)
    func hostileNames(_ kind: Paper.Kind) throws {
        var material = Self.quarter.material
        let evil = "=cmd|'/c'!A1,\"<script>alert(1)</script>\u{2028}\n\\"
        material.siteName = evil
        for id in material.devices.keys {
            material.devices[id]?.name = evil
            material.devices[id]?.place.building = evil
        }
        for hazard in material.hazards.keys { material.hazards[hazard] = LocalizedText(en: evil, zh: evil) }
        let sheet = try paper(kind, .month, of: material)
        let page = sheet.written(.html).sealed("ab")
        #expect(!page.contains("<script") && page.contains("&lt;script&gt;"))
        #expect(!page.contains("http") && !page.contains("url("))
        let table = sheet.written(.csv).sealed("ab")
        for line in table.split(separator: "\r\n") {
            #expect(!line.hasPrefix("=") && !line.contains(",=") && !line.contains(",\"="))
        }
        let data = Data(sheet.written(.json).sealed("ab").utf8)
        let object = try #require(try JSONSerialization.jsonObject(with: data) as? [String: Any])
        #expect(object["site"] as? String == evil)
        #expect(object["sha256"] as? String == "ab")
    }

    @Test("The three forms hold the same rows, and the CSV's header is the same in both languages")
    func forms() throws {
        for kind in Paper.Kind.allCases {
            let sheet = try paper(kind)
            let json = Data(sheet.written(.json).sealed("").utf8)
            let object = try #require(try JSONSerialization.jsonObject(with: json) as? [String: Any])
            let tables = try #require(object["tables"] as? [String: [[String: Any]]])
            #expect(tables.count == sheet.tables.count)
            for table in sheet.tables { #expect(tables[table.key]?.count == table.rows.count) }
            let english = try paper(kind, .month, .en)
            let heads = { (paper: Paper) in
                Set(
                    paper.tables.map { table in
                        table.columns.map { $0.name.zh }.joined(separator: ",").prefix(12)
                    })
            }
            #expect(heads(sheet) == heads(english))
            let (zh, en) = (sheet.written(.csv).content, english.written(.csv).content)
            #expect(zh.hasPrefix("\u{FEFF}标题,小区,开始,结束\r\n") && en.hasPrefix("\u{FEFF}标题,小区,开始,结束\r\n"))
            for head in sheet.tables.map({ $0.columns[0].name.zh }) { #expect(en.contains("\r\n" + head)) }
        }
    }

    @Test("The hash is of every byte before the foot")
    func seal() throws {
        for format in Paper.Format.allCases {
            let text = try paper(.figures).written(format)
            let sealed = text.sealed("0123abcd")
            #expect(sealed.hasPrefix(text.content) && sealed.contains("0123abcd"))
            #expect(!text.content.contains("SHA-256") && !text.content.contains("sha256"))
        }
        #expect(try paper(.figures).written(.html).sealed("x").contains("</style>"))
        #expect(try paper(.figures).written(.html).content.split(separator: "<footer").count == 1)
    }
}
