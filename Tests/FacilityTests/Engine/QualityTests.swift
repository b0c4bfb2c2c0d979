import Expressions
import Testing

@testable import Facility

/// Readings held against the ones before them, by the engine and across its restarts and reloads.
@Suite("Marked, never dropped")
struct QualityTests {
    static let rule = QualityRule(stuckAfter: .minutes(10), jump: .init(moreThan: 5, within: .seconds(10)))
    static let quick = QualityRule(stuckAfter: .minutes(1), jump: rule.jump)

    static func site(_ rule: QualityRule = rule, staleAfter: Interval? = nil, _ hazards: [Hazard] = [])
        -> Site
    {
        var site = Compound.site(hazards, staleAfter: staleAfter)
        site.points[Compound.temperature.position].quality = rule
        return site
    }

    /// Value and quality of every temperature in the journal.
    static func temperatures(_ night: Night) -> [String] {
        night.store.journal.flatMap { row in
            var found: [String] = []
            var reader = JournalReader(row.packed)
            while let entry = reader.next() {
                guard case .readings(let message) = entry else { continue }
                for reading in message.readings where reading.point == 2 {
                    if case .double(let value) = reading.value {
                        found.append("\(value) \(reading.quality.name)")
                    }
                }
            }
            return found
        }
    }

