import Expressions

/// What a window function sees: the cells inside its window at one time, and what stood before them.
struct WindowView {
    /// Time of the question, never before the newest reading, in milliseconds.
    let now: Int64
    /// Milliseconds; zero for functions without a duration.
    let duration: Int64
    let recent: RecentReadings
    private let track: WindowTrack?
    /// Position of the first cell inside the window.
    private let first: Int

    init(track: WindowTrack?, recent: RecentReadings, now: Timestamp) {
        let now = Swift.max(now.milliseconds, recent.newest?.at.milliseconds ?? .min)
        self.now = now
        self.recent = recent
        self.track = track
        duration = track?.duration ?? 0
        guard let track else {
            first = 0
            return
        }
        var first = 0
        while first < track.cells.count, track.cells[first].at < now &- track.duration { first += 1 }
        self.first = first
    }

    /// Number of cells inside the window.
    var count: Int { (track?.cells.count ?? 0) - first }
    /// Cells inside the window, oldest first.
    subscript(position: Int) -> WindowCell { track!.cells[first + position] }

    /// The cell whose value stood when the window began; nil when nothing was
    /// known then or a reading came at that very moment.
    var standing: WindowCell? {
        if count > 0, self[0].at == now &- duration { return nil }
        return first > 0 ? track?.cells[first - 1] : track?.anchor
    }

    var isText: Bool { track?.isText ?? true }

    /// Readings inside the window.
    var readings: Int64 { expiring(from: track?.readings) { $0.readings } }
    /// Changes of value inside the window.
    var changes: Int64 { expiring(from: track?.changes) { $0.changes } }

    /// For how long before `now` something was known, in milliseconds; nil: nothing ever.
    var known: Int64? { track?.knownSince.map { now &- $0 } }

    var isHalfKnown: Bool { known.map { $0 >= duration / 2 } ?? false }
    var isWhollyKnown: Bool { known.map { $0 >= duration } ?? false }

    /// When the cell will have left the window.
    func expiry(of cell: WindowCell) -> Timestamp {
        Timestamp(milliseconds: cell.at &+ duration &+ 1)
    }

    /// When the window will have been known for `length`; nil when it has been, or nothing is known.
    func willBeKnown(for length: Int64) -> Timestamp? {
        guard let known, known < length else { return nil }
        return Timestamp(milliseconds: now &+ (length - known))
    }

    /// A sum over all cells, less those that have left the window since the last reading.
    private func expiring(from sum: Int64?, _ part: (WindowCell) -> UInt32) -> Int64 {
        guard let track, let sum else { return 0 }
        var left = sum
        for position in 0..<first { left -= Int64(part(track.cells[position])) }
        return left
    }
}

/// The newest reading of a point and the one before it.
struct RecentReadings: Sendable {
    struct Entry: Sendable {
        var at: Timestamp
        var value: Value
    }

    private(set) var newest: Entry?
    private(set) var previous: Entry?

    init() {}

    mutating func add(_ value: Value, at time: Timestamp) {
        guard let newest else {
            newest = Entry(at: time, value: value)
            return
        }
        if time == newest.at, value == newest.value { return }
        if time >= newest.at {
            previous = newest
            self.newest = Entry(at: time, value: value)
        } else if previous == nil || time >= previous!.at {
            previous = Entry(at: time, value: value)
        }
    }
}
