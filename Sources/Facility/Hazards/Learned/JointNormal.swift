/// How several points of a device usually stand to each other, and how far they are from it now: pressure that falls
/// while flow rises is strange although neither is.
///
/// The Mahalanobis distance (Mahalanobis 1936) from a mean under a covariance, both exponentially weighted; readings
/// that are far off weigh less, by Huber's weights on the distance (Maronna 1976; Campbell 1980), so that an outlier
/// does not teach that outliers are usual. Correlations are drawn towards none by a twentieth (Ledoit and Wolf 2004,
/// with a fixed share): two points that always moved as one do not make the smallest difference an event.
///
/// Divided by the root of the number of points, so that it is about 1 when all is usual, whatever that number is.
///
/// With `over` n it is not each message that is judged but the mean of the last n or so (exponentially weighted with
/// 2/(n+1), whose noise is that of a plain mean of n): a shift of half a spread that noise hides in one message
/// stands out in the mean of thirty. Such a judgement begins after an eighth of the half-life, and what the hazard
/// has held off for a whole one is learned after all, from the beginning: a pump that was exchanged is not strange for
/// ever where nobody is there to say so.
struct JointNormal: Sendable {
    /// Distance from which a reading weighs less.
    static let cut = 2.0
    static let shrinkage = 0.05

    let count: Int
    /// Messages of which the mean is judged; 1: each by itself.
    let over: Double
    let pace: LearningPace
    private(set) var latest: [Double?]
    private var mean: [Double]
    /// Lower triangle, row by row.
    private var covariance: [Double]
    private var last: [Double]
    /// The mean of the last messages, and how many there were since one of the points was forgotten.
    private var smooth: [Double] = []
    private var smoothed: Int64 = 0
    /// Since when nothing is to be learned; `min`: it is.
    private var heldSince = Int64.min
    private var steps: [Double]
    private(set) var rows: Int64 = 0
    private(set) var since = Int64.min
    private(set) var lastAt = Int64.min
    private var isTouched = false
    private(set) var distance: Double?
    /// The point that is furthest off by itself, and what it was judged by.
    private(set) var furthest = (position: 0, observed: 0.0, mean: 0.0, spread: 0.0)

    init(count: Int, halfLife: Int64, over: Double = 1) {
        self.count = count
        self.over = over
        if over > 1 { smooth = Array(repeating: 0, count: count) }
        // A covariance of n points has n(n+1)/2 numbers to learn.
        // Means stray so little that an eighth of the half-life tells them well enough to be judged by.
        pace = LearningPace(
            halfLife: halfLife, least: Int64(max(50, 10 * count)), warmUp: over > 1 ? halfLife / 8 : nil)
        latest = Array(repeating: nil, count: count)
        mean = Array(repeating: 0, count: count)
        last = mean
        covariance = Array(repeating: 0, count: count * (count + 1) / 2)
        steps = Array(repeating: .greatestFiniteMagnitude, count: count)
    }

    /// One point's reading of a message; `settle` judges when all of the message are in.
    mutating func add(_ value: Double, of point: Int) {
        latest[point] = value
        isTouched = true
    }

    mutating func forget(_ point: Int) {
        latest[point] = nil
        distance = nil
        smoothed = 0
    }

    /// Judges what the points say together, then learns from it. Nothing while one of them is not known.
    mutating func settle(at time: Int64, learns: Bool) {
        guard isTouched else { return }
        isTouched = false
        if learns { heldSince = .min } else if heldSince == .min { heldSince = time }
        let row = latest.compactMap { $0 }
        guard row.count == count, time > lastAt else { return }
        let learns = learns || isHeldTooLong(at: time)
        if learns, heldSince != .min, since < heldSince { beginAnew() }
        if learns, rows > 0 {
            for point in 0..<count where row[point] != last[point] {
                steps[point] = min(steps[point], abs(row[point] - last[point]))
            }
        }
        let judged = smoothing(row)
        let away = zip(judged, mean).map { $0 - $1 }
        let isWarm = rows > 0 && pace.isWarm(count: rows, since: since, at: time)
        let found = rows >= pace.least ? mahalanobis(away) : nil
        distance = isWarm ? found : nil
        noteFurthest(judged, away)
        if learns { learn(judged, away, found, at: time) }
        lastAt = time
        last = row
    }

    private func isHeldTooLong(at time: Int64) -> Bool {
        over > 1 && heldSince != .min && time &- heldSince >= pace.halfLife
    }

    private mutating func beginAnew() {
        rows = 0
        since = .min
        for place in covariance.indices { covariance[place] = 0 }
    }

    /// The mean that is judged: of the first few messages plain, then exponentially weighted.
    private mutating func smoothing(_ row: [Double]) -> [Double] {
        guard over > 1 else { return row }
        let weight = max(2 / (over + 1), 1 / Double(smoothed + 1))
        for point in 0..<count { smooth[point] += weight * (row[point] - smooth[point]) }
        smoothed += 1
        return smooth
    }

