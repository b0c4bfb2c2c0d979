import Synchronization

/// What is asked of a loudspeaker or a siren by somebody who does not wait, done one after the other in the order in
/// which it was asked.
///
/// A task per call keeps no order: of "on" and "off" pressed in a row the second may run first, and the siren howls.
package final class OrderedCalls: Sendable {
    package typealias Call = @Sendable () async -> Void

    /// Calls that wait at most; a turn of an actor takes microseconds, so that more means it hangs.
    static let limit = 256

    private struct State: Sendable {
        var waiting: [Call] = []
        var isRunning = false
    }

    private let state = Mutex(State())

    package init() {}

    /// - Returns: false when too many wait; the call is not done then.
    @discardableResult
    package func offer(_ call: @escaping Call) -> Bool {
        let (isTaken, begins) = state.withLock { state in
            guard state.waiting.count < Self.limit else { return (false, false) }
            state.waiting.append(call)
            defer { state.isRunning = true }
            return (true, !state.isRunning)
        }
        if begins { Task { await run() } }
        return isTaken
    }

    private func run() async {
        while let call = next() { await call() }
    }

    private func next() -> Call? {
        state.withLock { state in
            guard !state.waiting.isEmpty else {
                state.isRunning = false
                return nil
            }
            return state.waiting.removeFirst()
        }
    }
}
