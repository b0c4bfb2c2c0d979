import Facility

/// Reads where payloads say whose they are: `identity: /Parameters/Id`, `{at: /imei, is: imei}`, or a list of both; of
/// texts by key, group or column, of binary messages by place.
enum IdentityReader {
    /// Without `is`, and by that word, the claim is the device's id.
    private static let id = "id"

    /// - Parameter place: how a place of the codec's documents is written; a JSON Pointer where nothing is said.
    static func read(_ value: YAMLValue, at place: DocumentCodecReader.Place = pointer) -> [IdentityClaim] {
        entries(of: value) { value in
            guard value.kind == .mapping else { return place(value).map { IdentityClaim(at: $0) } }
            return readEntry(value) { $0.required("at").flatMap(place).map { IdentityClaim(at: $0) } }
        }
    }

    /// Claims of a binary message: `{at: 5, type: ascii, width: 12}` among its bytes, `/imei` in the JSON around them.
    static func read(_ value: YAMLValue, among bytes: BinaryValueReader, isInJSON: Bool) -> [IdentityClaim] {
        entries(of: value) { value in
            guard value.kind == .mapping else {
                guard isInJSON else {
                    value.error(.profile(.identityAmongBytes))
                    return nil
                }
                return pointer(value).map { IdentityClaim(at: $0) }
            }
            return readEntry(value) { section in
                guard isInJSON, !section.has("type") else {
                    return bytes.read(section, wantsDigits: true).map { IdentityClaim($0) }
                }
                return section.required("at").flatMap(pointer).map { IdentityClaim(at: $0) }
            }
        }
    }

    private static func entries(
        of value: YAMLValue, _ read: (YAMLValue) -> IdentityClaim?
    ) -> [IdentityClaim] {
        if value.kind == .mapping { return read(value).map { [$0] } ?? [] }
        guard let items = value.oneOrMore() else { return [] }
        if items.isEmpty, value.kind == .list { value.error(.form(.emptyList)) }
        return items.compactMap(read)
    }

    private static func readEntry(
        _ value: YAMLValue, _ read: (Section) -> IdentityClaim?
    ) -> IdentityClaim? {
        guard let section = value.section() else { return nil }
        var claim = read(section)
        let register = section.optional("is").flatMap { readName($0) }
        section.finish()
        claim?.register = register == id ? nil : register
        return claim
    }

    static func pointer(_ value: YAMLValue) -> String? {
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
