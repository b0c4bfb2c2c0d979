/// One element of an XML document somebody else wrote: an answer, a receipt.
package struct XMLElement: Sendable, Equatable {
    /// Without its prefix.
    package var name: String
    /// nil: in no namespace.
    package var namespace: String?
    /// Without those that declare namespaces; names as written.
    package var attributes: [String: String] = [:]
    package var children: [XMLElement] = []
    /// Its own text, that of its children left out.
    package var text = ""

    package init(name: String, namespace: String? = nil) {
        self.name = name
        self.namespace = namespace
    }

    /// The first child of that name.
    package func child(_ name: String) -> XMLElement? { children.first { $0.name == name } }

    /// Every child of that name, in order.
    package func all(_ name: String) -> [XMLElement] { children.filter { $0.name == name } }

    /// The text of the first child of that name, without the blanks around it; nil when it is empty or not there.
    package func value(_ name: String) -> String? {
        guard let text = child(name)?.trimmed, !text.isEmpty else { return nil }
        return text
    }

    /// Its own text without the blanks around it.
    package var trimmed: String {
        let blanks: Set<Character> = [" ", "\n", "\t", "\r", "\r\n"]
        let start = text.drop { blanks.contains($0) }
        return String(String(start.reversed()).drop { blanks.contains($0) }.reversed())
    }
}
