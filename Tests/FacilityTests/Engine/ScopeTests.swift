import Expressions
import Testing

@testable import Facility

/// Hazards that count devices: in a floor, a unit, a building, the site, and up and down the topology.
@Suite struct ScopeTests {
    /// Detectors `F1`, `F2` on floor 7 of building 3, `F3` on floor 8, `F4` on floor 7 of building 4, `F5` nowhere.
    private static func site(_ hazards: [Hazard], staleAfter: Interval? = nil) -> Site {
        var site = Compound.site(hazards, destinations: [Compound.destination()], staleAfter: staleAfter)
        let places = [("3", "7"), ("3", "7"), ("3", "8"), ("4", "7"), ("", "")]
        for (position, place) in places.enumerated() {
            site.devices[position].place = Place(building: place.0, floor: place.1, gridCode: "")
            site.devices[position].zone = nil
        }
        for position in 5..<site.devices.count {
            site.devices[position].zone = nil
            site.devices[position].place = Place(building: "", gridCode: "")
        }
        return site
    }

    private static func hot(_ scope: Hazard.Scope, _ when: String, for holds: Interval = .zero) -> Site {
        site([
            Compound.hazard("fire.hot", when: "temperature > 50.0"),
            Compound.hazard("fire.many", when: when, for: holds, scope: scope),
        ])
    }

    private static func names(_ night: Night) -> [String] {
        night.engine.openIncidents.map { "\($0.hazard) \($0.place ?? $0.zone ?? $0.device)" }.sorted()
    }

