import CodecWire
import Testing

@testable import CodecHost

/// The decisions alone: no process, no clock.
@Suite("The dispatcher")
struct DispatcherTests {
    private static func job(_ id: Int64, _ script: CodecScript, of device: UInt64 = 0) -> CodecJob {
        CodecJob(
            id: id, script: script, port: 1, receivedAt: 0, payload: [UInt8(truncatingIfNeeded: id)],
            device: device)
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

        /// Children that start become ready.
        mutating func rise() {
            for seat in 0...1 {
                guard case .starting = dispatcher.seats[seat].phase else { continue }
                dispatcher.becameReady(seat: seat, now: now)
            }
            turn()
        }

        /// The call of this payload, wherever it is, is answered.
        mutating func answer(payload: UInt8, _ outcome: CodecAnswer.Outcome = .decoded) {
            guard let seat = calls.firstIndex(where: { $0.first?.payload == [payload] }) else { return }
            answer(seat, outcome)
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
        house.rise()
        // What overran is asked once more, alone and with more time.
        #expect(house.calls[0].map(\.payload) == [[2]])
        #expect(house.calls[0].map(\.isHurried) == [false])
        house.answer(0, .overran)
        house.rise()
        #expect(house.calls[0].map(\.payload) == [[4]])
        house.answer(0)
        #expect(house.results.map(\.id) == [1, 3, 2, 4])
        #expect(house.results.map(\.outcome) == [.decoded, .decoded, .overran, .decoded])
    }

    @Test("An uplink that was only slow among others is decoded when it is asked alone")
    func slowOnce() {
        var house = House()
        let script = CodecScript("1")
        house.offer([Self.job(1, script), Self.job(2, script)])
        #expect(house.calls[0].map(\.isHurried) == [true, true])
        house.answer(0, .overran)
        #expect(house.calls == [[], []])
        house.rise()
        for id: UInt8 in 1...2 { house.answer(payload: id) }
        #expect(house.results.map(\.id) == [1, 2])
        #expect(house.results.allSatisfy { $0.outcome == .decoded })
    }

    @Test("One device's poison keeps no other device of its model waiting, and rests alone")
    func onePoisonousDevice() {
        var house = House()
        let model = CodecScript("1")
        var number: Int64 = 0
        for round in 0..<20 {
            house.now += 100
            number += 2
            house.offer([Self.job(number, model, of: 1), Self.job(number + 1, model, of: 2)])
            house.answer(payload: UInt8(number), .overran)
            // The other child is warm: no start is waited for.
            house.answer(payload: UInt8(number + 1))
            #expect(house.results.last?.id == number + 1, "round \(round)")
            house.rise()
            house.answer(payload: UInt8(number), .overran)
            house.rise()
        }
        #expect(house.results.count { $0.outcome == .decoded } == 20)
        #expect(house.results.count { $0.outcome == .overran } == CodecRegister.mostStrikes)
        #expect(house.dispatcher.count == 20 - CodecRegister.mostStrikes)
        #expect(house.dispatcher.register.resting(now: house.now) == 1)
    }

    @Test(
        "A codec that gives trouble with three devices leaves the front, and those in order go before suspects"
    )
    func poisonousModel() {
        var house = House()
        let model = CodecScript("1")
        for device: Int64 in 1...3 {
            house.now += 100
            house.offer([Self.job(device, model, of: UInt64(device))])
            house.answer(payload: UInt8(device), .overran)
            house.rise()
            house.answer(payload: UInt8(device), .overran)
            house.rise()
        }
        house.offer([Self.job(4, model, of: 1), Self.job(5, model, of: 4), Self.job(6, CodecScript("2"))])
        #expect(house.calls[house.dispatcher.front].map(\.payload) == [[6]])
        #expect(house.calls[1 - house.dispatcher.front].map(\.payload) == [[5]])
        house.answer(payload: 5)
        #expect(house.calls[1 - house.dispatcher.front].map(\.payload) == [[4]])
    }

    @Test("With more poisonous devices than are remembered, each uplink still comes to an end")
    func manySuspects() {
        var house = House()
        let model = CodecScript("1")
        let count = CodecRegister.mostSuspects + 40
        for id in 1...count {
            house.offer([Self.job(Int64(id), model, of: UInt64(id))])
            for _ in 0..<10 where house.results.count < id {
                guard let seat = house.calls.firstIndex(where: { !$0.isEmpty }) else { break }
                house.answer(seat, .overran)
                house.rise()
            }
        }
        #expect(house.results.map(\.id) == (1...Int64(count)).map { $0 })
        #expect(house.dispatcher.isIdle)
    }

    @Test("A file that takes long to be read leaves the front, and none of its devices is blamed")
    func heavyFile() {
        var house = House()
        let (heavy, other) = (CodecScript("1"), CodecScript("2"))
        house.offer([Self.job(1, heavy, of: 1), Self.job(2, heavy, of: 2), Self.job(3, other)])
        house.answer(0, .heavy)
        #expect(house.calls[1].map(\.payload) == [[3]])
        house.rise()
        #expect(house.calls[0].map(\.payload) == [[1], [2]])
        for id: UInt8 in 1...3 { house.answer(payload: id) }
        #expect(house.results.allSatisfy { $0.outcome == .decoded })
        #expect(house.results.count == 3)
    }

    @Test("A child that takes its leave costs nobody a chance")
    func farewell() {
        var house = House()
        let script = CodecScript("1")
        house.offer([Self.job(1, script), Self.job(2, script)])
        for _ in 0..<10 {
            house.dispatcher.left(seat: house.dispatcher.front, now: house.now)
            house.turn()
            house.rise()
        }
        #expect(house.calls[house.dispatcher.front].map(\.payload) == [[1], [2]])
        for id: UInt8 in 1...2 { house.answer(payload: id) }
        #expect(house.results.allSatisfy { $0.outcome == .decoded })
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
            house.rise()
            guard let seat = house.calls.firstIndex(where: { !$0.isEmpty }) else { continue }
            house.die(seat)
            deaths += 1
        }
        // Once with the other one in hand, three times alone.
        #expect(deaths == 4)
        #expect(house.results.map(\.outcome) == [.crashed])
        #expect(house.results.map(\.id) == [1])
    }

