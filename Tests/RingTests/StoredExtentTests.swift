import Facility
import Testing

@testable import Ring

/// What of a batch is on the disk already when a commit's word came late.
@Suite struct StoredExtentTests {
    private static let now = Timestamp.start

    private static func entries(_ journal: [UInt8]) -> [SessionStep] {
        var reader = JournalReader(journal)
        var steps: [SessionStep] = []
        while case .session(_, let step) = reader.next() { steps.append(step) }
        #expect(reader.damage == nil)
        return steps
    }

    @Test("What came after a commit found on the disk is written, and nothing of that commit again")
    func rest() {
        let writer = JournalWriter(numbering: Numbering(deviceNumbers: [], pointNumbers: []))
        var effects = Effects()
        writer.append(session: SessionIndex(0), .connectedAnew, at: Self.now, to: &effects.journal)
        effects.identities = [MessageIdentity(session: 0, mid: 1, hash32: 11)]
        effects.audit = [AuditLine(at: Self.now, by: "gengfu", action: "one", subject: "")]
        let stored = StoredExtent(effects)
        #expect(stored.rest(of: effects).isEmpty)

        writer.append(session: SessionIndex(0), .disconnected, at: Self.now, to: &effects.journal)
        effects.identities.append(MessageIdentity(session: 0, mid: 2, hash32: 12))
        effects.audit.append(AuditLine(at: Self.now, by: "gengfu", action: "two", subject: ""))
        let rest = stored.rest(of: effects)
        #expect(rest.identities.map(\.mid) == [2])
        #expect(rest.audit.map(\.action) == ["two"])
        #expect(Self.entries(rest.journal) == [.disconnected])
        #expect(Self.entries(StoredExtent().rest(of: effects).journal) == [.connectedAnew, .disconnected])
    }

    @Test("A journal that began after the commit is written whole")
    func restOfNothing() {
        let writer = JournalWriter(numbering: Numbering(deviceNumbers: [], pointNumbers: []))
        var effects = Effects()
        effects.losses = [Loss(cause: .tooLarge, subject: "a", count: 1, from: Self.now, to: Self.now)]
        let stored = StoredExtent(effects)
        writer.append(session: SessionIndex(1), .drained, at: Self.now, to: &effects.journal)
        let rest = stored.rest(of: effects)
        #expect(rest.losses.isEmpty)
        #expect(Self.entries(rest.journal) == [.drained])
    }
}
