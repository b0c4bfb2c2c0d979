/// A queue whose head moves instead of its elements.
struct Waiting<Element> {
    private var elements: [Element] = []
    private var head = 0

    var count: Int { elements.count - head }
    var isEmpty: Bool { head == elements.count }
    var first: Element? { isEmpty ? nil : elements[head] }
    /// Oldest first.
    var all: ArraySlice<Element> { elements[head...] }

    mutating func append(_ element: Element) { elements.append(element) }

    mutating func removeFirst() {
        head += 1
        // Rarely, so that moving the rest costs little per element.
        if head == elements.count || head >= 1_024 {
            elements.removeFirst(head)
            head = 0
        }
    }

    /// Puts elements before all others, in their order.
    mutating func prepend(_ new: [Element]) {
        guard !new.isEmpty else { return }
        elements = new + elements[head...]
        head = 0
    }

    /// Takes out all that fit, in their order.
    mutating func removeAll(where fits: (Element) -> Bool) -> [Element] {
        let taken = all.filter(fits)
        guard !taken.isEmpty else { return [] }
        elements = all.filter { !fits($0) }
        head = 0
        return taken
    }
}
