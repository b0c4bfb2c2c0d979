import Testing

@testable import Facility

@Suite("A siren errs on the quiet side")
struct SirenPlanTests {
    private static let settings = SirenSettings(
        broker: "main", topic: "siren/set", on: "ON", off: "OFF", hazards: ["fire.alarm"], isAutomatic: true)

    /// What a plan does, as short lines; deliveries from 10 on are of this life of the process.
    private struct Script {
        var plan: SirenPlan
        var now = Timestamp(milliseconds: 1_000_000)

        init(_ settings: SirenSettings = settings) { plan = SirenPlan(settings: settings, firstNumber: 10) }

        mutating func callAsFunction(_ input: SirenPlan.Input) -> [String] {
            plan.step(input, now: now).map { action in
                switch action {
                case .order(let number, let isOn, _): "\(isOn ? "on" : "off") \(number)"
                case .answer(let delivery, nil): "answer \(delivery)"
                case .answer(let delivery, let failure?): "answer \(delivery) \(failure.reason)"
                case .wake(let time): "wake in \((time - now).milliseconds / 1_000)"
                }
            }
        }

        mutating func stand(
            _ number: Int64 = 10, hazard: String = "fire.alarm", origin: Incident.Origin = .real,
            historic: Bool = false, action: Delivery.Action = .report, age: Interval = .zero,
            incident: Int64 = 1
        ) -> [String] {
            let report = CaseReport.sounded(
                hazard: hazard, place: Place(building: "1", gridCode: ""), origin: origin)
            return self(
                .standing(
                    Delivery(
                        number: number, destination: "siren", incident: .sample(incident), transition: 1,
                        action: action, severity: .extreme, isLifeSafety: true, isHistoric: historic,
                        openedAt: now - age, report: report)))
        }
    }

    @Test("A fresh case switches it on, and its time switches it off")
    func onAndOff() {
        var script = Script()
        #expect(script.stand() == ["on 1", "wake in 180"])
        #expect(script(.ordered(1, nil)) == ["answer 10"])
        script.now = script.now + .seconds(179)
        #expect(script(.deadline).isEmpty)
        script.now = script.now + .seconds(1)
        #expect(script(.deadline) == ["off 2"])
        #expect(!script.plan.isOn)
    }

    @Test("Somebody's answer switches it off when it sounds for no other case")
    func answered() {
        var script = Script()
        _ = script.stand(10, incident: 1)
        _ = script.stand(11, incident: 2)
        #expect(script(.answered(.sample(1), delivery: 12)) == ["answer 12"])
        #expect(script(.answered(.sample(2), delivery: 13)) == ["off 3"])
        #expect(script(.ordered(3, nil)) == ["answer 13"])
    }

    @Test("Nothing but a fresh, real, listed case of this life of the process sounds it")
    func refusals() {
        var script = Script()
        #expect(script.stand(9) == ["answer 9 from before the restart"])
        #expect(script.stand(10, hazard: "water.low") == ["answer 10 hazard is not listed"])
        #expect(script.stand(11, origin: .exercise) == ["answer 11 not real"])
        #expect(script.stand(12, origin: .test) == ["answer 12 not real"])
        #expect(script.stand(13, historic: true) == ["answer 13 history"])
        #expect(script.stand(14, age: .seconds(11)) == ["answer 14 too late"])
        #expect(script.stand(15, action: .update) == ["answer 15"])
        #expect(!script.plan.isOn)
        var byHand = Self.settings
        byHand.isAutomatic = false
        var other = Script(byHand)
        #expect(other.stand() == ["answer 10 a person presses"])
        #expect(other(.pressed(isOn: true)) == ["on 1", "wake in 180"])
        #expect(other(.pressed(isOn: false)) == ["off 2"])
    }

    @Test("An order that did not get through is answered as failed; a second try may come within ten seconds")
    func failed() {
        var script = Script()
        _ = script.stand()
        #expect(script(.ordered(1, .unreachable("no connection"))) == ["answer 10 no connection"])
        #expect(script.stand(10, age: .seconds(9)) == ["on 2", "wake in 180"])
        #expect(script.stand(10, age: .seconds(11)) == ["answer 10 too late"])
    }

    @Test("The order to be silent is repeated until the broker has it")
    func silencing() {
        var script = Script()
        _ = script.stand()
        _ = script(.ordered(1, nil))
        #expect(script(.answered(.sample(1), delivery: 11)) == ["off 2"])
        #expect(script(.ordered(2, .unreachable("gone"))) == ["answer 11 gone", "wake in 10"])
        script.now = script.now + .seconds(10)
        #expect(script(.deadline) == ["off 3"])
        #expect(script(.ordered(3, nil)).isEmpty)
        script.now = script.now + .minutes(60)
        #expect(script(.deadline).isEmpty)
    }

    @Test("What a killed life left on is switched off at the start, until the broker has it")
    func restart() {
        var script = Script()
        #expect(script(.started) == ["off 1"])
        #expect(script(.ordered(1, .unreachable("gone"))) == ["wake in 10"])
        script.now = script.now + .seconds(10)
        #expect(script(.deadline) == ["off 2"])
        #expect(script(.ordered(2, nil)).isEmpty)
        #expect(script(.started).isEmpty)
        #expect(script(.answered(.sample(1), delivery: 7)) == ["answer 7"])
    }

    @Test("The answer to a case of the last life switches off what that life switched on")
    func answeredAfterRestart() {
        var script = Script()
        #expect(script(.answered(.sample(1), delivery: 7)) == ["off 1"])
        #expect(script(.ordered(1, nil)) == ["answer 7"])
        #expect(script(.started).isEmpty)
    }

    @Test("A case that is quicker than the start's order to be silent keeps its siren")
    func freshFirst() {
        var script = Script()
        #expect(script.stand() == ["on 1", "wake in 180"])
        #expect(script(.started).isEmpty)
        #expect(script.plan.isOn)
    }

    @Test("A command expires in ten seconds at most, whatever the file says")
    func expiry() {
        let settings = SirenSettings(
            broker: "main", topic: "t", on: "", off: "", expiry: .minutes(5))
        #expect(settings.expiry == .seconds(10))
    }
}
