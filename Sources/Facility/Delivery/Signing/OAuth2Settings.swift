/// How a token is asked for by client credentials (RFC 6749 4.4), and by what some Chinese platforms make of it: JSON in
/// place of a form, the secret encrypted with the platform's SM2 key (`domain/water-ev-platform.md` 3.3).
package struct OAuth2Settings: Sendable, Equatable {
    package var tokenURL: String
    package var clientID: String
    package var clientSecret: Secret
    /// Empty: not sent.
    package var scope: String
    package var form: Form
    /// JSON Pointer (RFC 6901) to the token in the answer.
    package var tokenAt: String
    /// JSON Pointer to its life in seconds; a number or digits in a string.
    package var expiresAt: String
    /// Its life where the answer says none.
    package var life: Interval
    /// So long before its end a new one is asked for: the far side's clock and the way there take their part.
    package var margin: Interval
    package var place: TokenPlace
    /// Other fields of the question, as they are written (`uid: …`).
    package var extra: [String: String]
    /// nil: the secret goes as it is, behind TLS.
    package var encryption: SecretEncryption?

    /// How the question is written.
    package enum Form: String, Sendable, CaseIterable {
        /// `application/x-www-form-urlencoded`, id and secret in the body (RFC 6749 2.3.1).
        case form
        /// The same form, id and secret in `Authorization: Basic`, as the RFC prefers.
        case basic
        case json
    }

    /// The secret is encrypted with a key that the platform gives out.
    package struct SecretEncryption: Sendable, Equatable {
        package var keyURL: String
        /// JSON Pointer to the key in the answer; empty: the whole answer is the key.
        package var keyAt: String
        package var cipher: SM2CipherForm

        package init(keyURL: String, keyAt: String = "", cipher: SM2CipherForm = SM2CipherForm()) {
            self.keyURL = keyURL
            self.keyAt = keyAt
            self.cipher = cipher
        }
    }

    package init(
        tokenURL: String, clientID: String, clientSecret: Secret, scope: String = "", form: Form = .form,
        tokenAt: String = "/access_token", expiresAt: String = "/expires_in", life: Interval = .minutes(30),
        margin: Interval = .seconds(60), place: TokenPlace = .authorization, extra: [String: String] = [:],
        encryption: SecretEncryption? = nil
    ) {
        self.tokenURL = tokenURL
        self.clientID = clientID
        self.clientSecret = clientSecret
        self.scope = scope
        self.form = form
        self.tokenAt = tokenAt
        self.expiresAt = expiresAt
        self.life = life
        self.margin = margin
        self.place = place
        self.extra = extra
        self.encryption = encryption
    }
}
