import Facility
import Testing

@testable import Ring

/// When what was stepped goes to the disk.
@Suite("The pace of commits")
struct CommitPaceTests {
    private static let audit = AuditLine(
        at: Timestamp(milliseconds: 1), by: "gengfu", action: "report", subject: "grid")

    private func effects(_ change: (inout Effects) -> Void) -> Effects {
        var effects = Effects()
        change(&effects)
        return effects
    }

    @Test("A danger and an awaited answer go at once")
    func atOnce() {
        var pace = CommitPace()
        let danger = effects { $0.isUrgent = true }
        pace.noteTurn(danger, now: 0)
        #expect(pace.isDue(danger, isAwaited: false, now: 0))
        #expect(pace.isDue(Effects(), isAwaited: true, now: 0))
    }

    @Test("Messages wait 200 ms for company, 200 messages for nobody")
    func messages() {
        var pace = CommitPace()
        var read = effects { $0.identities = [MessageIdentity(session: 0, mid: 1, hash32: 1)] }
        pace.noteMessage(now: 1_000)
        pace.noteTurn(read, now: 1_005)
        pace.noteMessage(now: 1_100)
        #expect(!pace.isDue(read, isAwaited: false, now: 1_199))
        #expect(pace.isDue(read, isAwaited: false, now: 1_200))
        #expect(pace.due(read) == 1_200 && pace.isMessageWaiting)
        read.identities = Array(repeating: read.identities[0], count: 200)
        #expect(pace.isDue(read, isAwaited: false, now: 1_100))
    }

    @Test("The line of an attempt waits for its outcome: a delivery is one commit and not two")
    func attempt() {
        var pace = CommitPace()
        let line = effects { $0.audit = [Self.audit] }
        pace.noteTurn(line, now: 0)
        #expect(!pace.isDue(line, isAwaited: false, now: 199))
        #expect(pace.isDue(line, isAwaited: false, now: 200))
        #expect(!pace.isResting(line))
    }

    @Test("Copies of last values wait 10 s, or for the next commit, and nobody waits for them")
    func housekeeping() {
        var pace = CommitPace()
        var copies = effects { $0.snapshot = [SnapshotRow(device: 1, packed: [1])] }
        pace.noteTurn(copies, now: 0)
        #expect(pace.isResting(copies) && !pace.isMessageWaiting)
        #expect(!pace.isDue(copies, isAwaited: false, now: 9_999))
        #expect(pace.isDue(copies, isAwaited: false, now: 10_000))
        // A line of the audit log beside them counts from when anything began to wait.
        copies.audit = [Self.audit]
        #expect(pace.isDue(copies, isAwaited: false, now: 200))
    }

    @Test("After a commit, and when nothing is left, nothing waits")
    func committed() {
        var pace = CommitPace()
        pace.noteMessage(now: 0)
        pace.noteTurn(effects { $0.audit = [Self.audit] }, now: 0)
        pace.committed()
        #expect(pace.due(Effects()) == nil && pace.isResting(Effects()))
        pace.noteTurn(effects { $0.audit = [Self.audit] }, now: 5)
        pace.noteTurn(Effects(), now: 6)
        #expect(pace.due(Effects()) == nil)
    }
}
