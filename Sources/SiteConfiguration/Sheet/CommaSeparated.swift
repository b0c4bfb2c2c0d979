/// Cuts a sheet (RFC 4180) into rows of cells and keeps where each one stands.
struct CommaSeparated {
    struct Cell {
        var text: String
        /// Bytes of the file, quotes included.
        var range: Range<Int>
    }

    enum Mistake {
        case openQuote
        case textAfterQuote
    }

    private let bytes: [UInt8]
    private var position = 0
    /// Where each line begins.
    private var lineStarts = [0]
    private(set) var mistakes: [(mistake: Mistake, at: Int)] = []

    init(_ text: String) {
        bytes = Array(text.utf8)
    }

    /// The next row that is not blank; nil at the end.
    mutating func nextRow() -> [Cell]? {
        while position < bytes.count {
            var cells: [Cell] = []
            var isAtEnd = false
            while !isAtEnd {
                cells.append(takeCell())
                isAtEnd = !takeComma()
            }
            takeLineEnd()
            if cells.count > 1 || !cells[0].text.isEmpty { return cells }
        }
        return nil
    }

    private mutating func takeComma() -> Bool {
        guard position < bytes.count, bytes[position] == UInt8(ascii: ",") else { return false }
        position += 1
        return true
    }

    private mutating func takeLineEnd() {
        if position < bytes.count, bytes[position] == UInt8(ascii: "\r") { position += 1 }
        if position < bytes.count, bytes[position] == UInt8(ascii: "\n") {
            position += 1
            lineStarts.append(position)
        }
    }

    private mutating func takeCell() -> Cell {
        let start = position
        guard position < bytes.count, bytes[position] == UInt8(ascii: "\"") else {
            skipToBorder()
            return Cell(text: Self.text(bytes[start..<position]), range: start..<position)
        }
        let text = takeQuoted()
        let end = position
        skipToBorder()
        if position > end { mistakes.append((.textAfterQuote, end)) }
        return Cell(text: text, range: start..<end)
    }

    private mutating func skipToBorder() {
        while position < bytes.count, bytes[position] != UInt8(ascii: ","),
            bytes[position] != UInt8(ascii: "\n")
        {
            position += 1
        }
        if position > 0, position < bytes.count, bytes[position] == UInt8(ascii: "\n"),
            bytes[position - 1] == UInt8(ascii: "\r")
        {
            position -= 1
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
            if byte == UInt8(ascii: "\n") { lineStarts.append(position) }
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
        mistakes.append((.openQuote, start))
        return ""
    }

    /// Blanks around a cell are the spreadsheet's, not the name's.
    private static func text(_ bytes: ArraySlice<UInt8>) -> String {
        var bytes = bytes
        while let last = bytes.last, last <= 0x20 { bytes.removeLast() }
        while let first = bytes.first, first <= 0x20 { bytes.removeFirst() }
        return String(decoding: bytes, as: UTF8.self)
    }

    /// Where bytes of the file stand, by line and character.
    func place(_ range: Range<Int>, in file: SourceFile) -> SourcePlace {
        var (low, high) = (0, lineStarts.count)
        while high - low > 1 {
            let middle = (low + high) / 2
            if lineStarts[middle] <= range.lowerBound { low = middle } else { high = middle }
        }
        let before = String(decoding: bytes[lineStarts[low]..<range.lowerBound], as: UTF8.self)
        let marked = String(decoding: bytes[range].prefix { $0 != UInt8(ascii: "\n") }, as: UTF8.self)
        return SourcePlace(file: file, line: low + 1, column: before.count + 1, length: marked.count)
    }
}
