/// Cuts a text (RFC 4180, with another separator where the file has one) into rows of cells and keeps where each
/// one stands. Lines end with LF, CR LF or, from old programs, CR alone, also mixed.
struct CommaSeparated {
    private let separator: UInt8
    let bytes: [UInt8]
    private var position = 0
    private var rowNumber = 0
    /// Where each line begins.
    private(set) var lineStarts = [0]
    private(set) var flaws: [(flaw: SheetGrid.Flaw, at: Int, row: Int)] = []

    init(_ text: String, separator: UInt8 = UInt8(ascii: ",")) {
        bytes = Array(text.utf8)
        self.separator = separator
    }

    /// The next row that is not blank; nil at the end.
    mutating func nextRow() -> SheetGrid.Row? {
        while position < bytes.count {
            rowNumber += 1
            var cells: [SheetGrid.Cell] = []
            var isAtEnd = false
            while !isAtEnd {
                cells.append(takeCell())
                isAtEnd = !takeSeparator()
            }
            takeLineEnd()
            if cells.contains(where: { !$0.text.isEmpty }) {
                return SheetGrid.Row(number: rowNumber, cells: cells)
            }
        }
        return nil
    }

    private mutating func takeSeparator() -> Bool {
        guard position < bytes.count, bytes[position] == separator else { return false }
        position += 1
        return true
    }

    private mutating func takeLineEnd() {
        guard position < bytes.count else { return }
        if bytes[position] == UInt8(ascii: "\r") {
            position += 1
            guard position < bytes.count, bytes[position] == UInt8(ascii: "\n") else {
                return lineStarts.append(position)
            }
        }
        position += 1
        lineStarts.append(position)
    }

    private mutating func takeCell() -> SheetGrid.Cell {
        let start = position
        guard position < bytes.count, bytes[position] == UInt8(ascii: "\"") else {
            skipToBorder()
            return SheetGrid.Cell(text: Self.text(bytes[start..<position]), range: start..<position)
        }
        let text = takeQuoted()
        let end = position
        skipToBorder()
        if position > end { flaws.append((.textAfterQuote, end, rowNumber)) }
        return SheetGrid.Cell(text: text, range: start..<end)
    }

    private mutating func skipToBorder() {
        while position < bytes.count, bytes[position] != separator, bytes[position] != UInt8(ascii: "\n"),
            bytes[position] != UInt8(ascii: "\r")
        {
            position += 1
        }
    }

    /// The text between quotes; `""` is a quote.
    private mutating func takeQuoted() -> String {
        let start = position
        position += 1
        var content: [UInt8] = []
        while position < bytes.count {
            let byte = bytes[position]
            position += 1
            noteLineEnd(byte)
            guard byte == UInt8(ascii: "\"") else {
                content.append(byte)
                continue
            }
            guard position < bytes.count, bytes[position] == UInt8(ascii: "\"") else {
                return Self.text(content[...])
            }
            content.append(byte)
            position += 1
        }
        flaws.append((.openQuote, start, rowNumber))
        return ""
    }

    private mutating func noteLineEnd(_ byte: UInt8) {
        let endsWithFeed = position < bytes.count && bytes[position] == UInt8(ascii: "\n")
        if byte == UInt8(ascii: "\n") || byte == UInt8(ascii: "\r") && !endsWithFeed {
            lineStarts.append(position)
        }
    }

    /// Blanks around a cell are the spreadsheet's, not the name's.
    static func text(_ bytes: ArraySlice<UInt8>) -> String {
        var bytes = bytes
        while let last = bytes.last, isBlank(last) { bytes.removeLast() }
        while let first = bytes.first, isBlank(first) { bytes.removeFirst() }
        return String(decoding: bytes, as: UTF8.self)
    }

    private static func isBlank(_ byte: UInt8) -> Bool { byte == 0x20 || (0x09...0x0D).contains(byte) }
}
