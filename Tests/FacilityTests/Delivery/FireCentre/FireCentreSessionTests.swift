import Testing

@testable import Facility

@Suite("One transmission device and its fire monitoring centre")
struct FireCentreSessionTests {
    @Test("A fire is one frame: place, bits, words and the time of occurrence, byte by byte")
    func fire() {
        var line = FireLine.up()
        line.send(.fire(1))
        #expect(line.types == [2], "the device's own state comes behind it")
        let object: [UInt8] = [
            // Fire alarm system No. 1, smoke detector, zone 10 in the low half, point 2 in the high one.
            1, 1, 40, 10, 0, 2, 0,
            // In normal operation, fire.
            0b0000_0011, 0,
        ]
        #expect(Array(line.written[0].unit.prefix(11)) == [2, 1] + object)
        #expect(Array(line.written[0].unit.suffix(6)) == [30, 15, 10, 9, 3, 26], "plain binary, local time")
        let text = GB26875.Note(bytes: Array(line.written[0].unit[11..<42]))
        #expect(text.text == "3栋2单元18层走道2")
        #expect(line.settled.isEmpty, "not before the centre has it")
        line.acknowledgeAll()
        #expect(line.settled == [.delivery(1): nil])
        #expect(line.types == [2, 21])
        #expect(line.written[1].unit[2] == 0b0000_0011, "the device tells of a fire, too")
    }

    @Test(
        "Without an acknowledgement the same frame goes out three times more, 10 s apart; then the link is dead"
    )
    func retries() {
        var line = FireLine.up()
        line.send(.fire(1))
        let first = line.raw[0]
        line.pass(.seconds(9))
        #expect(line.raw.count { $0 == first } == 1)
        line.pass(.seconds(1))
        #expect(line.raw.count { $0 == first } == 2)
        line.pass(.seconds(20))
        #expect(line.raw.count { $0 == first } == 4)
        line.pass(.seconds(9))
        #expect(line.settled.isEmpty)
        line.pass(.seconds(1))
        #expect(line.settled == [.delivery(1): .some(.unknown("no acknowledgement"))])
        #expect(line.others.first == .close)
        line.pass(.seconds(2))
        #expect(line.others.contains(.connect), "and is made anew")
    }

    @Test("What waited when a fire of the same point overtook it does not take the fire back")
    func overtaken() {
        var line = FireLine.up()
        line.send(.fire(1, case: 1, of: "S1", code: "fault", isLife: false))
        line.send(.fire(2, case: 2, of: "S2", code: "fault", isLife: false))
        line.send(.fire(3, case: 3, of: "S2"))
        line.acknowledgeAll()
        let ofPoint = line.written.filter { $0.unit.first == 2 && $0.unit[7] == 2 }
        #expect(ofPoint.map { $0.unit[9] & 2 } == [2, 2], "the fire, and the fault that waited")
        #expect(line.settled == [.delivery(1): nil, .delivery(2): nil, .delivery(3): nil])
    }

    @Test("A frame that is sent again behind a fire is made good by what stands, with the time of the fire")
    func repeatedBehind() {
        var line = FireLine.up()
        line.send(.fire(1, case: 1, of: "S2", code: "fault", isLife: false))
        let fault = line.written[0]
        line.send(.fire(2, case: 2, of: "S2"))
        line.tell(.received(FireLine.answer(to: line.written[1])))
        let count = line.written.count
        line.pass(.seconds(10))
        #expect(line.written[count...].contains(fault), "under its serial, as it was")
        line.tell(.received(FireLine.answer(to: fault)))
        let last = line.written.last { $0.unit.first == 2 }
        #expect(last?.unit[9] == 0b0000_0111)
        #expect(last?.unit.suffix(6) == line.written[1].unit.suffix(6))
        line.forget()
        line.pass(.seconds(1))
        line.acknowledgeAll()
        #expect(!line.types.contains(2), "once")
    }

    @Test("A fire waits for nobody's acknowledgement; anything else waits for its turn")
    func order() {
        var line = FireLine.up()
        line.send(.fire(1, case: 1, of: "S1", code: "fault", isLife: false))
        line.send(.fire(2, case: 2, of: "S3", code: "fault", isLife: false))
        let faults = line.written
        #expect(faults.map { $0.unit[4] } == [40] && line.types == [2])
        line.send(.fire(3, case: 3))
        #expect(line.types == [2, 2])
        #expect(line.written[1].unit[9] & 2 == 2, "the fire")
        line.tell(.received(FireLine.answer(to: line.written[1])))
        #expect(line.settled == [.delivery(3): nil])
        #expect(line.types == [2, 2], "the second fault still waits for the first")
        line.acknowledgeAll()
        #expect(line.settled.count == 3)
    }

