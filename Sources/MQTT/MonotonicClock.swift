import Glibc

/// The time that waits are measured on: never set, never slewed back.
enum MonotonicClock {
    /// Milliseconds since boot.
    static var milliseconds: Int {
        var now = timespec()
        clock_gettime(CLOCK_MONOTONIC, &now)
        return now.tv_sec * 1_000 + now.tv_nsec / 1_000_000
    }
}
