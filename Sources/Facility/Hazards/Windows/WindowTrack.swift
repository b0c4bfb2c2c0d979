/// The readings of one point over one duration, shared by every function that asks for just that.
///
/// **Bounded.** Time is cut into cells of `ceil(duration / 597)`; readings in the same cell become one. A closed window
/// touches at most 598 cells, one more may wait to expire, and one stands before the window: never more than 600, of 16
/// bytes, or of 128 once a cell has had two readings. The grid depends on the duration alone, so the same readings give
/// the same cells in every run. A one-minute window tells readings 101 ms apart, a one-hour window 6.1 s.
///
/// **In order.** A reading older than the newest is put at its place while it lies inside the window, and is ignored
/// when it is older. The same value at the same time is a duplicate and counts once. Only where a late reading falls
/// between two others of its own cell is its place among them lost (`WindowCrowd.insert`).
///
/// **Cheap.** Sums and extremes go along with what comes and goes: a reading in order costs the same however long the
/// window is. A late one costs a walk through the cells.
struct WindowTrack: Sendable {
    static let cellLimit = 600

    /// Milliseconds, above zero.
    let duration: Int64
    private let spacing: Int64
    private(set) var cells: WindowCellRing
    // In this order they fill what the alignment of their neighbours leaves: a compound has tens of thousands of these.
    /// The newest cell that has left the window: its value stood at the window's start.
    private(set) var anchor: WindowCell?
    private let needs: WindowTotals.Needs
    private(set) var isText = false
    /// Cells that have left since the ring was last empty or the extremes were last laid out anew.
    private(set) var goneCount: UInt32 = 0
    /// Time of the first reading of the stretch without a `forget`.
    private(set) var knownSince: Int64?
    /// Cells that have left since `totals` were added up anew.
    private var goneSinceSum: Int32 = 0
    /// Over `cells`; only what `needs` asks for is kept.
    private(set) var totals = WindowTotals()
    private(set) var lows = WindowExtremes()
    private(set) var highs = WindowExtremes()
    /// What values and times in `totals` are counted from.
    private(set) var center = 0.0
    private(set) var epoch: Int64 = 0

    init(duration: Int64, needs: WindowTotals.Needs = .all) {
        self.duration = duration
        self.needs = needs
        spacing = (duration + Int64(Self.cellLimit - 4)) / Int64(Self.cellLimit - 3)
        cells = WindowCellRing(spanning: duration &+ spacing)
    }

    mutating func add(_ sample: WindowSample, at exactTime: Int64) {
        let time = cells.rounded(exactTime)
        isText = sample.isText
        if let newest {
            if time >= newest.at {
                append(sample, at: time, after: newest)
            } else if time >= newest.at &- duration {
                insertLate(sample, at: time)
            } else {
                return
            }
        } else {
            center = sample.number
            epoch = time
            append(sample, at: time, after: nil)
        }
        knownSince = Swift.min(knownSince ?? time, time)
    }

    /// Forgets every reading: what came before no longer tells what stood in between.
    mutating func removeAll() {
        cells.removeAll()
        anchor = nil
        knownSince = nil
        totals = WindowTotals()
        lows.removeAll()
        highs.removeAll()
        goneCount = 0
        goneSinceSum = 0
    }

    /// The last value known, in the window or before it.
    private var newest: WindowCell? { cells.isEmpty ? anchor : cells[cells.count - 1] }

    /// Its time.
    var newestAt: Int64? { cells.isEmpty ? anchor?.at : cells.at(cells.count - 1) }

    private mutating func append(_ sample: WindowSample, at time: Int64, after before: WindowCell?) {
        if let before, before.at == time, before.bits == sample.bits { return }
        let last = cells.count - 1
        if let before, last >= 0, isOneCell(before.at, time) {
            changeCrowd(last, of: before, sample, time) { crowd, origin, needs in
                crowd.append(sample, at: time, after: before, origin: origin, needs: needs)
            }
            cells[last] = WindowCell(at: time, bits: sample.bits)
        } else {
            evict(before: time &- duration)
            cells.insert(WindowCell(at: time, bits: sample.bits), at: cells.count)
        }
        if needs.hasSums { count(sample, at: time, after: before) }
        if needs.hasExtremes { pushExtreme(cells.count - 1) }
    }

    private mutating func evict(before start: Int64) {
        while !cells.isEmpty, cells.at(0) < start {
            if needs.hasSums {
                let gone = inside(0) + link(0)
                totals -= gone
                goneSinceSum += 1
                if totals.isSpoilt(by: gone) { goneSinceSum = .max / 2 }
            }
            anchor = cells.removeFirst()
            goneCount += 1
        }
        if needs.contains(.lows) { lows.drop(before: goneCount) }
        if needs.contains(.highs) { highs.drop(before: goneCount) }
        if goneSinceSum > Swift.max(16, cells.count) { sumAnew() }
        if goneCount > .max / 2 { layExtremesAnew() }
    }

