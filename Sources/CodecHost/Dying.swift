import Glibc

/// Children that were ended and are not gone yet: each is waited for in the end, so that none stays behind as a zombie,
/// and nobody waits meanwhile.
final class Dying {
    /// Milliseconds between two looks.
    static let pace: Int64 = 100

    private var pids: [pid_t] = []

    var isEmpty: Bool { pids.isEmpty }

    /// - Parameter pid: a child of ours that has got SIGKILL.
    func add(_ pid: pid_t) { pids.append(pid) }

    /// Looks who has gone.
    func bury() {
        pids.removeAll { pid in
            var status: Int32 = 0
            let code = waitpid(pid, &status, WNOHANG)
            return code == pid || code < 0 && errno != EINTR
        }
    }

    deinit {
        for pid in pids {
            var status: Int32 = 0
            while waitpid(pid, &status, 0) < 0, errno == EINTR {}
        }
    }
}
