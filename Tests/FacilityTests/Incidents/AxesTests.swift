import Testing

@testable import Facility

/// An incident's condition and confirmation: every state and every event with its verdict written out.
///
/// `pending` is not among them: what is pending has no incident yet, its machine waits (`MachineState.pending`), so that
/// nothing can be said of it.
@Suite struct AxesTests {
    /// Rows: life and latch (`L`). `+` a step, `=` true already, `.` impossible, `n` not latched, `A` still active, `X` ended.
    private static let lives = """
                  quiet active expire reopen worse milder withdraw acknowledge clear clear? shelve suppress
        active      +     +      .      .      +     +       +         +         n     n      +       +
        active/L    +     +      .      .      +     +       +         +         A     A      +       +
        quiet       .     +      .      .      +     +       +         +         n     n      +       +
        quiet/L     .     +      +      .      +     +       +         +         +     A      +       +
        over        .     .      .      +      .     .       .         X         X     X      X       .
        over/L      .     .      .      +      .     .       .         X         X     X      X       .
        cleared/L   .     .      .      .      .     .       .         X         =     =      X       .
        false       .     .      .      .      .     .       .         X         X     X      X       .
        false/L     .     .      .      .      .     .       .         X         X     X      X       .
        withdrawn   .     .      .      .      .     .       .         X         X     X      X       .
        withdrawn/L .     .      .      .      .     .       .         X         X     X      X       .
        """

    /// Rows: confirmation; columns: what is said, while it is open and once it has ended. `D` decided already.
    private static let words = """
                      second confirm refute  second! confirm! refute!
        unconfirmed      +      +       +       .       X        X
        by_person        .      =       D       .       =        D
        by_second        .      +       +       .       X        X
        refuted          .      D       =       .       D        =
        """

    private static let now = Night.start

    private static func incident(_ life: Substring, severity: Severity = .severe) -> Incident {
        var incident = Incident(
            id: IncidentID(site: "yard", epoch: 1, number: 1), hazard: "h", device: "d", zone: nil,
            severity: severity, origin: .real, isLatched: life.hasSuffix("/L"), isLifeSafety: false,
            isWeak: false, isHistoric: false, since: now, raisedAt: now, evidence: [])
        switch life.prefix(while: { $0 != "/" }) {
        case "quiet": incident.condition = .quiet
        case "over": incident.ended = .quiet(at: now)
        case "cleared": incident.ended = .cleared(by: "li", at: now)
        case "false": incident.ended = .refuted(at: now)
        case "withdrawn": incident.ended = .withdrawn(reason: "r", at: now)
        default: break
        }
        if incident.ended != nil { incident.condition = .quiet }
        return incident
    }

    private static func mark(_ step: Transition.Step?) -> String { step == nil ? "." : "+" }

    private static func mark(_ verdict: Incident.Verdict) -> String {
        switch verdict {
        case .step: "+"
        case .alreadySo: "="
        case .refused(.notLatched): "n"
        case .refused(.stillActive): "A"
        case .refused(.alreadyEnded): "X"
        case .refused(.alreadyDecided): "D"
        case .refused: "?"
        }
    }

    private static func happen(_ event: Substring, _ incident: inout Incident) -> String {
        switch event {
        case "quiet": mark(incident.becomeQuiet(at: now))
        case "active": mark(incident.becomeActive())
        case "expire": mark(incident.expire(at: now))
        case "reopen": mark(incident.reopen())
        case "worse": mark(incident.becomeWorse(.extreme))
        case "milder": mark(incident.becomeMilder(.moderate))
        case "withdraw": mark(incident.withdraw(reason: "r", at: now))
        case "acknowledge": mark(incident.acknowledge(by: "wu"))
        case "clear": mark(incident.clear(by: "wu", isKnownFalse: true, at: now))
        case "clear?": mark(incident.clear(by: "wu", isKnownFalse: false, at: now))
        case "shelve": mark(incident.shelve(until: now + .hours(1), at: now))
        case "suppress": incident.suppress(by: 1) ? "+" : "."
        default: "no such event"
        }
    }

