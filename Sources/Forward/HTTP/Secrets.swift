import Facility
import Synchronization

/// What must never stand in a log, an error or on a page: tokens, passwords, keys, and what was made of them.
///
/// A far side may repeat our token in its answer; whoever passes its words on passes them through `redacted`.
package final class Secrets: Sendable {
    /// The newest are remembered: a token that was replaced this often means nothing any more.
    private static let limit = 32
    /// Shorter than this it would blot out ordinary words.
    private static let leastLength = 4

    /// The destination's own, for good.
    private let fixed: [String]
    private let held = Mutex<[String]>([])

    package init(_ secrets: [String?] = []) {
        fixed = secrets.compactMap { $0 }.filter { $0.count >= Self.leastLength }
    }

    /// Adds what was learnt on the way, such as a token of OAuth2.
    package func add(_ secret: String) {
        guard secret.count >= Self.leastLength else { return }
        held.withLock { held in
            guard !held.contains(secret) else { return }
            held = held.suffix(Self.limit - 1) + [secret]
        }
    }

    package func redacted(_ text: String) -> String {
        // The longest first: one may hold another.
        let secrets = (fixed + held.withLock { $0 }).sorted { $0.count > $1.count }
        return secrets.reduce(text) { $0.replacing($1, with: "•••") }
    }

    package func redacted(_ failure: Lane.Failure) -> Lane.Failure {
        switch failure {
        case .unreachable(let text): .unreachable(redacted(text))
        case .unknown(let text): .unknown(redacted(text))
        case .busy(let text, let after): .busy(redacted(text), retryAfter: after)
        case .refused(let text): .refused(redacted(text))
        case .lockedOut(let text): .lockedOut(redacted(text))
        case .cancelled: .cancelled
        }
    }
}
