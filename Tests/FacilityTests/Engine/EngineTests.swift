import Expressions
import Testing

@testable import Facility

/// What single messages, sessions, zones and restarts come to, told as transcripts.
@Suite struct EngineTests {
    private let smoke = Compound.hazard(
        when: "smoke", severity: .extreme, confirm: .secondTrigger, isLifeSafety: true)

    // MARK: Evidence

    @Test("The strongest evidence that is known of a device decides, and weaker ones stay out")
    func evidence() {
        let trapped = Compound.hazard(
            "elevator.entrapment", facility: 1, when: "trapped",
            "occupied && speed == 0.0 && door == 'closed'",
            severity: .extreme)
        var night = Night(Compound.site([trapped]))
        night.hear("L1", #""trapped":false"#, topic: "la/L1")
        night.hear("L1", #""occupied":true,"speed":0,"door":"closed""#)
        #expect(night.steps == [])
        night.hear("B1", #""occupied":true,"speed":0,"door":"closed""#)
        #expect(night.steps == ["0.0 raised B1"])
        night.hear("L1", #""trapped":true"#, topic: "la/L1")
        #expect(night.steps == ["0.0 raised B1", "0.0 raised L1"])
        #expect(night.incident(1)?.evidence == ["occupied = true", "speed = 0 m/s", "door = closed"])
    }

    @Test(
        "A hazard whose `or` a device can answer in part still raises, though coverage calls it undecidable")
    func partial() {
        let fire = Compound.hazard(when: "smoke || temperature > 60.0")
        var night = Night(Compound.site([fire]))
        night.hear("Z1", #""smoke":true"#)
        #expect(night.steps == ["0.0 raised Z1"])
        #expect(night.engine.coverage.map(\.decision) == [.decidable, .undecidable])
    }

    @Test("Windows run by the device's time and unknown until they have seen enough")
    func windows() {
        let still = Compound.hazard(
            "elevator.still", facility: 1, when: "occupied && changes(floor, duration('60s')) == 0")
        var night = Night(Compound.site([still]))
        for _ in 0..<30 {
            night.hear("B1", #""occupied":true,"floor":"7""#)
            night.wait(.seconds(1))
        }
        #expect(night.steps == [])
        for _ in 0..<40 {
            night.hear("B1", #""occupied":true,"floor":"7""#)
            night.wait(.seconds(1))
        }
        #expect(night.steps == ["60.0 raised B1"])
    }

    @Test("A window that empties by time alone is noticed without a reading")
    func windowByTime() {
        let hot = Compound.hazard("fire.hot", when: "max(temperature, duration('30s')) > 50.0")
        var night = Night(Compound.site([hot]))
        for second in 0..<40 {
            night.hear("F1", #""temperature":\#(second == 20 ? 60 : 20)"#)
            night.wait(.seconds(1))
        }
        night.wait(.seconds(60))
        #expect(night.steps.count == 2, "\(night.steps)")
        #expect(night.steps.first == "20.0 raised F1")
    }

    // MARK: Zones

    @Test("Two independent devices of a zone within 3 min confirm each other")
    func secondTrigger() {
        var night = Night(Compound.site([smoke]))
        night.hear("F1", #""smoke":true"#)
        night.hear("F5", #""smoke":true"#)
        night.hear("F1", #""smoke":true"#)
        #expect(night.incident(1)?.isConfirmed == false)
        night.wait(.seconds(170))
        night.hear("F2", #""smoke":true"#)
        #expect(night.incident(1)?.confirmation == .confirmedBySecondTrigger("F2"))
        #expect(night.incident(2)?.confirmation == .unconfirmed)
        #expect(night.incident(3)?.confirmation == .confirmedBySecondTrigger("F1"))
    }

    @Test("A second device after 3 min does not confirm")
    func secondTriggerTooLate() {
        var night = Night(Compound.site([smoke]))
        night.hear("F1", #""smoke":true"#)
        night.wait(.milliseconds(180_001))
        night.hear("F2", #""smoke":true"#)
        #expect(night.store.incidents.values.allSatisfy { !$0.isConfirmed })
    }

    @Test("A second trigger still confirms when the gateway restarted between the two")
    func secondTriggerAcrossRestart() {
        var night = Night(Compound.site([smoke]))
        night.hear("F1", #""smoke":true"#)
        night.wait(.seconds(60))
        night.restart(after: .seconds(30))
        night.hear("F2", #""smoke":true"#)
        #expect(night.store.incidents.values.allSatisfy { $0.isConfirmed })
    }

    @Test("`sources` counts distinct devices of the zone, active or raised lately, and forgets by time")
    func sources() {
        let zone = Compound.hazard(
            "fire.zone", when: "sources('fire.smoke', duration('3m')) >= 2", scope: .zone)
        let single = Compound.hazard(when: "smoke")
        var night = Night(Compound.site([single, zone]))
        night.hear("F1", #""smoke":true"#)
        night.hear("F1", #""smoke":false"#)
        night.hear("F5", #""smoke":true"#)
        night.wait(.seconds(60))
        #expect(night.store.incidents.values.allSatisfy { $0.hazard == "fire.smoke" })
        night.hear("F2", #""smoke":true"#)
        let raised = night.store.incidents.values.first { $0.hazard == "fire.zone" }
        #expect(raised?.zone == "stair")
        #expect(raised?.device == "F1")
        night.wait(.seconds(119))
        #expect(night.engine.openIncidents.contains { $0.hazard == "fire.zone" })
        night.wait(.seconds(2))
        #expect(!night.engine.openIncidents.contains { $0.hazard == "fire.zone" })
    }

    // MARK: Silence and staleness

    @Test("Silence counts by arrival, is unknown at first, and ends with the next message")
    func silence() {
        var night = Night(Compound.site([Compound.silence(.minutes(10))]))
        night.hear("F1", #""smoke":false"#)
        night.wait(.seconds(599))
        #expect(night.steps == [])
        night.wait(.seconds(1))
        #expect(night.steps.count == 6)
        #expect(night.steps.contains("600.0 raised F1"))
        night.hear("F1", #""smoke":false"#)
        #expect(night.steps.last == "600.0 quiet F1")
        #expect(night.engine.status.silent == 5)
    }

    @Test("No device is silent while we are deaf")
    func deaf() {
        var night = Night(Compound.site([Compound.silence(.minutes(10))]))
        night.wait(.minutes(9))
        night.session(0, .disconnected)
        night.wait(.minutes(60))
        #expect(night.steps == [])
        night.session(0, .connected(sessionPresent: true))
        night.wait(.seconds(599))
        #expect(night.steps == [])
        night.wait(.seconds(2))
        #expect(night.steps.count == 6)
    }

    @Test("A retained message does not break a silence")
    func retainedSilence() {
        var night = Night(Compound.site([Compound.silence(.minutes(10))]))
        night.wait(.minutes(10))
        night.hear("F1", #""smoke":false"#, retained: true)
        #expect(night.engine.status.silent == 6)
    }

    @Test("A stale point is unknown: it raises nothing, ends nothing, and its windows start anew")
    func stale() {
        let hot = Compound.hazard("fire.hot", when: "temperature > 50.0", for: .minutes(2))
        var night = Night(Compound.site([hot], staleAfter: .minutes(1)))
        night.hear("F1", #""temperature":60"#)
        night.wait(.minutes(10))
        #expect(night.steps == [])
        #expect(night.engine.device("F1")?.points.first?.quality == "stale")
        night.hear("F1", #""temperature":60"#)
        for _ in 0..<4 {
            night.wait(.seconds(40))
            night.hear("F1", #""temperature":60"#)
        }
        #expect(night.steps == ["720.0 raised F1"])
        night.wait(.minutes(10))
        #expect(night.engine.openIncidents.count == 1)
    }

    // MARK: Restart

    @Test("The time we were blind is written down")
    func blind() {
        var night = Night(Compound.site([smoke]))
        night.hear("F1", #""smoke":false"#)
        night.restart(after: .minutes(7))
        #expect(night.losses.map(\.cause) == [.blind])
        #expect(night.losses.first?.from == Night.start)
        #expect(night.losses.first?.to == Night.start + .minutes(7))
    }

    @Test("A condition already true at the start is raised; what was unknown stays unknown")
    func trueAtStart() {
        var night = Night(Compound.site([Compound.hazard("fire.warm", when: "temperature > 90.0")]))
        night.hear("F1", #""temperature":60"#)
        night.wait(.seconds(2))
        let lower = Compound.site([Compound.hazard("fire.warm", when: "temperature > 50.0")])
        night = Night(lower, store: night.store, at: night.now)
        #expect(night.steps == ["2.0 raised F1"])
    }

    @Test("The time we were blind does not count towards `for`: the backlog will tell")
    func blindTimers() {
        var night = Night(Compound.site([Compound.hazard(when: "smoke", for: .seconds(90))]))
        night.hear("F1", #""smoke":true"#)
        night.wait(.seconds(30))
        night.hear("F1", #""smoke":true"#)
        night.restart(after: .minutes(60))
        night.wait(.seconds(59))
        #expect(night.steps == [])
        night.wait(.seconds(1))
        #expect(night.steps == ["3690.0 raised F1"])
    }

    @Test("Last values come back from the snapshot alone")
    func snapshot() {
        var night = Night(Compound.site([smoke]))
        night.hear("F1", #""smoke":false,"temperature":21.5"#)
        night.wait(.seconds(2))
        night.store.journal = []
        night.restart()
        #expect(night.engine.device("F1")?.points.map(\.value) == ["false", "21.5"])
    }

    // MARK: Limits

    @Test("A babbling device is cut off on its telemetry session and counted; an urgent one never is")
    func rateLimit() {
        var night = Night(Compound.site([smoke]))
        for _ in 0..<300 { night.hear("B1", #""speed":1"#) }
        for _ in 0..<300 { night.hear("F1", #""smoke":false"#) }
        night.wait(.seconds(2))
        #expect(
            night.losses == [
                Loss(cause: .rateLimit, subject: "B1", count: 200, from: Night.start, to: Night.start)
            ])
    }

    @Test("Payloads nobody can read are quarantined up to a limit and counted beyond it")
    func quarantine() {
        var night = Night(Compound.site([smoke]))
        for _ in 0..<100 { night.send("f/F1", "{", session: 0) }
        night.wait(.seconds(2))
        #expect(night.losses.map(\.count) == [40])
        #expect(night.losses.map(\.cause) == [.undecodable])
    }
}
