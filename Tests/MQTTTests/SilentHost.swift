import Glibc

@testable import MQTT

/// Hosts that do not answer, or answer badly, on 127.0.0.1.
final class SilentHost {
    enum Kind {
        /// Takes the connection and never says a word.
        case neverAnswersConnect
        /// Its backlog is full: the kernel swallows further SYNs.
        case swallowsSYN
        /// Says MQTT 5's CONNACK and then DISCONNECT with `session taken over`, as EMQX and newer brokers do;
        /// mosquitto 2.0.11 only closes.
        case takesOver
    }

    let port: UInt16
    private var descriptors: [Int32] = []

    init(_ kind: Kind) {
        let type = Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue)
        let listener = socket(AF_INET, type, 0)
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
        var size = socklen_t(MemoryLayout<sockaddr_in>.size)
        withUnsafeMutablePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                _ = bind(listener, $0, size)
                _ = getsockname(listener, $0, &size)
            }
        }
        listen(listener, kind == .swallowsSYN ? 0 : 128)
        port = UInt16(bigEndian: address.sin_port)
        descriptors = [listener]
        if kind == .takesOver { _ = DetachedThread.start { Self.takeOver(listener) } }
        guard kind == .swallowsSYN else { return }
        for _ in 0..<8 {
            let filler = socket(AF_INET, type | Int32(SOCK_NONBLOCK.rawValue), 0)
            withUnsafePointer(to: &address) { pointer in
                pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { _ = connect(filler, $0, size) }
            }
            descriptors.append(filler)
        }
    }

    deinit {
        for descriptor in descriptors {
            shutdown(descriptor, Int32(SHUT_RDWR))
            close(descriptor)
        }
    }

    private static func takeOver(_ listener: Int32) {
        var request = [UInt8](repeating: 0, count: 1_024)
        let answer: [UInt8] = [0x20, 3, 0, 0, 0, 0xE0, 2, 0x8E, 0]
        while true {
            let client = accept(listener, nil, nil)
            guard client >= 0 else { return }
            if recv(client, &request, request.count, 0) > 0 {
                send(client, answer, answer.count, Int32(MSG_NOSIGNAL))
            }
            close(client)
        }
    }
}
