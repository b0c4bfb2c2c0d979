import Foundation

/// A request as it will go out, while signing may still add to it: what is signed is read from here, and the bytes that
/// are sent are made from the same values, so that neither can differ from the other.
package struct UnsentRequest: Sendable, Equatable {
    /// `POST`.
    package var method: String
    /// Scheme, host and path, escaped, without a query: `https://city.example/gateway/v1/cases`.
    package var address: String
    /// Not escaped; sent in this order.
    package var query: [Pair]
    package var headers: [Pair]
    package var content: Content
    /// The same on every repetition of what it asks for; empty: nothing is asked twice.
    package var id: String

    /// A name and its value.
    package struct Pair: Sendable, Equatable {
        package var name: String
        package var value: String

        package init(_ name: String, _ value: String) {
            self.name = name
            self.value = value
        }
    }

    package enum Content: Sendable, Equatable {
        case none
        /// Its media type goes into the headers.
        case bytes([UInt8])
        /// `application/x-www-form-urlencoded`, not escaped yet.
        case form([Pair])
    }

    package init(
        method: String, address: String, query: [Pair] = [], headers: [Pair] = [], content: Content = .none,
        id: String = ""
    ) {
        self.method = method
        self.address = address
        self.query = query
        self.headers = headers
        self.content = content
        self.id = id
    }

    // MARK: As it is sent

    /// The path of `address`, at least `/`.
    package var path: String {
        guard let scheme = address.range(of: "://"),
            let slash = address[scheme.upperBound...].firstIndex(of: "/")
        else { return "/" }
        return String(address[slash...])
    }

    /// Without the question mark; empty: there is none.
    package var writtenQuery: String {
        query.map { Self.percent($0.name) + "=" + Self.percent($0.value) }.joined(separator: "&")
    }

    /// The whole address with its query.
    package var url: String { query.isEmpty ? address : address + "?" + writtenQuery }

    /// The bytes of the body.
    package var body: [UInt8] {
        switch content {
        case .none: []
        case .bytes(let bytes): bytes
        case .form(let pairs):
            Array(
                pairs.map { Self.formEscaped($0.name) + "=" + Self.formEscaped($0.value) }
                    .joined(separator: "&").utf8)
        }
    }

    /// The first header of this name, whatever its case.
    package func header(_ name: String) -> String? {
        headers.first { $0.name.caseInsensitiveCompare(name) == .orderedSame }?.value
    }

    /// Sets a header, in place of any of the same name.
    package mutating func setHeader(_ name: String, _ value: String) {
        headers.removeAll { $0.name.caseInsensitiveCompare(name) == .orderedSame }
        headers.append(Pair(name, value))
    }

    // MARK: Escapes

    /// RFC 3986: everything but letters, digits and `-._~` becomes `%XX`.
    package static func percent(_ text: String) -> String {
        escaped(text) { isPlain($0) || $0 == UInt8(ascii: "~") }
    }

    /// As HTML forms are sent (WHATWG URL 5): a space is `+`, and `~` is escaped while `*` is not.
    package static func formEscaped(_ text: String) -> String {
        escaped(text) { isPlain($0) || $0 == UInt8(ascii: "*") || $0 == UInt8(ascii: " ") }
            .replacingOccurrences(of: " ", with: "+")
    }

    private static func isPlain(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "."), UInt8(ascii: "_"):
            true
        default: false
        }
    }

    private static func escaped(_ text: String, keeping isKept: (UInt8) -> Bool) -> String {
        let digits = Array("0123456789ABCDEF".utf8)
        var bytes: [UInt8] = []
        bytes.reserveCapacity(text.utf8.count)
        for byte in text.utf8 {
            if isKept(byte) {
                bytes.append(byte)
            } else {
                bytes += [UInt8(ascii: "%"), digits[Int(byte >> 4)], digits[Int(byte & 15)]]
            }
        }
        return String(decoding: bytes, as: UTF8.self)
    }
}
