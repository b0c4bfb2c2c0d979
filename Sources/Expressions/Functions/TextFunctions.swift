/// Functions of texts beyond the language's own. Places count Unicode scalars, from 0; a place outside the
/// text is an error.
enum TextFunctions {
    typealias Scalars = [Unicode.Scalar]

    static func apply(_ function: Builtin, _ subject: Value, _ arguments: [Value]) -> Value {
        if function == .join { return join(subject, arguments) }
        guard case .string(let text) = subject else { return .error(.noSuchOverload) }
        switch (function, arguments.first, arguments.dropFirst().first, arguments.dropFirst(2).first) {
        case (.trim, nil, _, _): return trim(text)
        case (.reverse, nil, _, _): return string(Scalars(text.unicodeScalars).reversed())
        case (.lowerAscii, nil, _, _): return mapped(text, UInt8(ascii: "A")...UInt8(ascii: "Z"))
        case (.upperAscii, nil, _, _): return mapped(text, UInt8(ascii: "a")...UInt8(ascii: "z"))
        case (.quote, nil, _, _): return quote(text)
        case (.charAt, .int(let place), nil, _): return character(of: text, at: place)
        case (.substring, .int(let start), nil, _): return part(of: text, start, nil)
        case (.substring, .int(let start), .int(let end), nil): return part(of: text, start, end)
        case (.indexOf, .string(let part), nil, _): return first(part, in: text, from: 0)
        case (.indexOf, .string(let part), .int(let start), nil): return first(part, in: text, from: start)
        case (.lastIndexOf, .string(let part), nil, _): return last(part, in: text, from: nil)
        case (.lastIndexOf, .string(let part), .int(let start), nil): return last(part, in: text, from: start)
        case (.split, .string(let separator), nil, _): return split(text, separator, -1)
        case (.split, .string(let separator), .int(let count), nil): return split(text, separator, count)
        case (.replace, .string(let old), .string(let new), nil): return replace(text, old, new, -1)
        case (.replace, .string(let old), .string(let new), .int(let count)):
            return arguments.count == 3 ? replace(text, old, new, count) : .error(.noSuchOverload)
        default: return .error(.noSuchOverload)
        }
    }

    private static func string(_ scalars: some Sequence<Unicode.Scalar>) -> Value {
        var text = String.UnicodeScalarView()
        text.append(contentsOf: scalars)
        return .string(String(text))
    }

    private static func mapped(_ text: String, _ letters: ClosedRange<UInt8>) -> Value {
        .string(String(decoding: text.utf8.map { letters.contains($0) ? $0 ^ 0x20 : $0 }, as: UTF8.self))
    }

    private static func trim(_ text: String) -> Value {
        var scalars = text.unicodeScalars[...]
        while let scalar = scalars.first, scalar.properties.isWhitespace { scalars.removeFirst() }
        while let scalar = scalars.last, scalar.properties.isWhitespace { scalars.removeLast() }
        return string(scalars)
    }

    /// The index of a place, nil outside the text; found by walking, without a copy of the text.
    private static func index(_ place: Int64, in scalars: String.UnicodeScalarView) -> String.Index? {
        guard place >= 0, let place = Int(exactly: place) else { return nil }
        return scalars.index(scalars.startIndex, offsetBy: place, limitedBy: scalars.endIndex)
    }

    private static func character(of text: String, at place: Int64) -> Value {
        let scalars = text.unicodeScalars
        guard let index = index(place, in: scalars) else { return .error(.indexOutOfRange) }
        return index == scalars.endIndex ? .string("") : .string(String(scalars[index]))
    }

    private static func part(of text: String, _ start: Int64, _ end: Int64?) -> Value {
        let scalars = text.unicodeScalars
        guard let first = index(start, in: scalars) else { return .error(.indexOutOfRange) }
        guard let end else { return .string(String(scalars[first...])) }
        guard let last = index(end, in: scalars) else { return .error(.indexOutOfRange) }
        return start <= end ? .string(String(scalars[first..<last])) : .error(.invalidArgument)
    }

    private static func first(_ part: String, in text: String, from start: Int64) -> Value {
        let (scalars, part) = (Scalars(text.unicodeScalars), Scalars(part.unicodeScalars))
        guard start >= 0, start <= scalars.count else { return .error(.indexOutOfRange) }
        return .int(Int64(find(part, in: scalars, from: Int(start)) ?? -1))
    }

