import Testing

@testable import Facility

@Suite("What a fire monitoring centre orders and asks")
struct FireCentreQuestionTests {
    @Test("Nobody but a person answers a duty check, and the answer bears his number")
    func duty() {
        var line = FireLine.up()
        line.tell(.received(FireLine.said(.control, [91, 1, 10])))
        #expect(line.others == [.askDuty(minutes: 10)])
        #expect(line.written.map(\.command) == [.acknowledge] && line.written[0].unit.isEmpty)
        line.send(.duty(1, "raised"))
        #expect(line.settled == [.delivery(1): nil])
        for _ in 0..<18 {
            line.pass(.seconds(30))
            line.acknowledgeAll()
        }
        #expect(!line.types.contains(24), "the machine says nothing of itself")
        line.send(.duty(2, "acknowledged", by: "wang"))
        #expect(line.written.last.map { Array($0.unit.prefix(4)) } == [24, 1, 0b0010_0000, 1])
        line.acknowledgeAll()
        #expect(line.settled[.delivery(2)] == .some(nil))
        line.forget()
        line.pass(.minutes(5))
        #expect(!line.others.contains(.dutyOver), "answered")
    }

    @Test("Unanswered it is over after its minutes, 10 where it says none; asked twice it calls people once")
    func unansweredDuty() {
        var line = FireLine.up()
        line.tell(.received(FireLine.said(.control, [91, 1, 0], serial: 1)))
        line.tell(.received(FireLine.said(.control, [91, 1, 0], serial: 2)))
        #expect(line.others == [.askDuty(minutes: 10)])
        line.pass(.seconds(599))
        #expect(!line.others.contains(.dutyOver))
        line.pass(.seconds(1))
        #expect(line.others.contains(.dutyOver))
        line.acknowledgeAll()
        #expect(!line.types.contains(24))
    }

    @Test("An order said again under its serial is acknowledged again and carried out once")
    func repetition() {
        var line = FireLine.up()
        for _ in 0..<3 { line.tell(.received(FireLine.said(.control, [91, 1, 5], serial: 7))) }
        #expect(line.written.map(\.command) == [.acknowledge, .acknowledge, .acknowledge])
        #expect(line.others == [.askDuty(minutes: 5)])
    }

    @Test("The centre's clock is noted and sets nothing; a time that is none is refused")
    func clock() {
        var line = FireLine.up()
        // 10:15:37 where the box has 10:15:30.
        line.tell(.received(FireLine.said(.control, [90, 1, 37, 15, 10, 9, 3, 26])))
        #expect(line.others == [.note(.clock(ahead: .seconds(7)))])
        #expect(line.session.clockAhead == .seconds(7))
        #expect(line.written.map(\.command) == [.acknowledge])
        #expect(line.written[0].time == FireLine.settings().label(line.now), "its own clock")
        line.tell(.received(FireLine.said(.control, [90, 1, 38, 15, 10, 9, 3, 26], serial: 2)))
        #expect(line.others.count == 1, "a second more is no news")
        line.tell(.received(FireLine.said(.control, [90, 1, 0, 0, 99, 0, 0, 0], serial: 3)))
        #expect(line.written.last?.command == .refuse)
    }

    @Test("Initialised, it says anew whatever is not simply watched, and loses nothing")
    func initialise() {
        var line = FireLine.up()
        line.send(.fire(1))
        line.acknowledgeAll()
        line.forget()
        line.tell(.received(FireLine.said(.control, [89, 1, 0])))
        line.acknowledgeAll()
        #expect(line.others.contains(.note(.initialised)))
        #expect(line.types.sorted() == [0, 2, 21])
        #expect(line.written.first { $0.unit.first == 2 }?.unit[9] == 3)
        line.forget()
        for serial in 1...9 as ClosedRange<UInt16> {
            line.tell(.received(FireLine.said(.control, [89, 1, 0], serial: serial)))
        }
        #expect(!line.others.contains(.note(.initialised)), "not nine times a second")
    }

    @Test(
        "Every question has its answer by type, under its own serial",
        arguments: [
            ([81, 1, 0], [21, 1, 1]), ([85, 1, 0], [25, 1, 1, 0]),
            ([88, 1, 0], [28, 1, 30, 15, 10, 9, 3, 26]), ([84, 1, 9, 0, 0, 0, 1, 1, 20], [24, 0]),
            ([61, 1, 1, 1], [1, 1, 1, 1, 1, 0]), ([65, 1, 1, 1], [5, 1, 1, 1, 1, 0]),
            ([68, 1, 1, 1], [8, 1, 1, 1, 30, 15, 10, 9, 3, 26]), ([66, 1, 1, 1], [6, 1, 1, 1]),
            ([62, 1, 1, 1, 10, 0, 2, 0], [2, 1, 1, 1, 40, 10, 0, 2, 0, 1, 0]),
            ([67, 1, 1, 1, 10, 0, 2, 0], [7, 1, 1, 1, 40, 10, 0, 2, 0]), ([86, 1, 0], [26, 1]),
        ] as [([UInt8], [UInt8])])
    func questions(question: [UInt8], start: [UInt8]) {
        var line = FireLine.up()
        line.tell(.received(FireLine.said(.request, question, serial: 77)))
        #expect(line.written.count == 1)
        #expect(line.written.first?.command == .reply && line.written.first?.serial == 77)
        #expect(line.written.first.map { Array($0.unit.prefix(start.count)) } == start)
    }

