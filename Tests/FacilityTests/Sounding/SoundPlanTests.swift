import Testing

@testable import Facility

@Suite("A loudspeaker calls until somebody answers")
struct SoundPlanTests {
    @Test("A case sounds at once, is said, and comes again after the pause")
    func repeats() {
        var script = SoundScript()
        script.stand(1)
        script.run(30)
        #expect(script.drawn() == "1TTTssss...............1TTTssss.")
    }

    @Test("After ten minutes it is called more rarely, and never falls silent by itself")
    func rarer() {
        var script = SoundScript {
            $0.urgentFor = .seconds(40)
            $0.laterPause = .minutes(1)
        }
        script.stand(1)
        script.run(7 + 15 + 7 + 15 + 7)
        #expect(script.drawn() == "1TTTssss...............1TTTssss...............1TTTssss")
        script.run(60 + 7)
        #expect(script.drawn() == String(repeating: ".", count: 60) + "1TTTssss")
        for _ in 0..<(8 * 60) {
            script.run(60 + 7)
            #expect(script.drawn() == String(repeating: ".", count: 60) + "1TTTssss")
        }
    }

    @Test("An answer ends it in mid-word, and for good")
    func answered() {
        var script = SoundScript()
        script.stand(1)
        script.run(5)
        script.answer(1)
        script.run(60)
        #expect(script.drawn() == "1TTTss|" + String(repeating: ".", count: 60))
    }

    @Test("A case that somebody looks after and that grows is said once, and answers for itself")
    func grows() {
        var script = SoundScript()
        script(.grown(.sample(1, life: true, .extreme), delivery: 7))
        script.run(60)
        #expect(script.drawn() == "1TTTssss" + String(repeating: ".", count: 53))
        #expect(script.answers == ["7"])
        #expect(script.plan.count == 0)
    }

    @Test(
        "Growth of a case that is being called is said with its next call; news is called at once, and again")
    func growsWhileCalled() {
        var script = SoundScript()
        script.stand(1)
        script.run(10)
        script(.grown(.sample(1, life: true, .extreme), delivery: 7))
        #expect(script.answers == ["7"], "people are awake")
        script.run(20)
        #expect(script.drawn() == "1TTTssss...............1TTTssss.")
        var news = SoundedCase.sample(1, life: true, .extreme)
        news.isNews = true
        script(.standing(news, delivery: 8))
        script.run(29)
        #expect(script.drawn() == "1TTTssss...............1TTTssss")
    }

    @Test("A person's answer silences what was only to be said once as well")
    func growthAnswered() {
        var script = SoundScript()
        script(.grown(.sample(1, life: true, .extreme), delivery: 7))
        script.run(2)
        script.answer(1)
        script.run(30)
        #expect(script.drawn() == "1TT|" + String(repeating: ".", count: 30))
        #expect(script.answers == ["7"])
    }

    @Test("What is worse interrupts what is milder, which comes again behind it")
    func interrupts() {
        var script = SoundScript()
        script.stand(1, life: false)
        script.run(2)
        script.stand(2)
        script.run(20)
        #expect(script.drawn() == "1TT|2TTTssss1TTTssss......")
    }

    @Test("A repetition never interrupts: only news does")
    func repetitionWaits() {
        var script = SoundScript { $0.pause = .seconds(5) }
        script.stand(1)
        script.run(7)
        script.stand(2, life: false)
        script.run(14)
        // The fire is due again five seconds into the milder case, and waits for its end.
        #expect(script.drawn() == "1TTTssss2TTTssss1TTTssss2")
    }

    @Test("Of two cases alike the one that was never called goes first")
    func newcomer() {
        var script = SoundScript { $0.pause = .seconds(5) }
        script.stand(1)
        script.run(12)
        script.stand(2)
        script.stand(3)
        script.run(14)
        #expect(script.drawn() == "1TTTssss.....1TTTssss2TTTssss3")
    }

    @Test("Cases alike take turns, with nobody forgotten")
    func turns() {
        var script = SoundScript()
        for number: Int64 in 1...4 { script.stand(number) }
        script.run(7 * 8)
        #expect(script.drawn().filter(\.isNumber) == "123412341")
    }