    private mutating func learn(_ row: [Double], _ away: [Double], _ distance: Double?, at time: Int64) {
        guard rows > 0 else {
            mean = row
            since = time
            rows = 1
            return
        }
        let weight = pace.weight(after: rows, gap: time &- lastAt)
        let share = distance.map { $0 > Self.cut ? Self.cut / $0 : 1 } ?? 1
        let bounded = away.map { $0 * share }
        var newCovariance = covariance
        for row in 0..<count {
            for column in 0...row {
                let place = Self.place(row, column)
                newCovariance[place] =
                    (1 - weight) * (covariance[place] + weight * bounded[row] * bounded[column])
            }
        }
        let newMean = zip(mean, bounded).map { $0 + weight * $1 }
        guard newMean.allSatisfy(\.isFinite), newCovariance.allSatisfy(\.isFinite) else { return }
        mean = newMean
        covariance = newCovariance
        rows += 1
    }

    private static func place(_ row: Int, _ column: Int) -> Int { row * (row + 1) / 2 + column }

    private func spread(_ point: Int) -> Double {
        // Of means the rounding is less by the root of their number.
        let least = steps[point] == .greatestFiniteMagnitude ? 0 : steps[point] / 2 / over.squareRoot()
        return max(covariance[Self.place(point, point)].squareRoot(), least, 1e-9 * abs(mean[point]), 1e-300)
    }

    private mutating func noteFurthest(_ row: [Double], _ away: [Double]) {
        let furthest = (0..<count).max { abs(away[$0]) / spread($0) < abs(away[$1]) / spread($1) } ?? 0
        self.furthest = (furthest, row[furthest], mean[furthest], spread(furthest))
    }

    /// By Cholesky's decomposition of the correlations; nil: they cannot be inverted, or numbers overflow.
    private func mahalanobis(_ away: [Double]) -> Double? {
        let spreads = (0..<count).map(spread)
        var factor = covariance
        for row in 0..<count {
            for column in 0..<row {
                factor[Self.place(row, column)] *= (1 - Self.shrinkage) / (spreads[row] * spreads[column])
            }
            factor[Self.place(row, row)] = 1
        }
        var square = 0.0
        var solved = [Double](repeating: 0, count: count)
        for row in 0..<count {
            for column in 0...row {
                var sum = factor[Self.place(row, column)]
                for inner in 0..<column {
                    sum -= factor[Self.place(row, inner)] * factor[Self.place(column, inner)]
                }
                if row == column {
                    guard sum > 1e-12 else { return nil }
                    factor[Self.place(row, row)] = sum.squareRoot()
                } else {
                    factor[Self.place(row, column)] = sum / factor[Self.place(column, column)]
                }
            }
            var part = away[row] / spreads[row]
            for column in 0..<row { part -= factor[Self.place(row, column)] * solved[column] }
            solved[row] = part / factor[Self.place(row, row)]
            square += solved[row] * solved[row]
        }
        let distance = (square / Double(count)).squareRoot()
        return distance.isFinite ? distance : nil
    }
}

extension JointNormal {
    func pack(into bytes: inout LearnedBytes) {
        bytes.append(mean + covariance + last + steps.map { min($0, 1e300) })
        bytes.append(latest.map { $0 ?? 0 })
        for value in latest { bytes.append(UInt8(value == nil ? 0 : 1)) }
        bytes.append([distance ?? 0, furthest.observed, furthest.mean, furthest.spread])
        for number in [rows, since, lastAt, Int64(furthest.position), distance == nil ? 0 : 1] {
            bytes.append(number)
        }
        guard over > 1 else { return }
        bytes.append(smooth)
        bytes.append(smoothed)
        bytes.append(heldSince)
    }

    init?(count: Int, halfLife: Int64, over: Double = 1, from bytes: inout LearnedBytes) {
        self.init(count: count, halfLife: halfLife, over: over)
        guard let mean = bytes.doubles(count), let covariance = bytes.doubles(covariance.count),
            let last = bytes.doubles(count), let steps = bytes.doubles(count),
            let latest = bytes.doubles(count)
        else { return nil }
        for (point, value) in latest.enumerated() {
            guard let isKnown = bytes.word(UInt8.self) else { return nil }
            self.latest[point] = isKnown == 1 ? value : nil
        }
        guard let numbers = bytes.doubles(4), let rows = bytes.word(Int64.self),
            let since = bytes.word(Int64.self), let lastAt = bytes.word(Int64.self),
            let furthest = bytes.word(Int64.self), let isJudged = bytes.word(Int64.self),
            (0..<Int64(count)).contains(furthest), rows >= 0
        else { return nil }
        (self.mean, self.covariance, self.last) = (mean, covariance, last)
        self.steps = steps.map { $0 >= 1e300 ? .greatestFiniteMagnitude : $0 }
        distance = isJudged == 1 ? numbers[0] : nil
        self.furthest = (Int(furthest), numbers[1], numbers[2], numbers[3])
        (self.rows, self.since, self.lastAt) = (rows, since, lastAt)
        guard over > 1 else { return }
        guard let smooth = bytes.doubles(count), let smoothed = bytes.word(Int64.self), smoothed >= 0,
            let heldSince = bytes.word(Int64.self)
        else { return nil }
        (self.smooth, self.smoothed, self.heldSince) = (smooth, smoothed, heldSince)
    }
}
