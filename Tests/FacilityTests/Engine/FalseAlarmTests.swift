import Expressions
import Testing

@testable import Facility

/// What comes beside a false alarm, together with what else a hazard may ask: steps, an end of its own, `hold_off`.
@Suite struct FalseAlarmTests {
    /// Smoke at once, 57 degrees for 5 s beside it.
    private var fire: Hazard {
        var hazard = Compound.hazard(
            "fire.alarm", when: "has(smoke) && smoke", "temperature >= 57.0", severity: .moderate)
        hazard.evidence[1].holdsFor = .seconds(5)
        hazard.evidence[1].isBeside = true
        return hazard
    }

    @Test("How bad a false alarm was is nothing to what comes beside it")
    func steps() {
        var hazard = fire
        hazard.steps = [
            SeverityStep(severity: .extreme, condition: Compound.condition("temperature < 0.0")),
            SeverityStep(severity: .severe, condition: Compound.condition("temperature > 80.0")),
        ]
        var night = Night(Compound.site([hazard]))
        night.hear("F1", #""smoke":true,"temperature":-5"#)
        #expect(night.incident()?.severity == .extreme)
        night.say(.refute(night.id(), by: "wang", cause: "fog of the cold store"))
        night.hear("F1", #""temperature":70"#)
        night.wait(.seconds(6))
        #expect(night.incident(1)?.ended == .refuted(at: Night.start + .seconds(5)))
        #expect(night.incident(2)?.severity == .moderate)
        #expect(night.incident(2)?.isLatched == false)
        night.hear("F1", #""temperature":90"#)
        #expect(night.incident(2)?.severity == .severe)
        #expect(night.incident(1)?.severity == .extreme)
        night.hear("F1", #""smoke":false,"temperature":20"#)
        #expect(night.incident(2)?.ended != nil, "it was never extreme")
    }

    @Test("With an end of its own the false alarm waits for that, and what comes beside it as well")
    func quietWhen() {
        var hazard = fire
        hazard.quietWhen = Compound.condition("!smoke && temperature < 30.0")
        var night = Night(Compound.site([hazard]))
        night.hear("F1", #""smoke":true,"temperature":40"#)
        night.say(.refute(night.id(), by: "wang", cause: "cooking"))
        night.hear("F1", #""smoke":false,"temperature":40"#)
        night.wait(.seconds(60))
        #expect(night.steps == ["0.0 raised F1", "0.0 refuted F1"])
        night.hear("F1", #""temperature":70"#)
        night.wait(.seconds(10))
        #expect(night.steps.dropFirst(2).sorted() == ["65.0 quiet F1", "65.0 raised F1"])
        night.hear("F1", #""temperature":40"#)
        #expect(night.incident(2)?.ended == nil)
        night.hear("F1", #""temperature":20"#)
        #expect(night.incident(2)?.ended != nil)
    }

    @Test("`hold_off` opens what came beside the false alarm again, and never the false alarm")
    func holdOff() {
        var hazard = fire
        hazard.holdOff = .seconds(60)
        var night = Night(Compound.site([hazard]))
        night.hear("F1", #""smoke":true,"temperature":20"#)
        night.say(.refute(night.id(), by: "wang", cause: "cooking"))
        night.hear("F1", #""temperature":70"#)
        night.wait(.seconds(10))
        night.hear("F1", #""smoke":false,"temperature":20"#)
        night.wait(.seconds(10))
        night.hear("F1", #""temperature":70"#)
        night.wait(.seconds(10))
        #expect(night.steps.suffix(2) == ["10.0 quiet F1", "25.0 reopened F1"])
        #expect(night.incident(1)?.ended == .refuted(at: Night.start + .seconds(5)))
        #expect(night.incident(2)?.ended == nil)
        #expect(night.store.incidents.count == 2)
    }

    @Test("Heat that holds on is a fire though something stronger beside it flickers")
    func flicker() {
        var hazard = Compound.hazard(
            "fire.alarm", when: "has(smoke) && smoke", "temperature >= 80.0", "temperature >= 57.0")
        for position in [1, 2] {
            hazard.evidence[position].holdsFor = .seconds(5)
            hazard.evidence[position].isBeside = true
        }
        var night = Night(Compound.site([hazard]))
        night.hear("F1", #""smoke":true,"temperature":20"#)
        night.say(.refute(night.id(), by: "wang", cause: "cooking"))
        for second in 0..<8 {
            night.hear("F1", #""temperature":\#(second % 2 == 0 ? 70 : 90)"#)
            night.wait(.seconds(1))
        }
        #expect(night.steps.contains("5.0 raised F1"), "\(night.steps)")
    }

    @Test("Stronger evidence joins a weak incident while its severity eases")
    func weakAndEasing() {
        var hazard = Compound.hazard(
            "elevator.trapped", facility: 1, when: "trapped", "occupied", quietFor: .seconds(60),
            severity: .moderate)
        hazard.evidence[0].holdsFor = .seconds(5)
        hazard.evidence[1].holdsFor = .seconds(10)
        hazard.evidence[1].isWeak = true
        hazard.steps = [SeverityStep(severity: .severe, condition: Compound.condition("speed > 1.0"))]
        var night = Night(Compound.site([hazard]))
        night.hear("L1", #""occupied":true,"speed":2"#)
        night.wait(.seconds(20))
        #expect(night.incident()?.severity == .severe)
        #expect(night.incident()?.isWeak == true)
        night.hear("L1", #""speed":0"#)
        night.hear("L1", #""trapped":true"#, topic: "la/L1")
        night.wait(.seconds(6))
        #expect(night.incident()?.isWeak == false)
        #expect(night.incident()?.severity == .severe)
        night.wait(.seconds(60))
        #expect(night.incident()?.severity == .moderate)
        #expect(night.incident()?.ended == nil)
    }
}