    @Test("Serials start at 0, grow by one with each exchange, and answers carry the question's")
    func serials() {
        var line = FireLine()
        line.tell(.started)
        line.tell(.connected)
        #expect(line.written.map(\.serial) == [0])
        line.acknowledgeAll()
        for number in 1...3 as ClosedRange<Int64> { line.send(.fire(number, case: number)) }
        #expect(line.written.map(\.serial) == [0, 1, 2, 3])
        line.tell(.received(FireLine.said(.request, [81, 1, 0], serial: 40_000)))
        #expect(line.written.last?.serial == 40_000 && line.written.last?.command == .reply)
        line.session.serial = .max
        line.acknowledgeAll()
        line.send(.fire(9, case: 9))
        line.send(.fire(10, case: 10))
        #expect(line.written.suffix(2).map(\.serial).contains(0), "after 65535 comes 0")
    }

    @Test(
        "A centre that cannot read a frame gets it again; a fire is never given up, what it alone refuses is")
    func refusals() {
        var line = FireLine.up()
        line.send(.fire(1))
        for _ in 0..<4 { line.tell(.received(FireLine.answer(to: line.written[0], .refuse))) }
        #expect(line.raw.count { $0 == line.raw[0] } == 4)
        guard case .some(.some(.busy)) = line.settled[.delivery(1)] else {
            Issue.record("a fire is tried again: \(line.settled)")
            return
        }
        line.acknowledgeAll()
        line.forget()
        // Only the fault is refused, while the fire gets through.
        line.send(.fire(2, case: 2, of: "S1", code: "fault", isLife: false))
        let fault = line.written[0]
        line.pass(.seconds(1))
        line.send(.fire(3, case: 3, of: "S3"))
        line.tell(.received(FireLine.answer(to: line.written[1])))
        for _ in 0..<4 { line.tell(.received(FireLine.answer(to: fault, .refuse))) }
        guard case .some(.some(.refused)) = line.settled[.delivery(2)] else {
            Issue.record("poison is parked: \(line.settled)")
            return
        }
    }

    @Test("A link on which nothing is said is tried by a sign of life, and found dead within 75 s")
    func heartbeat() {
        var line = FireLine.up()
        line.pass(.seconds(34))
        #expect(line.written.isEmpty)
        line.pass(.seconds(1))
        #expect(line.written.map(\.unit) == [[]] && line.written[0].command == .send)
        line.acknowledgeAll()
        line.forget()
        line.pass(.seconds(35))
        #expect(line.written.count == 1)
        line.pass(.seconds(40))
        #expect(line.others.first == .close, "the half-open link")
    }

    @Test("Makers' other signs of life: one byte 0x16, or the device's state")
    func otherHeartbeats() {
        var handshake = FireLine.up(FireLine.settings { $0.heartbeat = .handshake })
        handshake.pass(.seconds(35))
        #expect(handshake.written.map(\.unit) == [[0x16]])
        var state = FireLine.up(FireLine.settings { $0.heartbeat = .state })
        state.pass(.seconds(35))
        #expect(state.types == [21])
    }

    @Test("A lost link is made anew ever more slowly, up to a minute; for a fire within a second")
    func backoff() {
        var line = FireLine()
        line.tell(.started)
        var waits: [Int64] = []
        for _ in 0..<9 {
            let lostAt = line.now
            line.tell(.disconnected("connection refused"))
            line.others = []
            while !line.others.contains(.connect) { line.pass(.milliseconds(100)) }
            waits.append((line.now - lostAt).milliseconds)
        }
        #expect(waits[0] <= 1_100 && waits[8] > 29_000 && waits[8] <= 60_100, "\(waits)")
        line.tell(.disconnected("connection refused"))
        line.others = []
        line.pass(.seconds(1))
        line.send(.fire(1))
        #expect(line.others.contains(.connect), "at once: the last attempt was a second ago")
        #expect(line.settled.isEmpty, "it waits for this one")
        line.tell(.connected)
        #expect(line.types.first == 2, "the fire before the device's state")
    }

    @Test("What the register has no address for, and what has no code, is refused with its reason")
    func misfits() {
        var line = FireLine.up()
        line.send(.fire(1, of: "E01"))
        line.send(.fire(2, code: nil))
        #expect(
            line.settled == [
                .delivery(1): .some(.refused("device E01 has no GB/T 26875 address at this centre")),
                .delivery(2): .some(.refused("hazard fire.alarm has no code gb26875")),
            ])
        #expect(line.written.isEmpty)
    }

    @Test("A repeated send after an unknown outcome carries the same object, the time of occurrence too")
    func repeated() {
        var line = FireLine.up()
        line.send(.fire(1))
        let first = line.written[0]
        line.tell(.disconnected("connection reset"))
        #expect(line.settled == [.delivery(1): .some(.unknown("connection reset"))])
        line.settled = [:]
        line.written = []
        line.pass(.seconds(5))
        line.tell(.connected)
        line.send(.fire(1))
        line.acknowledgeAll()
        let again = line.written.first { $0.unit.first == 2 }
        #expect(again?.unit == first.unit && again?.serial != first.serial)
    }
}
