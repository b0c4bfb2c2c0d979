import Testing

@testable import Facility

/// The order of timers decides what a replayed night says: it must not depend on anything but the inputs.
@Suite struct DeadlineHeapTests {
    private func at(_ milliseconds: Int64) -> Timestamp { Timestamp(milliseconds: milliseconds) }

    private func drain(_ heap: inout DeadlineHeap<String>, upTo now: Int64) -> [String] {
        var due: [String] = []
        while let next = heap.popDue(upTo: at(now)) { due.append("\(next.key)@\(next.at.milliseconds)") }
        return due
    }

    @Test("Deadlines come out by time, those of the same time in the order they were set")
    func order() {
        var heap = DeadlineHeap<String>()
        for (key, time) in [("a", 30), ("b", 10), ("c", 20), ("d", 10), ("e", 10)] as [(String, Int64)] {
            heap.schedule(key, at: at(time))
        }
        #expect(heap.next == at(10))
        #expect(drain(&heap, upTo: 9) == [])
        #expect(drain(&heap, upTo: 20) == ["b@10", "d@10", "e@10", "c@20"])
        #expect(heap.count == 1)
        #expect(heap.next == at(30))
    }

    @Test("A key has one deadline: the last one set")
    func replaced() {
        var heap = DeadlineHeap<String>()
        heap.schedule("a", at: at(10))
        heap.schedule("b", at: at(20))
        heap.schedule("a", at: at(20))
        #expect(heap.count == 2)
        #expect(heap.deadline(of: "a") == at(20))
        #expect(drain(&heap, upTo: 100) == ["b@20", "a@20"])
        #expect(heap.deadline(of: "a") == nil)
    }

    @Test("Setting the time a key has already does not send it to the back")
    func unchanged() {
        var heap = DeadlineHeap<String>()
        heap.schedule("a", at: at(10))
        heap.schedule("b", at: at(10))
        heap.schedule("a", at: at(10))
        #expect(drain(&heap, upTo: 10) == ["a@10", "b@10"])
    }

    @Test("A cancelled deadline never comes out, and cancelling what is not there does nothing")
    func cancelled() {
        var heap = DeadlineHeap<String>()
        heap.schedule("a", at: at(10))
        heap.schedule("b", at: at(20))
        heap.cancel("a")
        heap.cancel("nobody")
        #expect(heap.next == at(20))
        #expect(drain(&heap, upTo: 100) == ["b@20"])
        #expect(heap.next == nil)
        #expect(heap.popDue(upTo: .distantFuture) == nil)
    }

    @Test("Twenty thousand random operations agree with a sorted list", arguments: [1, 2, 3] as [UInt64])
    func model(seed: UInt64) {
        var random = Lehmer(seed: seed)
        var heap = DeadlineHeap<Int>()
        var model: [(key: Int, at: Int64, rank: Int)] = []
        for rank in 0..<20_000 {
            let key = Int(random.next(below: 300))
            let time = Int64(random.next(below: 200))
            switch random.next(below: 10) {
            case 0..<6:
                if model.first(where: { $0.key == key })?.at != time {
                    model.removeAll { $0.key == key }
                    model.append((key, time, rank))
                }
                heap.schedule(key, at: at(time))
            case 6..<8:
                model.removeAll { $0.key == key }
                heap.cancel(key)
            default:
                let first = model.min { ($0.at, $0.rank) < ($1.at, $1.rank) }
                let due = heap.popDue(upTo: at(time))
                if let first, first.at <= time {
                    #expect(due?.key == first.key && due?.at == at(first.at))
                    model.removeAll { $0.key == first.key }
                } else {
                    #expect(due == nil)
                }
            }
            #expect(heap.count == model.count)
            #expect(heap.next?.milliseconds == model.map(\.at).min())
        }
    }
}

/// A small generator with a seed, so that a failure can be run again.
struct Lehmer {
    private var state: UInt64

    init(seed: UInt64) { state = seed &* 0x9E37_79B9_7F4A_7C15 | 1 }

    mutating func next(below bound: UInt64) -> UInt64 {
        state ^= state << 13
        state ^= state >> 7
        state ^= state << 17
        return (state >> 11) % bound
    }
}
