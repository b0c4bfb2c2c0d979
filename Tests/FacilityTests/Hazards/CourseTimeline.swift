import Expressions

@testable import Facility

/// Drawn timelines of one detector's temperature, one character a second.
///
/// In: `3` … `9` is 30 to 90 °C, `?` a stuck probe (unknown), `.` no message, `R` the gateway restarts, `C` a person
/// clears. Out, below the second it happened: `!` raised, `q` quiet (and
/// ended), `l` quiet and open, `a` active again, `m` moderate, `s` severe, `x` extreme, `c` cleared, `e` expired, `o` opened
/// again.
struct CourseTimeline {
    var night: Night
    private(set) var drawn = ""
    private var seen: Int

    init(_ hazard: Hazard, now: Timestamp = Night.start) {
        night = Night(Compound.site([hazard], destinations: [Compound.destination()]), at: now)
        seen = night.transitions.count
    }

    static func draw(_ timeline: String, _ hazard: Hazard) -> String {
        var line = CourseTimeline(hazard)
        line.draw(timeline)
        return line.drawn
    }

    mutating func draw(_ timeline: String) {
        for character in timeline {
            switch character {
            case "3"..."9": night.hear("F1", "\"temperature\":\(character)0")
            case "?": night.read(0, Compound.temperature, .double(90), .stuck)
            case "R": restart()
            case "C":
                let open = night.engine.openIncidents.last
                if let open { night.say(.clear(open.id, by: "li", note: nil)) }
            default: break
            }
            night.wait(.milliseconds(999))
            drawn += marks()
            night.wait(.milliseconds(1))
        }
    }

    /// Another version of the hazard.
    mutating func reload(_ hazard: Hazard) {
        night.reload(Compound.site([hazard], destinations: [Compound.destination()]))
    }

    /// A commit and a start at the same instant: no time is lost.
    mutating func restart() {
        night.store.lastCommit = night.now
        night.restart()
    }

    private mutating func marks() -> String {
        let fresh = night.transitions[seen...]
        seen = night.transitions.count
        let marks = fresh.map { transition in
            switch transition.step {
            case .raised: "!"
            case .quiet: night.incident(transition.incident.number)?.ended == nil ? "l" : "q"
            case .active: "a"
            case .severityChanged(.moderate): "m"
            case .severityChanged(.severe): "s"
            case .severityChanged(.extreme): "x"
            case .cleared: "c"
            case .expired: "e"
            case .reopened: "o"
            default: "?"
            }
        }
        return marks.isEmpty ? " " : marks.joined()
    }

    /// A hazard over 60 °C.
    static func hot(
        for holds: Int64 = 0, quietFor: Int64 = 0, quietWhen: String? = nil,
        severity: Severity = .moderate, steps: [(Severity, String)] = []
    ) -> Hazard {
        var hazard = Compound.hazard(
            "fire.hot", when: "temperature > 60.0", for: .seconds(holds), quietFor: .seconds(quietFor),
            severity: severity)
        hazard.quietWhen = quietWhen.map(Compound.condition)
        hazard.steps = steps.map { SeverityStep(severity: $0.0, condition: Compound.condition($0.1)) }
        return hazard
    }
}
