import Expressions
import Testing

@testable import Facility

/// What must hold for every night the dice draw. A failing seed is in the test's name.
@Suite struct PropertyTests {
    /// Everything a run decided, in a form that does not depend on where its batches ended.
    private struct Outcome: Equatable {
        var transitions: [Transition] = []
        var opened: [Delivery] = []
        var settled: [Settlement] = []
        var live: [LiveRow] = []
        var snapshot: [SnapshotRow] = []
        var losses: [Loss] = []
        var audit: [AuditLine] = []
        var incidents: [Int64: Incident] = [:]
        var entries: [JournalEntry] = []
        var identities: [MessageIdentity] = []

        mutating func take(_ effects: Effects) {
            transitions += effects.transitions
            opened += effects.opened
            settled += effects.settled
            live += effects.live
            snapshot += effects.snapshot
            losses += effects.losses
            audit += effects.audit
            identities += effects.identities
            for incident in effects.incidents { incidents[incident.id.number] = incident }
            var reader = JournalReader(effects.journal)
            while let entry = reader.next() { entries.append(entry) }
            precondition(reader.damage == nil)
        }
    }

    /// Runs a script; `split` says whether a batch ends before the next happening, `wakes` whether the loop turns for
    /// nothing in between.
    private func run(_ script: Script, split: (Int) -> Bool, wakes: (Int) -> Bool) -> Outcome {
        let site = Script.site()
        var engine = Engine(
            site: site, numbering: Numbering(devices: site.devices.count, points: site.points.count),
            recovery: Recovery(epoch: 0x1234), now: Night.start)
        let batch = MessageBatch(capacity: 1 << 20, limit: 4_096)
        var outcome = Outcome()
        var effects = Effects()
        engine.start(now: Night.start, effects: &effects)
        var last: Int64 = 0
        for (position, happening) in script.happenings.enumerated() {
            if wakes(position) {
                let between = Night.start + .milliseconds((last + happening.at) / 2)
                engine.advance(to: between, effects: &effects)
            }
            if split(position) {
                outcome.take(effects)
                effects.removeAll()
                batch.removeAll()
            }
            last = happening.at
            let now = Night.start + .milliseconds(happening.at)
            switch happening.what {
            case .message(let topic, let payload, let session, let retained):
                let fits = Array(topic.utf8).withUnsafeBytes { topic in
                    Array(payload.utf8).withUnsafeBytes { payload in
                        batch.append(
                            session: session, mid: UInt16(position % 65_535 + 1), retained: retained,
                            topic: topic, payload: payload)
                    }
                }
                precondition(fits)
                engine.step(batch, at: batch.count - 1, now: now, effects: &effects)
            case .session(let session, let turn):
                engine.sessionChanged(SessionIndex(session), turn, now: now, effects: &effects)
            case .command(let command): _ = engine.step(command: command, now: now, effects: &effects)
            }
        }
        engine.advance(to: Night.start + .milliseconds(last + 600_000), effects: &effects)
        outcome.take(effects)
        return outcome
    }

    @Test(
        "Where batches end and how often the loop turns changes nothing", arguments: 0..<12 as Range<UInt64>)
    func folding(seed: UInt64) {
        let script = Script(seed: seed, count: 1_500, farewells: seed.isMultiple(of: 2) ? 0 : 6)
        let single = run(script, split: { _ in true }, wakes: { _ in false })
        #expect(single.transitions.count > 50, "the night must be eventful to prove anything")
        #expect(single.opened.count > 20)
        var dice = Dice(seed: seed &+ 1_000)
        let batched = run(script, split: { _ in dice.roll(20) == 0 }, wakes: { _ in false })
        #expect(batched == single)
        let whole = run(script, split: { $0 == 0 }, wakes: { _ in false })
        #expect(whole == single)
        let restless = run(script, split: { $0 % 7 == 0 }, wakes: { $0 % 2 == 0 })
        #expect(restless == single)
    }

