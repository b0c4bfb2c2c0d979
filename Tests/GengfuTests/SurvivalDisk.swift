import Foundation
import Testing

@testable import MQTT

/// A small file system of its own at a test's path, to be filled or made read-only.
///
/// Mounting needs root in a mount namespace that allows it; where that is missing its tests are skipped visibly.
final class SurvivalDisk {
    static let absence: Comment =
        "tmpfs cannot be mounted here (needs root): full and read-only disks not tested"

    static let isAllowed: Bool = {
        guard let folder = try? TestFolder() else { return false }
        return (try? SurvivalDisk(at: folder["probe"], megabytes: 1)) != nil
    }()

    let path: String

    init(at path: String, megabytes: Int) throws {
        try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
        guard Self.run("mount", ["-t", "tmpfs", "-o", "size=\(megabytes)m", "tmpfs", path]) else {
            throw POSIXError(.EPERM)
        }
        self.path = path
    }

    deinit { _ = Self.run("umount", ["-l", path]) }

    func makeReadOnly() throws { try #require(Self.run("mount", ["-o", "remount,ro", path])) }

    /// Takes every byte that is left.
    func fill() throws {
        let descriptor = open("\(path)/filler", O_WRONLY | O_CREAT, 0o600)
        try #require(descriptor >= 0)
        defer { close(descriptor) }
        for size in [1 << 16, 1 << 12, 1] {
            let zeros = [UInt8](repeating: 0, count: size)
            while write(descriptor, zeros, size) > 0 {}
        }
        try #require(errno == ENOSPC)
    }

    private static func run(_ program: String, _ arguments: [String]) -> Bool {
        guard let path = ChildProcess.find(program) else { return false }
        return ChildProcess(path: path, arguments: arguments, log: "/dev/null")?.wait() == 0
    }
}
