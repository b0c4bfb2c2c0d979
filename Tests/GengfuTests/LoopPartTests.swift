import Facility
import Foundation
import MQTT
import Synchronization
import Testing

@testable import gengfu

/// The loop's parts that decide what is stored, matched and waited for, each alone.
@Suite("Parts of the loop")
struct LoopPartTests {
    private static let now = Timestamp(milliseconds: 1_773_022_530_000)

    private static func watched(_ window: [MessageIdentity]) -> WatchedSession {
        let settings = SessionSettings(clientID: "test", host: "127.0.0.1", port: 1, filters: ["a"])
        return WatchedSession(
            session: Session(settings: settings, bell: Doorbell(), seed: 1), broker: 0, sessionClass: .urgent,
            window: window, now: now)
    }

    @Test("When the broker has lost our session an old packet identifier is a new message")
    func anew() {
        let on = MessageIdentity(session: 0, mid: 5, hash32: 77)
        var kept = Self.watched([on])
        kept.connected(sessionPresent: true, at: Self.now)
        let keptIsOld = kept.isRedelivery(on)
        #expect(keptIsOld)

        var lost = Self.watched([on])
        lost.connected(sessionPresent: false, at: Self.now)
        lost.lost("cable", at: Self.now)
        lost.connected(sessionPresent: true, at: Self.now)
        let lostIsOld = lost.isRedelivery(on)
        #expect(!lostIsOld)

        var restarted = Self.watched([on, SessionWindow.beginning(of: 0)])
        restarted.connected(sessionPresent: true, at: Self.now)
        let restartedIsOld = restarted.isRedelivery(on)
        #expect(!restartedIsOld)
    }

    private final class Hands: Sendable {
        let elapsed = Atomic<Int64>(0)
        let lag = Atomic<Int64>(0)
    }

    @Test("Read every millisecond, the believed time is still led to the system's", arguments: [-900, 900])
    func slew(lag: Int64) {
        let hands = Hands()
        let start = Self.now.milliseconds
        var clock = ClockReader(
            source: ClockReader.Source(
                wall: { start + hands.elapsed.load(ordering: .relaxed) + hands.lag.load(ordering: .relaxed) },
                monotonic: { hands.elapsed.load(ordering: .relaxed) }))
        hands.lag.store(lag, ordering: .relaxed)
        var last = clock.read()
        for _ in 0..<10_000 {
            hands.elapsed.add(1, ordering: .relaxed)
            let next = clock.read()
            #expect(next >= last)
            last = next
        }
        #expect(last.milliseconds == start + 10_000 + lag)
    }

    @Test("A reader of the steps that stops reading holds nobody up, and one that has gone ends nothing")
    func outlet() throws {
        signal(SIGPIPE, SIG_IGN)
        var ends: [Int32] = [0, 0]
        try #require(pipe(&ends) == 0)
        let outlet = LineOutlet(descriptor: ends[1])
        let line = String(repeating: "x", count: 4_096)
        var taken = 0
        for _ in 0..<2 * LineOutlet.limit where outlet.write(line) { taken += 1 }
        #expect((LineOutlet.limit..<2 * LineOutlet.limit).contains(taken))
        close(ends[0])
        outlet.finish()
        #expect(outlet.write("the next"))
        outlet.finish()
        close(ends[1])
    }
}
