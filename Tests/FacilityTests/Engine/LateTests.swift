import Expressions
import Testing

@testable import Facility

/// A fire that was read late and burns still: history until the device says it again.
@Suite struct LateTests {
    private func takeLate(_ night: inout Night, _ fields: String) {
        var effects = Effects()
        _ = night.engine.takeLate(
            topic: Array("f/F1".utf8),
            payload: Array(#"{"t":\#(Night.start.milliseconds),\#(fields)}"#.utf8),
            at: Night.start, broker: 0, effects: &effects)
        night.commit(effects)
    }

    @Test("What was filed as history and is said again live is live, and the destinations hear of it")
    func becomesLive() {
        let site = Compound.site([Compound.hazard(when: "smoke")], destinations: [Compound.destination()])
        var night = Night(site)
        night.wait(.seconds(600))
        takeLate(&night, #""smoke":true"#)
        #expect(night.steps == ["0.0 raised F1"] || night.steps == ["600.0 raised F1"])
        #expect(night.incident()?.isHistoric == true)
        night.wait(.seconds(10))
        night.hear("F1", #""smoke":true"#)
        #expect(night.steps.last == "610.0 active F1")
        #expect(night.incident()?.isHistoric == false)
        #expect(night.opened.last?.isHistoric == false)
        let count = night.steps.count
        night.hear("F1", #""smoke":true"#)
        #expect(night.steps.count == count, "once")
    }

    @Test("Another word of the device does not make history live")
    func otherWord() {
        let hazard = Compound.hazard(when: "has(smoke) && smoke || temperature >= 57.0")
        var night = Night(Compound.site([hazard]))
        night.wait(.seconds(600))
        takeLate(&night, #""smoke":true"#)
        night.hear("F1", #""temperature":20"#)
        #expect(night.incident()?.isHistoric == true)
    }
}
