import Foundation

/// What the kernel says a process has used, read from outside so that every measured program is measured alike.
struct ProcessMeter {
    /// A reading of the meters. Differences of two readings are what happened in between.
    struct Usage {
        /// User and system CPU of all threads, ended ones included: the process's CPU clock
        /// (clock_getcpuclockid(3)), resolution 1 ns, accounted at every context switch.
        var cpuNanoseconds: Int64
        /// `utime` and `stime` of /proc/PID/stat in ticks of 10 ms: only good for how the CPU splits.
        var userTicks: Int64
        var systemTicks: Int64
        /// `write_bytes` of /proc/PID/io: bytes the process caused to be sent to the disk.
        var writtenBytes: Int64
    }

    let pid: Int32

    func usage() throws(BenchFailure) -> Usage {
        var clock = clockid_t()
        var time = timespec()
        guard clock_getcpuclockid(pid, &clock) == 0, clock_gettime(clock, &time) == 0,
            // The command's name stands in brackets and may contain anything; the fields follow the last one.
            let fields = text("stat")?.split(separator: ")").last?.split(separator: " "), fields.count > 13,
            let user = Int64(fields[11]), let system = Int64(fields[12]),
            let written = field("write_bytes", of: "io")
        else { throw .notMeasurable(pid: pid) }
        return Usage(
            cpuNanoseconds: Int64(time.tv_sec) * 1_000_000_000 + Int64(time.tv_nsec), userTicks: user,
            systemTicks: system, writtenBytes: written)
    }

    /// Memory that no file backs: `Anonymous` of /proc/PID/smaps_rollup, in bytes.
    func anonymousBytes() throws(BenchFailure) -> Int64 {
        guard let kibibytes = field("Anonymous", of: "smaps_rollup") else { throw .notMeasurable(pid: pid) }
        return kibibytes << 10
    }

    private func text(_ file: String) -> String? {
        try? String(contentsOfFile: "/proc/\(pid)/\(file)", encoding: .utf8)
    }

    /// The number behind `name:`.
    private func field(_ name: String, of file: String) -> Int64? {
        for line in text(file)?.split(separator: "\n") ?? [] where line.hasPrefix("\(name):") {
            return line.dropFirst(name.count + 1).split(separator: " ").first.flatMap { Int64($0) }
        }
        return nil
    }
}
