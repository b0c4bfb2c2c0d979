/// How far one device's clock is believed, learnt from its live messages in a few bytes.
///
/// Windows and timers run on the device's time, because a backlog arrives 10 min of life in 10 ms. But makers
/// ship clocks that start in 1970, miss a time zone or drift, so the difference *arrival − device time* is
/// watched. It is the clock's slowness plus the way's delay, and the smallest one is the best estimate.
///
/// | drawn from | difference | belief | a reading is observed at |
/// |---|---|---|---|
/// | a right clock, 1 s resolution | 0.2 … 1.2 s | `trusted` | the device's time |
/// | a missing time zone | 3,600.2 … 3,601.2 s | `offset` after 4 messages in 10 s | device's time + 3,600.2 s |
/// | `1970-01-01` after power-up | 50 years | `none` | arrival, marked `clock_suspect` |
/// | a device that sends no time | – | `none` | arrival; in a drain it is late |
///
/// The rules:
/// 1. No reading is observed after it arrived.
/// 2. A difference within 5 s of zero is `trusted` at once: no wrong clock hits the minute by chance.
/// 3. Any other difference must repeat, ±5 s, in 4 live messages over 10 s before it is the clock's `offset`;
///    a different one must do so again. A flushed backlog of the device (600 s, 599 s, 598 s within
///    milliseconds) thus teaches nothing.
/// 4. Before 2020, or over 5 min ahead of arrival, a time is not believed: arrival counts, `clock_suspect`.
///    The same holds for a clock not yet learnt that is more than 5 min behind.
/// 5. A live time more than 60 s *before* the last one is a clock that was set back, not an old reading:
///    arrival counts. A fire must not be filed under 2021 because the detector lost its battery.
/// 6. In a drain a learnt clock is believed up to 7 days back; everything else is late. Nothing is learnt.
package struct ClockState: Sendable, Equatable {
    /// What the rules above come to.
    package enum Belief: Sendable, Equatable {
        case trusted
        /// Constantly slow by this much (negative: fast); corrected.
        case offset(Interval)
        case none
    }

    /// When a message's readings were true.
    package struct Judgement: Sendable, Equatable {
        package var observedAt: Timestamp
        /// The device gave a time, and it could not be believed.
        package var isSuspect: Bool
        /// Out of a backlog, and nobody knows from when.
        package var isLate: Bool
    }

    /// Jitter that still counts as the same difference: a second's resolution and a mobile network.
    static let tolerance = Interval.seconds(5)
    static let mostAhead = Interval.minutes(5)
    /// Both sessions of a broker carry one device, so its messages may overtake one another this much.
    static let reordering = Interval.seconds(60)
    /// The session expiry we ask brokers for is no longer.
    static let longestBacklog = Interval.days(7)
    /// 2020-01-01T00:00:00Z; clocks without a battery wake up before it.
    static let earliest = Timestamp(milliseconds: 1_577_836_800_000)
    static let neededRepeats: UInt8 = 4
    static let neededSpan = Interval.seconds(10)
    /// Messages after which an old smallest difference is forgotten, so that a drift is followed.
    static let blockLength: UInt8 = 16

    /// The smallest difference lately; nil until learnt.
    package private(set) var slowness: Interval?
    /// The newest time a live message gave, corrected.
    package private(set) var lastObserved: Timestamp
    private var blockMinimum = Interval.zero
    private var lastBlockMinimum = Interval.zero
    private var blockCount: UInt8 = 0
    /// It was learnt that the clock is wrong, or that it is right again, and nobody has written that down. That a clock
    /// is right from the first the journal shows by itself.
    package var isNews = false
    private var candidate = Interval.zero
    private var candidateMinimum = Interval.zero
    private var candidateSince = Timestamp.distantPast
    private var candidateCount: UInt8 = 0

    /// - Parameters:
    ///   - slowness: as remembered in a snapshot; nil for a new device.
    ///   - lastObserved: as remembered in a snapshot.
    package init(slowness: Interval? = nil, lastObserved: Timestamp = .distantPast) {
        self.slowness = slowness
        self.lastObserved = lastObserved
        blockMinimum = slowness ?? .zero
        lastBlockMinimum = blockMinimum
    }

    package var belief: Belief {
        guard let slowness else { return .none }
        return slowness.magnitude <= Self.tolerance ? .trusted : .offset(slowness)
    }

    /// Learns from one message and says when it was true.
    /// - Parameters:
    ///   - deviceTime: what the payload says; nil when it says nothing.
    ///   - arrival: when the gateway read the message.
    ///   - draining: the session is emptying its backlog.
    ///   - retained: a state the broker kept, from any time in the past; never late, never learnt from.
    package mutating func judge(
        deviceTime: Timestamp?, arrival: Timestamp, draining: Bool = false, retained: Bool = false
    ) -> Judgement {
        guard let deviceTime else {
            return Judgement(observedAt: arrival, isSuspect: false, isLate: draining && !retained)
        }
        let isOld = draining || retained
        let unbelieved = Judgement(observedAt: arrival, isSuspect: true, isLate: draining && !retained)
        guard deviceTime >= Self.earliest else { return unbelieved }
        if !isOld { learn(arrival - deviceTime, at: arrival) }
        let corrected = deviceTime + correction
        guard corrected <= arrival + Self.mostAhead else { return unbelieved }
        let judgement = Judgement(observedAt: min(corrected, arrival), isSuspect: false, isLate: false)
        if retained {
            // Months old or an hour off: even a doubtful clock says more about it than the arrival does.
            return Judgement(observedAt: judgement.observedAt, isSuspect: slowness == nil, isLate: false)
        }
        if draining {
            return slowness == nil || arrival - corrected > Self.longestBacklog ? unbelieved : judgement
        }
        guard slowness != nil else { return arrival - corrected <= Self.mostAhead ? judgement : unbelieved }
        guard corrected >= lastObserved - Self.reordering else { return unbelieved }
        lastObserved = max(lastObserved, judgement.observedAt)
        return judgement
    }

    /// Says when one record of several in a message was true, and learns nothing: a message that carries an hour of
    /// minutes is no proof of sixty clocks.
    /// - Parameter record: the record's own time by the device's clock.
    package func judge(
        record: Timestamp, arrival: Timestamp, draining: Bool, retained: Bool
    ) -> Judgement {
        let unbelieved = Judgement(observedAt: arrival, isSuspect: true, isLate: draining && !retained)
        let corrected = record + correction
        guard record >= Self.earliest, corrected <= arrival + Self.mostAhead,
            arrival - corrected <= (slowness == nil ? Self.mostAhead : Self.longestBacklog)
        else { return unbelieved }
        return Judgement(observedAt: min(corrected, arrival), isSuspect: false, isLate: false)
    }

    /// Takes note of a time that was believed after the snapshot this state comes from: rule 5 begins there, so that
    /// what the device says live is no older than what is known of it.
    package mutating func remember(_ observedAt: Timestamp) {
        lastObserved = max(lastObserved, observedAt)
    }

    private var correction: Interval {
        guard let slowness, slowness.magnitude > Self.tolerance else { return .zero }
        return slowness
    }

    private mutating func learn(_ difference: Interval, at arrival: Timestamp) {
        if difference.magnitude <= Self.tolerance, belief != .trusted { return adopt(difference) }
        if let slowness, (difference + -slowness).magnitude <= Self.tolerance {
            return follow(difference, slowness)
        }
        if candidateCount > 0, (difference + -candidate).magnitude <= Self.tolerance {
            candidateMinimum = min(candidateMinimum, difference)
            candidateCount = min(candidateCount + 1, Self.neededRepeats)
            if candidateCount == Self.neededRepeats, arrival - candidateSince >= Self.neededSpan {
                adopt(candidateMinimum)
            }
        } else {
            candidate = difference
            candidateMinimum = difference
            candidateSince = arrival
            candidateCount = 1
        }
    }

    private mutating func adopt(_ difference: Interval) {
        isNews = isNews || slowness != nil || difference.magnitude > Self.tolerance
        slowness = difference
        blockMinimum = difference
        lastBlockMinimum = difference
        blockCount = 0
        candidateCount = 0
    }

    /// The smallest of this block of messages and the one before it: falls at once, rises within 32 messages.
    private mutating func follow(_ difference: Interval, _ known: Interval) {
        candidateCount = 0
        blockMinimum = blockCount == 0 ? difference : min(blockMinimum, difference)
        blockCount += 1
        if blockCount == Self.blockLength {
            slowness = min(blockMinimum, lastBlockMinimum)
            lastBlockMinimum = blockMinimum
            blockCount = 0
        } else if difference < known {
            slowness = difference
        }
    }
}

/// Only what was learnt is kept; what was being learnt starts again.
extension ClockState: Codable {
    private enum CodingKeys: String, CodingKey { case slowness, lastObserved }

    package init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        self.init(
            slowness: try container.decodeIfPresent(Interval.self, forKey: .slowness),
            lastObserved: try container.decode(Timestamp.self, forKey: .lastObserved))
    }

    package func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encodeIfPresent(slowness, forKey: .slowness)
        try container.encode(lastObserved, forKey: .lastObserved)
    }
}
