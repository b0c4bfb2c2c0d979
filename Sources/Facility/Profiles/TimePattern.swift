/// A date format such as `yyyy-MM-dd HH:mm:ss`, compiled to positions: reading one costs some 20 ns. One with parts of
/// no fixed width (`yyyy/M/d h:mm a`) is walked piece by piece, some 60 ns.
package struct TimePattern: Sendable, Equatable {
    /// Why a format cannot be compiled.
    package enum Mistake: Error, Equatable, Sendable {
        /// A letter that stands for nothing we know, or in a width we do not read.
        case unknownField(String)
        /// The hour must be there, without a year or with seconds the minute too; a day not without its month, a year
        /// not without its day, `hh` not without `a`.
        case missingField(String)
        case repeatedField(String)
        case openQuote
    }

    enum Part: Int, CaseIterable, Sendable {
        case year, month, day, hour, minute, second, fraction, half, offset, weekday

        /// As a mistake names it.
        var letters: String {
            ["yyyy", "MM", "dd", "HH", "mm", "ss", "S", "a", "Z", "EEE"][rawValue]
        }
    }

    enum Piece: Sendable, Equatable {
        case digits(Part, width: Int)
        /// One digit or two: `M`, `d`, `H`, `m`, `s`.
        case flexible(Part)
        /// `MMM`: an English month, of which the first three letters count.
        case monthName
        /// `EEE`: letters that tell nothing the date does not.
        case weekday
        /// `a`: AM, PM, 上午 or 下午.
        case half
        /// `Z`: `Z`, `+08`, `+0800` or `+08:00`.
        case offset
        case literal(UInt8)
    }

    /// What a text was found to say.
    struct Found: Equatable {
        var year: Int?
        var month = 1
        var day: Int?
        var hour = 0
        var minute = 0
        var second = 0
        var millisecond = 0
        /// Seconds east of UTC, as the text itself says.
        var offset: Int?
    }

    struct Literal: Equatable {
        var at: Int
        var byte: UInt8
    }

    private(set) var byteCount = 0
    private(set) var literals: [Literal] = []
    /// Of a pattern in which every part has a fixed width; -1: not in it.
    private(set) var places = Places()
    /// Of a pattern in which some part has no fixed width; empty otherwise.
    private(set) var pieces: [Piece] = []
    /// The hour is of twelve.
    private(set) var isHalfDay = false
    /// The date, or its year, has to be taken from the arrival.
    package private(set) var hasDate = false
    package private(set) var hasYear = false
    /// The text says its own offset from UTC.
    package private(set) var hasOffset = false
    /// The text is digits and nothing else, so that JSON may carry it as a number.
    private(set) var isNumber = false

    struct Places: Equatable, Sendable {
        var year = -1
        var yearWidth = 4
        var month = -1
        var day = -1
        var hour = -1
        var minute = -1
        var second = -1
        var fraction = -1
        var fractionWidth = 0
    }

    /// - Parameter text: letters of Unicode TR 35 (`yyyy yy MM M MMM dd d HH H hh h mm m ss s S… a Z EEE`, `XXX` for
    ///   `Z`); other letters stand between single quotes, anything else for itself.
    package init(_ text: String) throws(Mistake) {
        var pieces: [Piece] = []
        var isHalfDay = false
        var rest = Substring(text)
        while let first = rest.first {
            if first == "'" {
                try Self.takeQuoted(&rest, into: &pieces)
            } else if first.isASCII, first.isLetter {
                let run = rest.prefix { $0 == first }
                rest = rest.dropFirst(run.count)
                isHalfDay = isHalfDay || first == "h"
                pieces.append(try Self.field(String(run)))
            } else {
                pieces += first.utf8.map { .literal($0) }
                rest = rest.dropFirst()
            }
        }
        self.isHalfDay = isHalfDay
        try checkComplete(pieces)
        let isFixed = pieces.allSatisfy { piece in
            switch piece {
            case .digits, .literal: true
            default: false
            }
        }
        if isFixed { for piece in pieces { place(piece) } } else { self.pieces = pieces }
        isNumber =
            isFixed && literals.isEmpty && byteCount <= 18 && places.year == 0 && places.yearWidth == 4
    }

    private mutating func place(_ piece: Piece) {
        switch piece {
        case .digits(let part, let width):
            switch part {
            case .year: (places.year, places.yearWidth) = (byteCount, width)
            case .month: places.month = byteCount
            case .day: places.day = byteCount
            case .hour: places.hour = byteCount
            case .minute: places.minute = byteCount
            case .second: places.second = byteCount
            case .fraction: (places.fraction, places.fractionWidth) = (byteCount, width)
            case .half, .offset, .weekday: break
            }
            byteCount += width
        case .literal(let byte):
            literals.append(Literal(at: byteCount, byte: byte))
            byteCount += 1
        default: break
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
        case "yy": .digits(.year, width: 2)
        case "MM": .digits(.month, width: 2)
        case "dd": .digits(.day, width: 2)
        case "HH", "hh": .digits(.hour, width: 2)
        case "mm": .digits(.minute, width: 2)
        case "ss": .digits(.second, width: 2)
        case "M": .flexible(.month)
        case "d": .flexible(.day)
        case "H", "h": .flexible(.hour)
        case "m": .flexible(.minute)
        case "s": .flexible(.second)
        case "MMM", "MMMM": .monthName
        case "EEE", "EEEE": .weekday
        case "a": .half
        case "Z", "X", "XX", "XXX": .offset
        case _ where run.first == "S" && run.utf8.count <= 9: .digits(.fraction, width: run.utf8.count)
        default: throw .unknownField(run)
        }
    }

    private mutating func checkComplete(_ pieces: [Piece]) throws(Mistake) {
        var counts = [Int](repeating: 0, count: Part.allCases.count)
        for piece in pieces {
            switch piece {
            case .digits(let part, _), .flexible(let part): counts[part.rawValue] += 1
            case .monthName: counts[Part.month.rawValue] += 1
            case .half: counts[Part.half.rawValue] += 1
            case .offset: counts[Part.offset.rawValue] += 1
            case .weekday, .literal: break
            }
        }
        if let twice = Part.allCases.first(where: { counts[$0.rawValue] > 1 }) {
            throw .repeatedField(twice.letters)
        }
        func has(_ part: Part) -> Bool { counts[part.rawValue] > 0 }
        hasYear = has(.year)
        hasDate = has(.month) || has(.day)
        hasOffset = has(.offset)
        var needed: [Part] = hasYear || hasDate ? [.month, .day] : []
        // An hourly table writes `06/01/17 23` and means its full hour; a clock without a date says its minutes.
        needed += hasYear ? [.hour] : [.hour, .minute]
        if has(.second) { needed.append(.minute) }
        if isHalfDay { needed.append(.half) }
        if let missing = needed.first(where: { !has($0) }) { throw .missingField(missing.letters) }
        if has(.half), !isHalfDay { throw .missingField("hh") }
        // What an offset is to be taken off must be a whole date: the arrival's day is told by the device's zone.
        if hasOffset, !hasYear { throw .missingField(Part.year.letters) }
    }
}
