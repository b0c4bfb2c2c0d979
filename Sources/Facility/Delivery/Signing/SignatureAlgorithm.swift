/// What a signature is made by.
package enum SignatureAlgorithm: Sendable, Equatable {
    /// A digest over a text that holds the secret itself.
    case digest(Digest)
    /// RFC 2104.
    case hmac(Digest)
    /// GB/T 32918.2-2016.
    case sm2(SM2Settings)
    /// A program of the system, for a key that must not leave its device: the text on its input, the signature on its
    /// output. No shell is asked.
    case command(words: [String], within: Interval, output: SignatureEncoding)

    /// MD5 and SHA-1 are there because platforms still ask for them; whoever may choose takes another one.
    package enum Digest: String, Sendable, CaseIterable {
        case md5, sha1, sha256, sm3

        /// Its length in bytes.
        package var count: Int {
            switch self {
            case .md5: 16
            case .sha1: 20
            case .sha256, .sm3: 32
            }
        }

        package var isWeak: Bool { self == .md5 || self == .sha1 }
    }
}

/// How the bytes of a signature are written.
package enum SignatureEncoding: String, Sendable, CaseIterable {
    /// Lower-case hexadecimal digits.
    case hex
    /// Upper-case ones.
    case upperHex = "HEX"
    case base64
    /// Base64 with `-` and `_`, without `=` (RFC 4648 5).
    case base64url
}

/// The settings of an SM2 signature on which platforms differ.
package struct SM2Settings: Sendable, Equatable {
    /// PEM, or 64 hexadecimal digits.
    package var privateKey: Secret
    /// Goes into the signature (GB/T 32918.2-2016 5.5). GM/T 0009-2012 10 names this one for when nothing is agreed.
    package var userID: String
    package var form: SM2SignatureForm
    /// The text is hashed by this before it is signed, as some libraries do; nil: SM2's own SM3 alone.
    package var preHash: SignatureAlgorithm.Digest?

    package static let defaultUserID = "1234567812345678"

    package init(
        privateKey: Secret, userID: String = defaultUserID, form: SM2SignatureForm = .der,
        preHash: SignatureAlgorithm.Digest? = nil
    ) {
        self.privateKey = privateKey
        self.userID = userID
        self.form = form
        self.preHash = preHash
    }
}

/// How r and s are laid out.
package enum SM2SignatureForm: String, Sendable, CaseIterable {
    /// ASN.1 SEQUENCE of two INTEGERs (GM/T 0009-2012 7.3).
    case der
    /// r and s, each padded with zeros to 32 bytes.
    case plain
}

/// The settings of an SM2 encryption on which platforms differ (GB/T 32918.4-2016).
package struct SM2CipherForm: Sendable, Equatable {
    package var order: Order
    /// The point C1 begins with `04`; some libraries leave it out.
    package var hasPointMark: Bool
    package var encoding: SignatureEncoding

    /// C1 the point, C2 the ciphertext, C3 the hash.
    package enum Order: String, Sendable, CaseIterable {
        case c1c3c2 = "C1C3C2"
        /// Of drafts before 2012, still the habit of some libraries.
        case c1c2c3 = "C1C2C3"
        /// ASN.1 (GM/T 0009-2012 7.2).
        case der = "DER"
    }

    package init(order: Order = .c1c3c2, hasPointMark: Bool = true, encoding: SignatureEncoding = .hex) {
        self.order = order
        self.hasPointMark = hasPointMark
        self.encoding = encoding
    }
}
