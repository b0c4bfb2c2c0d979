/// Reads one sheet of a workbook, cell by cell, into a grid.
final class WorksheetReader {
    static let rowLimit = 100_000
    static let columnLimit = 256
    private static let mergeLimit = 100_000

    private let parts: WorkbookParts
    private var grid: SheetGrid
    private var cells: [(text: String, origin: SheetGrid.Origin)] = []
    private var rowNumber = 0
    private var column = -1
    // The cell being read
    private var type = ""
    private var format = NumberFormat.plain
    private var text = ""
    private var isText = false
    private var isReading = false
    private var hasFormula = false
    private var merges: [(from: (row: Int, column: Int), to: (row: Int, column: Int))] = []
    private var hiddenRows: [Int] = []

    private init(parts: WorkbookParts, path: String, name: String) {
        self.parts = parts
        grid = SheetGrid(path: path, name: name)
    }

    static func read(
        _ bytes: [UInt8], part: String, named name: String, parts: WorkbookParts, path: String
    ) throws(WorkbookFlaw) -> SheetGrid {
        let reader = WorksheetReader(parts: parts, path: path, name: name)
        try XMLWalk.walk(
            bytes, part: part, start: { try reader.start($0, $1) },
            text: { if reader.isText { reader.text += $0 } }, end: { try reader.end($0) })
        reader.grid.square()
        reader.fillMerged()
        if !reader.hiddenRows.isEmpty {
            reader.grid.hidden.append(
                reader.hiddenRows.prefix(5).map(String.init).joined(separator: " ")
                    + (reader.hiddenRows.count > 5 ? " …" : ""))
        }
        return reader.grid
    }

    private func start(_ name: String, _ attributes: [String: String]) throws {
        switch name {
        case "c": try startCell(attributes)
        case "v", "t":
            isText = !isReading
        case "rPh": isReading = true
        case "f": hasFormula = true
        case "row":
            rowNumber = attributes["r"].flatMap { Int($0) } ?? rowNumber + 1
            guard (1...1_048_576).contains(rowNumber) else { throw WorkbookFlaw.damaged(part: "") }
            cells = []
            column = -1
            if Self.isTrue(attributes["hidden"]) { hiddenRows.append(rowNumber) }
        case "col" where Self.isTrue(attributes["hidden"]): hideColumns(attributes)
        case "mergeCell":
            guard merges.count < Self.mergeLimit, let area = attributes["ref"].flatMap(Self.area) else {
                return
            }
            merges.append(area)
        default: break
        }
    }

    private static func isTrue(_ text: String?) -> Bool { text == "1" || text == "true" }

    private func startCell(_ attributes: [String: String]) throws {
        column = attributes["r"].flatMap { Self.cell($0[...])?.column } ?? column + 1
        guard column >= cells.count, column < 16_384 else { throw WorkbookFlaw.damaged(part: "") }
        type = attributes["t"] ?? "n"
        let style = attributes["s"].flatMap { Int($0) } ?? 0
        format = parts.formats.indices.contains(style) ? parts.formats[style] : .plain
        text = ""
        hasFormula = false
    }

    private func end(_ name: String) throws {
        switch name {
        case "v", "t": isText = false
        case "rPh": isReading = false
        case "c":
            let (shown, origin) = content()
            guard !shown.isEmpty || origin != .text else { return }
            guard column < Self.columnLimit else {
                throw WorkbookFlaw.tooManyColumns(limit: Self.columnLimit)
            }
            while cells.count < column { cells.append(("", .text)) }
            cells.append((shown, origin))
        case "row":
            guard !cells.isEmpty else { return }
            guard grid.rows.count < Self.rowLimit else {
                throw WorkbookFlaw.tooManyRows(limit: Self.rowLimit)
            }
            guard rowNumber > grid.rows.last?.number ?? 0 else { throw WorkbookFlaw.damaged(part: "") }
            grid.append(row: rowNumber, cells)
        default: break
        }
    }

    /// What the cell shows.
    private func content() -> (String, SheetGrid.Origin) {
        switch type {
        case "s":
            guard let index = Int(text), parts.sharedTexts.indices.contains(index) else { return ("", .text) }
            return (CommaSeparated.text(Array(parts.sharedTexts[index].utf8)[...]), .text)
        case "inlineStr", "str":
            return (CommaSeparated.text(Array(EscapedText.decode(text).utf8)[...]), .text)
        case "b": return (text == "1" ? "TRUE" : "FALSE", .text)
        case "e": return (text, .error)
        case "d": return (text, .text)
        default:
            if text.isEmpty { return ("", hasFormula ? .uncalculated : .text) }
            return format.text(of: text, startsIn1904: parts.startsIn1904)
        }
    }

    private func hideColumns(_ attributes: [String: String]) {
        guard let first = attributes["min"].flatMap({ Int($0) }),
            let last = attributes["max"].flatMap({ Int($0) }), first >= 1, last >= first, last <= 16_384
        else { return }
        let names = (SheetCellName.letters(of: first - 1), SheetCellName.letters(of: last - 1))
        grid.hidden.append(first == last ? names.0 : "\(names.0)–\(names.1)")
    }

    /// A merged area shows one text; in a list it stands for all its rows: one building over its twenty devices.
    private func fillMerged() {
        guard !merges.isEmpty else { return }
        let header = SheetHeader.find(in: grid)?.position ?? 0
        let positions = Dictionary(
            grid.rows.enumerated().map { ($0.element.number, $0.offset) },
            uniquingKeysWith: { first, _ in first })
        for (from, to) in merges where from.column == to.column {
            guard let first = positions[from.row], first > header,
                grid.rows[first].cells.indices.contains(from.column)
            else { continue }
            let source = grid.rows[first].cells[from.column]
            for position in grid.rows[first...].indices.dropFirst() {
                guard grid.rows[position].number <= to.row else { break }
                grid.fill(row: position, column: from.column, from: source)
            }
        }
    }

    /// `C12` → row 12, column 2.
    private static func cell(_ name: Substring) -> (row: Int, column: Int)? {
        let letters = name.utf8.prefix { $0 | 0x20 >= 0x61 && $0 | 0x20 <= 0x7A }
        guard (1...3).contains(letters.count), let row = Int(name.dropFirst(letters.count)) else {
            return nil
        }
        let column = letters.reduce(0) { $0 * 26 + Int($1 | 0x20) - 0x60 }
        return (row, column - 1)
    }

    private static func area(_ name: String) -> (from: (row: Int, column: Int), to: (row: Int, column: Int))?
    {
        let ends = name.split(separator: ":")
        guard ends.count == 2, let from = cell(ends[0]), let to = cell(ends[1]) else { return nil }
        return (from, to)
    }
}
