import Foundation

/// The first level of a JSON object, as it is written: a platform that signs a body's fields signs `1.0` and not `1`,
/// and a field is put in without touching another byte.
struct JSONFields {
    /// Names and values in their order. A string's value is what it says; `null` is empty; anything else is its text.
    let pairs: [UnsentRequest.Pair]
    private let body: [UInt8]
    /// Where the closing brace stands.
    private let end: Int

    /// Throws where the body is no JSON object.
    init(_ body: [UInt8]) throws(SigningFailure) {
        guard let whole = try? JSONSerialization.jsonObject(with: Data(body)), whole is [String: Any] else {
            throw .bodyIsNoObject
        }
        self.body = body
        // The body is well-formed: what follows need not look at anything else than quotes and brackets.
        var cursor = Cursor(body: body)
        pairs = cursor.pairs()
        end = body.lastIndex(of: UInt8(ascii: "}")) ?? body.count
    }

    /// The body with one more field at its end.
    func adding(_ name: String, _ value: String) throws(SigningFailure) -> [UInt8] {
        guard let name = Self.quoted(name), let value = Self.quoted(value) else { throw .bodyIsNoObject }
        let separator = pairs.isEmpty ? "" : ","
        return body[..<end] + Array("\(separator)\(name):\(value)".utf8) + body[end...]
    }

    private static func quoted(_ text: String) -> String? {
        let encoder = JSONEncoder()
        encoder.outputFormatting = .withoutEscapingSlashes
        return (try? encoder.encode(text)).map { String(decoding: $0, as: UTF8.self) }
    }

    /// Walks a well-formed object.
    private struct Cursor {
        let body: [UInt8]
        var at = 0

        mutating func pairs() -> [UnsentRequest.Pair] {
            var pairs: [UnsentRequest.Pair] = []
            at = (body.firstIndex(of: UInt8(ascii: "{")) ?? body.count) + 1
            while let name = next(), name.first == UInt8(ascii: "\"") {
                guard let value = next() else { break }
                pairs.append(UnsentRequest.Pair(Self.text(name), Self.text(value)))
            }
            return pairs
        }

        /// The next string, number, word, object or list on this level; nil at the closing brace.
        private mutating func next() -> ArraySlice<UInt8>? {
            while at < body.count, [0x20, 0x09, 0x0A, 0x0D, 0x2C, 0x3A].contains(body[at]) { at += 1 }
            guard at < body.count, body[at] != UInt8(ascii: "}") else { return nil }
            let start = at
            var depth = 0
            repeat {
                switch body[at] {
                case UInt8(ascii: "\""): skipString()
                case UInt8(ascii: "{"), UInt8(ascii: "["):
                    depth += 1
                    at += 1
                case UInt8(ascii: "}"), UInt8(ascii: "]"):
                    depth -= 1
                    at += 1
                default:
                    at += 1
                    // A number or a word goes on until something else begins.
                    while depth == 0, at < body.count, !Self.ends(body[at]) { at += 1 }
                }
            } while depth > 0 && at < body.count
            return body[start..<min(at, body.count)]
        }

        private mutating func skipString() {
            at += 1
            while at < body.count, body[at] != UInt8(ascii: "\"") {
                at += body[at] == UInt8(ascii: "\\") ? 2 : 1
            }
            at += 1
        }

        private static func ends(_ byte: UInt8) -> Bool {
            [0x20, 0x09, 0x0A, 0x0D, 0x2C, 0x3A, 0x7D, 0x5D].contains(byte)
        }

        private static func text(_ written: ArraySlice<UInt8>) -> String {
            if written.first == UInt8(ascii: "\""),
                let text = try? JSONDecoder().decode(String.self, from: Data(written))
            {
                return text
            }
            let text = String(decoding: written, as: UTF8.self)
            return text == "null" ? "" : text
        }
    }
}
