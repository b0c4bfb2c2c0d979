import CSimdjson

/// How lines of delimited fields are read (RFC 4180, with any one-character delimiter). Of the blank a run is one
/// delimiter and none stands at a line's ends, since what is delimited by it is padded: `  12.3    7 ok`.
package struct CSVLayout: Sendable, Equatable {
    /// Where the columns' names stand.
    package enum Header: Sendable, Equatable {
        /// Columns have numbers, from 1.
        case none
        /// The first line of every payload names them.
        case line
        /// The profile names them, in their order.
        case names([String])
    }

    package static let mostColumns = 256

    package var delimiter: UInt8
    package var header: Header
    /// The column that names a channel.
    package var channel: String?

    package init(delimiter: UInt8, header: Header, channel: String? = nil) {
        self.delimiter = delimiter
        self.header = header
        self.channel = channel
    }
}

/// Cuts lines into fields and finds those of a profile's columns.
struct CSVReader: Sendable {
    static let mostRows = 4_096

    let layout: CSVLayout
    let names: TextNames
    let channelSlot: Int?

    init(_ layout: CSVLayout, _ names: inout TextNames) {
        self.layout = layout
        channelSlot = layout.channel.map { names.slot($0) }
        self.names = names
    }

    /// Slot of each column, nil for one that nobody asked for; nil when they have only numbers.
    func columns(named row: [UnsafeBufferPointer<UInt8>]) -> [Int?] {
        row.map { names.slot(of: $0.trimmed) }
    }

    /// The slots that the profile itself gives columns.
    var ownColumns: [Int?]? {
        switch layout.header {
        case .line: nil
        case .names(let own): own.map { name in names.names.firstIndex(of: Array(name.utf8)) }
        case .none:
            (1...CSVLayout.mostColumns).map { names.names.firstIndex(of: Array(String($0).utf8)) }
        }
    }

    /// The fields of the line that starts at a place, and where the next one starts. Doubled quotes are made single
    /// where they stand.
    func row(
        in text: UnsafeMutableBufferPointer<UInt8>, from start: Int,
        fields: inout [UnsafeBufferPointer<UInt8>]
    ) -> Result<Int, CSVMistake> {
        fields.removeAll(keepingCapacity: true)
        var at = isPadded ? pastBlanks(in: text, from: start) : start
        while true {
            guard fields.count < CSVLayout.mostColumns else { return .failure(.columns) }
            guard var end = field(in: text, from: at, &fields) else { return .failure(.quotes) }
            if isPadded {
                let next = pastBlanks(in: text, from: end)
                // The last blank of a run is the delimiter, unless the line ends after it.
                end = next > end && next < text.count && !isEnd(text[next]) ? next - 1 : next
            }
            guard end < text.count, text[end] == layout.delimiter else {
                let isPair = end + 1 < text.count && text[end] == 0x0D && text[end + 1] == 0x0A
                return .success(end + (isPair ? 2 : 1))
            }
            at = end + 1
        }
    }

    enum CSVMistake: Error { case quotes, columns }

    /// Where the field ends, nil when its quotes do not.
    private func field(
        in text: UnsafeMutableBufferPointer<UInt8>, from start: Int,
        _ fields: inout [UnsafeBufferPointer<UInt8>]
    ) -> Int? {
        var at = start
        while at < text.count, text[at] == 0x20 { at += 1 }
        guard at < text.count, text[at] == UInt8(ascii: "\"") else {
            let end = text[start...].firstIndex { isEnd($0) } ?? text.count
            fields.append(UnsafeBufferPointer(rebasing: UnsafeBufferPointer(text)[start..<end]))
            return end
        }
        let first = at + 1
        var (from, to) = (first, first)
        while from < text.count {
            if text[from] == UInt8(ascii: "\"") {
                guard from + 1 < text.count, text[from + 1] == UInt8(ascii: "\"") else { break }
                from += 1
            }
            text[to] = text[from]
            from += 1
            to += 1
        }
        guard from < text.count else { return nil }
        fields.append(UnsafeBufferPointer(rebasing: UnsafeBufferPointer(text)[first..<to]))
        at = isPadded ? from + 1 : pastBlanks(in: text, from: from + 1)
        return at == text.count || isEnd(text[at]) ? at : nil
    }

    /// Columns are padded with the delimiter.
    private var isPadded: Bool { layout.delimiter == 0x20 }

