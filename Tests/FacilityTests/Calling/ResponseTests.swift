import Testing

@testable import Facility

/// What is due when, for one incident, drawn as lines of seconds.
@Suite("Response")
struct ResponseTests {
    private static let start = Timestamp(milliseconds: 1_773_000_000_000)
    private let list = [
        Callee(id: "zhang", name: "Zhang", role: .duty), Callee(id: "li", name: "Li", role: .engineer),
    ]
    private let fire = ResponseRules(hazard: nil, severity: .extreme, isLifeSafety: true)
    private let policy = CallingPolicy()

    private func at(_ second: Int64) -> Timestamp { Self.start + .seconds(second) }

    /// `60 late acknowledge`, `90 call zhang`: everything due until a time.
    private func course(
        _ response: inout Response, _ rules: ResponseRules, until end: Int64, joined: Timestamp? = nil
    ) -> [String] {
        var lines: [String] = []
        while let next = response.next(rules), next <= at(end) {
            let second = (next - Self.start).milliseconds / 1_000
            for due in response.pass(to: next, rules: rules, policy: policy, list: list, joinedUntil: joined)
            {
                switch due {
                case .call(let call): lines.append("\(second) call \(call.callee.id)")
                case .late(let deadline): lines.append("\(second) late \(deadline.rawValue)")
                case .unanswered: lines.append("\(second) unanswered")
                }
            }
        }
        return lines
    }

    @Test("A fire nobody answers: called at once, late after a minute, nobody watching after five")
    func unanswered() {
        var response = Response(raisedAt: at(0), rules: fire, policy: policy)
        #expect(
            course(&response, fire, until: 330) == [
                "0 call zhang", "30 call li", "60 late acknowledge", "120 call zhang", "150 call li",
                "240 call zhang", "270 call li", "300 unanswered",
            ])
        #expect(response.lateCount == 1)
    }

    @Test("Who goes has three minutes: then the next person is called, he himself last")
    func noFinding() {
        var response = Response(raisedAt: at(0), rules: fire, policy: policy)
        #expect(course(&response, fire, until: 10) == ["0 call zhang"])
        response.acknowledge(by: "zhang", rules: fire, at: at(20))
        #expect(course(&response, fire, until: 199) == [])
        #expect(course(&response, fire, until: 235) == ["200 late look", "200 call li", "230 call zhang"])
        response.acknowledge(by: "zhang", rules: fire, at: at(240))
        #expect(response.lookBy == at(420), "he may go again, and his time runs anew")
        #expect(course(&response, fire, until: 425) == ["420 late look", "420 call li"])
        #expect(response.lateCount == 2)
    }

    @Test("What was found ends the calls and the look, and the closing is still asked for")
    func found() {
        var response = Response(raisedAt: at(0), rules: fire, policy: policy)
        response.acknowledge(by: "zhang", rules: fire, at: at(20))
        response.find()
        #expect(course(&response, fire, until: 20_000) == ["14400 late close"])
    }

    @Test("A second acknowledgement after the finding starts no look")
    func knownStaysKnown() {
        var response = Response(raisedAt: at(0), rules: fire, policy: policy)
        response.find()
        response.acknowledge(by: "li", rules: fire, at: at(30))
        #expect(response.lookBy == nil)
    }

    @Test("A severe one calls people only when it is late, a minor one never")
    func milder() {
        let severe = ResponseRules(hazard: nil, severity: .severe, isLifeSafety: false)
        var response = Response(raisedAt: at(0), rules: severe, policy: policy)
        #expect(
            course(&response, severe, until: 340) == [
                "300 late acknowledge", "300 call zhang", "330 call li",
            ])
        let minor = ResponseRules(hazard: nil, severity: .minor, isLifeSafety: false)
        var small = Response(raisedAt: at(0), rules: minor, policy: policy)
        #expect(course(&small, minor, until: 86_400 * 8) == ["604800 late close"])
    }

    @Test("While somebody looks after the same fire its other detectors call nobody")
    func joined() {
        var response = Response(raisedAt: at(0), rules: fire, policy: policy, joinedUntil: at(60))
        #expect(course(&response, fire, until: 59) == [])
        #expect(course(&response, fire, until: 60, joined: at(120)) == ["60 late acknowledge"])
        #expect(course(&response, fire, until: 120) == ["120 call zhang"])
    }

    @Test("T1 to T3 in order; a rescue in time is not late, one out of it is")
    func milestones() {
        var rules = fire
        rules.arrive = .minutes(30)
        var response = Response(raisedAt: at(0), rules: rules, policy: policy)
        #expect(response.reach(.answered, at: at(40), people: 2, now: at(41)) == .taken)
        #expect(!response.isRinging, "somebody speaks with them")
        #expect(response.reach(.answered, at: at(50), people: nil, now: at(51)) == .alreadySo)
        #expect(
            response.reach(.answered, at: at(50), people: 3, now: at(51)) == .taken, "the count is corrected")
        #expect(response.people == 3)
        #expect(course(&response, rules, until: 1_900) == ["1800 late arrive"])
        #expect(response.reach(.arrived, at: at(1_905), people: nil, now: at(1_910)) == .taken)
        #expect(response.reach(.released, at: at(2_100), people: nil, now: at(2_100)) == .taken)
        #expect(response[.released] == at(2_100))
    }

    @Test(
        "An impossible order is refused: after the release, before the one before, before the raise, in the future"
    )
    func impossible() {
        var response = Response(raisedAt: at(0), rules: fire, policy: policy)
        #expect(response.reach(.arrived, at: at(-5), people: nil, now: at(9)) == .impossible)
        #expect(response.reach(.arrived, at: at(20), people: nil, now: at(9)) == .impossible)
        #expect(response.reach(.arrived, at: at(600), people: nil, now: at(600)) == .taken)
        #expect(response.reach(.answered, at: at(610), people: nil, now: at(610)) == .impossible)
        #expect(response.reach(.released, at: at(599), people: nil, now: at(700)) == .impossible)
        #expect(response.reach(.released, at: at(700), people: nil, now: at(700)) == .taken)
        #expect(response.reach(.arrived, at: at(701), people: nil, now: at(701)) == .alreadySo)
    }

    @Test("A response in the store says after a restart what it would have said")
    func stored() throws {
        var response = Response(raisedAt: at(0), rules: fire, policy: policy)
        _ = course(&response, fire, until: 70)
        var after = try JSONEncoderForTests.decode(
            Response.self, try JSONEncoderForTests.encode(response))
        #expect(after == response)
        #expect(course(&after, fire, until: 330) == course(&response, fire, until: 330))
    }
}
