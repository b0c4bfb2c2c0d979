import Expressions
import Testing

@testable import Facility

/// What hazards learn of devices, through the whole engine: warm-up, frost, restart, reload.
@Suite struct LearningTests {
    private static let environment = Environment(
        variables: [
            Variable("smoke", .bool), Variable("temperature", .double, unit: "Cel"),
            Variable("test.mode", .bool), Variable("occupied", .bool),
            Variable("speed", .double, unit: "m/s"), Variable("door", .string),
            Variable("floor", .string), Variable("trapped", .bool),
        ],
        windowFunctions: [
            .window("zscore", arguments: [.point(of: [.double])], result: .fixed(.double)),
            .window("zscore", arguments: [.point(of: [.double]), .duration], result: .fixed(.double)),
            .window("cusum", arguments: [.point(of: [.double]), .duration], result: .fixed(.double)),
            .window("novelty", arguments: [.points(of: []), .duration], result: .fixed(.double)),
        ])

    private static func hazard(_ id: String, _ source: String, facility: Int = 0) -> Hazard {
        let program = Program.compile(source, in: environment).program
        guard let program else { fatalError(source) }
        let condition = Condition(
            source: source, program: program, points: Compound.points.indices.map { PointIndex($0) })
        return Hazard(
            id: id, facility: facility, name: LocalizedText(en: id, zh: id),
            evidence: [Evidence(sign: .condition(condition))], quietFor: .seconds(30), severity: .moderate)
    }

    private static func site(staleAfter: Interval? = nil) -> Site {
        Compound.site(
            [
                hazard("fire.strange", "zscore(temperature, duration('1h')) > 6.0"),
                hazard("fire.drift", "cusum(temperature, duration('1h')) > 20.0"),
                hazard("fire.weekly", "zscore(temperature) > 8.0"),
                hazard("fire.pair", "novelty([temperature, smoke], duration('1h')) > 6.0"),
            ], staleAfter: staleAfter)
    }

