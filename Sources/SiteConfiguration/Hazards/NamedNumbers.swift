/// The numbers of a hazard that have names (`let: {limit: degC(57)}`), written into its conditions before they are read.
///
/// What is compiled, kept and shown in evidence is `air.temperature >= degC(57)`: whoever reads it sees the number in force
/// at that device. Mistakes are shown where the name stands.
struct NamedNumbers {
    /// As CEL: a number, a unit literal or a duration.
    private(set) var texts: [String: String] = [:]

    init(_ texts: [String: String] = [:]) { self.texts = texts }

    mutating func set(_ name: String, to text: String) { texts[name] = text }

    /// A condition with its numbers written in, and the way back.
    struct Written {
        var text: String
        /// UTF-8 offsets: what stands at `from` in `text` and is `length` long stood at `was`, `wasLength` long.
        fileprivate var places: [(from: Int, length: Int, was: Int, wasLength: Int)] = []

        /// Where something in `text` was written.
        func place(offset: Int, length: Int) -> (offset: Int, length: Int) {
            let (start, end) = (origin(of: offset), origin(of: offset + length, isEnd: true))
            return (start, max(0, end - start))
        }

        private func origin(of offset: Int, isEnd: Bool = false) -> Int {
            var shift = 0
            for place in places {
                guard offset >= place.from + (isEnd ? 1 : 0) else { break }
                if offset < place.from + place.length + (isEnd ? 1 : 0) {
                    return isEnd ? place.was + place.wasLength : place.was
                }
                shift = place.was + place.wasLength - place.from - place.length
            }
            return offset + shift
        }
    }

    func written(into source: String) -> Written {
        var written = Written(text: source)
        guard !texts.isEmpty else { return written }
        let bytes = Array(source.utf8)
        var output: [UInt8] = []
        var position = 0
        while position < bytes.count {
            let end = Self.end(of: bytes, at: position)
            let token = bytes[position..<end]
            if token.count >= 2, token.last == token.first, Self.isCounted(bytes, position..<end) {
                let inner = self.written(inText: token)
                for place in inner.places {
                    written.places.append(
                        (
                            output.count + 1 + place.from, place.length, position + 1 + place.was,
                            place.wasLength
                        ))
                }
                output += [bytes[position]] + Array(inner.text.utf8) + [bytes[end - 1]]
            } else if Self.isName(bytes, position..<end),
                let text = texts[String(decoding: token, as: UTF8.self)]
            {
                let replacement = Array((text.hasPrefix("-") ? "(\(text))" : text).utf8)
                written.places.append((output.count, replacement.count, position, token.count))
                output += replacement
            } else {
                output += token
            }
            position = end
        }
        written.text = String(decoding: output, as: UTF8.self)
        return written
    }

    // MARK: Conditions in texts

    /// Functions whose first argument may be a condition.
    private static let counting: Set<String> = ["any", "all", "count", "upstream", "downstream"]

    /// Whether a text is what one of them counts: `count("level < limit")`.
    private static func isCounted(_ bytes: [UInt8], _ range: Range<Int>) -> Bool {
        guard bytes[range.lowerBound] == UInt8(ascii: "\"") || bytes[range.lowerBound] == UInt8(ascii: "'")
        else { return false }
        let before = bytes[..<range.lowerBound].reversed().drop { $0 == 0x20 || $0 == 0x0A || $0 == 0x09 }
        guard before.first == UInt8(ascii: "(") else { return false }
        let word = before.dropFirst().drop { $0 == 0x20 }.prefix { isLetter($0) }
        return counting.contains(String(decoding: word.reversed(), as: UTF8.self))
    }

    /// The numbers written into a condition that stands in quotes; theirs become the other ones.
    private func written(inText token: ArraySlice<UInt8>) -> Written {
        let (single, double) = (UInt8(ascii: "'"), UInt8(ascii: "\""))
        let quote = token.first ?? double
        let other = quote == single ? double : single
        var turned = self
        turned.texts = texts.mapValues { text in
            String(decoding: text.utf8.map { $0 == quote ? other : $0 }, as: UTF8.self)
        }
        return turned.written(into: String(decoding: token.dropFirst().dropLast(), as: UTF8.self))
    }

    // MARK: Signs

    private static func isLetter(_ byte: UInt8) -> Bool {
        (0x41...0x5A).contains(byte) || (0x61...0x7A).contains(byte) || byte == 0x5F
    }

    private static func isDigit(_ byte: UInt8) -> Bool { (0x30...0x39).contains(byte) }

    /// The end of the word, number, text or remark that begins at a position, else of one sign.
    private static func end(of bytes: [UInt8], at start: Int) -> Int {
        let first = bytes[start]
        if first == UInt8(ascii: "\"") || first == UInt8(ascii: "'") {
            return endOfText(bytes, at: start, isRaw: false)
        }
        if first == UInt8(ascii: "/"), start + 1 < bytes.count, bytes[start + 1] == first {
            return bytes[start...].firstIndex(of: UInt8(ascii: "\n")) ?? bytes.count
        }
        if isDigit(first) {
            let rest = bytes[start...].firstIndex { !isLetter($0) && !isDigit($0) && $0 != UInt8(ascii: ".") }
            return rest ?? bytes.count
        }
        guard isLetter(first) else { return start + 1 }
        let end = bytes[start...].firstIndex { !isLetter($0) && !isDigit($0) } ?? bytes.count
        guard end < bytes.count, end - start <= 2,
            bytes[end] == UInt8(ascii: "\"") || bytes[end] == UInt8(ascii: "'")
        else { return end }
        let isRaw = bytes[start..<end].contains { $0 | 0x20 == UInt8(ascii: "r") }
        return endOfText(bytes, at: end, isRaw: isRaw)
    }

    private static func endOfText(_ bytes: [UInt8], at start: Int, isRaw: Bool) -> Int {
        let quote = bytes[start]
        let isTriple = bytes[start...].prefix(3).elementsEqual([quote, quote, quote])
        var position = start + (isTriple ? 3 : 1)
        while position < bytes.count {
            if bytes[position] == UInt8(ascii: "\\"), !isRaw {
                position += 2
                continue
            }
            if bytes[position] == quote {
                guard isTriple else { return position + 1 }
                if bytes[position...].prefix(3).elementsEqual([quote, quote, quote]) { return position + 3 }
            }
            position += 1
        }
        return bytes.count
    }

    /// A word by itself: no part of a dotted name, no function.
    private static func isName(_ bytes: [UInt8], _ range: Range<Int>) -> Bool {
        guard isLetter(bytes[range.lowerBound]) else { return false }
        func isBlank(_ byte: UInt8) -> Bool { byte == 0x20 || byte == 0x0A || byte == 0x09 || byte == 0x0D }
        let before = bytes[..<range.lowerBound].last { !isBlank($0) }
        let after = bytes[range.upperBound...].first { !isBlank($0) }
        return before != UInt8(ascii: ".") && after != UInt8(ascii: ".") && after != UInt8(ascii: "(")
    }
}
