import Expressions
import Testing

@testable import Facility

/// `quiet_when`: over 60 °C it burns, and it is over below 40.
@Suite struct HysteresisTests {
    private let hot = CourseTimeline.hot(quietWhen: "temperature < 40.0")
    private let slow = CourseTimeline.hot(quietFor: 3, quietWhen: "temperature < 40.0")

    @Test("Between the two it stays as it is")
    func band() {
        #expect(CourseTimeline.draw("5575563556", hot) == "  !   q   ")
        #expect(CourseTimeline.draw("757575753", CourseTimeline.hot()) == "!q!q!q!q ")
        #expect(CourseTimeline.draw("757575753", hot) == "!       q")
    }

    @Test("It must be known to be over for `quiet_for` without a break, also of a mute device")
    func holds() {
        #expect(CourseTimeline.draw("7533533335", slow) == "!       q ")
        #expect(CourseTimeline.draw("73.......", slow) == "!   q    ")
        #expect(CourseTimeline.draw("7337333333", slow) == "!      q  ")
    }

    @Test("Unknown never clears, though the sign was denied before")
    func unknown() {
        #expect(CourseTimeline.draw("7??????", hot) == "!      ")
        #expect(CourseTimeline.draw("733?.....", slow) == "!        ")
        #expect(CourseTimeline.draw("733?3333", slow) == "!      q")
    }

    @Test("A restart changes nothing")
    func restart() {
        #expect(CourseTimeline.draw("75R55R33", hot) == "!     q ")
        #expect(CourseTimeline.draw("753R....", slow) == "!    q  ")
    }

    @Test("A device that cannot give what it reads is judged by the sign alone")
    func other() {
        var hazard = CourseTimeline.hot(quietWhen: "!trapped")
        #expect(CourseTimeline.draw("775", hazard) == "! q")
        hazard.quietWhen = Compound.condition("has(trapped) && trapped || temperature < 40.0")
        #expect(CourseTimeline.draw("7753", hazard) == "!  q")
    }

    @Test("A person clears a latch when the sign or its opposite is known")
    func latch() {
        let latched = CourseTimeline.hot(quietWhen: "temperature < 40.0", severity: .extreme)
        #expect(CourseTimeline.draw("75C35C", latched) == "!  l c")
    }

    @Test("A reload that brings or takes it decides from what is known")
    func reload() {
        var line = CourseTimeline(CourseTimeline.hot())
        line.draw("7")
        line.reload(hot)
        line.draw("55")
        line.reload(CourseTimeline.hot())
        line.draw("5")
        #expect(line.drawn == "!  q")
    }
}
