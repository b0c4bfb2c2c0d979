import Glibc

/// Finds out which of a host's addresses answers on a port, and if none does, why.
///
/// libmosquitto's blocking connect waits 135 s for a host that swallows SYNs, and its non-blocking one tries only
/// the first address of a name (`localhost` is often `::1` first). So the connector tries them itself and gives
/// libmosquitto one that has just answered.
enum Reachability {
    /// - Returns: the numeric address that answered first.
    static func firstAnswering(
        host: String, port: UInt16, deadline: Int, cancel: Int32
    ) throws(ConnectFailure) -> String {
        let start = MonotonicClock.milliseconds
        var hints = addrinfo()
        hints.ai_family = AF_UNSPEC
        hints.ai_socktype = Int32(SOCK_STREAM.rawValue)
        var list: UnsafeMutablePointer<addrinfo>?
        let code = getaddrinfo(host, String(port), &hints, &list)
        guard code == 0 else {
            throw .unknownHost(host: host, detail: String(cString: gai_strerror(code)))
        }
        defer { freeaddrinfo(list) }
        var addresses: [UnsafeMutablePointer<addrinfo>] = []
        var next = list
        while let address = next {
            addresses.append(address)
            next = address.pointee.ai_next
        }
        var failure = ConnectFailure.unknownHost(host: host, detail: "no address")
        for (position, address) in addresses.enumerated() {
            let now = MonotonicClock.milliseconds
            let share = max(deadline - now, 0) / (addresses.count - position)
            switch answer(address.pointee, within: share, cancel: cancel) {
            case 0: return numeric(address.pointee)
            case ECONNREFUSED: failure = .portRefused(host: host, port: port)
            case ETIMEDOUT:
                failure = .silent(host: host, port: port, milliseconds: MonotonicClock.milliseconds - start)
            case ECANCELED: throw .closed(detail: "given up")
            case let code: failure = .unreachable(host: host, port: port, detail: LinkText.system(code))
            }
        }
        throw failure
    }

    /// - Returns: 0, or the errno that says why not.
    private static func answer(_ address: addrinfo, within milliseconds: Int, cancel: Int32) -> Int32 {
        let type = address.ai_socktype | Int32(SOCK_NONBLOCK.rawValue | SOCK_CLOEXEC.rawValue)
        let probe = socket(address.ai_family, type, address.ai_protocol)
        guard probe >= 0 else { return errno }
        defer { close(probe) }
        if connect(probe, address.ai_addr, address.ai_addrlen) == 0 { return 0 }
        guard errno == EINPROGRESS else { return errno }
        var entries = [
            pollfd(fd: probe, events: Int16(POLLOUT), revents: 0),
            pollfd(fd: cancel, events: Int16(POLLIN), revents: 0),
        ]
        guard poll(&entries, 2, Int32(clamping: milliseconds)) > 0 else { return ETIMEDOUT }
        if entries[1].revents != 0 { return ECANCELED }
        var code: Int32 = 0
        var size = socklen_t(MemoryLayout<Int32>.size)
        getsockopt(probe, SOL_SOCKET, SO_ERROR, &code, &size)
        return code
    }

    private static func numeric(_ address: addrinfo) -> String {
        var name = [CChar](repeating: 0, count: Int(NI_MAXHOST))
        getnameinfo(
            address.ai_addr, address.ai_addrlen, &name, socklen_t(name.count), nil, 0, NI_NUMERICHOST)
        return String(decoding: name.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
    }
}
