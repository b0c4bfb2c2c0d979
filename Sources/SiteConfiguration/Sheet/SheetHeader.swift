/// Which row of a sheet is its header, and what each column is.
///
/// Lists begin with merged titles ("××小区设备台账", a date, a stamp), so the header is the first of the upper rows
/// that names every column a device needs, else the one with the most headings that we know.
struct SheetHeader {
    /// Rows searched for the header.
    static let depth = 20

    /// Position in `SheetGrid.rows`.
    let position: Int
    let columns: [SheetColumn?]
    let headings: [String]

    private init(position: Int, row: SheetGrid.Row) {
        self.position = position
        headings = row.cells.map(\.text)
        columns = headings.map { SheetColumn(heading: $0) }
    }

    /// Nil for a sheet without rows.
    static func find(in grid: SheetGrid) -> SheetHeader? {
        let candidates = grid.rows.prefix(depth).enumerated().map { SheetHeader(position: $0, row: $1) }
        if let whole = candidates.first(where: \.isWhole) { return whole }
        let best = candidates.max { left, right in
            (left.known, right.position) < (right.known, left.position)
        }
        return best.map { $0.known > 0 ? $0 : candidates[0] }
    }

    /// Headings that we know.
    var known: Int { columns.count { $0 != nil } }

    /// Whether every column a device needs is there. A list of channels alone needs no id.
    var isWhole: Bool { missing.isEmpty }

    var missing: [SheetColumn] {
        let makesIDs = columns.contains(.parent) && columns.contains(.channel)
        return SheetColumn.required.filter { !columns.contains($0) && !($0 == .id && makesIDs) }
    }
}
