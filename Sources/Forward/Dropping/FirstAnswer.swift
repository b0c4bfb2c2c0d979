import Facility
import Synchronization

/// Waits for work on another thread, no longer than a limit, and not at all once it is cancelled.
///
/// A disk or a mounted share may never answer; the thread that asked it is lost then, the lane must not be.
final class FirstAnswer<Value: Sendable>: Sendable {
    private enum State {
        case waiting
        case asked(CheckedContinuation<Value?, Never>)
        case over(Value?)
    }

    private let state = Mutex(State.waiting)

    /// The answer; nil: given up.
    func value(within limit: Duration) async -> Value? {
        let alarm = Task { [weak self] in
            try? await Task.sleep(for: limit)
            if !Task.isCancelled { self?.give(nil) }
        }
        defer { alarm.cancel() }
        return await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                let early = state.withLock { state -> Value?? in
                    guard case .over(let value) = state else {
                        state = .asked(continuation)
                        return nil
                    }
                    return .some(value)
                }
                if let early { continuation.resume(returning: early) }
            }
        } onCancel: {
            give(nil)
        }
    }

    /// The first one counts. From any thread.
    func give(_ value: Value?) {
        let waiting = state.withLock { state -> CheckedContinuation<Value?, Never>? in
            switch state {
            case .over: return nil
            case .waiting:
                state = .over(value)
                return nil
            case .asked(let continuation):
                state = .over(value)
                return continuation
            }
        }
        waiting?.resume(returning: value)
    }
}
