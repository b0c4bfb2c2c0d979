import Foundation

/// What `libgengfu-slow-disk.so` (Sources/CSlowDisk) notes in the process it is preloaded under: a count of
/// fdatasync and fsync calls, then the microseconds of the latest 65,536 in a ring.
struct SyncLog {
    static let ring = 65_536

    let path: String

    /// The library stands beside the program, where the package manager builds both.
    static var library: String {
        let program = Bundle.main.executableURL?.deletingLastPathComponent().path ?? "."
        return "\(program)/libgengfu-slow-disk.so"
    }

    /// What a child's environment needs to be counted, and to be delayed by `delay` microseconds per call.
    func environment(delay: Int) -> [String: String] {
        ["LD_PRELOAD": Self.library, "GENGFU_SYNC_LOG": path, "GENGFU_SYNC_DELAY_US": "\(delay)"]
    }

    /// Calls since the process started; 0 when it has not started yet.
    func count() -> Int { contents().map { Int($0.loadWord(at: 0)) } ?? 0 }

    /// Microseconds of the calls from one count to another; the older ones are left out when the ring is too small.
    func durations(from: Int, to: Int) -> [Int64] {
        guard let contents = contents() else { return [] }
        return (max(from, to - Self.ring)..<to).map { contents.loadNumber(at: 8 + $0 % Self.ring * 4) }
    }

    private func contents() -> Data? {
        guard let data = FileManager.default.contents(atPath: path), data.count >= 8 + Self.ring * 4 else {
            return nil
        }
        return data
    }
}

extension Data {
    fileprivate func loadWord(at offset: Int) -> UInt64 {
        withUnsafeBytes { $0.loadUnaligned(fromByteOffset: offset, as: UInt64.self) }
    }

    fileprivate func loadNumber(at offset: Int) -> Int64 {
        withUnsafeBytes { Int64($0.loadUnaligned(fromByteOffset: offset, as: UInt32.self)) }
    }
}
