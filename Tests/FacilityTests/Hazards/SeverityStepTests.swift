import Expressions
import Testing

@testable import Facility

/// Severity by step: moderate over 60 °C, severe over 70, extreme over 80.
@Suite struct SeverityStepTests {
    private func hot(quietFor: Int64 = 0, highest: Severity = .extreme) -> Hazard {
        let steps: [(Severity, String)] = [
            (.severe, "temperature > 70.0"), (.extreme, "temperature > 80.0"),
        ]
        return CourseTimeline.hot(
            quietFor: quietFor, steps: steps.filter { $0.0 <= highest })
    }

    @Test("It begins with the strongest step that is known to hold")
    func begins() {
        for (timeline, severity) in [("57", Severity.moderate), ("58", .severe), ("59", .extreme)] {
            var line = CourseTimeline(hot())
            line.draw(timeline)
            #expect(line.drawn == " !")
            #expect(line.night.incident()?.severity == severity)
            #expect(line.night.incident()?.isLatched == (severity == .extreme))
            #expect(line.night.opened.map(\.severity) == [severity])
        }
    }

    @Test("It rises at once and falls when the step was known not to hold for `quiet_for`")
    func risesAndFalls() {
        let severe = hot(quietFor: 3, highest: .severe)
        #expect(CourseTimeline.draw("78777777", severe) == "!s   m  ")
        #expect(CourseTimeline.draw("7877877777", severe) == "!s      m ")
        #expect(CourseTimeline.draw("787......", severe) == "!s   m   ")
        #expect(CourseTimeline.draw("78555555", severe) == "!s   q  ")
    }

    @Test("It falls to the strongest that was possible meanwhile, then further")
    func falls() {
        #expect(CourseTimeline.draw("987777777", hot(quietFor: 3)) == "!   s  m ")
    }

    @Test("Unknown never makes it milder")
    func unknown() {
        let severe = hot(quietFor: 3, highest: .severe)
        #expect(CourseTimeline.draw("78??????", severe) == "!s      ")
        #expect(CourseTimeline.draw("787?7777", severe) == "!s     m")
    }

    @Test("Once extreme it waits for a person, whatever it is afterwards")
    func latch() {
        #expect(CourseTimeline.draw("79777555C", hot(quietFor: 1)) == "!x m  l c")
        var line = CourseTimeline(hot())
        line.draw("7975")
        #expect(line.drawn == "!xml")
        #expect(line.night.incident()?.severity == .moderate)
        #expect(line.night.incident()?.peak == .extreme)
        #expect(line.night.incident()?.ended == nil)
        line.draw("RC")
        #expect(line.drawn == "!xml c")
    }

    @Test("A change is a step that destinations hear, with the new severity")
    func told() {
        var line = CourseTimeline(hot(quietFor: 2))
        line.draw("7777")
        line.draw("97777")
        #expect(line.night.opened.map(\.report.step) == ["raised", "severity_changed", "severity_changed"])
        #expect(line.night.opened.map(\.severity) == [.moderate, .extreme, .moderate])
        #expect(line.night.opened.map(\.action) == [.report, .update, .update])
    }

    @Test("A destination that only the severe case concerns hears of it when it becomes one")
    func rerouted() {
        let environment = RouteEnvironment.environment
        let condition = Program.compile("severity == 'extreme'", in: environment).program!
        let site = Compound.site(
            [hot()], destinations: [Compound.destination()],
            routes: [
                Route(
                    when: Condition(source: "severity == 'extreme'", program: condition, points: []),
                    destination: "grid")
            ])
        var night = Night(site)
        night.hear("F1", "\"temperature\":70")
        night.hear("F1", "\"temperature\":75")
        #expect(night.opened.isEmpty)
        night.hear("F1", "\"temperature\":90")
        #expect(night.opened.map(\.action) == [.report])
    }

    @Test("A restart in any second changes nothing")
    func restart() {
        let timelines = ["789.7777", "7877777.", "98777..5", "79755..."]
        for timeline in timelines {
            for second in 1..<timeline.count {
                var broken = CourseTimeline(hot(quietFor: 2))
                broken.draw(String(timeline.prefix(second)))
                broken.restart()
                broken.draw(String(timeline.dropFirst(second)))
                #expect(
                    broken.drawn == CourseTimeline.draw(timeline, hot(quietFor: 2)), "\(timeline) \(second)")
            }
        }
    }

    @Test("A reload that takes the steps away leaves an incident that was extreme to a person")
    func reload() {
        var line = CourseTimeline(hot())
        line.draw("797")
        line.reload(CourseTimeline.hot())
        line.draw("75C")
        #expect(line.drawn == "!xm lc")
    }

    @Test("What was extreme inside a backlog is not forgotten when it is over at its end")
    func backlog() {
        var night = Night(Compound.site([hot()]))
        night.session(0, .disconnected)
        night.wait(.minutes(10))
        night.session(0, .connected(sessionPresent: true))
        for (age, temperature) in [(500, 50), (400, 90), (300, 75), (200, 50), (100, 50)] {
            night.hear(
                "F1", "\"temperature\":\(temperature)", observed: night.now - .seconds(Int64(age)))
        }
        night.wait(.seconds(40))
        #expect(night.incident()?.isHistoric == true)
        #expect(night.incident()?.severity == .extreme)
        #expect(night.incident()?.isLatched == true)
        #expect(night.incident()?.ended == nil)
    }
}
