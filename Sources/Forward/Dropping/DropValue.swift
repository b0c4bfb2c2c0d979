import Facility

/// A JSON value on its way into XML, so that both formats of a drop folder say the same by construction.
///
/// An object's members become elements of their names; names that are none of XML's stand in an attribute
/// (`<entry name="…">`), members that are null are left out; each item of an array is an `<item>`.
enum DropValue: Decodable {
    case null
    case flag(Bool)
    case whole(Int64)
    case number(Double)
    case text(String)
    case list([DropValue])
    case object([(name: String, value: DropValue)])

    private struct Name: CodingKey {
        var stringValue: String
        var intValue: Int? { nil }
        init(stringValue: String) { self.stringValue = stringValue }
        init?(intValue: Int) { nil }
    }

    init(from decoder: any Decoder) throws {
        if let members = try? decoder.container(keyedBy: Name.self) {
            let names = members.allKeys.map(\.stringValue).sorted()
            self = .object(
                try names.map { ($0, try members.decode(DropValue.self, forKey: Name(stringValue: $0))) })
            return
        }
        if var items = try? decoder.unkeyedContainer() {
            var list: [DropValue] = []
            while !items.isAtEnd { list.append(try items.decode(DropValue.self)) }
            self = .list(list)
            return
        }
        let single = try decoder.singleValueContainer()
        if single.decodeNil() {
            self = .null
        } else if let flag = try? single.decode(Bool.self) {
            self = .flag(flag)
        } else if let whole = try? single.decode(Int64.self) {
            self = .whole(whole)
        } else if let number = try? single.decode(Double.self) {
            self = .number(number)
        } else {
            self = .text(try single.decode(String.self))
        }
    }

    /// Writes it as the content of the element that is open.
    func write(to text: inout XMLText) {
        switch self {
        case .object(let members):
            for (name, value) in members { value.write(to: &text, as: name) }
        case .list(let items):
            for item in items { item.write(to: &text, as: "item") }
        default: break
        }
    }

    private func write(to text: inout XMLText, as name: String) {
        switch self {
        case .null: return
        case .list, .object:
            if Self.isName(name) { text.open(name) } else { text.open("entry", ["name": name]) }
            write(to: &text)
            text.close()
        default:
            guard Self.isName(name) else {
                text.open("entry", ["name": name])
                text.element("value", written)
                return text.close()
            }
            text.element(name, written)
        }
    }

    private var written: String {
        switch self {
        case .flag(let flag): flag ? "true" : "false"
        case .whole(let whole): String(whole)
        case .number(let number): String(number)
        case .text(let text): text
        case .null, .list, .object: ""
        }
    }

    private static func isName(_ name: String) -> Bool {
        guard let first = name.utf8.first, (0x61...0x7A).contains(first) || (0x41...0x5A).contains(first)
        else {
            return false
        }
        return name.utf8.allSatisfy {
            (0x61...0x7A).contains($0) || (0x41...0x5A).contains($0) || (0x30...0x39).contains($0)
                || $0 == 0x5F
                || $0 == 0x2D
        } && !name.lowercased().hasPrefix("xml")
    }
}
