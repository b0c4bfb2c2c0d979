/// How requests to one destination show who sends them: the steps are carried out in this order on each request.
///
/// Mostly it is one step, or none. Some platforms want two: a token of the application, and on top of it a signature
/// for the gateway in front (`domain/water-ev-platform.md` 3.3: eGova's gateway mode). Certificates of the
/// connection itself (mTLS) are no step: they belong to how the far side is reached.
package struct SigningSettings: Sendable, Equatable {
    package var steps: [Step]

    package init(_ steps: [Step] = []) { self.steps = steps }

    package enum Step: Sendable, Equatable {
        /// RFC 7617.
        case basic(user: String, password: Secret)
        /// A token that was handed over once (RFC 6750), or any other fixed key.
        case bearer(token: Secret, at: TokenPlace)
        /// A token that is asked for and runs out (RFC 6749 4.4).
        case oauth2(OAuth2Settings)
        /// A digest or signature over declared parts of the request.
        case signature(SignatureSettings)
    }

    /// Every secret in it, for whoever must keep them out of a log or a preview.
    package var secrets: [Secret] {
        steps.flatMap { step -> [Secret] in
            switch step {
            case .basic(_, let password): [password]
            case .bearer(let token, _): [token]
            case .oauth2(let settings): [settings.clientSecret]
            case .signature(let settings): settings.secrets
            }
        }.filter { !$0.isEmpty }
    }
}

/// Where a token is put into a request.
package struct TokenPlace: Sendable, Equatable {
    package var field: RequestField
    /// Before the token: `Bearer `.
    package var prefix: String

    package init(_ field: RequestField, prefix: String = "") {
        self.field = field
        self.prefix = prefix
    }

    /// `Authorization: Bearer …` (RFC 6750 2.1).
    package static let authorization = TokenPlace(.header("Authorization"), prefix: "Bearer ")
}

/// A named place of a request.
package enum RequestField: Sendable, Hashable {
    case header(String)
    case query(String)
    /// Of a form-encoded body.
    case form(String)
    /// On the first level of a JSON body.
    case body(String)

    package var name: String {
        switch self {
        case .header(let name), .query(let name), .form(let name), .body(let name): name
        }
    }
}
