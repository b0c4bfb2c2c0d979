import Foundation
import Testing

@testable import Facility

/// Drills at a watch: who is told what, what comes out as real, what a restart leaves.
@Suite struct DrillNightTests {
    private static func site(clock: Bool = true) -> Site {
        let smoke = Compound.hazard(
            when: "smoke", quietFor: .seconds(60), severity: .extreme, confirm: .secondTrigger,
            isLifeSafety: true)
        var button = Compound.hazard(
            "fire.button", when: "temperature > 80.0", confirm: .secondTrigger, isLifeSafety: true)
        button.isCallPoint = true
        let trapped = Compound.hazard(
            "elevator.entrapment", facility: 1, when: "trapped", severity: .extreme, confirm: .person,
            isLifeSafety: true)
        let minor = Compound.hazard("fire.warm", when: "temperature > 50.0 && temperature < 70.0")
        var warm = minor
        warm.severity = .minor
        let zone = Compound.hazard(
            "fire.zone", when: "sources('fire.*', duration('3m')) >= 2", severity: .extreme, scope: .zone,
            isLifeSafety: true)
        return Compound.site(
            [smoke, button, trapped, warm, zone],
            destinations: [
                Compound.destination("centre"),
                Compound.destination("school", receives: [.real, .exercise]),
            ])
    }

    private static func drill(
        _ devices: [String] = ["F1", "F2", "F5"], minutes: Int64 = 60, walkTest: Bool = false,
        scope: String = "site"
    ) -> Command {
        .drill(
            .start(
                DrillPlan(
                    scope: scope, devices: devices, length: .minutes(minutes), isWalkTest: walkTest)),
            by: "li")
    }

    private static func drilling(_ command: Command = drill()) -> Night {
        var night = Night(site())
        #expect(night.say(command) == .done)
        night.wait(.seconds(1))
        return night
    }

    private func told(_ night: Night) -> [String] {
        night.opened.map {
            "\($0.destination) \($0.action.rawValue) \($0.incident.number) \($0.report.origin)"
        }
    }

