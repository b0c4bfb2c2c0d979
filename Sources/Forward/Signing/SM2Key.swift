import COpenSSL
import Facility

/// A key of GB/T 32918 (SM2), private or public, by OpenSSL: made for one use and freed behind it.
///
/// Signatures and ciphertexts are in OpenSSL's ASN.1 here; `SM2Bytes` lays them out otherwise.
struct SM2Key: ~Copyable {
    private let key: OpaquePointer

    deinit { EVP_PKEY_free(key) }

    private init(owning key: OpaquePointer) { self.key = key }

    // MARK: Reading

    /// - Parameter text: PEM (PKCS #8 or SEC 1, not encrypted), or the number as 64 hexadecimal digits.
    init(privateKey text: String) throws(SigningFailure) {
        let text = text.trimmed
        if text.hasPrefix("-----BEGIN") {
            self.init(owning: try Self.readPEM(text, isPrivate: true))
        } else {
            guard let number = [UInt8](hex: text), number.count == 32 else {
                throw .unusableKey("a private SM2 key is PEM or 64 hexadecimal digits")
            }
            self.init(owning: try Self.assemble(point: nil, number: number))
        }
    }

    /// - Parameter text: PEM, base64 of the same DER, or the point in hexadecimal digits: `04` x y, x y alone, or
    ///   compressed.
    init(publicKey text: String) throws(SigningFailure) {
        let text = text.trimmed
        if text.hasPrefix("-----BEGIN") {
            self.init(owning: try Self.readPEM(text, isPrivate: false))
        } else if let point = [UInt8](hex: text) {
            guard [33, 64, 65].contains(point.count) else {
                throw .unusableKey("a point of SM2 has 33, 64 or 65 bytes, not \(point.count)")
            }
            self.init(owning: try Self.assemble(point: point.count == 64 ? [4] + point : point, number: nil))
        } else {
            let body = text.filter { !$0.isWhitespace }
            self.init(
                owning: try Self.readPEM(
                    "-----BEGIN PUBLIC KEY-----\n\(Self.folded(body))\n-----END PUBLIC KEY-----\n",
                    isPrivate: false))
        }
    }

    /// A new random key.
    static func random() throws(SigningFailure) -> SM2Key {
        ERR_clear_error()
        guard let context = EVP_PKEY_CTX_new_from_name(nil, "SM2", nil) else {
            throw LibCrypto.failure("SM2 key")
        }
        defer { EVP_PKEY_CTX_free(context) }
        var key: OpaquePointer?
        guard EVP_PKEY_keygen_init(context) == 1, EVP_PKEY_generate(context, &key) == 1, let key else {
            throw LibCrypto.failure("SM2 key")
        }
        return SM2Key(owning: key)
    }

    /// PEM lines of 64 characters; OpenSSL's reader takes no longer ones than 76.
    private static func folded(_ text: String) -> String {
        var lines: [Substring] = []
        var rest = text[...]
        while !rest.isEmpty {
            lines.append(rest.prefix(64))
            rest = rest.dropFirst(64)
        }
        return lines.joined(separator: "\n")
    }

    private static func readPEM(_ text: String, isPrivate: Bool) throws(SigningFailure) -> OpaquePointer {
        let bytes = Array(text.utf8)
        ERR_clear_error()
        guard let source = BIO_new_mem_buf(bytes, Int32(bytes.count)) else {
            throw LibCrypto.failure("SM2 key")
        }
        defer { BIO_free(source) }
        // A key with a password would otherwise be asked for at the terminal: there is nobody to answer.
        let key =
            isPrivate
            ? PEM_read_bio_PrivateKey(source, nil, { _, _, _, _ in -1 }, nil)
            : PEM_read_bio_PUBKEY(source, nil, { _, _, _, _ in -1 }, nil)
        guard let key else { throw LibCrypto.failure("SM2 key") }
        guard EVP_PKEY_is_a(key, "SM2") == 1 else {
            EVP_PKEY_free(key)
            throw .unusableKey("not a key of the SM2 curve")
        }
        return key
    }

    /// A key from its numbers; of a private one the point is computed.
    private static func assemble(
        point: [UInt8]?, number: [UInt8]?
    ) throws(SigningFailure) -> OpaquePointer {
        ERR_clear_error()
        guard let group = EC_GROUP_new_by_curve_name(NID_sm2), let spot = EC_POINT_new(group) else {
            throw LibCrypto.failure("SM2 curve")
        }
        defer {
            EC_POINT_free(spot)
            EC_GROUP_free(group)
        }
        let scalar = number.flatMap { BN_bin2bn($0, Int32($0.count), nil) }
        defer { BN_clear_free(scalar) }
        if let point {
            guard EC_POINT_oct2point(group, spot, point, point.count, nil) == 1 else {
                throw LibCrypto.failure("SM2 point")
            }
        } else {
            guard let scalar, isInRange(scalar, group), EC_POINT_mul(group, spot, scalar, nil, nil, nil) == 1
            else { throw .unusableKey("the private number of SM2 is out of range") }
        }
        var octets = [UInt8](repeating: 0, count: 65)
        guard EC_POINT_point2oct(group, spot, POINT_CONVERSION_UNCOMPRESSED, &octets, 65, nil) == 65 else {
            throw LibCrypto.failure("SM2 point")
        }
        return try build(octets, number)
    }

