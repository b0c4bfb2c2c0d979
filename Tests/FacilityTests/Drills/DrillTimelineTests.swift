import Testing

@testable import Facility

/// Drawn timelines of a drill, one character a minute.
///
/// In: `a` `b` detectors of zone stair, listed, trigger; `c` a listed lift without a zone; `A` `B` `C` their conditions are
/// known to be over, `1` `2` `3` for good; `x` a detector nobody listed, `m` a listed-nowhere device with something minor,
/// `p` the call point beside `a`, `s` `a` falls silent, `z` a real trigger stands in zone stair and `b` joins it. Out: `e`
/// exercise, `r` real, `!` real and the end of the drill, `|` the end by time, `T` the end by too long a test.
@Suite struct DrillTimelineTests {
    private static let start = Timestamp(milliseconds: 1_773_000_000_000)

    private static func draw(
        _ timeline: String, walkTest: Bool = false, minutes: Int64 = 60
    ) -> (drawn: String, drill: Drill) {
        var drill = Drill(
            number: 1, reach: .building("3"), devices: ["a", "b", "c"], length: .minutes(minutes),
            isWalkTest: walkTest, by: "li", at: start)
        var drawn = ""
        for (minute, character) in timeline.enumerated() {
            let now = start + .minutes(Int64(minute))
            if let cause = drill.overdue(at: now) {
                _ = drill.end(cause, at: now)
                drawn += cause == .timeUp ? "|" : "T"
                continue
            }
            drawn += mark(character, &drill, now)
        }
        return (drawn, drill)
    }

    private static let incidents: [Character: Int64] = ["a": 1, "b": 2, "c": 3]

    private static func mark(_ character: Character, _ drill: inout Drill, _ now: Timestamp) -> String {
        let names: [Character: String] = ["x": "x", "m": "m", "p": "a", "s": "a", "z": "b"]
        switch character {
        case "A", "B", "C":
            let lower = Character(character.lowercased())
            _ = drill.settle(incident: incidents[lower] ?? 0, isSettling: true)
            return " "
        case "1", "2", "3":
            _ = drill.finish(incident: Int64(String(character)) ?? 0)
            return " "
        case ".": return " "
        default: break
        }
        let device = names[character] ?? String(character)
        var stimulus = DrillStimulus(
            device: device, hazard: "fire.smoke", zone: ["a", "b"].contains(device) ? "stair" : nil,
            since: now)
        stimulus.isTrigger = ["a", "b"].contains(device)
        stimulus.isGrave = character != "m"
        stimulus.isCallPoint = character == "p"
        stimulus.isSilence = character == "s"
        stimulus.isBesideReal = character == "z"
        switch drill.judge(stimulus, at: now) {
        case .exercise:
            drill.begin(stimulus, incident: incidents[character] ?? 9, at: now)
            return "e"
        case .real: return "r"
        case .unexpected(let cause):
            _ = drill.end(cause, at: now)
            return "!"
        }
    }

    @Test(
        "What was announced is an exercise, anything grave that was not ends the drill, and after it all is real"
    )
    func announced() {
        #expect(Self.draw("a.A1cx.ac").drawn == "e   e! rr")
    }

    @Test("A minor matter of a device nobody listed is real and ends nothing")
    func minor() {
        #expect(Self.draw("a1m.c").drawn == "e r e")
        #expect(Self.draw("a1m.c").drill.isRunning)
    }

    @Test("A call point is a person's hand: it ends the drill, listed or not")
    func callPoint() {
        let (drawn, drill) = Self.draw("a1p")
        #expect(drawn == "e !")
        #expect(drill.ended?.cause == .callPoint("a"))
    }

    @Test("Two triggers standing in one zone are a fire; one after the other they are two tests")
    func secondTrigger() {
        let (drawn, drill) = Self.draw("ab")
        #expect(drawn == "e!")
        #expect(drill.ended?.cause == .secondTrigger("b", zone: "stair"))
        #expect(Self.draw("aAb").drawn == "e e", "its condition is known to be over")
        #expect(Self.draw("a1b2a").drawn == "e e e")
        #expect(Self.draw("ac").drawn == "ee", "another place")
        #expect(Self.draw("z").drawn == "!", "a real one stands there already")
    }