    @Test(
        "A place counts the hazards of its own devices",
        arguments: [
            (Hazard.Scope.floor, "building/3/floor/7"), (.building, "building/3"), (.site, "site"),
        ])
    func places(scope: Hazard.Scope, path: String) {
        var night = Night(Self.hot(scope, "count('fire.hot') >= 2"))
        night.hear("F4", #""temperature":60"#)
        night.hear("F5", #""temperature":60"#)
        let before = Self.names(night).filter { $0.hasPrefix("fire.many") }
        #expect(before == (scope == .site ? ["fire.many site"] : []))
        night.hear("F1", #""temperature":60"#)
        night.wait(.seconds(1))
        night.hear("F2", #""temperature":60"#)
        #expect(Self.names(night).contains("fire.many \(path)"))
        let incident = night.engine.openIncidents.first { $0.hazard == "fire.many" }
        #expect(incident?.device == (scope == .site ? "F4" : "F1"))
        #expect(incident?.evidence.last == (scope == .site ? "counted: F4, F5" : "counted: F1, F2"))
        night.hear("F1", #""temperature":20"#)
        night.hear("F4", #""temperature":20"#)
        night.hear("F5", #""temperature":20"#)
        #expect(!Self.names(night).contains("fire.many \(path)"))
    }

    @Test(
        "Works on one device do not hide what is told of its place; works on all that are counted do",
        arguments: [("device:F1", false), ("site", true)])
    func works(reach: String, isHidden: Bool) {
        var night = Night(Self.hot(.floor, "count('fire.hot') >= 2"))
        let span = Suppression.Span.once(from: Night.start, until: Night.start + .minutes(60))
        let plan = SuppressionPlan(reach: reach, span: span, why: "works")
        #expect(night.say(.suppression(.begin(plan), by: "li")) == .done)
        night.hear("F1", #""temperature":60"#)
        night.hear("F2", #""temperature":60"#)
        let incident = night.engine.openIncidents.first { $0.hazard == "fire.many" }
        #expect(incident?.isSuppressed == isHidden)
        #expect(night.opened.contains { $0.report.hazard == "fire.many" } == !isHidden)
        night.wait(.minutes(61))
        #expect(night.opened.contains { $0.report.hazard == "fire.many" })
    }

    @Test("Floor 7 of two buildings, and of two units of one, is two places")
    func twoFloors() {
        var site = Self.hot(.floor, "count('fire.hot') >= 2")
        site.devices[1].place.unit = "2"
        var night = Night(site)
        for device in ["F1", "F2", "F4"] { night.hear(device, #""temperature":60"#) }
        #expect(Self.names(night).filter { $0.hasPrefix("fire.many") } == [])
        night.reload(Self.hot(.floor, "count('fire.hot') >= 2"))
        #expect(Self.names(night).contains("fire.many building/3/floor/7"))
    }

    @Test("A count of conditions holds only if it does whatever the unknown devices are")
    func unknownNeverRaises() {
        // F1 and F2 of floor 7 are heard, F3 has said nothing: two or three of the building.
        var night = Night(Self.hot(.building, #"count("temperature > 30.0") >= 2"#))
        night.hear("F1", #""temperature":40"#)
        #expect(Self.names(night) == [])
        night.hear("F2", #""temperature":40"#)
        #expect(Self.names(night) == ["fire.many building/3"])
        var exact = Night(Self.hot(.building, #"count("temperature > 30.0") == 2"#))
        exact.hear("F1", #""temperature":40"#)
        exact.hear("F2", #""temperature":40"#)
        #expect(Self.names(exact) == [], "a third one may be hot as well")
        exact.hear("F3", #""temperature":20"#)
        #expect(Self.names(exact) == ["fire.many building/3"])
        var none = Night(Self.hot(.building, #"!any("temperature > 30.0")"#))
        for device in ["F1", "F2"] { none.hear(device, #""temperature":20"#) }
        #expect(Self.names(none) == [])
        none.hear("F3", #""temperature":20"#)
        #expect(Self.names(none) == ["fire.many building/3"])
    }

    @Test("What becomes unknown ends no incident, and what never had a part in it keeps none open")
    func unknownNeverClears() {
        var site = Self.hot(.building, #"count("temperature > 30.0") >= 2"#)
        site.profiles = Compound.profiles(staleAfter: .seconds(60))
        var night = Night(site)
        for device in ["F1", "F2"] { night.hear(device, #""temperature":40"#) }
        night.wait(.seconds(50))
        night.hear("F2", #""temperature":40"#)
        night.wait(.seconds(30))
        #expect(Self.names(night) == ["fire.many building/3"], "F1 is stale: it may be hot still")
        night.hear("F1", #""temperature":20"#)
        #expect(Self.names(night) == [], "F3 never said anything")
    }

    @Test("All means every device that can tell, and nobody unknown")
    func all() {
        var night = Night(Self.hot(.building, "all('fire.hot')"))
        for device in ["F1", "F2"] { night.hear(device, #""temperature":60"#) }
        #expect(!Self.names(night).contains("fire.many building/3"))
        night.hear("F3", #""temperature":60"#)
        #expect(Self.names(night).contains("fire.many building/3"))
        night.hear("F3", #""temperature":20"#)
        #expect(!Self.names(night).contains("fire.many building/3"))
        var conditions = Night(Self.hot(.floor, #"all("temperature > 30.0")"#))
        conditions.hear("F1", #""temperature":40"#)
        #expect(Self.names(conditions) == [])
        conditions.hear("F2", #""temperature":40"#)
        #expect(Self.names(conditions) == ["fire.many building/3/floor/7"])
        #expect(conditions.store.live.keys.count { $0.hazard.hasPrefix("fire?") } == 2)
    }

    @Test("A device counts where it says, one whose place nobody knows counts itself alone")
    func devicesCount() {
        let site = Self.site([
            Compound.hazard("fire.hot", when: "temperature > 50.0"),
            Compound.hazard(
                "fire.alone", when: #"temperature > 40.0 && !any("temperature < 30.0", 'building')"#),
            Compound.hazard("fire.near", when: "smoke && count('fire.hot', 'building') >= 1"),
        ])
        var night = Night(site)
        night.hear("F2", #""temperature":20"#)
        night.hear("F1", #""temperature":45"#)
        #expect(Self.names(night) == [])
        night.hear("F3", #""temperature":45"#)
        #expect(Self.names(night) == [])
        night.hear("F2", #""temperature":35"#)
        #expect(Self.names(night) == ["fire.alone F1", "fire.alone F3"])
        night.hear("F5", #""temperature":45"#)
        #expect(Self.names(night).contains("fire.alone F5"))
        night.hear("F1", #""smoke":true"#)
        #expect(!Self.names(night).contains("fire.near F1"))
        night.hear("F3", #""temperature":60"#)
        #expect(Self.names(night).contains("fire.near F1"))
    }

    @Test("Up and down the topology: what feeds, contains and powers, through others, and what does not")
    func topology() {
        var site = Self.site([
            Compound.hazard("fire.hot", when: "temperature > 50.0"),
            Compound.hazard("fire.fed", when: "smoke && upstream('fire.hot') >= 1"),
            Compound.hazard("fire.powered", when: "smoke && upstream('fire.hot', 'powers') >= 1"),
            Compound.hazard("fire.below", when: #"smoke && downstream("temperature > 40.0") >= 2"#),
        ])
        // F1 feeds F2, which powers F3 and F4.
        site.devices[0].links = [DeviceLink(.feeds, to: "F2"), DeviceLink(.feeds, to: "nobody")]
        site.devices[1].links = [DeviceLink(.powers, to: "F3"), DeviceLink(.powers, to: "F4")]
        var night = Night(site)
        for device in ["F1", "F3"] { night.hear(device, #""smoke":true"#) }
        night.hear("F1", #""temperature":60"#)
        #expect(Self.names(night) == ["fire.fed F3", "fire.hot F1"])
        for device in ["F3", "F4"] { night.hear(device, #""temperature":45"#) }
        #expect(Self.names(night).filter { $0.hasPrefix("fire.below") } == ["fire.below F1"])
        night.hear("F2", #""temperature":60"#)
        #expect(Self.names(night).contains("fire.powered F3"))
        #expect(!Self.names(night).contains("fire.powered F1"))
    }

    @Test("A place's hazard is told to the routes by as much of the place as it shares")
    func routes() {
        func route(_ when: String) -> Route {
            let program = Program.compile(when, in: RouteEnvironment.environment).program!
            return Route(when: Condition(source: when, program: program, points: []), destination: "grid")
        }
        let cases: [(Hazard.Scope, String, Bool)] = [
            (.floor, "floor == '7' && building == '3'", true), (.building, "floor == '7'", false),
            (.building, "building == '3'", true), (.site, "building != ''", false),
        ]
        for (scope, when, isTold) in cases {
            var site = Self.hot(scope, "count('fire.hot') >= 2")
            site.routes = [route("hazard == 'fire.many' && " + when)]
            var night = Night(site)
            for device in ["F1", "F2"] { night.hear(device, #""temperature":60"#) }
            #expect(night.opened.isEmpty != isTold, "\(scope) \(when)")
        }
    }

    @Test("A reload that moves a device to another floor while its hazard counts")
    func moves() {
        let site = Self.hot(.floor, "count('fire.hot') >= 2")
        var night = Night(site)
        for device in ["F1", "F2"] { night.hear(device, #""temperature":60"#) }
        #expect(Self.names(night).contains("fire.many building/3/floor/7"))
        night.hear("F3", #""temperature":60"#)
        var next = site
        next.devices[1].place.floor = "8"
        night.reload(next)
        #expect(Self.names(night).contains("fire.many building/3/floor/8"))
        #expect(!Self.names(night).contains("fire.many building/3/floor/7"))
        next.devices[0].place.floor = "8"
        night.reload(next)
        #expect(Self.names(night).filter { $0.hasPrefix("fire.many") } == ["fire.many building/3/floor/8"])
    }

    @Test("A reload with another counted condition asks every device before whoever counts")
    func otherCondition() {
        let site = Self.hot(.building, #"count("temperature > 30.0") >= 2"#)
        var night = Night(site)
        for device in ["F1", "F2", "F3"] { night.hear(device, #""temperature":40"#) }
        night.reload(Self.hot(.building, #"count("temperature > 35.0") >= 2"#))
        #expect(night.steps == ["0.0 raised F1"])
        night.reload(Self.hot(.building, #"count("temperature > 45.0") >= 2"#))
        #expect(night.steps.count == 2)
        #expect(!night.store.live.keys.contains { $0.hazard.hasPrefix("fire?") })
    }

    @Test("Only devices whose values another one carries are channels")
    func channels() {
        var site = Self.site([Compound.hazard("fire.port", when: "temperature > 50.0", scope: .channel)])
        site.devices[1].parent = 0
        site.devices[1].channel = "2"
        var night = Night(site)
        for device in ["F1", "F2"] { night.hear(device, #""temperature":60"#) }
        #expect(Self.names(night) == ["fire.port F2"])
    }

    @Test("A backlog in which enough devices were so for a moment raises history and no siren")
    func backlog() {
        var night = Night(Self.hot(.building, #"count("temperature > 30.0") >= 2"#))
        night.hear("F3", #""temperature":20"#)
        night.session(0, .disconnected)
        night.wait(.minutes(10))
        night.session(0, .connected(sessionPresent: true))
        let then = night.now + .minutes(-8)
        night.hear("F1", #""temperature":40"#, observed: then)
        night.hear("F2", #""temperature":40"#, observed: then + .seconds(1))
        night.hear("F1", #""temperature":20"#, observed: then + .seconds(60))
        night.wait(.seconds(5))
        let all = night.store.incidents.values.filter { $0.hazard == "fire.many" }
        #expect(all.allSatisfy { $0.isHistoric })
        #expect(Self.names(night) == [])
    }

    @Test("A device that is retired counts no more, and what it was unknown for is decided")
    func retired() {
        var night = Night(Self.hot(.building, #"all("temperature > 30.0")"#))
        for device in ["F1", "F2"] { night.hear(device, #""temperature":40"#) }
        #expect(Self.names(night) == [])

        #expect(night.say(.retire("F3", by: "li", why: "broken")) == .done)
        #expect(Self.names(night) == ["fire.many building/3"])
    }
}
