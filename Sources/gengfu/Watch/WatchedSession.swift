import Facility
import MQTT

/// A broker session as the loop sees it: the connection, its class, and what it last stored.
struct WatchedSession {
    /// Identities remembered per session: twice the largest window a broker may have under way (2,000).
    static let windowLimit = 4_096

    let session: Session
    let broker: Int
    let sessionClass: SessionClass
    /// Identities stepped in this session, oldest first.
    private var window: [MessageIdentity]
    private var matcher: RedeliveryMatcher?
    /// What the page shows of it.
    private(set) var standing = Standing.connecting
    private(set) var since: Timestamp
    private(set) var sessionPresent: Bool?
    private(set) var problem: String?
    /// What of the session's counters is in the loss ledger.
    private var noted: SessionCounters
    private var notedAt: Timestamp

    enum Standing { case connecting, connected, lost }

    init(
        session: Session, broker: Int, sessionClass: SessionClass, window: [MessageIdentity], now: Timestamp
    ) {
        since = now
        noted = session.counters
        notedAt = now
        self.session = session
        self.broker = broker
        self.sessionClass = sessionClass
        let life = window.lastIndex { Self.isBeginning($0) }.map { window[($0 + 1)...] } ?? window[...]
        self.window = Array(life)
    }

    /// What is stored among the identities when the broker begins a session anew. Its packet identifiers begin
    /// again, too: against a window from before, a new `ON` would pass for a redelivery of an old one and be lost.
    /// A real message of QoS 0 with this hash would cut a window short, no more.
    static func beginning(of session: UInt16) -> MessageIdentity {
        MessageIdentity(session: session, mid: 0, hash32: 0)
    }

    private static func isBeginning(_ identity: MessageIdentity) -> Bool {
        identity.mid == 0 && identity.hash32 == 0
    }

    /// A connection begins: with a kept session redeliveries come first.
    mutating func connected(sessionPresent: Bool, at now: Timestamp) {
        stand(.connected, problem: nil, at: now)
        self.sessionPresent = sessionPresent
        if !sessionPresent { window.removeAll(keepingCapacity: true) }
        matcher =
            sessionPresent
            ? RedeliveryMatcher(
                stored: window.lazy.map { RedeliveryMatcher.Entry(mid: $0.mid, hash32: $0.hash32) })
            : nil
    }

    /// The connection ended, or could not be made.
    mutating func lost(_ problem: String, at now: Timestamp) {
        stand(standing == .connecting ? .connecting : .lost, problem: problem, at: now)
        matcher = nil
    }

    /// Something about it that is not as it should be, while it goes on.
    mutating func note(_ problem: String) { self.problem = problem }

    /// What the session had to drop since the last call.
    mutating func newLosses(at now: Timestamp) -> [Loss] {
        let counters = session.counters
        let from = notedAt
        let subject = session.settings.clientID
        func loss(_ cause: Loss.Cause, _ count: UInt64) -> Loss? {
            count > 0 ? Loss(cause: cause, subject: subject, count: Int64(count), from: from, to: now) : nil
        }
        defer {
            noted = counters
            notedAt = now
        }
        return [
            loss(.tooLarge, counters.oversized - noted.oversized),
            // QoS 0 that came faster than anything could be held.
            loss(.rateLimit, counters.dropped - noted.dropped),
        ].compactMap(\.self)
    }

    private mutating func stand(_ standing: Standing, problem: String?, at now: Timestamp) {
        if standing != self.standing { since = now }
        self.standing = standing
        self.problem = problem
    }

    /// Whether the message was stored before and comes again because its PUBACK did not arrive.
    mutating func isRedelivery(_ identity: MessageIdentity) -> Bool {
        guard var running = matcher else { return false }
        let isRedelivered = running.isRedelivered(.init(mid: identity.mid, hash32: identity.hash32))
        matcher = running.isFinished ? nil : running
        return isRedelivered
    }

    mutating func stepped(_ identity: MessageIdentity) {
        guard identity.mid != 0 else { return }
        window.append(identity)
        if window.count >= 2 * Self.windowLimit { window.removeFirst(window.count - Self.windowLimit) }
    }
}
