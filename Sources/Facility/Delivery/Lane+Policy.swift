extension Lane {
    /// The limits of one lane. The defaults suit a district platform behind an ordinary uplink.
    package struct Policy: Sendable, Equatable {
        /// Deliveries in memory; the outbox on disk holds the others.
        package var capacity = 2_000
        /// Exchanges under way at once. Life safety has as many slots of its own, so that slow answers to
        /// ordinary cases never keep a fire waiting.
        package var concurrency = 4
        /// Sends and queries per second, and at once after a rest. Life safety is exempt.
        package var ratePerSecond: Int64 = 5
        /// Whether the far side can say what it holds. If not, an unknown outcome is sent again under its
        /// idempotency key.
        package var canQuery = true
        /// Back-off doubles from `backoffBase` to `backoffCap`, each drawn from its upper half.
        package var backoffBase = Interval.seconds(1)
        package var backoffCap = Interval.minutes(5)
        /// Life safety never waits longer than this between attempts, whatever the cause but a lock-out.
        package var lifeSafetyCap = Interval.seconds(5)
        /// Failures in a row after which the breaker opens.
        package var breakerThreshold = 5
        /// Between probes while it is open; doubles to `probeCap`.
        package var probeBase = Interval.seconds(5)
        package var probeCap = Interval.minutes(1)
        /// Between probes while our credentials are not accepted.
        package var lockedOutRetry = Interval.minutes(1)
        package var lockedOutLifeSafetyRetry = Interval.seconds(15)
        /// A longer `Retry-After` is cut to this.
        package var retryAfterCap = Interval.hours(1)
        /// After an outage ordinary deliveries start within this, or within the outage's length if that is
        /// shorter, so that a district's boxes do not all call at once.
        package var startJitterCap = Interval.seconds(120)
        /// How often a sign of life goes out; nil: none.
        package var heartbeatEvery: Interval?
        /// With signs of life going out, a path that has said nothing for this long is lost. With the 30 s
        /// between signs of a life-safety path it keeps the promised 100 s.
        package var silenceLimit = Interval.seconds(90)

        package init() {}

        /// The policy a destination's declaration asks for.
        package init(for destination: Destination) {
            self.init()
            switch destination.kind {
            case .http(let settings):
                concurrency = max(1, settings.concurrency)
                ratePerSecond = max(1, settings.ratePerSecond)
            case .file, .cap(_, .folder): stayAtHome()
            case .cap(_, .http), .publish: break
            // A robot paces itself: its maker's limit holds for life safety too.
            case .webhook(let settings): if settings.isRobot { concurrency = 1 }
            case .sound, .siren: stayClose()
            // A connection of its own; the session keeps its pace, and a fire must find it free.
            case .gb26875: startJitterCap = .seconds(10)
            }
            canQuery = destination.acknowledgement == .business && destination.kind.canBeAsked
            heartbeatEvery = destination.heartbeatEvery
            if destination.isLifeSafetyPath {
                heartbeatEvery = min(destination.heartbeatEvery ?? .seconds(30), .seconds(30))
            }
            if case .http(let settings) = destination.kind, let template = settings.template {
                canQuery = canQuery && template.actions[.query] != nil
                // What cannot be said is not missed: such a path is judged by its cases alone.
                if template.actions[.heartbeat] == nil { heartbeatEvery = nil }
            }
            // A sign of life that is due later than the path would count as silent is no sign of a lost path.
            if !destination.kind.standsBeside, let every = heartbeatEvery {
                silenceLimit = max(silenceLimit, .milliseconds(every.milliseconds * 2))
            }
        }

        /// For what stands beside the box: nobody else calls there, and an answer must be heard while cases wait
        /// for their turn. Each case holds one exchange until a tone has sounded.
        private mutating func stayClose() {
            concurrency = SoundPlan.limit
            ratePerSecond = 100
            startJitterCap = .zero
            backoffCap = lifeSafetyCap
            probeCap = probeBase
        }

        /// For a folder of the box: nobody else calls there. One file after the other keeps their numbers in order.
        private mutating func stayAtHome() {
            concurrency = 1
            ratePerSecond = 50
            startJitterCap = .zero
            backoffCap = .seconds(30)
        }

        /// The wait before the attempt that follows `attempts` failed ones.
        func backoff(
            afterAttempts attempts: Int, isLifeSafety: Bool, using random: inout some RandomNumberGenerator
        ) -> Interval {
            let full = Self.doubled(backoffBase, times: attempts - 1, cap: backoffCap)
            return Self.jittered(isLifeSafety ? min(full, lifeSafetyCap) : full, using: &random)
        }

        static func doubled(_ base: Interval, times: Int, cap: Interval) -> Interval {
            min(cap, .milliseconds(base.milliseconds << min(max(times, 0), 20)))
        }

        static func jittered(
            _ full: Interval, using random: inout some RandomNumberGenerator
        ) -> Interval {
            guard full > .zero else { return .zero }
            return .milliseconds(
                Int64.random(in: (full.milliseconds + 1) / 2...full.milliseconds, using: &random))
        }
    }
}
