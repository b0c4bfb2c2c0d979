import Facility
import Foundation
import Testing

@testable import Ring

/// Counts what the kernel was asked for, since nothing else tells a commit that waited for the disk from one
/// that did not: strace watches this very process.
@Suite struct SynchronisationTests {
    @Test(
        "As many waits for the disk as commits, and three for each turn of the log",
        .enabled(if: SystemCallTrace.isPossible))
    func onePerCommit() throws {
        let room = try Room()
        let writer = try room.open()
        // The first commit writes the log's header, with a wait of its own.
        _ = try writer.commit(.messages(1), at: .start)
        let trace = try SystemCallTrace()
        for _ in 0..<40 { _ = try writer.commit(.messages(5), at: .start) }
        _ = try writer.commit(.raise(.drawn(1), delivery: 1), at: .start)
        let quiet = try trace.waits(on: room)
        #expect(quiet.log == 41)
        #expect(quiet.database == 0)

        let second = try SystemCallTrace()
        var checkpoints = 0
        for _ in 0..<400 {
            _ = try writer.commit(.messages(50), at: .start)
            if writer.checkpointIfDue() { checkpoints += 1 }
        }
        let busy = try second.waits(on: room)
        #expect(checkpoints > 2)
        // A checkpoint waits for the log, then for the database; the commit after it for the log's new
        // header.
        #expect(busy.database == checkpoints)
        #expect((0...2 * checkpoints).contains(busy.log - 400))
    }
}

/// strace on our own process, from `init` to `waits`.
private final class SystemCallTrace {
    private let process = Process()
    private let output = FileManager.default.temporaryDirectory.path + "/gengfu-strace-\(UUID().uuidString)"

    struct NotAttached: Error {}

    static let isPossible: Bool = {
        guard let trace = try? SystemCallTrace() else { return false }
        trace.stop()
        return true
    }()

    init() throws {
        process.executableURL = URL(fileURLWithPath: "/usr/bin/strace")
        process.arguments = [
            "-f", "-y", "-e", "trace=fsync,fdatasync", "-o", output, "-p", "\(getpid())",
        ]
        let messages = Pipe()
        process.standardError = messages
        // A test's thread blocks most signals and its children would too; strace must hear that it is to end.
        var none = sigset_t()
        var before = sigset_t()
        sigemptyset(&none)
        pthread_sigmask(SIG_SETMASK, &none, &before)
        defer { pthread_sigmask(SIG_SETMASK, &before, nil) }
        try process.run()
        // It says "attached" once for the process; then every thread is watched.
        var said = ""
        while !said.contains("attached") {
            let bytes = messages.fileHandleForReading.availableData
            guard !bytes.isEmpty else { throw NotAttached() }
            said += String(decoding: bytes, as: UTF8.self)
        }
    }

    deinit { try? FileManager.default.removeItem(atPath: output) }

    func stop() {
        process.terminate()
        process.waitUntilExit()
    }

    /// How often the kernel was asked to write a room's files through.
    func waits(on room: Room) throws -> (database: Int, log: Int) {
        stop()
        let lines = try String(contentsOfFile: output, encoding: .utf8).split(separator: "\n")
        // An interrupted call is two lines; the first names the file.
        func count(_ path: String) -> Int { lines.count { $0.contains("sync(") && $0.contains("<\(path)>") } }
        return (count(room.database), count(room.log))
    }
}