    @Test(
        "A child that says nothing for a second is ended; an uplink is given up when three did so with it alone"
    )
    func silent() {
        var house = House()
        house.offer([Self.job(1, CodecScript("1"))])
        for round in 1...CodecDispatcher.chances {
            house.now += 999
            house.dispatcher.tick(now: house.now)
            house.turn()
            #expect(house.ends.count == round - 1)
            #expect(house.results.isEmpty)
            house.now += 1
            house.dispatcher.tick(now: house.now)
            house.turn()
            #expect(house.ends.count == round)
            house.rise()
        }
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
        "While a device rests, its uplinks wait and are decoded in their order; the others of its codec go on"
    )
    func waitForRest() {
        var house = House()
        let script = CodecScript("1")
        house.offer((1...7).map { Self.job($0, script, of: 1) })
        for _ in 0...CodecRegister.mostStrikes {
            guard let seat = house.calls.firstIndex(where: { !$0.isEmpty }) else { break }
            house.answer(seat, .overran)
            house.rise()
        }
        #expect(house.results.map(\.outcome) == Array(repeating: .overran, count: 5))
        #expect(house.calls == [[], []])
        house.offer([Self.job(8, script, of: 2), Self.job(9, script, of: 1)])
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
        house.rise()
        house.answer(payload: 1)
        house.offer([Self.job(2, poison)])
        #expect(house.calls[1 - house.dispatcher.front].count == 1)
        house.answer(1 - house.dispatcher.front)
        house.now = CodecRegister.probation
        house.offer([Self.job(3, poison)])
        #expect(house.calls[house.dispatcher.front].count == 1)
    }
}
