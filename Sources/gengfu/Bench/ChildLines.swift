import Synchronization

/// What a child has said so far, to be waited for with a deadline and an eye on Ctrl-C.
final class ChildLines: Sendable {
    private let state = Mutex((lines: [String](), isOver: false))
    private let name: String

    init(of child: ChildProgram, named name: String) {
        self.name = name
        Task { [lines = child.lines, weak self] in
            for await line in lines { self?.state.withLock { $0.lines.append(line) } }
            self?.state.withLock { $0.isOver = true }
        }
    }

    /// Returns when the child has closed its standard output by ending.
    func waitForEnd(seconds: Int, stop: StopSignals) async throws {
        let deadline = ContinuousClock.now + .seconds(seconds)
        while !state.withLock({ $0.isOver }) {
            try stop.check()
            guard ContinuousClock.now < deadline else {
                throw BenchFailure.late(waitingFor: "\(name)'s end", seconds: seconds)
            }
            try await Task.sleep(for: .milliseconds(5))
        }
    }

    /// The first line that begins with this word, without it.
    func wait(for word: String, seconds: Int, log: String, stop: StopSignals) async throws -> String {
        let deadline = ContinuousClock.now + .seconds(seconds)
        while true {
            let (line, isOver) = state.withLock { state in
                (state.lines.first { $0.hasPrefix(word) }, state.isOver)
            }
            if let line { return line.dropFirst(word.count).trimmingPrefix(" ").description }
            try stop.check()
            guard !isOver else { throw BenchFailure.ended(child: name, log: BenchFailure.lastWords(log)) }
            guard ContinuousClock.now < deadline else {
                throw BenchFailure.late(waitingFor: "\(name)'s \(word)", seconds: seconds)
            }
            try await Task.sleep(for: .milliseconds(5))
        }
    }
}
