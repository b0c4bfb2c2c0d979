import Facility

/// The text of a sheet, in whichever of the encodings spreadsheets write.
enum SheetText {
    enum Encoding: Sendable, Hashable {
        case utf8, utf16, gb18030
    }

    /// A byte-order mark decides; else valid UTF-8 is UTF-8, and what is not is read as GB 18030. No Chinese word of
    /// GB 18030 is valid UTF-8 by accident but of a few pairs of rare signs, and a sheet has more than a few.
    ///
    /// - Returns: nil when it is none of them.
    static func decode(_ bytes: [UInt8]) -> (text: String, encoding: Encoding)? {
        if bytes.starts(with: [0xEF, 0xBB, 0xBF]) {
            return String(validating: bytes.dropFirst(3), as: UTF8.self).map { ($0, .utf8) }
        }
        if bytes.starts(with: [0xFF, 0xFE]) { return utf16(bytes, highFirst: false) }
        if bytes.starts(with: [0xFE, 0xFF]) { return utf16(bytes, highFirst: true) }
        if let text = String(validating: bytes, as: UTF8.self) { return (text, .utf8) }
        // The mark is four bytes here (84 31 95 33), left by programs that turned a marked UTF-8 file into this.
        let mark: [UInt8] = [0x84, 0x31, 0x95, 0x33]
        let content = bytes.starts(with: mark) ? bytes.dropFirst(4) : bytes[...]
        return GB18030.isValid(content) ? (GB18030.text(content), .gb18030) : nil
    }

    /// "Unicode text" of spreadsheets: UTF-16 with its mark, cells between tabs.
    private static func utf16(_ bytes: [UInt8], highFirst: Bool) -> (text: String, encoding: Encoding)? {
        guard bytes.count.isMultiple(of: 2) else { return nil }
        let units: [UInt16] = stride(from: 2, to: bytes.count, by: 2).map { at in
            let (first, second) = (UInt16(bytes[at]), UInt16(bytes[at + 1]))
            return highFirst ? first << 8 | second : second << 8 | first
        }
        return String(validating: units, as: UTF16.self).map { ($0, .utf16) }
    }

    /// The line of the first byte that is neither UTF-8 nor GB 18030, from 1.
    static func firstBadLine(_ bytes: [UInt8]) -> Int {
        let lines = bytes.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)
        let bad = lines.firstIndex { line in
            String(validating: line, as: UTF8.self) == nil && !GB18030.isValid(line)
        }
        return (bad ?? 0) + 1
    }
}