    private static func find(_ part: Scalars, in scalars: Scalars, from start: Int) -> Int? {
        guard start + part.count <= scalars.count else { return nil }
        return (start...(scalars.count - part.count)).first { scalars[$0...].starts(with: part) }
    }

    /// The last that begins at or before a place.
    private static func last(_ part: String, in text: String, from start: Int64?) -> Value {
        let (scalars, part) = (Scalars(text.unicodeScalars), Scalars(part.unicodeScalars))
        let start = start ?? Int64(scalars.count)
        guard start >= 0, start <= scalars.count else { return .error(.indexOutOfRange) }
        guard part.count <= scalars.count else { return .int(-1) }
        let latest = min(Int(start), scalars.count - part.count)
        return .int(Int64((0...latest).last { scalars[$0...].starts(with: part) } ?? -1))
    }

    /// At most `count` parts, the last of them the rest; below nought all, and none for nought.
    private static func split(_ text: String, _ separator: String, _ count: Int64) -> Value {
        if count == 0 { return .list([]) }
        let (scalars, separator) = (Scalars(text.unicodeScalars), Scalars(separator.unicodeScalars))
        var parts: [Value] = []
        var start = 0
        while count < 0 || parts.count < count - 1 {
            let found = separator.isEmpty ? start + 1 : find(separator, in: scalars, from: start)
            guard let found, separator.isEmpty ? found < scalars.count : true else { break }
            guard parts.count < Limits.elements else { return .error(.tooLarge) }
            parts.append(string(scalars[start..<found]))
            start = found + separator.count
        }
        if !(separator.isEmpty && scalars.isEmpty) { parts.append(string(scalars[start...])) }
        return .list(parts)
    }

    /// The first `count`, below nought all. An empty text stands before every scalar and at the end.
    private static func replace(_ text: String, _ old: String, _ new: String, _ count: Int64) -> Value {
        let (scalars, old) = (Scalars(text.unicodeScalars), Scalars(old.unicodeScalars))
        var result = String.UnicodeScalarView()
        var size = text.utf8.count
        var place = 0
        var left = count < 0 ? Int64.max : count
        while place <= scalars.count {
            if left > 0, scalars[place...].starts(with: old) {
                left -= 1
                size += new.utf8.count
                guard size <= 2 * Limits.textBytes else { return .error(.tooLarge) }
                result.append(contentsOf: new.unicodeScalars)
                place += old.count
                guard old.isEmpty else { continue }
            }
            if place < scalars.count { result.append(scalars[place]) }
            place += 1
        }
        let replaced = String(result)
        return replaced.utf8.count > Limits.textBytes ? .error(.tooLarge) : .string(replaced)
    }

    private static func join(_ subject: Value, _ arguments: [Value]) -> Value {
        guard case .list(let elements) = subject, arguments.count <= 1 else { return .error(.noSuchOverload) }
        var separator = ""
        if let argument = arguments.first {
            guard case .string(let text) = argument else { return .error(.noSuchOverload) }
            separator = text
        }
        var joined = ""
        for (position, element) in elements.enumerated() {
            guard case .string(let text) = element else { return .error(.noSuchOverload) }
            if position > 0 { joined += separator }
            joined += text
            guard joined.utf8.count <= Limits.textBytes else { return .error(.tooLarge) }
        }
        return .string(joined)
    }

    /// In double quotes, with escapes for what a line of text cannot hold.
    private static func quote(_ text: String) -> Value {
        let escapes: [Unicode.Scalar: String] = [
            "\u{07}": "\\a", "\u{08}": "\\b", "\u{0C}": "\\f", "\n": "\\n", "\r": "\\r", "\t": "\\t",
            "\u{0B}": "\\v", "\\": "\\\\", "\"": "\\\"",
        ]
        var quoted = "\""
        for scalar in text.unicodeScalars {
            if let escape = escapes[scalar] { quoted += escape } else { quoted.unicodeScalars.append(scalar) }
        }
        quoted += "\""
        return quoted.utf8.count > Limits.textBytes ? .error(.tooLarge) : .string(quoted)
    }
}