    private func teach(_ night: inout Night, minutes: Int, around mean: Double = 20, seed: UInt64 = 1) {
        var noise = Noise(seed: seed)
        for _ in 0..<minutes {
            night.wait(.minutes(1))
            let celsius = ((mean + noise.next()) * 10).rounded() / 10
            night.hear("F1", #""smoke":false,"temperature":\#(celsius)"#)
        }
    }

    private func hazards(_ night: Night) -> [String] { night.engine.openIncidents.map(\.hazard).sorted() }

    @Test("Nothing is said during the warm-up; afterwards what is strange raises and says in numbers why")
    func raises() {
        var night = Night(Self.site())
        night.hear("F1", #""smoke":false,"temperature":20"#)
        night.hear("F1", #""smoke":false,"temperature":80"#)
        teach(&night, minutes: 50)
        night.hear("F1", #""smoke":false,"temperature":60"#)
        #expect(hazards(night) == [])
        teach(&night, minutes: 300, seed: 2)
        night.wait(.minutes(1))
        night.hear("F1", #""smoke":false,"temperature":45"#)
        #expect(hazards(night).contains("fire.strange"))
        let evidence = night.engine.openIncidents.first { $0.hazard == "fire.strange" }?.evidence ?? []
        #expect(evidence.contains { $0.hasPrefix("zscore = ") && $0.contains("temperature = 45 °C") })
    }

    @Test("What lasts for a day does not become usual while the incident is there; a refuted one does")
    func frozen() {
        var night = Night(Self.site())
        teach(&night, minutes: 400)
        teach(&night, minutes: 1_440, around: 60, seed: 3)
        #expect(hazards(night).contains("fire.strange"))
        let number = night.engine.openIncidents.first { $0.hazard == "fire.strange" }!.id.number
        for incident in night.engine.openIncidents {
            night.say(.refute(incident.id, by: "li", cause: "boiler room"))
        }
        teach(&night, minutes: 1_440, around: 60, seed: 4)
        #expect(night.store.incidents[number]?.ended != nil)
        #expect(hazards(night) == [])
        // The new usual is known: the old one is strange now, downwards, and 85 is again, upwards.
        night.wait(.minutes(1))
        night.hear("F1", #""smoke":false,"temperature":85"#)
        #expect(hazards(night).contains("fire.strange"))
    }

    @Test(
        "A restart at any moment changes nothing of what is learned, and so nothing of what is raised",
        arguments: 0..<6 as Range<UInt64>)
    func restart(seed: UInt64) {
        let site = Self.site(staleAfter: .minutes(20))
        var (plain, restarted) = (Night(site), Night(site))
        var dice = Dice(seed: seed)
        var noise = Noise(seed: seed)
        for minute in 0..<1_500 {
            let gap = dice.roll(200) == 0 ? 30 : 1
            let isStrange = minute > 300 && minute / 40 % 5 == 0
            let celsius = (20 + (isStrange ? 15 : 0) + noise.next()).rounded(.down)
            let fields = dice.roll(9) == 0 ? "" : #","temperature":\#(celsius)"#
            for night in 0..<2 {
                func play(_ night: inout Night) {
                    night.wait(.minutes(Int64(gap)))
                    night.hear("F1", #""smoke":\#(minute % 211 == 0)"# + fields)
                    night.hear("F2", #""smoke":false,"temperature":\#(21 + minute % 3)"#)
                }
                if night == 0 { play(&plain) } else { play(&restarted) }
            }
            guard dice.roll(120) == 0 else { continue }
            restarted.store.lastCommit = restarted.now
            // The journal's tail is an hour, what is learned looks further back.
            let tail = restarted.now - .minutes(61)
            if restarted.engine.openIncidents.isEmpty { restarted.store.journal.removeAll { $0.at < tail } }
            restarted.restart()
        }
        #expect(plain.steps.count > 10)
        let first = zip(restarted.steps, plain.steps).first { $0 != $1 }
        #expect(first == nil, "\(String(describing: first))")
        #expect(restarted.steps.count == plain.steps.count)
        for (left, right) in zip(plain.engine.learned, restarted.engine.learned) {
            #expect(left.learners.map(\.packed) == right.learners.map(\.packed))
            #expect(left.frozen == right.frozen)
        }
    }

    @Test("Each learner is stored about once an hour, in less than four kilobytes")
    func stored() {
        var night = Night(Self.site())
        teach(&night, minutes: 62)
        #expect(night.store.learned.count == 4, "F1 alone has spoken")
        var writes = 0
        for hour in 0..<10 {
            let before = night.store.learned.values.map(\.at).max()
            teach(&night, minutes: 60, seed: UInt64(hour))
            if night.store.learned.values.map(\.at).max() != before { writes += 1 }
        }
        #expect((9...10).contains(writes))
        #expect(night.store.learned.count == 4)
        #expect(night.store.learned.values.allSatisfy { ($0.packed?.count ?? 0) < 4_096 })
    }

    @Test("A damaged or foreign row is let go at the start, and the watch begins to learn anew")
    func damaged() {
        var night = Night(Self.site())
        teach(&night, minutes: 400)
        for key in night.store.learned.keys { night.store.learned[key]?.packed?.removeLast() }
        night.store.learned["7 other"] = LearnedRow(device: 7, key: "other", at: night.now, packed: [1])
        night.store.journal = []
        night.restart()
        #expect(night.store.learned.isEmpty)
        night.wait(.minutes(1))
        night.hear("F1", #""smoke":false,"temperature":80"#)
        #expect(hazards(night) == [])
    }

    @Test("A reload keeps what is learned of what is still asked")
    func reload() {
        var night = Night(Self.site())
        teach(&night, minutes: 400)
        var site = Self.site()
        site.hazards.remove(at: 1)
        site.hazards[0] = Self.hazard("fire.strange", "zscore(temperature, duration('1h')) > 5.0")
        night.reload(site)
        night.wait(.minutes(1))
        night.hear("F1", #""smoke":false,"temperature":28"#)
        #expect(hazards(night).contains("fire.strange"))
    }

    @Test("A device whose hazards learn nothing has nothing of it")
    func none() {
        let night = Night(Self.site())
        #expect(night.engine.learned.count == 5, "the five detectors with a thermometer")
        #expect(Night(Compound.site([Compound.hazard(when: "smoke")])).engine.learned.isEmpty)
    }
}
