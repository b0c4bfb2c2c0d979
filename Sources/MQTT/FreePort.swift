import Glibc
import Synchronization

/// A TCP port of 127.0.0.1 nobody uses, below the range the kernel gives to outgoing connections, so that it stays
/// free while its server is down.
enum FreePort {
    private static let range = 20_000..<32_000
    private static let counter = Atomic<Int>(Int(getpid()) &* 37)

    static func next() throws(PrivateBroker.Failure) -> UInt16 {
        for _ in range {
            let step = counter.add(1, ordering: .relaxed).newValue
            let port = UInt16(range.lowerBound + (step & Int.max) % range.count)
            if isFree(port) { return port }
        }
        throw .file(path: "127.0.0.1", detail: "no free port in \(range)")
    }

    private static func isFree(_ port: UInt16) -> Bool {
        let probe = socket(AF_INET, Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue), 0)
        guard probe >= 0 else { return false }
        defer { close(probe) }
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = port.bigEndian
        address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
        return withUnsafePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                bind(probe, $0, socklen_t(MemoryLayout<sockaddr_in>.size)) == 0
            }
        }
    }
}
