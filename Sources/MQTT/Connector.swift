import Synchronization

/// Connects one session on a thread of its own, so that no dead broker ever delays a good one or the loop.
///
/// `seek` starts a thread that tries, waits and tries again until it holds an established link; the loop takes
/// that link with `take`. Between the two the link is the thread's alone. `stop` returns at once: the thread is
/// detached and ends when its resolver or its host lets go of it.
final class Connector: Sendable {
    /// A failed attempt, for the page and the log.
    struct Refusal {
        let failure: ConnectFailure
        /// Milliseconds until the next attempt.
        let retryAfter: Int
    }

    private struct State {
        /// As of now: a reload may change the filters between two connections.
        var settings: SessionSettings
        var backoff = Backoff()
        var random: SeededGenerator
        var isSeeking = false
        var link: BrokerLink?
        /// The latest refusals; older ones are forgotten, the loop may be busy.
        var refusals: [Refusal] = []
        var isStopped = false
    }

    private let loopBell: Doorbell
    private let stopBell = Doorbell()
    private let state: Mutex<State>

    init(settings: SessionSettings, bell: Doorbell, seed: UInt64) {
        loopBell = bell
        state = Mutex(State(settings: settings, random: SeededGenerator(seed: seed)))
    }

    /// Takes other settings for the next connection; one that is being made or waits still has the old ones.
    func take(_ settings: SessionSettings) { state.withLock { $0.settings = settings } }

    /// Seeks a connection. `lasted`: milliseconds the last one lived, nil for the first.
    func seek(afterLasting lasted: Int?, takenOver: Bool = false) {
        let wait: Int? = state.withLock { state in
            guard !state.isStopped, !state.isSeeking else { return nil }
            state.isSeeking = true
            guard let lasted else { return 0 }
            return state.backoff.ended(lasted: lasted, takenOver: takenOver, using: &state.random)
        }
        guard let wait else { return }
        let hasStarted = DetachedThread.start { self.run(firstWait: wait) }
        if !hasStarted { report(.settings(detail: "no thread to connect with"), giveUp: true) }
    }

    /// The link, if one is established and nobody took it yet, and the refusals since the last call.
    func take() -> (link: BrokerLink?, refusals: [Refusal]) {
        state.withLock { state in
            defer {
                state.link = nil
                state.refusals = []
            }
            return (state.link, state.refusals)
        }
    }

    /// The refusals alone; an established link stays where it is.
    func takeRefusals() -> [Refusal] {
        state.withLock { state in
            defer { state.refusals = [] }
            return state.refusals
        }
    }

    /// Whether neither a thread is seeking nor a link is waiting: after a thread could not be started.
    var isIdle: Bool { state.withLock { !$0.isSeeking && $0.link == nil } }

    func stop() {
        state.withLock { state in
            state.isStopped = true
            state.link = nil
        }
        stopBell.ring()
    }

    private func run(firstWait: Int) {
        var wait = firstWait
        while !stopBell.waitUntilRung(milliseconds: wait) {
            do throws(ConnectFailure) {
                let link = try BrokerLink(settings: state.withLock { $0.settings })
                try link.connect(cancel: stopBell.descriptor)
                state.withLock { state in
                    state.isSeeking = false
                    if !state.isStopped { state.link = link }
                }
                loopBell.ring()
                return
            } catch {
                guard let next = report(error, giveUp: false) else { return }
                wait = next
            }
        }
    }

    /// - Returns: milliseconds to wait, nil when stopped.
    @discardableResult
    private func report(_ failure: ConnectFailure, giveUp: Bool) -> Int? {
        let wait: Int? = state.withLock { state in
            if giveUp { state.isSeeking = false }
            guard !state.isStopped else { return nil }
            let wait = state.backoff.failed(using: &state.random)
            if state.refusals.count == 16 { state.refusals.removeFirst() }
            state.refusals.append(Refusal(failure: failure, retryAfter: wait))
            return wait
        }
        loopBell.ring()
        return wait
    }
}

extension Doorbell {
    /// Sleeps until somebody rings, at most so long.
    func waitUntilRung(milliseconds: Int) -> Bool {
        DescriptorPoll.isReadable(descriptor, within: Int32(clamping: milliseconds))
    }
}
