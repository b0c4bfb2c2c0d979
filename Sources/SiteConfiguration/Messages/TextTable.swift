/// Lines of cells under one another, by the columns a terminal gives each character.
package enum TextTable {
    package static func rendered(_ rows: [[String]]) -> String {
        let count = rows.map(\.count).max() ?? 0
        let widths = (0..<count).map { column in
            rows.map { $0.count > column ? $0[column].terminalColumns : 0 }.max() ?? 0
        }
        return rows.map { row in
            let cells = row.enumerated().map { column, cell in
                cell + String(repeating: " ", count: widths[column] - cell.terminalColumns)
            }
            var line = cells.joined(separator: "  ")
            while line.last == " " { line.removeLast() }
            return line
        }.joined(separator: "\n")
    }
}

extension String {
    /// Columns a terminal gives the text.
    package var terminalColumns: Int { reduce(0) { $0 + $1.columns } }
}
