import Facility
import Foundation

/// The machine's own disk, by system calls.
package struct MachineDisk: StoreDisk {
    package init() {}

    package func checkDirectory(_ path: String) throws(OpenFailure) {
        var status = stat()
        guard stat(path, &status) == 0 else {
            throw errno == ENOENT
                ? .missingDirectory(path: path) : .notWritable(path: path, reason: Self.reason)
        }
        guard status.st_mode & S_IFMT == S_IFDIR else { throw .notADirectory(path: path) }
        guard access(path, W_OK | X_OK) == 0 else {
            throw .notWritable(path: path, reason: Self.reason)
        }
    }

    package func takeLock(
        _ path: String, guarding database: String
    ) throws(OpenFailure) -> any StoreLock {
        let descriptor = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else { throw .notWritable(path: path, reason: Self.reason) }
        for _ in 0..<Self.lockTries {
            if flock(descriptor, LOCK_EX | LOCK_NB) == 0 { return FileLock(descriptor: descriptor) }
            usleep(10_000)
        }
        close(descriptor)
        throw .inUse(path: database)
    }

    /// Every 10 ms. A process that was being started when the last holder ended has the lock with its copy of the open files,
    /// until it becomes another program.
    private static let lockTries = 30

    package func exists(_ path: String) -> Bool { access(path, F_OK) == 0 }

    package func size(_ path: String) -> Int64 {
        var status = stat()
        return stat(path, &status) == 0 ? Int64(status.st_size) : 0
    }

    package func remove(_ path: String) { unlink(path) }

    package func discard(_ path: String) {
        // Giving back gigabytes takes a file system up to a second.
        Thread.detachNewThread { unlink(path) }
    }

    package func rename(_ path: String, to other: String) throws(DiskRefusal) {
        guard Foundation.rename(path, other) == 0 else { throw DiskRefusal(reason: Self.reason) }
    }

    package func synchronise(_ path: String) throws(DiskRefusal) {
        let descriptor = open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { throw DiskRefusal(reason: Self.reason) }
        defer { close(descriptor) }
        guard fsync(descriptor) == 0 else { throw DiskRefusal(reason: Self.reason) }
    }

    package func names(in directory: String) -> [String] {
        (try? FileManager.default.contentsOfDirectory(atPath: directory)) ?? []
    }

    package func fill(_ path: String, upTo bytes: Int64) -> Bool {
        let descriptor = open(path, O_WRONLY | O_CREAT | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else { return false }
        defer { close(descriptor) }
        var end = size(path)
        let zeros = [UInt8](repeating: 0, count: Int(RingLimits.pageBytes))
        while end < bytes {
            let written = pwrite(descriptor, zeros, min(zeros.count, Int(bytes - end)), off_t(end))
            guard written > 0 else { return false }
            end += Int64(written)
        }
        return true
    }

    package func renew(_ path: String) throws(DiskRefusal) {
        let descriptor = open(path, O_RDWR | O_CLOEXEC)
        guard descriptor >= 0 else { throw DiskRefusal(reason: Self.reason) }
        defer { close(descriptor) }
        var bytes = [UInt8](repeating: 0, count: 256 << 10)
        var position: off_t = 0
        while true {
            let count = pread(descriptor, &bytes, bytes.count, position)
            guard count >= 0 else { throw DiskRefusal(reason: Self.reason) }
            guard count > 0 else { break }
            guard pwrite(descriptor, bytes, count, position) == count else {
                throw DiskRefusal(reason: Self.reason)
            }
            position += off_t(count)
        }
        guard fdatasync(descriptor) == 0 else { throw DiskRefusal(reason: Self.reason) }
    }

    package func address(of path: String) -> String { path }

    package func free(in directory: String) -> Int64? {
        var status = statvfs()
        guard statvfs(directory, &status) == 0 else { return nil }
        return Int64(clamping: UInt64(status.f_bavail) &* UInt64(status.f_frsize))
    }

    /// `proc(5)`: what reached the block layer, the pages of the log and of the database alike.
    package func writtenBytes() -> Int64? {
        guard let text = try? String(contentsOfFile: "/proc/self/io", encoding: .utf8) else { return nil }
        for line in text.split(separator: "\n") where line.hasPrefix("write_bytes:") {
            return Int64(line.dropFirst("write_bytes:".count).drop { $0 == " " })
        }
        return nil
    }

    private static var reason: String { String(cString: strerror(errno)) }
}

/// Holds the writer's lock by an open file.
private final class FileLock: StoreLock {
    private let descriptor: Int32

    init(descriptor: Int32) { self.descriptor = descriptor }

    deinit { close(descriptor) }
}
