/// What is usual for a point in each hour of the week: a centre and a spread for each of 168 hours, from medians, so
/// that a night with a fire in it hardly counts.
///
/// A value is looked at every full minute (the one that stands then, however often the device sends). When an hour is
/// over and a third of it is known, its median and its median absolute deviation, times 1.4826 (of a normal
/// distribution that makes a standard deviation; Rousseeuw and Croux 1993), become one entry of that hour of the
/// week. Of each hour the last four weeks are kept: the centre is their median.
///
/// **Warm-up.** An hour with three weeks speaks for itself. Before that the same hour of all days speaks for it, from
/// three days on; before that nothing does: unknown. The first answer comes on the fourth day, and from the fourth
/// week on Sundays are Sundays.
///
/// **Bounded.** 168 × 21 bytes and an hour's 60 samples; a gap is filled with what stood for a week at most.
struct WeeklyBaseline: Sendable {
    static let hours = 168
    static let weeks = 4
    /// Entries that make an hour known.
    static let least = 3
    /// Minutes of an hour that must be known for it to count.
    static let leastMinutes = 20
    /// A normal distribution's standard deviation in units of its median absolute deviation.
    static let perDeviation: Float = 1.4826

    /// An hour's centre and spread; nil spread: it never moved.
    struct Usual: Sendable, Equatable {
        var centre: Double
        var spread: Double
        /// How many hours it is made of.
        var hours: Int
    }

    private(set) var medians: ContiguousArray<Float>
    private(set) var spreads: ContiguousArray<Float>
    private(set) var weeksSeen: ContiguousArray<UInt8>
    /// Values at the full minutes of the hour that is under way.
    private var samples: ContiguousArray<Float> = []
    /// Local hour since the epoch that they belong to, and the last local minute looked at; `min`: none.
    private var hour = Int64.min
    private var minute = Int64.min
    private(set) var lastAt = Int64.min
    private(set) var last = 0.0
    private var isForgotten = true
    private var step = Double.greatestFiniteMagnitude
    private(set) var since = Int64.min
    private(set) var hoursLearned: Int64 = 0
    /// How the last reading was judged; nil: too early, or forgotten.
    private(set) var score: Double?
    private(set) var judged = (expected: 0.0, spread: 0.0)
    /// Of the hours around the half hour `cachedFor`, so that most readings ask nothing.
    private var cachedFor = Int64.min
    private var cached: (before: Usual?, after: Usual?) = (nil, nil)

    init() {
        medians = ContiguousArray(repeating: 0, count: Self.hours * Self.weeks)
        spreads = ContiguousArray(repeating: 0, count: Self.hours)
        weeksSeen = ContiguousArray(repeating: 0, count: Self.hours)
    }

    /// Takes a reading: judges it by what was known, then learns. What is not newer than the last does neither.
    /// - Parameter offset: seconds that the site's clocks are ahead of UTC at that time.
    mutating func add(_ value: Double, at time: Int64, offset: Int, learns: Bool) {
        guard time > lastAt else { return }
        let local = time &+ Int64(offset) &* 1_000
        passMinutes(until: Self.floor(local, 60_000), learns: learns)
        if learns, !isForgotten, value != last { step = min(step, abs(value - last)) }
        judge(value, local)
        lastAt = time
        last = value
        isForgotten = false
        if learns, since == .min { since = time }
    }

    /// Nobody knows what the point did since: the minutes until its next reading are no one's.
    mutating func forget() {
        isForgotten = true
        score = nil
    }

    /// The centre of the hour of the week, as a step.
    func baseline(at time: Int64, offset: Int) -> Double? {
        usual(Self.floor(time &+ Int64(offset) &* 1_000, 3_600_000))?.centre
    }

    /// The same as a line through the middles of the hours, and its spread.
    func expected(at time: Int64, offset: Int) -> (centre: Double, spread: Double, hours: Int)? {
        let local = time &+ Int64(offset) &* 1_000
        let half = Self.floor(local &- 1_800_000, 3_600_000)
        let (before, after) = half == cachedFor ? cached : (usual(half), usual(half &+ 1))
        return Self.between(before, after, half, local)
    }

    private static func between(
        _ before: Usual?, _ after: Usual?, _ half: Int64, _ local: Int64
    ) -> (centre: Double, spread: Double, hours: Int)? {
        // One of the two is the hour itself; without it nothing is known.
        let isLater = floor(local, 3_600_000) > half
        guard let own = isLater ? after : before else { return nil }
        guard let before, let after else { return (own.centre, own.spread, own.hours) }
        let share = Double(local &- half &* 3_600_000 &- 1_800_000) / 3_600_000
        return (
            before.centre + share * (after.centre - before.centre),
            before.spread + share * (after.spread - before.spread), own.hours
        )
    }

    private mutating func judge(_ value: Double, _ local: Int64) {
        let half = Self.floor(local &- 1_800_000, 3_600_000)
        if half != cachedFor {
            cached = (usual(half), usual(half &+ 1))
            cachedFor = half
        }
        guard let expected = Self.between(cached.before, cached.after, half, local) else {
            score = nil
            return
        }
        let least = step == .greatestFiniteMagnitude ? 0 : step / 2
        let spread = max(expected.spread, least, 1e-6 * abs(expected.centre), 1e-300)
        let distance = (value - expected.centre) / spread
        score = distance.isFinite ? distance : nil
        judged = (expected.centre, spread)
    }

    // MARK: Learning

    private mutating func passMinutes(until now: Int64, learns: Bool) {
        defer { minute = max(minute, now) }
        guard minute != .min, !isForgotten, learns, now > minute else {
            return closeHour(for: Self.floor(now, 60))
        }
        let first = max(minute + 1, now - Int64(Self.hours) * 60)
        for mark in first...now {
            closeHour(for: Self.floor(mark, 60))
            if samples.count < 60 { samples.append(Float(last)) }
        }
    }

