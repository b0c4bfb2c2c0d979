import Testing

@testable import Facility

@Suite("Duty roster")
struct RosterTests {
    /// 2026-03-09 is a Monday.
    private func at(_ day: Int64, _ hour: Int64, _ minute: Int64 = 0) -> Timestamp {
        Timestamp(milliseconds: ((20_521 + day) * 86_400 + hour * 3_600 + minute * 60) * 1_000)
    }

    private let day = Shift(
        id: "day", name: "Day",
        hours: Schedule(periods: [.init(days: Schedule.everyDay, from: 480, until: 1_200)]),
        people: ["zhang", "li"])
    private let night = Shift(
        id: "night", name: "Night",
        hours: Schedule(periods: [.init(days: Schedule.everyDay, from: 1_200, until: 480)]), people: ["wang"],
        rota: [20_522: ["zhao"]])

    private func onDuty(_ time: Timestamp) -> [String] {
        DutyRoster(shifts: [day, night], zone: .utc).onDuty(at: time).map(\.person)
    }

    @Test("The day ends when the night begins, to the minute")
    func change() {
        #expect(onDuty(at(0, 19, 59)) == ["zhang", "li"])
        #expect(onDuty(at(0, 20)) == ["wang"])
        #expect(onDuty(at(1, 7, 59)) == ["wang"])
        #expect(onDuty(at(1, 8)) == ["zhang", "li"])
    }

    @Test("A rota's date has its night to the next morning, and only that one")
    func rota() {
        #expect(onDuty(at(1, 20)) == ["zhao"])
        #expect(onDuty(at(2, 3)) == ["zhao"], "the night of the 10th ends on the 11th")
        #expect(onDuty(at(2, 20)) == ["wang"])
    }

    @Test("A turn says until when")
    func until() {
        let roster = DutyRoster(shifts: [day, night], zone: .utc)
        #expect(roster.onDuty(at: at(0, 22)).first?.until == at(1, 8))
    }
}

@Suite("PIN gate")
struct PINGateTests {
    private let now = Timestamp(milliseconds: 1_773_000_000_000)

    @Test("Three wrong ones wait a minute, every further one twice as long up to a quarter of an hour")
    func waits() {
        var gate = PINGate()
        #expect(gate.wrong("li", at: now) == nil)
        #expect(gate.wrong("li", at: now) == nil)
        var time = now
        var waits: [Int64] = []
        for _ in 0..<7 {
            let until = gate.wrong("li", at: time)
            #expect(gate.wait(of: "li", at: time) == until)
            waits.append(((until ?? time) - time).milliseconds / 60_000)
            time = until ?? time
            #expect(gate.wait(of: "li", at: time) == nil, "at its end the next may be tried")
        }
        #expect(waits == [1, 2, 4, 8, 15, 15, 15])
        #expect(gate.wait(of: "wang", at: now) == nil, "others do not wait for it")
    }

    @Test("The right one forgets the wrong ones")
    func right() {
        var gate = PINGate()
        _ = gate.wrong("li", at: now)
        _ = gate.wrong("li", at: now)
        gate.right("li")
        #expect(gate.wrong("li", at: now) == nil)
    }

    @Test("Names made up by the thousand leave it small and forget nobody who tried just now")
    func bounded() {
        var gate = PINGate()
        for number in 0..<3_000 {
            _ = gate.wrong("x\(number)", at: now + .milliseconds(Int64(number)))
        }
        for _ in 0..<3 { _ = gate.wrong("li", at: now + .seconds(4)) }
        #expect(gate.wait(of: "li", at: now + .seconds(5)) != nil)
    }
}
