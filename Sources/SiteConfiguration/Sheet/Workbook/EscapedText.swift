/// Texts of a workbook write what XML cannot hold, such as NUL, as `_x0000_` (ECMA-376 part 1, 22.9.2.19).
enum EscapedText {
    /// `a_x0001_b` → a, U+0001, b. `_x005F_` is an underscore, so that a text that looks so can be written.
    static func decode(_ text: String) -> String {
        guard text.utf8.count >= 7, text.contains("_x") else { return text }
        var units: [UInt16] = []
        var rest = Array(text.utf16)[...]
        while let first = rest.first {
            if let unit = escape(rest) {
                units.append(unit)
                rest = rest.dropFirst(7)
            } else {
                units.append(first)
                rest = rest.dropFirst()
            }
        }
        return String(decoding: units, as: UTF16.self)
    }

    private static func escape(_ units: ArraySlice<UInt16>) -> UInt16? {
        guard units.count >= 7, units.first == 0x5F, units[units.startIndex + 1] == 0x78,
            units[units.startIndex + 6] == 0x5F
        else { return nil }
        let digits = units[(units.startIndex + 2)..<(units.startIndex + 6)]
        return UInt16(String(decoding: digits, as: UTF16.self), radix: 16)
    }

    /// The text as it stands between XML tags.
    static func encode(_ text: String) -> String {
        var encoded = ""
        var rest = Substring(text).unicodeScalars
        while let scalar = rest.first {
            switch scalar {
            case "&": encoded += "&amp;"
            case "<": encoded += "&lt;"
            case ">": encoded += "&gt;"
            case "_" where escape(Array(String(rest.prefix(7)).utf16)[...]) != nil: encoded += "_x005F_"
            // XML reads a carriage return as a line feed.
            case "\n", "\t": encoded.unicodeScalars.append(scalar)
            case _ where scalar.value < 0x20 || scalar.value == 0xFFFE || scalar.value == 0xFFFF:
                let digits = String(scalar.value, radix: 16, uppercase: true)
                encoded += "_x" + String(repeating: "0", count: 4 - digits.count) + digits + "_"
            default: encoded.unicodeScalars.append(scalar)
            }
            rest = rest.dropFirst()
        }
        return encoded
    }
}
