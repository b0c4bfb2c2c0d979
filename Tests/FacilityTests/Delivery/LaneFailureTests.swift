import Testing

@testable import Facility

/// What a lane does when the far side is slow, silent, angry or gone.
@Suite("A lane's patience")
struct LaneFailureTests {
    @Test("An unknown outcome is asked for, and what the far side holds is not sent again")
    func queriedPresent() {
        var lane = LaneScript()
        _ = lane(.enqueue(.sample(1)))
        _ = lane(.failed(1, .unknown("timeout")))
        #expect(lane.advance(.seconds(1)) == ["query 1"])
        let answer = Lane.Answer(caseNumber: "C1", handling: .accepted)
        #expect(lane(.queried(1, .present(answer))) == ["settle 1 accepted"])
    }

    @Test("What the far side does not hold is sent again, at once")
    func queriedAbsent() {
        var lane = LaneScript()
        _ = lane(.enqueue(.sample(1)))
        _ = lane(.failed(1, .unknown("timeout")))
        #expect(lane.advance(.seconds(1)) == ["query 1"])
        #expect(lane(.queried(1, .absent)) == ["send 1 attempt 2"])
    }

    @Test("A query that fails, or is refused, leaves the outcome unknown: it is asked again")
    func queryFails() {
        var lane = LaneScript()
        _ = lane(.enqueue(.sample(1)))
        _ = lane(.failed(1, .unknown("timeout")))
        _ = lane.advance(.seconds(1))
        #expect(lane(.failed(1, .unknown("timeout"))) == [])
        #expect(lane.advance(.seconds(1)) == ["query 1"])
        #expect(lane(.failed(1, .refused("bad request"))) == [])
        #expect(lane.advance(.seconds(1)) == ["query 1"])
    }

    @Test("A far side that cannot be asked is sent the same delivery again")
    func cannotQuery() {
        var lane = LaneScript { $0.canQuery = false }
        _ = lane(.enqueue(.sample(1)))
        _ = lane(.failed(1, .unknown("timeout")))
        #expect(lane.advance(.seconds(1)) == ["send 1 attempt 2"])
    }

