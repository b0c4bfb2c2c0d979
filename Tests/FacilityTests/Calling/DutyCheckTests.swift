import Testing

@testable import Facility

@Suite("A fire centre's duty check calls people, and only a person answers it")
struct DutyCheckTests {
    private static let unit = "672b00000000"

    private func night() -> Night {
        var fire = Compound.hazard(when: "smoke", severity: .extreme, confirm: .person, isLifeSafety: true)
        fire.codes["gb26875"] = "fire"
        let plain = Compound.hazard(
            "elevator.entrapment", facility: 1, when: "trapped", severity: .extreme, confirm: .person,
            isLifeSafety: true)
        var site = Compound.site([fire, plain])
        site.people = [
            Person(id: "zhang", name: "Zhang", role: .duty, phone: "1"),
            Person(id: "li", name: "Li", role: .engineer, phone: "2"),
        ]
        site.calling = CallingPolicy()
        let centre = FireCentreSettings(
            host: "", port: 1, centre: GB26875.Address(number: 1),
            devices: [.init(address: GB26875.Address(number: 11_111))])
        site.destinations = [
            Destination(
                id: "centre", name: LocalizedText(en: "", zh: ""), kind: .gb26875(centre),
                acknowledgement: .transport, granularity: .point, drivesHandling: false),
            Destination(
                id: "district", name: LocalizedText(en: "", zh: ""), kind: .http(HTTPSettings(url: ""))),
        ]
        site.routes = [
            Route(when: nil, destination: "centre"), Route(when: nil, destination: "district"),
        ]
        return Night(site)
    }

    private func ask(_ night: inout Night, minutes: Int?) -> CommandResult {
        night.say(.dutyCheck(destination: "centre", unit: Self.unit, minutes: minutes))
    }

    @Test("It is a case of its own, calls the guard, and his acknowledgement is the centre's answer")
    func answered() {
        var night = night()
        #expect(ask(&night, minutes: 10) == .done)
        night.wait(.seconds(1))
        #expect(night.calls.map(\.callee.id) == ["zhang"])
        #expect(night.incident()?.hazard == "gateway.duty_check")
        #expect(night.opened.map(\.destination) == ["centre"], "and nobody else's business")
        #expect(night.opened.first?.dutyUnit == Self.unit)
        #expect(ask(&night, minutes: 10) == .alreadySo)
        night.wait(.seconds(60))
        #expect(night.opened.count == 1, "nothing answers by itself")
        #expect(night.say(.acknowledge(night.id(), by: "nobody")) == .refused(.unknownPerson))
        #expect(night.say(.acknowledge(night.id(), by: "zhang")) == .done)
        #expect(night.opened.map(\.report.step) == ["raised", "acknowledged", "quiet"])
        #expect(night.opened.map(\.report.answeredBy) == [nil, "zhang", "zhang"])
        #expect(night.incident()?.ended != nil)
        #expect(ask(&night, minutes: 5) == .done, "the next one is another case")
        #expect(night.incident(2)?.ended == nil)
    }

    @Test("Unanswered it ends as that, also across a restart")
    func unanswered() {
        var night = night()
        #expect(ask(&night, minutes: 10) == .done)
        night.wait(.minutes(5))
        night.restart(after: .seconds(5))
        night.wait(.minutes(5))
        #expect(night.incident()?.ended == nil)
        #expect(ask(&night, minutes: nil) == .done)
        #expect(night.incident()?.ended != nil)
        #expect(night.transitions.last?.note == "unanswered")
        #expect(!night.opened.contains { $0.report.step == "acknowledged" })
        #expect(ask(&night, minutes: nil) == .alreadySo)
    }

    @Test("No destination but a fire centre can ask")
    func stranger() {
        var night = night()
        for name in ["district", "nobody"] {
            #expect(
                night.say(.dutyCheck(destination: name, unit: Self.unit, minutes: 3))
                    == .refused(.unknownIncident))
        }
    }

    @Test(
        "A fire goes to the centre by its code, what has none does not; what stands is known after a restart")
    func audience() {
        var night = night()
        night.hear("F1", #""smoke":true"#)
        night.wait(.seconds(1))
        #expect(night.opened.map(\.destination).sorted() == ["centre", "district"])
        #expect(night.engine.openCases(at: "centre").map(\.report.hazard) == [night.incident()?.hazard])
        night.hear("L1", #""trapped":true"#, topic: "la/L1", session: 0)
        night.wait(.seconds(1))
        #expect(night.opened.count { $0.destination == "centre" } == 1)
        #expect(night.opened.count { $0.destination == "district" } == 2)
    }
}
