import Facility

/// The time as lanes see it, and how to wait for it; the program's one `ClockReader` stands behind it.
///
/// At a scaled clock (`--clock-rate 60`) a minute of the engine's time is waited for in one second.
package struct WakeClock: Sendable {
    /// Never goes back.
    package var now: @Sendable () -> Timestamp
    /// Returns when `now` has reached the time, or at once when its task is cancelled.
    package var sleep: @Sendable (Timestamp) async -> Void

    package init(
        now: @escaping @Sendable () -> Timestamp, sleep: @escaping @Sendable (Timestamp) async -> Void
    ) {
        self.now = now
        self.sleep = sleep
    }

    /// Waits on the monotonic clock; `rate` is how many times faster than it `now` runs.
    package init(rate: Double = 1, now: @escaping @Sendable () -> Timestamp) {
        precondition(rate > 0, "a clock that stands still never wakes anybody")
        self.init(now: now) { time in
            while !Task.isCancelled {
                let left = Double((time - now()).milliseconds) / rate
                guard left > 0 else { return }
                let clock = ContinuousClock()
                // In steps of a minute at most, so that a slewed clock is not overslept.
                try? await Task.sleep(
                    until: clock.now + .milliseconds(min(60_000, left.rounded(.up))), clock: clock)
            }
        }
    }
}
