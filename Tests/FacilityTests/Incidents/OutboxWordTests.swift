import Foundation
import Testing

@testable import Facility

/// A person's words on what waits for destinations, at the engine: what they change, what they never do, and that a
/// restart knows them.
@Suite struct OutboxWordTests {
    private static let accepted = Delivery.Outcome.accepted(caseNumber: "A-7", handling: .accepted)

    private static func site(_ destinations: [Destination] = [Compound.destination()]) -> Site {
        let smoke = Compound.hazard(when: "smoke", severity: .extreme, isLifeSafety: true)
        let warm = Compound.hazard("fire.warm", when: "temperature > 50.0", severity: .moderate)
        return Compound.site(
            [smoke, warm], destinations: destinations, people: [Person(id: "li", name: "Li")])
    }

    /// A warm stair, reported to the grid.
    private static func warm() -> Night {
        var night = Night(site())
        night.hear("F1", #""temperature":60"#)
        return night
    }

    private func drop(_ number: Int64, even: Bool = false) -> Command {
        .outbox(.drop(number, why: "a test of ours", evenLifeSafety: even), by: "Li")
    }

    private func retry(_ night: Night, _ position: Int) -> Command {
        .outbox(
            .retry(night.opened[position].number, RefusedDelivery(night.opened[position])), by: "li")
    }

    @Test("A pause is kept over restarts until somebody resumes, and is told once")
    func pause() {
        var night = Self.warm()
        #expect(night.say(.outbox(.pause("grid", why: "接口维护"), by: "Li")) == .done)
        #expect(night.say(.outbox(.pause("grid", why: nil), by: "li")) == .alreadySo)
        let pause = DestinationPause(destination: "grid", by: "li", since: night.now, why: "接口维护")
        for _ in 0..<2 {
            #expect(night.engine.pausesInForce == [pause])
            night.restart(after: .hours(1))
        }
        #expect(night.say(.outbox(.resume("grid"), by: "li")) == .done)
        #expect(night.say(.outbox(.resume("grid"), by: "li")) == .alreadySo)
        night.restart()
        #expect(night.engine.pausesInForce == [])
        let lines = night.store.audit.filter { $0.action == "outbox" }
        #expect(lines.map(\.detail) == ["pause; 接口维护", "resume"])
    }

    @Test("A destination that has left the site can still be let go on")
    func leftSite() {
        var night = Self.warm()
        night.say(.outbox(.pause("grid", why: nil), by: "li"))
        night.reload(Self.site([Compound.destination("other")]))
        #expect(night.say(.outbox(.resume("grid"), by: "li")) == .done)
        #expect(night.say(.outbox(.resume("grid"), by: "li")) == .refused(.unknownDestination))
    }

    @Test(
        "Nobody's destination and nobody's delivery is refused, and a stranger's word too",
        arguments: [
            (OutboxWord.pause("nowhere", why: nil), CommandRefusal.unknownDestination),
            (.resume("nowhere"), .unknownDestination), (.hurry("nowhere"), .unknownDestination),
            (.drop(99, why: "x", evenLifeSafety: true), .unknownDelivery), (.retry(1, nil), .unknownDelivery),
        ])
    func unknown(word: OutboxWord, refusal: CommandRefusal) {
        var night = Self.warm()
        #expect(night.say(.outbox(word, by: "li")) == .refused(refusal))
        #expect(night.say(.outbox(word, by: "mallory")) == .refused(.unknownPerson))
        #expect(night.store.audit.isEmpty)
    }

    @Test("A dropped report is kept as refused with who and why, and its later steps are for nobody there")
    func dropped() {
        var night = Self.warm()
        let number = night.opened[0].number
        var effects = Effects()
        #expect(night.engine.step(command: drop(number), now: night.now, effects: &effects) == .done)
        #expect(
            effects.settled == [
                Settlement(delivery: number, outcome: .refused(reason: "dropped by li: a test of ours"))
            ])
        #expect(
            effects.dropped == [
                DroppedDelivery(
                    number: number, destination: "grid", incident: night.id(), isReport: true)
            ])
        night.commit(effects)
        #expect(night.incident()?.handling["grid"] == .rejected)
        #expect(night.say(drop(number)) == .refused(.alreadySettled))
        for restarts in [false, true] {
            if restarts { night.restart() }
            night.say(.confirm(night.id(), by: "li", note: nil))
            #expect(night.opened.count == 1)
        }
        night.hear("F1", #""temperature":20"#)
        #expect(night.opened.count == 1, "not even its end")
        let line = night.store.audit.first
        #expect(line?.by == "Li" && line?.subject == String(number))
        #expect(line?.detail == "drop; a test of ours")
    }

