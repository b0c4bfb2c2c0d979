import CodecWire
import Glibc
import Synchronization

/// Answers on their way out, shared by the thread that runs codecs and the one that watches it.
///
/// Which call runs and what was answered change in one step, so that a call ends once: by its own answer, or by the
/// watch's.
final class AnswerPort: Sendable {
    private struct State {
        var writer = FrameWriter()
        /// The call that runs.
        var running: UInt32?
        var isLoading = false
        var isHurried = false
        /// Counts calls, so that the watch can tell one from the next.
        var ordinal: UInt64 = 0
    }

    private let state = Mutex(State())

    /// Bytes not yet written.
    var waiting: Int { state.withLock { $0.writer.bytes.count } }

    /// - Parameters:
    ///   - isLoading: its file is being read first; none of it runs.
    ///   - isHurried: others wait behind it.
    func begin(_ call: UInt32, isLoading: Bool = false, isHurried: Bool) {
        state.withLock {
            $0.running = call
            $0.isLoading = isLoading
            $0.isHurried = isHurried
            $0.ordinal += 1
        }
    }

    func end(_ answer: CodecAnswer) {
        state.withLock {
            $0.writer.append(answer)
            $0.running = nil
        }
    }

    /// The call that runs; nil between two calls.
    var running: (ordinal: UInt64, isLoading: Bool, isHurried: Bool)? {
        state.withLock { $0.running == nil ? nil : ($0.ordinal, $0.isLoading, $0.isHurried) }
    }

    func sayReady() {
        state.withLock { $0.writer.appendReady() }
        flush()
    }

    /// The last word.
    func sayFarewell() {
        state.withLock { $0.writer.appendFarewell() }
        flush()
    }

    func flush() { state.withLock { Self.flush(&$0) } }

    /// Ends the process because of the call that runs, unless that has just come to its end by itself. What other
    /// calls have answered goes out first.
    func giveUp(on ordinal: UInt64, _ outcome: CodecAnswer.Outcome, _ reason: String) {
        state.withLock { state in
            guard state.ordinal == ordinal, let call = state.running else { return }
            state.writer.append(CodecAnswer(id: call, outcome: outcome, reason: reason))
            Self.flush(&state)
            _exit(EX_SOFTWARE)
        }
    }

    /// A gateway that is gone needs no answer.
    private static func flush(_ state: inout State) {
        state.writer.bytes.withUnsafeBytes { bytes in
            var rest = bytes
            while !rest.isEmpty {
                let count = write(STDOUT_FILENO, rest.baseAddress, rest.count)
                if count < 0, errno == EINTR { continue }
                guard count > 0 else { _exit(EX_IOERR) }
                rest = UnsafeRawBufferPointer(rebasing: rest.dropFirst(count))
            }
        }
        state.writer.removeAll()
    }
}
