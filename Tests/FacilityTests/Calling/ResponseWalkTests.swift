import Testing

@testable import Facility

/// A walk by dice through everything that can be said about one incident; what must hold holds after every step.
@Suite("Response, by dice")
struct ResponseWalkTests {
    /// SplitMix64: the same seed walks the same way.
    private struct Dice: RandomNumberGenerator {
        var state: UInt64
        mutating func next() -> UInt64 {
            state &+= 0x9E37_79B9_7F4A_7C15
            var mixed = (state ^ (state >> 30)) &* 0xBF58_476D_1CE4_E5B9
            mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
            return mixed ^ (mixed >> 31)
        }
    }

    private let list = ["a", "b", "c"].map { Callee(id: $0, name: $0, role: .duty, phone: "1") }

    @Test(
        "Answered calls nobody, late is told once, T1 to T3 keep their order, and time always goes on",
        arguments: 1...20)
    func walk(seed: UInt64) {
        var dice = Dice(state: seed)
        var now = Timestamp(milliseconds: 1_773_000_000_000)
        var rules = ResponseRules(hazard: nil, severity: .extreme, isLifeSafety: true)
        rules.arrive = .minutes(30)
        let policy = CallingPolicy()
        var calls = 0
        var lates = 0
        for _ in 0..<50 {
            var response = Response(raisedAt: now, rules: rules, policy: policy)
            var told: [ResponseDeadline: Int] = [:]
            for _ in 0..<200 {
                let wasQuiet = !response.isRinging && response.lookBy == nil
                switch Int.random(in: 0..<12, using: &dice) {
                case 0:
                    let who = list.randomElement(using: &dice)!.id
                    response.acknowledge(by: who, rules: rules, at: now)
                    #expect(!response.isRinging)
                case 1: response.note()
                case 2 where Int.random(in: 0..<8, using: &dice) == 0: response.find()
                case 3:
                    let milestone = Milestone.allCases.randomElement(using: &dice)!
                    let at = now + .seconds(Int64.random(in: -600...60, using: &dice))
                    let before = response
                    let verdict = response.reach(milestone, at: at, people: nil, now: now)
                    if verdict != .taken { #expect(response == before, "what is refused changes nothing") }
                case 4: response.worsen(rules: rules, policy: policy, at: now)
                default:
                    // Either to the next deadline or somewhere between.
                    let next = response.next(rules) ?? now + .minutes(1)
                    let jump = Interval.seconds(Int64.random(in: 1...90, using: &dice))
                    now = dice.next() % 2 == 0 ? max(now, next) : now + jump
                    var rounds = 0
                    while let due = response.next(rules), due <= now, rounds < 50 {
                        rounds += 1
                        for item in response.pass(to: now, rules: rules, policy: policy, list: list) {
                            switch item {
                            case .call:
                                calls += 1
                                #expect(!response.isKnown, "what is known calls nobody")
                            case .late(let deadline):
                                lates += 1
                                told[deadline, default: 0] += 1
                            case .unanswered: #expect(response.isRinging)
                            }
                        }
                    }
                    #expect(rounds < 50, "time goes on")
                    if wasQuiet, response.isKnown { #expect(!response.isRinging) }
                }
                let times = response.reached
                #expect(times.map(\.milestone) == times.map(\.milestone).sorted())
                #expect(times.map(\.at) == times.map(\.at).sorted())
                #expect(told.allSatisfy { $0.key == .look || $0.value == 1 })
                #expect(response.lateCount == told.values.reduce(0, +))
            }
        }
        #expect(calls > 200 && lates > 50, "\(calls) calls, \(lates) late")
    }
}
