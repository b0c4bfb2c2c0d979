import Testing

@testable import Facility

/// When one record of several in a message was true.
@Suite("Records with a time of their own")
struct RecordTimeTests {
    private static let noon = Timestamp(milliseconds: 1_773_022_531_000)

    private static func judge(_ clock: ClockState, minutesAgo: Int64) -> ClockState.Judgement {
        clock.judge(record: noon + .minutes(-minutesAgo), arrival: noon, draining: false, retained: false)
    }

    @Test("An hour of minutes in one message is dated minute by minute once the clock is known")
    func history() {
        var clock = ClockState()
        _ = clock.judge(deviceTime: Self.noon, arrival: Self.noon)
        for minutes: Int64 in [0, 1, 59] {
            let judgement = Self.judge(clock, minutesAgo: minutes)
            #expect(judgement.observedAt == Self.noon + .minutes(-minutes))
            #expect(!judgement.isSuspect)
        }
    }

    @Test("Of a clock nobody knows, a record older than five minutes is suspect and counts from its arrival")
    func unknownClock() {
        #expect(!Self.judge(ClockState(), minutesAgo: 4).isSuspect)
        let old = Self.judge(ClockState(), minutesAgo: 6)
        #expect(old.isSuspect)
        #expect(old.observedAt == Self.noon)
    }

    @Test("A record is corrected like its device's own time and never lies after its arrival")
    func corrected() {
        let slow = ClockState(slowness: .minutes(60))
        #expect(Self.judge(slow, minutesAgo: 70).observedAt == Self.noon + .minutes(-10))
        #expect(Self.judge(slow, minutesAgo: 58).observedAt == Self.noon)
        #expect(Self.judge(slow, minutesAgo: 50).isSuspect)
    }
}
