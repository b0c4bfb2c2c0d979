/// What is kept of a cell with several readings beside its last one: a window never holds more than a fixed number of
/// cells, however fast a device talks.
///
/// Readings that come in order lose nothing but their single values: number, extremes, mean, spread, the area under
/// them and the number of changes are exact (Welford 1962; Chan, Golub and LeVeque 1983).
struct WindowCrowd: Sendable, Equatable {
    /// Device time of its first reading, in milliseconds.
    private(set) var firstAt: Int64
    private(set) var firstBits: UInt64
    private(set) var readings: UInt32 = 1
    /// How many of its readings, the first aside, differed from the one before them.
    private(set) var changes: UInt32 = 0
    private(set) var low: Double
    private(set) var high: Double
    /// Mean of its readings and sum of their squared distances from it.
    private(set) var mean: Double
    private(set) var square = 0.0
    /// The same of their times, in seconds from the cell's beginning, and of both together.
    private(set) var time: Double
    private(set) var timeSquare = 0.0
    private(set) var product = 0.0
    /// Sums over time, in seconds, of what stood between its first reading and its last, less the first's value; and
    /// of that squared.
    private(set) var area = 0.0
    private(set) var squareArea = 0.0
    /// Sum of its steps upward, through restarts at zero.
    private(set) var rise = 0.0

    /// A cell's only reading, before a second one joins it.
    /// - Parameters:
    ///   - number: its value as a number; 0 for a text.
    ///   - origin: beginning of the cell, in milliseconds.
    init(_ cell: WindowCell, number: Double, origin: Int64) {
        firstAt = cell.at
        firstBits = cell.bits
        low = number
        high = number
        mean = number
        time = Double(cell.at - origin) / 1_000
    }

    /// The first value where the point is a number or a truth.
    var firstNumber: Double { Double(bitPattern: firstBits) }

    /// A reading after all others.
    /// - Parameters:
    ///   - last: the last one until now.
    ///   - needs: what of all this somebody asks for.
    mutating func append(
        _ sample: WindowSample, at now: Int64, after last: WindowCell, origin: Int64,
        needs: WindowTotals.Needs
    ) {
        if !sample.isText {
            rise += WindowTotals.rise(from: last.number, to: sample.number)
            if needs.contains(.areas) {
                let gap = Double(now - last.at) / 1_000
                let distance = last.number - firstNumber
                area += distance * gap
                squareArea += distance * distance * gap
            }
        }
        changes += last.bits == sample.bits ? 0 : 1
        count(sample, at: now, origin, needs)
    }

    /// A late reading before all others.
    mutating func prepend(
        _ sample: WindowSample, at now: Int64, origin: Int64, span: Double, needs: WindowTotals.Needs
    ) {
        if !sample.isText {
            let shift = firstNumber - sample.number
            squareArea += 2 * shift * area + shift * shift * span
            area += shift * span
            rise += WindowTotals.rise(from: sample.number, to: firstNumber)
        }
        changes += firstBits == sample.bits ? 0 : 1
        firstAt = now
        firstBits = sample.bits
        count(sample, at: now, origin, needs)
    }

    /// A late reading somewhere between: it counts, and claims neither a change nor a stretch of time.
    mutating func insert(_ sample: WindowSample, at now: Int64, origin: Int64, needs: WindowTotals.Needs) {
        count(sample, at: now, origin, needs)
    }

    private mutating func count(
        _ sample: WindowSample, at now: Int64, _ origin: Int64, _ needs: WindowTotals.Needs
    ) {
        readings += readings == .max ? 0 : 1
        low = Swift.min(low, sample.number)
        high = Swift.max(high, sample.number)
        guard !needs.isDisjoint(with: [.moments, .means]) else { return }
        let number = Double(readings)
        let seconds = Double(now - origin) / 1_000
        let (value, moment) = (sample.number - mean, seconds - time)
        mean += value / number
        time += moment / number
        square += value * (sample.number - mean)
        timeSquare += moment * (seconds - time)
        product += value * (seconds - time)
    }
}