    /// 1 … n−2 (GB/T 32918.1-2016 6.1): with n−1 the signature's 1 + d has no inverse.
    private static func isInRange(_ scalar: OpaquePointer, _ group: OpaquePointer) -> Bool {
        guard let order = EC_GROUP_get0_order(group), let last = BN_dup(order) else { return false }
        defer { BN_free(last) }
        guard BN_sub_word(last, 2) == 1 else { return false }
        return BN_is_zero(scalar) == 0 && BN_cmp(scalar, last) <= 0
    }

    /// What stands before the numbers in DER: SubjectPublicKeyInfo (RFC 5480 2), and PKCS #8 around an ECPrivateKey (RFC
    /// 5915 3), with the curve 1.2.156.10197.1.301 of GM/T 0006-2012.
    private static let publicHead = [UInt8](hex: "3059301306072A8648CE3D020106082A811CCF5501822D034200")
    private static let privateHead = [UInt8](
        hex: "308187020100301306072A8648CE3D020106082A811CCF5501822D046D306B0201010420")
    private static let privateMiddle: [UInt8] = [0xA1, 0x44, 0x03, 0x42, 0x00]

    private static func build(_ point: [UInt8], _ number: [UInt8]?) throws(SigningFailure) -> OpaquePointer {
        let key: OpaquePointer?
        if let number {
            let bytes = (privateHead ?? []) + number + privateMiddle + point
            key = bytes.withUnsafeBufferPointer { buffer in
                var start = buffer.baseAddress
                return d2i_AutoPrivateKey(nil, &start, buffer.count)
            }
        } else {
            let bytes = (publicHead ?? []) + point
            key = bytes.withUnsafeBufferPointer { buffer in
                var start = buffer.baseAddress
                return d2i_PUBKEY(nil, &start, buffer.count)
            }
        }
        guard let key else { throw LibCrypto.failure("SM2 key") }
        return key
    }

    // MARK: Signing

    /// Over the text with the user's Z before it, hashed by SM3 (GB/T 32918.2-2016 6.1).
    func sign(_ text: [UInt8], userID: String) throws(SigningFailure) -> [UInt8] {
        try withDigestContext(userID) { context throws(SigningFailure) in
            var count = 0
            guard EVP_DigestSign(context, nil, &count, text, text.count) == 1 else {
                throw LibCrypto.failure("SM2 signature")
            }
            var signature = [UInt8](repeating: 0, count: count)
            guard EVP_DigestSign(context, &signature, &count, text, text.count) == 1 else {
                throw LibCrypto.failure("SM2 signature")
            }
            return Array(signature[..<count])
        } begin: { context, inner in
            EVP_DigestSignInit(context, &inner, EVP_sm3(), nil, key)
        }
    }

    /// Whether a signature is one of this key over this text. What is malformed is none.
    func verifies(_ signature: [UInt8], of text: [UInt8], userID: String) throws(SigningFailure) -> Bool {
        try withDigestContext(userID) { context throws(SigningFailure) in
            let verdict = EVP_DigestVerify(context, signature, signature.count, text, text.count)
            ERR_clear_error()
            return verdict == 1
        } begin: { context, inner in
            EVP_DigestVerifyInit(context, &inner, EVP_sm3(), nil, key)
        }
    }

    /// Over 32 bytes as they are: without Z and without SM2's own hash.
    func sign(hash: [UInt8]) throws(SigningFailure) -> [UInt8] {
        ERR_clear_error()
        guard let context = EVP_PKEY_CTX_new_from_pkey(nil, key, nil) else {
            throw LibCrypto.failure("SM2 signature")
        }
        defer { EVP_PKEY_CTX_free(context) }
        var count = 0
        guard EVP_PKEY_sign_init(context) == 1,
            EVP_PKEY_sign(context, nil, &count, hash, hash.count) == 1
        else { throw LibCrypto.failure("SM2 signature") }
        var signature = [UInt8](repeating: 0, count: count)
        guard EVP_PKEY_sign(context, &signature, &count, hash, hash.count) == 1 else {
            throw LibCrypto.failure("SM2 signature")
        }
        return Array(signature[..<count])
    }

