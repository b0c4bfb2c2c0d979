import CJavaScriptCore
import Glibc

/// Gives up every right that running a codec does not need. There is no way back.
enum Confinement {
    /// - Returns: 0, or the error number of what was refused.
    static func enter() -> Int32 {
        // No file grows by us, no core is dumped with somebody's payloads in it, no descriptor is added.
        for (limit, value) in [
            (RLIMIT_FSIZE, 0), (RLIMIT_CORE, 0), (RLIMIT_NOFILE, 16),
        ] as [(__rlimit_resource, UInt)] {
            var bound = rlimit(rlim_cur: value, rlim_max: value)
            guard setrlimit(__rlimit_resource_t(limit.rawValue), &bound) == 0 else { return errno }
        }
        return gc_confine()
    }
}
