import Facility
import Glibc

/// The gateway's end of the control socket: the only way a command or the console changes anything.
///
/// It never blocks and has no thread: the loop that owns the engine polls its descriptors, calls `service`, and
/// answers with `reply` when the deed is committed. Nothing an asker does can hold that loop up: at most 32
/// connections, 64 KiB per request, 16 requests unanswered, 2 MiB unread; beyond these the asker is refused or
/// dropped. When all places are taken the connection that has been quiet longest makes room.
package final class ControlServer {
    package static let connectionLimit = 32

    /// One question that waits for its `reply`.
    package struct Call: Sendable, Equatable {
        package var connection: ConnectionID
        package var request: ControlRequest
        package var peer: PeerCredentials
    }

    package let path: String
    /// Lines that were no requests, since the start.
    package private(set) var malformedLines = 0
    /// Askers dropped because they did not read or said too much, since the start.
    package private(set) var droppedConnections = 0

    private let listener: Int32
    private let inode: ino_t
    private var connections: [ControlConnection] = []
    private var nextConnection: UInt64 = 1
    private var turn: UInt64 = 0
    private let chunk = UnsafeMutableRawBufferPointer.allocate(byteCount: 16_384, alignment: 16)

    /// Listens at `path`. A socket file that nobody listens on is a dead gateway's and is replaced.
    /// - Parameters:
    ///   - path: at most 107 bytes; its folder exists.
    ///   - mode: of the socket file; 0660 lets the service's group ask and nobody else.
    package init(path: String, mode: mode_t = 0o660) throws(ControlSocketError) {
        self.path = path
        try Self.removeStale(path)
        listener = try UnixSocket.open()
        do throws(ControlSocketError) {
            inode = try Self.bind(listener, path, mode)
        } catch {
            close(listener)
            chunk.deallocate()
            throw error
        }
    }

    deinit {
        shutDown()
        close(listener)
        chunk.deallocate()
    }

    /// Closes every connection and takes the socket file away, if it is still ours.
    package func shutDown() {
        for connection in connections { close(connection.descriptor) }
        connections = []
        var status = stat()
        if lstat(path, &status) == 0, status.st_ino == inode { unlink(path) }
    }

    package var connectionCount: Int { connections.count }

    /// What to poll now: the listener, and every connection for what it still has to do.
    package var pollEntries: [pollfd] {
        [pollfd(fd: listener, events: Int16(POLLIN), revents: 0)]
            + connections.map { connection in
                let reads = !connection.isClosing && connection.unread < ControlWire.lineLimit
                let events = (reads ? POLLIN : 0) | (connection.unread > 0 ? POLLOUT : 0)
                return pollfd(fd: connection.descriptor, events: Int16(events), revents: 0)
            }
    }

    /// Does what the polled descriptors are ready for; entries that are not ours are passed over.
    /// - Returns: whole requests, in the order they came per connection. Each wants one `reply`.
    package func service(_ ready: some Sequence<pollfd>) -> [Call] {
        turn += 1
        var calls: [Call] = []
        var mayAccept = false
        for entry in ready where entry.revents != 0 {
            if entry.fd == listener {
                mayAccept = true
            } else if let position = connections.firstIndex(where: { $0.descriptor == entry.fd }) {
                serve(position, entry.revents, &calls)
            }
        }
        if mayAccept { accept() }
        return calls
    }

    /// Answers a call. Nothing happens when the asker has gone meanwhile.
    package func reply(to connection: ConnectionID, _ reply: ControlReply) {
        guard let position = connections.firstIndex(where: { $0.id == connection }) else { return }
        connections[position].unanswered -= 1
        send(reply, at: position)
    }

    private func serve(_ position: Int, _ events: Int16, _ calls: inout [Call]) {
        if events & Int16(POLLOUT) != 0, !connections[position].write() { return drop(position) }
        if events & Int16(POLLIN) != 0, !connections[position].isClosing {
            connections[position].lastTurn = turn
            let isThere = connections[position].read(into: chunk)
            takeRequests(position, &calls)
            // It may have closed only its own half and wait for the answer; when it is gone, poll says so.
            if !isThere { connections[position].isClosing = true }
            refuseFlood(position)
        } else if events & Int16(POLLERR | POLLHUP | POLLNVAL) != 0 {
            return drop(position)
        }
        if connections.indices.contains(position), connections[position].isClosing,
            connections[position].unread == 0, connections[position].unanswered == 0
        {
            drop(position)
        }
    }

    private func takeRequests(_ position: Int, _ calls: inout [Call]) {
        while let line = connections[position].takeLine() {
            let request: ControlRequest
            do {
                request = try ControlWire.value(ControlRequest.self, in: line)
            } catch {
                malformedLines += 1
                queue(
                    ControlReply(
                        id: (try? ControlWire.value(Numbered.self, in: line))?.id ?? 0,
                        failure: ControlFailure(.badRequest, ControlWire.explain(error))), at: position)
                continue
            }
            guard connections[position].unanswered < ControlConnection.callLimit else {
                queue(
                    ControlReply(
                        id: request.id,
                        failure: ControlFailure(
                            .busy, "more than \(ControlConnection.callLimit) requests at once")),
                    at: position)
                continue
            }
            connections[position].unanswered += 1
            let connection = connections[position]
            calls.append(Call(connection: connection.id, request: request, peer: connection.peer))
        }
        if !connections[position].isClosing, !connections[position].write() {
            connections[position].isClosing = true
        }
    }

    /// A line without an end: it is told so and read no further.
    private func refuseFlood(_ position: Int) {
        guard connections[position].isFlooding else { return }
        malformedLines += 1
        connections[position].isClosing = true
        connections[position].forgetIncoming()
        send(
            ControlReply(
                id: 0,
                failure: ControlFailure(
                    .badRequest, "a line longer than \(ControlConnection.requestLimit) bytes")),
            at: position)
    }

    /// Queues without writing, so that the connection's position stays what it is.
    private func queue(_ reply: ControlReply, at position: Int) {
        guard let line = try? Self.line(reply), connections[position].enqueue(line) else {
            connections[position].isClosing = true
            return
        }
    }

    private func send(_ reply: ControlReply, at position: Int) {
        guard let line = try? Self.line(reply), connections[position].enqueue(line),
            connections[position].write()
        else {
            droppedConnections += 1
            return drop(position)
        }
        let connection = connections[position]
        if connection.isClosing, connection.unread == 0, connection.unanswered == 0 { drop(position) }
    }

    /// The reply's line, or a failure in its place when it is too long to be read.
    private static func line(_ reply: ControlReply) throws -> [UInt8] {
        let line = try ControlWire.line(reply)
        guard line.count > ControlWire.lineLimit else { return line }
        let failure = ControlFailure(
            .unavailable, "the answer is longer than a line may be; ask for fewer rows")
        return try ControlWire.line(ControlReply(id: reply.id, failure: failure))
    }

    private func drop(_ position: Int) {
        close(connections[position].descriptor)
        connections.remove(at: position)
    }

    private func accept() {
        while true {
            guard let descriptor = UnixSocket.accept(listener) else {
                // Out of descriptors: a free one keeps the listener from waking the loop for ever.
                if errno == EMFILE || errno == ENFILE { _ = makeRoom() }
                return
            }
            guard connections.count < Self.connectionLimit || makeRoom(),
                let peer = PeerCredentials(of: descriptor)
            else {
                droppedConnections += 1
                close(descriptor)
                continue
            }
            connections.append(
                ControlConnection(
                    id: ConnectionID(nextConnection), descriptor: descriptor, peer: peer, turn: turn))
            nextConnection += 1
        }
    }

    /// Drops the connection that has been quiet longest and waits for no answer.
    private func makeRoom() -> Bool {
        let idle = connections.indices.filter { connections[$0].unanswered == 0 }
        guard let longest = idle.min(by: { connections[$0].lastTurn < connections[$1].lastTurn }) else {
            return false
        }
        droppedConnections += 1
        drop(longest)
        return true
    }

    /// The number of a line that is no request.
    private struct Numbered: Decodable {
        var id: Int64
    }
}
