import Glibc
import Synchronization

@testable import MQTT

/// Stands between one client and a broker, and can stop in the middle of anything the broker says: the half of a TLS
/// record, of a packet, of a word.
final class HaltingRelay: Sendable {
    let port: UInt16
    private let listener: Int32

    private struct Gate {
        /// Bytes that may still pass to the client; nil: all.
        var allowance: Int?
        /// What has come since and waits.
        var held: [UInt8] = []
        var client: Int32 = -1
    }

    private let gate = Mutex(Gate())

    init(to broker: UInt16) throws {
        port = try FreePort.next()
        listener = socket(AF_INET, Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue), 0)
        var yes: Int32 = 1
        setsockopt(listener, SOL_SOCKET, SO_REUSEADDR, &yes, 4)
        _ = Self.withAddress(port) { bind(listener, $0, $1) }
        listen(listener, 16)
        // The connector looks who answers before it connects: one comes after the other.
        _ = DetachedThread.start { [weak self] in
            while let self, serve(broker) {}
        }
    }

    /// Nobody comes any more; the thread ends with the connection there is.
    func stop() { shutdown(listener, Int32(SHUT_RDWR)) }

    /// From now on only so many bytes pass from the broker to the client.
    func halt(after bytes: Int) { gate.withLock { $0.allowance = bytes } }

    /// Bytes that wait.
    var held: Int { gate.withLock { $0.held.count } }

    /// Everything passes again, what waited first.
    func release() {
        gate.withLock { gate in
            send(gate.client, gate.held, gate.held.count, Int32(MSG_NOSIGNAL))
            gate.held = []
            gate.allowance = nil
        }
    }

    /// - Returns: false when nobody comes any more.
    private func serve(_ broker: UInt16) -> Bool {
        let client = accept(listener, nil, nil)
        guard client >= 0 else { return false }
        let upstream = socket(AF_INET, Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue), 0)
        defer {
            close(client)
            close(upstream)
        }
        guard Self.withAddress(broker, { connect(upstream, $0, $1) }) == 0 else { return true }
        gate.withLock { $0.client = client }
        var buffer = [UInt8](repeating: 0, count: 65_536)
        while true {
            var entries = [
                pollfd(fd: client, events: Int16(POLLIN), revents: 0),
                pollfd(fd: upstream, events: Int16(POLLIN), revents: 0),
            ]
            poll(&entries, 2, -1)
            if entries[0].revents != 0 {
                let count = recv(client, &buffer, buffer.count, 0)
                guard count > 0, send(upstream, buffer, count, Int32(MSG_NOSIGNAL)) == count else {
                    return true
                }
            }
            if entries[1].revents != 0 {
                let count = recv(upstream, &buffer, buffer.count, 0)
                guard count > 0 else { return true }
                pass(Array(buffer[..<count]))
            }
        }
    }

    private func pass(_ bytes: [UInt8]) {
        gate.withLock { gate in
            let count = min(bytes.count, gate.allowance ?? bytes.count)
            if gate.allowance != nil { gate.allowance = (gate.allowance ?? 0) - count }
            if count > 0 { send(gate.client, bytes, count, Int32(MSG_NOSIGNAL)) }
            gate.held += bytes[count...]
        }
    }

    private static func withAddress<Result>(
        _ port: UInt16, _ body: (UnsafePointer<sockaddr>, socklen_t) -> Result
    ) -> Result {
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = port.bigEndian
        address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
        return withUnsafePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                body($0, socklen_t(MemoryLayout<sockaddr_in>.size))
            }
        }
    }
}