    private func pastBlanks(in text: UnsafeMutableBufferPointer<UInt8>, from start: Int) -> Int {
        text[start...].firstIndex { $0 != 0x20 } ?? text.count
    }

    private func isEnd(_ byte: UInt8) -> Bool { byte == layout.delimiter || byte == 0x0A || byte == 0x0D }
}

extension PayloadDecoder {
    mutating func readCSV(
        _ route: CompiledRoute, _ reader: CSVReader, _ payload: UnsafeRawBufferPointer,
        _ readings: inout [Reading]
    ) -> RejectionReason.Malformation? {
        if let misfit = misfit(ofText: payload) { return misfit }
        // A copy, since quotes are undone in place, with room for what looks past a field's end.
        return withUnsafeTemporaryAllocation(of: UInt8.self, capacity: payload.count + MessageBatch.padding) {
            room in
            room.initialize(repeating: 0)
            let text = UnsafeMutableBufferPointer(rebasing: room[..<payload.count])
            UnsafeMutableRawBufferPointer(text).copyBytes(from: payload)
            var rows = CSVRows()
            if let mistake = rows.cut(text, by: reader) { return mistake }
            return take(rows, route, reader, &readings)
        }
    }

    private mutating func take(
        _ rows: CSVRows, _ route: CompiledRoute, _ reader: CSVReader, _ readings: inout [Reading]
    ) -> RejectionReason.Malformation? {
        var newest: Timestamp?
        if let time = route.time {
            for row in rows.records {
                fill(row, rows.columns, route)
                let value = extractor.results[time.slot(in: extractor.results, first: route.timeSlot)]
                guard case .time(let found) = time.read(value, arrival: gathering.arrival) else { continue }
                newest = max(newest ?? found, found)
            }
        }
        gathering.open(time: newest.map { .time($0) } ?? .absent, found: gj_value())
        for row in rows.records {
            guard rows.isUnnamed || row.count == rows.columns.count else {
                gathering.rejections.append(
                    Rejection(reason: .malformed(.wrongForm("\(row.count) columns of \(rows.columns.count)")))
                )
                continue
            }
            fill(row, rows.columns, route)
            if let contradiction = contradiction(route) { return contradiction }
            gathering.resume()
            if let slot = reader.channelSlot {
                let isOpen = extractor.results[slot].withName { gathering.open(channel: $0) }
                guard isOpen ?? false else { continue }
            }
            if let time = route.time {
                let value = extractor.results[time.slot(in: extractor.results, first: route.timeSlot)]
                gathering.date(time.read(value, arrival: gathering.arrival), found: value)
            }
            gathering.take(route.fields, from: extractor.results, into: &readings)
        }
        return nil
    }

    private func fill(_ row: [UnsafeBufferPointer<UInt8>], _ columns: [Int?], _ route: CompiledRoute) {
        clear(route.slotCount)
        for (field, slot) in zip(row, columns) {
            guard let slot, !field.allSatisfy(\.isWhite) else { continue }
            put(field, into: slot)
        }
    }
}

/// The rows of one payload, cut but not yet read.
private struct CSVRows {
    private(set) var records: [[UnsafeBufferPointer<UInt8>]] = []
    private(set) var columns: [Int?] = []
    /// Columns have numbers, so that rows may have any length.
    private(set) var isUnnamed = false

    mutating func cut(
        _ text: UnsafeMutableBufferPointer<UInt8>, by reader: CSVReader
    ) -> RejectionReason.Malformation? {
        var start = text.starts(with: [0xEF, 0xBB, 0xBF]) ? 3 : 0
        var header = reader.ownColumns
        isUnnamed = reader.layout.header == .none
        var row: [UnsafeBufferPointer<UInt8>] = []
        while start < text.count {
            switch reader.row(in: text, from: start, fields: &row) {
            case .failure(.quotes): return .badQuotes
            case .failure(.columns): return .wrongForm("more than \(CSVLayout.mostColumns) columns")
            case .success(let next): start = next
            }
            if row.count == 1, row[0].allSatisfy(\.isWhite) { continue }
            guard header != nil else {
                header = reader.columns(named: row)
                continue
            }
            guard records.count < CSVReader.mostRows else {
                return .wrongForm("more than \(CSVReader.mostRows) lines")
            }
            records.append(row)
        }
        columns = header ?? []
        return nil
    }
}