    @Test(
        "What it cannot answer it refuses",
        arguments: [
            [63, 1, 1, 1, 10, 0, 2, 0], [62, 1, 1, 1, 99, 0, 2, 0], [61, 1, 7, 1], [99, 1, 0], [64, 1], [],
            [81, 2, 0],
        ] as [[UInt8]])
    func refused(question: [UInt8]) {
        var line = FireLine.up()
        line.tell(.received(FireLine.said(.request, question, serial: 78)))
        #expect(line.written.map(\.command) == [.refuse] && line.written[0].serial == 78)
    }

    @Test(
        "What people do is an operation: silenced by who goes, called in by who found it, reset by who clears it"
    )
    func operations() {
        var line = FireLine.up()
        line.send(.fire(1))
        line.send(.fire(2, "acknowledged", .update, by: "wang"))
        line.send(.fire(3, "confirmed", .update, by: "李"))
        line.send(.fire(4, "quiet", .update))
        line.send(.fire(5, "cleared", .close, by: "王"))
        line.acknowledgeAll()
        #expect(line.settled.count == 5 && line.settled.values.allSatisfy { $0 == nil })
        let told = line.written.filter { $0.unit.first == 24 }.map { Array($0.unit[2...3]) }
        #expect(told == [[0b10, 1], [0b100, 2], [0b1, 1]])
        let states = line.written.filter { $0.unit.first == 2 }.map { $0.unit[9] }
        #expect(states == [3, 1], "the fire stands until somebody clears it")
        line.tell(.received(FireLine.said(.request, [84, 1, 2, 0, 0, 0, 1, 1, 20])))
        #expect(line.written.last.map { Array($0.unit.prefix(4)) } == [24, 2, 0b10, 1])
    }

    @Test("A walk test is told with bit 0 cleared and as a test, and takes no precedence")
    func exercise() {
        var line = FireLine.up()
        line.send(.fire(1, origin: .exercise))
        line.acknowledgeAll()
        #expect(line.written.first { $0.unit.first == 2 }?.unit[9] == 2, "fire, in test")
        #expect(line.written.first { $0.unit.first == 24 }?.unit[2] == 0b0100_0000)
        #expect(line.written.last { $0.unit.first == 21 }?.unit[2] == 0, "a test and no fire")
        line.forget()
        line.send(.fire(2, "quiet", .close, origin: .exercise))
        line.acknowledgeAll()
        #expect(line.written.first { $0.unit.first == 2 }?.unit[9] == 1, "in normal operation again")
    }

    @Test("Points out of service are told when they become so, when asked, and after every connection")
    func disabled() {
        var line = FireLine.up()
        line.tell(.disabled(["S1", "S3", "E01"]))
        #expect(line.written.map { Array($0.unit.prefix(2)) } == [[2, 2]])
        #expect(line.written[0].unit[9] == 0b1001 && line.written[0].unit[9 + 46] == 0b1001)
        line.acknowledgeAll()
        line.send(.fire(1, of: "S1"))
        #expect(line.written.last?.unit[9] == 0b1011, "a fire at a disabled point is a fire")
        line.acknowledgeAll()
        line.forget()
        line.tell(.disconnected("reset"))
        line.pass(.seconds(2))
        line.tell(.connected)
        line.acknowledgeAll()
        #expect(line.types == [21, 2])
        line.tell(.disabled([]))
        #expect(line.written.last?.unit[9] == 3, "watched again, and still burning")
    }

    @Test("The lost path to the detectors is the device's line fault")
    func lineFault() {
        var line = FireLine.up()
        line.tell(.line(isLost: true))
        #expect(line.types == [21] && line.written[0].unit[2] == 0b0100_0001)
    }

    @Test("An order for another device is not obeyed")
    func others() {
        var line = FireLine.up()
        line.tell(.received(FireLine.said(.control, [91, 1, 5], to: GB26875.Address(number: 5))))
        #expect(line.written.isEmpty && line.others.isEmpty)
        line.tell(.received(FireLine.said(.control, [91, 1, 5], to: GB26875.Address(number: 0))))
        #expect(line.others == [.askDuty(minutes: 5)], "some centres leave the address out")
    }

    @Test("After a restart the centre's picture stands without anything being said twice")
    func restored() {
        var line = FireLine(standing: [.fire(0, case: 4)])
        line.tell(.started)
        line.tell(.connected)
        line.acknowledgeAll()
        #expect(line.types == [21] && line.written[0].unit[2] == 3)
        line.tell(.received(FireLine.said(.request, [62, 1, 1, 1, 10, 0, 2, 0])))
        #expect(line.written.last?.unit[9] == 3)
    }
}
