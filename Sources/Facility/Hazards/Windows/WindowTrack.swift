/// The readings of one point over one duration, shared by every function that asks for just that.
///
/// **Bounded.** Time is cut into cells of `ceil(duration / 597)`; readings in the same cell become one
/// `WindowCell`. A closed window touches at most 598 cells, one more may wait to expire, and one stands before the
/// window: never more than 600 of 40 bytes. The grid depends on the duration alone, so the same readings give the
/// same cells in every run. A one-minute window tells readings 101 ms apart, a one-hour window 6.1 s.
///
/// **In order.** A reading older than the newest is put at its place while it lies inside the window, and is
/// ignored when it is older. The same value at the same time is a duplicate and counts once. Inside a cell that
/// has other readings already, a late one widens the extremes and the count but claims no change.
struct WindowTrack: Sendable {
    static let cellLimit = 600

    /// Milliseconds, above zero.
    let duration: Int64
    private let spacing: Int64
    private(set) var cells = WindowCellRing()
    /// The newest cell that has left the window: its value stood at the window's start.
    private(set) var anchor: WindowCell?
    /// Time of the first reading of the stretch without a `forget`.
    private(set) var knownSince: Int64?
    /// Sums over `cells`.
    private(set) var readings: Int64 = 0
    private(set) var changes: Int64 = 0
    private(set) var isText = false

    init(duration: Int64) {
        self.duration = duration
        spacing = (duration + Int64(Self.cellLimit - 4)) / Int64(Self.cellLimit - 3)
    }

    mutating func add(_ sample: WindowSample, at time: Int64) {
        isText = sample.isText
        if cells.isEmpty && anchor == nil || time >= (newest?.at ?? .min) {
            append(sample, at: time)
        } else if let newest, time >= newest.at &- duration {
            insertLate(sample, at: time)
        } else {
            return
        }
        knownSince = Swift.min(knownSince ?? time, time)
    }

    /// Forgets every reading: what came before no longer tells what stood in between.
    mutating func removeAll() {
        cells.removeAll()
        anchor = nil
        knownSince = nil
        readings = 0
        changes = 0
    }

    /// The last value known, in the window or before it.
    private var newest: WindowCell? { cells.isEmpty ? anchor : cells[cells.count - 1] }

    private mutating func append(_ sample: WindowSample, at time: Int64) {
        let before = newest
        if let before, before.at == time, before.bits == sample.bits { return }
        let change: UInt32 = before.map { $0.bits == sample.bits ? 0 : 1 } ?? 0
        changes += Int64(change)
        readings += 1
        if !cells.isEmpty, cell(of: cells[cells.count - 1].at) == cell(of: time) {
            var last = cells[cells.count - 1]
            last.at = time
            last.bits = sample.bits
            last.changes += change
            last.widen(by: sample)
            cells[cells.count - 1] = last
        } else {
            evict(before: time &- duration)
            cells.insert(WindowCell(at: time, sample: sample, changes: change), at: cells.count)
        }
    }

    private mutating func evict(before start: Int64) {
        while !cells.isEmpty, cells[0].at < start {
            let gone = cells.removeFirst()
            readings -= Int64(gone.readings)
            changes -= Int64(gone.changes)
            anchor = gone
        }
    }

    private mutating func insertLate(_ sample: WindowSample, at time: Int64) {
        var position = cells.count
        while position > 0, cells[position - 1].at > time { position -= 1 }
        if position > 0, cells[position - 1].at == time, cells[position - 1].bits == sample.bits { return }
        if let anchor, position == 0, time < anchor.at { return }
        for neighbour in [position, position - 1]
        where neighbour >= 0 && neighbour < cells.count && cell(of: cells[neighbour].at) == cell(of: time) {
            cells[neighbour].widen(by: sample)
            readings += 1
            return
        }
        let before = position > 0 ? cells[position - 1] : anchor
        let change: UInt32 = before.map { $0.bits == sample.bits ? 0 : 1 } ?? 0
        if position < cells.count { recount(at: position, before: before, inserted: sample) }
        cells.insert(WindowCell(at: time, sample: sample, changes: change), at: position)
        changes += Int64(change)
        readings += 1
    }

    /// Mends the changes of the cell behind a late reading: it now follows another value than before. Exact for a
    /// cell of one reading; of several the first value is not kept, and the cell is left as it is.
    private mutating func recount(at position: Int, before: WindowCell?, inserted: WindowSample) {
        guard cells[position].readings == 1 else { return }
        let old = cells[position].changes
        cells[position].changes = cells[position].bits == inserted.bits ? 0 : 1
        changes += Int64(cells[position].changes) - Int64(old)
    }

    private func cell(of time: Int64) -> Int64 {
        time >= 0 ? time / spacing : (time &- spacing &+ 1) / spacing
    }
}
