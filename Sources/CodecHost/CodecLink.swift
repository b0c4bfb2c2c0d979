import CodecWire
import Glibc

/// The socket to one child, and the child itself where we started it.
///
/// Owned by the host's thread. The child is signalled by its own process id and never after it was waited for. Waiting
/// for it is its owner's: a process that held 200 MB takes its time to die, and others' uplinks do not wait for that.
final class CodecLink {
    let socket: Int32
    /// The child's, where we started it.
    let pid: pid_t?
    private var outgoing: [UInt8] = []
    private var sent = 0
    var frames = FrameReader()

    /// - Returns: nil when there is no child to be had; `errno` says why.
    init?(_ program: CodecProgram) {
        switch program {
        case .executable(let path):
            guard let (socket, pid) = Self.spawn(path) else { return nil }
            self.socket = socket
            self.pid = pid
        case .socket(let path):
            guard let socket = Self.connect(to: path) else { return nil }
            self.socket = socket
            pid = nil
        }
        _ = fcntl(socket, F_SETFL, O_NONBLOCK)
    }

    /// Ends the child, and leaves it to be waited for. One behind the service manager's socket ends when its call is over and it finds us gone; it
    /// has a watch of its own.
    deinit {
        close(socket)
        guard let pid else { return }
        kill(pid, SIGKILL)
    }

    var wantsWrite: Bool { sent < outgoing.count }

    func send(_ bytes: [UInt8]) {
        if wantsWrite {
            outgoing.append(contentsOf: bytes)
        } else {
            outgoing = bytes
            sent = 0
        }
    }

    /// Writes what the socket takes.
    /// - Returns: false when the child is gone.
    func write() -> Bool {
        while wantsWrite {
            let count = outgoing.withUnsafeBytes {
                Glibc.send(socket, $0.baseAddress! + sent, $0.count - sent, Int32(MSG_NOSIGNAL))
            }
            if count < 0, errno == EINTR { continue }
            if count < 0 { return errno == EAGAIN }
            sent += count
        }
        return true
    }

    /// Reads what there is.
    /// - Returns: false when the child is gone. What it said before is in `frames` all the same.
    func read(_ room: UnsafeMutableRawBufferPointer) -> Bool {
        while true {
            let count = recv(socket, room.baseAddress, room.count, 0)
            if count < 0, errno == EINTR { continue }
            if count < 0 { return errno == EAGAIN }
            guard count > 0 else { return false }
            frames.append(UnsafeRawBufferPointer(rebasing: room[..<count]))
            if count < room.count { return true }
        }
    }

    // MARK: Beginning

    /// Starts the program in a process group of its own, with one socket as its input and output and without our
    /// environment: it needs nothing of it.
    private static func spawn(_ path: String) -> (socket: Int32, pid: pid_t)? {
        var ends: [Int32] = [-1, -1]
        guard socketpair(AF_UNIX, Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0, &ends) == 0
        else { return nil }
        defer { close(ends[1]) }
        var actions = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&actions)
        defer { posix_spawn_file_actions_destroy(&actions) }
        posix_spawn_file_actions_adddup2(&actions, ends[1], 0)
        posix_spawn_file_actions_adddup2(&actions, ends[1], 1)
        var attributes = posix_spawnattr_t()
        posix_spawnattr_init(&attributes)
        defer { posix_spawnattr_destroy(&attributes) }
        var signals = sigset_t()
        sigfillset(&signals)
        posix_spawnattr_setsigdefault(&attributes, &signals)
        sigemptyset(&signals)
        posix_spawnattr_setsigmask(&attributes, &signals)
        let flags = POSIX_SPAWN_SETPGROUP | POSIX_SPAWN_SETSIGDEF | POSIX_SPAWN_SETSIGMASK
        posix_spawnattr_setflags(&attributes, Int16(flags))
        var environment = ["LC_ALL=C", "SWIFT_BACKTRACE=enable=no"]
        // Where a Swift runtime lies that is not installed.
        if let path = getenv("LD_LIBRARY_PATH") {
            environment.append("LD_LIBRARY_PATH=\(String(cString: path))")
        }
        let arguments: [UnsafeMutablePointer<CChar>?] = [strdup(path), nil]
        let variables = environment.map { strdup($0) } + [nil]
        defer { (arguments + variables).forEach { free($0) } }
        var pid = pid_t()
        let code = posix_spawn(&pid, path, &actions, &attributes, arguments, variables)
        guard code == 0 else {
            close(ends[0])
            errno = code
            return nil
        }
        return (ends[0], pid)
    }

    private static func connect(to path: String) -> Int32? {
        var address = sockaddr_un()
        address.sun_family = sa_family_t(AF_UNIX)
        let bytes = Array(path.utf8)
        guard bytes.count < MemoryLayout.size(ofValue: address.sun_path) else {
            errno = ENAMETOOLONG
            return nil
        }
        withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: bytes) }
        let made = Glibc.socket(AF_UNIX, Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0)
        guard made >= 0 else { return nil }
        let code = withUnsafePointer(to: &address) {
            $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                Glibc.connect(made, $0, socklen_t(MemoryLayout<sockaddr_un>.size))
            }
        }
        guard code == 0 else {
            close(made)
            return nil
        }
        return made
    }
}
