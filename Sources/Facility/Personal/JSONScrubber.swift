/// Walks one JSON document and writes it anew with the values at some paths replaced by `"***"`.
///
/// It is of the way of what could not be read, never of the hot path, so it is plain and believes nothing: what it
/// cannot follow to its end is nil, and hidden whole.
struct JSONScrubber {
    private let bytes: [UInt8]
    private let paths: [[String]]
    private var place = 0
    private var output: [UInt8] = []
    /// How many values were hidden.
    private(set) var hidden = 0

    /// As deep as a payload may be for the codecs (64), and a little more.
    private static let deepest = 100

    init(_ bytes: [UInt8], paths: [[String]]) {
        self.bytes = bytes
        self.paths = paths
    }

    /// - Returns: nil when it is no JSON document from its first to its last byte.
    mutating func scrubbed() -> [UInt8]? {
        (place, hidden, output) = (0, 0, [])
        output.reserveCapacity(bytes.count)
        guard value(paths[...], depth: 0) else { return nil }
        copySpace()
        return place == bytes.count ? output : nil
    }

    /// - Parameter left: what is left of the paths that led here.
    private mutating func value(_ left: ArraySlice<[String]>, depth: Int) -> Bool {
        copySpace()
        guard place < bytes.count, depth < Self.deepest else { return false }
        if left.contains(where: \.isEmpty) {
            let kept = output.count
            guard container([], depth: depth) ?? scalar() else { return false }
            output.removeLast(output.count - kept)
            output.append(contentsOf: "\"\(Pseudonym.hidden)\"".utf8)
            hidden += 1
            return true
        }
        return container(left, depth: depth) ?? scalar()
    }

    /// - Returns: nil when what stands here is neither an object nor an array.
    private mutating func container(_ left: ArraySlice<[String]>, depth: Int) -> Bool? {
        let isObject = bytes[place] == UInt8(ascii: "{")
        guard isObject || bytes[place] == UInt8(ascii: "[") else { return nil }
        let close = UInt8(ascii: isObject ? "}" : "]")
        copy()
        copySpace()
        if place < bytes.count, bytes[place] == close {
            copy()
            return true
        }
        var position = 0
        while true {
            copySpace()
            var name = String(position)
            if isObject {
                guard let key = string() else { return false }
                name = key
                copySpace()
                guard place < bytes.count, bytes[place] == UInt8(ascii: ":") else { return false }
                copy()
            }
            let within = left.filter { $0.first == name || $0.first == "*" }.map { Array($0.dropFirst()) }
            guard value(within[...], depth: depth + 1) else { return false }
            copySpace()
            guard place < bytes.count else { return false }
            let mark = bytes[place]
            copy()
            if mark == close { return true }
            guard mark == UInt8(ascii: ",") else { return false }
            position += 1
        }
    }

    /// A string, a number or a word.
    private mutating func scalar() -> Bool {
        if bytes[place] == UInt8(ascii: "\"") { return string() != nil }
        let start = place
        while place < bytes.count, Self.isBare(bytes[place]) { copy() }
        return place > start
    }

    private static func isBare(_ byte: UInt8) -> Bool {
        switch byte {
        case 0x30...0x39, 0x41...0x5A, 0x61...0x7A, UInt8(ascii: "-"), UInt8(ascii: "+"), UInt8(ascii: "."):
            true
        default: false
        }
    }

    /// - Returns: what it says, its escapes undone: a key may be written in many ways.
    private mutating func string() -> String? {
        guard place < bytes.count, bytes[place] == UInt8(ascii: "\"") else { return nil }
        copy()
        var units: [UInt16] = []
        var text: [UInt8] = []
        func flushed(_ text: inout [UInt8], _ units: inout [UInt16]) {
            text.append(contentsOf: String(decoding: units, as: UTF16.self).utf8)
            units.removeAll()
        }
        while place < bytes.count {
            let byte = bytes[place]
            copy()
            if byte == UInt8(ascii: "\"") {
                flushed(&text, &units)
                return String(decoding: text, as: UTF8.self)
            }
            guard byte == UInt8(ascii: "\\") else {
                flushed(&text, &units)
                text.append(byte)
                continue
            }
            guard let unit = escape() else { return nil }
            units.append(unit)
        }
        return nil
    }

    private mutating func escape() -> UInt16? {
        guard place < bytes.count else { return nil }
        let letter = bytes[place]
        copy()
        switch letter {
        case UInt8(ascii: "n"): return 0x0A
        case UInt8(ascii: "t"): return 0x09
        case UInt8(ascii: "r"): return 0x0D
        case UInt8(ascii: "b"): return 0x08
        case UInt8(ascii: "f"): return 0x0C
        case UInt8(ascii: "u"):
            guard place + 4 <= bytes.count,
                let unit = UInt16(String(decoding: bytes[place..<place + 4], as: UTF8.self), radix: 16)
            else { return nil }
            for _ in 0..<4 { copy() }
            return unit
        default: return UInt16(letter)
        }
    }

    private mutating func copySpace() {
        while place < bytes.count, [0x20, 0x09, 0x0A, 0x0D].contains(bytes[place]) { copy() }
    }

    private mutating func copy() {
        output.append(bytes[place])
        place += 1
    }
}
