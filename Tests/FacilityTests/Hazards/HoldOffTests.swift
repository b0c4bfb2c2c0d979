import Expressions
import Testing

@testable import Facility

/// `hold_off` and `expires_after`: what comes back soon is the same case.
@Suite struct HoldOffTests {
    private func hot(for holds: Int64 = 0, quietFor: Int64 = 0, holdOff: Int64 = 5) -> Hazard {
        var hazard = CourseTimeline.hot(for: holds, quietFor: quietFor)
        hazard.holdOff = .seconds(holdOff)
        return hazard
    }

    private func staying(_ expiresAfter: Int64, quietFor: Int64 = 0) -> Hazard {
        var hazard = CourseTimeline.hot(quietFor: quietFor)
        hazard.expiresAfter = .seconds(expiresAfter)
        return hazard
    }

    @Test("What holds again within `hold_off` opens the same incident, later it is a new one")
    func reopens() {
        #expect(CourseTimeline.draw("73737......", hot()) == "!qoqo      ")
        #expect(CourseTimeline.draw("73.....73", hot()) == "!q     !q")
        #expect(CourseTimeline.draw("73....73.", hot()) == "!q    !q ")
        #expect(CourseTimeline.draw("73...73..", hot()) == "!q   oq  ")
    }

    @Test("It must hold for its `for` again, and may do so beyond the end of `hold_off`")
    func holds() {
        #expect(CourseTimeline.draw("77733377737773", hot(for: 2)) == "  !q    oq  oq")
        #expect(CourseTimeline.draw("7773..3777733", hot(for: 2)) == "  !q     o q ")
    }

    @Test("One case at its destinations: an update opens what was closed, and it is closed again")
    func destinations() {
        var line = CourseTimeline(hot())
        line.draw("73")
        let report = line.night.opened[0].number
        line.night.say(.delivered(report, .accepted(caseNumber: "A1", handling: .accepted)))
        let close = line.night.opened[1].number
        line.night.say(.delivered(close, .accepted(caseNumber: "A1", handling: .closed)))
        #expect(line.night.incident()?.handling == ["grid": .closed])
        line.draw("73")
        #expect(line.night.opened.map(\.action) == [.report, .close, .update, .close])
        #expect(line.night.opened.map(\.report.step) == ["raised", "quiet", "reopened", "quiet"])
        #expect(line.night.incident()?.handling == ["grid": .accepted])
        #expect(line.night.store.incidents.count == 1)
    }

    @Test("A false alarm is over: what comes after a person's word is a new incident")
    func refuted() {
        var line = CourseTimeline(hot())
        line.draw("7")
        line.night.say(.refute(line.night.id(), by: "li", cause: "dust"))
        line.draw("37")
        #expect(line.night.store.incidents.count == 2)
    }

    @Test("A restart in any second changes nothing")
    func restart() {
        for (timeline, hazard) in [
            ("73.37....", hot()), ("777333777.", hot(for: 2)), ("7737....73", hot(holdOff: 3)),
            ("73....7...", staying(4)), ("733733....", staying(3, quietFor: 1)),
        ] {
            for second in 1..<timeline.count {
                var broken = CourseTimeline(hazard)
                broken.draw(String(timeline.prefix(second)))
                broken.restart()
                broken.draw(String(timeline.dropFirst(second)))
                #expect(broken.drawn == CourseTimeline.draw(timeline, hazard), "\(timeline) \(second)")
            }
        }
    }

    @Test("A hazard that is taken away does not withdraw what ended already")
    func withdrawn() {
        var line = CourseTimeline(hot())
        line.draw("73")
        line.reload(Compound.hazard("fire.other", when: "smoke"))
        line.draw("7")
        #expect(line.drawn == "!q ")
        #expect(line.night.store.live.isEmpty)
    }

    @Test("With `expires_after` it stays open, quiet, and ends by itself")
    func expires() {
        #expect(CourseTimeline.draw("73......", staying(4)) == "!l   e  ")
        #expect(CourseTimeline.draw("7333733333", staying(4)) == "!l  al   e")
        #expect(CourseTimeline.draw("7333........", staying(4, quietFor: 2)) == "!  l   e    ")
        #expect(CourseTimeline.draw("73C7", staying(4)) == "!lc!")
    }

    @Test("Unknown never lets it run on")
    func unknown() {
        #expect(CourseTimeline.draw("73?......", staying(4)) == "!l       ")
        #expect(CourseTimeline.draw("73?33....", staying(4)) == "!l     e ")
    }

    @Test("What ends by itself is told to its destinations as closed")
    func expiryIsTold() {
        var line = CourseTimeline(staying(2))
        line.draw("73...")
        #expect(line.night.opened.map(\.action) == [.report, .update, .close])
        #expect(line.night.incident()?.ended != nil)
    }
}
