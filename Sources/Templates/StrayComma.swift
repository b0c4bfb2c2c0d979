/// Foundation reads `{"a": 1,}` as JSON, most platforms do not (RFC 8259 4): a section that may be empty leaves such commas.
package enum StrayComma {
    /// Whether a comma stands before a closing bracket, outside of texts.
    package static func isThere(in json: String) -> Bool {
        var isInText = false
        var isEscaped = false
        var isAfterComma = false
        for byte in json.utf8 {
            if isInText {
                if isEscaped {
                    isEscaped = false
                } else if byte == UInt8(ascii: "\\") {
                    isEscaped = true
                } else if byte == UInt8(ascii: "\"") {
                    isInText = false
                }
                continue
            }
            switch byte {
            case 0x20, 0x09, 0x0A, 0x0D: continue
            case UInt8(ascii: "}"), UInt8(ascii: "]"): if isAfterComma { return true }
            case UInt8(ascii: "\""): isInText = true
            default: break
            }
            isAfterComma = byte == UInt8(ascii: ",")
        }
        return false
    }
}