    @Test("In a walk test two devices at once end it, wherever they are")
    func walkTest() {
        let (drawn, drill) = Self.draw("ac", walkTest: true)
        #expect(drawn == "e!")
        #expect(drill.ended?.cause == .secondDevice("c"))
        #expect(Self.draw("aAc3b", walkTest: true).drawn == "e e e")
        #expect(Self.draw("aa", walkTest: true).drawn == "ee", "the same one tells more of the same")
    }

    @Test("What a panel sums up and its detector are one trigger")
    func oneTrigger() {
        var drill = Self.draw("a", walkTest: true).drill
        var panel = DrillStimulus(device: "b", hazard: "fire.panel", zone: "stair", since: Self.start)
        panel.isTrigger = true
        panel.isGrave = true
        #expect(drill.judge(panel, at: Self.start) == .unexpected(.secondDevice("b")))
        panel.oneWith = ["a"]
        #expect(drill.judge(panel, at: Self.start) == .exercise)
        drill.begin(panel, incident: 2, at: Self.start)
        #expect(drill.ticks.map(\.device) == ["a", "b"])
    }

    @Test("A device that falls silent in test ends the drill; one that is merely silent does not")
    func silent() {
        #expect(Self.draw("as").drawn == "e!")
        #expect(Self.draw("as").drill.ended?.cause == .silentInTest("a"))
        #expect(Self.draw("s.c").drawn == "r e")
    }

    @Test("A device stands in test for ten minutes at most, by the clock and not by what it says between")
    func tooLong() {
        #expect(Self.draw("c.........").drawn == "e         ")
        let (drawn, drill) = Self.draw("c..........")
        #expect(drawn == "e         T")
        #expect(drill.ended?.cause == .tooLong("c"))
        #expect(Self.draw("c........C..").drawn == "e           ")
    }

    @Test("It ends by itself, and lasts two hours whatever was asked for")
    func timeUp() {
        #expect(Self.draw("a1...c", minutes: 5).drawn == "e    |")
        let long = Drill(
            number: 1, reach: .site, devices: [], length: .hours(9), isWalkTest: false, by: "li",
            at: Self.start)
        #expect(long.endsAt == Self.start + .hours(2))
        #expect(long.nextDeadline == long.endsAt)
    }

    @Test("What began before the drill is no exercise, and a clock that went back ends it")
    func before() {
        let drill = Self.draw("").drill
        var stimulus = DrillStimulus(
            device: "a", hazard: "fire.smoke", zone: "stair", since: Self.start - .milliseconds(1))
        stimulus.isGrave = true
        #expect(drill.judge(stimulus, at: Self.start) == .unexpected(.beganBefore("a")))
        #expect(drill.overdue(at: Self.start - .milliseconds(1)) == .clockWentBack)
    }

    @Test("Each listed device ticks itself once, with its time and how often it was heard")
    func sheet() {
        let drill = Self.draw("a1..a1c", walkTest: true).drill
        #expect(drill.ticks.map(\.device) == ["a", "c"])
        #expect(drill.ticks.map(\.times) == [2, 1])
        #expect(drill.ticks.map(\.at) == [Self.start, Self.start + .minutes(6)])
    }

    @Test("A drill is stopped when nothing announced stands; ended once, it stays as it ended")
    func stop() {
        var drill = Self.draw("a").drill
        #expect(!drill.mayStop)
        _ = drill.settle(incident: 1, isSettling: true)
        #expect(drill.mayStop)
        #expect(drill.end(.stopped(by: "li"), at: Self.start).map(\.incident) == [1])
        #expect(drill.end(.calledReal(by: "wu"), at: Self.start).isEmpty)
        #expect(drill.ended?.cause == .stopped(by: "li"))
        #expect(drill.nextDeadline == nil)
    }
}
