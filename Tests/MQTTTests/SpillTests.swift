import Testing

@testable import MQTT

/// What waits for the next batch: in order, and bounded.
@Suite struct SpillTests {
    private func message(_ mid: UInt16, size: Int = 1) -> Spill.Message {
        let payload = [UInt8](repeating: 0, count: size - 1)
        return Spill.Message(mid: mid, retained: false, topic: [0x74], payload: payload)
    }

    private func drained(_ spill: Spill) -> [UInt16] {
        var spill = spill
        var mids: [UInt16] = []
        while let first = spill.first {
            mids.append(first.mid)
            spill.removeFirst()
        }
        return mids
    }

    @Test("Messages leave in the order they came, an earlier connection's first")
    func order() {
        var earlier = Spill()
        var later = Spill()
        for mid in 1...3 as ClosedRange<UInt16> { _ = earlier.append(message(mid)) }
        earlier.removeFirst()
        for mid in 7...8 as ClosedRange<UInt16> { _ = later.append(message(mid)) }
        later.prepend(earlier)
        #expect(drained(later) == [2, 3, 7, 8])
    }

    @Test("The limit of bytes holds, and room is won back by taking")
    func limit() {
        var spill = Spill()
        let half = Spill.byteLimit / 2
        var taken = [spill.append(message(1, size: half)), spill.append(message(2, size: half))]
        taken.append(spill.append(message(3)))
        spill.removeFirst()
        taken.append(spill.append(message(4)))
        #expect(taken == [true, true, false, true])
        #expect(drained(spill) == [2, 4])
    }
}
