import Facility
import Foundation
import Testing

@Suite("How far a device's clock is believed")
struct ClockStateTests {
    /// A device that lives through a drawn time: feeds a clock and notes what it says.
    struct Life {
        var clock = ClockState()
        /// Milliseconds since `noon` of the last observed time, and its marks.
        var last: (at: Int64, suspect: Bool, late: Bool) = (0, false, false)

        /// - Parameters:
        ///   - device: what the device's clock says, milliseconds since `noon`; nil: no time.
        ///   - arrival: milliseconds since `noon`.
        @discardableResult
        mutating func message(
            device: Int64?, arrival: Int64, draining: Bool = false, retained: Bool = false
        ) -> Int64 {
            let judgement = clock.judge(
                deviceTime: device.map { Timestamp(milliseconds: noon + $0) },
                arrival: Timestamp(milliseconds: noon + arrival), draining: draining, retained: retained)
            last = (judgement.observedAt.milliseconds - noon, judgement.isSuspect, judgement.isLate)
            #expect(
                judgement.observedAt.milliseconds <= noon + arrival, "no reading is observed after it arrived"
            )
            return last.at
        }

        /// One message a second for `seconds`, the clock slow by `slow`, 200 ms on the way.
        mutating func live(seconds: ClosedRange<Int64>, slow: Int64 = 0, drift: Int64 = 0) {
            for second in seconds {
                message(device: second * 1_000 - slow - drift * second, arrival: second * 1_000 + 200)
            }
        }
    }

    @Test("A clock that is right is believed from the first message on")
    func right() {
        var life = Life()
        #expect(life.message(device: 0, arrival: 900) == 0)
        #expect(life.clock.belief == .trusted)
        #expect(!life.last.suspect)
    }

    @Test("A clock a little ahead never makes a reading of the future")
    func ahead() {
        var life = Life()
        #expect(life.message(device: 3_000, arrival: 100) == 100)
        #expect(life.clock.belief == .trusted)
        #expect(!life.last.suspect)
    }

    @Test(
        "A zone mistake of an hour is learnt in four messages over ten seconds, and corrected",
        arguments: [-1, 1, 8] as [Int64])
    func hour(hours: Int64) {
        let slow = hours * 3_600_000
        var life = Life()
        life.live(seconds: 0...8, slow: slow)
        #expect(life.clock.belief == .none)
        #expect(life.last.suspect)
        #expect(life.last.at == 8_200)
        life.live(seconds: 9...11, slow: slow)
        #expect(life.clock.belief == .offset(.milliseconds(slow + 200)))
        #expect(life.last.at == 11_200)
        #expect(!life.last.suspect)
        life.message(device: 20_000 - slow, arrival: 23_000)  // slow on its way: the device's own time counts
        #expect(life.last.at == 20_200)
    }

    @Test(
        "A backlog of ten minutes drained in ten milliseconds keeps its times",
        arguments: [0, 3_600_000] as [Int64])
    func drain(slow: Int64) {
        var life = Life()
        life.live(seconds: 0...30, slow: slow)
        let correction: Int64 = slow == 0 ? 0 : 200
        for second in 31...630 as ClosedRange<Int64> {
            let arrival = 640_000 + second / 60
            #expect(
                life.message(device: second * 1_000 - slow, arrival: arrival, draining: true) == second
                    * 1_000 + correction)
            #expect(!life.last.suspect && !life.last.late)
        }
    }

    @Test("The two sessions of a broker drain one after the other without harm")
    func interleaved() {
        var life = Life()
        life.live(seconds: 0...30)
        life.message(device: 630_000, arrival: 640_000, draining: true)  // the urgent session is ahead
        life.message(device: 640_100, arrival: 640_200)  // and live again
        #expect(life.message(device: 31_000, arrival: 640_300, draining: true) == 31_000)
        #expect(!life.last.suspect)
    }

    @Test("Without a clock a drained reading is late, a live one is not")
    func clockless() {
        var life = Life()
        #expect(life.message(device: nil, arrival: 10) == 10)
        #expect(!life.last.late)
        #expect(life.message(device: nil, arrival: 20, draining: true) == 20)
        #expect(life.last.late && !life.last.suspect)
        #expect(life.message(device: nil, arrival: 30, draining: true, retained: true) == 30)
        #expect(!life.last.late)
    }

    @Test("A clock nobody has learnt yet does not date a drained reading")
    func unlearnt() {
        var life = Life()
        #expect(life.message(device: -60_000, arrival: 10, draining: true) == 10)
        #expect(life.last.late && life.last.suspect)
        #expect(life.clock.belief == .none)
    }

    @Test("A clock that wakes up in 1970 is not believed until it is set")
    func boot() {
        var life = Life()
        life.live(seconds: 0...5)
        for second in 6...60 as ClosedRange<Int64> {
            #expect(life.message(device: -noon + second * 1_000, arrival: second * 1_000) == second * 1_000)
            #expect(life.last.suspect)
        }
        #expect(life.message(device: 61_000, arrival: 61_300) == 61_000)
        #expect(!life.last.suspect)
    }

    @Test("A fire is not filed under 2021 because the detector lost its battery")
    func resetToAnOldDate() {
        var life = Life()
        life.live(seconds: 0...5)
        let fiveYears: Int64 = 5 * 365 * 86_400_000
        #expect(life.message(device: 3_600_000 - fiveYears, arrival: 3_600_000) == 3_600_000)
        #expect(life.last.suspect && !life.last.late)
    }

    @Test("A clock put back by an hour counts as arrival at once and as an offset once that is sure")
    func putBack() {
        var life = Life()
        life.live(seconds: 0...100)
        life.live(seconds: 101...109, slow: 3_600_000)
        #expect(life.last.at == 109_200 && life.last.suspect)
        life.live(seconds: 110...112, slow: 3_600_000)
        #expect(life.last.at == 112_200 && !life.last.suspect)
        life.live(seconds: 113...113)  // and NTP puts it right again: trusted at once
        #expect(life.clock.belief == .trusted)
        #expect(life.last.at == 113_000)
    }

    @Test("A clock far ahead is not believed, and one that stays so is corrected")
    func farAhead() {
        var life = Life()
        life.live(seconds: 0...5, slow: -400_000)
        #expect(life.last.suspect && life.last.at == 5_200)
        life.live(seconds: 6...12, slow: -400_000)
        #expect(life.clock.belief == .offset(.milliseconds(-399_800)))
        #expect(life.last.at == 12_200 && !life.last.suspect)
    }

    @Test("Seconds taken for milliseconds are 1970, and milliseconds that run too fast are never constant")
    func wrongUnit() {
        var life = Life()
        for second in 0...60 as ClosedRange<Int64> {
            life.message(device: (noon + second * 1_000) / 1_000 - noon, arrival: second * 1_000)
            #expect(life.last.suspect)
        }
        #expect(life.clock.belief == .none)
    }

    @Test("A device's own backlog, flushed live, keeps its times and teaches nothing")
    func flush() {
        var life = Life()
        life.live(seconds: 0...30)
        for second in 31...630 as ClosedRange<Int64> {
            #expect(life.message(device: second * 1_000, arrival: 640_000 + second) == second * 1_000)
            #expect(!life.last.suspect)
        }
        #expect(life.clock.belief == .trusted)
        life.live(seconds: 650...660)
        #expect(life.last.at == 660_000)
    }

    @Test("A drift is followed")
    func drift() {
        var life = Life()
        life.live(seconds: 0...20_000, drift: 1)  // a millisecond a second: 20 s in five hours
        guard case .offset(let slowness) = life.clock.belief else {
            Issue.record("still \(life.clock.belief)")
            return
        }
        #expect((19_900...20_300).contains(slowness.milliseconds))
        #expect((19_999_800...20_000_200).contains(life.last.at))
    }

    @Test("One late message does not move the clock")
    func outlier() {
        var life = Life()
        life.live(seconds: 0...100)
        life.message(device: 101_000, arrival: 161_000)
        life.live(seconds: 162...170)
        #expect(life.clock.belief == .trusted)
        #expect(life.last.at == 170_000)
    }

    @Test("A retained state keeps its old time, and is never learnt from")
    func retained() {
        var life = Life()
        let month: Int64 = -30 * 86_400_000
        #expect(life.message(device: month, arrival: 0, retained: true) == month)
        #expect(life.last.suspect && !life.last.late)
        #expect(life.clock == ClockState())
        life.live(seconds: 1...3)
        #expect(life.message(device: month, arrival: 4_000, retained: true) == month)
        #expect(!life.last.suspect)
    }

    @Test("What was learnt survives a restart")
    func snapshot() throws {
        var life = Life()
        life.live(seconds: 0...12, slow: 3_600_000)
        let again = ClockState(slowness: life.clock.slowness, lastObserved: life.clock.lastObserved)
        let coded = try JSONDecoder().decode(ClockState.self, from: JSONEncoder().encode(life.clock))
        #expect(coded == again)
        #expect(again.belief == .offset(.milliseconds(3_600_200)))
        var restarted = Life(clock: again)
        #expect(restarted.message(device: 20_000 - 3_600_000, arrival: 600_000, draining: true) == 20_200)
    }
}
