import Testing

@testable import Facility

@Suite("A fire monitoring centre may send anything at all")
struct FireCentreHostileTests {
    @Test("Acknowledgements cut anywhere, stuck together, with noise between them, count all the same")
    func pieces() {
        for cut in 1..<30 {
            var line = FireLine.up()
            line.send(.fire(1, case: 1))
            line.send(.fire(2, case: 2, of: "S1"))
            let noise: [UInt8] = [0, 0xFF, 0x40, 0x23, 0x40]
            let stream = noise + line.written[..<2].flatMap { FireLine.answer(to: $0) + noise }
            line.tell(.received(Array(stream.prefix(cut))))
            line.tell(.received(Array(stream.dropFirst(cut))))
            #expect(line.settled == [.delivery(1): nil, .delivery(2): nil], "cut at \(cut)")
        }
    }

    @Test("A frame that stops in its middle holds up nothing, and is forgotten after 10 s")
    func stall() {
        var line = FireLine.up()
        line.send(.fire(1))
        let answer = FireLine.answer(to: line.written[0])
        // A frame that says it has 1,000 more bytes, and then an acknowledgement.
        var begun = FireLine.said(.request, [81, 1, 0])
        begun[24] = 0xE8
        begun[25] = 3
        line.tell(.received(Array(begun.prefix(28)) + answer))
        #expect(line.settled == [.delivery(1): nil])
        line.tell(.received(Array(begun.prefix(28))))
        #expect(!line.session.scanner.remainder.isEmpty)
        line.pass(.seconds(11))
        #expect(line.session.scanner.remainder.isEmpty)
    }

    @Test("A frame with a wrong checksum is refused by its serial; an answer never is")
    func wrongChecksum() {
        var line = FireLine.up()
        var frame = FireLine.said(.request, [81, 1, 0], serial: 0x0102)
        frame[frame.count - 3] &+= 1
        line.tell(.received(frame))
        #expect(line.written.map(\.command) == [.refuse] && line.written[0].serial == 0x0102)
        line.forget()
        var answer = FireLine.said(.acknowledge, [], serial: 3)
        answer[answer.count - 3] &+= 1
        line.tell(.received(answer))
        #expect(line.written.isEmpty, "or two of them would go on for ever")
    }

    @Test("A flood of questions is answered 20 times a second, and a fire goes out in the middle of it")
    func flood() {
        var line = FireLine.up()
        for second in 0..<10 {
            for number in 0..<1_000 {
                let serial = UInt16(second * 1_000 + number)
                line.tell(.received(FireLine.said(.request, [81, 1, 0], serial: serial)))
            }
            if second == 5 { line.send(.fire(1)) }
            line.pass(.seconds(1))
        }
        #expect(line.written.count { $0.command == .reply } <= 20 * 11)
        let fire = line.written.first { $0.unit.first == 2 }
        #expect(fire != nil)
        if let fire { line.tell(.received(FireLine.answer(to: fire))) }
        #expect(line.settled == [.delivery(1): nil])
    }

    @Test("To a centre that does not read nothing is answered until it does")
    func congestion() {
        var line = FireLine.up()
        line.tell(.congested(true))
        line.tell(.received(FireLine.said(.request, [81, 1, 0])))
        #expect(line.written.isEmpty)
        line.tell(.congested(false))
        line.tell(.received(FireLine.said(.request, [81, 1, 0])))
        #expect(line.written.count == 1)
    }

    @Test(
        "Whatever comes in whatever order: no trap, bounded memory, each delivery settled once",
        arguments: 0..<12)
    func anything(seed: UInt64) {
        var chance = SeededChance(seed: seed)
        var line = FireLine()
        line.tell(.started)
        var open: Set<Int64> = []
        for number in 1...1_500 as ClosedRange<Int64> {
            switch Int.random(in: 0..<12, using: &chance) {
            case 0: line.tell(.connected)
            case 1: if Bool.random(using: &chance) { line.tell(.disconnected("link")) }
            case 2:
                let count = Int.random(in: 0..<3_000, using: &chance)
                line.tell(.received((0..<count).map { _ in Self.byte(using: &chance) }))
            case 3...5:
                let step = ["raised", "acknowledged", "confirmed", "cleared", "refuted"].randomElement(
                    using: &chance)!
                line.send(
                    .fire(
                        number, case: number % 9, of: "S\(number % 5)", step,
                        [.report, .update, .close].randomElement(using: &chance)!, by: "wang",
                        isLife: Bool.random(using: &chance)))
                open.insert(number)
            case 6, 7:
                // The centre answers something, perhaps cut off.
                let answers = line.written.suffix(5).flatMap { frame in
                    FireLine.answer(to: frame, Bool.random(using: &chance) ? .acknowledge : .refuse)
                }
                line.tell(.received(Array(answers.prefix(Int.random(in: 0...200, using: &chance)))))
            case 8:
                let unit = (0..<Int.random(in: 0..<20, using: &chance)).map { _ in
                    UInt8.random(in: 0...100, using: &chance)
                }
                line.tell(
                    .received(
                        FireLine.said(
                            Bool.random(using: &chance) ? .control : .request, unit, serial: UInt16(number))))
            case 9: line.tell(.congested(Bool.random(using: &chance)))
            case 10: line.tell(.disabled(Set((0..<5).map { "S\($0 &* Int(number) % 7)" })))
            default: line.pass(.seconds(Int64.random(in: 0..<40, using: &chance)))
            }
            let held = line.session.held
            #expect(held.parcels <= FireCentreSession.waitingLimit + 16)
            #expect(held.bytes < 600_000)
        }
        line.tell(.disconnected("end"))
        let unsettled = open.filter { line.settled[.delivery($0)] == nil }
        #expect(unsettled.isEmpty)
    }

    /// Noise in which frames begin often.
    private static func byte(using chance: inout SeededChance) -> UInt8 {
        switch Int.random(in: 0..<4, using: &chance) {
        case 0: 0x40
        case 1: 0x23
        default: UInt8.random(in: 0...255, using: &chance)
        }
    }
}
