import Foundation

/// Reads a recording: JSON lines of our own, or any CSV whose rows become JSON messages.
package struct CaptureReader: Sequence, IteratorProtocol {
    /// How a CSV becomes messages.
    package struct Columns: Sendable {
        /// Topic of every row; `{column}` is replaced by that column's text.
        package var topic: String
        /// Column with the time: milliseconds or seconds since 1970, or `yyyy-MM-dd HH:mm:ss` in UTC. nil: rows
        /// are one second apart from 1970 on.
        package var time: String?

        package init(topic: String, time: String? = nil) {
            self.topic = topic
            self.time = time
        }
    }

    /// Lines that could not be read so far.
    package private(set) var failures: [CaptureFailure] = []
    /// Failures kept; the rest are counted only.
    private static let failureLimit = 100
    package private(set) var failureCount = 0

    private let file: String
    private var lines: LineSource
    private var lineNumber = 0
    private let columns: Columns?
    private var header: [String] = []
    private let decoder = JSONDecoder()

    /// - Parameter columns: nil for a capture in JSON lines.
    package init(file: String, columns: Columns? = nil) throws(CaptureFailure) {
        self.file = file
        self.columns = columns
        lines = try LineSource(file: file)
        guard let columns else { return }
        guard let first = lines.next() else { throw .unreadable(file: file, detail: "no header line") }
        lineNumber = 1
        header = CSVLine.fields(String(decoding: first, as: UTF8.self))
        if let time = columns.time, !header.contains(time) {
            throw .missingColumn(file: file, column: time, known: header)
        }
    }

    /// The next message; lines that cannot be read are noted in `failures` and passed over.
    package mutating func next() -> CaptureLine? {
        while let bytes = lines.next() {
            lineNumber += 1
            guard !bytes.isEmpty else { continue }
            do throws(CaptureFailure) {
                guard let columns else { return try json(bytes) }
                return try row(bytes, columns)
            } catch {
                failureCount += 1
                if failures.count < Self.failureLimit { failures.append(error) }
            }
        }
        return nil
    }

    private func json(_ bytes: [UInt8]) throws(CaptureFailure) -> CaptureLine {
        do {
            return try decoder.decode(CaptureLine.self, from: Data(bytes))
        } catch {
            throw .badLine(file: file, line: lineNumber, detail: "not a line of a capture: \(error)")
        }
    }

    private func row(_ bytes: [UInt8], _ columns: Columns) throws(CaptureFailure) -> CaptureLine {
        let fields = CSVLine.fields(String(decoding: bytes, as: UTF8.self))
        guard fields.count == header.count else {
            throw .badLine(
                file: file, line: lineNumber,
                detail: "\(fields.count) fields where the header has \(header.count)")
        }
        var at = Int64(lineNumber - 2) * 1_000
        if let name = columns.time, let position = header.firstIndex(of: name) {
            guard let time = Self.time(fields[position]) else {
                throw .badTime(file: file, line: lineNumber, text: fields[position])
            }
            at = time
        }
        var topic = columns.topic
        for (name, field) in zip(header, fields) { topic = topic.replacing("{\(name)}", with: field) }
        let members = zip(header, fields).map { "\(CSVLine.quoted($0)):\(CSVLine.quoted($1))" }
        return CaptureLine(at: at, topic: topic, payload: Array("{\(members.joined(separator: ","))}".utf8))
    }

    /// Milliseconds since 1970 of a number of seconds or milliseconds, or of a date and time in UTC.
    static func time(_ text: String) -> Int64? {
        if let number = Double(text) {
            // The year 2001 in milliseconds is the year 33658 in seconds: no recording is ambiguous.
            return number > 1e12 ? Int64(number) : Int64(number * 1_000)
        }
        let numbers = text.split { !$0.isNumber }.prefix(6).compactMap { Int($0) }
        guard numbers.count >= 3, (1...12).contains(numbers[1]), (1...31).contains(numbers[2]) else {
            return nil
        }
        var parts = DateComponents()
        (parts.year, parts.month, parts.day) = (numbers[0], numbers[1], numbers[2])
        parts.hour = numbers.count > 3 ? numbers[3] : 0
        parts.minute = numbers.count > 4 ? numbers[4] : 0
        parts.second = numbers.count > 5 ? numbers[5] : 0
        var calendar = Calendar(identifier: .gregorian)
        calendar.timeZone = TimeZone(secondsFromGMT: 0) ?? .gmt
        return calendar.date(from: parts).map { Int64($0.timeIntervalSince1970 * 1_000) }
    }
}
