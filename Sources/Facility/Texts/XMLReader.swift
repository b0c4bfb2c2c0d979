/// Reads a small XML document from somebody who may mean harm.
///
/// It knows neither document types nor entities beyond the five of XML itself, opens nothing, and stops at limits
/// of size, depth and count: a bomb of entities, a file of the machine named in a DTD (`google-xee.xml` of the CAP
/// test sets) and a thousand brackets deep are one refusal each, in one pass over the bytes.
package struct XMLReader {
    /// Bytes of a document that are looked at at all.
    package static let byteLimit = 64 << 10
    /// Elements inside each other.
    package static let depthLimit = 32
    /// Elements of a document.
    package static let countLimit = 5_000

    /// Why a document is not read.
    package enum Failure: String, Error, Sendable, Equatable {
        case tooLong = "longer than 64 KiB"
        case notUTF8 = "not UTF-8"
        /// `<!DOCTYPE`: never needed, and the way of every known attack.
        case documentType = "has a document type"
        case unknownEntity = "names an entity"
        case tooDeep = "nested too deep"
        case tooMany = "too many elements"
        case notWellFormed = "not well-formed"
    }

    private let bytes: [UInt8]
    private var at = 0
    private var count = 0
    /// Prefix and namespace, the innermost last.
    private var spaces: [(prefix: String, name: String?)] = [("xml", "http://www.w3.org/XML/1998/namespace")]

    /// The document's root.
    package static func root(of bytes: some Sequence<UInt8>) throws(Failure) -> XMLElement {
        var bytes = Array(bytes)
        guard bytes.count <= byteLimit else { throw .tooLong }
        if bytes.starts(with: [0xEF, 0xBB, 0xBF]) { bytes.removeFirst(3) }
        guard String(validating: bytes, as: UTF8.self) != nil, !bytes.contains(0) else { throw .notUTF8 }
        var reader = XMLReader(bytes: bytes)
        try reader.skipBetween()
        let root = try reader.element(depth: 1)
        try reader.skipBetween()
        guard reader.at == reader.bytes.count else { throw .notWellFormed }
        return root
    }

    private init(bytes: [UInt8]) { self.bytes = bytes }

    private var next: UInt8? { at < bytes.count ? bytes[at] : nil }

    private func isAt(_ text: StaticString) -> Bool {
        text.withUTF8Buffer { wanted in
            at + wanted.count <= bytes.count && bytes[at..<at + wanted.count].elementsEqual(wanted)
        }
    }

    private mutating func take(_ text: StaticString) -> Bool {
        guard isAt(text) else { return false }
        at += text.utf8CodeUnitCount
        return true
    }

    private mutating func skipBlanks() {
        while let byte = next, byte == 0x20 || byte == 0x09 || byte == 0x0A || byte == 0x0D { at += 1 }
    }

    /// Up to and beyond a sign; its text.
    private mutating func text(until end: StaticString) throws(Failure) -> String {
        let start = at
        while at < bytes.count {
            if isAt(end) {
                defer { at += end.utf8CodeUnitCount }
                return String(decoding: bytes[start..<at], as: UTF8.self)
            }
            at += 1
        }
        throw .notWellFormed
    }

    /// Blanks, comments and instructions outside the root. A declaration of another encoding is no UTF-8.
    private mutating func skipBetween() throws(Failure) {
        while true {
            skipBlanks()
            if take("<!--") {
                _ = try text(until: "-->")
            } else if take("<?") {
                let instruction = try text(until: "?>")
                guard instruction.hasPrefix("xml "), instruction.contains("encoding") else { continue }
                let lower = instruction.lowercased()
                guard lower.contains("utf-8") || lower.contains("us-ascii") else { throw .notUTF8 }
            } else if isAt("<!") {
                throw .documentType
            } else {
                return
            }
        }
    }

    private mutating func name() throws(Failure) -> String {
        let start = at
        while let byte = next {
            let isLetter = (0x41...0x5A).contains(byte) || (0x61...0x7A).contains(byte) || byte >= 0x80
            let isLater = (0x30...0x3A).contains(byte) || byte == 0x2D || byte == 0x2E
            guard isLetter || byte == 0x5F || (at > start && isLater) else { break }
            at += 1
        }
        guard at > start else { throw .notWellFormed }
        return String(decoding: bytes[start..<at], as: UTF8.self)
    }
}

