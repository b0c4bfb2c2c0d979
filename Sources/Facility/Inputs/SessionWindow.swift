/// What a broker session stored last, and what of it may come again.
package struct SessionWindow: Sendable {
    /// Identities remembered: twice the largest window a broker may have under way (2,000).
    package static let limit = 4_096

    /// Identities stepped in this session, oldest first.
    private var stored: [MessageIdentity]
    private var matcher: RedeliveryMatcher?

    /// - Parameter recovered: what the store holds of the session, oldest first.
    package init(_ recovered: [MessageIdentity] = []) {
        let life =
            recovered.lastIndex { Self.isBeginning($0) }.map { recovered[($0 + 1)...] } ?? recovered[...]
        stored = Array(life)
    }

    /// What is stored among the identities when the broker begins a session anew. Its packet identifiers begin
    /// again, too: against a window from before, a new `ON` would pass for a redelivery of an old one and be lost.
    /// A real message of QoS 0 with this hash would cut a window short, no more.
    package static func beginning(of session: UInt16) -> MessageIdentity {
        MessageIdentity(session: session, mid: 0, hash32: 0)
    }

    private static func isBeginning(_ identity: MessageIdentity) -> Bool {
        identity.mid == 0 && identity.hash32 == 0
    }

    /// A connection begins: with a kept session redeliveries come first.
    package mutating func connected(sessionPresent: Bool) {
        if !sessionPresent { stored.removeAll(keepingCapacity: true) }
        matcher =
            sessionPresent
            ? RedeliveryMatcher(
                stored: stored.lazy.map { RedeliveryMatcher.Entry(mid: $0.mid, hash32: $0.hash32) })
            : nil
    }

    /// The connection ended, or could not be made.
    package mutating func disconnected() { matcher = nil }

    /// Whether the message was stored before and comes again because its PUBACK did not arrive.
    package mutating func isRedelivery(_ identity: MessageIdentity) -> Bool {
        guard var running = matcher else { return false }
        let isRedelivered = running.isRedelivered(.init(mid: identity.mid, hash32: identity.hash32))
        matcher = running.isFinished ? nil : running
        return isRedelivered
    }

    /// A message was taken that the next commit stores.
    package mutating func stepped(_ identity: MessageIdentity) {
        guard identity.mid != 0 else { return }
        stored.append(identity)
        if stored.count >= 2 * Self.limit { stored.removeFirst(stored.count - Self.limit) }
    }
}