    @Test("What tells of a danger to life is dropped only by whoever says so expressly")
    func lifeSafety() {
        var night = Night(Self.site())
        night.hear("F1", #""smoke":true"#)
        let number = night.opened[0].number
        #expect(night.say(drop(number)) == .refused(.lifeSafetyIsNotDropped))
        #expect(night.store.outbox[number] != nil)
        #expect(night.say(drop(number, even: true)) == .done)
        #expect(night.store.outbox[number] == nil)
        #expect(night.store.audit.last?.detail == "drop; a test of ours; even life safety")
    }

    @Test("A dropped update leaves the case where it stands, and the next step is told")
    func droppedUpdate() {
        var night = Self.warm()
        night.say(.delivered(night.opened[0].number, Self.accepted))
        night.say(.confirm(night.id(), by: "li", note: nil))
        #expect(night.say(drop(night.opened[1].number)) == .done)
        #expect(night.incident()?.handling["grid"] == .accepted)
        night.hear("F1", #""temperature":20"#)
        #expect(night.opened.map(\.action) == [.report, .update, .close])
    }

    @Test("What was dropped and arrived all the same is the far side's case, and its end is told")
    func arrived() {
        var night = Self.warm()
        let number = night.opened[0].number
        night.say(drop(number))
        #expect(night.say(.delivered(number, .refused(reason: "busy"))) == .alreadySo)
        #expect(night.say(.delivered(number, Self.accepted)) == .done)
        #expect(night.say(.delivered(number, Self.accepted)) == .alreadySo)
        #expect(night.incident()?.handling["grid"] == .accepted)
        night.hear("F1", #""temperature":20"#)
        #expect(night.opened.map(\.action) == [.report, .close])
    }

    @Test("A refused report told again is the same request with the case of now; its later steps follow it")
    func retold() throws {
        var night = Self.warm()
        night.say(.delivered(night.opened[0].number, .refused(reason: "no such building")))
        night.say(.confirm(night.id(), by: "li", note: nil))
        #expect(night.opened.count == 1, "what was refused hears of nothing")
        night.restart(after: .minutes(5))
        #expect(night.say(retry(night, 0)) == .done)
        #expect(night.say(retry(night, 0)) == .alreadySo, "it is on its way")
        try #require(night.opened.count == 2)
        #expect(night.opened[1].idempotencyKey == night.opened[0].idempotencyKey)
        #expect(night.opened[1].report.step == "raised")
        #expect(night.opened[1].report.confirmation == "confirmed")
        #expect(night.opened[1].number > night.opened[0].number)
        night.say(.delivered(night.opened[1].number, Self.accepted))
        #expect(night.incident()?.handling["grid"] == .accepted)
        #expect(night.say(retry(night, 0)) == .refused(.alreadySettled))
        night.hear("F1", #""temperature":20"#)
        #expect(night.opened.map(\.action) == [.report, .report, .close])
    }

    @Test("A refused report of a case that is over is told again with its end, each under a key of its own")
    func over() throws {
        var night = Self.warm()
        night.say(.delivered(night.opened[0].number, .refused(reason: "no such building")))
        night.hear("F1", #""temperature":20"#)
        #expect(night.incident()?.ended != nil)
        #expect(night.say(retry(night, 0)) == .done)
        #expect(night.opened.map(\.action) == [.report, .report, .close])
        #expect(night.opened.last?.report.step == "quiet")
        #expect(Set(night.opened.map(\.idempotencyKey)).count == 2)
        // The store is free to forget an ended case; then there is nothing to tell.
        var later = night
        later.store.outbox = [:]
        later.restart()
        #expect(later.say(retry(night, 0)) == .refused(.unknownIncident))
    }

    @Test("A refused close is told again, a refused update of a case that is over is not")
    func later() throws {
        var night = Self.warm()
        night.say(.delivered(night.opened[0].number, Self.accepted))
        night.say(.confirm(night.id(), by: "li", note: nil))
        night.say(.delivered(night.opened[1].number, .refused(reason: "no")))
        night.hear("F1", #""temperature":20"#)
        try #require(night.opened.count == 3)
        night.say(.delivered(night.opened[2].number, .refused(reason: "no")))
        #expect(night.say(retry(night, 1)) == .refused(.alreadyEnded))
        #expect(night.say(retry(night, 2)) == .done)
        #expect(night.opened.last?.action == .close)
        #expect(night.opened.last?.idempotencyKey == night.opened[2].idempotencyKey)
    }

    @Test("Nothing artificial is told again where only what is real may go")
    func artificial() {
        var night = Night(
            Self.site([Compound.destination(receives: [.real, .exercise])]))
        night.say(
            .drill(
                .start(
                    DrillPlan(scope: "site", devices: ["F1"], length: .minutes(30), isWalkTest: false)),
                by: "li"))
        night.hear("F1", #""smoke":true"#)
        let exercise = night.opened[0]
        #expect(exercise.report.origin == .exercise)
        night.say(.delivered(exercise.number, .refused(reason: "no")))
        night.reload(Self.site())
        #expect(night.say(retry(night, 0)) == .refused(.notForDestination))
    }

    @Test("Every word is journaled in a form JSON reads back")
    func journal() throws {
        let night = Self.warm()
        let words: [OutboxWord] = [
            .pause("grid", why: nil), .pause("grid", why: "接口\"维护\""), .resume("grid"), .hurry("grid"),
            .retry(7, nil), .retry(7, RefusedDelivery(night.opened[0])),
            .drop(7, why: "x\n", evenLifeSafety: true),
        ]
        for word in words {
            let command = Command.outbox(word, by: "li")
            #expect(try JSONDecoder().decode(Command.self, from: Data(command.journalBytes)) == command)
        }
    }

    @Test(
        "A refused close is not told again once its case has opened anew: it would be closed under a danger")
    func closeOfOpened() {
        var warm = Compound.hazard("fire.warm", when: "temperature > 50.0", severity: .moderate)
        warm.holdOff = .minutes(5)
        var night = Night(
            Compound.site(
                [warm], destinations: [Compound.destination()], people: [Person(id: "li", name: "Li")]))
        night.hear("F1", #""temperature":60"#)
        night.say(.delivered(night.opened[0].number, Self.accepted))
        night.hear("F1", #""temperature":20"#)
        night.say(.delivered(night.opened[1].number, .refused(reason: "busy")))
        night.wait(.seconds(10))
        night.hear("F1", #""temperature":60"#)
        #expect(night.incident()?.ended == nil)
        for delivery in night.opened.dropFirst(2) { night.say(.delivered(delivery.number, Self.accepted)) }
        let told = night.opened.count
        #expect(night.say(retry(night, 1)) == .refused(.stillActive))
        #expect(night.opened.count == told)
        night.wait(.seconds(10))
        night.hear("F1", #""temperature":20"#)
        #expect(night.opened.last?.action == .close)
    }
}
