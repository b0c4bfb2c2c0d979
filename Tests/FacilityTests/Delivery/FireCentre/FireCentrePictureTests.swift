import Testing

@testable import Facility

/// What a fire centre is left believing when frames are repeated, lost and overtaken, and when what burnt is not
/// declared any more: a fire that the watch has over and the centre has not sends the brigade to nobody.
@Suite("The picture a fire centre is left with")
struct FireCentrePictureTests {
    /// The states of detector `S2`, or of another number, as written since the last look, oldest first.
    private static func states(_ line: FireLine, of number: UInt16 = 2) -> [UInt16] {
        line.written.flatMap { GB26875.ApplicationUnit($0.unit).objects }.compactMap { object in
            guard case .componentState(let place, let state, _, _) = object, place.highHalf == number
            else { return nil }
            return state
        }
    }

    private static func answer(_ line: inout FireLine, _ frame: GB26875.Frame) {
        line.tell(.received(FireLine.answer(to: frame)))
    }

    @Test(
        "A case that ends before the line of this life has begun is over at the centre",
        arguments: [true, false])
    func endedAtOnce(isFirst: Bool) {
        var line = FireLine(standing: [.fire(0, case: 4)])
        // The lane's task and the line's begin when they please.
        if isFirst { line.tell(.started) }
        line.send(.fire(9, case: 4, "cleared", .close))
        if !isFirst { line.tell(.started) }
        line.tell(.connected)
        line.acknowledgeAll()
        #expect(line.settled == [.delivery(9): nil])
        #expect(Self.states(line) == [1])
        line.pass(.minutes(5))
        line.acknowledgeAll()
        #expect(Self.states(line) == [1], "and nothing brings it back")
        #expect(line.written.last { $0.unit.first == 21 }?.unit[2] == 1)
    }

    /// A fire at `S2` that the centre has; the fault of another case told behind it and not acknowledged; the end of the
    /// fire 5 s later; at 10 s the fault's frame again, as it was: with the fire.
    private static func overtaken() -> (line: FireLine, fault: GB26875.Frame, end: GB26875.Frame) {
        var line = FireLine.up()
        line.send(.fire(1, case: 1))
        line.acknowledgeAll()
        line.forget()
        line.send(.fire(2, case: 2, code: "fault", isLife: false))
        let fault = line.written[0]
        line.pass(.seconds(5))
        line.send(.fire(3, case: 1, "withdrawn", .close))
        let end = line.written[1]
        line.pass(.seconds(5))
        #expect(states(line) == [0b0111, 0b0101, 0b0111], "the end, and behind it the fire again")
        return (line, fault, end)
    }

    @Test(
        "A frame sent again behind the end of a fire is made good, whichever is acknowledged first",
        arguments: [true, false])
    func repeatedBehindEnd(isFaultFirst: Bool) {
        var (line, fault, end) = Self.overtaken()
        Self.answer(&line, isFaultFirst ? fault : end)
        Self.answer(&line, isFaultFirst ? end : fault)
        #expect(Self.states(line).last == 0b0101, "what was written last is what the centre goes by")
        line.acknowledgeAll()
        #expect(line.settled == [.delivery(2): nil, .delivery(3): nil])
        line.forget()
        line.pass(.minutes(1))
        #expect(Self.states(line) == [], "once")
    }

