import Foundation
import Testing

@testable import Facility

/// After a power loss every car that may have somebody in it is called at, ticked by a person, and asked for again.
struct RollCallTests {
    private func cut(_ change: (inout Site) -> Void = { _ in }) -> Night {
        var night = Night(Towers.site(change))
        night.speak(Towers.all, minutes: 1)
        night.cutPower()
        night.wait(.minutes(1))
        return night
    }

    private func tick(_ night: inout Night, _ device: String, _ found: RollCall.Finding) -> CommandResult {
        guard let outage = night.outages.first else { return .refused(.unknownIncident) }
        return night.say(.rollCall(outage.id, device: device, found, by: "zhang"))
    }

    @Test("It stays open until every car was called at, though the power is back")
    func untilEveryCar() {
        var night = cut()
        #expect(tick(&night, "L01", .empty) == .done)
        #expect(tick(&night, "L01", .empty) == .alreadySo)
        #expect(tick(&night, "L02", .empty) == .refused(.unknownDevice), "it was empty and stood")
        night.speak(Towers.lifts)
        night.wait(.minutes(5))
        let outage = night.outages.first
        #expect(outage?.condition == .quiet && outage?.ended == nil)
        #expect(
            night.say(.clear(outage?.id ?? night.id(), by: "zhang", note: nil)) == .refused(.rollCallIsOpen))
        #expect(tick(&night, "L06", .empty) == .done)
        #expect(night.outages.first?.ended == nil)
        #expect(tick(&night, "L11", .empty) == .done)
        #expect(night.outages.first?.ended != nil)
        #expect(night.opened.last { $0.destination == "grid" && $0.incident == outage?.id }?.action == .close)
        let ticks = night.transitions.filter { $0.step.name == "ticked" }
        #expect(ticks.count == 3 && ticks.allSatisfy { $0.by == "zhang" })
    }

    @Test(
        "A car found occupied confirms its entrapment; one nobody had noticed is raised by the person's word")
    func occupied() {
        var night = cut()
        #expect(tick(&night, "L06", .occupied) == .done)
        #expect(
            night.incidents("elevator.entrapment").first { $0.device == "L06" }?.isConfirmedByPerson == true)
        #expect(night.incidents("elevator.entrapment").count == 3)
        #expect(tick(&night, "L06", .empty) == .refused(.alreadyDecided))
        // A lift that was moving, and whose terminal went with the power.
        var other = Night(Towers.site())
        other.speak(Towers.all, minutes: 1)
        other.hear("L02", #""mains":true,"moving":true,"occupied":false,"floor":"9""#)
        other.wait(.seconds(1))
        for lift in Towers.lifts where lift != "L02" {
            other.hear(lift, #""mains":false,"occupied":false,"moving":false"#)
        }
        other.wait(.minutes(1))
        #expect(other.outages.first?.rollCall?.lines.map(\.device) == ["L02"])
        #expect(other.outages.first?.rollCall?.lines.first?.floor == "9")
        #expect(other.incidents("elevator.entrapment").isEmpty)
        #expect(tick(&other, "L02", .occupied) == .done)
        let found = other.incidents("elevator.entrapment")
        #expect(found.map(\.device) == ["L02"])
        #expect(found.first?.isConfirmedByPerson == true && found.first?.isLatched == true)
        #expect(other.reports(at: "grid").last == "elevator.entrapment L02")
        #expect(other.outages.first?.rollCall?.isOpen == false)
        // What the lift says itself when it is back is the same danger.
        other.hear("L02", #""mains":false,"occupied":true,"moving":false"#)
        other.wait(.minutes(1))
        #expect(other.incidents("elevator.entrapment").count == 1)
    }

    @Test(
        "Who was found by a person's word is out by one, and the case is cleared by one, after a restart too")
    func released() {
        var night = Night(Towers.site())
        night.speak(Towers.all, minutes: 1)
        for lift in Towers.lifts { night.hear(lift, #""mains":false,"moving":true"#) }
        night.wait(.minutes(1))
        #expect(tick(&night, "L04", .occupied) == .done)
        night.restart(after: .seconds(3))
        guard let id = night.incidents("elevator.entrapment").first?.id else {
            Issue.record("none was raised")
            return
        }
        #expect(night.say(.clear(id, by: "zhang", note: nil)) == .refused(.stillActive))
        let out = Command.milestone(id, .released, by: "zhang", at: nil, people: 2, cause: nil)
        #expect(night.say(out) == .done)
        #expect(night.incident(id.number)?.condition == .quiet && night.incident(id.number)?.ended == nil)
        #expect(night.say(.clear(id, by: "zhang", note: nil)) == .done)
    }

    @Test(
        "Cars nobody has called at for ten minutes: people are called once more, and again, ever more rarely")
    func late() {
        var night = cut()
        guard let outage = night.outages.first else { return }
        night.wait(.seconds(20))
        #expect(night.calls.contains { $0.incident == outage.id }, "somebody may be in them: at once")
        #expect(night.say(.acknowledge(outage.id, by: "zhang")) == .done)
        let calls = night.calls.count { $0.incident == outage.id }
        night.wait(.minutes(8))
        #expect(night.calls.count { $0.incident == outage.id } == calls)
        night.wait(.minutes(3))
        #expect(night.calls.count { $0.incident == outage.id } > calls)
        #expect(night.transitions.count { $0.step == .late(.rollCall) } == 1)
        _ = tick(&night, "L01", .empty)
        _ = tick(&night, "L06", .empty)
        let before = night.calls.count { $0.incident == outage.id }
        night.wait(.minutes(7))
        #expect(night.calls.count { $0.incident == outage.id } == before, "somebody is at it")
        night.wait(.minutes(3))
        #expect(night.transitions.count { $0.step == .late(.rollCall) } == 2)
        _ = tick(&night, "L11", .empty)
        night.wait(.hours(1))
        #expect(night.transitions.count { $0.step == .late(.rollCall) } == 2)
    }

    @Test("A car nobody goes to for a fortnight is asked for every four hours, and its log stays short")
    func forgotten() {
        var night = cut()
        guard let outage = night.outages.first else { return }
        night.wait(.days(14))
        let reminders = night.transitions.count { $0.step == .late(.rollCall) }
        #expect((84...92).contains(reminders))
        let calls = night.calls.filter { $0.incident == outage.id }
        let people = Set(calls.map(\.callee.id)).count
        #expect(calls.count <= people * (CallingPolicy.rareAfter + 14 * 24))
        #expect((calls.last?.at).map { night.now - $0 < .hours(2) } == true, "they are called to the end")
    }

    @Test("A car of which nobody knows whether somebody is in it is called at")
    func unknown() {
        var night = Night(Towers.site())
        for lift in Towers.lifts { night.hear(lift, #""mains":false"#) }
        night.wait(.minutes(1))
        let lines = night.outages.first?.rollCall?.lines
        #expect(lines?.count == 12)
        #expect(lines?.allSatisfy { !$0.isCertain } ?? false)
    }

    @Test("One lift alone without power has a roll-call of its own")
    func single() {
        var night = Night(Towers.site())
        night.speak(Towers.all, minutes: 1)
        night.hear("L07", #""mains":false,"moving":true,"occupied":false,"floor":"4""#)
        night.wait(.minutes(1))
        let lost = night.incidents("elevator.power_lost").first
        #expect(lost?.rollCall?.lines.map(\.device) == ["L07"])
        night.speak(["L07"])
        night.wait(.minutes(5))
        #expect(night.incidents("elevator.power_lost").first?.ended == nil)
        #expect(night.say(.rollCall(lost?.id ?? night.id(), device: "L07", .empty, by: "zhang")) == .done)
        #expect(night.incidents("elevator.power_lost").first?.ended != nil)
    }

    @Test("Called at before the lift speaks again, it ends with the lift's word and waits for nobody")
    func tickedFirst() {
        var night = Night(Towers.site())
        night.speak(Towers.all, minutes: 1)
        night.hear("L07", #""mains":false,"moving":true,"occupied":false,"floor":"4""#)
        night.wait(.minutes(1))
        let id = night.incidents("elevator.power_lost").first?.id ?? night.id()
        #expect(night.say(.rollCall(id, device: "L07", .empty, by: "zhang")) == .done)
        #expect(night.incident(id.number)?.ended == nil)
        night.speak(["L07"])
        night.wait(.minutes(5))
        #expect(night.incident(id.number)?.ended != nil)
    }

    @Test("A restart in the middle forgets neither a line nor a tick, nor when people are called again")
    func restart() {
        var night = cut()
        #expect(tick(&night, "L01", .empty) == .done)
        let before = night.outages.first?.rollCall
        night.wait(.minutes(4))
        night.restart(after: .minutes(1))
        #expect(night.outages.first?.rollCall == before)
        night.wait(.minutes(5))
        #expect(night.transitions.count { $0.step == .late(.rollCall) } == 1)
    }

    @Test("The word reads back from the journal as it was said")
    func journal() throws {
        let word = Command.rollCall(Night(Towers.site()).id(), device: "L\"01", .occupied, by: "张")
        #expect(try JSONDecoder().decode(Command.self, from: Data(word.journalBytes)) == word)
    }

    // MARK: A second time

    @Test("A car that carried people again since its tick, and lost its power again, is called at again")
    func again() {
        var night = cut()
        for lift in ["L01", "L06", "L11"] { #expect(tick(&night, lift, .empty) == .done) }
        // Two lifts come back and ride; the others, and with them the outage, stay dark.
        night.speak(["L06", "L07"])
        night.wait(.minutes(2))
        night.hear("L06", #""mains":true,"moving":true,"occupied":false,"floor":"5""#)
        night.wait(.seconds(10))
        let calls = night.calls.count
        night.hear("L06", #""mains":false,"moving":true,"occupied":false,"floor":"6""#)
        night.wait(.minutes(1))
        let open = night.engine.openIncidents.flatMap { $0.rollCall?.lines ?? [] }.filter { $0.tick == nil }
        #expect(open.map(\.device) == ["L06"] && open.first?.floor == "6")
        #expect(night.calls.count > calls, "at once, not when the next reminder is due")
        night.restart(after: .seconds(1))
        #expect(tick(&night, "L06", .empty) == .done)
    }

    @Test("One lift alone whose power goes a second time is called at a second time", arguments: [1, 10])
    func againAlone(minutes: Int64) {
        var night = Night(
            Towers.site { site in
                for position in site.hazards.indices where site.hazards[position].rollCall != nil {
                    site.hazards[position].holdOff = .minutes(5)
                }
            })
        night.speak(Towers.all, minutes: 1)
        for floor in 4...5 {
            night.hear("L07", #""mains":true,"moving":true,"occupied":false,"floor":"\#(floor)""#)
            night.wait(.seconds(5))
            night.hear("L07", #""mains":false,"moving":true,"occupied":false,"floor":"\#(floor)""#)
            night.wait(.minutes(1))
            let lost = night.engine.openIncidents.first { $0.hazard == "elevator.power_lost" }
            #expect(lost?.rollCall?.lines.filter { $0.tick == nil }.map(\.floor) == ["\(floor)"])
            if let lost {
                #expect(night.say(.rollCall(lost.id, device: "L07", .empty, by: "zhang")) == .done)
            }
            night.speak(["L07"])
            night.wait(.minutes(minutes))
        }
        #expect(!night.engine.openIncidents.contains { $0.hazard == "elevator.power_lost" })
    }

    @Test("Power that is back before the outage is told: one roll-call, and nothing stays open behind it")
    func flicker() {
        var night = Night(Towers.site())
        night.speak(Towers.all, minutes: 1)
        night.cutPower()
        night.hear("L02", #""mains":false,"moving":true,"occupied":false,"floor":"3""#)
        night.wait(.seconds(12))
        // The second supply carries two of them.
        night.speak(Array(Towers.lifts.prefix(2)))
        night.wait(.minutes(1))
        let asked = night.engine.openIncidents.flatMap { incident in
            (incident.rollCall?.lines ?? []).filter { $0.tick == nil }.map { (incident.id, $0.device) }
        }
        #expect(Set(asked.map(\.1)).isSuperset(of: ["L01", "L06", "L11"]))
        night.restart(after: .seconds(1))
        for (id, device) in asked {
            #expect(night.say(.rollCall(id, device: device, .empty, by: "zhang")) == .done)
        }
        night.speak(Towers.lifts)
        night.wait(.minutes(5))
        let left = night.engine.openIncidents.filter { !$0.isLifeSafety }
        #expect(left.map { "\($0.hazard) \($0.device) \($0.condition)" } == [])
    }

    @Test("Somebody found in a car whose last entrapment nobody has cleared is called for like the first")
    func occupiedAgain() {
        var night = cut()
        #expect(tick(&night, "L06", .occupied) == .done)
        guard let first = night.incidents("elevator.entrapment").first(where: { $0.device == "L06" })?.id
        else { return }
        _ = night.say(.milestone(first, .released, by: "zhang", at: nil, people: 2, cause: nil))
        for lift in ["L01", "L11"] { _ = tick(&night, lift, .empty) }
        night.speak(Towers.lifts)
        night.wait(.hours(1))
        #expect(night.incident(first.number)?.condition == .quiet, "nobody has cleared it")
        for lift in Towers.lifts { night.hear(lift, #""mains":false,"moving":true,"occupied":false"#) }
        night.wait(.minutes(2))
        guard let outage = night.outages.last, outage.ended == nil else {
            Issue.record("no outage")
            return
        }
        let calls = night.calls.count
        #expect(night.say(.rollCall(outage.id, device: "L06", .occupied, by: "zhang")) == .done)
        let standing = night.engine.openIncidents.filter {
            $0.hazard == "elevator.entrapment" && $0.device == "L06" && $0.condition == .active
        }
        #expect(standing.count == 1)
        night.restart(after: .seconds(1))
        night.wait(.seconds(30))
        #expect(night.calls.count > calls)
        // Out by a person's word again; and what the lift says meanwhile is the same danger.
        guard let id = standing.first?.id else { return }
        night.hear("L06", #""mains":false,"occupied":true,"moving":false"#)
        night.wait(.minutes(1))
        #expect(
            night.engine.openIncidents.count { $0.hazard == "elevator.entrapment" && $0.device == "L06" } == 1
        )
        night.speak(["L06"])
        night.wait(.minutes(1))
        #expect(night.say(.clear(id, by: "zhang", note: nil)) == .done)
    }
}
