/// Cells in the order of their time, in one circular array that grows to need and then turns in place.
struct WindowCellRing: Sendable {
    private var storage: [WindowCell] = []
    private var head = 0
    private(set) var count = 0

    var isEmpty: Bool { count == 0 }

    subscript(position: Int) -> WindowCell {
        get { storage[slot(position)] }
        set { storage[slot(position)] = newValue }
    }

    /// Puts a cell before the one now at `position`; at `count` it becomes the last.
    mutating func insert(_ cell: WindowCell, at position: Int) {
        if count == storage.count { grow(with: cell) }
        count += 1
        var free = count - 1
        while free > position {
            storage[slot(free)] = storage[slot(free - 1)]
            free -= 1
        }
        storage[slot(position)] = cell
    }

    mutating func removeFirst() -> WindowCell {
        let first = storage[head]
        head = head + 1 == storage.count ? 0 : head + 1
        count -= 1
        return first
    }

    mutating func removeAll() {
        storage = []
        head = 0
        count = 0
    }

    private func slot(_ position: Int) -> Int {
        let index = head + position
        return index < storage.count ? index : index - storage.count
    }

    private mutating func grow(with filler: WindowCell) {
        var larger: [WindowCell] = []
        larger.reserveCapacity(Swift.max(8, count * 2))
        for position in 0..<count { larger.append(self[position]) }
        while larger.count < Swift.max(8, count * 2) { larger.append(filler) }
        storage = larger
        head = 0
    }
}
