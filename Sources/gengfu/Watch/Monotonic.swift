import Glibc

/// The machine's monotonic clock, for how long something took in real time; never for when it happened.
enum Monotonic {
    static var microseconds: Int64 {
        var time = timespec()
        clock_gettime(CLOCK_MONOTONIC, &time)
        return Int64(time.tv_sec) * 1_000_000 + Int64(time.tv_nsec) / 1_000
    }

    static var milliseconds: Int64 { microseconds / 1_000 }
}