    /// Adds a reading in order to the totals: itself, and what lies between it and the one before it, in one cell with
    /// it or not.
    private mutating func count(_ sample: WindowSample, at time: Int64, after before: WindowCell?) {
        totals.readings += 1
        if let before, before.bits != sample.bits { totals.changes += 1 }
        guard !sample.isText else { return }
        if needs.contains(.moments) {
            let (value, seconds) = (sample.number - center, Double(time - epoch) / 1_000)
            totals.value += value
            totals.square += value * value
            totals.time += seconds
            totals.timeSquare += seconds * seconds
            totals.product += seconds * value
        }
        guard let before else { return }
        totals.rise += WindowTotals.rise(from: before.number, to: sample.number)
        guard needs.contains(.areas) else { return }
        let (value, span) = (before.number - center, Double(time - before.at) / 1_000)
        totals.area += value * span
        totals.squareArea += value * value * span
        totals.length += span
    }

    // MARK: Late readings

    private mutating func insertLate(_ sample: WindowSample, at time: Int64) {
        var position = cells.count
        while position > 0, cells[position - 1].at > time { position -= 1 }
        if position > 0, cells[position - 1].at == time, cells[position - 1].bits == sample.bits { return }
        if let anchor, position == 0, time < anchor.at || time == anchor.at && anchor.bits == sample.bits {
            return
        }
        if position < cells.count, cell(of: cells[position].at) == cell(of: time) {
            join(sample, at: time, position)
        } else if position > 0, cell(of: cells[position - 1].at) == cell(of: time) {
            // After all others of its cell, and before the next cell.
            let before = cells[position - 1]
            take(position - 1, and: position)
            changeCrowd(position - 1, of: before, sample, time) { crowd, origin, needs in
                crowd.append(sample, at: time, after: before, origin: origin, needs: needs)
            }
            cells[position - 1] = WindowCell(at: time, bits: sample.bits)
            give(position - 1, and: position)
        } else {
            take(position)
            cells.insert(WindowCell(at: time, bits: sample.bits), at: position)
            give(position, and: position + 1)
        }
        if needs.hasExtremes { layExtremesAnew() }
    }

    /// A late reading before the last one of its cell.
    private mutating func join(_ sample: WindowSample, at time: Int64, _ position: Int) {
        let first = firstReading(of: position)
        if time == first.at, sample.bits == first.bits { return }
        take(position)
        let last = cells[position]
        changeCrowd(position, of: last, sample, time) { crowd, origin, needs in
            guard time < first.at else {
                return crowd.insert(sample, at: time, origin: origin, needs: needs)
            }
            let span = Double(last.at - first.at) / 1_000
            crowd.prepend(sample, at: time, origin: origin, span: span, needs: needs)
        }
        give(position)
    }

    // MARK: Sums

    /// Takes cells out of the totals before they or what they follow change.
    private mutating func take(_ position: Int, and next: Int? = nil) {
        guard needs.hasSums else { return }
        if position < cells.count { totals -= inside(position) + link(position) }
        if let next, next < cells.count { totals -= inside(next) + link(next) }
    }

    private mutating func give(_ position: Int, and next: Int? = nil) {
        guard needs.hasSums else { return }
        if position < cells.count { totals += inside(position) + link(position) }
        if let next, next < cells.count { totals += inside(next) + link(next) }
    }

    /// Adds everything up again, from a center in its middle: what rounding has left behind goes.
    private mutating func sumAnew() {
        goneSinceSum = 0
        totals = WindowTotals()
        guard needs.hasSums, !cells.isEmpty else { return }
        var mean = 0.0
        if !isText {
            for position in 0..<cells.count { mean += (cells[position].number - mean) / Double(position + 1) }
        }
        center = mean.isFinite ? mean : 0
        epoch = cells[0].at
        for position in 0..<cells.count { totals += inside(position) + link(position) }
    }

    /// Counts values from another center, for one question.
    mutating func recenter(at center: Double) {
        self.center = center
        totals = WindowTotals()
        for position in 0..<cells.count { totals += inside(position) + link(position) }
    }

    private mutating func layExtremesAnew() {
        lows.removeAll()
        highs.removeAll()
        goneCount = 0
        for position in 0..<cells.count { pushExtreme(position) }
    }