    @Test("A case that becomes worse sounds at once again")
    func worse() {
        var script = SoundScript()
        script.stand(1, life: false, .severe)
        script.run(10)
        script.stand(1, life: false, .extreme)
        script.run(3)
        #expect(script.drawn() == "1TTTssss...1TTT")
    }

    @Test(
        "The first tone that was played answers for every delivery that waits; one after it is answered at once"
    )
    func answersDeliveries() {
        var script = SoundScript()
        script.stand(1, delivery: 11)
        script.stand(2, delivery: 12)
        script.run(2)
        #expect(script.answers.isEmpty)
        script.run(1)
        #expect(script.answers == ["11", "12"])
        script.stand(1, delivery: 13)
        #expect(script.answers == ["11", "12", "13"])
        script(.answered(.sample(2), delivery: 14))
        #expect(script.answers.last == "14")
    }

    @Test("A player that fails says so to the outbox, and is tried ever more slowly, up to a minute apart")
    func failing() {
        var script = SoundScript()
        script.problem = "aplay: no sound card"
        script.stand(1, delivery: 11)
        script.run(200)
        #expect(script.answers == ["11: aplay: no sound card"])
        let gaps = script.drawn().split(separator: "1").map(\.count)
        #expect(gaps.prefix(7) == [3, 5, 9, 17, 33, 61, 61])
        script.problem = nil
        script.run(61)
        #expect(script.drawn().contains("1TTTssss"))
    }

    @Test(
        "A lost path is called calmly, rarely, behind every case, and no more once a person has heard of it")
    func paths() {
        var script = SoundScript { $0.pathPause = .minutes(1) }
        script.lose("broker main")
        script.run(3)
        #expect(script.drawn() == "pTTT")
        script.stand(1)
        script.run(14)
        #expect(script.drawn() == "|1TTTsssspTTTssss")
        script.answer(1)
        script.run(67)
        #expect(script.drawn() == String(repeating: ".", count: 60) + "pTTTssss")
        script(.pathsHushed)
        script.lose("broker main")
        script.run(200)
        #expect(script.drawn() == String(repeating: ".", count: 200))
        script.lose("grid")
        script.run(1)
        #expect(script.drawn() == "pT", "another path is news")
        script(.pathRestored("grid"))
        script(.pathRestored("broker main"))
        _ = script.drawn()
        script.lose("broker main")
        script.run(1)
        #expect(script.drawn() == "pT", "lost again it is news")
    }

    @Test("A path that comes back in mid-word is said no more")
    func restored() {
        var script = SoundScript()
        script.lose("grid")
        script.run(2)
        script(.pathRestored("grid"))
        script.run(3)
        #expect(script.drawn() == "pTT|...")
    }

    @Test("Of more cases than anybody listens to, the least important goes back to the outbox")
    func bounded() {
        var script = SoundScript()
        for number in 1...Int64(SoundPlan.limit) {
            script.stand(number, life: false, .severe, delivery: number)
        }
        script.stand(900, life: false, .severe, delivery: 900)
        #expect(script.plan.count == SoundPlan.limit)
        #expect(script.answers.count == 1 && script.answers[0].hasPrefix("900: "))
        script.stand(901, delivery: 901)
        #expect(script.plan.count == SoundPlan.limit)
        #expect(script.answers.count == 2 && script.answers[1].hasPrefix("\(SoundPlan.limit): "))
        script.run(8)
        #expect(script.drawn().contains("|901TTT"))
    }

    @Test("Life safety sounds whatever its severity; history never does")
    func taken() {
        let settings = SoundSettings(from: .extreme)
        #expect(settings.takes(severity: .minor, isLifeSafety: true, isHistoric: false))
        #expect(settings.takes(severity: .extreme, isLifeSafety: false, isHistoric: false))
        #expect(!settings.takes(severity: .severe, isLifeSafety: false, isHistoric: false))
        #expect(!settings.takes(severity: .extreme, isLifeSafety: true, isHistoric: true))
        #expect(SoundSettings(from: .severe).takes(severity: .severe, isLifeSafety: false, isHistoric: false))
    }
}
