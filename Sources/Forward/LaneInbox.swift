import Facility
import Synchronization

/// Where a lane's inputs meet: from the loop's thread without waiting, and from its own exchanges.
///
/// Deliveries handed over are bounded; one that does not fit is on disk, and the lane is told to read it there.
final class LaneInbox: Sendable {
    let inputs: AsyncStream<Lane.Input>
    private let continuation: AsyncStream<Lane.Input>.Continuation
    private let state: Mutex<State>
    private let limit: Int

    private struct State {
        var offered = 0
        var isMissing = false
    }

    init(limit: Int) {
        self.limit = limit
        state = Mutex(State())
        (inputs, continuation) = AsyncStream.makeStream(bufferingPolicy: .unbounded)
    }

    /// Hands over a fresh delivery; never waits.
    func offer(_ delivery: Delivery) {
        let input = state.withLock { state -> Lane.Input? in
            if state.offered < limit {
                state.offered += 1
                // What follows a missed one may only be read from disk until the lane knows.
                return .enqueue(delivery)
            }
            if state.isMissing { return nil }
            state.isMissing = true
            return .missed
        }
        if let input { continuation.yield(input) }
    }

    /// Puts in anything else; there are never more of them than exchanges under way.
    func put(_ input: Lane.Input) { continuation.yield(input) }

    /// To be called for every input that is taken out.
    func taken(_ input: Lane.Input) {
        switch input {
        case .enqueue: state.withLock { $0.offered -= 1 }
        case .missed: state.withLock { $0.isMissing = false }
        default: break
        }
    }

    func finish() { continuation.finish() }
}
