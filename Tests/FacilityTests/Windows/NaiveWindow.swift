@testable import Facility

/// A window as one would write it without caring for time or memory: it keeps every reading for ever and walks through
/// all of them at every question. What the real ones are held against.
struct NaiveWindow {
    let duration: Int64
    private var readings: [(at: Int64, value: Double)] = []
    private var knownSince: Int64?
    private var newest = Int64.min

    init(duration: Int64) { self.duration = duration }

    /// As in `WindowTrack`: readings of one cell enter and leave together, by the last one's time.
    private var spacing: Int64 { (duration + 596) / 597 }

    mutating func add(_ value: Double, at time: Int64) {
        guard newest == .min || time >= newest &- duration else { return }
        knownSince = min(knownSince ?? time, time)
        let position = readings.lastIndex { $0.at <= time }.map { $0 + 1 } ?? 0
        if position > 0, readings[position - 1] == (time, value) { return }
        readings.insert((time, value), at: position)
        newest = max(newest, time)
    }

    mutating func forget() {
        readings = []
        knownSince = nil
        newest = .min
    }

    /// nil: unknown.
    func value(_ spec: WindowSpec, at now: Int64) -> Double? {
        let now = max(now, newest)
        let from = now - duration
        guard let knownSince else { return nil }
        let isHalfKnown = now - knownSince >= duration / 2
        let isKnown = now - knownSince >= duration
        // Cells come one after the other, so the last reading before `from` with none of its cell after it ends what
        // is outside.
        var first: Int? = readings.firstIndex { $0.at >= from }
        while let position = first, position > 0,
            readings[position - 1].at / spacing == readings[position].at / spacing
        {
            first = position - 1
        }
        let inside = first.map { Array(readings[$0...]) } ?? []
        let before = first.map { $0 > 0 ? readings[$0 - 1] : nil } ?? readings.last
        let last = inside.last
        let spans = inside.isEmpty ? false : last!.at - inside[0].at >= max(1, duration / 2)
        let steps = steps(inside)
        var changes = steps.filter { $0.0 != $0.1 }.count
        if let before, let first = inside.first, before.value != first.value { changes += 1 }
        switch spec.function {
        case .changes: return isKnown ? Double(changes) : nil
        case .count: return isKnown ? Double(inside.count) : nil
        case .sum: return isKnown ? inside.map(\.value).reduce(0, +) : nil
        case .stuck: return changes > 0 ? 0 : isKnown && spans ? 1 : nil
        case .rate:
            return spans ? (last!.value - inside[0].value) / Double(last!.at - inside[0].at) * 1_000 : nil
        case .delta: return spans ? last!.value - inside[0].value : nil
        case .increase:
            var rise = 0.0
            for step in steps { rise += step.1 >= step.0 ? step.1 - step.0 : step.1 }
            return spans ? rise : nil
        case .slope: return spans && inside.count >= 3 ? slope(inside) : nil
        case .min, .max, .avg, .stddev, .quantile:
            guard isHalfKnown else { return nil }
            return level(spec, inside, before, from: from, now: now)
        case .age: return Double(now - newest)
        case .previous: return nil
        }
    }

    private func steps(_ readings: [(at: Int64, value: Double)]) -> [(Double, Double)] {
        var steps: [(Double, Double)] = []
        for (before, after) in zip(readings, readings.dropFirst()) {
            steps.append((before.value, after.value))
        }
        return steps
    }

    private func level(
        _ spec: WindowSpec, _ inside: [(at: Int64, value: Double)], _ before: (at: Int64, value: Double)?,
        from: Int64, now: Int64
    ) -> Double? {
        var weighted: [(value: Double, weight: Double)] = inside.map { ($0.value, 1) }
        if spec.weighing == .time {
            var course = inside
            if let before, inside.first.map({ $0.at > from }) ?? true {
                course.insert((from, before.value), at: 0)
            }
            weighted = []
            for (position, entry) in course.enumerated() {
                let until: Int64 = position + 1 < course.count ? course[position + 1].at : now
                weighted.append((entry.value, Double(until - entry.at)))
            }
        }
        guard !weighted.isEmpty else { return nil }
        let values = weighted.map(\.value)
        var total = weighted.map(\.weight).reduce(0, +)
        if total == 0 {
            weighted = [(values.last!, 1)]
            total = 1
        }
        var sum = 0.0
        for entry in weighted { sum += entry.value * entry.weight }
        let mean = sum / total
        switch spec.function {
        case .min: return values.min()
        case .max: return values.max()
        case .avg: return mean
        case .stddev:
            if spec.weighing == .readings, inside.count < 2 { return nil }
            var squares = 0.0
            for entry in weighted { squares += (entry.value - mean) * (entry.value - mean) * entry.weight }
            return (squares / total).squareRoot()
        default: return quantile(weighted, total, spec)
        }
    }

    private func quantile(
        _ weighted: [(value: Double, weight: Double)], _ total: Double, _ spec: WindowSpec
    ) -> Double {
        let sorted = weighted.filter { $0.weight > 0 }.sorted { $0.value < $1.value }
        if spec.weighing == .readings {
            let rank = spec.number * Double(sorted.count - 1)
            let (low, high) = (sorted[Int(rank)].value, sorted[min(Int(rank) + 1, sorted.count - 1)].value)
            return low + (rank - rank.rounded(.down)) * (high - low)
        }
        var passed = 0.0
        for entry in sorted {
            passed += entry.weight
            if passed >= spec.number * total * (1 - 1e-12) { return entry.value }
        }
        return sorted.last!.value
    }

    private func slope(_ readings: [(at: Int64, value: Double)]) -> Double? {
        let count = Double(readings.count)
        let times = readings.map { Double($0.at - readings[0].at) / 1_000 }
        let meanTime = times.reduce(0, +) / count
        let mean = readings.map(\.value).reduce(0, +) / count
        var (spread, together) = (0.0, 0.0)
        for (time, reading) in zip(times, readings) {
            spread += (time - meanTime) * (time - meanTime)
            together += (time - meanTime) * (reading.value - mean)
        }
        return spread > 0 ? together / spread : nil
    }
}
