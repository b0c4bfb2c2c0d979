import Expressions
import Testing

@testable import Facility

/// Named failures of other gateways (docs/peers.md) that no other test would see here.
@Suite("What other gateways lost")
struct PeerFailureTests {
    @Test("A thousand readings of one device in the same millisecond are a thousand in the journal, in order")
    func sameMillisecond() {
        var night = Night(Compound.site([Compound.hazard(when: "smoke")]))
        // Equal ones beside each other as well: nothing but the place in the journal tells them apart.
        let values = (0..<1_000).map { Double($0 / 2) }
        for value in values { night.hear("F1", #""temperature":\#(value)"#) }
        var kept: [Value] = []
        for row in night.store.journal {
            var reader = JournalReader(row.packed)
            while let entry = reader.next() {
                guard case .readings(let message) = entry else { continue }
                #expect(message.observedAt == Night.start && message.receivedAt == Night.start)
                kept += message.readings.map(\.value)
            }
        }
        #expect(kept == values.map { .double($0) })
    }

    @Test(
        "The end of a case waits for every destination, with a restart before it and after it",
        arguments: [Interval.zero, .hours(1)])
    func endedAcrossRestarts(away: Interval) {
        let site = Compound.site(
            [Compound.hazard(when: "smoke")],
            destinations: [Compound.destination("grid"), Compound.destination("fire")])
        var night = Night(site)
        func waiting() -> [String] {
            night.store.outbox.values.map { "\($0.destination) \($0.action)" }.sorted()
        }
        night.hear("F1", #""smoke":true"#)
        for report in night.opened where report.destination == "grid" {
            night.say(.delivered(report.number, .accepted(caseNumber: "A", handling: .accepted)))
        }
        night.restart(after: away)
        night.hear("F1", #""smoke":false"#)
        night.restart(after: away)
        #expect(night.incident()?.ended != nil)
        #expect(waiting() == ["fire close", "fire report", "grid close"])
        for delivery in night.store.outbox.values.sorted(by: { $0.number < $1.number }) {
            night.restart()
            let handling: Handling = delivery.action == .close ? .closed : .accepted
            night.say(.delivered(delivery.number, .accepted(caseNumber: "B", handling: handling)))
        }
        #expect(waiting() == [])
        #expect(night.incident()?.handling == ["grid": .closed, "fire": .closed])
        #expect(night.opened.count { $0.action == .close } == 2)
    }

    @Test("Ten minutes at full load beside a far side that takes five seconds: a lane holds what it may hold")
    func slowDestination() {
        var lane = LaneScript { $0.capacity = 500 }
        var disk: [Int64: Delivery] = [:]
        var underWay: [(number: Int64, until: Timestamp)] = []
        var settled: Set<Int64> = []
        var next: Int64 = 1
        var most = (held: 0, underWay: 0)
        func take(_ lines: [String]) {
            for line in lines {
                let words = line.split(separator: " ")
                switch words[0] {
                case "send": underWay.append((Int64(words[1])!, lane.now + .seconds(5)))
                case "settle":
                    #expect(settled.insert(Int64(words[1])!).inserted)
                    disk[Int64(words[1])!] = nil
                case "refill":
                    let rows = disk.values.sorted { $0.number < $1.number }.prefix(lane.lane.policy.capacity)
                    take(lane(.refilled(Array(rows), isComplete: rows.count == disk.count)))
                default: break
                }
            }
            most = (max(most.held, lane.lane.count), max(most.underWay, underWay.count))
        }
        // A hundred new cases a second, and what was sent five seconds ago is answered.
        for _ in 0..<600 {
            for _ in 0..<100 {
                let delivery = Delivery.sample(next, incident: next)
                disk[next] = delivery
                next += 1
                take(lane(.enqueue(delivery)))
            }
            let answered = underWay.filter { $0.until <= lane.now }
            underWay.removeAll { $0.until <= lane.now }
            for exchange in answered { take(lane.accept(exchange.number)) }
            take(lane.advance(.seconds(1)))
        }
        #expect(most.held == lane.lane.policy.capacity)
        #expect(most.underWay == lane.lane.policy.concurrency)
        #expect(settled.count > 400, "four at a time, each five seconds")
        #expect(disk.count + settled.count == 60_000, "what no lane holds is in the store")
        #expect(
            lane(.enqueue(.sample(next, incident: next, severity: .extreme, life: true))) == ["send \(next)"])
    }
}
