/// A sheet as rows of cells, whatever kind of file it came from, with a text to show mistakes in.
///
/// Of a CSV the text is the file's own; of a workbook it is made, a line per row, so that line 12 is row 12.
struct SheetGrid {
    struct Cell {
        var text: String
        /// Bytes of `bytes`, quotes included.
        var range: Range<Int>
        var origin = Origin.text
    }

    /// What a spreadsheet keeps besides the text of a cell.
    enum Origin: Sendable, Equatable {
        case text
        /// A number; its spelling is ours.
        case number
        /// A number of more digits than a spreadsheet holds: the last ones are lost.
        case roundedNumber
        /// `#N/A`, `#REF!`: no value at all.
        case error
        /// A formula that no spreadsheet has calculated yet.
        case uncalculated
    }

    struct Row {
        /// As the spreadsheet shows it, from 1.
        var number: Int
        var cells: [Cell]
    }

    enum Flaw {
        case openQuote
        case textAfterQuote
    }

    let path: String
    /// The sheet's name in a workbook of several; nil for a CSV.
    var name: String?
    /// UTF-8.
    private(set) var bytes: [UInt8] = []
    /// Where each line of `bytes` begins.
    private(set) var lineStarts = [0]
    private(set) var rows: [Row] = []
    /// Cells cut in the wrong places, by byte.
    private(set) var flaws: [(flaw: Flaw, at: Int, row: Int)] = []
    /// Rows and columns that the spreadsheet hides and we read nevertheless: `3`, `D`.
    var hidden: [String] = []

    /// For a workbook's sheet, to be filled row by row.
    init(path: String, name: String?) {
        self.path = path
        self.name = name
    }

    /// A text cut into cells.
    init(path: String, text: String, separator: UInt8) {
        self.path = path
        var table = CommaSeparated(text, separator: separator)
        while let row = table.nextRow() { rows.append(row) }
        (bytes, lineStarts, flaws) = (table.bytes, table.lineStarts, table.flaws)
    }

    /// Adds a workbook's row; cells in the order of their columns, without gaps.
    mutating func append(row number: Int, _ cells: [(text: String, origin: Origin)]) {
        while lineStarts.count < number { endLine() }
        var row = Row(number: number, cells: [])
        row.cells.reserveCapacity(cells.count)
        for (text, origin) in cells {
            if !row.cells.isEmpty { bytes.append(UInt8(ascii: ",")) }
            let start = bytes.count
            // A line break would make two lines of one row.
            bytes += text.utf8.lazy.map { $0 == 0x0A || $0 == 0x0D ? 0x20 : $0 }
            row.cells.append(Cell(text: text, range: start..<bytes.count, origin: origin))
        }
        rows.append(row)
        endLine()
    }

    /// Gives every row as many cells as the longest has: a workbook leaves out those behind the last text.
    mutating func square() {
        let width = rows.reduce(0) { max($0, $1.cells.count) }
        for position in rows.indices {
            guard let last = rows[position].cells.last, rows[position].cells.count < width else { continue }
            let empty = Cell(text: "", range: last.range.upperBound..<last.range.upperBound)
            rows[position].cells += Array(repeating: empty, count: width - rows[position].cells.count)
        }
    }

    private mutating func endLine() {
        bytes.append(UInt8(ascii: "\n"))
        lineStarts.append(bytes.count)
    }

    /// For a merged area: the text of one cell, in another that shows it too.
    mutating func fill(row: Int, column: Int, from cell: Cell) {
        guard rows[row].cells.indices.contains(column), rows[row].cells[column].text.isEmpty else { return }
        rows[row].cells[column].text = cell.text
        rows[row].cells[column].origin = cell.origin
    }

    /// For showing lines with mistakes.
    var source: SourceFile {
        // A carriage return alone ends a line too, and the places count it so.
        var shown = bytes
        for at in shown.indices where shown[at] == 0x0D && (at + 1 == shown.count || shown[at + 1] != 0x0A) {
            shown[at] = 0x0A
        }
        return SourceFile(path: path, text: String(decoding: shown, as: UTF8.self))
    }

    /// Where bytes stand, by line and character.
    func place(_ range: Range<Int>, in file: SourceFile, cell: SheetCellName? = nil) -> SourcePlace {
        var (low, high) = (0, lineStarts.count)
        while high - low > 1 {
            let middle = (low + high) / 2
            if lineStarts[middle] <= range.lowerBound { low = middle } else { high = middle }
        }
        let before = String(decoding: bytes[lineStarts[low]..<range.lowerBound], as: UTF8.self)
        let marked = String(
            decoding: bytes[range].prefix { $0 != UInt8(ascii: "\n") && $0 != UInt8(ascii: "\r") },
            as: UTF8.self)
        return SourcePlace(
            file: file, line: low + 1, column: before.count + 1, length: marked.count, cell: cell)
    }
}
