import Expressions
import Testing

@testable import Facility

/// The table keeps an idle machine in a third of its room; nobody who asks it may notice.
@Suite struct MachineTableTests {
    private let rules = [
        Machine.Rule(holdsFor: 0, quietFor: 0, isLatched: false),
        Machine.Rule(holdsFor: 3_000, quietFor: 2_000, isLatched: false, holdOff: 4_000),
        Machine.Rule(holdsFor: 1_000, quietFor: 1_000, isLatched: true, expiresAfter: 5_000),
    ]

    @Test("Whatever is done to its machines, each is what it is in an array", arguments: 1...8)
    func sameAsArray(seed: UInt64) {
        var dice = Dice(seed: seed)
        var table = MachineTable(count: 20)
        var array = [Machine](repeating: Machine(), count: 20)
        var now: Int64 = 0
        for _ in 0..<20_000 {
            now += Int64(dice.roll(900))
            let position = dice.roll(array.count)
            let at = now - Int64(dice.roll(2_000))
            let truth = [Truth.yes, .no, .unknown, .no][dice.roll(4)]
            let isSuppressed = dice.roll(5) == 0
            let rule = rules[position % rules.count]
            switch dice.roll(12) {
            case 0:
                table[position].scheduled = now
                array[position].scheduled = now
            case 1:
                table[position].reset()
                array[position].reset()
            case 2:
                table[position].evidence = -1
                array[position].evidence = -1
            case 3:
                table[position] = Machine(.pending(since: Timestamp(milliseconds: now), evidence: 1))
                array[position] = Machine(.pending(since: Timestamp(milliseconds: now), evidence: 1))
            case 4:
                table[position] = Machine()
                array[position] = Machine()
            default:
                let isNoted =
                    (truth != .yes || isSuppressed)
                    && table.note(truth, suppressed: isSuppressed, at: at, now: now, of: position)
                let action = array[position].observe(
                    truth, suppressed: isSuppressed, at: at, now: now, rule: rule)
                if isNoted {
                    #expect(action == .nothing)
                } else {
                    let told = table[position].observe(
                        truth, suppressed: isSuppressed, at: at, now: now, rule: rule)
                    #expect(told == action)
                }
            }
            #expect(table[position] == array[position])
        }
        table.append(count: 1)
        array.append(Machine())
        #expect(table.indices.map { table[$0] } == array)
    }

    @Test("Only an idle machine that waits for nothing takes a note")
    func note() {
        var table = MachineTable(count: 2)
        let isNoted = table.note(.no, suppressed: false, at: 7, now: 9, of: 1)
        #expect(isNoted && table[1].truth == .no && table[1].lastAt == 7 && table[1].lastNow == 9)
        table[1].scheduled = 20
        let isNotedWaiting = table.note(.unknown, suppressed: false, at: 8, now: 10, of: 1)
        #expect(!isNotedWaiting && table[1].truth == .no && table[1].lastAt == 7)
        table[0] = Machine(.quieting(IncidentID(site: "yard", epoch: 1, number: 7), since: .distantPast))
        let isNotedQuieting = table.note(.no, suppressed: false, at: 8, now: 10, of: 0)
        #expect(!isNotedQuieting)
    }
}
