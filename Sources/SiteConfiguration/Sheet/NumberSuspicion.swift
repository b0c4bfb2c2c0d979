/// Finds codes that a spreadsheet took for numbers and spoilt: `1.0E+11`, digits past the fifteenth, zeros in front.
struct NumberSuspicion {
    /// Columns in which some code begins with a zero, so that a number there has probably lost one.
    private var zeroColumns: Set<Int> = []
    private var numbers: [(row: SheetGrid.Row, column: Int)] = []

    /// What is wrong with a cell for certain.
    func mistake(in cell: SheetGrid.Cell, _ column: SheetColumn) -> SheetMessage? {
        switch cell.origin {
        case .error: return .errorValue(cell.text)
        case .uncalculated: return .uncalculated
        case .roundedNumber where column.isCode: return .digitsLost(cell.text)
        case .text where column.isCode && Self.isShortened(cell.text): return .digitsLost(cell.text)
        default: return nil
        }
    }

    /// Remembers what may be wrong with a code.
    mutating func note(_ cell: SheetGrid.Cell, _ row: SheetGrid.Row, column: Int) {
        if cell.origin == .number { numbers.append((row, column)) }
        if cell.origin == .text, cell.text.utf8.first == UInt8(ascii: "0"), cell.text.utf8.count > 1 {
            zeroColumns.insert(column)
        }
    }

    /// Numbers among codes with zeros in front.
    var suspects: [(row: SheetGrid.Row, column: Int)] { numbers.filter { zeroColumns.contains($0.column) } }

    /// `3.1E+13`: how spreadsheets write a long number into a CSV.
    private static func isShortened(_ text: String) -> Bool {
        let bytes = Array(text.utf8)
        guard let e = bytes.firstIndex(where: { $0 | 0x20 == UInt8(ascii: "e") }), e > 0, e + 2 < bytes.count,
            bytes[e + 1] == UInt8(ascii: "+")
        else { return false }
        let isDigit = { (byte: UInt8) in byte &- 0x30 < 10 }
        return bytes[(e + 2)...].allSatisfy(isDigit) && bytes[..<e].first.map(isDigit) == true
            && bytes[..<e].allSatisfy { isDigit($0) || $0 == UInt8(ascii: ".") }
    }
}
