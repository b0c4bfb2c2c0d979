import Facility

/// Reads where payloads say whose they are: `identity: /Parameters/Id`, `{at: /imei, is: imei}`, or a list of both.
enum IdentityReader {
    /// Without `is`, and by that word, the claim is the device's id.
    private static let id = "id"

    static func read(_ value: YAMLValue) -> [IdentityClaim] {
        if value.kind == .mapping { return readEntry(value).map { [$0] } ?? [] }
        guard let items = value.oneOrMore() else { return [] }
        if items.isEmpty, value.kind == .list { value.error(.form(.emptyList)) }
        return items.compactMap(readEntry)
    }

    private static func readEntry(_ value: YAMLValue) -> IdentityClaim? {
        guard value.kind == .mapping else {
            return pointer(value).map { IdentityClaim(at: $0) }
        }
        guard let section = value.section() else { return nil }
        let at = section.required("at").flatMap(pointer)
        let register = section.optional("is").flatMap { readName($0) }
        section.finish()
        return at.map { IdentityClaim(at: $0, register: register == id ? nil : register) }
    }

    private static func pointer(_ value: YAMLValue) -> String? {
        guard let text = FieldReaderForPoints.pointer(value) else { return nil }
        guard !text.isEmpty, !text.contains("{") else {
            value.error(.profile(.notAPointer(text)))
            return nil
        }
        return text
    }

    /// A column of the sheet; the installer may write any of his own as `register.…` there.
    private static func readName(_ value: YAMLValue) -> String? {
        guard let name = value.word() else { return nil }
        guard name != id else { return name }
        switch SheetColumn(heading: name) ?? SheetColumn(heading: "register." + name) {
        case .register(let key): return key
        default:
            value.error(.profile(.notARegister(name)))
            return nil
        }
    }
}
