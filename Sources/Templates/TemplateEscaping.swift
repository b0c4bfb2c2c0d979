import Mustache

/// How the value of a tag is written, by what surrounds it.
package enum TemplateEscaping: String, Sendable, CaseIterable {
    /// Inside a JSON string (RFC 8259 7).
    case json
    /// Inside XML text or an attribute.
    case xml
    /// Inside a path: RFC 3986's unreserved signs stay.
    case path
    /// One line that a header can carry: no line ends, and what is not ASCII percent-encoded.
    case header
    /// As it is: plain text, and what is encoded as a whole later (forms, queries).
    case plain

    package func escaped(_ text: String) -> String {
        switch self {
        case .json: Self.json(text)
        case .xml: Self.xml(text)
        case .path: Self.percent(text) { Self.isUnreserved($0) }
        case .header: Self.percent(text) { $0 >= 0x20 && $0 < 0x7F }
        case .plain: text
        }
    }

    static func json(_ text: String) -> String {
        var result = ""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\"": result += "\\\""
            case "\\": result += "\\\\"
            case "\n": result += "\\n"
            case "\r": result += "\\r"
            case "\t": result += "\\t"
            case let control where control.value < 0x20:
                let digits = String(control.value, radix: 16)
                result += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
            default: result.unicodeScalars.append(scalar)
            }
        }
        return result
    }

    private static func xml(_ text: String) -> String {
        var result = ""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "<": result += "&lt;"
            case ">": result += "&gt;"
            case "&": result += "&amp;"
            case "\"": result += "&quot;"
            case "'": result += "&#39;"
            // What XML 1.0 2.2 has no place for.
            case let control where control.value < 0x20 && !"\t\n\r".unicodeScalars.contains(control): break
            default: result.unicodeScalars.append(scalar)
            }
        }
        return result
    }

    private static func percent(_ text: String, keeping isKept: (UInt8) -> Bool) -> String {
        var result = ""
        for byte in text.utf8 {
            if isKept(byte) {
                result.unicodeScalars.append(Unicode.Scalar(byte))
            } else {
                result += "%" + (byte < 16 ? "0" : "") + String(byte, radix: 16, uppercase: true)
            }
        }
        return result
    }

    private static func isUnreserved(_ byte: UInt8) -> Bool {
        switch byte {
        case 0x30...0x39, 0x41...0x5A, 0x61...0x7A, 0x2D, 0x2E, 0x5F, 0x7E: true
        default: false
        }
    }
}

extension TemplateEscaping: MustacheContentType {
    /// What the library calls.
    package func escapeText(_ text: String) -> String { escaped(text) }

    /// The first line of a text, by which the library knows how to escape. Registered once in a process: the library
    /// keeps one table for all, and reading and writing it are locked.
    var pragma: String {
        _ = Self.isRegistered
        return "{{% CONTENT_TYPE:gengfu-\(rawValue)}}\n"
    }

    private static let isRegistered: Bool = {
        for escaping in allCases {
            MustacheContentTypes.register(escaping, named: "gengfu-\(escaping.rawValue)")
        }
        return true
    }()
}
