import CMosquitto
import Glibc

@testable import MQTT

/// Speaks TLS to one client and plain MQTT to a broker, and puts what the broker sends into as few TLS records as
/// it can: mosquitto writes one packet per record, other brokers and proxies some fifty.
final class CoalescingProxy: Sendable {
    let port: UInt16
    let certificates: CertificateSet
    private let listener: Int32

    init(folder: String, brokerPort: UInt16) throws {
        certificates = try CertificateSet(in: folder)
        port = try FreePort.next()
        listener = socket(AF_INET, Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue), 0)
        var address = Self.address(port)
        var yes: Int32 = 1
        setsockopt(listener, SOL_SOCKET, SO_REUSEADDR, &yes, 4)
        withUnsafePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                _ = bind(listener, $0, socklen_t(MemoryLayout<sockaddr_in>.size))
            }
        }
        listen(listener, 16)
        let (socket, files) = (listener, certificates)
        _ = DetachedThread.start { Self.serve(socket, files, brokerPort) }
    }

    deinit { shutdown(listener, Int32(SHUT_RDWR)) }

    private static func address(_ port: UInt16) -> sockaddr_in {
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = port.bigEndian
        address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
        return address
    }

    private static func serve(_ listener: Int32, _ certificates: CertificateSet, _ brokerPort: UInt16) {
        let context = SSL_CTX_new(TLS_server_method())
        SSL_CTX_use_certificate_chain_file(context, certificates.serverCertificate)
        SSL_CTX_use_PrivateKey_file(context, certificates.serverKey, SSL_FILETYPE_PEM)
        while true {
            let client = accept(listener, nil, nil)
            guard client >= 0 else { break }
            let broker = socket(AF_INET, Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue), 0)
            var target = address(brokerPort)
            withUnsafePointer(to: &target) { pointer in
                pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                    _ = connect(broker, $0, socklen_t(MemoryLayout<sockaddr_in>.size))
                }
            }
            let ssl = SSL_new(context)
            SSL_set_fd(ssl, client)
            if SSL_accept(ssl) == 1 { relay(ssl, client, broker) }
            SSL_free(ssl)
            close(client)
            close(broker)
        }
        close(listener)
        SSL_CTX_free(context)
    }

    private static func relay(_ ssl: OpaquePointer?, _ client: Int32, _ broker: Int32) {
        var incoming = [UInt8](repeating: 0, count: 16_384)
        var record: [UInt8] = []
        while true {
            var entries = [
                pollfd(fd: client, events: Int16(POLLIN), revents: 0),
                pollfd(fd: broker, events: Int16(POLLIN), revents: 0),
            ]
            // 3 ms without more from the broker: send what there is
            let ready = poll(&entries, 2, record.isEmpty ? -1 : 3)
            if entries[0].revents != 0 || SSL_pending(ssl) > 0 {
                let count = SSL_read(ssl, &incoming, Int32(incoming.count))
                guard count > 0 else { return }
                guard send(broker, incoming, Int(count), Int32(MSG_NOSIGNAL)) == count else { return }
            }
            if entries[1].revents != 0 {
                let count = recv(broker, &incoming, 16_384 - record.count, 0)
                guard count > 0 else { return }
                record += incoming[..<count]
            }
            if record.count == 16_384 || (ready == 0 && !record.isEmpty) {
                guard SSL_write(ssl, record, Int32(record.count)) == record.count else { return }
                record = []
            }
        }
    }
}