    @Test("Every life of an incident and every event has the verdict that is written here")
    func pairs() {
        let rows = Self.lives.split(separator: "\n")
        let events = rows[0].split(separator: " ")
        for row in rows.dropFirst() {
            let cells = row.split(separator: " ")
            for (event, expected) in zip(events, cells.dropFirst()) {
                var incident = Self.incident(cells[0])
                let before = incident
                #expect(Self.happen(event, &incident) == expected, "\(cells[0]) \(event)")
                if expected != "+" { #expect(incident == before, "\(cells[0]) \(event) changes nothing") }
                // Whatever happened, a latched one is over by a named person's word or not at all.
                if before.ended == nil, before.isLatched, incident.ended != nil {
                    #expect(["clear", "withdraw", "expire"].contains(event))
                }
            }
            #expect(cells.count == events.count + 1)
        }
    }

    @Test("Every confirmation and every word about it has the verdict that is written here")
    func confirmations() {
        let all: [Substring: Incident.Confirmation] = [
            "unconfirmed": .unconfirmed, "by_person": .confirmedByPerson("li"),
            "by_second": .confirmedBySecondTrigger("d2"), "refuted": .refuted(by: "li", cause: "dust"),
        ]
        for row in Self.words.split(separator: "\n").dropFirst() {
            let cells = row.split(separator: " ")
            for (column, expected) in cells.dropFirst().enumerated() {
                var incident = Self.incident(column < 3 ? "active/L" : "over")
                incident.confirmation = all[cells[0]]!
                let before = incident
                let found =
                    switch column % 3 {
                    case 0: Self.mark(incident.confirm(bySecondTrigger: "d3"))
                    case 1: Self.mark(incident.confirm(by: "wu"))
                    default: Self.mark(incident.refute(by: "wu", cause: "steam", at: Self.now))
                    }
                #expect(found == expected, "\(cells[0]) \(column)")
                if expected != "+" { #expect(incident == before) }
            }
        }
    }

    @Test("What was extreme never expires, whatever it is now")
    func extreme() {
        var incident = Self.incident("quiet/L", severity: .extreme)
        #expect(incident.expire(at: Self.now) == nil)
        #expect(incident.becomeMilder(.minor) != nil)
        #expect(incident.expire(at: Self.now) == nil)
        var risen = Self.incident("active")
        #expect(risen.becomeWorse(.extreme) != nil)
        #expect(risen.isLatched)
        _ = risen.becomeQuiet(at: Self.now)
        #expect(risen.ended == nil)
        #expect(risen.expire(at: Self.now) == nil)
        #expect(risen.becomeWorse(.extreme) == nil, "no worse than it is")
    }

    @Test("Life safety is neither shelved nor suppressed in any state")
    func lifeSafety() {
        for row in Self.lives.split(separator: "\n").dropFirst() {
            var incident = Self.incident(row.split(separator: " ")[0])
            incident.isLifeSafety = true
            let before = incident
            #expect(incident.suppress(by: 1) == false)
            #expect(
                incident.shelve(until: Self.now + .hours(1), at: Self.now)
                    == .refused(.lifeSafetyIsNeverShelved))
            #expect(incident == before)
            #expect(incident.emerge() == nil)
        }
    }

    @Test("What is suppressed comes out once, and not when it has ended")
    func emerge() {
        var incident = Self.incident("active")
        #expect(incident.emerge() == nil)
        #expect(incident.suppress(by: 1) == true)
        #expect(incident.emerge() == .emerged)
        #expect(incident.emerge() == nil)
        #expect(incident.suppress(by: 1) == true)
        _ = incident.becomeQuiet(at: Self.now)
        #expect(incident.emerge() == nil)
    }
}
