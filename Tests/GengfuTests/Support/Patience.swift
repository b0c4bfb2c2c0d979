import Glibc

/// Waiting for what another process does: looked at every 10 ms until it is so or the time is up.
enum Patience {
    /// - Returns: whether it came to be so; the caller expects or requires it.
    static func wait(_ seconds: Double = 20, until isSo: () throws -> Bool) rethrows -> Bool {
        let deadline = milliseconds + Int64(seconds * 1_000)
        while milliseconds < deadline {
            if try isSo() { return true }
            usleep(10_000)
        }
        return try isSo()
    }

    /// By the monotonic clock, for delays that are measured.
    static var milliseconds: Int64 {
        var time = timespec()
        clock_gettime(CLOCK_MONOTONIC, &time)
        return Int64(time.tv_sec) * 1_000 + Int64(time.tv_nsec) / 1_000_000
    }
}
