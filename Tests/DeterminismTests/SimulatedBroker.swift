/// A broker with two persistent sessions, as mosquitto keeps them: one queue each, a window of messages on their way,
/// packet identifiers, and everything that was not acknowledged sent again first when the session comes back.
struct SimulatedBroker {
    struct Message: Equatable {
        var topic: [UInt8]
        var payload: [UInt8]
        /// Who said it, and which of its messages it is; `number` 0: nothing that could be read.
        var device: String
        var number: Int64
        /// What it said of its smoke, its door: nil when it does not speak of a danger to life.
        var isDanger: Bool?
        /// By its own clock.
        var at: Int64
    }

    struct Session {
        /// Not yet on their way.
        fileprivate(set) var queue: [Message] = []
        /// On their way and not acknowledged, oldest first.
        fileprivate(set) var underway: [(mid: UInt16, message: Message)] = []
        /// On the wire of this connection, not read yet.
        fileprivate(set) var wire: [(mid: UInt16, message: Message)] = []
        fileprivate(set) var isKept = false
        fileprivate(set) var isConnected = false
        /// The far end is gone and nobody has noticed: what is sent goes nowhere.
        fileprivate(set) var isHalfOpen = false
        fileprivate var lastMid: UInt16 = 0
    }

    /// Messages on their way at once (`max_inflight_messages`).
    static let window = 24

    private(set) var sessions = [Session(), Session()]
    /// What a PUBACK has confirmed, and will never be sent again.
    private(set) var acknowledged: [Message] = []
    /// What the broker itself lost with its memory: nobody promised anything of it.
    private(set) var forgotten = 0
    private(set) var redelivered = 0

    var isDrained: Bool { sessions.allSatisfy { $0.queue.isEmpty && $0.underway.isEmpty } }

    mutating func publish(_ message: Message, to session: Int) {
        // Before it was ever connected there is no session to keep anything.
        guard sessions[session].isKept else { return forgotten += 1 }
        sessions[session].queue.append(message)
        pump(session)
    }

    /// - Returns: SESSION PRESENT.
    mutating func connect(_ session: Int) -> Bool {
        let isPresent = sessions[session].isKept
        sessions[session].isKept = true
        sessions[session].isConnected = true
        sessions[session].isHalfOpen = false
        sessions[session].wire = sessions[session].underway
        redelivered += sessions[session].underway.count
        pump(session)
        return isPresent
    }

    mutating func disconnect(_ session: Int) {
        sessions[session].isConnected = false
        sessions[session].isHalfOpen = false
        sessions[session].wire = []
    }

    /// The link dies without a word.
    mutating func tear(_ session: Int) {
        sessions[session].isHalfOpen = true
        sessions[session].wire = []
    }

    /// - Parameter isPersistent: whether its file brings everything back.
    mutating func restart(isPersistent: Bool) {
        for session in sessions.indices {
            disconnect(session)
            guard !isPersistent else { continue }
            forgotten += sessions[session].queue.count + sessions[session].underway.count
            sessions[session] = Session()
        }
    }

    /// The next message of the connection, as the gateway's socket gives it.
    mutating func read(_ session: Int) -> (mid: UInt16, message: Message)? {
        guard sessions[session].isConnected, !sessions[session].wire.isEmpty else { return nil }
        return sessions[session].wire.removeFirst()
    }

    /// PUBACKs of everything read on this connection; on a torn link they go nowhere.
    mutating func acknowledge(_ mids: [UInt16], of session: Int) {
        guard sessions[session].isConnected, !sessions[session].isHalfOpen else { return }
        for mid in mids {
            guard let place = sessions[session].underway.firstIndex(where: { $0.mid == mid }) else {
                continue
            }
            acknowledged.append(sessions[session].underway.remove(at: place).message)
        }
        pump(session)
    }

    private mutating func pump(_ session: Int) {
        guard sessions[session].isConnected else { return }
        while sessions[session].underway.count < Self.window, !sessions[session].queue.isEmpty {
            let message = sessions[session].queue.removeFirst()
            let mid = sessions[session].lastMid == 200 ? 1 : sessions[session].lastMid + 1
            sessions[session].lastMid = mid
            sessions[session].underway.append((mid, message))
            if !sessions[session].isHalfOpen { sessions[session].wire.append((mid, message)) }
        }
    }
}
