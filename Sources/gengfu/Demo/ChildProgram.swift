import Foundation

/// This program again, in another role, as a child that ends with us.
final class ChildProgram: @unchecked Sendable {
    // Process is not Sendable; it is started in `init` and touched by one task afterwards.
    private let process = Process()
    let lines: AsyncStream<String>

    /// - Parameters:
    ///   - arguments: the role and its options.
    ///   - environment: added to our own.
    ///   - log: file that takes the child's standard error.
    init(_ arguments: [String], environment: [String: String] = [:], log: String) throws {
        process.executableURL = Bundle.main.executableURL
        process.arguments = arguments
        var variables = ProcessInfo.processInfo.environment
        variables.merge(environment) { $1 }
        variables[ParentWatch.variable] = "\(getpid())"
        process.environment = variables
        _ = FileManager.default.createFile(atPath: log, contents: nil)
        process.standardError = FileHandle(forWritingAtPath: log)
        process.standardInput = FileHandle.nullDevice
        let pipe = Pipe()
        process.standardOutput = pipe
        let (lines, continuation) = AsyncStream.makeStream(
            of: String.self, bufferingPolicy: .bufferingNewest(10_000))
        self.lines = lines
        try process.run()
        // A reader thread of its own: FileHandle's async bytes hold a line back until the next one comes.
        let reading = pipe.fileHandleForReading
        Thread.detachNewThread {
            var rest = Data()
            while true {
                let chunk = reading.availableData
                guard !chunk.isEmpty else { break }
                rest.append(chunk)
                while let end = rest.firstIndex(of: 0x0A) {
                    continuation.yield(String(decoding: rest[rest.startIndex..<end], as: UTF8.self))
                    rest = rest[rest.index(after: end)...]
                }
            }
            continuation.finish()
        }
    }

    var pid: Int32 { process.processIdentifier }
    var isRunning: Bool { process.isRunning }

    /// The address in the first line a server prints; nil when it ended without one.
    func address() async -> String? {
        for await line in lines {
            return (try? JSONDecoder().decode(Listening.self, from: Data(line.utf8)))?.address
        }
        return nil
    }

    /// Asks it to end, waits up to `seconds`, then ends it.
    func stop(within seconds: Double = 10) {
        guard process.isRunning else { return }
        process.terminate()
        let deadline = Date(timeIntervalSinceNow: seconds)
        while process.isRunning, Date() < deadline { usleep(20_000) }
        if process.isRunning { kill(process.processIdentifier, SIGKILL) }
        process.waitUntilExit()
    }
}