    /// The transitions without what a restart may change: clocks learn anew, so the script has no backlogs.
    @Test("A restart at any moment changes nothing but the record of it", arguments: 0..<10 as Range<UInt64>)
    func restart(seed: UInt64) {
        let script = Script(
            seed: seed, count: 600, commands: 3, sessions: 0, oldest: 0,
            farewells: seed.isMultiple(of: 2) ? 0 : 6)
        let site = Script.site(silence: false)
        var plain = Night(site)
        var restarted = Night(site)
        var dice = Dice(seed: seed &+ 77)
        for happening in script.happenings {
            plain.play(happening)
            restarted.play(happening)
            if dice.roll(25) == 0 {
                // A commit and a start at the same instant: no time is lost, so nothing else may be.
                restarted.store.lastCommit = restarted.now
                restarted.restart()
            }
        }
        plain.wait(.minutes(10))
        restarted.wait(.minutes(10))
        #expect(plain.steps.count > 30)
        let first = zip(restarted.steps, plain.steps).first { $0 != $1 }
        #expect(first == nil, "\(String(describing: first))")
        #expect(restarted.steps.count == plain.steps.count)
        #expect((restarted.store.incidents == plain.store.incidents) == true)
        #expect((restarted.opened == plain.opened) == true)
        #expect(restarted.losses.count > 5)
        let counting = plain.transitions.compactMap { plain.store.incidents[$0.incident.number]?.place }
        #expect(Set(counting).count >= 2, "places must have raised to prove anything")
    }

    @Test("No extreme incident ends without a person, whatever happens in 100,000 messages")
    func latch() {
        let script = Script(seed: 4_711, count: 100_000, commands: 0, sessions: 1)
        var night = Night(Compound.site(Script.hazards(), staleAfter: .seconds(120)))
        for (position, happening) in script.happenings.enumerated() {
            night.play(happening)
            if position % 20_000 == 19_999 { night.restart(after: .seconds(3)) }
            if position % 5_000 == 0 { night.store.journal.removeFirst(night.store.journal.count * 9 / 10) }
        }
        let extreme = night.store.incidents.values.filter { $0.severity == .extreme }
        #expect(extreme.count >= 6)
        #expect(extreme.allSatisfy { $0.ended == nil && $0.isLatched })
        let others = night.store.incidents.values.filter { $0.severity != .extreme }
        #expect(others.count > 100)
        #expect(others.contains { $0.ended != nil })
    }

    @Test("One danger is one open incident per hazard and device")
    func oneCase() {
        let script = Script(seed: 12, count: 5_000, commands: 2)
        var night = Night(Script.site())
        for happening in script.happenings {
            night.play(happening)
            let open = night.engine.openIncidents
            let keys = Set(open.map { [$0.hazard, $0.sharedPlace ?? $0.device] })
            #expect(keys.count == open.count)
        }
        for (number, incident) in night.store.incidents {
            let told = night.transitions.filter { $0.incident.number == number }
            #expect(told.map(\.sequence) == Array(1...incident.transitions))
            #expect(told.first?.step == .raised)
        }
        for (destination, deliveries) in Dictionary(grouping: night.opened, by: \.destination) {
            for (incident, own) in Dictionary(grouping: deliveries, by: \.incident) {
                let actions = own.map(\.action)
                #expect(actions.filter { $0 == .report }.count == 1, "\(destination) \(incident)")
                #expect(actions.first == .report)
                // What is opened again within its `hold_off` is closed once more.
                let steps = night.transitions.filter { $0.incident == incident }.map(\.step)
                let reopened = steps.count { $0 == .reopened }
                #expect(actions.count { $0 == .close } <= 1 + reopened)
                #expect(reopened > 0 || !actions.dropLast().contains(.close))
            }
        }
    }

    @Test(
        "20,000 payloads of garbage and half-truths never trap the engine", arguments: 0..<4 as Range<UInt64>)
    func garbage(seed: UInt64) {
        var dice = Dice(seed: seed)
        var night = Night(Script.site())
        let good = Script(seed: seed, count: 200, commands: 0, sessions: 0).happenings
        for _ in 0..<5_000 {
            guard case .message(let topic, let payload, let session, let retained) = good[dice.roll(200)].what
            else { continue }
            var bytes = Array(payload.utf8)
            for _ in 0..<dice.roll(6) {
                switch dice.roll(4) {
                case 0 where !bytes.isEmpty: bytes[dice.roll(bytes.count)] = UInt8(dice.roll(256))
                case 1: bytes = Array(bytes.prefix(dice.roll(bytes.count + 1)))
                case 2: bytes.insert(contentsOf: Array("1e999".utf8), at: dice.roll(bytes.count + 1))
                default: bytes += (0..<dice.roll(9)).map { _ in UInt8(dice.roll(256)) }
                }
            }
            let name = dice.roll(5) == 0 ? Array("f/\(dice.roll(9_999))".utf8) : Array(topic.utf8)
            night.send(name, bytes, session: dice.roll(30) == 0 ? 9 : session, retained: retained)
            night.wait(.milliseconds(Int64(dice.roll(500))))
        }
        #expect(night.engine.status.counters.messages == 5_000)
        night.hear("F1", #""smoke":true"#)
        night.wait(.seconds(1))
        #expect(night.engine.openIncidents.contains { $0.hazard == "fire.smoke" && $0.device == "F1" })
    }
}
