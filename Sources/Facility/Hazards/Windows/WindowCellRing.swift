/// Cells in the order of their time, in one circular array that grows to need and then turns in place. Crowds have an
/// array beside it from the first one on.
///
/// A cell takes 12 bytes here, its time as a distance from the ring's `base`: ten thousand devices with four windows of
/// sixty readings have 2.4 million of them.
struct WindowCellRing: Sendable {
    private struct Packed: Sendable {
        /// From `base`, in steps of `unit`.
        var distance: Int32
        var low: UInt32
        var high: UInt32
    }

    private var storage: ContiguousArray<Packed> = []
    private var crowds: ContiguousArray<WindowCrowd?> = []
    /// Milliseconds.
    private var base: Int64 = 0
    private var head: Int32 = 0
    private var used: Int32 = 0
    private let unit: Int32

    /// - Parameter length: how far the oldest and the newest cell can lie apart, in milliseconds. Times are whole
    ///   milliseconds up to twelve days; beyond, `rounded` leaves the thousandth part of a second and less out.
    init(spanning length: Int64) { unit = Int32(clamping: 1 + length >> 30) }

    var count: Int { Int(used) }
    var isEmpty: Bool { used == 0 }
    /// Whether some cell may have several readings.
    var hasCrowds: Bool { !crowds.isEmpty }

    /// The time as the ring keeps it: the last one not after `time` that it can tell apart.
    @inline(__always)
    func rounded(_ time: Int64) -> Int64 {
        if unit == 1 { return time }
        let rest = time % Int64(unit)
        return time &- (rest < 0 ? rest &+ Int64(unit) : rest)
    }

    /// Times are `rounded` ones.
    @inline(__always)
    subscript(position: Int) -> WindowCell {
        get {
            let packed = storage[slot(position)]
            return WindowCell(
                at: time(packed.distance), bits: UInt64(packed.high) << 32 | UInt64(packed.low))
        }
        set {
            let packed = pack(newValue)
            storage[slot(position)] = packed
        }
    }

    /// Time of the cell.
    @inline(__always)
    func at(_ position: Int) -> Int64 { time(storage[slot(position)].distance) }

    /// Time of the first reading of the cell.
    @inline(__always)
    func firstAt(_ position: Int) -> Int64 { crowd(position)?.firstAt ?? at(position) }

    /// The lowest number of the cell's readings.
    @inline(__always)
    func low(_ position: Int) -> Double { crowd(position)?.low ?? self[position].number }

    /// The highest.
    @inline(__always)
    func high(_ position: Int) -> Double { crowd(position)?.high ?? self[position].number }

    @inline(__always)
    func crowd(_ position: Int) -> WindowCrowd? { crowds.isEmpty ? nil : crowds[slot(position)] }

    /// Changes the crowd of a cell in its place.
    /// - Parameter first: the crowd of the cell's only reading, where it has had no other.
    @inline(__always)
    mutating func changeCrowd(
        at position: Int, from first: @autoclosure () -> WindowCrowd, _ change: (inout WindowCrowd) -> Void
    ) {
        if crowds.isEmpty { crowds = ContiguousArray(repeating: nil, count: storage.count) }
        let slot = slot(position)
        if case .none = crowds[slot] { crowds[slot] = first() }
        change(&crowds[slot]!)
    }

    /// Position of the first cell that is not older than `time`; `count` when all are.
    func first(notBefore time: Int64) -> Int {
        if isEmpty || at(0) >= time { return 0 }
        var (low, high) = (1, count)
        while low < high {
            let middle = (low + high) / 2
            if at(middle) < time { low = middle + 1 } else { high = middle }
        }
        return low
    }

    /// Puts a cell before the one now at `position`; at `count` it becomes the last.
    mutating func insert(_ cell: WindowCell, at position: Int) {
        let packed = pack(cell)
        if count == storage.count { grow(with: packed) }
        used += 1
        var free = count - 1
        while free > position {
            storage[slot(free)] = storage[slot(free - 1)]
            if hasCrowds { crowds[slot(free)] = crowds[slot(free - 1)] }
            free -= 1
        }
        storage[slot(position)] = packed
        if hasCrowds { crowds[slot(position)] = nil }
    }

    mutating func removeFirst() -> WindowCell {
        let first = self[0]
        head = Int(head) + 1 == storage.count ? 0 : head + 1
        used -= 1
        return first
    }

    mutating func removeAll() {
        storage = []
        crowds = []
        head = 0
        used = 0
    }

    @inline(__always)
    private func slot(_ position: Int) -> Int {
        let index = Int(head) + position
        return index < storage.count ? index : index - storage.count
    }

    @inline(__always)
    private func time(_ distance: Int32) -> Int64 { base &+ Int64(distance) &* Int64(unit) }

    @inline(__always)
    private mutating func pack(_ cell: WindowCell) -> Packed {
        if isEmpty { base = cell.at }
        var distance = cell.at &- base
        if unit != 1 { distance /= Int64(unit) }
        if distance > Int64(Int32.max) {
            rebase()
            distance = (cell.at &- base) / Int64(unit)
        }
        return Packed(
            distance: Int32(distance), low: UInt32(truncatingIfNeeded: cell.bits),
            high: UInt32(truncatingIfNeeded: cell.bits >> 32))
    }

    /// Counts from the oldest cell, after weeks without a gap.
    private mutating func rebase() {
        let shift = storage[slot(0)].distance
        base = time(shift)
        for position in 0..<count { storage[slot(position)].distance -= shift }
    }

    private mutating func grow(with filler: Packed) {
        let capacity = Swift.max(4, count + count / 2)
        var larger: ContiguousArray<Packed> = []
        larger.reserveCapacity(capacity)
        for position in 0..<count { larger.append(storage[slot(position)]) }
        if hasCrowds {
            var moved = ContiguousArray<WindowCrowd?>(repeating: nil, count: capacity)
            for position in 0..<count { moved[position] = crowd(position) }
            crowds = moved
        }
        while larger.count < capacity { larger.append(filler) }
        storage = larger
        head = 0
    }
}
