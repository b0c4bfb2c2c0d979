import Facility
import Glibc

/// Asks the running gateway: one line out, one line back, within a deadline. Blocks its caller; for commands and
/// for threads that may wait.
///
/// Keeps its connection between requests and opens a new one after any failure.
package final class ControlClient {
    package let path: String
    /// How long one request may take in all.
    package let deadline: Interval
    private var descriptor: Int32 = -1
    private var buffer: [UInt8] = []
    private var nextID: Int64 = 1

    package init(path: String, deadline: Interval = .seconds(5)) {
        self.path = path
        self.deadline = deadline
    }

    deinit { if descriptor >= 0 { close(descriptor) } }

    /// Asks, and gives the answer or the gateway's failure.
    ///
    /// A question is never asked twice by itself: after `timedOut` or `closed` a deed may or may not have been
    /// done, and doing it again is for the caller (every deed answers `alreadySo` the second time).
    package func ask(
        _ ask: ControlRequest.Ask, person: String? = nil, language: Language = .zh, pin: String? = nil,
        secondPIN: String? = nil
    ) throws(ControlSocketError) -> ControlReply.Outcome {
        let request = ControlRequest(
            id: nextID, ask: ask, person: person, language: language, pin: pin, secondPIN: secondPIN)
        nextID += 1
        do throws(ControlSocketError) {
            return try exchange(request)
        } catch {
            disconnect()
            throw error
        }
    }

    private func exchange(_ request: ControlRequest) throws(ControlSocketError) -> ControlReply.Outcome {
        let end = UnixSocket.monotonicMilliseconds() + deadline.milliseconds
        let line: [UInt8]
        do { line = try ControlWire.line(request) } catch {
            throw .malformed(reason: ControlWire.explain(error))
        }
        if descriptor >= 0, hasHungUp { disconnect() }
        if descriptor < 0 { try connect() }
        try write(line, until: end)
        let answer = try readLine(until: end)
        let reply: ControlReply
        do { reply = try ControlWire.value(ControlReply.self, in: answer) } catch {
            throw .malformed(reason: ControlWire.explain(error))
        }
        guard reply.id == request.id || reply.id == 0 else {
            throw .malformed(reason: "reply \(reply.id) to request \(request.id)")
        }
        return reply.outcome
    }

    private func connect() throws(ControlSocketError) {
        let opened = try UnixSocket.open()
        do throws(ControlSocketError) {
            try UnixSocket.connect(opened, to: path)
        } catch {
            close(opened)
            throw error
        }
        descriptor = opened
        buffer = []
    }

    private func disconnect() {
        if descriptor >= 0 { close(descriptor) }
        descriptor = -1
        buffer = []
    }

    /// Whether the gateway has closed the connection since the last answer (it was restarted).
    private var hasHungUp: Bool {
        var entry = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
        return poll(&entry, 1, 0) != 0
    }

    private func write(_ line: [UInt8], until end: Int64) throws(ControlSocketError) {
        var rest = line[...]
        while !rest.isEmpty {
            switch UnixSocket.send(descriptor, rest) {
            case .moved(let count): rest.removeFirst(count)
            case .wouldBlock: try wait(for: Int16(POLLOUT), until: end)
            case .ended: throw .closed
            }
        }
    }

    private func readLine(until end: Int64) throws(ControlSocketError) -> [UInt8] {
        var chunk = [UInt8](repeating: 0, count: 65_536)
        var searched = 0
        while true {
            if let line = ControlWire.takeLine(from: &buffer, searched: &searched) { return line }
            guard buffer.count <= ControlWire.lineLimit else {
                throw .malformed(reason: "a line longer than \(ControlWire.lineLimit) bytes")
            }
            switch chunk.withUnsafeMutableBytes({ UnixSocket.receive(descriptor, into: $0) }) {
            case .moved(let count): buffer += chunk[..<count]
            case .wouldBlock: try wait(for: Int16(POLLIN), until: end)
            case .ended: throw .closed
            }
        }
    }

    private func wait(for events: Int16, until end: Int64) throws(ControlSocketError) {
        let left = end - UnixSocket.monotonicMilliseconds()
        guard left > 0 else { throw .timedOut(afterMilliseconds: Int(deadline.milliseconds)) }
        var entry = pollfd(fd: descriptor, events: events, revents: 0)
        guard poll(&entry, 1, Int32(clamping: left)) >= 0 || errno == EINTR else {
            throw .system(call: "poll", code: errno)
        }
    }
}