    @Test("An exercise goes only where exercises are received, marked as one, and ends with its quiet")
    func exercise() {
        var night = Self.drilling()
        night.hear("F1", #""smoke":true"#)
        #expect(told(night) == ["school report 1 exercise"])
        #expect(night.incident()?.origin == .exercise)
        #expect(night.incident()?.drill == 1)
        night.hear("F1", #""smoke":false"#)
        night.wait(.seconds(60))
        #expect(night.incident()?.ended == .quiet(at: night.now), "nobody has to clear what was only tried")
        #expect(night.store.drills[1]?.trials == [])
        #expect(night.store.live.isEmpty)
        #expect(night.say(.drill(.stop, by: "li")) == .done)
        #expect(night.engine.drill == nil)
        night.hear("F1", #""smoke":true"#)
        #expect(night.incident(2)?.origin == .real)
        #expect(told(night).suffix(2) == ["centre report 2 real", "school report 2 real"])
    }

    @Test("Fire in mid-drill at a device nobody listed is real at once, and so is everything that stands")
    func unlisted() {
        var night = Self.drilling()
        night.hear("F5", #""smoke":true"#)
        night.wait(.minutes(2))
        night.hear("F4", #""smoke":true"#)
        #expect(night.engine.drill == nil)
        #expect(night.store.drills[1]?.ended?.cause == .otherDevice("F4"))
        #expect(night.incident(1)?.ended == .withdrawn(reason: "drill_ended", at: night.now))
        #expect(night.incident(2)?.device == "F5")
        #expect(night.incident(2)?.origin == .real)
        #expect(night.incident(3)?.device == "F4")
        #expect(night.incident(3)?.origin == .real)
        #expect(night.engine.openIncidents.allSatisfy { $0.origin == .real && $0.isLatched })
        #expect(
            told(night).filter { $0.hasPrefix("centre") } == ["centre report 2 real", "centre report 3 real"])
        #expect(night.isUrgent)
        night.hear("F5", #""smoke":false"#)
        night.wait(.minutes(10))
        #expect(night.incident(2)?.ended == nil, "it is latched as any fire")
    }

    @Test("Who confirms an exercise has called it real: the drill is over, what stands is real by his word")
    func confirmedExercise() {
        var night = Self.drilling()
        night.hear("F1", #""smoke":true"#)
        #expect(night.say(.confirm(night.id(), by: "li", note: nil)) == .done)
        #expect(night.engine.drill == nil)
        #expect(night.store.drills[1]?.ended?.cause == .calledReal(by: "li"))
        #expect(night.incident(1)?.ended == .withdrawn(reason: "drill_ended", at: night.now))
        #expect(night.incident(2)?.origin == .real)
        #expect(night.incident(2)?.confirmation == .confirmedByPerson("li"))
        #expect(told(night).contains("centre report 2 real"))
    }

    @Test("Two listed detectors standing in one zone end the drill and confirm each other")
    func secondTrigger() {
        var night = Self.drilling()
        night.hear("F1", #""smoke":true"#)
        night.wait(.seconds(20))
        night.hear("F2", #""smoke":true"#)
        #expect(night.store.drills[1]?.ended?.cause == .secondTrigger("F2", zone: "stair"))
        let open = night.engine.openIncidents
        #expect(open.map(\.hazard).sorted() == ["fire.smoke", "fire.smoke", "fire.zone"])
        #expect(open.allSatisfy { $0.origin == .real })
        #expect(open.filter { $0.zone == nil }.allSatisfy { $0.isConfirmed })
    }

    @Test("Detectors of one zone tested one after the other within 3 min are no fire")
    func oneByOne() {
        var night = Self.drilling(Self.drill(["F1", "F2", "F3"], walkTest: true))
        for device in ["F1", "F2", "F3"] {
            night.hear(device, #""smoke":true"#)
            night.wait(.seconds(10))
            night.hear(device, #""smoke":false"#)
            night.wait(.seconds(10))
        }
        night.wait(.minutes(2))
        #expect(night.engine.drill?.ticks.map(\.device) == ["F1", "F2", "F3"])
        #expect(night.engine.openIncidents.isEmpty)
        #expect(night.store.incidents.values.allSatisfy { $0.origin == .exercise && !$0.isConfirmed })
        #expect(night.say(.drill(.stop, by: "li")) == .done)
        #expect(!told(night).contains { $0.hasPrefix("centre") })
    }

    @Test("A detector that was about to be over and comes again beside the next one is a second trigger")
    func flickers() {
        var night = Self.drilling()
        night.hear("F1", #""smoke":true"#)
        night.wait(.seconds(10))
        night.hear("F1", #""smoke":false"#)
        night.hear("F2", #""smoke":true"#)
        #expect(night.engine.drill != nil)
        night.wait(.seconds(5))
        night.hear("F1", #""smoke":true"#)
        #expect(night.store.drills[1]?.ended?.cause == .secondTrigger("F2", zone: "stair"))
        let open = night.engine.openIncidents
        #expect(open.map(\.hazard).sorted() == ["fire.smoke", "fire.smoke", "fire.zone"])
        #expect(open.allSatisfy { $0.origin == .real })
    }

    @Test("A call point pressed in a drill is real though its device was listed")
    func callPoint() {
        var night = Self.drilling()
        night.hear("F1", #""smoke":true"#)
        night.hear("F5", #""temperature":90"#)
        #expect(night.store.drills[1]?.ended?.cause == .callPoint("F5"))
        #expect(night.engine.openIncidents.map(\.origin) == [.real, .real])
    }

    @Test("“This is real” raises what stands anew as real, in the same breath")
    func calledReal() {
        var night = Self.drilling()
        night.hear("F1", #""smoke":true"#)
        #expect(night.say(.drill(.stop, by: "li")) == .refused(.stillActive))
        #expect(night.say(.drill(.real, by: "wu")) == .done)
        #expect(night.engine.openIncidents.map(\.origin) == [.real])
        #expect(told(night).contains("centre report 2 real"))
        #expect(night.say(.drill(.real, by: "wu")) == .refused(.noDrill))
    }

    @Test("What is known to be over, though not for long, is not raised anew; it would be if it came again")
    func settling() {
        var night = Self.drilling()
        night.hear("F1", #""smoke":true"#)
        night.wait(.seconds(10))
        night.hear("F1", #""smoke":false"#)
        #expect(night.say(.drill(.stop, by: "li")) == .done)
        #expect(night.engine.openIncidents.isEmpty)
        night.hear("F1", #""smoke":true"#)
        #expect(night.engine.openIncidents.map(\.origin) == [.real])
    }

    @Test(
        "A device that stands in test for ten minutes is on fire, and a detector that flickers gains no time")
    func tooLong() {
        var night = Self.drilling()
        night.hear("F1", #""smoke":true"#)
        for _ in 0..<9 {
            night.wait(.minutes(1))
            night.hear("F1", #""smoke":false"#)
            night.wait(.seconds(5))
            night.hear("F1", #""smoke":true"#)
        }
        #expect(night.engine.drill != nil)
        night.wait(.seconds(15))
        #expect(night.store.drills[1]?.ended?.cause == .tooLong("F1"))
        #expect(night.engine.openIncidents.map(\.origin) == [.real])
        #expect((night.now - Night.start).milliseconds == 601_000)
    }

    @Test("The end of its time raises what stands; a drill lasts two hours at most")
    func timeUp() {
        #expect(Night(Self.site()).engine.drill == nil)
        var night = Night(Self.site())
        #expect(night.say(Self.drill(minutes: 121)) == .refused(.tooLong))
        #expect(night.say(Self.drill(minutes: 0)) == .refused(.noSuchTime))
        #expect(night.say(Self.drill(minutes: 5)) == .done)
        night.wait(.minutes(4))
        night.hear("F1", #""smoke":true"#)
        night.wait(.seconds(59))
        #expect(night.engine.openIncidents.map(\.origin) == [.exercise])
        night.wait(.seconds(1))
        #expect(night.engine.openIncidents.map(\.origin) == [.real])
        #expect(night.store.drills[1]?.ended?.cause == .timeUp)
    }

    @Test("A kill in mid-drill changes nothing: it goes on by the same times, and the blind time counts")
    func restart() {
        var plain = Self.drilling()
        var killed = Self.drilling()
        for (second, device) in [(5, "F1"), (30, "F5"), (400, "F1")] {
            for step in [true, false] {
                plain.wait(until: .seconds(Int64(second)) + .milliseconds(step ? 0 : 8_000))
                killed.wait(until: .seconds(Int64(second)) + .milliseconds(step ? 0 : 8_000))
                plain.hear(device, #""smoke":\#(step)"#)
                killed.hear(device, #""smoke":\#(step)"#)
                killed.restart()
            }
        }
        #expect(killed.engine.lastDrill == plain.engine.lastDrill)
        #expect(killed.steps == plain.steps)
        var dark = Self.drilling()
        dark.hear("F1", #""smoke":true"#)
        dark.restart(after: .minutes(9))
        #expect(dark.engine.openIncidents.map(\.origin) == [.exercise])
        dark.restart(after: .minutes(2))
        #expect(dark.engine.openIncidents.map(\.origin) == [.real], "ten minutes in test, seen or not")
        #expect(dark.engine.drill == nil)
    }

    @Test("An exercise whose drill the store has lost is real")
    func lost() {
        var night = Self.drilling()
        night.hear("F1", #""smoke":true"#)
        night.store.drills = [:]
        night.restart()
        #expect(night.engine.openIncidents.map(\.origin) == [.real])
        #expect(told(night).contains { $0.hasPrefix("centre report") })
    }

    @Test("A fire that was waiting when the drill began is no exercise; no drill begins while one is open")
    func begins() {
        var night = Night(Self.site())
        night.hear("F1", #""smoke":true"#)
        #expect(night.say(Self.drill(["F2"])) == .refused(.dangerIsOpen))
        #expect(night.say(Self.drill(["F1"])) == .refused(.deviceIsBusy))
        var other = Night(Self.site())
        other.hear("F1", #""smoke":false"#)
        other.wait(.seconds(10))
        #expect(other.say(Self.drill(["F9"])) == .refused(.unknownDevice))
        #expect(other.say(Self.drill(["L1"], scope: "facility:fire")) == .refused(.outsideScope))
        #expect(other.say(Self.drill(scope: "building:9")) == .refused(.unknownPlace))
        #expect(other.say(Self.drill(scope: "3")) == .done, "a bare name that only one thing has")
        #expect(other.engine.drill?.reach == .building("3"))
        #expect(other.say(Self.drill()) == .refused(.drillIsRunning))
        other.wait(.seconds(30))
        other.hear("F1", #""smoke":true"#, observed: Night.start + .seconds(5))
        #expect(other.store.drills[1]?.ended?.cause == .beganBefore("F1"))
        #expect(other.engine.openIncidents.map(\.origin) == [.real])
    }

    @Test("A minor matter of a device nobody listed is told as real and leaves the drill alone")
    func minor() {
        var night = Self.drilling()
        night.hear("F4", #""temperature":60"#)
        #expect(night.engine.drill != nil)
        #expect(night.engine.openIncidents.map(\.origin) == [.real])
    }

    @Test("An injected exercise needs no stimulus and ends with the drill")
    func injected() {
        var night = Self.drilling(Self.drill([]))
        let inject = Command.drill(.inject(hazard: "elevator.entrapment", device: "L1"), by: "li")
        #expect(night.say(inject) == .done)
        #expect(night.say(inject) == .alreadySo)
        #expect(told(night) == ["school report 1 exercise"])
        night.wait(.minutes(30))
        #expect(night.engine.drill != nil)
        night.hear("L1", #""trapped":true"#, topic: "la/L1")
        #expect(night.store.drills[1]?.ended?.cause == .otherDevice("L1"))
        #expect(night.incident(1)?.ended != nil)
        #expect(night.incident(2)?.origin == .real)
        #expect(night.say(inject) == .refused(.noDrill))
    }

    @Test("Every word on drills is journaled in a form JSON reads back, and audited with its person")
    func journal() throws {
        let commands = [
            Self.drill(["F1", "F\"2"], walkTest: true), .drill(.stop, by: "li"), .drill(.real, by: "李"),
            .drill(.inject(hazard: "fire.smoke", device: "F1"), by: "li"),
        ]
        for command in commands {
            let back = try JSONDecoder().decode(Command.self, from: Data(command.journalBytes))
            #expect(back == command)
        }
        let drill = Self.drilling().engine.drill
        let stored = try JSONDecoder().decode(Drill.self, from: JSONEncoder().encode(drill))
        #expect(stored == drill)
    }
}
