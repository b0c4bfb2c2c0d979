/// The fields of one line of a table, cut byte by byte (RFC 4180 without line breaks inside fields): a recording of
/// years is read at the speed at which the engine takes it.
package struct TableRow {
    /// The fields' bytes, one behind the other, with room for what looks past the last one's end.
    private var bytes: [UInt8] = []
    private var ends: [Int] = []

    package init() {}

    /// As many as the line had; a line without a delimiter is one field.
    package var count: Int { ends.count }

    /// - Parameter delimiter: `,`, `;` or a tab.
    package mutating func cut(_ line: [UInt8], at delimiter: UInt8) {
        bytes.removeAll(keepingCapacity: true)
        ends.removeAll(keepingCapacity: true)
        line.withUnsafeBufferPointer { cut($0, at: delimiter) }
        bytes.append(contentsOf: repeatElement(0, count: 64))
    }

    private mutating func cut(_ line: UnsafeBufferPointer<UInt8>, at delimiter: UInt8) {
        var start = line.starts(with: [0xEF, 0xBB, 0xBF]) ? 3 : 0
        let quote = UInt8(ascii: "\"")
        while true {
            if start < line.count, line[start] == quote {
                start = cutQuoted(line, from: start + 1, delimiter)
            } else {
                var end = start
                while end < line.count, line[end] != delimiter { end += 1 }
                bytes.append(contentsOf: line[start..<end])
                start = end
            }
            ends.append(bytes.count)
            guard start < line.count else { return }
            start += 1
        }
    }

    /// - Returns: where the delimiter stands, or the line's end.
    private mutating func cutQuoted(
        _ line: UnsafeBufferPointer<UInt8>, from start: Int, _ delimiter: UInt8
    ) -> Int {
        var place = start
        var isQuoted = true
        while place < line.count {
            let byte = line[place]
            if byte == UInt8(ascii: "\"") {
                // Two quotes are one; a single one ends the quoting.
                if isQuoted, place + 1 < line.count, line[place + 1] == byte {
                    bytes.append(byte)
                    place += 1
                } else {
                    isQuoted.toggle()
                }
            } else if byte == delimiter, !isQuoted {
                return place
            } else {
                bytes.append(byte)
            }
            place += 1
        }
        return line.count
    }

    /// A field's bytes.
    package func field<Answer>(_ position: Int, _ body: (UnsafeBufferPointer<UInt8>) -> Answer) -> Answer {
        let start = position == 0 ? 0 : ends[position - 1]
        let end = ends[position]
        return bytes.withUnsafeBufferPointer { body(UnsafeBufferPointer(rebasing: $0[start..<end])) }
    }

    package func text(_ position: Int) -> String { field(position) { String(decoding: $0, as: UTF8.self) } }

    /// The delimiter that cuts a header into most columns.
    package static func delimiter(of header: [UInt8]) -> UInt8 {
        var row = TableRow()
        var best: (delimiter: UInt8, columns: Int) = (UInt8(ascii: ","), 0)
        for delimiter in [UInt8(ascii: ","), UInt8(ascii: ";"), 0x09] {
            row.cut(header, at: delimiter)
            if row.count > best.columns { best = (delimiter, row.count) }
        }
        return best.delimiter
    }
}
