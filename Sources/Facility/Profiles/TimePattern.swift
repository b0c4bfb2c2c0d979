/// A date format such as `yyyy-MM-dd HH:mm:ss`, compiled to positions: reading one costs some 20 ns.
package struct TimePattern: Sendable, Equatable {
    /// Why a format cannot be compiled.
    package enum Mistake: Error, Equatable, Sendable {
        /// A letter that stands for nothing we know, or in a width we do not read.
        case unknownField(String)
        /// `yyyy` or `yy`, `MM`, `dd`, `HH` and `mm` must all be there.
        case missingField(String)
        case repeatedField(String)
        case openQuote
    }

    private enum Part: Int, CaseIterable { case year, shortYear, month, day, hour, minute, second, fraction }

    private enum Piece {
        case digits(Part, width: Int)
        case literal(UInt8)
    }

    private struct Literal: Equatable {
        var at: Int
        var byte: UInt8
    }

    private var byteCount = 0
    private var literals: [Literal] = []
    private var yearAt = 0
    private var yearWidth = 4
    private var monthAt = 0
    private var dayAt = 0
    private var hourAt = 0
    private var minuteAt = 0
    /// nil: the pattern has no seconds.
    private var secondAt: Int?
    private var fractionAt: Int?
    private var fractionWidth = 0

    /// - Parameter text: `yyyy`/`yy`, `MM`, `dd`, `HH`, `mm`, `ss`, `S…` (1 to 9) of Unicode TR 35; other
    ///   letters stand between single quotes, anything else for itself.
    package init(_ text: String) throws(Mistake) {
        var pieces: [Piece] = []
        var rest = Substring(text)
        while let first = rest.first {
            if first == "'" {
                try Self.takeQuoted(&rest, into: &pieces)
            } else if first.isASCII, first.isLetter {
                let run = rest.prefix { $0 == first }
                rest = rest.dropFirst(run.count)
                pieces.append(try Self.field(String(run)))
            } else {
                pieces += first.utf8.map { .literal($0) }
                rest = rest.dropFirst()
            }
        }
        try Self.checkComplete(pieces)
        for piece in pieces { append(piece) }
    }

    private mutating func append(_ piece: Piece) {
        switch piece {
        case .literal(let byte):
            literals.append(Literal(at: byteCount, byte: byte))
            byteCount += 1
        case .digits(let part, let width):
            switch part {
            case .year, .shortYear: (yearAt, yearWidth) = (byteCount, width)
            case .month: monthAt = byteCount
            case .day: dayAt = byteCount
            case .hour: hourAt = byteCount
            case .minute: minuteAt = byteCount
            case .second: secondAt = byteCount
            case .fraction: (fractionAt, fractionWidth) = (byteCount, width)
            }
            byteCount += width
        }
    }

    private static func takeQuoted(_ rest: inout Substring, into pieces: inout [Piece]) throws(Mistake) {
        rest = rest.dropFirst()
        guard let end = rest.firstIndex(of: "'") else { throw .openQuote }
        let quoted = rest[..<end]
        pieces += (quoted.isEmpty ? "'" : quoted).utf8.map { .literal($0) }
        rest = rest[rest.index(after: end)...]
    }

    private static func field(_ run: String) throws(Mistake) -> Piece {
        switch run {
        case "yyyy": .digits(.year, width: 4)
        case "yy": .digits(.shortYear, width: 2)
        case "MM": .digits(.month, width: 2)
        case "dd": .digits(.day, width: 2)
        case "HH": .digits(.hour, width: 2)
        case "mm": .digits(.minute, width: 2)
        case "ss": .digits(.second, width: 2)
        case _ where run.first == "S" && run.utf8.count <= 9: .digits(.fraction, width: run.utf8.count)
        default: throw .unknownField(run)
        }
    }

    private static func checkComplete(_ pieces: [Piece]) throws(Mistake) {
        let letters = ["yyyy", "yy", "MM", "dd", "HH", "mm", "ss", "S"]
        var counts = [Int](repeating: 0, count: letters.count)
        for case .digits(let part, _) in pieces { counts[part.rawValue] += 1 }
        counts[Part.year.rawValue] += counts[Part.shortYear.rawValue]
        counts[Part.shortYear.rawValue] = 0
        if let twice = counts.firstIndex(where: { $0 > 1 }) { throw .repeatedField(letters[twice]) }
        for part in [Part.year, .month, .day, .hour, .minute] where counts[part.rawValue] == 0 {
            throw .missingField(letters[part.rawValue])
        }
    }

    /// Milliseconds from 1970-01-01T00:00 to the written wall-clock time, as if it were UTC; nil when the bytes
    /// do not have the pattern's form or there is no such time.
    func localMilliseconds(_ bytes: UnsafeBufferPointer<UInt8>) -> Int64? {
        guard bytes.count == byteCount, let base = bytes.baseAddress else { return nil }
        let mismatch = literals.withUnsafeBufferPointer { literals in
            literals.contains { base[$0.at] != $0.byte }
        }
        guard !mismatch, let written = Self.digits(bytes, yearAt, yearWidth),
            let month = Self.digits(bytes, monthAt, 2), let day = Self.digits(bytes, dayAt, 2),
            let hour = Self.digits(bytes, hourAt, 2), let minute = Self.digits(bytes, minuteAt, 2)
        else { return nil }
        var (second, millisecond) = (0, 0)
        if let secondAt {
            guard let number = Self.digits(bytes, secondAt, 2) else { return nil }
            second = number
        }
        if let fractionAt {
            guard let number = Self.digits(bytes, fractionAt, fractionWidth) else { return nil }
            millisecond = Self.milliseconds(number, digits: fractionWidth)
        }
        let seconds = CivilTime.seconds(
            year: yearWidth == 2 ? 2_000 + written : written, month: month, day: day, hour: hour,
            minute: minute,
            second: second)
        guard let seconds else { return nil }
        return seconds * 1_000 + Int64(millisecond)
    }

    /// The number that `width` digits from `start` spell, nil when one of them is no digit.
    static func digits(_ bytes: UnsafeBufferPointer<UInt8>, _ start: Int, _ width: Int) -> Int? {
        guard start + width <= bytes.count, let base = bytes.baseAddress else { return nil }
        var number = 0
        for at in start..<start + width {
            let digit = base[at] &- UInt8(ascii: "0")
            guard digit < 10 else { return nil }
            number = number &* 10 &+ Int(digit)
        }
        return number
    }

    /// A decimal fraction of `digits` digits in whole milliseconds; finer ones are cut off.
    static func milliseconds(_ fraction: Int, digits: Int) -> Int {
        var (fraction, digits) = (fraction, digits)
        while digits > 3 {
            fraction /= 10
            digits -= 1
        }
        while digits < 3 {
            fraction *= 10
            digits += 1
        }
        return fraction
    }
}
