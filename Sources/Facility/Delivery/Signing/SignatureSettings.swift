/// A signature as a platform's page describes it, declared: what is signed, by what, and where the result goes.
///
/// Worked example, the district data report of `domain/water-ev-platform.md` 3.4 (`sha1(appKey+appSecret+timestamp)`):
/// `algorithm: .digest(.sha1)`, `text: "{app_key}{secret}{timestamp}"`, and the headers `appKey: "{app_key}"`,
/// `timestamp: "{timestamp}"`, `signature: "{signature}"`.
package struct SignatureSettings: Sendable, Equatable {
    package var algorithm: SignatureAlgorithm
    /// What is signed.
    package var text: SignedText
    package var encoding: SignatureEncoding
    /// The public half of what the platform handed out: app key, client id, access key.
    package var appKey: String
    package var secret: Secret?
    /// The key of an HMAC; most platforms take the secret as it is.
    package var key: SignedText
    package var timestamp: StampForm
    package var nonce: NonceForm
    package var parameters: ParameterForm
    /// Fields that are added. Those without the signature are there before it is made, so that they are signed along
    /// where the sorted parameters take their place in.
    package var fields: [Field]

    package struct Field: Sendable, Equatable {
        package var place: RequestField
        package var text: SignedText

        package init(_ place: RequestField, _ text: SignedText) {
            self.place = place
            self.text = text
        }
    }

    package init(
        algorithm: SignatureAlgorithm, text: SignedText, encoding: SignatureEncoding = .hex,
        appKey: String = "", secret: Secret? = nil, key: SignedText = [.part(.secret)],
        timestamp: StampForm = .milliseconds, nonce: NonceForm = NonceForm(),
        parameters: ParameterForm = ParameterForm(), fields: [Field] = []
    ) {
        self.algorithm = algorithm
        self.text = text
        self.encoding = encoding
        self.appKey = appKey
        self.secret = secret
        self.key = key
        self.timestamp = timestamp
        self.nonce = nonce
        self.parameters = parameters
        self.fields = fields
    }

    var secrets: [Secret] {
        var secrets = secret.map { [$0] } ?? []
        if case .sm2(let settings) = algorithm { secrets.append(settings.privateKey) }
        return secrets
    }
}

/// How a time stamp is written.
package enum StampForm: Sendable, Equatable {
    case seconds, milliseconds
    /// Letters of Unicode TR 35 (`yyyy-MM-dd HH:mm:ss`) in a zone of the tz database.
    case text(format: String, zone: String)
}

/// How a number that is used once is written.
package struct NonceForm: Sendable, Equatable {
    /// Characters.
    package var length: Int
    package var alphabet: Alphabet

    package enum Alphabet: String, Sendable, CaseIterable {
        case digits, hex, alphanumeric
        /// 8-4-4-4-12 hexadecimal digits, whatever the length.
        case uuid
    }

    /// 16 letters and digits: the gateways seen want 10 to 20 (`domain/water-ev-platform.md` 3.4).
    package init(length: Int = 16, alphabet: Alphabet = .alphanumeric) {
        self.length = length
        self.alphabet = alphabet
    }
}

/// How `{params}` is made: name and value of each parameter, sorted by name, byte by byte.
package struct ParameterForm: Sendable, Equatable {
    package var of: Set<Source>
    /// Between name and value; some want nothing between them.
    package var pair: String
    /// Between two pairs.
    package var between: String
    /// Parameters without a value are signed too.
    package var keepsEmpty: Bool
    package var escape: Escape
    /// Names that are left out: `sign`, `sign_type`.
    package var except: Set<String>

    package enum Source: String, Sendable, CaseIterable {
        case query, form
        /// The first level of a JSON body; what is deeper is signed as it is written there.
        case json
    }

    /// What is done to names and values.
    package enum Escape: String, Sendable, CaseIterable {
        case none
        /// RFC 3986: a space is `%20`.
        case percent
        /// As in a form: a space is `+`.
        case form
    }

    package init(
        of: Set<Source> = [.query, .form], pair: String = "=", between: String = "&",
        keepsEmpty: Bool = false,
        escape: Escape = .none, except: Set<String> = []
    ) {
        self.of = of
        self.pair = pair
        self.between = between
        self.keepsEmpty = keepsEmpty
        self.escape = escape
        self.except = except
    }
}

extension SignatureSettings {
    /// Standard Webhooks 1.0.0: HMAC-SHA256 over id, time and body.
    /// - Parameter secret: base64, with or without `whsec_` before it.
    package static func standardWebhooks(secret: Secret) -> SignatureSettings {
        let mark = "whsec_"
        let bare = secret.text.hasPrefix(mark) ? Secret(String(secret.text.dropFirst(mark.count))) : secret
        return SignatureSettings(
            algorithm: .hmac(.sha256),
            text: [.part(.id), .literal("."), .part(.timestamp), .literal("."), .part(.body)],
            encoding: .base64, secret: bare, key: [.part(.secret, filters: [.fromBase64])],
            timestamp: .seconds,
            fields: [
                Field(.header("webhook-id"), [.part(.id)]),
                Field(.header("webhook-timestamp"), [.part(.timestamp)]),
                Field(.header("webhook-signature"), [.literal("v1,"), .part(.signature)]),
            ])
    }
}
