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
    private let needs: WindowTotals.Needs
    private(set) var cells = WindowCellRing()
    /// The newest cell that has left the window: its value stood at the window's start.
    private(set) var anchor: WindowCell?
    /// Time of the first reading of the stretch without a `forget`.
    private(set) var knownSince: Int64?
    private(set) var isText = false
    /// Over `cells`.
    private(set) var totals = WindowTotals()
    private(set) var extremes = WindowExtremes()
    /// What values and times in `totals` are counted from.
    private(set) var center = 0.0
    private(set) var epoch: Int64 = 0
    /// Cells that have left since the ring was last empty or the extremes were last laid out anew.
    private(set) var goneCount: UInt32 = 0
    /// Cells that have left since `totals` were added up anew.
    private var goneSinceSum = 0

    init(duration: Int64, needs: WindowTotals.Needs = .all) {
        self.duration = duration
        self.needs = needs
        spacing = (duration + Int64(Self.cellLimit - 4)) / Int64(Self.cellLimit - 3)
    }

    mutating func add(_ sample: WindowSample, at time: Int64) {
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
        extremes.removeAll()
        goneCount = 0
        goneSinceSum = 0
    }

    /// The last value known, in the window or before it.
    private var newest: WindowCell? { cells.isEmpty ? anchor : cells[cells.count - 1] }

    private mutating func append(_ sample: WindowSample, at time: Int64, after before: WindowCell?) {
        if let before, before.at == time, before.bits == sample.bits { return }
        let last = cells.count - 1
        if let before, last >= 0, cell(of: before.at) == cell(of: time) {
            take(last)
            var crowd = cells.crowd(last) ?? self.crowd(of: before, sample)
            crowd.append(sample, at: time, after: before, origin: cell(of: time) &* spacing)
            cells[last] = WindowCell(at: time, bits: sample.bits)
            cells.setCrowd(crowd, at: last)
            give(last)
        } else {
            evict(before: time &- duration)
            cells.insert(WindowCell(at: time, bits: sample.bits), at: cells.count)
            give(cells.count - 1)
        }
        if needs.contains(.extremes) { pushExtreme(cells.count - 1) }
    }

    private mutating func evict(before start: Int64) {
        while !cells.isEmpty, cells[0].at < start {
            if needs.hasSums {
                let gone = inside(0) + link(0)
                totals -= gone
                goneSinceSum += 1
                if totals.isSpoilt(by: gone) { goneSinceSum = .max / 2 }
            }
            anchor = cells.removeFirst()
            goneCount += 1
        }
        if needs.contains(.extremes) { extremes.drop(before: goneCount) }
        if goneSinceSum > Swift.max(16, cells.count) { sumAnew() }
        if goneCount > .max / 2 { layExtremesAnew() }
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
            var crowd = cells.crowd(position - 1) ?? self.crowd(of: before, sample)
            crowd.append(sample, at: time, after: before, origin: cell(of: time) &* spacing)
            cells[position - 1] = WindowCell(at: time, bits: sample.bits)
            cells.setCrowd(crowd, at: position - 1)
            give(position - 1, and: position)
        } else {
            take(position)
            cells.insert(WindowCell(at: time, bits: sample.bits), at: position)
            give(position, and: position + 1)
        }
        if needs.contains(.extremes) { layExtremesAnew() }
    }

    /// A late reading before the last one of its cell.
    private mutating func join(_ sample: WindowSample, at time: Int64, _ position: Int) {
        var crowd = cells.crowd(position) ?? self.crowd(of: cells[position], sample)
        let origin = cell(of: time) &* spacing
        if time == crowd.firstAt, sample.bits == crowd.firstBits { return }
        take(position)
        if time < crowd.firstAt {
            let span = Double(cells[position].at - crowd.firstAt) / 1_000
            crowd.prepend(sample, at: time, origin: origin, span: span)
        } else {
            crowd.insert(sample, at: time, origin: origin)
        }
        cells.setCrowd(crowd, at: position)
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
        extremes.removeAll()
        goneCount = 0
        for position in 0..<cells.count { pushExtreme(position) }
    }

    private mutating func pushExtreme(_ position: Int) {
        let number = isText ? 0 : cells[position].number
        let crowd = cells.crowd(position)
        extremes.push(
            goneCount + UInt32(position), low: crowd?.low ?? number, high: crowd?.high ?? number)
    }

    private func crowd(of cell: WindowCell, _ sample: WindowSample) -> WindowCrowd {
        WindowCrowd(
            cell, number: sample.isText ? 0 : cell.number, origin: self.cell(of: cell.at) &* spacing)
    }

    private func cell(of time: Int64) -> Int64 {
        time >= 0 ? time / spacing : (time &- spacing &+ 1) / spacing
    }

    /// Beginning of the cell a reading of that time lies in, in seconds after `epoch`.
    private func origin(of time: Int64) -> Double { Double(cell(of: time) &* spacing &- epoch) / 1_000 }
}

extension WindowTrack {
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
        let number = Double(crowd.readings)
        let (value, time) = (crowd.mean - center, origin(of: cell.at) + crowd.time)
        sums.value = number * value
        sums.square = crowd.square + number * value * value
        sums.time = number * time
        sums.timeSquare = crowd.timeSquare + number * time * time
        sums.product = crowd.product + number * time * value
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
        let cell = cells[position]
        let crowd = cells.crowd(position)
        let (firstAt, firstBits) = (crowd?.firstAt ?? cell.at, crowd?.firstBits ?? cell.bits)
        sums.changes = before.bits == firstBits ? 0 : 1
        guard !isText else { return sums }
        sums.rise = WindowTotals.rise(from: before.number, to: Double(bitPattern: firstBits))
        guard needs.contains(.areas) else { return sums }
        let (value, span) = (before.number - center, Double(firstAt - before.at) / 1_000)
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