    private func withDigestContext<Value>(
        _ userID: String, _ body: (OpaquePointer) throws(SigningFailure) -> Value,
        begin: (OpaquePointer, inout OpaquePointer?) -> Int32
    ) throws(SigningFailure) -> Value {
        ERR_clear_error()
        guard let context = EVP_MD_CTX_new() else { throw LibCrypto.failure("SM2") }
        defer { EVP_MD_CTX_free(context) }
        // Belongs to the context.
        var inner: OpaquePointer?
        guard begin(context, &inner) == 1, let inner else { throw LibCrypto.failure("SM2") }
        let id = Array(userID.utf8)
        guard EVP_PKEY_CTX_set1_id(inner, id, Int32(id.count)) == 1 else {
            throw LibCrypto.failure("SM2 user id")
        }
        return try body(context)
    }

    // MARK: Encrypting

    /// ASN.1 of GM/T 0009-2012 7.2: x, y, C3, C2.
    func encrypt(_ text: [UInt8]) throws(SigningFailure) -> [UInt8] {
        try cipher(text, "SM2 encryption", EVP_PKEY_encrypt_init, EVP_PKEY_encrypt)
    }

    func decrypt(_ cipherText: [UInt8]) throws(SigningFailure) -> [UInt8] {
        try cipher(cipherText, "SM2 decryption", EVP_PKEY_decrypt_init, EVP_PKEY_decrypt)
    }

    private func cipher(
        _ input: [UInt8], _ doing: String, _ begin: (OpaquePointer?) -> Int32,
        _ run: (
            OpaquePointer?, UnsafeMutablePointer<UInt8>?, UnsafeMutablePointer<Int>?,
            UnsafePointer<UInt8>?, Int
        ) -> Int32
    ) throws(SigningFailure) -> [UInt8] {
        ERR_clear_error()
        guard let context = EVP_PKEY_CTX_new_from_pkey(nil, key, nil) else {
            throw LibCrypto.failure(doing)
        }
        defer { EVP_PKEY_CTX_free(context) }
        var count = 0
        guard begin(context) == 1, run(context, nil, &count, input, input.count) == 1 else {
            throw LibCrypto.failure(doing)
        }
        var output = [UInt8](repeating: 0, count: count)
        guard run(context, &output, &count, input, input.count) == 1 else { throw LibCrypto.failure(doing) }
        return Array(output[..<count])
    }

    // MARK: Writing

    /// PKCS #8, for tests and for whoever makes a key.
    func privatePEM() throws(SigningFailure) -> String {
        try written { PEM_write_bio_PrivateKey($0, key, nil, nil, 0, nil, nil) }
    }

    func publicPEM() throws(SigningFailure) -> String {
        try written { PEM_write_bio_PUBKEY($0, key) }
    }

    private func written(_ write: (OpaquePointer) -> Int32) throws(SigningFailure) -> String {
        ERR_clear_error()
        guard let sink = BIO_new(BIO_s_mem()) else { throw LibCrypto.failure("SM2 key") }
        defer { BIO_free(sink) }
        guard write(sink) == 1 else { throw LibCrypto.failure("SM2 key") }
        var bytes = [UInt8](repeating: 0, count: 4_096)
        let count = BIO_read(sink, &bytes, Int32(bytes.count))
        return String(decoding: bytes.prefix(max(0, Int(count))), as: UTF8.self)
    }
}

extension String {
    fileprivate var trimmed: String {
        var text = self[...]
        while text.first?.isWhitespace == true { text = text.dropFirst() }
        while text.last?.isWhitespace == true { text = text.dropLast() }
        return String(text)
    }
}

extension Array<UInt8> {
    /// nil: anything but pairs of hexadecimal digits.
    init?(hex text: String) {
        let digits = Array(text.utf8)
        guard !digits.isEmpty, digits.count.isMultiple(of: 2) else { return nil }
        var bytes: [UInt8] = []
        bytes.reserveCapacity(digits.count / 2)
        for index in stride(from: 0, to: digits.count, by: 2) {
            guard let high = Self.value(digits[index]), let low = Self.value(digits[index + 1]) else {
                return nil
            }
            bytes.append(high << 4 | low)
        }
        self = bytes
    }

    private static func value(_ digit: UInt8) -> UInt8? {
        switch digit {
        case UInt8(ascii: "0")...UInt8(ascii: "9"): digit - UInt8(ascii: "0")
        case UInt8(ascii: "a")...UInt8(ascii: "f"): digit - UInt8(ascii: "a") + 10
        case UInt8(ascii: "A")...UInt8(ascii: "F"): digit - UInt8(ascii: "A") + 10
        default: nil
        }
    }
}
