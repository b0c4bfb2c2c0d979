import Expressions
import Testing

@testable import Facility

/// Drawn timelines of one smoke detector, one character a second.
///
/// In: `#` smoke, `-` no smoke, `?` a stuck probe (unknown), `.` no message, `R` the gateway restarts, `T` smoke while the
/// detector is in test mode. Out, below the second it happened: `!` raised, `q` quiet (and ended), `l` quiet and
/// latched, `a` active again.
@Suite struct TimelineTests {
    static func draw(
        _ timeline: String, for holds: Int64 = 0, quietFor: Int64 = 0, severity: Severity = .severe,
        unless: String? = nil
    ) -> String {
        var night = Night(
            Compound.site([
                Compound.hazard(
                    when: "smoke", for: .seconds(holds), unless: unless, quietFor: .seconds(quietFor),
                    severity: severity)
            ]))
        var drawn = ""
        var seen = night.transitions.count
        for character in timeline {
            switch character {
            case "#": night.hear("F1", #""smoke":true,"test":false"#)
            case "-": night.hear("F1", #""smoke":false,"test":false"#)
            case "T": night.hear("F1", #""smoke":true,"test":true"#)
            case "?": night.read(0, Compound.smoke, .bool(true), .stuck)
            case "R": night.restart()
            default: break
            }
            night.wait(.milliseconds(999))
            drawn += mark(night.transitions[seen...], night)
            seen = night.transitions.count
            night.wait(.milliseconds(1))
        }
        return drawn
    }

    private static func mark(_ transitions: ArraySlice<Transition>, _ night: Night) -> String {
        let marks = transitions.map { transition in
            switch transition.step {
            case .raised: "!"
            case .quiet: night.incident(transition.incident.number)?.isLatched == true ? "l" : "q"
            case .active: "a"
            default: "x"
            }
        }
        return marks.isEmpty ? " " : marks.joined()
    }

    @Test("A hazard without `for` is raised with the first reading and ends with the first that denies it")
    func immediate() {
        #expect(Self.draw("--##--#-") == "  ! q !q")
    }

    @Test("`for` must hold without a break")
    func holds() {
        #expect(Self.draw("-##--#####--", for: 3) == "        ! q ")
    }

    @Test("A mute device's `for` runs on the gateway's time")
    func holdsMute() {
        #expect(Self.draw("-#......", for: 4) == "     !  ")
    }

    @Test("A flapping contact is one incident: `quiet_for` must pass without a break")
    func flapping() {
        #expect(Self.draw("#-#-#--#------", quietFor: 4) == "!           q ")
    }

    @Test("A mute device's `quiet_for` runs on the gateway's time")
    func quietMute() {
        #expect(Self.draw("#-.......", quietFor: 3) == "!   q    ")
    }

    @Test("An extreme hazard becomes quiet and active again, and stays one incident")
    func latch() {
        #expect(Self.draw("#---#---#", quietFor: 2, severity: .extreme) == "!  la  la")
    }

    @Test("A latched hazard is active again only after its `for`")
    func latchHolds() {
        #expect(Self.draw("###--#--###", for: 2, quietFor: 1, severity: .extreme) == "  ! l     a")
    }

    @Test("Unknown neither raises nor lets `for` run on")
    func unknownRaises() {
        #expect(Self.draw("??????", for: 0) == "      ")
        #expect(Self.draw("##?####", for: 3) == "      !")
    }

    @Test("Unknown never clears and never lets `quiet_for` run on")
    func unknownClears() {
        #expect(Self.draw("#?????", quietFor: 0) == "!     ")
        #expect(Self.draw("#--?......", quietFor: 3) == "!         ")
        #expect(Self.draw("#--?----", quietFor: 3) == "!      q")
    }

    @Test("`unless` keeps a hazard from being raised, and does not end one that was")
    func unless() {
        #expect(Self.draw("-TTT##TT--", unless: "test.mode") == "    !   q ")
    }

    @Test("An `unless` that is unknown never suppresses")
    func unlessUnknown() {
        #expect(Self.draw("-##-", unless: "temperature > 20.0") == " ! q")
    }

    @Test(
        "A restart changes nothing, in whatever state",
        arguments: [
            ("-#.R......", "-#........"), ("-#R.......", "-#........"),
            ("####R#--.......", "#####.--......."),
            ("###--R......", "###--......."), ("###----R###", "###----.###"),
            ("###---#R##...", "###---#.##..."),
        ])
    func restart(withRestart: String, without: String) {
        for severity in [Severity.severe, .extreme] {
            let restarted = Self.draw(withRestart, for: 2, quietFor: 3, severity: severity)
            let plain = Self.draw(without, for: 2, quietFor: 3, severity: severity)
            #expect(restarted == plain, "\(withRestart) \(severity)")
        }
    }
}
