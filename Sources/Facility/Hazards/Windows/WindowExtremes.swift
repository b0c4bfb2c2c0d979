/// Which cells may still be the lowest, or the highest, of a window: a queue in which a cell goes when a newer one is as
/// low or lower (monotonic queue: each cell enters and leaves once).
///
/// It holds the cells' numbers, counted from when the ring was empty, and not their values: those the ring has.
struct WindowExtremes: Sendable {
    private var cells: ContiguousArray<UInt32> = []
    private var head: Int32 = 0

    /// The extreme of the cells from `cell` on; nil: there is none.
    func front(from cell: UInt32) -> UInt32? {
        var position = Int(head)
        while position < cells.count {
            if cells[position] >= cell { return cells[position] }
            position += 1
        }
        return nil
    }

    var last: UInt32? { cells.count > Int(head) ? cells[cells.count - 1] : nil }

    mutating func removeLast() { cells.removeLast() }

    mutating func append(_ cell: UInt32) { cells.append(cell) }

    mutating func drop(before cell: UInt32) {
        while Int(head) < cells.count, cells[Int(head)] < cell { head += 1 }
        guard head > 3, Int(head) * 2 > cells.count else { return }
        cells.removeFirst(Int(head))
        head = 0
    }

    mutating func removeAll() {
        cells.removeAll(keepingCapacity: true)
        head = 0
    }
}
