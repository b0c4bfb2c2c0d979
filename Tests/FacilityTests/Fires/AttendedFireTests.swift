import Testing

@testable import Facility

/// A detector that sounds where people already are: the card grows, and nobody is called anew.
@Suite("A fire that people are at") struct AttendedFireTests {
    private func attended(_ change: (inout Site) -> Void = { _ in }) -> Night {
        let site = Stairwell.site(
            [Compound.destination("grid")],
            people: [
                Person(id: "zhang", name: "Zhang", role: .duty, phone: "1"),
                Person(id: "li", name: "Li", role: .engineer, phone: "2"),
            ]
        ) { site in
            site.calling = CallingPolicy()
            change(&site)
        }
        var night = Night(site)
        night.smoke("F1")
        night.wait(.seconds(1))
        night.say(.acknowledge(night.id(), by: "zhang"))
        night.wait(.seconds(60))
        night.say(.confirm(night.id(), by: "zhang", note: "flames"))
        return night
    }

    @Test("Another detector of the floor calls nobody while the fire stands that a person found real")
    func sameFloor() {
        var night = attended()
        let calls = night.calls.count
        night.smoke("F2")
        night.wait(.minutes(20))
        #expect(night.calls.count == calls)
        #expect(!night.transitions.contains { $0.incident == night.id(2) && $0.step.name == "called" })
        let grown = night.opened.last { $0.report.step == "grown" }
        #expect(grown?.report.answeredBy == "zhang")
        #expect(grown?.isGrowth == true && grown?.report.rings == nil)
        #expect(!night.engine.openIncidents.contains { $0.hazard == OwnHazard.unwatched.rawValue })
    }

    @Test("One on another floor calls at once, and rings although somebody is there")
    func otherFloor() {
        var night = attended()
        let calls = night.calls.count
        night.smoke("F4")
        night.wait(.seconds(1))
        #expect(night.calls.count > calls)
        let grown = night.opened.first { $0.report.step == "grown" }
        #expect(grown?.report.rings == true && grown?.isAnswered == false && grown?.isGrowth == false)
    }

    @Test("When those who are there have cleared theirs, what still stands calls")
    func leftAlone() {
        var night = attended()
        night.smoke("F2")
        night.wait(.minutes(5))
        let calls = night.calls.count
        night.smoke("F1", false)
        for number in [1, 3] as [Int64] {
            night.say(.confirm(night.id(number), by: "zhang", note: nil))
        }
        night.wait(.minutes(4))
        night.say(.clear(night.id(1), by: "zhang", note: nil))
        night.say(.refute(night.id(3), by: "zhang", cause: "x", note: "y"))
        #expect(night.incident(1)?.ended != nil)
        night.engine.book.change(3) { $0.incident.ended = .refuted(at: night.now) }
        night.wait(.minutes(2))
        #expect(night.calls.count > calls)
    }

    @Test(
        "A fire that has been quiet for an hour and that nobody has cleared is not attended: the next one calls"
    )
    func leftQuiet() {
        var night = attended()
        night.smoke("F1", false)
        night.wait(.hours(1))
        let calls = night.calls.count
        night.smoke("F2")
        night.wait(.minutes(2))
        #expect(night.calls.count > calls)
    }

    @Test("People on one floor are not on another where a detector has sounded and fallen quiet")
    func otherFloorTwice() {
        var night = attended { site in
            site.devices[2].place.floor = "8"
        }
        night.smoke("F4")
        night.wait(.seconds(30))
        night.say(.acknowledge(night.id(2), by: "li"))
        night.smoke("F4", false)
        night.wait(.minutes(30))
        let calls = night.calls.count
        night.smoke("F3")
        night.wait(.minutes(5))
        #expect(night.calls.count > calls)
    }

    @Test(
        "What nobody answers for two days, and is called for once an hour, delays no new detector of its zone"
    )
    func rarely() {
        var night = Night(
            Stairwell.site(
                [Compound.destination("grid")],
                people: [Person(id: "zhang", name: "Zhang", role: .duty, phone: "1")]
            ) { $0.calling = CallingPolicy() })
        night.smoke("F1")
        night.wait(.days(2))
        let calls = night.calls.count
        night.wait(.minutes(10))
        #expect(night.calls.count == calls, "in the pause")
        night.smoke("F2")
        night.wait(.seconds(30))
        #expect(night.calls.count > calls)
    }

    @Test(
        "The detector itself that sounds again long after it was found real calls and rings anew; soon after, not",
        arguments: [(2, false), (60, true)] as [(Int64, Bool)])
    func again(minutes: Int64, calls: Bool) {
        var night = attended()
        night.smoke("F1", false)
        night.wait(.minutes(minutes))
        let before = night.calls.count
        night.smoke("F1")
        night.wait(.seconds(30))
        #expect((night.calls.count > before) == calls)
        let told = night.opened.last { $0.report.step == "active" }
        #expect(told?.isAnswered == !calls)
        night.restart(after: .seconds(1))
        #expect(night.engine.standing(at: "grid").count == (calls ? 1 : 0))
        #expect(night.say(.acknowledge(night.id(), by: "li")) == .done)
        #expect(night.engine.standing(at: "grid").isEmpty)
    }

    @Test("A second trigger rings although somebody went to look at the first; what he says ends it")
    func secondTrigger() {
        var night = Night(Stairwell.site([Compound.destination("grid")]))
        night.smoke("F1")
        night.say(.acknowledge(night.id(), by: "zhang"))
        #expect(night.opened.last?.isAnswered == true)
        night.smoke("F2")
        #expect(night.opened.contains { $0.report.rings == true && !$0.isAnswered })
        night.say(.acknowledge(night.id(2), by: "zhang"))
        #expect(night.opened.last?.isAnswered == true)
    }

    @Test("The loudspeaker says what has joined, not the first again")
    func speech() {
        var night = attended()
        night.smoke("F2")
        let grown = night.opened.last { $0.report.step == "grown" && $0.report.points?.last?.device == "F2" }
        let said = grown.map { SoundedCase($0).speech.text }
        #expect(said?.zh.hasPrefix("火情扩大。") == true && said?.zh.contains("F2") == true, "\(said as Any)")
        #expect(said?.en.hasPrefix("The fire grows. ") == true)
    }
}
