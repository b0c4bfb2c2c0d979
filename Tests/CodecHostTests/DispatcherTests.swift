import CodecWire
import Testing

@testable import CodecHost

/// The decisions alone: no process, no clock.
@Suite("The dispatcher")
struct DispatcherTests {
    private static func job(_ id: Int64, _ script: CodecScript) -> CodecJob {
        CodecJob(id: id, script: script, port: 1, receivedAt: 0, payload: [UInt8(truncatingIfNeeded: id)])
    }

    /// Children that are told what to do and answer when the test says so.
    private struct House {
        var dispatcher = CodecDispatcher(capacity: 1_000)
        var calls: [[CodecCall]] = [[], []]
        var starts = 0
        var ends: [Int] = []
        var results: [CodecResult] = []
        var now: Int64 = 0

        init(ready: Bool = true) {
            dispatcher.begin(now: 0)
            turn()
            guard ready else { return }
            for seat in 0...1 { dispatcher.becameReady(seat: seat, now: 0) }
            turn()
        }

        mutating func turn() {
            for action in dispatcher.takeActions(now: now) {
                switch action {
                case .start: starts += 1
                case .end(let seat):
                    ends.append(seat)
                    calls[seat] = []
                case .send(let seat, let bytes):
                    var reader = FrameReader()
                    bytes.withUnsafeBytes { reader.append($0) }
                    while let request = reader.nextRequest() {
                        if case .call(let call) = request { calls[seat].append(call) }
                    }
                }
            }
            results += dispatcher.takeResults()
        }

        mutating func offer(_ jobs: [CodecJob]) {
            for job in jobs { dispatcher.offer(job, now: now) }
            turn()
        }

        mutating func answer(_ seat: Int, _ outcome: CodecAnswer.Outcome = .decoded) {
            let call = calls[seat].removeFirst()
            dispatcher.answered(seat: seat, CodecAnswer(id: call.id, outcome: outcome), now: now)
            turn()
        }

        mutating func die(_ seat: Int) {
            dispatcher.died(seat: seat, now: now)
            turn()
        }
    }

    @Test(
        "A codec that overran leaves the front to the others, and their uplinks go on at once in the other child"
    )
    func overran() {
        var house = House()
        let poison = CodecScript("1")
        let good = CodecScript("2")
        house.offer([Self.job(1, good), Self.job(2, poison), Self.job(3, good), Self.job(4, poison)])
        house.answer(0)
        house.answer(0, .overran)
        #expect(house.ends == [0])
        #expect(house.calls[1].map(\.payload) == [[3]])
        house.answer(1)
        house.dispatcher.becameReady(seat: 0, now: 0)
        house.turn()
        #expect(house.calls[0].map(\.payload) == [[4]])
        house.answer(0)
        #expect(house.results.map(\.id) == [1, 2, 3, 4])
        #expect(house.results.map(\.outcome) == [.decoded, .overran, .decoded, .decoded])
    }

    @Test("What a dead child owed is asked again, one by one, before what came later")
    func died() {
        var house = House()
        let script = CodecScript("1")
        house.offer((1...3).map { Self.job($0, script) })
        house.die(0)
        house.offer([Self.job(4, script)])
        #expect(house.calls[1].map(\.payload) == [[1]])
        for _ in 1...4 { house.answer(1) }
        #expect(house.results.map(\.id) == [1, 2, 3, 4])
    }

    @Test("Only an uplink that ended three children alone is given up")
    func crashed() {
        var house = House()
        let script = CodecScript("1")
        house.offer([Self.job(1, script), Self.job(2, script)])
        var deaths = 0
        for _ in 0..<100 where house.results.isEmpty {
            house.now += 100
            house.dispatcher.tick(now: house.now)
            for seat in 0...1 {
                guard case .starting = house.dispatcher.seats[seat].phase else { continue }
                house.dispatcher.becameReady(seat: seat, now: house.now)
            }
            house.turn()
            guard let seat = house.calls.firstIndex(where: { !$0.isEmpty }) else { continue }
            house.die(seat)
            deaths += 1
        }
        // Once with the other one in hand, three times alone.
        #expect(deaths == 4)
        #expect(house.results.map(\.outcome) == [.crashed])
        #expect(house.results.map(\.id) == [1])
    }

    @Test("A child that says nothing for a second is ended")
    func silent() {
        var house = House()
        house.offer([Self.job(1, CodecScript("1"))])
        house.now = 999
        house.dispatcher.tick(now: house.now)
        house.turn()
        #expect(house.ends.isEmpty)
        house.now = 1_000
        house.dispatcher.tick(now: house.now)
        house.turn()
        #expect(house.ends == [0])
        #expect(house.results.map(\.outcome) == [.overran])
    }

    @Test("A program that ends again and again is started less and less often")
    func backOff() {
        var house = House(ready: false)
        for _ in 0..<1_000 {
            for seat in 0...1 {
                if case .starting = house.dispatcher.seats[seat].phase { house.die(seat) }
            }
            house.now += 100
            house.dispatcher.tick(now: house.now)
            house.turn()
        }
        #expect(house.starts < 60, "\(house.starts) starts in 100 s")
        #expect(house.starts > 20)
    }

    @Test("Beyond its capacity it answers instead of growing")
    func crowded() {
        var house = House(ready: false)
        house.offer((1...1_001).map { Self.job($0, CodecScript("1")) })
        #expect(house.results.map(\.id) == [1_001])
        #expect(house.results.map(\.outcome) == [.crowded])
    }

    @Test(
        "While a codec rests for one device's payloads, the others' uplinks wait and are decoded in their order"
    )
    func waitForRest() {
        var house = House()
        let (poisoned, other) = (CodecScript("1"), CodecScript("2"))
        house.offer((1...7).map { Self.job($0, poisoned) })
        for _ in 1...CodecRegister.mostStrikes {
            guard let seat = house.calls.firstIndex(where: { !$0.isEmpty }) else { break }
            house.answer(seat, .overran)
            for seat in 0...1 {
                guard case .starting = house.dispatcher.seats[seat].phase else { continue }
                house.dispatcher.becameReady(seat: seat, now: house.now)
            }
            house.turn()
        }
        #expect(house.results.map(\.outcome) == Array(repeating: .overran, count: 5))
        #expect(house.calls == [[], []])
        house.offer([Self.job(8, other), Self.job(9, poisoned)])
        house.answer(house.dispatcher.front)
        #expect(house.results.last?.id == 8)
        #expect(house.dispatcher.count == 3)
        #expect(house.dispatcher.nextDeadline == CodecRegister.memory)
        house.now = CodecRegister.memory
        house.turn()
        for _ in 1...3 { house.answer(1 - house.dispatcher.front) }
        #expect(house.results.suffix(3).map(\.id) == [6, 7, 9])
        #expect(house.results.suffix(3).allSatisfy { $0.outcome == .decoded })
        #expect(house.dispatcher.isIdle)
    }

    @Test("A suspect comes back to the front after ten quiet minutes")
    func probation() {
        var house = House()
        let poison = CodecScript("1")
        house.offer([Self.job(1, poison)])
        house.answer(0, .overran)
        house.dispatcher.becameReady(seat: 0, now: 0)
        house.offer([Self.job(2, poison)])
        #expect(house.calls[1 - house.dispatcher.front].count == 1)
        house.answer(1 - house.dispatcher.front)
        house.now = CodecRegister.probation
        house.offer([Self.job(3, poison)])
        #expect(house.calls[house.dispatcher.front].count == 1)
    }
}
