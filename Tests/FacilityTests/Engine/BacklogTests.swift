import Expressions
import Testing

@testable import Facility

/// What the broker kept for us while we were away is read at speed, with times of its own: it is judged by when it
/// happened, and neither hides what happens now nor waits before it.
@Suite struct BacklogTests {
    private let smoke = Compound.hazard(
        when: "smoke", severity: .extreme, confirm: .secondTrigger, isLifeSafety: true)

    @Test("What began and ended inside a backlog is history")
    func historic() {
        var night = Night(Compound.site([smoke]))
        night.hear("F1", #""smoke":false"#)
        night.session(0, .disconnected)
        night.wait(.minutes(60))
        night.session(0, .connected(sessionPresent: true))
        let past = Night.start + .minutes(10)
        night.hear("F1", #""smoke":true"#, observed: past)
        night.hear("F1", #""smoke":false"#, observed: past + .minutes(5))
        #expect(night.incident()?.isHistoric == true)
        #expect(night.incident()?.since == past)
        #expect(night.incident()?.condition == .quiet)
        night.wait(.seconds(1))
        #expect(night.engine.openIncidents.count == 1, "extreme: a person still has to clear it")
        #expect(night.transitions.map(\.step) == [.raised, .quiet])
    }

    @Test("What is still there when the backlog is read is no history, and late by 200 ms at most")
    func stillThere() {
        var night = Night(Compound.site([smoke]))
        night.hear("F1", #""smoke":false"#)
        night.session(0, .disconnected)
        night.wait(.minutes(60))
        night.session(0, .connected(sessionPresent: true))
        night.hear("F1", #""smoke":true"#, observed: Night.start + .minutes(10))
        #expect(night.steps == [])
        night.wait(.milliseconds(200))
        #expect(night.steps == ["3600.2 raised F1"])
        #expect(night.incident()?.isHistoric == false)
        #expect(night.incident()?.since == Night.start + .minutes(10))
    }

    @Test("A fire does not wait for a session that never falls quiet")
    func neverQuiet() {
        var night = Night(Compound.site([smoke]))
        night.hear("F1", #""smoke":false"#)
        night.hear("F2", #""smoke":false"#)
        night.wait(.minutes(60))
        night.session(0, .connected(sessionPresent: true))
        night.hear("F1", #""smoke":true"#, observed: Night.start + .minutes(10))
        for _ in 0..<30 {
            night.wait(.milliseconds(100))
            night.hear("F2", #""smoke":false"#, observed: Night.start + .minutes(20))
        }
        #expect(night.steps == ["3602.0 raised F1"])
    }

    @Test("A live reading in the middle of a drain raises at once")
    func liveInDrain() {
        var night = Night(Compound.site([smoke]))
        night.hear("F1", #""smoke":false"#)
        night.session(0, .connected(sessionPresent: true))
        night.hear("F1", #""smoke":true"#)
        #expect(night.steps == ["0.0 raised F1"])
    }

    @Test("The last late reading of a clockless device stands; between late ones no time passes")
    func late() {
        let slow = Compound.hazard("fire.slow", when: "smoke", for: .seconds(5))
        var night = Night(Compound.site([smoke, slow]))
        night.session(0, .connected(sessionPresent: true))
        for spoken in [true, false, true, false] { night.hear("Z1", #""smoke":\#(spoken)"#) }
        night.wait(.seconds(20))
        #expect(night.store.incidents.values.allSatisfy { $0.hazard == "fire.smoke" && $0.isHistoric })
        night.session(0, .connected(sessionPresent: true))
        night.hear("Z1", #""smoke":true"#)
        night.wait(.seconds(20))
        #expect(night.engine.openIncidents.contains { $0.hazard == "fire.slow" && !$0.isHistoric })
    }

    @Test("What a device says live just behind a drain stands over what it said in it, by whichever clock")
    func liveBehindDrain() {
        var night = Night(Compound.site([smoke]))
        night.session(0, .connected(sessionPresent: true))
        night.hear("F1", #""smoke":false"#, observed: night.now)
        night.wait(.milliseconds(300))
        night.hear("F1", #""smoke":true"#, observed: night.now + .milliseconds(-400))
        #expect(
            night.steps.map { $0.split(separator: " ").dropFirst().joined(separator: " ") } == ["raised F1"])
        night.restart()
        night.session(0, .connected(sessionPresent: true))
        // Its clock is known from the journal: in the drain this is no reading of an unknown time.
        night.hear("F1", #""smoke":false"#, observed: night.now + .seconds(-60))
        night.wait(.seconds(30))
        #expect(night.incident(1)?.condition == .active, "it is older than the smoke")
    }

    @Test("A clock that ran an hour fast until it was set while we were down hides no smoke")
    func clockSetBackWhileDown() {
        var night = Night(Compound.site([smoke]))
        night.hear("F1", #""smoke":false"#)
        night.wait(.seconds(1))
        night.restart(after: .minutes(-60))
        night.session(0, .connected(sessionPresent: false))
        night.hear("F1", #""smoke":true"#)
        #expect(night.incident(1)?.condition == .active)
    }

    @Test(
        "What a clock an hour fast wrote down stands over nothing said since, at the start after the next either"
    )
    func clockSetBackTwoLivesAgo() {
        var night = Night(Compound.site([smoke]))
        // Ours an hour ahead, its clock not learnt yet: late, and true when it came for all that is known.
        night.session(0, .connected(sessionPresent: true))
        night.hear("F1", #""smoke":false"#, observed: night.now + .minutes(-60))
        night.wait(.seconds(1))
        night.restart(after: .minutes(-60))
        night.session(0, .connected(sessionPresent: false))
        night.hear("F1", #""smoke":false"#)
        night.wait(.seconds(2))
        night.restart(after: .minutes(5))
        night.session(0, .connected(sessionPresent: true))
        night.hear("F1", #""smoke":true"#, observed: night.now + .minutes(-4))
        night.wait(.seconds(10))
        #expect(night.engine.openIncidents.map(\.device) == ["F1"])
        #expect(night.incident(1)?.condition == .active)
    }

    @Test(
        "What began while we were down is filed under its own time, though its hazard was asked at the start")
    func beganWhileDown() {
        var night = Night(Compound.site([smoke]))
        night.hear("F1", #""smoke":false"#)
        night.wait(.seconds(5))
        night.restart(after: .minutes(10))
        let began = night.now + .minutes(-7)
        night.session(0, .connected(sessionPresent: true))
        night.hear("F1", #""smoke":true"#, observed: began)
        night.wait(.seconds(5))
        #expect(night.incident(1)?.since == began)
        #expect(night.incident(1)?.condition == .active)
    }

    @Test(
        "What a device minutes slow says live behind a drain stands over what it said in it",
        arguments: [10, 80, 290])
    func slowBehindDrain(slowness: Int64) {
        var night = Night(Compound.site([smoke]))
        night.session(0, .connected(sessionPresent: true))
        night.hear("F1", #""smoke":false"#, observed: night.now + .seconds(-slowness))
        night.wait(.seconds(1))
        night.hear("F1", #""smoke":true"#, observed: night.now + .seconds(-slowness))
        #expect(night.incident(1)?.condition == .active)
    }

    @Test("A box that woke up long ago and is told the time does not live through the years between")
    func toldTheTime() {
        var site = Compound.site([smoke])
        site.calling = CallingPolicy()
        site.people = [Person(id: "zhang", name: "Zhang", role: .duty, phone: "1")]
        var night = Night(site, at: Night.start + .days(-400))
        night.hear("F1", #""smoke":true"#)
        night.wait(.seconds(10))
        let before = night.transitions.count
        night.wait(Night.start - night.now)
        #expect(night.transitions.count < before + 10, "not one for each round of calls in between")
        #expect(night.incident(1)?.condition == .active)
        night.hear("F1", #""smoke":false"#)
        night.wait(.seconds(30))
        #expect(night.incident(1)?.condition == .quiet)
    }

    @Test("What a clock is wrong by is known after a kill a moment later, and judges what waited meanwhile")
    func offsetKept() {
        var night = Night(Compound.site([smoke]))
        func say(_ isSmoke: Bool, since ago: Int64 = 0) {
            night.hear("F1", #""smoke":\#(isSmoke)"#, observed: night.now + .minutes(20) + .seconds(-ago))
        }
        for _ in 0..<5 {
            say(false)
            night.wait(.milliseconds(900))
        }
        // No slice of the snapshot has come by yet since this one.
        night.wait(.seconds(8))
        say(false)
        #expect(night.engine.device("F1")?.clock == "offset")
        night.restart(after: .seconds(60))
        #expect(night.engine.device("F1")?.clock == "offset")
        night.session(0, .connected(sessionPresent: true))
        say(true, since: 30)
        let observed = (night.now + .seconds(-30)).milliseconds
        #expect(night.engine.slots.contains { $0.observedAt == observed })
    }

    @Test("What a device says behind a time that was not believed is no older than it")
    func behindSuspectTime() {
        var night = Night(Compound.site([smoke]))
        night.hear("F1", #""smoke":false"#)
        // Ours is set an hour ahead; a late copy of an older word is not believed, the next word is.
        night.wait(.minutes(60))
        night.hear("F1", #""smoke":false"#, observed: night.now + .minutes(-62))
        night.hear("F1", #""smoke":true"#, observed: night.now + .minutes(-60))
        #expect(night.incident(1)?.condition == .active)
    }

    @Test("No hazard comes from the speed of a drain")
    func drainSpeed() {
        let trapped = Compound.hazard(
            "elevator.still", facility: 1, when: "occupied && speed == 0.0", for: .seconds(90))
        var night = Night(Compound.site([trapped]))
        night.hear("B1", #""occupied":true,"speed":1"#)
        night.wait(.minutes(30))
        night.session(1, .connected(sessionPresent: true))
        for second in 0..<1_700 {
            let speed = second % 60 < 50 ? 0 : 1
            night.hear(
                "B1", #""occupied":true,"speed":\#(speed)"#, observed: Night.start + .seconds(Int64(second)))
        }
        #expect(night.steps == [])
    }

    @Test("A retained state raises a standing condition once, and does not overrule what was said since")
    func retained() {
        var night = Night(Compound.site([smoke]))
        night.hear("Z1", #""smoke":true"#, retained: true)
        #expect(night.steps == ["0.0 raised Z1"])
        night.hear("Z1", #""smoke":false"#)
        night.hear("Z1", #""smoke":true"#, retained: true)
        #expect(night.steps == ["0.0 raised Z1", "0.0 quiet Z1"])
    }

    @Test("A session the broker forgot is a loss; the first one ever is not")
    func sessionLost() {
        var night = Night(Compound.site([smoke]))
        night.session(0, .connected(sessionPresent: false))
        #expect(night.losses == [])
        night.wait(.minutes(1))
        night.session(0, .disconnected)
        night.wait(.minutes(1))
        night.session(0, .connected(sessionPresent: false))
        #expect(night.losses.map(\.cause) == [.brokerSessionLost])
        #expect(night.losses.first?.from == Night.start + .minutes(1))
    }
}
