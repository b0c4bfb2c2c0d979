import Facility
import Testing

@testable import Ring

/// The whole journal, as a back-test plays it.
@Suite struct HistoryTests {
    @Test("History comes in the order in which it was committed, from one time to another, across many steps")
    func history() throws {
        let room = try Room()
        let writer = try room.open()
        let site = Site.drawn(devices: ["a", "b"], points: (0..<7).map { "p\($0)" })
        _ = try writer.numbering(for: site)
        // More rows than one step fetches.
        for second in 0..<1_100 as Range<Int64> {
            let at = Timestamp.start + .seconds(second)
            _ = try writer.commit(.messages(1, at: at, device: Int(second % 2)), at: at)
        }
        let reader = try RingReader(directory: room.path)
        let names = try reader.historyNames()
        var seen: [(device: String?, at: Timestamp)] = []
        try reader.history(from: .distantPast, to: .distantFuture) {
            seen.append((names.devices[$0.device], $0.observedAt))
        }
        #expect(seen.count == 1_100)
        #expect(seen.map(\.at) == (0..<1_100).map { .start + .seconds($0) })
        #expect(seen.prefix(3).map(\.device) == ["a", "b", "a"])
        #expect(names.points.values.contains("elevator/p6"))
        var some: [Timestamp] = []
        try reader.history(from: .start + .seconds(10), to: .start + .seconds(12)) {
            some.append($0.observedAt)
        }
        #expect(some == [10, 11, 12].map { .start + .seconds($0) })
    }
}
