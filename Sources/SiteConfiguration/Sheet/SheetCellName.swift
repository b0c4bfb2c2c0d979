import Facility

/// A cell as the person at the spreadsheet finds it: its row, the heading over it and `C12`.
package struct SheetCellName: Sendable, Hashable {
    /// The sheet's name in a workbook; nil in a CSV.
    package var sheet: String?
    /// From 1, as the spreadsheet counts.
    package var row: Int
    /// From 0.
    package var column: Int
    /// As it is written; empty in the header itself.
    package var heading: String

    package init(sheet: String? = nil, row: Int, column: Int, heading: String) {
        self.sheet = sheet
        self.row = row
        self.column = column
        self.heading = heading
    }

    /// `C12`.
    package var letters: String { Self.letters(of: column) + "\(row)" }

    /// `A`, `Z`, `AA`: bijective base 26.
    package static func letters(of column: Int) -> String {
        var (letters, rest) = ("", column + 1)
        while rest > 0 {
            letters = String(UnicodeScalar(UInt8(ascii: "A") + UInt8((rest - 1) % 26))) + letters
            rest = (rest - 1) / 26
        }
        return letters
    }

    /// What stands before a mistake.
    package var text: LocalizedText {
        guard !heading.isEmpty else {
            return LocalizedText(en: "row \(row) (\(letters)): ", zh: "第 \(row) 行（\(letters)）：")
        }
        return LocalizedText(
            en: "row \(row), column \(heading) (\(letters)): ",
            zh: "第 \(row) 行“\(heading)”列（\(letters)）：")
    }
}
