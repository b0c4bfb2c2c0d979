/// What is said and written on a phone, and what is made of it for an interface.
package enum PhoneText {
    /// UTF-16 units of one SMS in Chinese (3GPP TS 23.038 6.2.3: 140 bytes of UCS2).
    package static let partLimit = 70
    /// More is not read at night.
    package static let partCount = 3

    /// The code that ties a reply to an incident: the last four digits of its number, which the page shows too.
    package static func code(of incident: IncidentID) -> String { code(incident.number) }

    static func code(_ number: Int64) -> String {
        let digits = String(number % 10_000)
        return String(repeating: "0", count: max(0, 4 - digits.utf8.count)) + digits
    }

    /// Keys with their meaning, `1去看 2误报 3真警`.
    package static func menu(_ keys: [Int: PhoneAnswer], _ language: Language) -> String {
        keys.sorted { $0.key < $1.key }.map { "\($0.key)\($0.value.name[language])" }.joined(separator: " ")
    }

    /// The parts of an SMS, each of at most 70 signs. The last one always says the code and how to answer.
    /// - Parameter address: of the compound; left out where the text says it.
    package static func sms(
        _ text: String, address: String, code: String, keys: [Int: PhoneAnswer], isExercise: Bool
    ) -> [String] {
        let head = isExercise ? "【演练】" : ""
        let place = address.isEmpty || text.contains(address) ? "" : "地址：\(address)。"
        let tail = keys.isEmpty ? "代码\(code)" : "回复“\(code) 数字”：\(menu(keys, .zh))"
        let body = head + flat(text) + flat(place)
        if (body + tail).utf16.count <= partLimit { return [body + tail] }
        let room = partLimit - 4
        var parts = cut(body, to: room, atMost: partCount - 1)
        if let last = parts.last, (last + tail).utf16.count <= room {
            parts[parts.count - 1] = last + tail
        } else {
            parts.append(String(tail.prefix(room)))
        }
        return parts.enumerated().map { "(\($0.offset + 1)/\(parts.count))" + $0.element }
            .map { fitted($0) }
    }

    private static func fitted(_ text: String) -> String {
        var text = text
        while text.utf16.count > partLimit { text.removeLast() }
        return text
    }

    private static func cut(_ text: String, to room: Int, atMost count: Int) -> [String] {
        var parts: [String] = []
        var part = ""
        for sign in text {
            if (part + String(sign)).utf16.count > room - 1 {
                parts.append(part)
                part = ""
                if parts.count == count { return parts }
            }
            part.append(sign)
        }
        if !part.isEmpty { parts.append(part) }
        return parts
    }

    /// What a voice says: the digits of the code one by one.
    package static func spoken(
        _ text: String, code: String, keys: [Int: PhoneAnswer], isExercise: Bool
    ) -> String {
        let choices = keys.sorted { $0.key < $1.key }.map { "\($0.value.name.zh)请按\($0.key)" }
        let digits = code.map { String($0) }.joined(separator: " ")
        return (isExercise ? "这是演练。" : "") + flat(text) + "代码 \(digits)。" + choices.joined(separator: "，")
            + (choices.isEmpty ? "" : "。")
    }

    /// One line; what mmcli takes for quotes becomes what people write.
    static func flat(_ text: String) -> String {
        String(
            text.map { sign -> Character in
                switch sign {
                case "'", "\"", "`": "’"
                case "\\": "/"
                case _ where sign.isNewline || sign == "\0": " "
                default: sign
                }
            })
    }

    // MARK: Bodies

    /// How values are made safe in a body.
    package enum Escaping: String, Sendable, CaseIterable { case json, form, xml, none }

    /// Names that may stand between two braces.
    package static let names = ["phone", "text", "code", "call", "site", "secret"]

    /// A body with its values. A name that has no value here is left empty.
    package static func filled(
        _ template: String, _ values: [String: String], escaping: Escaping
    ) -> String {
        let pieces = split(template)
        return pieces.map { piece in
            switch piece {
            case .literal(let text): text
            case .name(let name): escaped(values[name] ?? "", escaping)
            }
        }.joined()
    }

    /// The first name that is none; nil: all are known.
    package static func unknownName(in template: String) -> String? {
        for case .name(let name) in split(template) where !names.contains(name) { return name }
        return nil
    }

    private enum Piece { case literal(String), name(String) }

    private static func split(_ template: String) -> [Piece] {
        var pieces: [Piece] = []
        var literal = ""
        var rest = template[...]
        while let sign = rest.first {
            if rest.hasPrefix("{{"), let end = find("}}", in: rest.dropFirst(2)) {
                pieces.append(.literal(literal))
                literal = ""
                let name = rest.dropFirst(2)[..<end]
                pieces.append(.name(name.filter { $0 != " " }))
                rest = rest[end...].dropFirst(2)
            } else {
                literal.append(sign)
                rest = rest.dropFirst()
            }
        }
        pieces.append(.literal(literal))
        return pieces
    }

    private static func find(_ mark: String, in text: Substring) -> Substring.Index? {
        var index = text.startIndex
        while index < text.endIndex {
            if text[index...].hasPrefix(mark) { return index }
            index = text.index(after: index)
        }
        return nil
    }

    private static func escaped(_ value: String, _ escaping: Escaping) -> String {
        switch escaping {
        case .none: value
        case .xml: MarkupText.escaped(value)
        case .json: jsonEscaped(value)
        case .form: formEscaped(value)
        }
    }

    /// RFC 8259 7: what must be escaped inside a string.
    private static func jsonEscaped(_ value: String) -> String {
        var text = ""
        for scalar in value.unicodeScalars {
            switch scalar {
            case "\"": text += "\\\""
            case "\\": text += "\\\\"
            case "\n": text += "\\n"
            case _ where scalar.value < 0x20:
                let digits = String(scalar.value, radix: 16)
                text += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
            default: text.unicodeScalars.append(scalar)
            }
        }
        return text
    }

    private static func formEscaped(_ value: String) -> String {
        var text = ""
        for byte in value.utf8 {
            switch byte {
            case 0x30...0x39, 0x41...0x5A, 0x61...0x7A, 0x2D, 0x2E, 0x5F, 0x7E:
                text.unicodeScalars.append(Unicode.Scalar(byte))
            default:
                let digits = String(byte, radix: 16, uppercase: true)
                text += (byte < 16 ? "%0" : "%") + digits
            }
        }
        return text
    }
}