    @Test("A leap is kept, journaled as suspect, and still raises")
    func leap() {
        var night = Night(
            Self.site(.init(jump: Self.rule.jump), [Compound.hazard(when: "temperature > 60.0")]))
        for value in [20, 21, 80, 21] {
            night.hear("F1", #""temperature":\#(value)"#)
            night.wait(.seconds(1))
        }
        #expect(Self.temperatures(night) == ["20.0 good", "21.0 good", "80.0 suspect", "21.0 good"])
        #expect(night.steps.first == "2.0 raised F1")
    }

    @Test("Stuck is unknown: what was raised by it stays, and its windows say nothing")
    func stuck() {
        var night = Night(
            Self.site(
                [
                    Compound.hazard("fire.warm", when: "temperature > 50.0"),
                    Compound.hazard("fire.peak", when: "max(temperature, duration('30s')) > 50.0"),
                ]))
        for _ in 0...20 {
            night.hear("F1", #""temperature":55"#)
            night.wait(.seconds(30))
        }
        #expect(Self.temperatures(night).last == "55.0 stuck")
        #expect(Self.temperatures(night).filter { $0 == "55.0 good" }.count == 20)
        #expect(night.engine.openIncidents.count == 2, "unknown never clears")
        night.hear("F1", #""temperature":20"#)
        #expect(Self.temperatures(night).last == "20.0 good", "ten seconds have passed, so this is no leap")
        night.wait(.minutes(2))
        night.hear("F1", #""temperature":20.1"#)
        #expect(night.engine.openIncidents.isEmpty)
    }

    private static func site(_ hazards: [Hazard]) -> Site { site(rule, hazards) }
    private static func site(_ rule: QualityRule, _ hazards: [Hazard]) -> Site {
        site(rule, staleAfter: nil, hazards)
    }

    @Test("A point's own stale_after counts before its profile's, to the millisecond, beside slower points")
    func stale() {
        var night = Night(Self.site(.init(staleAfter: .minutes(5)), staleAfter: .hours(1)))
        func isStale(_ slot: Int) -> Bool { night.engine.slots[slot].isStale }
        night.hear("F1", #""smoke":false,"temperature":20"#)
        night.wait(.minutes(5) + .milliseconds(-1))
        #expect(!isStale(1))
        night.wait(.milliseconds(1))
        #expect(isStale(1) && !isStale(0))
        night.wait(.minutes(2))
        night.hear("F1", #""temperature":20"#)
        #expect(!isStale(1))
        night.wait(.minutes(5) + .milliseconds(-1))
        #expect(!isStale(1))
        night.wait(.milliseconds(1))
        #expect(isStale(1) && !isStale(0))
        night.wait(until: .hours(1) + .milliseconds(-1))
        #expect(!isStale(0))
        night.wait(.milliseconds(1))
        #expect(isStale(0))
    }

    @Test("A point goes stale alone where its profile has no length of its own")
    func staleAlone() {
        var night = Night(Self.site(.init(staleAfter: .minutes(5))))
        night.hear("F1", #""smoke":false,"temperature":20"#)
        night.wait(.days(2))
        #expect(night.engine.slots[1].isStale && !night.engine.slots[0].isStale)
    }

    /// A drawn night of temperatures that are flat for long, leap, and come out of order.
    private static func script(_ seed: UInt64) -> [(wait: Int64, lag: Int64, device: Int, value: Double)] {
        var dice = Dice(seed: seed)
        var levels = [20.0, 20, 20]
        return (0..<600).map { _ in
            let device = dice.roll(3)
            switch dice.roll(40) {
            case 0: levels[device] += 30
            case 1: levels[device] -= 30
            case 2...4: levels[device] += 1
            default: break
            }
            let glitch = dice.roll(25) == 0 ? 40.0 : 0
            let lag = dice.roll(10) == 0 ? Int64(dice.roll(4_000)) : 0
            return (Int64(dice.roll(12_000)), lag, device + 1, levels[device] + glitch)
        }
    }

    @Test(
        "A restart at any moment changes no mark, with the journal trimmed", arguments: 0..<8 as Range<UInt64>
    )
    func restart(seed: UInt64) {
        var plain = Night(Self.site(Self.quick))
        var restarted = Night(Self.site(Self.quick))
        var found: [String] = []
        var dice = Dice(seed: seed &+ 99)
        for step in Self.script(seed) {
            plain.wait(.milliseconds(step.wait))
            restarted.wait(.milliseconds(step.wait))
            plain.hear(
                "F\(step.device)", #""temperature":\#(step.value)"#,
                observed: plain.now - .milliseconds(step.lag))
            restarted.hear(
                "F\(step.device)", #""temperature":\#(step.value)"#,
                observed: restarted.now - .milliseconds(step.lag))
            guard dice.roll(8) == 0 else { continue }
            found += Self.temperatures(restarted)
            // Longer than any device is quiet: what was not yet in the snapshot is found in the journal alone.
            restarted.store.journal.removeAll { restarted.now - $0.at > .minutes(5) }
            found.removeLast(Self.temperatures(restarted).count)
            restarted.store.lastCommit = restarted.now
            restarted.restart()
            #expect((restarted.engine.trusts == plain.engine.trusts) == true)
        }
        found += Self.temperatures(restarted)
        #expect(found == Self.temperatures(plain))
        #expect(found.contains { $0.hasSuffix("stuck") } && found.contains { $0.hasSuffix("suspect") })
    }

    @Test("A reload keeps what the points have shown")
    func reload() {
        var night = Night(Self.site())
        for _ in 0..<15 {
            night.hear("F1", #""temperature":20"#)
            night.wait(.seconds(30))
        }
        night.reload(Self.site())
        for _ in 0..<6 {
            night.hear("F1", #""temperature":20"#)
            night.wait(.seconds(30))
        }
        #expect(Self.temperatures(night).filter { $0.hasSuffix("stuck") }.count == 1)
        night.reload(Self.site(.none))
        night.hear("F1", #""temperature":20"#)
        #expect(Self.temperatures(night).last == "20.0 good")
    }

    @Test("Where batches end changes no mark", arguments: 0..<4 as Range<UInt64>)
    func batches(seed: UInt64) {
        let script = Self.script(seed)
        func run(_ size: Int) -> [JournalEntry] {
            let site = Self.site()
            var engine = Engine(
                site: site, numbering: Numbering(devices: site.devices.count, points: site.points.count),
                recovery: Recovery(epoch: 1), now: Night.start)
            var entries: [JournalEntry] = []
            let batch = MessageBatch(capacity: 1 << 18, limit: 1_024)
            var now = Night.start
            var effects = Effects()
            func commit(_ effects: Effects) {
                var reader = JournalReader(effects.journal)
                while let entry = reader.next() { entries.append(entry) }
            }
            for (position, step) in script.enumerated() {
                now = now + .milliseconds(step.wait)
                if position.isMultiple(of: size) {
                    commit(effects)
                    effects = Effects()
                    batch.removeAll()
                }
                let time = (now - .milliseconds(step.lag)).milliseconds
                let payload = Array(#"{"t":\#(time),"temperature":\#(step.value)}"#.utf8)
                let fits = Array("f/F\(step.device)".utf8).withUnsafeBytes { topic in
                    payload.withUnsafeBytes {
                        batch.append(session: 0, mid: 1, retained: false, topic: topic, payload: $0)
                    }
                }
                precondition(fits)
                engine.step(batch, at: batch.count - 1, now: now, effects: &effects)
            }
            commit(effects)
            return entries
        }
        let single = run(1)
        #expect(single.count == script.count)
        for size in [2, 7, 50, 600] { #expect((run(size) == single) == true) }
    }
}
