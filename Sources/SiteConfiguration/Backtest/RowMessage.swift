import Facility

/// Makes the message of each row of a table: the topic, the payload as the profile's codec reads it, and the time.
///
/// `time,flow` with `2024-01-01 00:00:00,3.5` on `pump/{device}` is `{"time":"2024-01-01 00:00:00","flow":"3.5"}`, as
/// `gengfu replay` sends it, or the two lines themselves for a profile that reads CSV.
package struct RowMessage {
    /// Where the row's time stands.
    package enum Clock: Sendable {
        /// A column, read by the profile's rule.
        case rule(column: Int, TimeReader)
        /// A column with seconds or milliseconds since 1970, or a date and time in UTC.
        case column(Int)
        /// Rows are one second apart from 1970 on, as `gengfu replay` takes them.
        case none
    }

    /// How the codec wants it.
    package enum Form: Sendable, Equatable {
        case json
        case line
        case lineBelowHeader
    }

    /// A piece of the topic.
    private enum Piece { case text([UInt8]), column(Int) }

    package let columns: [String]
    package let delimiter: UInt8
    package var form = Form.json
    package var clock = Clock.none
    package private(set) var topic: [UInt8] = []
    package private(set) var payload: [UInt8] = []
    package private(set) var at = Timestamp(milliseconds: 0)
    /// Rows so far, without the header.
    package private(set) var row = 0

    private let header: [UInt8]
    private var pieces: [Piece] = []
    /// `{"name":"` or `","name":"`.
    private let prefixes: [[UInt8]]
    private var fields = TableRow()
    /// 1: rows begin with their number, for which the header has no name, as R writes them.
    private var lead = 0
    /// Rows end in a delimiter, the header does not.
    private var hasTail = false

    /// What a row came to.
    package enum Outcome: Sendable, Equatable {
        case message
        /// Not as many fields as the header names.
        case wrongCount(Int)
        case badTime(String)
        case empty
    }

    /// - Parameters:
    ///   - header: the table's first line.
    ///   - topic: `{column}` stands for that column's text.
    package init(header: [UInt8], topic: String) {
        self.header = header
        delimiter = TableRow.delimiter(of: header)
        var row = TableRow()
        row.cut(header, at: delimiter)
        let columns = (0..<row.count).map { row.text($0).trimmingBlanks }
        self.columns = columns
        prefixes = columns.enumerated().map { place, name in
            var key: [UInt8] = Array((place == 0 ? "{\"" : "\",\"").utf8)
            name.utf8.withContiguousStorageIfAvailable { Self.append($0, to: &key) }
            return key + Array("\":\"".utf8)
        }
        pieces = Self.pieces(of: topic, columns)
        hasOneTopic = pieces.allSatisfy { if case .text = $0 { true } else { false } }
    }

    /// The column that a profile calls by this: a JSON Pointer (`/flow~1rate`), a name, or a number from 1.
    package func column(at place: String) -> Int? {
        if let column = columns.firstIndex(of: place) { return column }
        if place.hasPrefix("/") {
            let name = place.dropFirst().replacing("~1", with: "/").replacing("~0", with: "~")
            return columns.firstIndex(of: String(name))
        }
        guard let number = Int(place), columns.indices.contains(number - 1) else { return nil }
        return number - 1
    }

    /// Whether every row has the same topic.
    package let hasOneTopic: Bool

    private static func pieces(of topic: String, _ columns: [String]) -> [Piece] {
        var pieces: [Piece] = []
        var rest = Substring(topic)
        while let open = rest.firstIndex(of: "{"), let close = rest[open...].firstIndex(of: "}") {
            let name = String(rest[rest.index(after: open)..<close])
            guard let column = columns.firstIndex(of: name) else {
                pieces.append(.text(Array(rest[...close].utf8)))
                rest = rest[rest.index(after: close)...]
                continue
            }
            pieces += [.text(Array(rest[..<open].utf8)), .column(column)]
            rest = rest[rest.index(after: close)...]
        }
        return pieces + [.text(Array(rest.utf8))]
    }

    /// Takes the next line; `topic`, `payload` and `at` are its message.
    package mutating func read(_ line: [UInt8]) -> Outcome {
        guard !line.isEmpty else { return .empty }
        row += 1
        fields.cut(line, at: delimiter)
        if row == 1, fields.count == columns.count + 1 {
            hasTail = fields.field(columns.count) { $0.isEmpty }
            lead = hasTail ? 0 : 1
        }
        guard fields.count == columns.count + lead + (hasTail ? 1 : 0) else {
            return .wrongCount(fields.count)
        }
        guard readTime() else { return .badTime(timeText) }
        writeTopic()
        payload.removeAll(keepingCapacity: true)
        switch form {
        case .json: writeJSON()
        case .line: payload.append(contentsOf: line)
        case .lineBelowHeader:
            payload.append(contentsOf: header)
            payload.append(0x0A)
            payload.append(contentsOf: line)
        }
        return .message
    }

    private mutating func readTime() -> Bool {
        let found: Timestamp?
        switch clock {
        case .none: found = Timestamp(milliseconds: Int64(row - 1) * 1_000)
        case .rule(let column, let reader):
            found = fields.field(column + lead) { reader.time(written: $0, arrival: at) }
        case .column(let column): found = fields.field(column + lead) { WrittenTime.read($0) }
        }
        guard let found else { return false }
        at = found
        return true
    }

    private var timeText: String {
        switch clock {
        case .rule(let column, _), .column(let column): fields.text(column + lead)
        case .none: ""
        }
    }

    private mutating func writeTopic() {
        guard !hasOneTopic || topic.isEmpty else { return }
        topic.removeAll(keepingCapacity: true)
        for piece in pieces {
            switch piece {
            case .text(let text): topic.append(contentsOf: text)
            case .column(let column): fields.field(column + lead) { topic.append(contentsOf: $0) }
            }
        }
    }

    private mutating func writeJSON() {
        for column in prefixes.indices {
            payload.append(contentsOf: prefixes[column])
            fields.field(column + lead) { Self.append($0, to: &payload) }
        }
        payload.append(contentsOf: [UInt8(ascii: "\""), UInt8(ascii: "}")])
    }

    /// Text inside the quotes of a JSON string.
    private static func append(_ text: UnsafeBufferPointer<UInt8>, to json: inout [UInt8]) {
        let isPlain = text.allSatisfy { $0 >= 0x20 && $0 != UInt8(ascii: "\"") && $0 != UInt8(ascii: "\\") }
        guard !isPlain else { return json.append(contentsOf: text) }
        for byte in text {
            switch byte {
            case UInt8(ascii: "\""), UInt8(ascii: "\\"):
                json.append(UInt8(ascii: "\\"))
                json.append(byte)
            case ..<0x20:
                let digits = Array("0123456789abcdef".utf8)
                json.append(
                    contentsOf: Array("\\u00".utf8) + [digits[Int(byte >> 4)], digits[Int(byte & 15)]])
            default: json.append(byte)
            }
        }
    }
}

extension String {
    fileprivate var trimmingBlanks: String {
        let first = firstIndex { !$0.isWhitespace } ?? endIndex
        let last = lastIndex { !$0.isWhitespace }.map { index(after: $0) } ?? endIndex
        return String(self[first..<last])
    }
}
