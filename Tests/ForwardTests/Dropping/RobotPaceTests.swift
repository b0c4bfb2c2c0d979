import Facility
import Testing

@testable import Forward

@Suite("A robot speaks no faster than its maker allows")
struct RobotPaceTests {
    private func at(_ seconds: Int64) -> Timestamp { Timestamp(milliseconds: 1_000_000 + seconds * 1_000) }

    @Test("Never more than twenty in any minute, whoever speaks; what concerns life finds a quarter free")
    func window() {
        var pace = RobotPace()
        var turns: [Timestamp] = []
        for number in 0..<15 { #expect(pace.turn(lifeSafety: false, now: at(0)) == at(0), "\(number)") }
        turns += Array(repeating: at(0), count: 15)
        turns.append(pace.turn(lifeSafety: false, now: at(1)))
        #expect(turns.last == at(60))
        for _ in 0..<4 { turns.append(pace.turn(lifeSafety: true, now: at(2))) }
        #expect(turns.suffix(4) == [at(2), at(2), at(2), at(2)])
        for second in Int64(3)...200 {
            turns.append(pace.turn(lifeSafety: second.isMultiple(of: 3), now: at(second)))
        }
        for turn in turns {
            let inMinute = turns.filter { $0 >= turn && $0 < turn + .minutes(1) }.count
            #expect(inMinute <= WebhookSettings.robotLimit)
        }
    }

    @Test("Told to be silent for a time, nobody speaks before it is over")
    func hold() {
        var pace = RobotPace()
        pace.hold(until: at(90))
        #expect(pace.turn(lifeSafety: true, now: at(0)) == at(90))
        #expect(pace.turn(lifeSafety: false, now: at(0)) >= at(90))
        #expect(pace.turn(lifeSafety: true, now: at(95)) == at(95))
    }
}
