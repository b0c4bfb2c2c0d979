import Glibc

@testable import MQTT

/// A host behind a broken path, on 127.0.0.1: one that takes connections and never says a word, or one whose
/// packets vanish, so that not even the connection comes about.
final class SilentHost {
    let port: UInt16
    private var sockets: [Int32] = []

    enum Kind {
        /// The kernel accepts, nobody answers.
        case mute
        /// The queue of connections is full: every further SYN is dropped, as by a firewall.
        case blackhole
    }

    init(_ kind: Kind) throws {
        port = try FreePort.next()
        let listener = socket(AF_INET, Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue), 0)
        sockets.append(listener)
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = port.bigEndian
        address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
        let sockets = withUnsafePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { address in
                let size = socklen_t(MemoryLayout<sockaddr_in>.size)
                _ = bind(listener, address, size)
                listen(listener, kind == .mute ? 64 : 0)
                // The kernel takes one more than the backlog says; a few more make sure.
                return (0..<(kind == .mute ? 0 : 4)).map { _ in
                    let type = SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue | SOCK_NONBLOCK.rawValue
                    let filler = socket(AF_INET, Int32(type), 0)
                    _ = connect(filler, address, size)
                    return filler
                }
            }
        }
        self.sockets += sockets
    }

    deinit { sockets.forEach { close($0) } }
}