    private mutating func pushExtreme(_ position: Int) {
        guard !isText else { return }
        let number = goneCount + UInt32(position)
        // A cell that has grown comes again.
        if needs.contains(.lows) {
            let low = cells.low(position)
            while let last = lows.last, last == number || low <= cells.low(self.position(last)) {
                lows.removeLast()
            }
            lows.append(number)
        }
        if needs.contains(.highs) {
            let high = cells.high(position)
            while let last = highs.last, last == number || high >= cells.high(self.position(last)) {
                highs.removeLast()
            }
            highs.append(number)
        }
    }

    /// Position in `cells` of a cell that `lows` or `highs` names.
    func position(_ number: UInt32) -> Int { Int(number - goneCount) }

    /// Changes a cell's crowd, which is only that of `cell` where the cell has none yet.
    @inline(__always)
    private mutating func changeCrowd(
        _ position: Int, of cell: WindowCell, _ sample: WindowSample, _ time: Int64,
        _ change: (inout WindowCrowd, _ origin: Int64, WindowTotals.Needs) -> Void
    ) {
        let (origin, needs) = (self.cell(of: time) &* spacing, needs)
        let first = WindowCrowd(cell, number: sample.isText ? 0 : cell.number, origin: origin)
        cells.changeCrowd(at: position, from: first) { change(&$0, origin, needs) }
    }

    private func isOneCell(_ time: Int64, _ later: Int64) -> Bool {
        later &- time < spacing && cell(of: time) == cell(of: later)
    }

    private func cell(of time: Int64) -> Int64 {
        time >= 0 ? time / spacing : (time &- spacing &+ 1) / spacing
    }

    /// Beginning of the cell a reading of that time lies in, in seconds after `epoch`.
    private func origin(of time: Int64) -> Double { Double(cell(of: time) &* spacing &- epoch) / 1_000 }
}

extension WindowTrack {
    /// The first reading of a cell, as a cell has its last.
    func firstReading(of position: Int) -> WindowCell {
        guard let crowd = cells.crowd(position) else { return cells[position] }
        return WindowCell(at: crowd.firstAt, bits: crowd.firstBits)
    }

    /// Changes that show in the readings of one cell: `inside` and `link` without what else they add up.
    func changes(at position: Int) -> Int64 {
        let inside = cells.crowd(position).map { Int64($0.changes) } ?? 0
        guard let before = position > 0 ? cells[position - 1] : anchor else { return inside }
        return inside + (before.bits == firstReading(of: position).bits ? 0 : 1)
    }

    /// What one cell adds to the totals by itself.
    func inside(_ position: Int) -> WindowTotals {
        var sums = WindowTotals()
        let cell = cells[position]
        guard let crowd = cells.crowd(position) else {
            sums.readings = 1
            guard needs.contains(.moments), !isText else { return sums }
            let (value, time) = (cell.number - center, Double(cell.at - epoch) / 1_000)
            sums.value = value
            sums.square = value * value
            sums.time = time
            sums.timeSquare = time * time
            sums.product = time * value
            return sums
        }
        sums.readings = Int64(crowd.readings)
        sums.changes = Int64(crowd.changes)
        guard !isText else { return sums }
        sums.rise = crowd.rise
        if needs.contains(.moments) {
            let number = Double(crowd.readings)
            let (value, time) = (crowd.mean - center, origin(of: cell.at) + crowd.time)
            sums.value = number * value
            sums.square = crowd.square + number * value * value
            sums.time = number * time
            sums.timeSquare = crowd.timeSquare + number * time * time
            sums.product = crowd.product + number * time * value
        }
        guard needs.contains(.areas) else { return sums }
        let (span, shift) = (Double(cell.at - crowd.firstAt) / 1_000, crowd.firstNumber - center)
        sums.area = crowd.area + shift * span
        sums.squareArea = crowd.squareArea + 2 * shift * crowd.area + shift * shift * span
        sums.length = span
        return sums
    }

    /// What lies between a cell's first reading and the one before it.
    func link(_ position: Int) -> WindowTotals {
        var sums = WindowTotals()
        guard let before = position > 0 ? cells[position - 1] : anchor else { return sums }
        let first = firstReading(of: position)
        sums.changes = before.bits == first.bits ? 0 : 1
        guard !isText else { return sums }
        sums.rise = WindowTotals.rise(from: before.number, to: first.number)
        guard needs.contains(.areas) else { return sums }
        let (value, span) = (before.number - center, Double(first.at - before.at) / 1_000)
        sums.area = value * span
        sums.squareArea = value * value * span
        sums.length = span
        return sums
    }
}

extension WindowTotals {
    static func + (left: WindowTotals, right: WindowTotals) -> WindowTotals {
        var sum = left
        sum += right
        return sum
    }
}
