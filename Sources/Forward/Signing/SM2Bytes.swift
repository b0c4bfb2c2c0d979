import Facility

/// The layouts in which SM2's signatures and ciphertexts travel, of which OpenSSL knows the ASN.1 alone.
enum SM2Bytes {
    /// Bytes of a number of the curve.
    static let count = 32
    /// Bytes of C3, an SM3 hash.
    private static let hashCount = 32

    // MARK: Signatures

    /// r and s, 32 bytes each, out of ASN.1.
    static func plain(signature der: [UInt8]) throws(SigningFailure) -> [UInt8] {
        var reader = DERReader(der)
        guard var inside = reader.sequence(), let r = inside.number(count), let s = inside.number(count),
            inside.isAtEnd, reader.isAtEnd
        else { throw .crypto("SM2 signature", reason: "no ASN.1 of r and s") }
        return r + s
    }

    /// ASN.1 out of r and s.
    static func der(signature plain: [UInt8]) throws(SigningFailure) -> [UInt8] {
        guard plain.count == 2 * count else {
            throw .crypto("SM2 signature", reason: "\(plain.count) bytes, not \(2 * count)")
        }
        return DERWriter.sequence(
            DERWriter.number(plain[..<count]) + DERWriter.number(plain[count...]))
    }

    // MARK: Ciphertexts

    static func written(cipherText der: [UInt8], _ form: SM2CipherForm) throws(SigningFailure) -> [UInt8] {
        if form.order == .der { return der }
        var reader = DERReader(der)
        guard var inside = reader.sequence(), let x = inside.number(count), let y = inside.number(count),
            let hash = inside.octets(), hash.count == hashCount, let text = inside.octets(), inside.isAtEnd,
            reader.isAtEnd
        else { throw .crypto("SM2 ciphertext", reason: "no ASN.1 of C1, C3 and C2") }
        let point = (form.hasPointMark ? [4] : []) + x + y
        return form.order == .c1c2c3 ? point + text + hash : point + hash + text
    }

    static func der(cipherText bytes: [UInt8], _ form: SM2CipherForm) throws(SigningFailure) -> [UInt8] {
        if form.order == .der { return bytes }
        let mark = form.hasPointMark ? 1 : 0
        let pointCount = 2 * count
        guard bytes.count > mark + pointCount + hashCount, mark == 0 || bytes[0] == 4 else {
            throw .crypto("SM2 ciphertext", reason: "too short, or without the mark of its point")
        }
        let x = bytes[mark..<mark + count]
        let y = bytes[mark + count..<mark + pointCount]
        let rest = bytes[(mark + pointCount)...]
        let (hash, text) =
            form.order == .c1c2c3
            ? (rest.suffix(hashCount), rest.dropLast(hashCount))
            : (rest.prefix(hashCount), rest.dropFirst(hashCount))
        return DERWriter.sequence(
            DERWriter.number(x) + DERWriter.number(y) + DERWriter.octets(hash) + DERWriter.octets(text))
    }
}

/// Walks the few shapes of DER that SM2 uses (X.690 8 and 10).
private struct DERReader {
    private var rest: ArraySlice<UInt8>

    init(_ bytes: [UInt8]) { rest = bytes[...] }

    private init(_ rest: ArraySlice<UInt8>) { self.rest = rest }

    var isAtEnd: Bool { rest.isEmpty }

    mutating func sequence() -> DERReader? { take(tag: 0x30).map { DERReader($0) } }

    mutating func octets() -> [UInt8]? { take(tag: 0x04).map { Array($0) } }

    /// A number that is not negative, padded with zeros to so many bytes.
    mutating func number(_ count: Int) -> [UInt8]? {
        guard let bytes = take(tag: 0x02), let first = bytes.first, first < 0x80 else { return nil }
        let digits = bytes.drop { $0 == 0 }
        guard digits.count <= count else { return nil }
        return [UInt8](repeating: 0, count: count - digits.count) + digits
    }

    private mutating func take(tag: UInt8) -> ArraySlice<UInt8>? {
        guard rest.first == tag, let short = rest.dropFirst().first else { return nil }
        var body = rest.dropFirst(2)
        var count = Int(short)
        if short >= 0x80 {
            let width = Int(short & 0x7F)
            guard (1...3).contains(width), body.count >= width else { return nil }
            count = body.prefix(width).reduce(0) { $0 << 8 | Int($1) }
            body = body.dropFirst(width)
        }
        guard body.count >= count else { return nil }
        rest = body.dropFirst(count)
        return body.prefix(count)
    }
}

/// Writes the same shapes, each in the shortest form.
private enum DERWriter {
    static func sequence(_ content: [UInt8]) -> [UInt8] { tagged(0x30, content) }

    static func octets(_ bytes: ArraySlice<UInt8>) -> [UInt8] { tagged(0x04, Array(bytes)) }

    /// A byte of zero before a number whose first bit would make it negative.
    static func number(_ bytes: ArraySlice<UInt8>) -> [UInt8] {
        let digits = Array(bytes.drop { $0 == 0 })
        guard let first = digits.first else { return tagged(0x02, [0]) }
        return tagged(0x02, first >= 0x80 ? [0] + digits : digits)
    }

    private static func tagged(_ tag: UInt8, _ content: [UInt8]) -> [UInt8] {
        let count = content.count
        if count < 0x80 { return [tag, UInt8(count)] + content }
        var width: [UInt8] = []
        var rest = count
        while rest > 0 {
            width.insert(UInt8(rest & 0xFF), at: 0)
            rest >>= 8
        }
        return [tag, 0x80 | UInt8(width.count)] + width + content
    }
}
