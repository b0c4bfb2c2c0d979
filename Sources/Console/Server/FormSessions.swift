import Synchronization

/// Which form token belongs to which browser: a page elsewhere can make a browser send our cookie, but it cannot
/// read the token that must come with it.
final class FormSessions: Sendable {
    /// Browsers remembered; the one not seen longest gives way. An open page shows itself every few seconds.
    static let limit = 1_000

    private struct Session {
        var token: String
        var lastUse: UInt64
    }

    private struct Table {
        var sessions: [String: Session] = [:]
        var uses: UInt64 = 0
    }

    private let table = Mutex(Table())

    /// The browser's token, and its cookie when it has to be given a new one.
    func token(for cookie: String?) -> (token: String, newCookie: String?) {
        table.withLock { table in
            table.uses += 1
            if let cookie, var session = table.sessions[cookie] {
                session.lastUse = table.uses
                table.sessions[cookie] = session
                return (session.token, nil)
            }
            if table.sessions.count >= Self.limit,
                let oldest = table.sessions.min(by: { $0.value.lastUse < $1.value.lastUse })
            {
                table.sessions[oldest.key] = nil
            }
            let (fresh, token) = (Self.secret(), Self.secret())
            table.sessions[fresh] = Session(token: token, lastUse: table.uses)
            return (token, fresh)
        }
    }

    /// Whether the form came from a page made for this browser.
    func accepts(_ token: String, from cookie: String?) -> Bool {
        guard let cookie, let session = table.withLock({ $0.sessions[cookie] }) else { return false }
        let (given, known) = (Array(token.utf8), Array(session.token.utf8))
        // Every byte is looked at, so that the time taken tells nothing.
        return given.count == known.count && zip(given, known).reduce(0) { $0 | ($1.0 ^ $1.1) } == 0
    }

    /// 128 bits from the system's generator, in hexadecimal.
    static func secret() -> String {
        var generator = SystemRandomNumberGenerator()
        return (0..<2).map { _ in
            let digits = String(generator.next() as UInt64, radix: 16)
            return String(repeating: "0", count: 16 - digits.utf8.count) + digits
        }.joined()
    }
}
