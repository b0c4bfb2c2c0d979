/// Tells a redelivery from a new message after a session has come back, so that one danger stays one case.
///
/// A broker sends again, in the same order and under the same packet identifiers, everything whose PUBACK it has
/// not seen. PUBACKs leave in order, so what it sends again is the tail of what was stored: a contiguous run that
/// begins anywhere in the stored window and goes on to its end. Only such a run is matched, by packet identifier
/// *and* content; the first message that does not continue it is new, and so is everything after it. Content
/// alone would merge eight legitimate identical `ON`s into one.
package struct RedeliveryMatcher: Sendable {
    /// What a commit remembers of a message.
    package struct Entry: Equatable, Hashable, Sendable {
        /// MQTT packet identifier, 1...65,535; 0 for QoS 0, which is never sent again.
        package let mid: UInt16
        /// `MessageBatch.Message.hash32`: topic and payload together.
        package let hash32: UInt32

        package init(mid: UInt16, hash32: UInt32) {
            self.mid = mid
            self.hash32 = hash32
        }
    }

    private let window: [Entry]
    /// Where in the window the next redelivered message would stand. More than one only while a packet
    /// identifier that came round again (a broker that restarted its counter) leaves the run ambiguous.
    private var candidates: [Int]
    private var hasBegun = false

    /// Matches nothing: for a session the broker had not kept (SESSION PRESENT = 0), where a packet identifier
    /// may be reused at once.
    package init() {
        window = []
        candidates = []
    }

    /// - Parameter stored: the session's last stored messages, oldest first; at least as many as the session's
    ///   receive maximum (2,000), since no more can be unacknowledged. Entries of QoS 0 (`mid` 0) are ignored.
    package init(stored: some Sequence<Entry>) {
        window = stored.filter { $0.mid != 0 }
        candidates = []
    }

    /// Whether nothing can match any more: the loop may drop the matcher.
    package var isFinished: Bool {
        hasBegun ? candidates.isEmpty : window.isEmpty
    }

    /// Takes the next message of the session, in the order read.
    ///
    /// A message of QoS 0 is new and does not end the run: it has no packet identifier, and a broker may slip it
    /// between two redeliveries.
    /// - Returns: true when it is a redelivery of a stored message and must not be stepped again.
    package mutating func isRedelivered(_ message: Entry) -> Bool {
        guard message.mid != 0, !isFinished else { return false }
        if hasBegun {
            candidates = candidates.filter { window[$0] == message }
        } else {
            hasBegun = true
            candidates = window.indices.filter { window[$0] == message }
        }
        guard !candidates.isEmpty else { return false }
        candidates = candidates.map { $0 + 1 }.filter { $0 < window.count }
        return true
    }
}
