import Facility
import Foundation

/// A table of records as people keep it: CSV in UTF-8 or GB 18030, headings in Chinese or English, in any order.
///
/// All rows are right or nothing of it is used: every mistake is told by its row and column.
package struct RecordSheet {
    package private(set) var records: [UpkeepRecord] = []
    package private(set) var mistakes: [Mistake] = []

    /// One cell or row that cannot be read.
    package struct Mistake: Sendable, Equatable {
        /// As a spreadsheet counts, from 1.
        package var row: Int
        /// The heading; nil: the row as a whole.
        package var column: String?
        package var text: LocalizedText

        /// A line for the person.
        package func line(in language: Language) -> String {
            let place =
                language == .zh
                ? "第 \(row) 行" + (column.map { "「\($0)」" } ?? "")
                : "row \(row)" + (column.map { ", \($0)" } ?? "")
            return place + (language == .zh ? "：" : ": ") + text[language]
        }
    }

    /// Mistakes told at most.
    package static let mistakeLimit = 100
    /// Bytes of a file; 500 rows take a hundredth of it.
    package static let byteLimit = 4 << 20

    enum Column: String, CaseIterable {
        case kind, subject, performedAt, performer, due, note, corrects, reason

        var spellings: [String] {
            switch self {
            case .kind: ["类别", "记录类别", "项目", "kind"]
            case .subject: ["对象", "设备", "设备编号", "subject", "device"]
            case .performedAt: ["日期", "完成日期", "时间", "performed_at", "date"]
            case .performer: ["单位", "执行单位", "维保单位", "执行人", "performer", "by"]
            case .due: ["下次日期", "应做日期", "有效期至", "到期日期", "due"]
            case .note: ["备注", "说明", "note"]
            case .corrects: ["更正编号", "更正", "corrects"]
            case .reason: ["更正原因", "原因", "reason"]
            }
        }

        static let required: [Column] = [.kind, .subject, .performedAt, .performer]
    }

    /// Headings of columns with results begin so: `结果:余氯(mg/L)`.
    private static let resultMarks = ["结果:", "结果：", "result:"]

    private struct Layout {
        var columns: [Column: Int] = [:]
        var results: [(column: Int, name: String, unit: String)] = []
        var headings: [String] = []
        /// Of columns nobody knows.
        var unknown: [String] = []
    }

    private let zone: ZoneRules
    private let knows: (RecordSubject) -> Bool

    /// - Parameters:
    ///   - bytes: of the file.
    ///   - zone: the site's.
    ///   - knows: whether the site has what a record is about.
    package init(_ bytes: [UInt8], zone: ZoneRules, knows: @escaping (RecordSubject) -> Bool) {
        self.zone = zone
        self.knows = knows
        guard bytes.count <= Self.byteLimit, let (text, _) = SheetText.decode(bytes) else {
            tell(
                1, nil,
                LocalizedText(
                    en: "neither UTF-8 nor GB 18030, or too large", zh: "既非 UTF-8 也非 GB 18030，或文件过大"))
            return
        }
        let grids = [UInt8(ascii: ","), UInt8(ascii: "\t"), UInt8(ascii: ";")].map {
            SheetGrid(path: "", text: text, separator: $0)
        }
        let layouts = grids.map { Self.layout($0.rows.first) }
        let best = layouts.indices.max { layouts[$0].columns.count < layouts[$1].columns.count } ?? 0
        read(grids[best], layouts[best])
        if !mistakes.isEmpty { records = [] }
    }

    private static func layout(_ row: SheetGrid.Row?) -> Layout {
        var layout = Layout()
        for (position, cell) in (row?.cells ?? []).enumerated() {
            let heading = cell.text.trimmingCharacters(in: .whitespaces)
            layout.headings.append(heading)
            if let column = Column.allCases.first(where: { $0.spellings.contains(heading.lowercased()) }) {
                layout.columns[column] = layout.columns[column] ?? position
            } else if let mark = resultMarks.first(where: { heading.lowercased().hasPrefix($0) }) {
                let (name, unit) = result(String(heading.dropFirst(mark.count)))
                layout.results.append((position, name, unit))
            } else if !heading.isEmpty {
                layout.unknown.append(heading)
            }
        }
        return layout
    }

    /// `余氯(mg/L)`: a name and its unit.
    package static func result(_ text: String) -> (name: String, unit: String) {
        let open = text.lastIndex { $0 == "(" || $0 == "（" }
        guard let open, let last = text.last, last == ")" || last == "）" else {
            return (text.trimmingCharacters(in: .whitespaces), "")
        }
        return (
            text[..<open].trimmingCharacters(in: .whitespaces),
            text[text.index(after: open)...].dropLast().trimmingCharacters(in: .whitespaces)
        )
    }

    private mutating func read(_ grid: SheetGrid, _ layout: Layout) {
        for flaw in grid.flaws {
            tell(flaw.row, nil, LocalizedText(en: "a quotation mark out of place", zh: "引号位置有误"))
        }
        for column in Column.required where layout.columns[column] == nil {
            tell(
                1, column.spellings[0],
                LocalizedText(en: "this column is missing", zh: "缺少这一列"))
        }
        for heading in layout.unknown {
            tell(1, heading, LocalizedText(en: "no such column", zh: "没有这样的列"))
        }
        guard mistakes.isEmpty else { return }
        for row in grid.rows.dropFirst() where row.cells.contains(where: { !$0.text.isEmpty }) {
            take(row, layout)
        }
        if records.isEmpty, mistakes.isEmpty {
            tell(1, nil, LocalizedText(en: "no row below the headings", zh: "标题行以下没有内容"))
        } else if records.count > UpkeepRecord.batchLimit {
            tell(
                UpkeepRecord.batchLimit + 2, nil,
                LocalizedText(
                    en: "more than \(UpkeepRecord.batchLimit) rows: import them in parts",
                    zh: "超过 \(UpkeepRecord.batchLimit) 行：请分批导入"))
        }
    }

    /// One row's cells by what they mean.
    private struct Cells {
        var row: SheetGrid.Row
        var layout: Layout

        func text(_ column: Column) -> String? {
            guard let position = layout.columns[column], position < row.cells.count else { return nil }
            let text = row.cells[position].text.trimmingCharacters(in: .whitespaces)
            return text.isEmpty ? nil : text
        }

        func heading(_ column: Column) -> String {
            layout.columns[column].map { layout.headings[$0] } ?? column.spellings[0]
        }
    }

    private mutating func take(_ row: SheetGrid.Row, _ layout: Layout) {
        let before = mistakes.count
        let cells = Cells(row: row, layout: layout)
        for column in Column.required where cells.text(column) == nil {
            tell(cells, column, LocalizedText(en: "is empty", zh: "未填写"))
        }
        let kind = kind(cells)
        let subject = subject(cells)
        let performedAt = date(.performedAt, cells)
        let due = due(cells, of: kind, after: performedAt)
        let corrects = corrected(cells)
        let results = results(row, layout)
        guard mistakes.count == before, let kind, let subject, let performedAt,
            let performer = cells.text(.performer)
        else { return }
        var record = UpkeepRecord(
            kind: kind, subject: subject, performedAt: performedAt, performer: performer, results: results,
            due: due, note: cells.text(.note))
        record.corrects = corrects
        record.reason = corrects == nil ? nil : cells.text(.reason)
        guard record.isWithinLimits else {
            return tell(row.number, nil, LocalizedText(en: "a text is too long", zh: "文字过长"))
        }
        records.append(record)
    }

    private mutating func kind(_ cells: Cells) -> RecordKind? {
        guard let word = cells.text(.kind) else { return nil }
        let kind = RecordKind(spelling: word)
        if kind == nil {
            let known = RecordKind.allCases.map(\.title.zh).joined(separator: "、")
            tell(
                cells, .kind,
                LocalizedText(
                    en: "no kind is called `\(word)`; known: \(known)", zh: "没有类别「\(word)」；可填：\(known)"))
        }
        return kind
    }

    private mutating func subject(_ cells: Cells) -> RecordSubject? {
        guard let word = cells.text(.subject) else { return nil }
        if let subject = RecordSubject(word), knows(subject) { return subject }
        tell(cells, .subject, LocalizedText(en: "the site has no `\(word)`", zh: "本小区没有「\(word)」"))
        return nil
    }

    private mutating func due(
        _ cells: Cells, of kind: RecordKind?, after performedAt: Timestamp?
    ) -> Timestamp? {
        let due = date(.due, cells)
        if let performedAt, let due, due <= performedAt {
            tell(cells, .due, LocalizedText(en: "is not after the day of the deed", zh: "应晚于完成日期"))
        }
        if kind == .disabled, cells.text(.due) == nil {
            tell(
                cells, .due,
                LocalizedText(en: "say until when the point is disabled", zh: "屏蔽须填写恢复期限"))
        }
        return due
    }

    private mutating func corrected(_ cells: Cells) -> Int64? {
        guard let word = cells.text(.corrects) else { return nil }
        guard let number = Int64(word) else {
            tell(
                cells, .corrects, LocalizedText(en: "`\(word)` is no record's number", zh: "「\(word)」不是记录编号"))
            return nil
        }
        if cells.text(.reason) == nil {
            tell(cells, .reason, LocalizedText(en: "a correction says why", zh: "更正须说明原因"))
        }
        return number
    }

    private mutating func tell(_ cells: Cells, _ column: Column, _ text: LocalizedText) {
        tell(cells.row.number, cells.heading(column), text)
    }

    private mutating func date(_ column: Column, _ cells: Cells) -> Timestamp? {
        guard let text = cells.text(column) else { return nil }
        let date = RecordDate.read(text, in: zone, endOfDay: column == .due)
        if date == nil {
            tell(
                cells, column,
                LocalizedText(
                    en: "`\(text)` is no date such as 2026-03-09", zh: "「\(text)」不是 2026-03-09 这样的日期"))
        }
        return date
    }

    private mutating func results(_ row: SheetGrid.Row, _ layout: Layout) -> [UpkeepRecord.Result] {
        var results: [UpkeepRecord.Result] = []
        for (position, name, unit) in layout.results where position < row.cells.count {
            let text = row.cells[position].text.trimmingCharacters(in: .whitespaces)
            guard !text.isEmpty else { continue }
            guard let value = Double(text), value.isFinite else {
                tell(
                    row.number, layout.headings[position],
                    LocalizedText(en: "`\(text)` is no number", zh: "「\(text)」不是数字"))
                continue
            }
            results.append(.init(name: name, value: value, unit: unit))
        }
        return results
    }

    private mutating func tell(_ row: Int, _ column: String?, _ text: LocalizedText) {
        guard mistakes.count < Self.mistakeLimit else { return }
        mistakes.append(Mistake(row: row, column: column, text: text))
    }
}
