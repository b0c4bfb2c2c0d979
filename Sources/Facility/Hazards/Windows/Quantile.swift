import Expressions

/// `quantile(p, d, q)`: the value that a share q of the window stayed at or below; q = 0.5 is the median, which one
/// spike does not move.
///
/// Over time: the lowest value such that what stood at or below it makes up q of the known time. Over readings: linear
/// between the two nearest in rank, at rank q·(n − 1) (Hyndman and Fan 1996, type 7, as NumPy and PromQL have it).
/// Of a cell with several readings the lowest and the highest are themselves and all others are their mean, so that
/// memory stays bounded. Sorting makes it the dearest of the functions: at most 2,402 numbers a question.
extension WindowTrack {
    func quantile(_ edge: WindowEdge, _ weighing: WindowWeighing, _ share: Double) -> Value {
        guard !isText, (0...1).contains(share), isHalfKnown(edge) else { return .unknown }
        let room = 4 * (cells.count - edge.first) + 2
        return withUnsafeTemporaryAllocation(of: Weighted.self, capacity: room) { buffer in
            let count = fill(buffer, edge, weighing)
            guard count > 0 else { return .unknown }
            var sorted = UnsafeMutableBufferPointer(rebasing: buffer[..<count])
            sorted.sort { $0.value < $1.value }
            return Self.finite(
                weighing == .time ? Self.byTime(sorted, share) : Self.byRank(sorted, share))
        }
    }

    private struct Weighted {
        var value: Double
        /// Milliseconds, or readings.
        var weight: Double
    }

    private func fill(
        _ buffer: UnsafeMutableBufferPointer<Weighted>, _ edge: WindowEdge, _ weighing: WindowWeighing
    ) -> Int {
        var count = 0
        func put(_ value: Double, _ weight: Double) {
            guard weight > 0 else { return }
            buffer.initializeElement(at: count, to: Weighted(value: value, weight: weight))
            count += 1
        }
        if weighing == .time, let standing = standing(edge) {
            let until = edge.first < cells.count ? cells.firstAt(edge.first) : edge.now
            put(standing.number, Double(until - edge.from))
        }
        for position in edge.first..<cells.count {
            let cell = cells[position]
            let next = position + 1 < cells.count ? cells.firstAt(position + 1) : edge.now
            let after = weighing == .time ? Double(next - cell.at) : 0
            guard let crowd = cells.crowd(position) else {
                put(cell.number, weighing == .time ? after : 1)
                continue
            }
            // All but the last have stood inside the cell.
            let number = Double(crowd.readings)
            let unit = weighing == .time ? Double(cell.at - crowd.firstAt) / (number - 1) : 1
            let rest = weighing == .time ? number - 3 : number - 2
            put(number == 2 && weighing == .time ? crowd.firstNumber : crowd.low, unit)
            if number > 2 {
                put(crowd.high, unit)
                put((crowd.mean * number - crowd.low - crowd.high) / (number - 2), rest * unit)
            } else if weighing == .readings {
                put(crowd.high, unit)
            }
            put(cell.number, after)
        }
        // Known this very instant only.
        if count == 0, weighing == .time, edge.first < cells.count { put(cells[cells.count - 1].number, 1) }
        return count
    }

    private static func byTime(_ sorted: UnsafeMutableBufferPointer<Weighted>, _ share: Double) -> Double {
        let goal = share * sorted.reduce(0) { $0 + $1.weight }
        var passed = 0.0
        for entry in sorted {
            passed += entry.weight
            // A sum of shares is short of the whole by a rounding.
            if passed >= goal * (1 - 1e-12) { return entry.value }
        }
        return sorted[sorted.count - 1].value
    }

    private static func byRank(_ sorted: UnsafeMutableBufferPointer<Weighted>, _ share: Double) -> Double {
        let count = sorted.reduce(0) { $0 + $1.weight }
        let rank = share * (count - 1)
        let (below, part) = (rank.rounded(.down), rank - rank.rounded(.down))
        func value(_ rank: Double) -> Double {
            var passed = 0.0
            for entry in sorted {
                passed += entry.weight
                if rank < passed { return entry.value }
            }
            return sorted[sorted.count - 1].value
        }
        let low = value(below)
        return part > 0 ? low + part * (value(below + 1) - low) : low
    }
}
