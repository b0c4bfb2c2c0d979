import COpenSSL
import Facility

/// Digests and HMACs by OpenSSL's libcrypto, the one library at hand that knows SM3 (GB/T 32905-2016).
enum LibCrypto {
    static func digest(
        _ bytes: [UInt8], by digest: SignatureAlgorithm.Digest
    ) throws(SigningFailure) -> [UInt8] {
        var hash = [UInt8](repeating: 0, count: digest.count)
        ERR_clear_error()
        guard let method = digest.method, EVP_Digest(bytes, bytes.count, &hash, nil, method, nil) == 1
        else { throw failure("\(digest.rawValue)") }
        return hash
    }

    /// RFC 2104; an empty key is allowed there and so here.
    static func hmac(
        _ bytes: [UInt8], key: [UInt8], by digest: SignatureAlgorithm.Digest
    ) throws(SigningFailure) -> [UInt8] {
        var hash = [UInt8](repeating: 0, count: digest.count)
        var count = UInt32(0)
        // A null pointer would mean "the key of last time".
        let key = key.isEmpty ? [0] : key
        let keyCount = key == [0] ? 0 : key.count
        ERR_clear_error()
        guard let method = digest.method,
            HMAC(method, key, Int32(keyCount), bytes, bytes.count, &hash, &count) != nil,
            Int(count) == digest.count
        else { throw failure("hmac-\(digest.rawValue)") }
        return hash
    }

    /// What libcrypto says of its last failure on this thread: `Type=EC reason: invalid private key`.
    static func failure(_ doing: String) -> SigningFailure {
        let code = ERR_get_error()
        ERR_clear_error()
        guard code != 0, let reason = ERR_reason_error_string(code) else { return .crypto(doing, reason: "") }
        let library = ERR_lib_error_string(code).map { String(cString: $0) + ": " } ?? ""
        return .crypto(doing, reason: library + String(cString: reason))
    }
}

extension SignatureAlgorithm.Digest {
    /// nil where the library was built without it.
    fileprivate var method: OpaquePointer? {
        switch self {
        case .md5: EVP_md5()
        case .sha1: EVP_sha1()
        case .sha256: EVP_sha256()
        case .sm3: EVP_sm3()
        }
    }
}
