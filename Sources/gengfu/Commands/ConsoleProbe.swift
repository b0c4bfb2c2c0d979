import Foundation

/// Feeds systemd's watchdog for the console while the console answers its own address, so that one which hangs is
/// started again. Without `WATCHDOG_USEC` there is nothing to feed and nothing is asked.
enum ConsoleProbe {
    /// Longest wait for an answer, in seconds: the page's own question to the gateway gives up before that.
    private static let patience = 10

    /// - Parameters:
    ///   - host: the address the console listens at.
    ///   - port: its port.
    static func start(host: String, port: Int, environment: [String: String]) {
        let service = ServiceManager(environment: environment)
        guard let every = service.watchdogEvery else { return }
        Thread.detachNewThread {
            var service = service
            while true {
                if answers(host: host, port: port) {
                    service.fed(monotonicMilliseconds: Monotonic.milliseconds)
                }
                usleep(UInt32(clamping: max(100, every / 2) * 1_000))
            }
        }
    }

    /// Whether `/healthz` says anything at all: that the gateway is down is an answer too.
    static func answers(host: String, port: Int) -> Bool {
        var hints = addrinfo()
        hints.ai_socktype = Int32(SOCK_STREAM.rawValue)
        var found: UnsafeMutablePointer<addrinfo>?
        guard getaddrinfo(host, "\(port)", &hints, &found) == 0, let address = found else { return false }
        defer { freeaddrinfo(found) }
        let descriptor = socket(address.pointee.ai_family, address.pointee.ai_socktype, 0)
        guard descriptor >= 0 else { return false }
        defer { close(descriptor) }
        var limit = timeval(tv_sec: patience, tv_usec: 0)
        for option in [SO_RCVTIMEO, SO_SNDTIMEO] {
            setsockopt(descriptor, SOL_SOCKET, option, &limit, socklen_t(MemoryLayout<timeval>.size))
        }
        // An address that means "all of this machine's" (0.0.0.0, ::) is connected to as this machine.
        guard connect(descriptor, address.pointee.ai_addr, address.pointee.ai_addrlen) == 0 else {
            return false
        }
        let request = Array("GET /healthz HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n".utf8)
        guard send(descriptor, request, request.count, Int32(MSG_NOSIGNAL)) == request.count else {
            return false
        }
        var byte: UInt8 = 0
        return recv(descriptor, &byte, 1, 0) == 1
    }
}