    @Test("After a restart, what may have been sent before is asked for; what follows an absent one is not")
    func restart() {
        var lane = LaneScript(
            firstNumber: 3, disk: [.sample(1), .sample(2, .update, step: "confirmed")], isDiskRead: false)
        #expect(
            lane(.refilled([.sample(1), .sample(2, .update, step: "confirmed")], isComplete: true))
                == ["query 1"])
        #expect(lane(.enqueue(.sample(3, incident: 2))) == ["send 3"])
        #expect(lane(.queried(1, .absent)) == ["send 1"])
        #expect(lane.accept(1) == ["settle 1 accepted", "send 2"])
    }

    @Test("Back-off doubles with jitter up to its cap", arguments: [(1, 1), (2, 2), (5, 16), (12, 300)])
    func backoff(attempts: Int, seconds: Int64) {
        var random = SeededGenerator(seed: 3)
        let waits = (0..<200).map { _ in
            Lane.Policy().backoff(afterAttempts: attempts, isLifeSafety: false, using: &random)
        }
        #expect(waits.allSatisfy { $0 >= .milliseconds(seconds * 500) && $0 <= .seconds(seconds) })
        #expect(Set(waits).count > 50, "jitter draws many different waits")
        let urgent = Lane.Policy().backoff(afterAttempts: attempts, isLifeSafety: true, using: &random)
        #expect(urgent <= .seconds(5))
    }

    @Test("Retry-After holds ordinary deliveries back for so long, life safety for at most 5 s")
    func retryAfter() {
        var lane = LaneScript()
        _ = lane(.enqueue(.sample(1, incident: 1)))
        _ = lane(.failed(1, .busy("503", retryAfter: .seconds(40))))
        #expect(lane(.enqueue(.sample(2, incident: 2))) == [])
        #expect(lane(.enqueue(.sample(3, incident: 3, life: true))) == [])
        #expect(lane.advance(.seconds(5)) == ["send 3"])
        #expect(lane.advance(.milliseconds(34_999)) == [])
        #expect(lane.advance(.milliseconds(1)) == ["send 1 attempt 2", "send 2"])
    }

    @Test("Five failures in a row open the breaker; one probe at a time closes it again")
    func breaker() {
        var lane = LaneScript { $0.startJitterCap = .zero }
        for number: Int64 in 1...4 { _ = lane(.enqueue(.sample(number, incident: number))) }
        #expect(lane(.enqueue(.sample(5, incident: 5))) == [])
        #expect(lane(.failed(1, .unreachable("refused"))) == ["send 5"])
        for number: Int64 in 2...4 { #expect(lane(.failed(number, .unreachable("refused"))) == []) }
        #expect(lane(.failed(5, .unreachable("refused"))) == ["lost since 0 unreachable"])
        let first = lane.untilNext(within: .seconds(6))
        #expect(first.lines == ["send 1 attempt 2"])
        #expect(first.after >= .milliseconds(2_500) && first.after <= .seconds(5))
        #expect(lane(.failed(1, .unreachable("refused"))) == [])
        let second = lane.untilNext(within: .seconds(11))
        #expect(second.lines == ["send 1 attempt 3"])
        #expect(second.after >= .seconds(5) && second.after <= .seconds(10))
        #expect(
            lane.accept(1) == [
                "restored, lost since 0", "settle 1 accepted", "send 2 attempt 2", "send 3 attempt 2",
                "send 4 attempt 2", "send 5 attempt 2",
            ])
    }

    @Test("While the breaker is open life safety is tried every 5 s")
    func breakerLifeSafety() {
        var lane = LaneScript { $0.breakerThreshold = 1 }
        _ = lane(.enqueue(.sample(1, incident: 1)))
        _ = lane(.failed(1, .unreachable("refused")))
        for attempt in 2...5 {
            #expect(lane.advance(.seconds(60)) == ["send 1 attempt \(attempt)"])
            _ = lane(.failed(1, .unreachable("refused")))
        }
        #expect(lane(.enqueue(.sample(2, incident: 2, life: true))) == [])
        #expect(lane.advance(.seconds(5)) == ["send 2"])
        #expect(lane(.failed(2, .unreachable("refused"))) == [])
        #expect(lane.advance(.seconds(5)) == ["send 2 attempt 2"])
    }

    @Test(
        "A wrong token pauses the destination and shows it; nothing is burnt, and one probe a minute goes out"
    )
    func lockedOut() {
        var lane = LaneScript { $0.startJitterCap = .zero }
        _ = lane(.enqueue(.sample(1, incident: 1)))
        _ = lane(.enqueue(.sample(2, incident: 2)))
        #expect(lane(.failed(1, .lockedOut("401"))) == ["lost since 0 locked_out"])
        #expect(lane(.failed(2, .lockedOut("401"))) == [])
        for _ in 0..<10 {
            let probe = lane.untilNext(within: .seconds(61))
            #expect(probe.lines == ["send 1"], "an attempt that was locked out does not count")
            #expect(probe.after >= .seconds(30) && probe.after <= .seconds(60))
            #expect(lane(.failed(1, .lockedOut("401"))) == [])
        }
        _ = lane.untilNext(within: .seconds(61))
        #expect(lane.accept(1) == ["restored, lost since 0", "settle 1 accepted", "send 2"])
    }

    @Test("A stop of our own is not a failure: the delivery waits, its outcome unknown")
    func cancelled() {
        var lane = LaneScript { $0.breakerThreshold = 1 }
        _ = lane(.enqueue(.sample(1)))
        #expect(lane(.failed(1, .cancelled)) == ["query 1"])
    }
}
