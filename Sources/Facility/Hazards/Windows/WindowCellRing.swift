/// Cells in the order of their time, in one circular array that grows to need and then turns in place. Crowds have an
/// array beside it from the first one on.
struct WindowCellRing: Sendable {
    private var storage: ContiguousArray<WindowCell> = []
    private var crowds: ContiguousArray<WindowCrowd?> = []
    private var head = 0
    private(set) var count = 0

    var isEmpty: Bool { count == 0 }
    /// Whether some cell may have several readings.
    var hasCrowds: Bool { !crowds.isEmpty }

    @inline(__always)
    subscript(position: Int) -> WindowCell {
        get { storage[slot(position)] }
        set { storage[slot(position)] = newValue }
    }

    @inline(__always)
    func crowd(_ position: Int) -> WindowCrowd? { crowds.isEmpty ? nil : crowds[slot(position)] }

    mutating func setCrowd(_ crowd: WindowCrowd?, at position: Int) {
        if crowds.isEmpty {
            guard crowd != nil else { return }
            crowds = ContiguousArray(repeating: nil, count: storage.count)
        }
        crowds[slot(position)] = crowd
    }

    /// Time of the first reading of the cell.
    @inline(__always)
    func firstAt(_ position: Int) -> Int64 { crowd(position)?.firstAt ?? self[position].at }

    /// Position of the first cell that is not older than `time`; `count` when all are.
    func first(notBefore time: Int64) -> Int {
        if count == 0 || self[0].at >= time { return 0 }
        var (low, high) = (1, count)
        while low < high {
            let middle = (low + high) / 2
            if self[middle].at < time { low = middle + 1 } else { high = middle }
        }
        return low
    }

    /// Puts a cell before the one now at `position`; at `count` it becomes the last.
    mutating func insert(_ cell: WindowCell, at position: Int) {
        if count == storage.count { grow(with: cell) }
        count += 1
        var free = count - 1
        while free > position {
            storage[slot(free)] = storage[slot(free - 1)]
            if hasCrowds { crowds[slot(free)] = crowds[slot(free - 1)] }
            free -= 1
        }
        storage[slot(position)] = cell
        if hasCrowds { crowds[slot(position)] = nil }
    }

    mutating func removeFirst() -> WindowCell {
        let first = storage[head]
        head = head + 1 == storage.count ? 0 : head + 1
        count -= 1
        return first
    }

    mutating func removeAll() {
        storage = []
        crowds = []
        head = 0
        count = 0
    }

    @inline(__always)
    private func slot(_ position: Int) -> Int {
        let index = head + position
        return index < storage.count ? index : index - storage.count
    }

    private mutating func grow(with filler: WindowCell) {
        let capacity = Swift.max(4, count + count / 2)
        var larger: ContiguousArray<WindowCell> = []
        larger.reserveCapacity(capacity)
        for position in 0..<count { larger.append(self[position]) }
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
