import Expressions
import Testing

@testable import Facility

/// Last wills: what a device that is gone had said is not believed, whatever the broker shows again.
@Suite("A device that is gone")
struct PresenceTests {
    static let hot = Compound.hazard("fire.warm", when: "temperature > 50.0")

    /// The compound with last wills at `w/{device}`.
    static func site(
        _ hazards: [Hazard] = [hot, Compound.silence(.minutes(30))], staleAfter: Interval? = nil
    ) -> Site {
        var site = Compound.site(hazards, staleAfter: staleAfter)
        site.addLastWills()
        return site
    }

    /// With `Z9` as a channel of `F1`.
    private static func siteWithChannel(_ hazards: [Hazard]) -> Site {
        var site = site(hazards)
        var channel = site.devices[5]
        channel.id = "Z9"
        channel.parent = 0
        channel.channel = "9"
        site.devices.append(channel)
        return site
    }

    private static func say(_ word: String, _ night: inout Night, retained: Bool = false) {
        night.send("w/F1", word, session: 0, retained: retained)
    }

    private static func open(_ night: Night) -> [String] {
        night.engine.openIncidents.map { $0.hazard + " " + $0.device }.sorted()
    }

    private static func temperature(_ night: Night) -> Slot {
        let local = night.engine.plan.localSlot(profile: 0, point: Compound.temperature)
        return night.engine.slots[Int(night.engine.plan.devices[0].slotBase) + local]
    }

    @Test("Its values are unknown at once and it is silent at once; only a new reading counts again")
    func farewell() {
        var night = Night(Self.site())
        night.hear("F1", #""temperature":60"#)
        night.wait(.minutes(5))
        Self.say("off", &night)
        #expect(Self.temperature(night).isStale)
        #expect(Self.open(night) == ["fire.silent F1", "fire.warm F1"], "unknown clears nothing")
        night.wait(.minutes(1))
        Self.say("on", &night)
        #expect(Self.temperature(night).isStale, "nothing new was said")
        #expect(Self.open(night) == ["fire.warm F1"])
        night.hear("F1", #""temperature":20"#)
        #expect(!Self.temperature(night).isStale)
        #expect(Self.open(night).isEmpty)
    }

    @Test("What the broker had kept is not believed, whichever topic it shows first, also after a restart")
    func retained() {
        for isValueFirst in [false, true] {
            var night = Night(Self.site())
            night.hear("F1", #""temperature":60"#)
            night.wait(.minutes(5))
            Self.say("off", &night)
            night.restart(after: .minutes(50))
            #expect(Self.temperature(night).isStale)
            if !isValueFirst { Self.say("off", &night, retained: true) }
            night.hear("F1", #""temperature":20"#, retained: true)
            if isValueFirst { Self.say("off", &night, retained: true) }
            #expect(Self.temperature(night).isStale)
            #expect(Self.open(night).contains("fire.warm F1"), "a kept value ends nothing")
        }
    }

    @Test("A gateway that starts with nothing believes no kept value of a device that is gone")
    func firstStart() {
        for isValueFirst in [false, true] {
            var night = Night(Self.site())
            if !isValueFirst { Self.say("off", &night, retained: true) }
            night.hear("F1", #""temperature":60"#, retained: true)
            if isValueFirst {
                #expect(Self.open(night) == ["fire.warm F1"], "it may be there")
                Self.say("off", &night, retained: true)
                #expect(Self.temperature(night).isStale)
            } else {
                #expect(!Self.temperature(night).isSet)
                #expect(Self.open(night) == ["fire.silent F1"])
            }
        }
    }

    @Test("A last will is the broker's word, so it ends no silence")
    func silence() {
        var night = Night(Self.site([Compound.silence(.minutes(30))]))
        night.hear("F1", #""temperature":20"#)
        night.wait(.minutes(31))
        let before = night.steps.filter { $0.hasSuffix("F1") }
        #expect(before.count == 1)
        Self.say("off", &night)
        night.wait(.minutes(31))
        #expect(night.steps.filter { $0.hasSuffix("F1") } == before)
        night.hear("F1", #""temperature":20"#)
        #expect(!Self.open(night).contains("fire.silent F1"), "a device that speaks is not silent")
    }

    @Test("Its channels are gone with it, and back with what they say")
    func channels() {
        var night = Night(
            Self.siteWithChannel([Compound.hazard(when: "smoke"), Compound.silence(.minutes(30))]))
        night.send("z/Z9", #"{"smoke":true}"#, session: 0)
        night.wait(.minutes(1))
        Self.say("off", &night)
        let slot = Int(night.engine.plan.devices[8].slotBase)
        #expect(night.engine.slots[slot].isStale)
        #expect(Self.open(night) == ["fire.silent F1", "fire.smoke Z9"], "told once, not per channel")
        night.restart()
        #expect(night.engine.slots[slot].isStale)
        night.wait(.minutes(1))
        night.send("z/Z9", #"{"smoke":false}"#, session: 0)
        #expect(!night.engine.slots[slot].isStale)
        #expect(Self.open(night) == ["fire.silent F1"])
    }

    @Test("The word itself does not grow old: gone for days is gone")
    func lasting() {
        var night = Night(Self.site(staleAfter: .minutes(10)))
        night.hear("F1", #""temperature":20"#)
        Self.say("off", &night)
        night.wait(.hours(60))
        night.hear("F1", #""temperature":60"#, retained: true)
        #expect(!Self.open(night).contains("fire.warm F1"))
        #expect(Self.open(night).contains("fire.silent F1"))
        let slot = night.engine.slots[Int(night.engine.plan.devices[0].presence)]
        #expect(slot.value == .bool(false) && !slot.isStale, "the hazard of being offline still knows it")
    }

    @Test("What was said before does not count in a window with what is said after")
    func window() {
        let leap = Compound.hazard("fire.leap", when: "changes(temperature, duration('30s')) >= 1")
        for (isGone, restarts) in [(false, false), (true, false), (true, true)] {
            var night = Night(Self.site([leap]))
            for _ in 0..<5 {
                night.hear("F1", #""temperature":20"#)
                night.wait(.seconds(10))
            }
            if isGone { Self.say("off", &night) }
            for _ in 0..<5 {
                night.wait(.milliseconds(1))
                night.hear("F1", #""temperature":21"#)
                if restarts { night.restart() }
                night.wait(.seconds(10))
            }
            #expect(night.steps.contains { $0.contains("raised") } == !isGone)
        }
    }
}

extension Site {
    /// `w/{device}` says `on` or `off` for every detector with a clock.
    mutating func addLastWills() {
        let online = PointIndex(points.count)
        points.append(Point(name: "online", facility: 0, kind: .boolean))
        profiles[0].routes.append(
            TopicRoute(
                topic: TopicPattern("w/{device}"), urgent: true, codec: .text,
                fields: [
                    Field(point: online, at: "", map: ["on": .boolean(true), "off": .boolean(false)])
                ]))
        profiles[0].availability = online
    }
}
