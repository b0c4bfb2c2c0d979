import Facility
import MQTT

/// A broker session as the loop sees it: the connection, its class, and what it last stored.
struct WatchedSession {
    let session: Session
    let broker: Int
    let sessionClass: SessionClass
    /// What it stored last, and whether it comes again.
    private var window: SessionWindow
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
        self.window = SessionWindow(window)
    }

    /// A connection begins: with a kept session redeliveries come first.
    mutating func connected(sessionPresent: Bool, at now: Timestamp) {
        stand(.connected, problem: nil, at: now)
        self.sessionPresent = sessionPresent
        window.connected(sessionPresent: sessionPresent)
    }

    /// The connection ended, or could not be made.
    mutating func lost(_ problem: String, at now: Timestamp) {
        stand(standing == .connecting ? .connecting : .lost, problem: problem, at: now)
        window.disconnected()
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
        window.isRedelivery(identity)
    }

    mutating func stepped(_ identity: MessageIdentity) { window.stepped(identity) }
}
