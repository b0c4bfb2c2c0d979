import Expressions
import Testing

@testable import Facility

/// Several triggers in a zone are one case where whole cases are told, and single points at a fire centre.
@Suite("A growing fire") struct GrowingFireTests {
    private func burning(_ site: Site = Stairwell.site()) -> Night {
        var night = Night(site)
        night.smoke("F1")
        return night
    }

    @Test("Two detectors and their zone are one case at a platform, and two points at a fire centre")
    func one() {
        var night = burning()
        night.wait(.seconds(20))
        night.smoke("F2")
        #expect(Set(night.opened.filter { $0.destination == "grid" }.map(\.incident)) == [night.id(1)])
        #expect(night.told().filter { $0.hasPrefix("report") } == ["report raised 1/1"])
        #expect(
            night.told("centre").filter { $0.hasPrefix("report") } == [
                "report raised 1/1", "report raised 2/1",
            ])
        #expect(night.incident(3)?.zone == "stair")
        #expect(night.incident(2)?.handling.keys.sorted() == ["centre"])
        #expect(night.incident(2)?.toldWith == ["grid": night.id(1)])
        #expect(night.incident(3)?.toldWith == ["grid": night.id(1)])
        #expect(Set(night.opened.map(\.idempotencyKey)).count == night.opened.count)
        let last = night.opened.last { $0.destination == "grid" }
        #expect(last?.report.points?.map(\.device) == ["F1", "F2"])
        #expect(last?.report.confirmation == "confirmed")
        #expect(last?.report.evidence.contains { $0.hasPrefix("F2 device F2 3 7: ") } == true)
    }

    @Test("The joining is in the commit of the raise, with the joined incident's own step")
    func together() {
        var night = burning()
        var effects = Effects()
        night.wait(.seconds(5))
        let before = night.opened.count
        night.smoke("F2")
        let commit = night.opened.dropFirst(before)
        #expect(commit.contains { $0.destination == "grid" && $0.report.step == "grown" })
        #expect(commit.contains { $0.destination == "centre" && $0.action == .report })
        night.engine.advance(to: night.now, effects: &effects)
        #expect(effects.opened.isEmpty)
    }

    @Test("A button makes it no second case and no milder one; a detector after a button makes it worse")
    func severity() {
        var night = Night(Stairwell.site())
        night.press("F1")
        #expect(night.opened.last?.severity == .severe)
        night.wait(.seconds(10))
        night.smoke("F2")
        let grown = night.opened.first { $0.report.step == "grown" }
        #expect(grown?.severity == .extreme && grown?.report.severity == .extreme)
        #expect(night.told().filter { $0.hasPrefix("report") }.count == 1)
        #expect(night.incident(1)?.severity == .severe, "the point stays what it is")
    }

    @Test(
        "The case closes when the last of its points is over, in whatever order they end",
        arguments: [
            [1, 2, 3], [3, 2, 1], [2, 1, 3],
        ])
    func ends(order: [Int64]) {
        var night = burning()
        night.smoke("F2")
        night.smoke("F1", false)
        night.smoke("F2", false)
        night.wait(.minutes(4))
        for number in order.dropLast() {
            #expect(night.say(.clear(night.id(number), by: "li", note: nil)) == .done)
            #expect(!night.told().contains { $0.hasPrefix("close") }, "others stand: \(number)")
        }
        #expect(night.say(.clear(night.id(order[2]), by: "li", note: "all out")) == .done)
        #expect(night.told().filter { $0.hasPrefix("close") }.count == 1)
        #expect(night.told().last?.hasPrefix("close cleared 1/") == true)
        #expect(
            night.opened.last { $0.destination == "grid" }?.report.points?.allSatisfy { $0.state == .ended }
                == true)
        #expect(night.told("centre").filter { $0.hasPrefix("close") }.count == 2)
    }

    @Test(
        "A first detector that was wrong closes nothing while another stands, and does not make it a false alarm"
    )
    func refutedLeader() {
        var night = burning()
        night.smoke("F2")
        night.say(.refute(night.id(1), by: "li", cause: "dust"))
        night.smoke("F1", false)
        #expect(night.incident(1)?.ended != nil)
        #expect(!night.told().contains { $0.hasPrefix("close") })
        let last = night.opened.last { $0.destination == "grid" }
        #expect(last?.report.condition == .active)
        #expect(last?.report.confirmation == "confirmed")
        #expect(last?.report.refutedCause == nil)
        #expect(last?.report.answeredBy == nil, "nobody has looked at the other")
        #expect(last?.report.step == "point_changed")
        // A third one joins the case that is alive, though its first has ended; so after a restart.
        night.restart(after: .seconds(5))
        #expect(night.engine.incident(night.id(1)) != nil)
        night.smoke("F3")
        #expect(night.told().filter { $0.hasPrefix("report") }.count == 1)
        #expect(night.told().last?.hasPrefix("update grown 1/") == true)
    }

    @Test("When all were wrong it is a false alarm, and closed as one")
    func allRefuted() {
        var night = burning()
        night.smoke("F2")
        for number in [1, 2, 3] as [Int64] { night.say(.refute(night.id(number), by: "li", cause: "steam")) }
        night.smoke("F1", false)
        night.smoke("F2", false)
        night.wait(.minutes(4))
        let last = night.opened.last { $0.destination == "grid" }
        #expect(last?.action == .close && last?.report.confirmation == "refuted")
        #expect(last?.report.refutedCause == "steam")
    }

    @Test("What comes after a refuted case is a case of its own: it must not drown in a false alarm")
    func afterRefuted() {
        var night = burning()
        night.say(.refute(night.id(1), by: "li", cause: "dust"))
        night.wait(.minutes(10))
        night.smoke("F2")
        #expect(night.told().filter { $0.hasPrefix("report") } == ["report raised 1/1", "report raised 2/1"])
    }

    @Test("Answers, urgings and deadlines are the first one's; an answer to an update settles it")
    func feedback() {
        var night = burning()
        night.smoke("F2")
        for delivery in night.opened where delivery.destination == "grid" {
            #expect(
                night.say(.delivered(delivery.number, .accepted(caseNumber: "A-7", handling: .accepted)))
                    == .done)
        }
        night.say(.feedback(night.id(1), destination: "grid", .dispatched))
        #expect(night.incident(1)?.handling["grid"] == .dispatched)
        #expect(
            night.say(.feedback(night.id(2), destination: "grid", .signed)) == .refused(.unknownDelivery))
        night.wait(.minutes(1))
        #expect(
            !night.transitions.contains {
                $0.step == .overdue(destination: "grid") && $0.incident == night.id(2)
            })
    }

    @Test(
        "A case that the far side refused or holds for resolved takes no new fire",
        arguments: [
            Handling.rejected, .resolved, .closed,
        ])
    func refused(handling: Handling) {
        var night = burning()
        night.say(.feedback(night.id(1), destination: "grid", handling))
        night.wait(.minutes(10))
        night.smoke("F2")
        #expect(night.told().contains("report raised 2/1"))
    }

    @Test("When the case is refused later, what was told with it is told by itself, as one")
    func released() {
        var night = burning()
        night.smoke("F2")
        night.smoke("F3")
        let first = night.opened.first { $0.destination == "grid" }!
        night.say(.delivered(first.number, .refused(reason: "no such grid")))
        let reports = night.told().filter { $0.hasPrefix("report") }
        #expect(reports.count == 2, "\(reports)")
        let leader = night.opened.last { $0.destination == "grid" && $0.action == .report }!.incident
        #expect([2, 3, 4].map { night.incident($0)?.toldWith?["grid"] }.filter { $0 == leader }.count == 2)
        #expect(night.incident(1)?.fire?.standing == 0)
    }

    @Test("An exercise leads no real fire and follows none")
    func drills() {
        var night = Night(Stairwell.site([Compound.destination("school", receives: [.real, .exercise])]))
        let plan = DrillPlan(scope: "site", devices: ["F1", "F2"], length: .minutes(30))
        #expect(night.say(.drill(.start(plan), by: "li")) == .done)
        night.smoke("F1")
        #expect(night.opened.last?.report.origin == .exercise)
        night.wait(.seconds(10))
        // Nobody announced it: real, and so is F1 from now on.
        night.smoke("F3")
        let cases = night.opened.filter { $0.action == .report }
        #expect(cases.map(\.report.origin) == [.exercise, .real], "\(night.told("school"))")
        let real = cases[1].incident
        #expect(night.opened.filter { $0.report.origin == .real }.allSatisfy { $0.incident == real })
        #expect(night.incident(1)?.fire == nil && night.incident(1)?.toldWith == nil)
        #expect(night.opened.contains { $0.incident == night.id(1) && $0.action == .close })
    }

    @Test("A case of history that something joins now is live, and wakes people")
    func historic() {
        var night = burning()
        night.engine.book.change(1) { $0.incident.isHistoric = true }
        night.smoke("F2")
        #expect(night.told().filter { $0.hasPrefix("report") } == ["report raised 1/1"])
        let grown = night.opened.first { $0.report.step == "grown" }
        #expect(grown?.isHistoric == false && grown?.report.isHistoric == false)
        #expect(grown?.report.rings == true)
    }

    @Test("A destination that wants confirmed cases hears of one, with both points")
    func confirmedOnly() {
        var night = burning(Stairwell.site([Compound.destination("grid", .confirmed)]))
        #expect(night.told().isEmpty)
        night.wait(.seconds(30))
        night.smoke("F2")
        #expect(night.told().filter { $0.hasPrefix("report") }.count == 1)
        let points = night.opened.last { $0.destination == "grid" }?.report.points?.map(\.device).sorted()
        #expect(points == ["F1", "F2"])
    }

    @Test("Each destination has its own first one: who hears of zones only hears of one case of its own")
    func perDestination() {
        let program = Program.compile("hazard == 'fire.zone'", in: RouteEnvironment.environment).program!
        let site = Stairwell.site([Compound.destination("grid"), Compound.destination("street")]) { site in
            site.routes[1].when = Condition(source: "hazard == 'fire.zone'", program: program, points: [])
        }
        var night = burning(site)
        night.smoke("F2")
        #expect(night.told("street").filter { $0.hasPrefix("report") } == ["report raised 3/1"])
        #expect(night.incident(3)?.toldWith == ["grid": night.id(1)])
        #expect(night.told().filter { $0.hasPrefix("report") }.count == 1)
        let grown = night.transitions.filter { $0.step == .grown(night.id(2)) }
        #expect(grown.count == 1)
    }

    @Test("One that joins at three destinations is one step of the first")
    func oneStep() {
        var night = burning(Stairwell.site(["a", "b", "c"].map { Compound.destination($0) }))
        night.smoke("F2")
        #expect(night.transitions.filter { $0.step == .grown(night.id(2)) }.count == 1)
        #expect(night.opened.filter { $0.report.step == "grown" && $0.transition == 2 }.count == 3)
    }

    @Test("A kill at any moment and a reload go on with the same case")
    func kills() {
        var night = burning()
        night.restart()
        night.smoke("F2")
        night.restart()
        night.reload(night.engine.site)
        night.wait(.seconds(30))
        night.smoke("F3")
        night.restart()
        #expect(night.told().filter { $0.hasPrefix("report") }.count == 1)
        #expect(night.incident(1)?.fire?.points.map(\.device) == ["F2", "F1", "F3"])
        #expect(Set(night.opened.map(\.idempotencyKey)).count == night.opened.count)
    }

    @Test("A reload that takes the first detector away does not close the case of the second")
    func leaderGone() {
        var night = burning()
        night.smoke("F2")
        var site = night.engine.site
        site.devices.remove(at: 0)
        night.reload(site)
        #expect(night.incident(1)?.ended != nil)
        #expect(!night.told().contains { $0.hasPrefix("close") })
        #expect(night.incident(2)?.ended == nil)
    }

    @Test("A first one that the store has lost leaves nobody untold")
    func lost() {
        var night = burning()
        night.smoke("F2")
        night.store.incidents[1] = nil
        night.store.outbox = [:]
        night.restart()
        let reports = night.told().filter { $0.hasPrefix("report") }
        #expect(reports.count == 2, "\(reports)")
    }

    @Test("A button that is released and pressed again within the same fire is the same case")
    func again() {
        var night = Night(Stairwell.site())
        night.press("F1")
        night.smoke("F2")
        night.press("F1", false)
        #expect(night.incident(1)?.ended != nil)
        night.wait(.minutes(5))
        night.press("F1")
        #expect(night.told().filter { $0.hasPrefix("report") }.count == 1)
        #expect(!night.told().contains { $0.hasPrefix("close") })
    }

    @Test("A case takes 64 points; the next opens another")
    func bounded() {
        var fire = GrowingFire()
        var incident = Incident(
            id: IncidentID(site: "yard", epoch: 1, number: 1), hazard: "fire.smoke", device: "F1", zone: nil,
            severity: .extreme, origin: .real, isLatched: true, isLifeSafety: true, isWeak: false,
            isHistoric: false, since: Night.start, raisedAt: Night.start, evidence: [])
        for number in 2...64 as ClosedRange<Int64> {
            #expect(!fire.isFull)
            incident.id.number = number
            fire.take(GrowingFire.Point(incident, at: ["grid"]))
        }
        #expect(fire.isFull && fire.standing == 63)
    }
}
