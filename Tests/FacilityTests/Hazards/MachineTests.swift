import Expressions
import Testing

@testable import Facility

/// One machine alone: what is stored of it is enough to go on, and what is beyond the limit stays harmless.
@Suite struct MachineTests {
    private let rule = Machine.Rule(holdsFor: 5_000, quietFor: 3_000, isLatched: true)
    private let id = IncidentID(site: "yard", epoch: 1, number: 7)

    /// Every state a machine can be stored in.
    private func states() -> [MachineState] {
        let time = Timestamp(milliseconds: 1_000)
        return [
            .pending(since: time, evidence: 1), .held(since: time, falseSince: nil, evidence: 1),
            .held(since: time, falseSince: time, evidence: 1), .active(id, evidence: 1),
            .quieting(id, since: time), .latched(id), .returning(id, since: time),
            .refuted(id, quietSince: nil), .refuted(id, quietSince: time), .latched(id, overSince: time),
            .held(since: time, falseSince: nil, evidence: 1, peak: .extreme),
            .resting(id, endedAt: time, since: nil), .resting(id, endedAt: time, since: time),
            .refuted(id, quietSince: nil, evidence: [0, 2], rival: 1, rivalSince: time),
        ]
    }

    @Test("Every state survives the store")
    func stored() {
        for state in states() {
            let machine = Machine(state)
            #expect(machine.state(evidence: 1, incident: state.incident) == state)
        }
        #expect(Machine().state(evidence: 0, incident: nil) == nil)
    }

    @Test("A machine stays as small as tens of thousands of them need it")
    func small() { #expect(MemoryLayout<Machine>.stride <= 72) }

    @Test("A timer moves with the device's time: a backlog does not let the gateway's time run for it")
    func lag() {
        var machine = Machine()
        _ = machine.observe(.yes, suppressed: false, at: 0, now: 1_000_000, rule: rule)
        #expect(machine.due == 1_005_000)
        _ = machine.observe(.yes, suppressed: false, at: 2_000, now: 1_000_001, rule: rule)
        #expect(machine.due == 1_003_001)
        let action = machine.observe(.yes, suppressed: false, at: 5_000, now: 1_000_002, rule: rule)
        #expect(action == .raise(since: 0))
    }

    @Test("A reading older than the last one does not turn the machine's time back")
    func disorder() {
        var machine = Machine()
        _ = machine.observe(.yes, suppressed: false, at: 4_000, now: 4_000, rule: rule)
        _ = machine.observe(.yes, suppressed: false, at: 1_000, now: 4_001, rule: rule)
        #expect(machine.since == 4_000)
        #expect(machine.due == 9_001)
    }

    @Test("Whatever truths come, a latched machine with an incident never falls idle by itself")
    func neverIdle() {
        var dice = Dice(seed: 5)
        var machine = Machine(.active(id, evidence: 0))
        var now: Int64 = 0
        for _ in 0..<100_000 {
            now += Int64(dice.roll(4_000))
            let truth = [Truth.yes, .no, .unknown][dice.roll(3)]
            _ = machine.observe(
                truth, suppressed: dice.roll(4) == 0, at: now - Int64(dice.roll(2_000)), now: now, rule: rule,
                inBacklog: dice.roll(5) == 0)
            #expect([.active, .quieting, .latched, .returning].contains(machine.phase))
        }
    }
}
