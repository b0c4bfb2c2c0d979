import Facility
import Foundation
import Glibc

/// Files on their way out of a folder: written whole or not at all, counted, bounded.
struct DropFolder: Sendable {
    let path: String
    /// Every file of ours here begins so; what else lies there is nobody's business.
    let prefix: String

    /// Why a file could not be left.
    enum Failure: Error, Equatable {
        /// Certainly not there.
        case notWritten(String, isFull: Bool)
        /// There, and perhaps gone again when power fails.
        case notSure(String)

        /// For the lane.
        var failure: Lane.Failure {
            switch self {
            case .notWritten(let text, true): .busy(text, retryAfter: nil)
            case .notWritten(let text, false): .unreachable(text)
            case .notSure(let text): .unknown(text)
            }
        }
    }

    /// What waits to be carried away.
    struct Usage: Equatable {
        var files = 0
        var bytes: Int64 = 0
        /// Names of the snapshots among them, oldest first.
        var snapshots: [String] = []
    }

    /// What a name ends in while it is being written. Ferries that follow the documentation take `.json` and `.xml`.
    static let temporaryEnding = ".part"
    static let snapshotMark = "-snapshot"

    /// What waits here now; nil when the folder cannot be read.
    func usage() -> Usage? {
        guard let names = try? FileManager.default.contentsOfDirectory(atPath: path) else { return nil }
        var usage = Usage()
        for name in names where name.hasPrefix(prefix) {
            var status = stat()
            guard lstat("\(path)/\(name)", &status) == 0 else { continue }
            usage.files += 1
            usage.bytes += Int64(status.st_size)
            if name.contains(Self.snapshotMark) { usage.snapshots.append(name) }
        }
        usage.snapshots.sort()
        return usage
    }

    /// - Throws: where no file could be made here now.
    func lookWhetherWritable() throws(Lane.Failure) {
        guard access(path, W_OK | X_OK) == 0 else {
            throw .unreachable("the folder cannot be written: \(String(cString: strerror(errno)))")
        }
    }

    /// Removes what a crash left half written.
    func sweep() {
        for name in (try? FileManager.default.contentsOfDirectory(atPath: path)) ?? []
        where name.hasPrefix("." + prefix) && name.hasSuffix(Self.temporaryEnding) {
            unlink("\(path)/\(name)")
        }
    }

    func remove(_ name: String) { unlink("\(path)/\(name)") }

    /// Leaves a file: under a hidden name in the same folder, synced, renamed, the folder synced. Whoever sees the
    /// name sees the whole content, also after a power cut.
    func leave(_ name: String, _ bytes: Data) throws(Failure) {
        let hidden = "\(path)/.\(name)\(Self.temporaryEnding)"
        // Made anew: what a crash left may be somebody else's file by now.
        unlink(hidden)
        let file = open(hidden, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0o640)
        guard file >= 0 else { throw Self.failure("cannot write into the folder") }
        let problem = Self.write(bytes, to: file)
        close(file)
        if let problem {
            unlink(hidden)
            throw problem
        }
        guard rename(hidden, "\(path)/\(name)") == 0 else {
            let failure = Self.failure("cannot rename in the folder")
            unlink(hidden)
            throw failure
        }
        guard Self.syncFolder(path) else { throw .notSure("the folder cannot be synced") }
    }

    private static func write(_ bytes: Data, to file: Int32) -> Failure? {
        let problem = bytes.withUnsafeBytes { buffer -> Failure? in
            var rest = buffer[...]
            while !rest.isEmpty {
                let left = UnsafeRawBufferPointer(rebasing: rest)
                let written = Glibc.write(file, left.baseAddress, left.count)
                if written < 0, errno == EINTR { continue }
                guard written > 0 else { return failure("cannot write a file") }
                rest = rest.dropFirst(written)
            }
            return nil
        }
        if let problem { return problem }
        return fsync(file) == 0 ? nil : failure("cannot sync a file")
    }

    private static func syncFolder(_ path: String) -> Bool {
        let folder = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        guard folder >= 0 else { return false }
        defer { close(folder) }
        return fsync(folder) == 0
    }

    private static func failure(_ what: String) -> Failure {
        let code = errno
        let isFull = code == ENOSPC || code == EDQUOT
        return .notWritten("\(what): \(String(cString: strerror(code)))", isFull: isFull)
    }
}
