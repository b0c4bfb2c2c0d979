import Expressions

/// Functions that tell where a number stood.
///
/// **Over time** (`avg(p, d)`), the value a window begins with is the one that stood before it: a device that reports
/// only changes has said something for the whole stretch. **Over readings** (`avg(p, d, 'readings')`) each reading
/// inside the window counts once, however long it stood, and what came before does not. Unknown until the point has
/// been known for half the duration, and without a reading inside the window when readings are what counts.
extension WindowTrack {
    /// `min(p, d)`: the lowest value.
    func low(_ edge: WindowEdge, _ weighing: WindowWeighing) -> Value {
        extreme(edge, weighing, lows.front(from: number(edge)).map { cells.low(position($0)) }, Swift.min)
    }

    /// `max(p, d)`: the highest value.
    func high(_ edge: WindowEdge, _ weighing: WindowWeighing) -> Value {
        extreme(edge, weighing, highs.front(from: number(edge)).map { cells.high(position($0)) }, Swift.max)
    }

    private func number(_ edge: WindowEdge) -> UInt32 { goneCount + UInt32(edge.first) }

    /// - Parameter inside: of the readings inside the window.
    private func extreme(
        _ edge: WindowEdge, _ weighing: WindowWeighing, _ inside: Double?,
        _ choose: (Double, Double) -> Double
    ) -> Value {
        guard !isText, isHalfKnown(edge) else { return .unknown }
        var best = inside
        if weighing == .time, let standing = standing(edge) {
            best = best.map { choose($0, standing.number) } ?? standing.number
        }
        return best.map(Self.finite) ?? .unknown
    }

    func nextExtreme(_ edge: WindowEdge, _ weighing: WindowWeighing) -> Timestamp? {
        if let filled = willBeKnown(for: duration / 2, edge) { return filled }
        guard edge.first < cells.count else { return nil }
        // What stood before leaves when the first reading reaches the window's edge.
        let reaches = cells.firstAt(edge.first) &+ duration
        if weighing == .time, reaches > edge.now { return Timestamp(milliseconds: reaches) }
        return expiry(edge.first)
    }

    /// `avg(p, d)`: the mean.
    ///
    /// 0.30 MPa for 50 s, then 0.10 MPa for 10 s, over one minute: 0.267 MPa over time, however often either was
    /// sent; over readings it depends on just that.
    func average(_ edge: WindowEdge, _ weighing: WindowWeighing) -> Value {
        moments(edge, weighing).map { Self.finite($0.mean) } ?? .unknown
    }

    /// `stddev(p, d)`: the standard deviation of what stood, or of the readings (of the whole window, not of a sample
    /// of something larger: divided by n). Over readings at least two are needed.
    func deviation(_ edge: WindowEdge, _ weighing: WindowWeighing) -> Value {
        guard let moments = moments(edge, weighing), weighing == .time || moments.readings >= 2 else {
            return .unknown
        }
        return Self.finite(moments.variance.squareRoot())
    }

    func nextMoment(_ edge: WindowEdge, _ weighing: WindowWeighing) -> Timestamp? {
        if let filled = willBeKnown(for: duration / 2, edge) { return filled }
        return weighing == .time ? nextGlance(edge) : firstExpiry(edge)
    }

    private func moments(
        _ edge: WindowEdge, _ weighing: WindowWeighing
    ) -> (mean: Double, variance: Double, readings: Int64)? {
        guard !isText, isHalfKnown(edge) else { return nil }
        var sums = totals(edge)
        switch weighing {
        case .readings:
            guard sums.readings > 0 else { return nil }
            return moments(edge, sums.value, sums.square, Double(sums.readings), sums.readings) { mean in
                squares(edge, about: mean) { $0.square }
            }
        case .time:
            guard addEnds(to: &sums, edge, center: center) else { return nil }
            guard sums.length > 0 else { return (sums.area + center, 0, sums.readings) }
            return moments(edge, sums.area, sums.squareArea, sums.length, sums.readings) { mean in
                squares(edge, about: mean) { $0.squareArea }
            }
        }
    }

    /// Mean and variance of sums about `center`. Where the mean lies so far from it that subtracting squares would
    /// leave few digits (1e6 and more apart, a million times the spread), the squares are added up once more.
    private func moments(
        _ edge: WindowEdge, _ sum: Double, _ square: Double, _ weight: Double, _ readings: Int64,
        exactly: (Double) -> Double
    ) -> (mean: Double, variance: Double, readings: Int64) {
        let offset = sum / weight
        var variance = square / weight - offset * offset
        if !(variance > 1e-6 * (square / weight)) {
            variance = square == 0 ? 0 : exactly(offset + center) / weight
        }
        return (offset + center, Swift.max(0, variance), readings)
    }

    /// Adds what stood at both ends of the window, about `center`.
    /// - Returns: false when nothing stood at all.
    private func addEnds(to sums: inout WindowTotals, _ edge: WindowEdge, center: Double) -> Bool {
        let standing = standing(edge)
        guard edge.first < cells.count else {
            guard let standing else { return false }
            // A single value stood for the whole window.
            sums = WindowTotals()
            sums.area = standing.number - center
            return true
        }
        if let standing {
            add(standing.number - center, for: cells.firstAt(edge.first) - edge.from, to: &sums)
        }
        add(cells[cells.count - 1].number - center, for: edge.now - cells[cells.count - 1].at, to: &sums)
        if sums.length == 0 { sums.area = cells[cells.count - 1].number - center }
        return true
    }

    private func add(_ value: Double, for milliseconds: Int64, to sums: inout WindowTotals) {
        let span = Double(milliseconds) / 1_000
        sums.area += value * span
        sums.squareArea += value * value * span
        sums.length += span
    }

    /// The squares about another center, by a walk through the cells.
    private func squares(
        _ edge: WindowEdge, about center: Double, _ part: (WindowTotals) -> Double
    ) -> Double {
        var copy = self
        copy.recenter(at: center)
        var sums = copy.totals(edge)
        _ = copy.addEnds(to: &sums, edge, center: center)
        return part(sums)
    }
}