// MARK: - Elements

extension XMLReader {
    private mutating func element(depth: Int) throws(Failure) -> XMLElement {
        guard depth <= Self.depthLimit else { throw .tooDeep }
        count += 1
        guard count <= Self.countLimit else { throw .tooMany }
        guard take("<") else { throw .notWellFormed }
        let written = try name()
        let known = spaces.count
        defer { spaces.removeLast(spaces.count - known) }
        let attributes = try attributes()
        let (prefix, local) = Self.split(written)
        var element = XMLElement(name: local)
        element.attributes = attributes
        if let space = spaces.last(where: { $0.prefix == prefix }) {
            element.namespace = space.name
        } else if !prefix.isEmpty {
            throw .notWellFormed
        }
        if take("/>") { return element }
        guard take(">") else { throw .notWellFormed }
        try content(of: &element, depth: depth)
        guard try name() == written else { throw .notWellFormed }
        skipBlanks()
        guard take(">") else { throw .notWellFormed }
        return element
    }

    /// Everything up to and with the `</` of the end.
    private mutating func content(of element: inout XMLElement, depth: Int) throws(Failure) {
        while let byte = next {
            if take("</") { return }
            if take("<!--") {
                _ = try text(until: "-->")
            } else if take("<![CDATA[") {
                element.text += try text(until: "]]>")
            } else if take("<?") {
                _ = try text(until: "?>")
            } else if isAt("<!") {
                throw .documentType
            } else if byte == 0x3C {
                element.children.append(try self.element(depth: depth + 1))
            } else {
                element.text += try plain { $0 == 0x3C }
            }
        }
        throw .notWellFormed
    }

    private mutating func attributes() throws(Failure) -> [String: String] {
        var found: [String: String] = [:]
        while true {
            skipBlanks()
            guard let byte = next else { throw .notWellFormed }
            if byte == 0x2F || byte == 0x3E { return found }
            let name = try name()
            skipBlanks()
            guard take("=") else { throw .notWellFormed }
            skipBlanks()
            guard let quote = next, quote == 0x22 || quote == 0x27 else { throw .notWellFormed }
            at += 1
            let value = try plain { $0 == quote || $0 == 0x3C }
            guard next == quote else { throw .notWellFormed }
            at += 1
            count += 1
            guard count <= Self.countLimit else { throw .tooMany }
            if name == "xmlns" {
                spaces.append(("", value.isEmpty ? nil : value))
            } else if name.hasPrefix("xmlns:") {
                spaces.append((String(name.dropFirst(6)), value))
            } else {
                guard found.updateValue(value, forKey: name) == nil else { throw .notWellFormed }
            }
        }
    }

    /// Text with its references resolved, up to a byte that ends it.
    private mutating func plain(until isEnd: (UInt8) -> Bool) throws(Failure) -> String {
        var text = ""
        var start = at
        while let byte = next, !isEnd(byte) {
            guard byte == 0x26 else {
                at += 1
                continue
            }
            text += String(decoding: bytes[start..<at], as: UTF8.self)
            at += 1
            text.unicodeScalars.append(try reference())
            start = at
        }
        return text + String(decoding: bytes[start..<at], as: UTF8.self)
    }

    private mutating func reference() throws(Failure) -> Unicode.Scalar {
        let start = at
        while let byte = next, byte != 0x3B, at - start <= 8 { at += 1 }
        guard next == 0x3B else { throw .unknownEntity }
        let name = String(decoding: bytes[start..<at], as: UTF8.self)
        at += 1
        switch name {
        case "amp": return "&"
        case "lt": return "<"
        case "gt": return ">"
        case "quot": return "\""
        case "apos": return "'"
        default:
            guard name.hasPrefix("#"), !name.contains("+") else { throw .unknownEntity }
            let digits = name.dropFirst()
            let number =
                digits.hasPrefix("x") ? UInt32(digits.dropFirst(), radix: 16) : UInt32(digits, radix: 10)
            guard let number, let scalar = Unicode.Scalar(number),
                number >= 0x20 || [9, 10, 13].contains(number)
            else { throw .notWellFormed }
            return scalar
        }
    }

    private static func split(_ name: String) -> (prefix: String, local: String) {
        guard let colon = name.firstIndex(of: ":") else { return ("", name) }
        return (String(name[..<colon]), String(name[name.index(after: colon)...]))
    }
}
