/// Writes XML 1.0, element by element, for the destinations that want it (CAP, the drop folder).
///
/// A writer of our own because what leaves must be well-formed whatever a device is called: a control character in
/// a name makes a whole document unreadable to a strict parser, and libraries pass it through.
package struct XMLText: Sendable {
    /// What was written so far; well-formed when every element is closed.
    package private(set) var text = #"<?xml version="1.0" encoding="UTF-8"?>"# + "\n"
    private var names: [String] = []

    package init() {}

    /// Opens an element; `name` and the attributes' names must be XML names, their values may be anything.
    package mutating func open(_ name: String, _ attributes: KeyValuePairs<String, String> = [:]) {
        text += "<\(name)"
        for (key, value) in attributes { text += " \(key)=\"\(Self.escaped(value, inAttribute: true))\"" }
        text += ">"
        names.append(name)
    }

    /// Closes the element opened last.
    package mutating func close() {
        guard let name = names.popLast() else { return }
        text += "</\(name)>"
        if names.isEmpty { text += "\n" }
    }

    /// A whole element that holds only text.
    package mutating func element(_ name: String, _ value: String) {
        text += "<\(name)>\(Self.escaped(value))</\(name)>"
    }

    /// The same, left out when there is nothing to say.
    package mutating func element(_ name: String, optional value: String?) {
        if let value, !value.isEmpty { element(name, value) }
    }

    /// Safe between tags and in quoted attributes. What XML 1.0 has no character for (2.2) becomes U+FFFD.
    package static func escaped(_ value: String, inAttribute: Bool = false) -> String {
        var text = ""
        text.reserveCapacity(value.utf8.count)
        for scalar in value.unicodeScalars {
            switch scalar.value {
            case 0x26: text += "&amp;"
            case 0x3C: text += "&lt;"
            case 0x3E: text += "&gt;"
            case 0x22: text += "&quot;"
            // A reader turns bare ones into spaces or line feeds (XML 1.0, 2.11 and 3.3.3).
            case 0x0D: text += "&#13;"
            case 0x09 where inAttribute, 0x0A where inAttribute: text += "&#\(scalar.value);"
            case 0x00..<0x09, 0x0B, 0x0C, 0x0E..<0x20, 0xFFFE, 0xFFFF: text.unicodeScalars.append("\u{FFFD}")
            default: text.unicodeScalars.append(scalar)
            }
        }
        return text
    }
}
