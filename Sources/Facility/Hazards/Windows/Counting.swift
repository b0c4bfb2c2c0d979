import Expressions

/// Functions that count what happened inside the window. They are unknown until the point has been known for the
/// whole window: "no change in five minutes" cannot be said after three.
extension WindowTrack {
    /// `changes(p, d)`: how often the value differed from the one before it. Works on any kind of point.
    ///
    /// Floors 7, 7, 8, 8, 7 give 2. A change counts at the time of the reading that shows it.
    func changeCount(_ edge: WindowEdge) -> Value {
        isWhollyKnown(edge) ? .int(changes(edge)) : .unknown
    }

    func nextChangeCount(_ edge: WindowEdge) -> Timestamp? {
        willBeKnown(for: duration, edge) ?? firstChangeLeaves(edge)
    }

    /// `count(p, d)`: number of readings.
    func readingCount(_ edge: WindowEdge) -> Value {
        isWhollyKnown(edge) ? .int(totals(edge).readings) : .unknown
    }

    /// `sum(p, d)`: sum of the readings, each once: pulses of a meter that sends how many since the last time.
    func sum(_ edge: WindowEdge) -> Value {
        guard !isText, isWhollyKnown(edge) else { return .unknown }
        let sums = totals(edge)
        // Nothing came: exactly nothing, whatever rounding left behind.
        guard sums.readings > 0 else { return .double(0) }
        return Self.finite(sums.value + Double(sums.readings) * center)
    }

    func nextCount(_ edge: WindowEdge) -> Timestamp? {
        willBeKnown(for: duration, edge) ?? firstExpiry(edge)
    }

    /// `stuck(p, d)`: whether readings kept coming for the whole window and every one was the same to the last digit.
    /// False as soon as one differed. Unknown while the window is not wholly known, or when its first and last
    /// reading are less than half of it apart: a device that only reports changes and reports none is not stuck.
    ///
    /// Chlorine at 0.52 mg/L every ten minutes for six hours is a probe in air or a dead one.
    func isStuck(_ edge: WindowEdge) -> Value {
        guard knownSince != nil else { return .unknown }
        if changes(edge) > 0 { return .bool(false) }
        return isWhollyKnown(edge) && spans(edge) ? .bool(true) : .unknown
    }

    func nextStuck(_ edge: WindowEdge) -> Timestamp? {
        if let leaves = firstChangeLeaves(edge) { return leaves }
        if let filled = willBeKnown(for: duration, edge) { return filled }
        // True until what is left spans less than half the window.
        var last = edge.first
        while last < cells.count, cells[cells.count - 1].at - cells.firstAt(last) >= duration / 2 {
            last += 1
        }
        return last > edge.first ? expiry(last - 1) : nil
    }

    /// Changes inside the window, without the sums that go with them in `totals`.
    private func changes(_ edge: WindowEdge) -> Int64 {
        guard edge.first < cells.count else { return 0 }
        let isLate = edge.first * 2 > cells.count
        var sum = isLate ? 0 : totals.changes
        for position in isLate ? edge.first..<cells.count : 0..<edge.first {
            sum += isLate ? changes(at: position) : -changes(at: position)
        }
        return sum
    }

    private func spans(_ edge: WindowEdge) -> Bool {
        edge.first < cells.count
            && cells[cells.count - 1].at - cells.firstAt(edge.first) >= Swift.max(1, duration / 2)
    }

    private func firstChangeLeaves(_ edge: WindowEdge) -> Timestamp? {
        for position in edge.first..<cells.count where changes(at: position) > 0 {
            return expiry(position)
        }
        return nil
    }
}
