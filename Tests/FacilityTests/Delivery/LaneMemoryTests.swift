import Testing

@testable import Facility

/// What a lane holds when there is more to deliver than it may hold.
@Suite("A lane's memory")
struct LaneMemoryTests {
    @Test("It reads the outbox at first, and is bounded whatever is offered")
    func bounded() {
        var lane = LaneScript(isDiskRead: false) { $0.capacity = 10 }
        for number: Int64 in 1...100 { _ = lane(.enqueue(.sample(number, incident: number))) }
        #expect(lane.lane.count == 10)
        #expect(lane.lane.wantsMore)
    }

    @Test("A full lane asks for more when it is half empty, and asks once")
    func refill() {
        var lane = LaneScript {
            $0.capacity = 4
            $0.ratePerSecond = 100
        }
        for number: Int64 in 1...6 { _ = lane(.enqueue(.sample(number, incident: number))) }
        #expect(lane.accept(1) == ["settle 1 accepted"])
        #expect(lane.accept(2) == ["settle 2 accepted", "refill"])
        #expect(lane.accept(3) == ["settle 3 accepted"])
        let rows: [Delivery] = [4, 5, 6].map { .sample($0, incident: $0) }
        #expect(lane(.refilled(rows, isComplete: true)) == ["send 5", "send 6"])
        #expect(!lane.lane.wantsMore)
    }

    @Test("Behind a full backlog a fire leaves the least important to the disk and goes at once")
    func displaces() {
        var lane = LaneScript {
            $0.capacity = 8
            $0.concurrency = 1
        }
        for number: Int64 in 1...8 { _ = lane(.enqueue(.sample(number, incident: number))) }
        #expect(lane(.enqueue(.sample(9, incident: 9, severity: .extreme, life: true))) == ["send 9"])
        #expect(lane.lane.count == 8)
        #expect(lane.lane.wantsMore)
    }

    @Test("A later step never overtakes an earlier one that is only on disk")
    func noOvertaking() {
        var lane = LaneScript {
            $0.capacity = 2
            $0.concurrency = 1
        }
        _ = lane(.enqueue(.sample(1, incident: 1, severity: .severe)))
        _ = lane(.enqueue(.sample(2, incident: 2, severity: .severe)))
        #expect(lane(.enqueue(.sample(3, incident: 3))) == [], "the report of incident 3 is left to the disk")
        #expect(
            lane(.enqueue(.sample(4, incident: 3, .close, severity: .extreme))) == ["refill"],
            "its close may not go before it, but is worth asking for")
        let rows: [Delivery] = [
            .sample(3, incident: 3), .sample(4, incident: 3, .close, severity: .extreme),
            .sample(1, incident: 1, severity: .severe), .sample(2, incident: 2, severity: .severe),
        ]
        _ = lane(.refilled(rows, isComplete: true))
        var sent: [String] = []
        var answered: Int64 = 1
        for _ in 0..<6 {
            var lines = lane.accept(answered)
            if lines.contains("refill") { lines += lane(.refilled(rows, isComplete: true)) }
            lines += lane.advance(.seconds(2))
            if lines.contains("refill") { lines += lane(.refilled(rows, isComplete: true)) }
            guard let next = lines.first(where: { $0.hasPrefix("send") }) else { break }
            sent.append(next)
            answered = Int64(next.dropFirst(5)) ?? 0
        }
        #expect(sent.firstIndex(of: "send 3")! < sent.firstIndex(of: "send 4")!)
        #expect(Set(sent) == ["send 2", "send 3", "send 4"])
    }

    @Test("What was committed while the outbox was being read is not forgotten")
    func readingRace() {
        var lane = LaneScript(isDiskRead: false)
        #expect(lane(.enqueue(.sample(1, incident: 1, .update))) == [])
        #expect(lane(.refilled([], isComplete: true)) == ["refill"], "the read was too old")
        #expect(lane(.refilled([.sample(1, incident: 1, .update)], isComplete: true)) == ["send 1"])
    }

    @Test("Deliveries that nobody handed over are read from the outbox, before anything that follows them")
    func missed() {
        var lane = LaneScript()
        _ = lane(.enqueue(.sample(1)))
        #expect(lane(.missed) == ["refill"])
        #expect(lane(.enqueue(.sample(3, .close))) == [], "number 2 is on disk only")
        #expect(lane.accept(1) == ["settle 1 accepted"])
        let rows: [Delivery] = [.sample(2, .update, step: "confirmed"), .sample(3, .close)]
        #expect(lane(.refilled([rows[0]], isComplete: true)) == ["send 2", "refill"])
        #expect(lane(.refilled(rows, isComplete: true)) == [])
        #expect(lane.accept(2) == ["settle 2 accepted", "send 3"])
    }

    @Test("A step announced before it was stored, and left to a disk that did not have it, is not overtaken")
    func announcedTooEarly() {
        var lane = LaneScript(isDiskRead: false)
        func step(_ number: Int64) -> Delivery {
            .sample(number, .update, life: true, step: "confirmed")
        }
        func announced(_ number: Int64) -> Delivery {
            var delivery = step(number)
            delivery.report.isUnjournaled = true
            return delivery
        }
        _ = lane(.enqueue(announced(5)))
        _ = lane(.refilled([], isComplete: true))
        _ = lane(.refilled([], isComplete: true))
        #expect(!lane(.enqueue(announced(6))).contains("send 6"), "5 is nowhere yet")
        _ = lane(.refilled([], isComplete: true))
        _ = lane(.refilled([], isComplete: true))
        #expect(!lane(.enqueue(announced(7))).contains("send 7"))
        // They are stored now, and handed over behind the commit.
        var lines: [String] = []
        for number: Int64 in 5...7 { lines += lane(.enqueue(step(number))) }
        for _ in 0..<2 { lines += lane(.refilled([5, 6, 7].map(step), isComplete: true)) }
        #expect(lines.filter { $0.hasPrefix("send") } == ["send 5"])
        #expect(lane.accept(5).contains("send 6"))
        #expect(lane.accept(6).contains("send 7"))
    }
}
