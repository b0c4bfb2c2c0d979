/// One file an operator wrote, kept line by line so that a diagnostic can print the line it speaks of.
package final class SourceFile: Sendable {
    /// As the operator would name it: relative to where the command was started.
    package let path: String
    package let text: String
    /// Without their ends; a carriage return before a line feed is no part of a line.
    package let lines: [Substring]

    package init(path: String, text: String) {
        self.path = path
        self.text = text
        // By bytes: a sheet of 10,000 devices has a million characters, and finding their borders costs more.
        lines = text.utf8.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false).map {
            Substring($0.last == UInt8(ascii: "\r") ? $0.dropLast() : $0)
        }
    }

    /// The line's text; empty past the end.
    /// - Parameter number: counts from 1.
    package func line(_ number: Int) -> Substring {
        number >= 1 && number <= lines.count ? lines[number - 1] : ""
    }
}

/// Where in a file something stands. Columns count characters as a reader counts them, a Chinese one as one.
package struct SourcePlace: Sendable {
    package let file: SourceFile
    /// From 1.
    package let line: Int
    /// From 1.
    package let column: Int
    /// In characters; at least 1.
    package let length: Int
    /// In a sheet of devices, the cell.
    package let cell: SheetCellName?

    package init(file: SourceFile, line: Int, column: Int, length: Int = 1, cell: SheetCellName? = nil) {
        self.file = file
        self.line = max(1, line)
        self.column = max(1, column)
        self.length = max(1, length)
        self.cell = cell
    }

    /// Turns a parser's column, which counts Unicode scalars, into one that counts characters.
    package init(file: SourceFile, line: Int, scalarColumn: Int, length: Int = 1) {
        let text = file.line(line)
        let scalars = text.unicodeScalars
        let end = scalars.index(
            scalars.startIndex, offsetBy: max(0, scalarColumn - 1), limitedBy: scalars.endIndex)
        let column = text[..<(end ?? scalars.endIndex)].count + 1
        self.init(file: file, line: line, column: column, length: length)
    }
}
