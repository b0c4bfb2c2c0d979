import Facility
import Glibc

/// The only reader of clocks: wall time as the gateway believes it, which never runs backwards.
///
/// It is the wall time at the start plus the monotonic time since. When the system's clock is stepped (NTP after
/// a start without network) the believed time is led towards it: forwards at once when it lags by more than
/// `stepForward`, otherwise at 10 % extra or missing speed. So a step back of 60 s makes 10 min run at 90 %, and
/// no timer ever fires twice.
///
/// `rate` is for demonstration, replay and simulation: at 60 a minute of the compound passes in a second. All
/// processes of one demonstration share `origin`, so that their clocks agree.
struct ClockReader: Sendable {
    /// Where system time is read; a test passes numbers.
    struct Source: Sendable {
        /// CLOCK_REALTIME in milliseconds.
        var wall: @Sendable () -> Int64
        /// CLOCK_MONOTONIC in milliseconds.
        var monotonic: @Sendable () -> Int64

        static let system = Source(
            wall: { milliseconds(CLOCK_REALTIME) }, monotonic: { milliseconds(CLOCK_MONOTONIC) })

        private static func milliseconds(_ clock: clockid_t) -> Int64 {
            var time = timespec()
            clock_gettime(clock, &time)
            return Int64(time.tv_sec) * 1_000 + Int64(time.tv_nsec) / 1_000_000
        }
    }

    /// A lag beyond this is no drift but a clock that was wrong at boot: 30 s.
    static let stepForward: Int64 = 30_000

    /// Compound milliseconds per real millisecond, at least 1.
    let rate: Int64
    /// The wall time at which scaled time equals wall time.
    let origin: Int64
    private let source: Source
    private var lastMonotonic: Int64
    /// Unscaled believed wall time at `lastMonotonic`.
    private var believed: Int64
    /// Milliseconds that passed and allowed no correction yet: a busy loop reads the clock every millisecond, and a
    /// tenth of one is nothing.
    private var unspent: Int64 = 0

    init(rate: Int64 = 1, origin: Timestamp? = nil, source: Source = .system) {
        precondition(rate >= 1, "a clock rate below 1 would let timers outlive their readings")
        let wall = source.wall()
        self.rate = rate
        self.origin = origin?.milliseconds ?? wall
        self.source = source
        lastMonotonic = source.monotonic()
        believed = wall
    }

    /// The time now. Two calls never go backwards.
    mutating func read() -> Timestamp {
        let monotonic = source.monotonic()
        let elapsed = max(0, monotonic - lastMonotonic)
        lastMonotonic = monotonic
        let lag = source.wall() - (believed + elapsed)
        let correction: Int64
        if lag > Self.stepForward {
            correction = lag
        } else {
            let most = (unspent + elapsed) / 10
            unspent = (unspent + elapsed) % 10
            correction = max(-most, min(most, lag))
        }
        believed += elapsed + correction
        return Timestamp(milliseconds: origin + (believed - origin) * rate)
    }

    /// The time of a clock that is read once.
    consuming func readOnce() -> Timestamp {
        var reader = self
        return reader.read()
    }

    /// Real milliseconds until `time`, for `poll` and for sleeping; at least 0.
    func realMilliseconds(until time: Timestamp, from now: Timestamp) -> Int64 {
        let scaled = max(0, time.milliseconds - now.milliseconds)
        return (scaled + rate - 1) / rate
    }
}
