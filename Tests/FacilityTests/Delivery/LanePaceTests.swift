import Testing

@testable import Facility

/// How fast a lane goes, when it wakes, and how it knows that the path is there.
@Suite("A lane's pace")
struct LanePaceTests {
    @Test("Five a second per destination; life safety is exempt")
    func rate() {
        var lane = LaneScript { $0.concurrency = 100 }
        var sent = 0
        for number: Int64 in 1...40 { sent += lane(.enqueue(.sample(number, incident: number))).count }
        #expect(sent == 5)
        for _ in 0..<100 { sent += lane.advance(.milliseconds(20)).count }
        #expect(sent == 15, "5 at once, then 5 a second for 2 s")
        for number: Int64 in 41...60 {
            #expect(lane(.enqueue(.sample(number, incident: number, life: true))) == ["send \(number)"])
        }
    }

    @Test("One exchange per incident and `concurrency` in all; slow answers never keep a fire waiting")
    func concurrency() {
        var lane = LaneScript { $0.concurrency = 2 }
        #expect(lane(.enqueue(.sample(1, incident: 1))) == ["send 1"])
        #expect(lane(.enqueue(.sample(2, incident: 2))) == ["send 2"])
        #expect(lane(.enqueue(.sample(3, incident: 3))) == [])
        #expect(lane(.enqueue(.sample(4, incident: 4, life: true))) == ["send 4"])
    }

    @Test("After an outage ordinary deliveries start spread over up to 120 s, life safety at once")
    func startJitter() {
        var starts: Set<Int64> = []
        for seed in 0..<50 {
            var lane = LaneScript(isDiskRead: false)
            lane.random = SeededGenerator(seed: UInt64(seed))
            _ = lane(.started(outage: .hours(2)))
            _ = lane(.enqueue(.sample(1, incident: 1)))
            #expect(lane(.enqueue(.sample(2, incident: 2, life: true))) == ["send 2"])
            let start = lane.untilNext(within: .seconds(121))
            #expect(start.lines == ["send 1"])
            starts.insert(start.after.milliseconds)
        }
        #expect(starts.count > 40)
        #expect(starts.max() ?? 0 > 60_000)
    }

    @Test("A hiccup spreads nothing over longer than itself")
    func shortOutage() {
        var lane = LaneScript(outage: .milliseconds(300))
        let atOnce = lane(.enqueue(.sample(1)))
        #expect(atOnce + lane.advance(.milliseconds(300)) == ["send 1"])
        var fresh = LaneScript()
        #expect(fresh(.enqueue(.sample(1))) == ["send 1"], "a new store has no outage")
    }

    @Test("A paused destination gets nothing but life safety")
    func pause() {
        var lane = LaneScript()
        _ = lane(.paused)
        #expect(lane(.enqueue(.sample(1, incident: 1))) == [])
        #expect(lane(.enqueue(.sample(2, incident: 2, life: true))) == ["send 2"])
        #expect(lane(.resumed) == ["send 1"])
    }

    @Test("A life-safety path that falls silent is lost within 100 s, though nothing was to be delivered")
    func silence() {
        var lane = LaneScript { $0.heartbeatEvery = .seconds(30) }
        #expect(lane(.heartbeatAnswered) == [])
        var lost: Timestamp?
        while lost == nil, lane.now < Timestamp(milliseconds: 200_000) {
            for line in lane.advance(.seconds(1)) {
                if line == "heartbeat" { _ = lane(.heartbeatFailed(.unknown("timeout"))) }
                if line.hasPrefix("lost") { lost = lane.now }
            }
        }
        #expect(lost.map { $0 <= Timestamp(milliseconds: 100_000) } == true)
        _ = lane.untilNext(within: .seconds(6))
        #expect(lane(.heartbeatAnswered) == ["restored, lost since 0"])
    }

    @Test("A sign of life that hangs does not keep the loss of the path from being said")
    func hangingHeartbeat() {
        var lane = LaneScript { $0.heartbeatEvery = .seconds(30) }
        #expect(lane.advance(.seconds(89)) == [])
        #expect(lane.advance(.seconds(1)) == ["lost since 0 silent"])
    }

    @Test("A life-safety path beats at least every 30 s, whatever its declaration says")
    func heartbeatPeriod() {
        let path = Destination(
            id: "d", name: LocalizedText(en: "", zh: ""), kind: .http(HTTPSettings(url: "")),
            heartbeatEvery: .minutes(5), isLifeSafetyPath: true)
        #expect(Lane.Policy(for: path).heartbeatEvery == .seconds(30))
    }

    @Test("Every wait has its wake, and it is not said twice")
    func wakes() {
        var lane = LaneScript()
        #expect(lane.withWakes(.enqueue(.sample(1))) == ["send 1"])
        let lines = lane.withWakes(.failed(1, .unreachable("refused")))
        #expect(lines.count == 1 && lines[0].hasPrefix("wake"))
        #expect(lane.withWakes(.deadline) == [])
        lane.now = Timestamp(milliseconds: Int64(lines[0].dropFirst(5)) ?? 0)
        #expect(lane.withWakes(.deadline) == ["send 1 attempt 2"])
    }
}
