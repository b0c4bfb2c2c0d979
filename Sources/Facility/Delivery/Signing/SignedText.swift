/// A text with parts of the request in it, in the order in which they are written: `"{app_key}{secret}{timestamp}"`.
///
/// A part may be changed on its way: `{body|sha256}` is the hexadecimal SHA-256 of the body, `{path|lower}` the path in
/// lower case. Two braces are one: `{{` and `}}`.
package struct SignedText: Sendable, Equatable, ExpressibleByArrayLiteral {
    package var pieces: [Piece]

    package init(_ pieces: [Piece]) { self.pieces = pieces }
    package init(arrayLiteral pieces: Piece...) { self.pieces = pieces }

    package enum Piece: Sendable, Equatable {
        case literal(String)
        case part(Part, filters: [Filter])

        package static func part(_ part: Part) -> Piece { .part(part, filters: []) }
    }

    package enum Part: Sendable, Hashable {
        /// `POST`.
        case method
        /// As it is sent, without the query.
        case path
        /// As it is sent, without the question mark.
        case query
        /// The sorted parameters (`ParameterForm`).
        case parameters
        case timestamp
        case nonce
        case body
        case appKey
        case secret
        /// The request's idempotency key, the same on every repetition.
        case id
        /// A header that is there already; what is not there is empty.
        case header(String)
        /// The result: in the fields only, not in the text that is signed.
        case signature

        fileprivate static let named: [(String, Part)] = [
            ("method", .method), ("path", .path), ("query", .query), ("params", .parameters),
            ("timestamp", .timestamp), ("nonce", .nonce), ("body", .body), ("app_key", .appKey),
            ("secret", .secret), ("id", .id), ("signature", .signature),
        ]

        /// As they are written, for whoever has misspelt one.
        package static var names: [String] { named.map(\.0) + ["header:NAME"] }

        fileprivate init?(written name: String) {
            if let found = Self.named.first(where: { $0.0 == name }) {
                self = found.1
            } else if name.hasPrefix("header:"), name.utf8.count > 7 {
                self = .header(String(name.dropFirst(7)))
            } else {
                return nil
            }
        }
    }

    /// What is done to a part, one after another.
    package enum Filter: String, Sendable, CaseIterable {
        case lower, upper
        /// RFC 3986: a space is `%20`.
        case percent
        /// As in a form: a space is `+`.
        case form
        case base64
        /// A key that is handed out in base64 or in hexadecimal digits; what is neither is no key, and refused.
        case fromBase64 = "from-base64"
        case fromHex = "from-hex"
        /// Hexadecimal digits of the digest, in lower case.
        case md5, sha1, sha256, sm3
        case md5Base64 = "md5-base64"
        case sha256Base64 = "sha256-base64"
        case sm3Base64 = "sm3-base64"
    }

    /// Why a text cannot be read.
    package enum Mistake: Error, Sendable, Equatable {
        case unknownPart(String)
        case unknownFilter(String)
        /// A brace that is not closed, or closes nothing.
        case looseBrace
    }

    package init(parsing text: String) throws(Mistake) {
        var pieces: [Piece] = []
        var literal = ""
        var rest = text[...]
        while let first = rest.first {
            rest = rest.dropFirst()
            guard first == "{" || first == "}" else {
                literal.append(first)
                continue
            }
            if rest.first == first {
                literal.append(first)
                rest = rest.dropFirst()
                continue
            }
            guard first == "{", let end = rest.firstIndex(of: "}") else { throw .looseBrace }
            if !literal.isEmpty { pieces.append(.literal(literal)) }
            literal = ""
            pieces.append(try Self.piece(rest[..<end]))
            rest = rest[rest.index(after: end)...]
        }
        if !literal.isEmpty { pieces.append(.literal(literal)) }
        self.pieces = pieces
    }

    private static func piece(_ inside: Substring) throws(Mistake) -> Piece {
        let words = inside.split(separator: "|", omittingEmptySubsequences: false).map(String.init)
        guard let part = Part(written: words[0]) else { throw .unknownPart(words[0]) }
        var filters: [Filter] = []
        for word in words.dropFirst() {
            guard let filter = Filter(rawValue: word) else { throw .unknownFilter(word) }
            filters.append(filter)
        }
        return .part(part, filters: filters)
    }

    package func uses(_ part: Part) -> Bool {
        pieces.contains { piece in
            if case .part(part, _) = piece { true } else { false }
        }
    }
}
