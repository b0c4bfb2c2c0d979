import Foundation

/// Speaks to systemd over `NOTIFY_SOCKET` (sd_notify(3)): ready, what we are doing, and that we still commit.
///
/// The watchdog is fed only by a committed turn of the loop (`fed`), so that a loop that turns without storing
/// is restarted like one that hangs.
struct ServiceManager {
    private let address: [UInt8]?
    /// Milliseconds between two feedings: half of what systemd allows; nil without a watchdog.
    let watchdogEvery: Int64?
    private var lastFed: Int64 = 0

    init(environment: [String: String]) {
        if let path = environment["NOTIFY_SOCKET"], path.hasPrefix("/") || path.hasPrefix("@") {
            // An abstract socket's name starts with a zero byte.
            address = Array((path.hasPrefix("@") ? "\0" + path.dropFirst() : path).utf8)
        } else {
            address = nil
        }
        let isOurs = environment["WATCHDOG_PID"].map { $0 == "\(getpid())" } ?? true
        watchdogEvery =
            isOurs ? environment["WATCHDOG_USEC"].flatMap(Int64.init).map { max(1, $0 / 2_000) } : nil
    }

    func ready() { send("READY=1") }
    func stopping() { send("STOPPING=1") }
    func status(_ text: String) { send("STATUS=\(text)") }

    /// Feeds the watchdog, at most once per feeding period and only if `isLive` says so then.
    mutating func fed(monotonicMilliseconds now: Int64, isLive: () -> Bool = { true }) {
        guard let every = watchdogEvery, now - lastFed >= every, isLive() else { return }
        lastFed = now
        send("WATCHDOG=1")
    }

    private func send(_ text: String) {
        guard let path = address else { return }
        let descriptor = socket(AF_UNIX, Int32(SOCK_DGRAM.rawValue | SOCK_CLOEXEC.rawValue), 0)
        guard descriptor >= 0 else { return }
        defer { close(descriptor) }
        var name = sockaddr_un()
        name.sun_family = sa_family_t(AF_UNIX)
        guard path.count < MemoryLayout.size(ofValue: name.sun_path) else { return }
        withUnsafeMutableBytes(of: &name.sun_path) { $0.copyBytes(from: path) }
        let length = socklen_t(MemoryLayout<sa_family_t>.size + path.count)
        let bytes = Array(text.utf8)
        _ = withUnsafePointer(to: &name) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                // A manager that does not read must not stop the watch.
                let flags = Int32(MSG_NOSIGNAL | MSG_DONTWAIT)
                return sendto(descriptor, bytes, bytes.count, flags, $0, length)
            }
        }
    }
}
