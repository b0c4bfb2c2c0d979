/// Finds the tags of a Mustache text and says of each mistake where it stands.
///
/// The library behind `TemplateText` renders; it tells the line of a mistake at best, and climbs in silence over a name
/// nobody knows. A city's file is written by hand against a paper, so every tag is looked at here before it is used.
/// Partials, blocks, changed delimiters and unescaped tags are left out: nothing that is sent goes past the escaping.
package struct TagScanner {
    package struct Tag: Sendable, Equatable {
        package enum Kind: Sendable, Equatable { case variable, section, inverted, end }

        package var kind: Kind
        /// Without transforms; `.` is the item of a list, empty belongs to `first()` and `last()`.
        package var name: String
        /// The outermost first: `cut_20(lowercased(x))`.
        package var transforms: [String]
        /// UTF-8 bytes from the text's start, and the length of what stands between the braces.
        package var offset: Int
        package var length: Int
    }

    package struct Fault: Sendable, Equatable {
        package enum Kind: Sendable, Hashable {
            /// `{{` without `}}`
            case open
            /// `{{{x}}}`, `{{&x}}`: would go past the escaping.
            case unescaped
            /// `{{> }}`, `{{< }}`, `{{$ }}`, `{{= }}`, `{{% }}`
            case foreign(String)
            case noName
            /// `{{/x}}` that closes nothing, or another section than the last one opened.
            case strayEnd(String)
            /// `{{#x}}` that is never closed.
            case unclosed(String)
        }

        package var kind: Kind
        package var offset: Int
        package var length: Int
    }

    package private(set) var tags: [Tag] = []
    package private(set) var faults: [Fault] = []

    package init(_ text: String) {
        scan(Array(text.utf8))
        match()
    }

    private static let nameBytes = Set(
        "0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ.-_()".utf8)

    private mutating func scan(_ bytes: [UInt8]) {
        var position = 0
        while let start = Self.find("{{", in: bytes, from: position) {
            guard let end = Self.find("}}", in: bytes, from: start + 2) else {
                faults.append(Fault(kind: .open, offset: start, length: 2))
                return
            }
            position = end + 2
            read(Array(bytes[start + 2..<end]), at: start + 2)
        }
    }

    private mutating func read(_ inner: [UInt8], at offset: Int) {
        func fault(_ kind: Fault.Kind) {
            faults.append(Fault(kind: kind, offset: offset, length: max(1, inner.count)))
        }
        let signs: [UInt8: Tag.Kind] = [
            UInt8(ascii: "#"): .section, UInt8(ascii: "^"): .inverted, UInt8(ascii: "/"): .end,
        ]
        guard let first = inner.first else { return fault(.noName) }
        if first == UInt8(ascii: "!") { return }
        if first == UInt8(ascii: "{") || first == UInt8(ascii: "&") { return fault(.unescaped) }
        if "<>$=%*".utf8.contains(first) { return fault(.foreign(String(decoding: [first], as: UTF8.self))) }
        let kind = signs[first] ?? .variable
        let rest = inner.dropFirst(kind == .variable ? 0 : 1)
        let leading = rest.prefix { $0 == 0x20 }.count
        let word = rest.dropFirst(leading).reversed().drop { $0 == 0x20 }.reversed()
        guard !word.isEmpty, word.allSatisfy(Self.nameBytes.contains) else { return fault(.noName) }
        let parts = String(decoding: word, as: UTF8.self)
            .split(separator: "(", omittingEmptySubsequences: false).map(String.init)
        let closing = String(repeating: ")", count: parts.count - 1)
        guard let last = parts.last, last.hasSuffix(closing), !last.dropLast(closing.count).contains(")"),
            parts.dropLast().allSatisfy({ !$0.isEmpty && !$0.contains(")") })
        else { return fault(.noName) }
        tags.append(
            Tag(
                kind: kind, name: String(last.dropLast(closing.count)), transforms: Array(parts.dropLast()),
                offset: offset + inner.count - rest.count + leading, length: word.count))
    }

    private mutating func match() {
        var open: [Tag] = []
        for tag in tags {
            switch tag.kind {
            case .variable: break
            case .section, .inverted: open.append(tag)
            case .end:
                guard let last = open.last, last.name == tag.name, last.transforms == tag.transforms else {
                    faults.append(
                        Fault(kind: .strayEnd(Self.spelling(tag)), offset: tag.offset, length: tag.length))
                    return
                }
                open.removeLast()
            }
        }
        for tag in open {
            faults.append(Fault(kind: .unclosed(Self.spelling(tag)), offset: tag.offset, length: tag.length))
        }
    }

    private static func spelling(_ tag: Tag) -> String {
        tag.transforms.map { $0 + "(" }.joined() + tag.name
            + String(repeating: ")", count: tag.transforms.count)
    }

    private static func find(_ pair: StaticString, in bytes: [UInt8], from start: Int) -> Int? {
        let sign = pair.utf8Start.pointee
        var position = start
        while position + 1 < bytes.count {
            if bytes[position] == sign, bytes[position + 1] == sign { return position }
            position += 1
        }
        return nil
    }
}