    /// Begins the hour `next` where it is another one, and enters the one that ends with it.
    private mutating func closeHour(for next: Int64) {
        guard next != hour else { return }
        defer {
            hour = next
            samples.removeAll(keepingCapacity: true)
        }
        guard hour != .min, samples.count >= Self.leastMinutes else { return }
        let median = Self.median(&samples)
        for position in samples.indices { samples[position] = abs(samples[position] - median) }
        let spread = Self.perDeviation * Self.median(&samples)
        guard median.isFinite, spread.isFinite else { return }
        enter(median, spread, Self.bin(of: hour))
    }

    private mutating func enter(_ median: Float, _ spread: Float, _ bin: Int) {
        let seen = Int(weeksSeen[bin])
        medians[bin * Self.weeks + seen % Self.weeks] = median
        // The first weeks weigh alike; no week moves it by more than twofold.
        let known = spreads[bin]
        let bounded = seen < Self.least || known == 0 ? spread : min(max(spread, known / 2), known * 2)
        spreads[bin] = seen == 0 ? spread : known + (bounded - known) / Float(min(seen + 1, Self.weeks))
        // Counted on in fours, so that the place of the next one stays right.
        weeksSeen[bin] = seen < 2 * Self.weeks - 1 ? UInt8(seen + 1) : UInt8(Self.weeks)
        hoursLearned += 1
        cachedFor = .min
    }

    // MARK: What is usual

    /// Of a local hour since the epoch.
    private func usual(_ hour: Int64) -> Usual? {
        let bin = Self.bin(of: hour)
        if Int(weeksSeen[bin]) >= Self.least { return usual(of: CollectionOfOne(bin)) }
        let sameHour = stride(from: bin % 24, to: Self.hours, by: 24)
        return usual(of: sameHour)
    }

    private func usual(of bins: some Sequence<Int>) -> Usual? {
        var centres: ContiguousArray<Float> = []
        var inside: ContiguousArray<Float> = []
        for bin in bins where weeksSeen[bin] > 0 {
            for week in 0..<min(Int(weeksSeen[bin]), Self.weeks) {
                centres.append(medians[bin * Self.weeks + week])
            }
            inside.append(spreads[bin])
        }
        guard centres.count >= Self.least else { return nil }
        let count = centres.count
        let centre = Self.median(&centres)
        for position in centres.indices { centres[position] = abs(centres[position] - centre) }
        let between = Self.perDeviation * Self.median(&centres)
        let within = Self.median(&inside)
        let spread = (Double(between) * Double(between) + Double(within) * Double(within)).squareRoot()
        return Usual(centre: Double(centre), spread: spread, hours: count)
    }

    /// Monday 00:00 is 0; 1 January 1970 was a Thursday.
    static func bin(of hour: Int64) -> Int {
        let bin = (hour &+ 72) % Int64(hours)
        return Int(bin < 0 ? bin + Int64(hours) : bin)
    }

    static func floor(_ number: Int64, _ unit: Int64) -> Int64 {
        number >= 0 ? number / unit : (number &- unit &+ 1) / unit
    }

    private static func median(_ numbers: inout ContiguousArray<Float>) -> Float {
        numbers.sort()
        let middle = numbers.count / 2
        return numbers.count.isMultiple(of: 2) ? (numbers[middle - 1] + numbers[middle]) / 2 : numbers[middle]
    }
}

extension WeeklyBaseline {
    func pack(into bytes: inout LearnedBytes) {
        for bin in 0..<Self.hours {
            bytes.append(weeksSeen[bin])
            bytes.append(spreads[bin])
            for week in 0..<Self.weeks { bytes.append(medians[bin * Self.weeks + week]) }
        }
        bytes.append([last, min(step, 1e300), score ?? 0, judged.expected, judged.spread])
        for number in [hour, minute, lastAt, since, hoursLearned] { bytes.append(number) }
        bytes.append(UInt8((isForgotten ? 1 : 0) | (score == nil ? 0 : 2)))
        bytes.append(UInt8(samples.count))
        for sample in samples { bytes.append(sample) }
    }

    init?(from bytes: inout LearnedBytes) {
        self.init()
        for bin in 0..<Self.hours {
            guard let seen = bytes.word(UInt8.self), seen < 2 * Self.weeks, let spread = bytes.float(),
                spread >= 0
            else { return nil }
            weeksSeen[bin] = seen
            spreads[bin] = spread
            for week in 0..<Self.weeks {
                guard let median = bytes.float() else { return nil }
                medians[bin * Self.weeks + week] = median
            }
        }
        guard let numbers = bytes.doubles(5), let hour = bytes.word(Int64.self),
            let minute = bytes.word(Int64.self), let lastAt = bytes.word(Int64.self),
            let since = bytes.word(Int64.self), let learned = bytes.word(Int64.self),
            let flags = bytes.word(UInt8.self), let count = bytes.word(UInt8.self), count <= 60
        else { return nil }
        for _ in 0..<count {
            guard let sample = bytes.float() else { return nil }
            samples.append(sample)
        }
        (last, step) = (numbers[0], numbers[1] >= 1e300 ? .greatestFiniteMagnitude : numbers[1])
        score = flags & 2 == 0 ? nil : numbers[2]
        judged = (numbers[3], numbers[4])
        (self.hour, self.minute, self.lastAt, self.since) = (hour, minute, lastAt, since)
        hoursLearned = learned
        isForgotten = flags & 1 != 0
    }
}
