import Facility
import Foundation
import GRDB
import Testing

@testable import Ring

/// Who took over the shift: whoever is called first at night is not read off a log that is cut.
@Suite struct DutyRowTests {
    private func taken(by person: String, after seconds: Int64) -> Effects {
        var effects = Effects()
        let at = Timestamp.start + .seconds(seconds)
        effects.signedOn = SignedOn(person: person, since: at)
        effects.audit = [AuditLine(at: at, by: person, action: AuditLine.takeover, subject: "zhang")]
        return effects
    }

    @Test("Who signed for the shift is known after the audit log has lost the line of it")
    func trimmed() throws {
        let room = try Room()
        var limits = RingLimits.small
        limits.auditLines = 10
        let writer = try room.open(limits: limits)
        _ = try writer.commit(taken(by: "li", after: 0), at: .start)
        _ = try writer.commit(taken(by: "wang", after: 1), at: .start)
        for number in 0..<50 {
            var effects = Effects()
            effects.audit = [AuditLine(at: .start, by: "li", action: "look", subject: "\(number)")]
            _ = try writer.commit(effects, at: .start)
        }
        let kept = try RingReader(directory: room.path).audit(limit: 100)
        #expect(!kept.isEmpty && !kept.contains { $0.action == AuditLine.takeover })
        let recovery = try room.crashImage().open(limits: limits).recovered()
        #expect(recovery.signedOn == SignedOn(person: "wang", since: .start + .seconds(1)))
    }

    @Test("A store of an earlier version gives the last takeover of its audit log")
    func migrated() throws {
        let room = try Room()
        let queue = try DatabaseQueue(path: room.database)
        let before = Schema.migrations.firstIndex { $0.contains("CREATE TABLE duty") } ?? 0
        try queue.writeWithoutTransaction { db in
            try db.execute(sql: "PRAGMA application_id = \(Schema.applicationID)")
            for migration in Schema.migrations.prefix(before) { try db.execute(sql: migration) }
            try db.execute(
                sql: """
                    INSERT INTO meta VALUES ('version', \(before)), ('epoch', 5), ('next_incident', 4),
                    ('next_delivery', 2), ('openings', 0);
                    INSERT INTO audit (number, at, by, action, subject, detail) VALUES
                    (1, 1000, 'li', 'takeover', 'zhang', ''), (2, 2000, 'wang', 'takeover', 'li', ''),
                    (3, 3000, 'wang', 'handover', 'li', '')
                    """)
            try db.execute(sql: "PRAGMA user_version = \(before)")
        }
        try queue.close()
        let recovery = try room.open().recovered()
        #expect(recovery.signedOn == SignedOn(person: "wang", since: Timestamp(milliseconds: 2_000)))
    }

    @Test("A damaged store still says who has the shift")
    func salvaged() throws {
        let room = try Room()
        let writer = try room.open()
        _ = try writer.commit(taken(by: "wang", after: 0), at: .start)
        writer.close()
        let recovery = try room.open(epoch: 77, at: .start, distrusted: "test").recovered()
        #expect(recovery.signedOn?.person == "wang")
    }
}
