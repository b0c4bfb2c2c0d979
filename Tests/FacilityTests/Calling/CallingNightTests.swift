import Foundation
import Testing

@testable import Facility

/// People and the engine together: who is called, what is late, what a restart, a shift and a second detector change.
@Suite("A night's calls")
struct CallingNightTests {
    private let fire = Compound.hazard(
        when: "smoke", severity: .extreme, confirm: .person, isLifeSafety: true)

    private func site(_ change: (inout Site) -> Void = { _ in }) -> Site {
        var site = Compound.site([fire, entrapment])
        site.people = [
            Person(id: "zhang", name: "Zhang", role: .duty, phone: "1"),
            Person(id: "li", name: "Li", role: .engineer, phone: "2"),
        ]
        site.calling = CallingPolicy()
        change(&site)
        return site
    }

    private var entrapment: Hazard {
        var hazard = Compound.hazard(
            "elevator.entrapment", facility: 1, when: "trapped", severity: .extreme, confirm: .person,
            isLifeSafety: true)
        hazard.arriveWithin = .minutes(30)
        return hazard
    }

    private func burning(_ change: (inout Site) -> Void = { _ in }) -> Night {
        var night = Night(site(change))
        night.hear("F1", #""smoke":true"#)
        return night
    }

    private func callsSaid(_ night: Night) -> [String] {
        night.calls.map {
            "\(($0.at - Night.start).milliseconds / 1_000) \($0.callee.id) \($0.route.rawValue)"
        }
    }

    @Test("An unanswered fire calls on, counts what is late, and each of it is a step with its reason")
    func unanswered() {
        var night = burning()
        night.wait(.seconds(130))
        #expect(callsSaid(night) == ["0 zhang page", "30 li page", "120 zhang page"])
        #expect(
            night.steps == [
                "0.0 raised F1", "0.0 called F1", "30.0 called F1", "60.0 late F1", "120.0 called F1",
            ])
        #expect(night.transitions[3].step == .late(.acknowledge))
        #expect(night.transitions.allSatisfy { $0.by == nil })
        #expect(night.incident()?.response?.lateCount == 1)
    }

    @Test("The call is made with the commit that says so, once")
    func together() {
        var night = burning()
        night.wait(.seconds(1))
        #expect(night.calls.count == 1)
        let text = night.calls[0].text
        #expect(text.zh.contains("Yard") && text.en.contains("3"), "where, in the first breath")
        #expect(night.calls[0].isLifeSafety)
    }

    @Test("Who says he goes has three minutes; then the next one, and he may go again")
    func look() {
        var night = burning()
        night.wait(.seconds(1))
        #expect(night.say(.acknowledge(night.id(), by: "zhang")) == .done)
        #expect(night.say(.acknowledge(night.id(), by: "zhang")) == .alreadySo)
        night.wait(.seconds(179))
        #expect(callsSaid(night) == ["0 zhang page"])
        night.wait(.seconds(2))
        #expect(callsSaid(night) == ["0 zhang page", "181 li page"])
        #expect(night.transitions.contains { $0.step == .late(.look) })
        #expect(night.say(.acknowledge(night.id(), by: "zhang")) == .done, "he goes again")
        night.wait(.seconds(60))
        #expect(callsSaid(night).count == 2)
        #expect(night.say(.confirm(night.id(), by: "zhang", note: "flames")) == .done)
        night.wait(.hours(1))
        #expect(callsSaid(night).count == 2, "what is known calls nobody")
    }

    @Test("A fire is refuted by nobody who did not look: neither gone, noted nor explained")
    func lookFirst() {
        var night = burning()
        let refute = Command.refute(night.id(), by: "zhang", cause: "cooking")
        #expect(night.say(refute) == .refused(.lookFirst))
        #expect(
            night.say(.refute(night.id(), by: "zhang", cause: " ", note: "x")) == .refused(.causeRequired))
        #expect(night.incident()?.confirmation == .unconfirmed)
        night.say(.acknowledge(night.id(), by: "zhang"))
        #expect(night.say(refute) == .done)

