import Facility
import Foundation

/// The names of the store's files, and the moves among them that must survive a crash.
struct RingFiles {
    let directory: String

    var database: String { directory + "/gengfu.db" }
    var log: String { database + "-wal" }
    var index: String { database + "-shm" }
    /// A store being made; it gets its name when it is whole.
    var unfinished: String { database + ".new" }
    var lock: String { directory + "/gengfu.lock" }

    /// Damaged stores kept for a person to look at; more would fill the disk.
    static let keptDamaged = 2

    /// That the directory is there and can be written.
    func checkDirectory() throws(OpenFailure) {
        var status = stat()
        guard stat(directory, &status) == 0 else {
            throw errno == ENOENT
                ? .missingDirectory(path: directory) : .notWritable(path: directory, reason: Self.reason)
        }
        guard status.st_mode & S_IFMT == S_IFDIR else { throw .notADirectory(path: directory) }
        guard access(directory, W_OK | X_OK) == 0 else {
            throw .notWritable(path: directory, reason: Self.reason)
        }
    }

    /// Takes the lock that keeps a second writer out; it ends with the process, however that ends.
    func takeLock() throws(OpenFailure) -> FileLock {
        let descriptor = open(lock, O_RDWR | O_CREAT | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else { throw .notWritable(path: directory, reason: Self.reason) }
        guard flock(descriptor, LOCK_EX | LOCK_NB) == 0 else {
            close(descriptor)
            throw .inUse(path: database)
        }
        return FileLock(descriptor: descriptor)
    }

    func exists(_ path: String) -> Bool { access(path, F_OK) == 0 }

    /// Bytes of a file, 0 when there is none.
    static func size(_ path: String) -> Int64 {
        var status = stat()
        return stat(path, &status) == 0 ? Int64(status.st_size) : 0
    }

    /// Removes what a creation that never ended left behind.
    func removeUnfinished() {
        for suffix in ["", "-wal", "-shm", "-journal"] { unlink(unfinished + suffix) }
    }

    /// Gives the finished new file its name, so that it is there whole or not at all.
    func installUnfinished() throws(OpenFailure) {
        try synchronise(unfinished)
        unlink(log)
        unlink(index)
        guard rename(unfinished, database) == 0 else {
            throw .notWritable(path: database, reason: Self.reason)
        }
        try synchronise(directory)
    }

    /// Puts a damaged store away with its log and returns its new name.
    func setAside(at now: Timestamp) throws(OpenFailure) -> String {
        var name = "gengfu.db.damaged-\(now.milliseconds)"
        var attempt = 1
        while exists(directory + "/" + name) {
            attempt += 1
            name = "gengfu.db.damaged-\(now.milliseconds)-\(attempt)"
        }
        unlink(index)
        _ = rename(log, directory + "/" + name + "-wal")
        guard rename(database, directory + "/" + name) == 0 else {
            throw .notWritable(path: database, reason: Self.reason)
        }
        try synchronise(directory)
        dropOldDamaged()
        return name
    }

    /// Removes the index that reading a damaged store left beside it.
    func removeIndex(ofDamaged name: String) {
        unlink(directory + "/" + name + "-shm")
    }

    private func dropOldDamaged() {
        let names = (try? FileManager.default.contentsOfDirectory(atPath: directory)) ?? []
        let damaged = names.filter {
            $0.hasPrefix("gengfu.db.damaged-") && !$0.hasSuffix("-wal") && !$0.hasSuffix("-shm")
        }
        for name in damaged.sorted().dropLast(Self.keptDamaged) {
            for suffix in ["", "-wal", "-shm"] { unlink(directory + "/" + name + suffix) }
        }
    }

    /// Fills the log with zeros up to `bytes`, so that commits overwrite what the disk has already given.
    /// Frames of zeros carry no checksum: SQLite stops reading before them.
    /// - Returns: whether the log is that long now; on a full disk it is not.
    func fillLog(upTo bytes: Int64) -> Bool {
        let descriptor = open(log, O_WRONLY | O_CREAT | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else { return false }
        defer { close(descriptor) }
        var end = Self.size(log)
        let zeros = [UInt8](repeating: 0, count: Int(RingLimits.pageBytes))
        while end < bytes {
            let written = pwrite(descriptor, zeros, min(zeros.count, Int(bytes - end)), off_t(end))
            guard written > 0 else { return false }
            end += Int64(written)
        }
        return fsync(descriptor) == 0
    }

    private func synchronise(_ path: String) throws(OpenFailure) {
        let descriptor = open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { throw .notWritable(path: path, reason: Self.reason) }
        defer { close(descriptor) }
        guard fsync(descriptor) == 0 else { throw .notWritable(path: path, reason: Self.reason) }
    }

    private static var reason: String { String(cString: strerror(errno)) }
}

/// Holds the writer's lock for as long as it lives.
final class FileLock {
    private let descriptor: Int32

    init(descriptor: Int32) { self.descriptor = descriptor }

    deinit { close(descriptor) }
}
