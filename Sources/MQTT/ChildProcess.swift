import Glibc

/// A program that we started, and only that one: it is signalled by its own process id, and never after it was
/// waited for.
final class ChildProcess {
    let pid: pid_t
    private var status: Int32?

    /// Starts `path` in a process group of its own, so that a Ctrl-C meant for us leaves the order of the end to
    /// us. Standard output and error go to the end of `log`.
    /// - Returns: nil when it cannot be started; `errno` says why.
    init?(path: String, arguments: [String], log: String) {
        var actions = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&actions)
        defer { posix_spawn_file_actions_destroy(&actions) }
        posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDONLY, 0)
        posix_spawn_file_actions_addopen(&actions, 1, log, O_WRONLY | O_CREAT | O_APPEND, 0o600)
        posix_spawn_file_actions_adddup2(&actions, 1, 2)
        var attributes = posix_spawnattr_t()
        posix_spawnattr_init(&attributes)
        defer { posix_spawnattr_destroy(&attributes) }
        var defaults = sigset_t()
        sigfillset(&defaults)
        posix_spawnattr_setsigdefault(&attributes, &defaults)
        var unblocked = sigset_t()
        sigemptyset(&unblocked)
        posix_spawnattr_setsigmask(&attributes, &unblocked)
        let flags = POSIX_SPAWN_SETPGROUP | POSIX_SPAWN_SETSIGDEF | POSIX_SPAWN_SETSIGMASK
        posix_spawnattr_setflags(&attributes, Int16(flags))
        var pid = pid_t()
        let code = CStrings.with([path] + arguments) { arguments, _ in
            CStrings.with(["PATH=\(Self.searchPath)", "LC_ALL=C"]) { environment, _ in
                posix_spawn(&pid, path, &actions, &attributes, arguments, environment)
            }
        }
        guard code == 0 else {
            errno = code
            return nil
        }
        self.pid = pid
    }

    deinit { if isRunning { end(SIGKILL) } }

    /// Where Debian has its programs; a daemon's PATH often lacks the `sbin`s.
    static let searchPath = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"

    /// The full path of a program, if it is installed.
    static func find(_ program: String) -> String? {
        searchPath.split(separator: ":").map { "\($0)/\(program)" }.first { access($0, X_OK) == 0 }
    }

    var isRunning: Bool {
        guard status == nil else { return false }
        var status: Int32 = 0
        guard waitpid(pid, &status, WNOHANG) == pid else { return true }
        self.status = status
        return false
    }

    /// Signals it and waits until it is gone.
    func end(_ signal: Int32) {
        guard isRunning else { return }
        kill(pid, signal)
        _ = wait()
    }

    /// Waits for its end; 0 means success.
    func wait() -> Int32 {
        while status == nil {
            var status: Int32 = 0
            if waitpid(pid, &status, 0) == pid { self.status = status } else if errno != EINTR { return -1 }
        }
        return status ?? -1
    }
}
