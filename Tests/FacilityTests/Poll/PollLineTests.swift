import Facility
import Testing

@Suite("The conversation with one DTU")
struct PollLineTests {
    private static let units: [PollRequest] = [
        PollRequest(name: "a", unit: 1, function: 3, start: 100, count: 20),
        PollRequest(name: "b", unit: 1, function: 3, start: 200, count: 20),
        PollRequest(name: "c", unit: 2, function: 4, start: 0, count: 2),
    ]

    /// Plays half-seconds: above, what the DTU answers (a letter is the answer to that question, `?` an answer to
    /// nothing asked, `x` the session goes, `o` it comes back); below, what the line sends.
    private static func play(
        _ answers: String, _ requests: [PollRequest] = units, every: Interval = .seconds(5),
        timeout: Interval = .seconds(1), retries: Int = 1
    ) -> (sent: String, line: PollLine) {
        var line = PollLine(
            PollPlan(topic: "t", every: every, timeout: timeout, retries: retries, requests: requests))
        line.begin(now: at(0), jitter: .zero)
        var sent = ""
        for (step, letter) in answers.enumerated() {
            let now = Int64(step) * 500
            var letters = ""
            for time in stride(from: now, to: now + 500, by: 50) {
                if time == now { hear(letter, &line, at(now)) }
                if let request = line.due(now: at(time)) { letters += requests[request].name }
            }
            sent += letters.isEmpty ? "-" : letters
        }
        return (sent, line)
    }

    private static func at(_ milliseconds: Int64) -> Timestamp {
        Timestamp(milliseconds: noon + milliseconds)
    }

    private static func hear(_ letter: Character, _ line: inout PollLine, _ now: Timestamp) {
        switch letter {
        case "x": line.suspend()
        case "o": line.begin(now: now, jitter: .zero)
        case "?": _ = line.unexpected(PollShape(unit: 9, function: 3, bytes: 4), now: now)
        case "-": break
        default:
            let request = units.first { $0.name == String(letter) } ?? units[0]
            if let outstanding = line.outstanding, units[outstanding].shape == request.shape {
                line.answered(now: now)
            } else {
                _ = line.unexpected(request.shape, now: now)
            }
        }
    }

    @Test("Every question waits for the answer to the one before; a round begins every five seconds")
    func rounds() {
        let (sent, line) = Self.play("-abc-------abc")
        #expect(sent == "abc-------abc-")
        #expect(line.counters.answers == 6)
        #expect(line.counters.requests == 6)
    }

    @Test("A question is tried again, and given up for the next one")
    func retries() {
        let (sent, line) = Self.play("-ab----------")
        #expect(sent == "abc-c-----a-a")
        #expect(line.counters.timeouts == 3)
    }

    @Test("A late answer of an earlier try is dropped and counted; what answers nothing is a stray")
    func late() {
        // The second try of `a` is answered, and `b` waits because its answer would look like the one to the first try;
        // when that has come, too, `b` goes.
        let (sent, line) = Self.play("---aa-bc----?")
        #expect(sent == "a-a-b-c---a-a")
        #expect(line.counters.late == 1)
        #expect(line.counters.strays == 1)
        #expect(line.counters.answers == 3)
    }

    @Test("While an answer is owed, a question of the same shape waits and one of another shape does not")
    func owed() {
        let twin = Self.play("---a--------", [Self.units[0], Self.units[1]])
        #expect(twin.sent == "a-a---b-b---")
        let other = Self.play("---a--------", [Self.units[0], Self.units[2]])
        #expect(other.sent == "a-ac-c----ac" || other.sent.hasPrefix("a-ac-c"))
    }

    @Test("A dead line is knocked at ever more seldom, once each time, and asked in full when it answers")
    func dead() {
        let one = [Self.units[2]]
        var line = PollLine(
            PollPlan(topic: "t", every: .seconds(10), timeout: .seconds(1), retries: 2, requests: one))
        line.begin(now: Self.at(0), jitter: .seconds(3))
        var sent: [Int64] = []
        for second in 0..<4_000 where line.due(now: Self.at(Int64(second) * 1_000)) != nil {
            sent.append(Int64(second))
        }
        #expect(sent.prefix(9) == [3, 4, 5, 23, 63, 143, 303, 623, 1_223])
        // Never more seldom than every ten minutes.
        #expect(zip(sent, sent.dropFirst()).allSatisfy { $1 - $0 <= 600 })
        #expect(line.deadRounds > 5)
        // It answers the next knock: the usual rhythm again.
        var now = sent.last! + 600
        while line.due(now: Self.at(now * 1_000)) == nil { now += 1 }
        line.answered(now: Self.at(now * 1_000 + 200))
        #expect(line.deadRounds == 0)
        #expect(line.deadline == Self.at(now * 1_000 + 10_000))
    }

    @Test("A session that goes takes the conversation with it, and a new one begins afresh")
    func sessions() {
        let (sent, line) = Self.play("-ax-----o-abc")
        #expect(sent == "ab------a-bc-")
        #expect(line.counters.timeouts == 0)
    }

    @Test("A request's bytes are those of the standard's own example")
    func frame() {
        let request = PollRequest(name: "x", unit: 0x11, function: 3, start: 0x6B, count: 3)
        #expect(request.frame == [0x11, 0x03, 0x00, 0x6B, 0x00, 0x03, 0x76, 0x87])
        let plan = PollPlan(topic: "dtu/{device}/down", spelling: .hex, requests: [request])
        #expect(plan.topic(for: "d7") == "dtu/d7/down")
        #expect(String(decoding: plan.payload(of: 0), as: UTF8.self) == "1103006B00037687")
    }

    @Test("Whatever comes, one question at a time is out and time never stands still", arguments: 1...20)
    func anything(seed: Int) {
        var state = UInt64(seed)
        func draw(_ limit: UInt64) -> UInt64 {
            state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            return (state >> 33) % limit
        }
        var line = PollLine(
            PollPlan(topic: "t", every: .seconds(2), timeout: .seconds(1), requests: Self.units))
        line.begin(now: Self.at(0), jitter: .zero)
        var now: Int64 = 0
        var sent = 0
        for _ in 0..<5_000 {
            now += Int64(draw(700))
            if line.due(now: Self.at(now)) != nil {
                sent += 1
                #expect(line.outstanding != nil)
            }
            // Falling due twice at one time sends nothing twice.
            #expect(line.due(now: Self.at(now)) == nil || line.outstanding != nil)
            if let deadline = line.deadline { #expect(deadline > Self.at(now)) }
            switch draw(6) {
            case 0: line.answered(now: Self.at(now))
            case 1: _ = line.unexpected(Self.units[Int(draw(3))].shape, now: Self.at(now))
            case 2 where draw(20) == 0: line.suspend()
            case 3: line.begin(now: Self.at(now), jitter: .milliseconds(Int64(draw(900))))
            default: break
            }
        }
        #expect(sent > 100)
        #expect(line.counters.requests >= sent)
        #expect(line.counters.answers <= line.counters.requests)
    }
}
