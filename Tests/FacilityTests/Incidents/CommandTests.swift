import Expressions
import Foundation
import Testing

@testable import Facility

/// Words of persons and destinations: what each may do, what is refused, what a retry costs.
@Suite struct CommandTests {
    private let fire = Compound.hazard(when: "smoke", severity: .extreme, isLifeSafety: true)
    private let warm = Compound.hazard("fire.warm", when: "temperature > 50.0")

    private func burning(_ destinations: [Destination] = [], people: [Person] = []) -> Night {
        var night = Night(Compound.site([fire, warm], destinations: destinations, people: people))
        night.hear("F1", #""smoke":true"#)
        return night
    }

    @Test("A latch is opened by a named person, once, and only when the condition is known false")
    func clear() {
        var night = burning()
        let clear = Command.clear(night.id(), by: "li", note: nil)
        #expect(night.say(clear) == .refused(.stillActive))
        night.hear("F1", #""smoke":false"#)
        night.read(0, Compound.smoke, .bool(false), .stuck)
        #expect(night.say(clear) == .refused(.stillActive), "unknown is not false")
        night.wait(.seconds(1))
        night.hear("F1", #""smoke":false"#)
        #expect(night.say(clear) == .done)
        #expect(night.incident()?.ended == .cleared(by: "li", at: night.now))
        #expect(night.say(clear) == .alreadySo)
        #expect(night.store.live.isEmpty)
        night.hear("F1", #""smoke":true"#)
        #expect(night.incident(2)?.hazard == "fire.smoke", "a new danger is a new incident")
    }

    @Test("Only a latched incident is cleared")
    func notLatched() {
        var night = Night(Compound.site([warm]))
        night.hear("F1", #""temperature":60"#)
        #expect(night.say(.clear(night.id(), by: "li", note: nil)) == .refused(.notLatched))
    }

    @Test("A refuted fire stays silent until its condition ends, and may be raised again afterwards")
    func refute() {
        var night = burning()
        let refute = Command.refute(night.id(), by: "li", cause: "cooking")
        #expect(night.say(refute) == .done)
        #expect(night.say(refute) == .alreadySo)
        #expect(night.say(.confirm(night.id(), by: "li", note: nil)) == .refused(.alreadyDecided))
        night.restart()
        night.hear("F1", #""smoke":true"#)
        night.wait(.minutes(5))
        #expect(night.store.incidents.count == 1)
        night.hear("F1", #""smoke":false"#)
        #expect(night.incident()?.ended == .refuted(at: night.now))
        night.hear("F1", #""smoke":true"#)
        #expect(night.store.incidents.count == 2)
    }

    @Test("Refuted when quiet already, it ends at once")
    func refuteQuiet() {
        var night = burning()
        night.hear("F1", #""smoke":false"#)
        #expect(night.say(.refute(night.id(), by: "li", cause: "dust")) == .done)
        #expect(night.incident()?.ended == .refuted(at: night.now))
        #expect(night.engine.openIncidents.isEmpty)
    }

    @Test("What is confirmed cannot be refuted, and a person's word stands above a second trigger's")
    func decided() {
        var night = burning()
        #expect(night.say(.confirm(night.id(), by: "li", note: "flames")) == .done)
        #expect(night.say(.confirm(night.id(), by: "li", note: "flames")) == .alreadySo)
        #expect(night.say(.refute(night.id(), by: "wu", cause: "dust")) == .refused(.alreadyDecided))
        #expect(night.transitions.last?.note == "flames")
        #expect(night.store.incidents[1]?.confirmation == .confirmedByPerson("li"))
    }

    @Test("Acknowledging and commenting twice is once")
    func retries() {
        var night = burning()
        #expect(night.say(.acknowledge(night.id(), by: "li")) == .done)
        #expect(night.say(.acknowledge(night.id(), by: "li")) == .alreadySo)
        #expect(night.say(.comment(night.id(), by: "li", text: "on my way")) == .done)
        #expect(night.say(.comment(night.id(), by: "li", text: "on my way")) == .alreadySo)
        #expect(night.transitions.map(\.sequence) == [1, 2, 3])
        #expect(night.transitions.map(\.step.name) == ["raised", "acknowledged", "commented"])
    }

    @Test("Where people are named only they may act")
    func people() {
        var night = burning(people: [Person(id: "li", name: "Li Na")])
        #expect(night.say(.acknowledge(night.id(), by: "mallory")) == .refused(.unknownPerson))
        #expect(night.say(.acknowledge(night.id(), by: "li")) == .done)
        #expect(night.say(.acknowledge(night.id(9), by: "li")) == .refused(.unknownIncident))
    }

    @Test("Life safety is never shelved; another incident's first report waits on the shelf")
    func shelve() {
        var night = burning([Compound.destination("grid", .confirmedOrAfter(.minutes(1)))])
        let until = night.now + .minutes(10)
        let shelve = Command.shelve(night.id(), by: "li", until: until, reason: "works")
        #expect(night.say(shelve) == .refused(.lifeSafetyIsNeverShelved))
        night.hear("F2", #""temperature":60"#)
        let shelveWarm = Command.shelve(night.id(2), by: "li", until: until, reason: "works")
        #expect(night.say(shelveWarm) == .done)
        #expect(night.say(shelveWarm) == .alreadySo)
        night.wait(.minutes(9))
        #expect(night.opened.map(\.incident.number) == [1])
        night.wait(.minutes(1))
        #expect(night.opened.map(\.incident.number) == [1, 2])
    }

    @Test("Every change is audited and journaled in a form JSON reads back; a refusal leaves no trace")
    func journal() throws {
        let id = IncidentID(site: "yard", epoch: 1, number: 1)
        let commands: [Command] = [
            .acknowledge(id, by: "李\"\\\n"), .confirm(id, by: "li", note: nil),
            .confirm(id, by: "li", note: "x"), .refute(id, by: "li", cause: "dust"),
            .clear(id, by: "li", note: nil), .comment(id, by: "li", text: "\u{1}"),
            .shelve(id, by: "li", until: Night.start, reason: "works"),
            .delivered(7, .accepted(caseNumber: "A-1", handling: .accepted)),
            .delivered(7, .accepted(caseNumber: nil, handling: .reported)),
            .delivered(7, .refused(reason: "no")), .feedback(id, destination: "grid", .signed),
            .dutyCheck(destination: "centre", unit: "1", minutes: 10),
            .dutyCheck(destination: "centre", unit: "1", minutes: nil),
        ]
        for command in commands {
            let back = try JSONDecoder().decode(Command.self, from: Data(command.journalBytes))
            #expect(back == command)
        }
        var night = burning()
        let rows = night.store.journal.count
        night.say(.clear(night.id(), by: "li", note: nil))
        #expect(night.store.journal.count == rows)
        night.say(.acknowledge(night.id(), by: "li"))
        #expect(night.store.journal.count == rows + 1)
    }
}
