/// A JSON value to be written with its fields in a given order, without Foundation.
indirect enum OrderedJSON {
    case null
    case truth(Bool)
    case integer(Int)
    /// Finite.
    case number(Double)
    case string(String)
    case array([OrderedJSON])
    case object([(String, OrderedJSON)])

    /// An object in one line.
    static func object(_ fields: [(String, OrderedJSON)]) -> String {
        var text = ""
        Self.object(fields).write(into: &text)
        return text
    }

    private func write(into text: inout String) {
        switch self {
        case .null: text += "null"
        case .truth(let truth): text += truth ? "true" : "false"
        case .integer(let number): text += String(number)
        case .number(let number): text += FieldReader.plainText(number)
        case .string(let string): Self.write(string, into: &text)
        case .array(let items):
            text += "["
            for (place, item) in items.enumerated() {
                if place > 0 { text += "," }
                item.write(into: &text)
            }
            text += "]"
        case .object(let fields):
            text += "{"
            for (place, (name, value)) in fields.enumerated() {
                if place > 0 { text += "," }
                Self.write(name, into: &text)
                text += ":"
                value.write(into: &text)
            }
            text += "}"
        }
    }

    private static func write(_ string: String, into text: inout String) {
        text += "\""
        for scalar in string.unicodeScalars {
            switch scalar {
            case "\"": text += "\\\""
            case "\\": text += "\\\\"
            case "\n": text += "\\n"
            case "\u{0}"..."\u{1F}":
                text += "\\u00" + GB26875.hex([UInt8(scalar.value)])
            default: text.unicodeScalars.append(scalar)
            }
        }
        text += "\""
    }
}
