import Foundation
import Synchronization

/// Stands between a broker and one subscriber and times, from outside, how long each message handed over waits for
/// its PUBACK. What the gateway measures of itself starts when it reads; this starts when the broker has sent.
final class AcknowledgementRelay: Sendable {
    let port: UInt16
    private let listener: Int32
    private let delays = Mutex(DelayCounts())
    private let first = Mutex<Int64?>(nil)

    /// - Parameter broker: its port on 127.0.0.1.
    init(broker: UInt16) throws(BenchFailure) {
        let listener = socket(AF_INET, Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue), 0)
        var address = Self.address(0)
        var size = socklen_t(MemoryLayout<sockaddr_in>.size)
        let isListening = Self.withSocketAddress(&address) { pointer in
            bind(listener, pointer, size) == 0 && listen(listener, 16) == 0
                && getsockname(listener, pointer, &size) == 0
        }
        guard isListening else {
            close(listener)
            throw .broker("no port for the relay")
        }
        self.listener = listener
        port = UInt16(bigEndian: address.sin_port)
        Thread.detachNewThread { [weak self] in
            while true {
                let client = accept(listener, nil, nil)
                guard client >= 0, let self else { break }
                self.join(client, to: broker)
            }
            close(listener)
        }
    }

    /// Ends the wait for clients; those that are joined end with their sockets.
    func stop() { shutdown(listener, Int32(SHUT_RDWR)) }

    var measured: DelayCounts { delays.withLock { $0 } }

    /// Monotonic microseconds of the first PUBACK since `forgetFirst`; nil: none came.
    var firstAcknowledged: Int64? { first.withLock { $0 } }

    func forgetFirst() { first.withLock { $0 = nil } }

    private func join(_ client: Int32, to broker: UInt16) {
        let upstream = socket(AF_INET, Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue), 0)
        var address = Self.address(broker)
        let size = socklen_t(MemoryLayout<sockaddr_in>.size)
        guard Self.withSocketAddress(&address, { connect(upstream, $0, size) }) == 0 else {
            close(upstream)
            close(client)
            return
        }
        for socket in [client, upstream] {
            var yes: Int32 = 1
            setsockopt(socket, Int32(IPPROTO_TCP), TCP_NODELAY, &yes, socklen_t(MemoryLayout<Int32>.size))
        }
        let pair = Pair(client: client, upstream: upstream)
        // The sockets are closed with `pair`, which the last of the two threads lets go.
        Thread.detachNewThread {
            Self.carry(from: upstream, to: client) { packet, now in
                if case .publication(let identifier) = packet { pair.sent(identifier, at: now) }
            }
        }
        Thread.detachNewThread { [weak self] in
            Self.carry(from: client, to: upstream) { packet, now in
                guard case .acknowledgement(let identifier) = packet, let sent = pair.acknowledged(identifier)
                else { return }
                self?.delays.withLock { $0.note(microseconds: now - sent) }
                self?.first.withLock { $0 = $0 ?? now }
            }
        }
    }

    /// Moves bytes until either side ends, then ends both.
    private static func carry(
        from source: Int32, to target: Int32, each: (PacketScanner.Packet, Int64) -> Void
    ) {
        var scanner = PacketScanner()
        var buffer = [UInt8](repeating: 0, count: 65_536)
        while true {
            let count = recv(source, &buffer, buffer.count, 0)
            guard count > 0 else { break }
            let now = Monotonic.microseconds
            scanner.scan(buffer[..<count]) { each($0, now) }
            var written = 0
            while written < count {
                let step = buffer.withUnsafeBytes {
                    send(target, $0.baseAddress! + written, count - written, Int32(MSG_NOSIGNAL))
                }
                guard step > 0 else { break }
                written += step
            }
            guard written == count else { break }
        }
        shutdown(source, Int32(SHUT_RDWR))
        shutdown(target, Int32(SHUT_RDWR))
    }

    /// The two sockets of one connection and the messages under way on it.
    private final class Pair: Sendable {
        private let client: Int32
        private let upstream: Int32
        /// Monotonic microseconds by packet identifier; 0: not under way.
        private let times = Mutex([Int64](repeating: 0, count: 65_536))

        init(client: Int32, upstream: Int32) {
            self.client = client
            self.upstream = upstream
        }

        deinit {
            close(client)
            close(upstream)
        }

        func sent(_ identifier: UInt16, at now: Int64) { times.withLock { $0[Int(identifier)] = now } }

        func acknowledged(_ identifier: UInt16) -> Int64? {
            times.withLock { times in
                defer { times[Int(identifier)] = 0 }
                return times[Int(identifier)] > 0 ? times[Int(identifier)] : nil
            }
        }
    }

    /// 127.0.0.1; port 0: any free one.
    private static func address(_ port: UInt16) -> sockaddr_in {
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = port.bigEndian
        address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
        return address
    }

    private static func withSocketAddress<Result>(
        _ address: inout sockaddr_in, _ body: (UnsafeMutablePointer<sockaddr>) -> Result
    ) -> Result {
        withUnsafeMutablePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1, body)
        }
    }
}
