import Expressions

/// Where a window lies at one time, as the functions see it.
struct WindowEdge: Sendable {
    /// Time of the question, never before the newest reading, in milliseconds.
    let now: Int64
    /// Beginning of the window.
    let from: Int64
    /// Position of the first cell inside it.
    let first: Int
}

/// The parts all window functions are made of.
extension WindowTrack {
    /// A time before the newest reading counts as that reading's.
    func time(at now: Timestamp) -> Int64 { Swift.max(now.milliseconds, newestAt ?? .min) }

    func edge(at now: Int64) -> WindowEdge {
        let from = now &- duration
        return WindowEdge(now: now, from: from, first: cells.first(notBefore: from))
    }

    /// The cell whose value stood when the window began; nil when nothing was known then or a reading came by then.
    func standing(_ edge: WindowEdge) -> WindowCell? {
        if edge.first < cells.count, cells.firstAt(edge.first) <= edge.from { return nil }
        return edge.first > 0 ? cells[edge.first - 1] : anchor
    }

    /// Sums over the cells inside the window and what lies between them. The step that shows in the first of them
    /// counts as a change, and neither as a rise nor as a stretch of time: it began outside.
    func totals(_ edge: WindowEdge) -> WindowTotals {
        guard edge.first < cells.count else { return WindowTotals() }
        var sums: WindowTotals
        if edge.first * 2 <= cells.count {
            sums = totals
            for position in 0..<edge.first { sums -= inside(position) + link(position) }
            if edge.first > 0, sums.isSpoilt(by: totals) { sums = addedUp(from: edge.first) }
        } else {
            sums = addedUp(from: edge.first)
        }
        let link = link(edge.first)
        sums.rise -= link.rise
        sums.area -= link.area
        sums.squareArea -= link.squareArea
        sums.length -= link.length
        return sums
    }

    private func addedUp(from first: Int) -> WindowTotals {
        var sums = WindowTotals()
        for position in first..<cells.count { sums += inside(position) + link(position) }
        return sums
    }

    /// First and last reading of the window when they are at least half of it apart.
    func ends(_ edge: WindowEdge) -> (first: WindowCell, last: WindowCell)? {
        guard !isText, cells.count - edge.first >= 1 else { return nil }
        let first = firstReading(of: edge.first)
        let last = cells[cells.count - 1]
        return last.at - first.at >= Swift.max(1, duration / 2) ? (first, last) : nil
    }

    /// For how long before the question something was known, in milliseconds; nil: nothing ever.
    private func known(_ edge: WindowEdge) -> Int64? { knownSince.map { edge.now &- $0 } }

    func isHalfKnown(_ edge: WindowEdge) -> Bool { known(edge).map { $0 >= duration / 2 } ?? false }
    func isWhollyKnown(_ edge: WindowEdge) -> Bool { known(edge).map { $0 >= duration } ?? false }

    /// When the window will have been known for `length`; nil when it has been, or nothing is known.
    func willBeKnown(for length: Int64, _ edge: WindowEdge) -> Timestamp? {
        guard let known = known(edge), known < length else { return nil }
        return Timestamp(milliseconds: edge.now &+ (length - known))
    }

    /// When a cell will have left the window.
    func expiry(_ position: Int) -> Timestamp {
        Timestamp(milliseconds: cells.at(position) &+ duration &+ 1)
    }

    /// When the first cell inside the window leaves it; nil: there is none.
    func firstExpiry(_ edge: WindowEdge) -> Timestamp? {
        edge.first < cells.count ? expiry(edge.first) : nil
    }

    /// When a mean over time is worth another look although no reading comes: it moves all the time.
    func nextGlance(_ edge: WindowEdge) -> Timestamp? {
        guard edge.first < cells.count else { return nil }
        return Timestamp(milliseconds: edge.now &+ Swift.max(1_000, duration / 32))
    }

    /// Two huge numbers can differ by more than a double holds; that is no value.
    static func finite(_ number: Double) -> Value { number.isFinite ? .double(number) : .unknown }
}
