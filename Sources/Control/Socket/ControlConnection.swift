import Facility

/// One asker as the server keeps it: what it has said, what it has not yet read, who it is.
struct ControlConnection {
    /// Bytes of one request's line.
    static let requestLimit = 65_536
    /// Unanswered requests; more are refused as busy.
    static let callLimit = 16
    /// Bytes of replies a slow reader may leave unread before it is dropped: two of the longest lines.
    static let unreadLimit = 2 * ControlWire.lineLimit + 4_096

    let id: ConnectionID
    let descriptor: Int32
    let peer: PeerCredentials
    /// Turn of the server's service in which it last said something.
    var lastTurn: UInt64
    var unanswered = 0
    /// No more is read; closed once everything is written.
    var isClosing = false
    private var incoming: [UInt8] = []
    private var searched = 0
    private var outgoing: [UInt8] = []
    private var written = 0

    init(id: ConnectionID, descriptor: Int32, peer: PeerCredentials, turn: UInt64) {
        self.id = id
        self.descriptor = descriptor
        self.peer = peer
        lastTurn = turn
    }

    var unread: Int { outgoing.count - written }

    /// Reads what is there, up to a line's limit.
    /// - Returns: false when the asker has gone.
    mutating func read(into chunk: UnsafeMutableRawBufferPointer) -> Bool {
        while incoming.count <= Self.requestLimit {
            switch UnixSocket.receive(descriptor, into: chunk) {
            case .moved(let count): incoming += chunk[..<count]
            case .wouldBlock: return true
            case .ended: return false
            }
        }
        return true
    }

    /// The next whole line; nil when there is none.
    mutating func takeLine() -> [UInt8]? {
        ControlWire.takeLine(from: &incoming, searched: &searched)
    }

    /// Whether a line has begun that is longer than any request.
    var isFlooding: Bool { incoming.count > Self.requestLimit }

    mutating func forgetIncoming() {
        incoming = []
        searched = 0
    }

    /// Puts a line behind those not yet written.
    /// - Returns: false when the asker has left too much unread: it is to be dropped.
    mutating func enqueue(_ line: [UInt8]) -> Bool {
        guard unread + line.count <= Self.unreadLimit else { return false }
        if written == outgoing.count {
            outgoing = line
            written = 0
        } else {
            outgoing += line
        }
        return true
    }

    /// Writes as much as the socket takes.
    /// - Returns: false when the asker has gone.
    mutating func write() -> Bool {
        while unread > 0 {
            switch UnixSocket.send(descriptor, outgoing[written...]) {
            case .moved(let count): written += count
            case .wouldBlock: return true
            case .ended: return false
            }
        }
        outgoing = []
        written = 0
        return true
    }
}

/// Names a connection for as long as the server lives; never given twice.
package struct ConnectionID: Hashable, Sendable {
    package let number: UInt64

    package init(_ number: UInt64) { self.number = number }
}
