/// Which cells may still be the lowest or the highest of a window: a queue for each, in which a cell goes when a newer
/// one is as low or lower (monotonic queue: each cell enters and leaves once).
struct WindowExtremes: Sendable {
    /// Cells by their number since the ring was empty; the front is the extreme of all.
    private(set) var lows = Queue()
    private(set) var highs = Queue()

    struct Queue: Sendable {
        private var items: ContiguousArray<(cell: UInt32, value: Double)> = []
        private var head = 0

        /// The extreme of the cells from `cell` on; nil: there is none.
        func front(from cell: UInt32) -> Double? {
            var position = head
            while position < items.count {
                if items[position].cell >= cell { return items[position].value }
                position += 1
            }
            return nil
        }

        mutating func push(_ cell: UInt32, _ value: Double, replaces: (Double, Double) -> Bool) {
            // A cell that has grown comes again.
            while items.count > head,
                items[items.count - 1].cell == cell || replaces(value, items[items.count - 1].value)
            {
                items.removeLast()
            }
            items.append((cell, value))
        }

        mutating func drop(before cell: UInt32) {
            while head < items.count, items[head].cell < cell { head += 1 }
            guard head > 16, head * 2 > items.count else { return }
            items.removeFirst(head)
            head = 0
        }

        mutating func removeAll() {
            items.removeAll(keepingCapacity: true)
            head = 0
        }
    }

    mutating func push(_ cell: UInt32, low: Double, high: Double) {
        lows.push(cell, low, replaces: <=)
        highs.push(cell, high, replaces: >=)
    }

    mutating func drop(before cell: UInt32) {
        lows.drop(before: cell)
        highs.drop(before: cell)
    }

    mutating func removeAll() {
        lows.removeAll()
        highs.removeAll()
    }
}
