import Expressions
import Testing

@testable import Facility

/// Who is told what and when, opened in the same effects as the step it tells.
@Suite struct DeliveryTests {
    private func fire(reportWithin: Interval? = nil, severity: Severity = .extreme) -> Hazard {
        Compound.hazard(when: "smoke", severity: severity, isLifeSafety: true, reportWithin: reportWithin)
    }

    private func told(_ night: Night) -> [String] {
        night.opened.map { "\($0.destination) \($0.action.rawValue) \($0.report.step) \($0.transition)" }
    }

    @Test("A report comes first, updates and the close only after it")
    func order() {
        var night = Night(Compound.site([fire()], destinations: [Compound.destination()]))
        night.hear("F1", #""smoke":true"#)
        night.say(.comment(night.id(), by: "li", text: "hm"))
        night.say(.confirm(night.id(), by: "li", note: nil))
        night.hear("F1", #""smoke":false"#)
        night.say(.clear(night.id(), by: "li", note: nil))
        #expect(
            told(night) == [
                "grid report raised 1", "grid update confirmed 3", "grid update quiet 4",
                "grid close cleared 5",
            ])
        #expect(Set(night.opened.map(\.idempotencyKey)).count == 4)
        #expect(night.incident()?.handling == ["grid": .open])
    }

    @Test("A destination that wants confirmed cases hears nothing of others, not even their end")
    func confirmed() {
        let site = Compound.site([fire()], destinations: [Compound.destination("centre", .confirmed)])
        var night = Night(site)
        night.hear("F1", #""smoke":true"#)
        night.wait(.minutes(60))
        night.say(.refute(night.id(), by: "li", cause: "dust"))
        night.hear("F1", #""smoke":false"#)
        #expect(told(night) == [])
        night.hear("F2", #""smoke":true"#)
        night.say(.confirm(night.id(2), by: "li", note: nil))
        #expect(told(night) == ["centre report confirmed 2"])
    }

    @Test("confirmed_or_after reports by itself, marked unconfirmed, also across a restart")
    func confirmedOrAfter() {
        let destination = Compound.destination("grid", .confirmedOrAfter(.minutes(3)))
        var night = Night(Compound.site([fire()], destinations: [destination]))
        night.hear("F1", #""smoke":true"#)
        night.wait(.minutes(1))
        night.restart(after: .seconds(30))
        night.wait(.milliseconds(89_999))
        #expect(told(night) == [])
        night.wait(.milliseconds(1))
        #expect(told(night) == ["grid report raised 1"])
        #expect(night.opened.first?.report.confirmation == "unconfirmed")
        #expect(night.incident()?.handling == ["grid": .open])
        night.wait(.minutes(10))
        night.restart()
        night.wait(.minutes(10))
        #expect(told(night).count == 1)
    }

    @Test("A false alarm refuted in time is never reported")
    func refutedInTime() {
        let destination = Compound.destination("grid", .confirmedOrAfter(.minutes(3)))
        var night = Night(Compound.site([fire()], destinations: [destination]))
        night.hear("F1", #""smoke":true"#)
        night.wait(.minutes(2))
        night.say(.refute(night.id(), by: "li", cause: "dust"))
        night.wait(.minutes(10))
        #expect(told(night) == [])
    }

    @Test("An answer settles the delivery and moves the case, once and only forward")
    func settled() {
        var night = Night(Compound.site([fire()], destinations: [Compound.destination()]))
        night.hear("F1", #""smoke":true"#)
        let number = night.opened[0].number
        let accepted = Command.delivered(number, .accepted(caseNumber: "A-7", handling: .accepted))
        #expect(night.say(accepted) == .done)
        #expect(night.store.outbox.isEmpty)
        #expect(night.transitions.last?.step == .handled(destination: "grid", .accepted))
        #expect(night.transitions.last?.note == "A-7")
        #expect(night.say(accepted) == .alreadySo)
        #expect(night.say(.delivered(99, .refused(reason: ""))) == .refused(.unknownDelivery))
        #expect(night.say(.feedback(night.id(), destination: "grid", .signed)) == .done)
        #expect(night.say(.feedback(night.id(), destination: "grid", .dispatched)) == .alreadySo)
        #expect(
            night.say(.feedback(night.id(), destination: "nobody", .signed)) == .refused(.unknownDelivery))
        #expect(night.incident()?.handling["grid"] == .signed)
    }

    @Test("A delivery settled after a restart, and after its incident's end, still moves the case")
    func settledLater() {
        var night = Night(Compound.site([fire(severity: .severe)], destinations: [Compound.destination()]))
        night.hear("F1", #""smoke":true"#)
        night.hear("F1", #""smoke":false"#)
        night.restart()
        #expect(night.engine.openIncidents.isEmpty)
        for delivery in night.opened {
            night.say(.delivered(delivery.number, .accepted(caseNumber: "A", handling: .accepted)))
        }
        #expect(night.incident()?.handling["grid"] == .accepted)
        #expect(night.store.outbox.isEmpty)
    }

    @Test("A report nobody accepted in time is overdue, once, also across a restart")
    func overdue() {
        let site = Compound.site([fire(reportWithin: .seconds(60))], destinations: [Compound.destination()])
        var night = Night(site)
        night.hear("F1", #""smoke":true"#)
        #expect(night.opened[0].report.reportBy == night.now + .seconds(60))
        night.wait(.seconds(30))
        night.restart()
        night.wait(.seconds(30))
        #expect(night.steps.last == "60.0 overdue F1")
        night.restart()
        night.wait(.minutes(5))
        #expect(night.transitions.filter { $0.step.name == "overdue" }.count == 1)
    }

    @Test("A report accepted in time is not overdue")
    func inTime() {
        let site = Compound.site([fire(reportWithin: .seconds(60))], destinations: [Compound.destination()])
        var night = Night(site)
        night.hear("F1", #""smoke":true"#)
        night.wait(.seconds(10))
        night.say(.delivered(1, .accepted(caseNumber: "A", handling: .accepted)))
        night.wait(.minutes(5))
        #expect(!night.transitions.contains { $0.step.name == "overdue" })
    }

    @Test("Routes choose by the incident; what is not real goes only where it was agreed")
    func routes() {
        let places = [Compound.destination("near"), Compound.destination("far")]
        func route(_ source: String, _ destination: String) -> Route {
            let program = Program.compile(source, in: RouteEnvironment.environment).program!
            return Route(
                when: Condition(source: source, program: program, points: []), destination: destination)
        }
        let routes = [
            route("building == '3' && severity == 'extreme'", "near"),
            route("building == '4' || hazard == 'fire.warm'", "far"),
        ]
        let warm = Compound.hazard("fire.warm", when: "temperature > 50.0")
        var night = Night(Compound.site([fire(), warm], destinations: places, routes: routes))
        night.hear("F1", #""smoke":true,"temperature":60"#)
        #expect(told(night) == ["near report raised 1", "far report raised 1"])
        let drill = Compound.destination("drill", receives: [.exercise])
        var quiet = Night(Compound.site([fire()], destinations: [drill]))
        quiet.hear("F1", #""smoke":true"#)
        #expect(told(quiet) == [])
    }

    @Test("A destination that wants every point hears of the devices, not of the zone")
    func granularity() {
        let zone = Compound.hazard(
            "fire.zone", when: "sources('fire.smoke', duration('3m')) >= 1", scope: .zone)
        let places = [Compound.destination("point", granularity: .point), Compound.destination("case")]
        var night = Night(Compound.site([fire(), zone], destinations: places))
        night.hear("F1", #""smoke":true"#)
        #expect(night.opened.filter { $0.destination == "point" }.map(\.report.hazard) == ["fire.smoke"])
        #expect(night.opened.filter { $0.destination == "case" }.count == 2)
    }

    @Test("A flapping contact cannot fill the outbox while the far side is down")
    func bounded() {
        let site = Compound.site([fire()], destinations: [Compound.destination()])
        var night = Night(site)
        for _ in 0..<500 {
            night.hear("F1", #""smoke":true"#)
            night.hear("F1", #""smoke":false"#)
            night.wait(.seconds(1))
        }
        #expect(night.store.outbox.count == IncidentBook.updateLimit)
        night.say(.clear(night.id(), by: "li", note: nil))
        #expect(night.opened.last?.action == .close)
    }
}
