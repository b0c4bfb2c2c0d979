import Expressions
import Foundation
import Testing

@testable import Facility

/// Hazards with a choice of evidence: what is known decides, the strongest first.
@Suite struct EvidenceTests {
    /// Trapped as the lift says, after 5 s; by occupancy and speed after 90 s; by occupancy alone, weakly.
    private var trapped: Hazard {
        var hazard = Compound.hazard(
            "elevator.trapped", facility: 1, when: "trapped", "occupied && speed == 0.0", "occupied")
        hazard.evidence[0].holdsFor = .seconds(5)
        hazard.evidence[1].holdsFor = .seconds(90)
        hazard.evidence[2].holdsFor = .seconds(300)
        hazard.evidence[2].isWeak = true
        return hazard
    }

    /// Smoke at once, 57 degrees for 5 s beside it.
    private var fire: Hazard {
        var hazard = Compound.hazard("fire.alarm", when: "has(smoke) && smoke", "temperature >= 57.0")
        hazard.evidence[1].holdsFor = .seconds(5)
        hazard.evidence[1].isBeside = true
        return hazard
    }

    @Test("Until the stronger evidence is known the weaker one decides, with its own `for` and weakness")
    func fallsBack() {
        var night = Night(Compound.site([trapped]))
        night.hear("L1", #""occupied":true,"speed":0"#)
        night.wait(.seconds(100))
        #expect(night.steps == ["90.0 raised L1"])
        #expect(night.incident()?.isWeak == false)
        #expect(night.incident()?.evidence == ["occupied = true", "speed = 0 m/s"])

        night = Night(Compound.site([trapped]))
        night.hear("L1", #""occupied":true"#)
        night.wait(.seconds(400))
        #expect(night.steps == ["300.0 raised L1"])
        #expect(night.incident()?.isWeak == true)
    }

    @Test("A lift that says nobody is trapped is believed, and one that says so is believed at once")
    func strongestDecides() {
        var night = Night(Compound.site([trapped]))
        night.hear("L1", #""trapped":false"#, topic: "la/L1")
        night.hear("L1", #""occupied":true,"speed":0"#)
        night.wait(.seconds(400))
        #expect(night.steps == [])
        night.hear("L1", #""trapped":true"#, topic: "la/L1")
        night.wait(.seconds(10))
        #expect(night.steps == ["405.0 raised L1"])
    }

    @Test("A stronger word ends what a weaker evidence raised")
    func overruled() {
        var night = Night(Compound.site([trapped]))
        night.hear("L1", #""occupied":true,"speed":0"#)
        night.wait(.seconds(100))
        night.hear("L1", #""trapped":false"#, topic: "la/L1")
        #expect(night.steps == ["90.0 raised L1", "100.0 quiet L1"])
    }

    @Test("What raised an incident must be known to be over: weaker evidence does not end it")
    func unknownDoesNotEnd() {
        var night = Night(Compound.site([trapped], staleAfter: .seconds(60)))
        night.hear("L1", #""trapped":true"#, topic: "la/L1")
        night.wait(.seconds(50))
        night.hear("L1", #""occupied":false,"speed":1"#)
        night.wait(.seconds(30))
        night.hear("L1", #""occupied":false,"speed":1"#)
        #expect(night.steps == ["5.0 raised L1"], "`trapped` is stale, an empty car is not its end")
        night.hear("L1", #""trapped":false"#, topic: "la/L1")
        #expect(night.steps == ["5.0 raised L1", "80.0 quiet L1"])
    }

    @Test("Evidence beside the stronger one raises although that says no, and ends by its own word only")
    func beside() {
        var night = Night(Compound.site([fire], staleAfter: .seconds(60)))
        night.hear("F1", #""smoke":false,"temperature":60"#)
        night.wait(.seconds(10))
        #expect(night.steps == ["5.0 raised F1"])
        night.wait(.seconds(60))
        night.hear("F1", #""smoke":false"#)
        #expect(night.steps == ["5.0 raised F1"], "the temperature is stale")
        night.hear("F1", #""temperature":30"#)
        #expect(night.steps == ["5.0 raised F1", "70.0 quiet F1"])
    }

    @Test("One detector that tells by two evidences is one incident until both are over")
    func oneIncident() {
        var night = Night(Compound.site([fire]))
        night.hear("F1", #""smoke":true,"temperature":20"#)
        night.wait(.seconds(10))
        night.hear("F1", #""smoke":true,"temperature":90"#)
        night.wait(.seconds(10))
        night.hear("F1", #""smoke":false,"temperature":90"#)
        night.wait(.seconds(10))
        night.hear("F1", #""smoke":false,"temperature":20"#)
        #expect(night.steps == ["0.0 raised F1", "30.0 quiet F1"])
    }

    @Test("What was said and has gone stale is not known to be over, though the condition asks for it first")
    func staleIsNotOver() {
        let water = Compound.hazard(
            when: "has(smoke) && smoke || has(temperature) && temperature >= 57.0")
        var night = Night(Compound.site([water], staleAfter: .seconds(60)))
        night.hear("F1", #""smoke":true"#)
        night.wait(.seconds(300))
        #expect(night.steps == ["0.0 raised F1"], "silent since: nobody knows")
        night.hear("F1", #""smoke":false"#)
        #expect(night.steps == ["0.0 raised F1", "300.0 quiet F1"], "a temperature never said is none")
    }

    @Test(
        "What was said before the incident and has gone stale since does not hold it open; what was said in it does"
    )
    func staleBefore() {
        let either = Compound.hazard(
            when: "has(smoke) && smoke || has(temperature) && temperature >= 57.0")
        var night = Night(Compound.site([either], staleAfter: .seconds(60)))
        night.hear("F1", #""temperature":20"#)
        night.wait(.seconds(10))
        night.hear("F1", #""smoke":true"#)
        night.wait(.seconds(100))
        night.hear("F1", #""smoke":true"#)
        night.wait(.seconds(10))
        #expect(night.steps == ["10.0 raised F1"])
        night.hear("F1", #""smoke":false"#)
        #expect(night.steps == ["10.0 raised F1", "120.0 quiet F1"], "it was not the heat")

        var hot = Night(Compound.site([either], staleAfter: .seconds(60)))
        hot.hear("F1", #""smoke":true"#)
        hot.wait(.seconds(10))
        hot.hear("F1", #""temperature":20"#)
        hot.wait(.seconds(100))
        hot.hear("F1", #""smoke":false"#)
        #expect(hot.steps == ["0.0 raised F1"], "how hot it has become in this fire nobody knows")

        var dead = Night(Compound.site([either], staleAfter: .seconds(60)))
        dead.hear("F1", #""temperature":20"#)
        dead.wait(.seconds(10))
        dead.hear("F1", #""smoke":true"#)
        dead.wait(.seconds(600))
        dead.restart()
        dead.wait(.seconds(600))
        #expect(dead.steps == ["10.0 raised F1"], "the detector says nothing any more")
    }

    @Test("A stale word of before that would hold the condition holds it")
    func staleHolding() {
        let either = Compound.hazard(when: "smoke || temperature >= 57.0")
        var night = Night(Compound.site([either], staleAfter: .seconds(60)))
        night.hear("F1", #""temperature":60"#)
        night.wait(.seconds(100))
        night.hear("F1", #""smoke":true"#)
        night.wait(.seconds(30))
        night.hear("F1", #""smoke":false"#)
        #expect(night.incident(1)?.ended == nil)
    }

    @Test("A stronger evidence that asks first and has gone stale leaves the word to the weaker")
    func staleDecidesNothing() {
        let hazard = Compound.hazard(when: "has(smoke) && smoke", "temperature >= 57.0")
        var night = Night(Compound.site([hazard], staleAfter: .seconds(60)))
        night.hear("F1", #""smoke":false,"temperature":60"#)
        night.wait(.seconds(50))
        night.hear("F1", #""temperature":60"#)
        #expect(night.steps == [])
        night.wait(.seconds(30))
        #expect(night.steps == ["60.0 raised F1"], "its \"no\" is a minute old")
    }

    // MARK: Beside a false alarm, and beside a weak one

    @Test(
        "A false alarm of smoke hides no heat: it is another incident, after its own `for`, over a restart too"
    )
    func rival() {
        var night = Night(Compound.site([fire]))
        night.hear("F1", #""smoke":true,"temperature":20"#)
        #expect(night.say(.refute(night.id(), by: "wang", cause: "cooking")) == .done)
        night.wait(.seconds(60))
        #expect(night.steps == ["0.0 raised F1", "0.0 refuted F1"])
        night.hear("F1", #""smoke":true,"temperature":70"#)
        night.wait(.seconds(3))
        night.restart()
        night.wait(.seconds(3))
        #expect(night.steps.dropFirst(2).sorted() == ["65.0 quiet F1", "65.0 raised F1"])
        #expect(night.incident(1)?.ended == .refuted(at: Night.start + .seconds(65)))
        #expect(night.incident(2)?.evidence == ["temperature = 70 °C"])
        #expect(night.incident(2)?.confirmation == .unconfirmed)
        night.hear("F1", #""smoke":false,"temperature":20"#)
        #expect(night.steps.last == "66.0 quiet F1")
        night.hear("F1", #""smoke":true,"temperature":20"#)
        #expect(night.steps.last == "66.0 raised F1", "what was refuted is over")
    }

    @Test("Heat for less than its `for`, heat that was refuted too and smoke that comes again raise nothing")
    func noRival() {
        var night = Night(Compound.site([fire]))
        night.hear("F1", #""smoke":true,"temperature":20"#)
        night.say(.refute(night.id(), by: "wang", cause: "cooking"))
        night.hear("F1", #""temperature":70"#)
        night.wait(.seconds(3))
        night.hear("F1", #""temperature":20"#)
        night.wait(.seconds(60))
        #expect(night.transitions.count == 2)

        var both = Night(Compound.site([fire]))
        both.hear("F1", #""smoke":true,"temperature":70"#)
        both.wait(.seconds(10))
        both.say(.refute(both.id(), by: "wang", cause: "drill of the kitchen"))
        both.wait(.seconds(60))
        both.hear("F1", #""smoke":false,"temperature":70"#)
        both.wait(.seconds(60))
        #expect(both.steps == ["0.0 raised F1", "10.0 refuted F1"])
        both.restart()
        both.hear("F1", #""smoke":true,"temperature":70"#)
        both.hear("F1", #""smoke":false,"temperature":20"#)
        #expect(both.steps == ["0.0 raised F1", "10.0 refuted F1", "130.0 quiet F1"])
    }

    @Test("Of a refutation that an earlier version stored nothing is known but that all was refuted")
    func oldRefutation() throws {
        let id = IncidentID(site: "yard", epoch: 1, number: 7)
        let row = try JSONEncoder().encode(MachineState.refuted(id, quietSince: nil))
        #expect(!String(decoding: row, as: UTF8.self).contains("evidence"), "as it was stored before")
        let state = try JSONDecoder().decode(MachineState.self, from: row)
        #expect(Machine(state).refuted == .max)
    }

    @Test(
        "Stronger evidence that has held for its `for` makes a weak incident strong, and weaker never weak again"
    )
    func strengthened() {
        var night = Night(Compound.site([trapped]))
        night.hear("L1", #""occupied":true"#)
        night.wait(.seconds(310))
        #expect(night.incident()?.isWeak == true)
        night.hear("L1", #""trapped":true"#, topic: "la/L1")
        night.wait(.seconds(3))
        #expect(night.incident()?.isWeak == true)
        night.wait(.seconds(3))
        #expect(night.incident()?.isWeak == false)
        #expect(night.incident()?.evidence == ["occupied = true", "trapped = true"])
        #expect(night.steps == ["300.0 raised L1", "315.0 active L1"])
        night.restart()
        night.hear("L1", #""occupied":true"#)
        night.wait(.seconds(10))
        #expect(night.incident()?.isWeak == false)
        #expect(night.transitions.count == 2)
    }

    @Test("A restart remembers on what an incident stands")
    func restart() {
        var night = Night(Compound.site([fire], staleAfter: .seconds(60)))
        night.hear("F1", #""smoke":false,"temperature":60"#)
        night.wait(.seconds(10))
        night.restart()
        night.wait(.seconds(70))
        night.hear("F1", #""smoke":false"#)
        #expect(night.steps == ["5.0 raised F1"], "the temperature is not known to be over")
        night.hear("F1", #""temperature":30"#)
        #expect(night.steps == ["5.0 raised F1", "80.0 quiet F1"])
    }

    @Test("Independent triggers of different hazards confirm each other, and count as devices together")
    func triggers() {
        let smoke = Compound.hazard(
            "fire.smoke", when: "smoke", severity: .extreme, confirm: .secondTrigger)
        let heat = Compound.hazard(
            "fire.heat", when: "temperature >= 57.0", severity: .extreme, confirm: .secondTrigger)
        let zone = Compound.hazard(
            "fire.zone", when: "sources('fire.*', duration('3m')) >= 2", severity: .extreme, scope: .zone)
        var night = Night(Compound.site([smoke, heat, zone]))
        night.hear("F1", #""smoke":true,"temperature":60"#)
        night.wait(.seconds(10))
        #expect(night.steps == ["0.0 raised F1", "0.0 raised F1"], "one detector is one trigger")
        night.hear("F2", #""temperature":60"#)
        #expect(
            night.steps.dropFirst(2).sorted() == [
                "10.0 confirmed F1", "10.0 confirmed F1", "10.0 confirmed F2", "10.0 raised F1",
                "10.0 raised F2",
            ])
    }
}
