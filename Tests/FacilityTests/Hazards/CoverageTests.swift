import Expressions
import Testing

@testable import Facility

/// Which hazards a model can tell: the table that stands before calm.
@Suite struct CoverageTests {
    private func decisions(_ hazard: Hazard, _ others: [Hazard] = []) -> [String: Coverage.Decision] {
        let table = Coverage.table(of: Compound.site(others + [hazard])).filter { $0.hazard == hazard.id }
        return Dictionary(uniqueKeysWithValues: table.map { ($0.profile, $0.decision) })
    }

    @Test("By the strongest evidence, by a weaker one, or not at all")
    func evidence() {
        let trapped = Compound.hazard(
            "elevator.entrapment", facility: 1, when: "trapped", "occupied && speed == 0.0")
        #expect(decisions(trapped) == ["lift.full": .decidable, "lift.basic": .weaker])
        let hot = Compound.hazard("fire.hot", when: "max(temperature, duration('30s')) > 50.0")
        #expect(decisions(hot) == ["fire.clock": .decidable, "fire.clockless": .undecidable])
    }

    @Test("A condition that asks whether a point is known is content with one of those it asks for")
    func asked() {
        let trapped = Compound.hazard(
            "elevator.entrapment", facility: 1, when: "has(trapped) && trapped || has(speed) && speed > 9.0")
        #expect(decisions(trapped) == ["lift.full": .decidable, "lift.basic": .decidable])
        let fast = Compound.hazard(
            "elevator.fast", facility: 1, when: "speed > (has(trapped) && trapped ? 1.0 : 9.0)")
        #expect(decisions(fast) == ["lift.full": .decidable, "lift.basic": .decidable])
        let both = Compound.hazard("elevator.both", facility: 1, when: "has(speed) && trapped && speed > 9.0")
        #expect(decisions(both) == ["lift.full": .decidable, "lift.basic": .undecidable])
        let hot = Compound.hazard("fire.hot", when: "has(temperature) && temperature > 50.0")
        #expect(decisions(hot) == ["fire.clock": .decidable, "fire.clockless": .undecidable])
    }

    @Test("Silence is decidable by every device, a zone by what it counts")
    func others() {
        #expect(
            decisions(Compound.silence(.minutes(1)))
                == ["fire.clock": .decidable, "fire.clockless": .decidable])
        let hot = Compound.hazard("fire.hot", when: "temperature > 50.0")
        let zone = Compound.hazard(
            "fire.zone", when: "sources('fire.hot', duration('3m')) >= 2", scope: .zone)
        #expect(decisions(zone, [hot]) == ["fire.clock": .decidable, "fire.clockless": .undecidable])
        #expect(decisions(zone).values.allSatisfy { $0 == .undecidable }, "counts a hazard nobody knows")
    }

    @Test("A point that only `unless` reads is not needed")
    func unless() {
        let smoke = Compound.hazard(when: "smoke", unless: "test.mode")
        #expect(decisions(smoke) == ["fire.clock": .decidable, "fire.clockless": .decidable])
    }
}
