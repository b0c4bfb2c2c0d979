import Dispatch
import Facility
import Synchronization

/// A thread for one folder and what belongs to it. A share that hangs holds up whoever uses that folder, and nobody
/// else: whoever waits gives up in time, and work does not pile up behind it.
final class FolderDesk<State: Sendable>: Sendable {
    private let queue: DispatchQueue
    /// Touched on the queue only.
    private let state: Mutex<State>
    private let waiting = Mutex(0)

    /// A disk that takes longer to keep a small file is as good as gone.
    private let patience: Duration

    init(_ name: String, _ state: sending State, patience: Duration = .seconds(30)) {
        queue = DispatchQueue(label: name)
        self.state = Mutex(state)
        self.patience = patience
    }

    /// Does a piece of work there.
    /// - Throws: what the work throws; `.unreachable` when earlier work hangs, `.unknown` when this one does.
    func work<Value: Sendable>(
        _ body: @escaping @Sendable (inout State) throws(Lane.Failure) -> Value
    ) async throws(Lane.Failure) -> Value {
        let mayWait = waiting.withLock { count in
            // Pieces of work waiting at most.
            guard count < 8 else { return false }
            count += 1
            return true
        }
        guard mayWait else { throw .unreachable("the folder does not answer") }
        let answer = FirstAnswer<Result<Value, Lane.Failure>>()
        queue.async { [self] in
            let result = state.withLock { state -> Result<Value, Lane.Failure> in
                do throws(Lane.Failure) { return .success(try body(&state)) } catch { return .failure(error) }
            }
            waiting.withLock { $0 -= 1 }
            answer.give(result)
        }
        guard let result = await answer.value(within: patience) else {
            throw Task.isCancelled ? .cancelled : .unknown("the folder does not answer")
        }
        return try result.get()
    }
}
