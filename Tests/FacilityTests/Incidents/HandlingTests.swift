import Foundation
import Testing

@testable import Facility

/// A case at its destination, every (where it is, what is said) pair with its verdict written out.
@Suite struct HandlingTests {
    /// Rows: where the case is, with `@` how far it had come when it stands beside the line. Columns: open, reported,
    /// accepted, dispatched, signed, handling, resolved, verified, closed; rejected, postponed, suspended; urged,
    /// supervised, rated, redone. `+` done, `=` true already, `<` the step before is missing, `x` impossible.
    private static let table = """
                         o r a d s h R v c  j p u  U S r d
        open             = + < < < < < < <  + < <  < < x x
        reported         = = + < < < < < <  + < <  + + x x
        accepted         = = = + < < < < <  + + +  + + x x
        dispatched       = = = = + < < < <  + + +  + + x x
        signed           = = = = = + < < <  + + +  + + x x
        handling         = = = = = = + < <  + + +  + + x x
        resolved         = = = = = = = + <  x x x  + + + +
        verified         = = = = = = = = +  x x x  + + + +
        closed           = = = = = = = = =  x x x  x x + +
        rejected@open    + + < < < < < < <  = < <  < < x x
        rejected@handling = = = = = + + < <  = + +  + + x x
        postponed@accepted = = + + < < < < <  + = +  + + x x
        suspended@signed = = = = + + < < <  + + =  + + x x
        """

    private static let handlings: [Handling] = [
        .open, .reported, .accepted, .dispatched, .signed, .handling, .resolved, .verified, .closed,
        .rejected,
        .postponed, .suspended,
    ]
    private static let events: [FollowUp] = [.urged, .supervised, .rated, .redone]

    static func incident(_ place: String) -> Incident {
        var incident = Incident(
            id: IncidentID(site: "yard", epoch: 1, number: 1), hazard: "h", device: "d", zone: nil,
            severity: .severe, origin: .real, isLatched: false, isLifeSafety: false, isWeak: false,
            isHistoric: false, since: Night.start, raisedAt: Night.start, evidence: [])
        let parts = place.split(separator: "@").map { Handling(rawValue: String($0))! }
        incident.handling = ["grid": parts[0]]
        if parts.count > 1 { incident.standsAt = ["grid": parts[1]] }
        return incident
    }

    private static func mark(_ verdict: Incident.Verdict) -> String {
        switch verdict {
        case .step: "+"
        case .alreadySo: "="
        case .refused(.stepWithoutPredecessor): "<"
        case .refused(.impossibleStep): "x"
        case .refused: "?"
        }
    }

    @Test("Every place and every word about it has the verdict that is written here")
    func pairs() {
        #expect(Set(Self.handlings) == Set(Handling.allCases))
        #expect(Set(Self.events) == Set(FollowUp.allCases))
        for row in Self.table.split(separator: "\n").dropFirst() {
            let cells = row.split(separator: " ").map(String.init)
            let incident = Self.incident(cells[0])
            var marks: [String] = []
            for next in Self.handlings {
                var moved = incident
                let verdict = moved.move(at: "grid", to: next)
                marks.append(Self.mark(verdict))
                if case .step(let step) = verdict {
                    #expect(step == .handled(destination: "grid", next))
                    #expect(moved.handling["grid"] == next)
                    let reached = moved.reached(at: "grid") ?? -1
                    #expect(reached == next.step ?? incident.reached(at: "grid"), "\(cells[0]) \(next)")
                } else {
                    #expect(moved == incident, "a refusal changes nothing")
                }
            }
            for event in Self.events {
                var followed = incident
                let verdict = followed.follow(at: "grid", event, note: nil)
                marks.append(Self.mark(verdict))
                guard case .step = verdict else {
                    #expect(followed == incident)
                    continue
                }
                #expect(
                    followed.handling["grid"] == (event == .redone ? .handling : incident.handling["grid"]))
                #expect(followed.follow(at: "grid", event, note: nil) == .alreadySo || event == .redone)
            }
            #expect(marks == Array(cells.dropFirst()), "\(cells[0])")
        }
    }

    @Test("Where there is no case every word is refused")
    func nowhere() {
        var incident = Self.incident("open")
        for next in Handling.allCases {
            #expect(incident.move(at: "nobody", to: next) == .refused(.unknownDelivery))
            #expect(incident.missing(at: "nobody", to: next).isEmpty)
        }
        for event in FollowUp.allCases {
            #expect(incident.follow(at: "nobody", event, note: nil) == .refused(.unknownDelivery))
        }
    }

    @Test("A platform that leaves out steps has them written first, as implied, each after the one before it")
    func implied() {
        let fire = Compound.hazard(when: "smoke", severity: .extreme, isLifeSafety: true)
        var night = Night(Compound.site([fire], destinations: [Compound.destination()]))
        night.hear("F1", #""smoke":true"#)
        #expect(night.say(.feedback(night.id(), destination: "grid", .signed)) == .done)
        #expect(
            night.transitions.dropFirst().map(\.step.name) == [
                "reported", "accepted", "dispatched", "signed",
            ])
        #expect(
            night.transitions.dropFirst().map(\.note) == Array(repeating: "implied 推知: signed", count: 3) + [
                nil
            ])
        #expect(night.say(.feedback(night.id(), destination: "grid", .accepted)) == .alreadySo)
        #expect(night.say(.feedback(night.id(), destination: "grid", .suspended)) == .done)
        #expect(night.say(.feedback(night.id(), destination: "grid", .closed)) == .done)
        #expect(
            night.transitions.suffix(5).map(\.step.name) == [
                "suspended", "handling", "resolved", "verified", "closed",
            ])
        #expect(night.say(.feedback(night.id(), destination: "grid", .rejected)) == .refused(.impossibleStep))
        let redo = Command.follow(night.id(), destination: "grid", .redone, note: "复核不合格 7月1日")
        #expect(night.say(redo) == .done)
        #expect(night.say(redo) == .alreadySo)
        #expect(night.incident()?.handling["grid"] == .handling)
        let back = try? JSONDecoder().decode(Command.self, from: Data(redo.journalBytes))
        #expect(back == redo)
    }
}