        var noted = burning()
        #expect(
            noted.say(.refute(noted.id(), by: "li", cause: "cooking", note: "saw it on the camera")) == .done)
        var commented = burning()
        commented.say(.comment(commented.id(), by: "li", text: "kitchen of 702, opened the window"))
        #expect(commented.say(.refute(commented.id(), by: "li", cause: "cooking")) == .done)
    }

    @Test("A restart of the box goes on with the next person and tells nothing twice")
    func restart() {
        var night = burning()
        night.wait(.seconds(70))
        night.restart(after: .seconds(20))
        night.wait(.seconds(59))
        #expect(callsSaid(night) == ["0 zhang page", "30 li page", "120 zhang page"])
        #expect(night.transitions.filter { $0.step == .late(.acknowledge) }.count == 1)
    }

    @Test("What fell due while the box was down is told when it is up")
    func blind() {
        var night = burning()
        night.wait(.seconds(40))
        night.restart(after: .minutes(2))
        night.wait(.seconds(1))
        #expect(night.steps.contains("160.0 late F1"))
        #expect(callsSaid(night).last == "160 zhang page")
    }

    @Test(
        "Two detectors of one stair are one fire: one is called for, and the other when the first was a false alarm"
    )
    func oneFire() {
        var night = burning()
        night.wait(.seconds(5))
        night.hear("F2", #""smoke":true"#)
        night.wait(.seconds(50))
        #expect(Set(night.calls.map(\.incident)) == [night.id(1)])
        night.say(.acknowledge(night.id(1), by: "zhang"))
        night.wait(.seconds(100))
        #expect(Set(night.calls.map(\.incident)) == [night.id(1)], "while zhang looks")
        night.say(.refute(night.id(1), by: "zhang", cause: "dust"))
        night.wait(.seconds(120))
        #expect(night.calls.last?.incident == night.id(2), "nobody has spoken of the second one")
    }

    @Test("Two fires in two places are called for by themselves")
    func twoFires() {
        var night = burning()
        night.hear("F5", #""smoke":true"#)
        night.wait(.seconds(10))
        #expect(Set(night.calls.map(\.incident)) == [night.id(1), night.id(2)])
    }

    @Test("Nobody answers and no page is open: that is an incident of its own, until somebody is there")
    func unwatched() {
        var night = burning {
            $0.destinations = [Compound.destination()]
            $0.routes = [Route(when: nil, destination: "grid")]
        }
        night.wait(.seconds(301))
        let report = night.opened.last?.report
        #expect(report?.hazard == "gateway.unwatched" && report?.facility == "gateway")
        #expect(report?.place.gridCode.isEmpty == false, "a platform files it somewhere")
        #expect(night.incident(2)?.hazard == "gateway.unwatched")
        #expect(night.incident(2)?.evidence == ["unanswered: \(night.id(1))"])
        night.wait(.minutes(20))
        #expect(night.store.incidents.count == 2, "once")
        night.reload(site())
        #expect(night.incident(2)?.ended == nil, "a reload keeps it")
        night.restart(after: .seconds(5))
        night.say(.acknowledge(night.id(1), by: "li"))
        #expect(night.incident(2)?.ended != nil)
    }

    @Test("With a page open nobody is missing, and a page that opens ends the alarm")
    func screen() {
        var night = Night(site())
        night.say(.screen(isSeen: true))
        night.hear("F1", #""smoke":true"#)
        night.wait(.minutes(20))
        #expect(night.incident(2) == nil)
        night.say(.screen(isSeen: false))
        night.wait(.minutes(11))
        #expect(night.incident(2)?.hazard == "gateway.unwatched")
        night.say(.screen(isSeen: true))
        #expect(night.incident(2)?.ended != nil)
    }

    @Test("A duty room that should have a page open and has none is told of, without any danger")
    func darkDesk() {
        var night = Night(site { $0.calling?.screenWithin = .minutes(10) })
        night.wait(.minutes(9))
        #expect(night.incident(1) == nil)
        night.wait(.minutes(2))
        #expect(night.incident(1)?.hazard == "gateway.unwatched")
        night.say(.screen(isSeen: true))
        #expect(night.incident(1)?.ended != nil)
        night.say(.screen(isSeen: false))
        night.wait(.minutes(11))
        #expect(night.incident(2)?.hazard == "gateway.unwatched", "and again")
    }

    @Test(
        "A rescue: T1 answers the incident, T2 in time is not late, the order holds, a page tells nobody's name"
    )
    func rescue() {
        var night = Night(site())
        night.hear("L1", #""trapped":true"#, topic: "la/L1", session: 0)
        night.wait(.seconds(20))
        func milestone(_ milestone: Milestone, at: Timestamp? = nil, people: Int? = nil) -> Command {
            .milestone(night.id(), milestone, by: "zhang", at: at, people: people, cause: nil)
        }
        #expect(night.say(milestone(.answered, people: 2)) == .done)
        #expect(night.incident()?.acknowledgedBy == "zhang")
        #expect(night.say(milestone(.answered)) == .alreadySo)
        night.wait(.minutes(12))
        let told = night.now - .minutes(2)
        #expect(night.say(milestone(.arrived, at: told)) == .done, "told by phone, two minutes later")
        #expect(night.say(milestone(.released, at: told - .seconds(1))) == .refused(.impossibleOrder))
        #expect(night.say(milestone(.released)) == .done)
        #expect(night.say(milestone(.arrived)) == .alreadySo)
        let response = night.incident()?.response
        #expect(response?[.arrived] == told && response?.people == 2)
        #expect(response?.late == [])
        #expect(
            night.transitions.map(\.step.name) == [
                "raised", "called", "acknowledged", "answered", "arrived", "released",
            ])
        let arrived = night.transitions.first { $0.step.name == "arrived" }
        #expect(arrived?.observedAt == told && arrived?.at == night.now)
    }

    @Test("A crew that is not there after thirty minutes is told of; a fire has no rescue of this kind")
    func lateCrew() {
        var night = Night(site())
        night.hear("L1", #""trapped":true"#, topic: "la/L1", session: 0)
        night.say(.acknowledge(night.id(), by: "zhang"))
        night.say(.confirm(night.id(), by: "zhang", note: nil))
        night.wait(.seconds(1_799))
        #expect(night.incident()?.response?.late == [])
        night.wait(.seconds(1))
        #expect(night.incident()?.response?.late == [.arrive])
        var fire = burning()
        #expect(
            fire.say(.milestone(fire.id(), .arrived, by: "zhang", at: nil, people: nil, cause: nil))
                == .refused(.noRescue))
    }

    @Test("A handover names what stands, is signed by both in the log, and the new guard is called first")
    func handover() {
        var night = burning { $0.people.append(Person(id: "wang", name: "Wang", role: .duty)) }
        let mended = SuppressionPlan(
            reach: "device:F3", span: .outOfService(due: night.now + .days(3)), why: "spare part")
        #expect(night.say(.suppression(.begin(mended), by: "zhang")) == .done)
        #expect(night.say(.handover(from: "zhang", to: "zhang", note: nil)) == .refused(.samePerson))
        #expect(night.say(.handover(from: "zhang", to: "sun", note: nil)) == .refused(.unknownPerson))
        #expect(night.say(.handover(from: "zhang", to: "wang", note: "key 7 is missing")) == .done)
        let lines = night.store.audit.suffix(2)
        #expect(lines.map(\.by) == ["wang", "zhang"])
        #expect(lines.first?.detail.contains("open 1: \(night.id())") ?? false)
        #expect(lines.first?.detail.contains("unanswered 1") ?? false)
        #expect(lines.first?.detail.contains("disabled 1: device:F3") ?? false)
        #expect(lines.first?.detail.contains("key 7 is missing") ?? false)
        night.restart(after: .seconds(1))
        #expect(night.engine.signedOn?.person == "wang")
        night.hear("F5", #""smoke":true"#)
        night.wait(.seconds(1))
        #expect(night.calls.last?.callee.id == "wang")
    }

    @Test("A handover by name is one of the same person, called first as one by id is, after a restart too")
    func handoverByName() {
        var night = burning { $0.people.append(Person(id: "wang", name: "王五", role: .duty)) }
        for (from, to) in [("wang", "王五"), ("王五", "wang"), ("王五", "王五")] {
            #expect(night.say(.handover(from: from, to: to, note: nil)) == .refused(.samePerson))
        }
        #expect(night.say(.handover(from: "zhang", to: "王五", note: nil)) == .done)
        #expect(night.engine.signedOn?.person == "wang")
        #expect(night.store.audit.last { $0.action == AuditLine.takeover }?.by == "wang")
        #expect(night.say(.handover(from: "zhang", to: "wang", note: nil)) == .alreadySo)
        night.restart(after: .seconds(1))
        #expect(night.engine.signedOn?.person == "wang")
        night.hear("F5", #""smoke":true"#)
        night.wait(.seconds(1))
        #expect(night.calls.last?.callee.id == "wang")
    }

    @Test("An exercise, a historic one and a hazard in trial call nobody")
    func quietly() {
        var shadow = fire
        shadow.isShadow = true
        var night = Night(site { $0.hazards[0] = shadow })
        night.hear("F1", #""smoke":true"#)
        night.wait(.minutes(30))
        #expect(night.calls.isEmpty)
    }

    @Test("A site that declares nothing of the kind behaves as before")
    func without() {
        var night = Night(site { $0.calling = nil })
        night.hear("F1", #""smoke":true"#)
        night.wait(.hours(30))
        #expect(night.steps == ["0.0 raised F1"])
        #expect(night.say(.refute(night.id(), by: "zhang", cause: "dust")) == .done)
    }

    @Test("Every new word reads back from the journal as it was said")
    func journal() throws {
        let id = Night(site()).id()
        let words: [Command] = [
            .refute(id, by: "li", cause: "dust", note: nil),
            .refute(id, by: "li", cause: "dust", note: "n\"ö"),
            .milestone(id, .arrived, by: "li", at: Night.start, people: 3, cause: "门机故障"),
            .milestone(id, .released, by: "li", at: nil, people: nil, cause: nil),
            .handover(from: "li", to: "zhang", note: nil), .handover(from: "li", to: "zhang", note: "钥匙"),
            .screen(isSeen: true), .screen(isSeen: false),
        ]
        for word in words {
            #expect(try JSONDecoder().decode(Command.self, from: Data(word.journalBytes)) == word)
        }
        let old = Data(#"{"refute":{"_0":"\#(id)","by":"li","cause":"dust"}}"#.utf8)
        #expect(try JSONDecoder().decode(Command.self, from: old) == words[0], "as earlier versions wrote it")
    }
}
