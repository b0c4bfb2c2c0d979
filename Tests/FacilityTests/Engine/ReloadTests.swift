import Expressions
import Testing

@testable import Facility

/// A new configuration while things are going on.
@Suite struct ReloadTests {
    private func warm(_ limit: Int, for holds: Int64 = 10) -> Site {
        Compound.site([
            Compound.hazard("fire.warm", when: "temperature > \(limit).0", for: .seconds(holds)),
            Compound.hazard("fire.smoke", when: "smoke", severity: .extreme),
        ])
    }

    @Test("A changed threshold keeps `since`; one that is no longer passed ends the waiting")
    func threshold() {
        var night = Night(warm(50))
        night.hear("F1", #""temperature":60"#)
        night.hear("F2", #""temperature":52"#)
        night.wait(.seconds(6))
        night.reload(warm(55))
        night.wait(.seconds(10))
        #expect(night.steps == ["10.0 raised F1"])
        #expect(night.incident()?.since == Night.start)
    }

    @Test("A changed `for` is counted from the same `since`")
    func holds() {
        var night = Night(warm(50, for: 100))
        night.hear("F1", #""temperature":60"#)
        night.wait(.seconds(6))
        night.reload(warm(50, for: 5))
        #expect(night.steps == ["6.0 raised F1"])
    }

    @Test("A removed hazard or device ends its incident as withdrawn, with the reason")
    func withdrawn() {
        var night = Night(warm(50, for: 0))
        night.hear("F1", #""temperature":60"#)
        night.hear("F5", #""smoke":true"#)
        var next = Compound.site([Compound.hazard("fire.smoke", when: "smoke", severity: .extreme)])
        night.reload(next)
        #expect(night.incident(1)?.ended == .withdrawn(reason: "hazard_removed", at: night.now))
        #expect(night.incident(2)?.ended == nil)
        next.devices.remove(at: 4)
        night.reload(next)
        #expect(night.incident(2)?.ended == .withdrawn(reason: "device_removed", at: night.now))
        #expect(night.store.live.isEmpty)
    }

    @Test(
        "What a start finds no hazard or device for ends as withdrawn, and comes back once"
    )
    func withdrawnAtStart() {
        var night = Night(warm(50, for: 0))
        night.hear("F1", #""temperature":60"#)
        night.hear("F5", #""smoke":true"#)
        var next = Compound.site([Compound.hazard("fire.smoke", when: "smoke", severity: .extreme)])
        // A kill took the reload's own words with it.
        night = Night(next, store: night.store, at: night.now)
        #expect(night.incident(1)?.ended == .withdrawn(reason: "hazard_removed", at: night.now))
        #expect(night.incident(2)?.ended == nil)
        #expect(night.store.live.count == 1)
        night.reload(warm(50, for: 0))
        #expect(
            night.store.incidents.values.filter { $0.hazard == "fire.warm" && $0.ended == nil }.count == 1)
        next.devices.remove(at: 4)
        night = Night(next, store: night.store, at: night.now)
        #expect(night.incident(2)?.ended == .withdrawn(reason: "device_removed", at: night.now))
        #expect(night.store.live[MachineKey(hazard: "fire.smoke", subject: "F5")] == nil)
    }

    @Test("What a start ends so is closed where it was told, though its routes ask for what is gone")
    func closedAtStart() {
        let program = Program.compile("facility == 'fire'", in: RouteEnvironment.environment).program!
        let route = Route(
            when: Condition(source: "facility", program: program, points: []), destination: "grid")
        func site(_ hazards: [Hazard]) -> Site {
            Compound.site(hazards, destinations: [Compound.destination()], routes: [route])
        }
        var night = Night(site([Compound.hazard("fire.warm", when: "temperature > 50.0")]))
        night.hear("F1", #""temperature":60"#)
        #expect(night.opened.map(\.action) == [.report])
        night = Night(site([]), store: night.store, at: night.now)
        #expect(night.opened.map(\.action) == [.close])
    }

    @Test("A row of a machine that is gone does not come back with old times")
    func unclaimedRow() {
        var night = Night(warm(50, for: 100))
        night.hear("F1", #""temperature":60"#)
        night.wait(.seconds(30))
        night = Night(
            Compound.site([Compound.hazard("fire.smoke", when: "smoke", severity: .extreme)]),
            store: night.store, at: night.now)
        #expect(night.store.live.isEmpty)
    }

    @Test("Devices that moved in the sheet keep their values and incidents")
    func moved() {
        var night = Night(warm(50, for: 0))
        night.hear("F2", #""smoke":true,"temperature":20"#)
        var next = warm(50, for: 0)
        next.devices.reverse()
        night.reload(next)
        #expect(night.steps.count == 1)
        #expect(night.engine.device("F2")?.points.map(\.value) == ["true", "20"])
        night.hear("F2", #""smoke":false"#)
        #expect(night.say(.clear(night.id(), by: "li", note: nil)) == .done)
    }

    @Test("A changed window starts unknown, an unchanged one goes on")
    func windows() {
        func still(_ length: Int) -> Site {
            Compound.site([
                Compound.hazard(
                    "elevator.still", facility: 1,
                    when: "occupied && changes(floor, duration('\(length)s')) == 0")
            ])
        }
        for (length, raised) in [(60, "60.0 raised B1"), (50, "80.0 raised B1")] {
            var night = Night(still(60))
            for second in 0..<100 {
                if second == 30 { night.reload(still(length)) }
                night.hear("B1", #""occupied":true,"floor":"7""#)
                night.wait(.seconds(1))
            }
            #expect(night.steps == [raised])
        }
    }

    @Test("A latch that the new severity does not have still waits for its person")
    func severity() {
        var night = Night(warm(50))
        night.hear("F1", #""smoke":true"#)
        night.reload(Compound.site([Compound.hazard("fire.smoke", when: "smoke", severity: .minor)]))
        night.hear("F1", #""smoke":false"#)
        #expect(night.incident()?.ended == nil)
        #expect(night.say(.clear(night.id(), by: "li", note: nil)) == .done)
    }
}
