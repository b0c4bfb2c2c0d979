/// Why a request could not be signed. No secret stands in it.
package enum SigningFailure: Error, Sendable, Equatable {
    /// What was being done, and libcrypto's reason; empty: it gave none.
    case crypto(String, reason: String)
    /// A key that is none: neither PEM nor hexadecimal digits of the right number.
    case unusableKey(String)
    /// The body is no JSON object, and a field should go into it or be read from it.
    case bodyIsNoObject
    /// The program of a key that stays on its device.
    case command(String)
    /// No token was to be had, and whether asking again may help.
    case noToken(String, isRefusal: Bool)

    /// For a log or an outbox line.
    package var text: String {
        switch self {
        case .crypto(let doing, let reason): reason.isEmpty ? "\(doing) failed" : "\(doing): \(reason)"
        case .unusableKey(let what): "unusable key: \(what)"
        case .bodyIsNoObject: "the body is no JSON object, and the signature needs one"
        case .command(let problem): "signing program: \(problem)"
        case .noToken(let reason, _): "no token: \(reason)"
        }
    }
}
