import Facility
import Foundation

/// Writes a declared text out of a request: the same bytes for what is signed and for what is sent.
struct SignedTextWriter {
    let settings: SignatureSettings
    let request: UnsentRequest
    let timestamp: String
    let nonce: String
    /// Written already (`SignatureEncoding`); empty before it is made.
    var signature = ""

    func bytes(_ text: SignedText) throws(SigningFailure) -> [UInt8] {
        var bytes: [UInt8] = []
        for piece in text.pieces {
            switch piece {
            case .literal(let literal): bytes += Array(literal.utf8)
            case .part(let part, let filters):
                var value = try value(part)
                for filter in filters { value = try Self.changed(value, by: filter) }
                bytes += value
            }
        }
        return bytes
    }

    /// For a header or a parameter.
    func text(_ text: SignedText) throws(SigningFailure) -> String {
        String(decoding: try bytes(text), as: UTF8.self)
    }

    private func value(_ part: SignedText.Part) throws(SigningFailure) -> [UInt8] {
        switch part {
        case .method: Array(request.method.utf8)
        case .path: Array(request.path.utf8)
        case .query: Array(request.writtenQuery.utf8)
        case .parameters: Array(try parameters().utf8)
        case .timestamp: Array(timestamp.utf8)
        case .nonce: Array(nonce.utf8)
        case .body: request.body
        case .appKey: Array(settings.appKey.utf8)
        case .secret: settings.secret?.bytes ?? []
        case .id: Array(request.id.utf8)
        case .header(let name): Array((request.header(name) ?? "").utf8)
        case .signature: Array(signature.utf8)
        }
    }

    /// Sorted by the bytes of the names, as they stand before they are escaped; parameters of one name by their values.
    private func parameters() throws(SigningFailure) -> String {
        let form = settings.parameters
        var pairs: [UnsentRequest.Pair] = []
        if form.of.contains(.query) { pairs += request.query }
        if form.of.contains(.form), case .form(let fields) = request.content { pairs += fields }
        if form.of.contains(.json), case .bytes(let body) = request.content, !body.isEmpty {
            pairs += try JSONFields(body).pairs
        }
        pairs.removeAll { form.except.contains($0.name) || (!form.keepsEmpty && $0.value.isEmpty) }
        pairs.sort { ($0.name.bytes, $0.value.bytes) < ($1.name.bytes, $1.value.bytes) }
        return pairs.map { escaped($0.name) + form.pair + escaped($0.value) }.joined(separator: form.between)
    }

    private func escaped(_ text: String) -> String {
        switch settings.parameters.escape {
        case .none: text
        case .percent: UnsentRequest.percent(text)
        case .form: UnsentRequest.formEscaped(text)
        }
    }

    private static func changed(
        _ value: [UInt8], by filter: SignedText.Filter
    ) throws(SigningFailure) -> [UInt8] {
        func hash(
            _ digest: SignatureAlgorithm.Digest, _ encoding: SignatureEncoding
        ) throws(SigningFailure) -> [UInt8] {
            Array(encoding.text(try LibCrypto.digest(value, by: digest)).utf8)
        }
        let text = String(decoding: value, as: UTF8.self)
        switch filter {
        case .lower: return Array(text.lowercased().utf8)
        case .upper: return Array(text.uppercased().utf8)
        case .percent: return Array(UnsentRequest.percent(text).utf8)
        case .form: return Array(UnsentRequest.formEscaped(text).utf8)
        case .base64: return Array(SignatureEncoding.base64.text(value).utf8)
        case .fromBase64:
            guard let bytes = Data(base64Encoded: text) else { throw .unusableKey("not base64") }
            return [UInt8](bytes)
        case .fromHex:
            guard let bytes = [UInt8](hex: text) else { throw .unusableKey("not hexadecimal digits") }
            return bytes
        case .md5: return try hash(.md5, .hex)
        case .sha1: return try hash(.sha1, .hex)
        case .sha256: return try hash(.sha256, .hex)
        case .sm3: return try hash(.sm3, .hex)
        case .md5Base64: return try hash(.md5, .base64)
        case .sha256Base64: return try hash(.sha256, .base64)
        case .sm3Base64: return try hash(.sm3, .base64)
        }
    }
}

extension SignatureEncoding {
    func text(_ bytes: [UInt8]) -> String {
        switch self {
        case .hex: Self.digits(bytes, "0123456789abcdef")
        case .upperHex: Self.digits(bytes, "0123456789ABCDEF")
        case .base64: Data(bytes).base64EncodedString()
        case .base64url:
            Data(bytes).base64EncodedString().replacingOccurrences(of: "+", with: "-")
                .replacingOccurrences(of: "/", with: "_").replacingOccurrences(of: "=", with: "")
        }
    }

    private static func digits(_ bytes: [UInt8], _ alphabet: String) -> String {
        let alphabet = Array(alphabet.utf8)
        return String(
            decoding: bytes.flatMap { [alphabet[Int($0 >> 4)], alphabet[Int($0 & 15)]] }, as: UTF8.self)
    }
}

extension String {
    /// Orders as a far side's `sort()` of bytes does, and not as a dictionary of human words.
    fileprivate var bytes: ByteOrder { ByteOrder(text: self) }
}

private struct ByteOrder: Comparable {
    let text: String

    static func < (left: ByteOrder, right: ByteOrder) -> Bool {
        left.text.utf8.lexicographicallyPrecedes(right.text.utf8)
    }

    static func == (left: ByteOrder, right: ByteOrder) -> Bool {
        left.text.utf8.elementsEqual(right.text.utf8)
    }
}