    @Test("What was made good is finished when the centre has what stands, not before")
    func finishedWithWhatStands() {
        var (line, fault, end) = Self.overtaken()
        Self.answer(&line, end)
        Self.answer(&line, fault)
        #expect(
            line.settled == [.delivery(3): nil], "a kill now, and the fault is told again with what stands")
        let good = line.written.last { $0.unit.first == 2 }!
        Self.answer(&line, good)
        #expect(line.settled == [.delivery(3): nil, .delivery(2): nil])
    }

    @Test("A connection lost while a frame is made good makes the case come again")
    func lostWhileMadeGood() {
        var (line, fault, end) = Self.overtaken()
        Self.answer(&line, end)
        Self.answer(&line, fault)
        line.tell(.disconnected("connection reset"))
        #expect(line.settled == [.delivery(3): nil, .delivery(2): .some(.unknown("connection reset"))])
        line.forget()
        line.pass(.seconds(5))
        line.tell(.connected)
        line.send(.fire(2, case: 2, code: "fault", isLife: false))
        line.acknowledgeAll()
        #expect(Self.states(line) == [0b0101])
    }

    @Test(
        "A detector put back into service while the line is down, or as it breaks, is so at the centre when it is back"
    )
    func backInService() {
        var line = FireLine.up()
        line.tell(.disabled(["S1", "S2"]))
        line.acknowledgeAll()
        #expect(Self.states(line) == [0b1001])
        line.tell(.disabled(["S2"]))
        #expect(Self.states(line, of: 1) == [0b1001, 1])
        line.tell(.disconnected("connection reset"))
        line.tell(.disabled([]))
        line.forget()
        line.pass(.seconds(5))
        line.tell(.connected)
        line.acknowledgeAll()
        #expect(Self.states(line) == [1])
        #expect(Self.states(line, of: 1) == [1])
        line.forget()
        line.tell(.disconnected("connection reset"))
        line.pass(.seconds(5))
        line.tell(.connected)
        line.acknowledgeAll()
        #expect(line.types == [21], "the centre has it")
    }

    @Test(
        "The case of a hazard that is taken out of the configuration ends at the centre, though it has no code any more"
    )
    func hazardGone() {
        var line = FireLine.up()
        line.send(.fire(1))
        line.send(.fire(2, "withdrawn", .close, code: nil))
        line.acknowledgeAll()
        #expect(Self.states(line) == [0b0011, 1])
        #expect(line.settled == [.delivery(1): nil, .delivery(2): nil])
    }

    @Test("The case of a detector that is taken out of the sheet ends at the place that the centre knows")
    func deviceGone() {
        var line = FireLine.up()
        line.send(.fire(1, of: "S3"))
        line.tell(.table(FireLine.table(2)))
        line.send(.fire(2, of: "S3", "withdrawn", .close))
        line.acknowledgeAll()
        #expect(Self.states(line, of: 3) == [0b0011, 1])
        line.send(.fire(3, case: 3, of: "S3"))
        #expect(
            line.settled[.delivery(3)]
                == .some(.some(.refused("device S3 has no GB/T 26875 address at this centre"))))
    }

    @Test(
        "A detector that is given another address while it burns ends where it burnt, and burns anew where it is"
    )
    func deviceMoved() {
        var line = FireLine.up()
        line.send(.fire(1, of: "S3"))
        var table = FireLine.table()
        table.points[2].place = FireAddress("1.1.40.10.77")!.place(zone: .low)
        line.tell(.table(table))
        line.send(.fire(2, of: "S3", "cleared", .close))
        line.send(.fire(3, case: 3, of: "S3"))
        line.acknowledgeAll()
        #expect(Self.states(line, of: 3) == [0b0011, 1])
        #expect(Self.states(line, of: 77) == [0b0011])
    }

    @Test("A detector that takes the address of one that burnt burns there as well, until both are over")
    func deviceReplaced() {
        var line = FireLine.up()
        line.send(.fire(1, of: "S3"))
        var table = FireLine.table()
        table.points[2].device = "S9"
        line.tell(.table(table))
        line.send(.fire(2, case: 2, of: "S9"))
        line.send(.fire(3, of: "S3", "withdrawn", .close))
        line.acknowledgeAll()
        #expect(Self.states(line, of: 3) == [0b0011, 0b0011, 0b0011])
        line.send(.fire(4, case: 2, of: "S9", "cleared", .close))
        line.acknowledgeAll()
        #expect(Self.states(line, of: 3).last == 1)
    }
}
