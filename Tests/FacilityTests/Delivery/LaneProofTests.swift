import Testing

@testable import Facility

/// The harmless call that proves a path goes through its lane and changes no case.
@Suite struct LaneProofTests {
    @Test("One call at a time, also while the path is blocked and a person holds cases back")
    func call() {
        var lane = LaneScript { $0.breakerThreshold = 1 }
        _ = lane(.paused)
        #expect(lane(.proofWanted) == ["prove"])
        #expect(lane(.proofWanted) == [])
        #expect(lane(.proven) == [])
        _ = lane(.resumed)
        #expect(lane(.enqueue(.sample(1, incident: 1))) == ["send 1"])
        #expect(lane(.failed(1, .unreachable("refused"))) == ["lost since 0 unreachable"])
        #expect(lane(.proofWanted) == ["prove"])
        #expect(lane(.notProven(.unreachable("refused"))) == [], "cases and signs of life judge the path")
        #expect(lane(.proofWanted) == ["prove"])
        #expect(lane(.proven).contains("restored, lost since 0"))
    }

    @Test("A call that nobody lets in locks the path, so that no case is burnt on it")
    func lockedOut() {
        var lane = LaneScript()
        _ = lane(.proofWanted)
        #expect(lane(.notProven(.lockedOut("401"))) == ["lost since 0 locked_out"])
        #expect(lane(.enqueue(.sample(1, incident: 1))) == [])
        #expect(lane(.proofWanted) == ["prove"])
    }
}
