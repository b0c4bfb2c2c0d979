import Facility
import Foundation
import GRDB
import Testing

@testable import Ring

/// The disk's owner cannot rewrite what people did: every change to the audit log is found, and said by number.
@Suite struct AuditChainTests {
    private static func line(_ number: Int64) -> AuditLine {
        AuditLine(
            at: .start + .seconds(number), by: "wang", action: "comment", subject: "case \(number)",
            detail: "看过了 \(number)")
    }

    /// A closed store with this many lines, one commit each.
    private func store(lines: Int64, limits: RingLimits = .small) throws -> (room: Room, head: AuditHead) {
        let room = try Room()
        let writer = try room.open(limits: limits)
        for number in 1...lines {
            var effects = Effects()
            effects.audit = [Self.line(number)]
            _ = try writer.commit(effects, at: .start + .seconds(number))
        }
        writer.close()
        let head = try #require(try RingReader(directory: room.path).auditHead())
        return (room, head)
    }

    /// What somebody with the disk in hand does, triggers or not.
    private func tamper(_ room: Room, _ sql: String...) throws {
        let queue = try DatabaseQueue(path: room.database)
        try queue.write { db in
            try db.execute(sql: "DROP TRIGGER audit_is_never_changed; DROP TRIGGER audit_is_hashed_once")
            for sql in sql { try db.execute(sql: sql) }
        }
        try queue.close()
    }

    private func findings(_ room: Room, held: AuditHead? = nil) throws -> [AuditFinding] {
        let held = held.map { (number: $0.number, hash: $0.hash) }
        return try RingReader(directory: room.path).verifyAudit(against: held).findings
    }

    @Test("A log nobody touched is sound, whole and ends where its head says")
    func sound() throws {
        let (room, head) = try store(lines: 20)
        let found = try RingReader(directory: room.path).verifyAudit(against: (head.number, head.hash))
        #expect(found.findings == [])
        #expect((found.lines, found.first, found.trimmedThrough) == (20, 1, 0))
        #expect(found.head == head)
        #expect(head.number == 20 && head.store == 0x3A_9C04_E7D1)
    }

    /// Recomputed outside of this program, from the description in `docs/records.md`:
    /// `sha256(sha256("gengfu audit 3a9c04e7d1") + be64(1) + be64(at) + text…)` with Python's hashlib.
    @Test("A line's hash is the one that anybody computes from the description")
    func vector() throws {
        let (_, head) = try store(lines: 1)
        #expect(head.hex == "fc9861eb4af801843920cc55592ce2b87dec46cb7a39071faed784c447a7552d")
    }

    @Test(
        "A changed byte is found and its line named, whatever column it is in",
        arguments: [
            "by = 'Wang'", "action = 'clear'", "subject = subject || ' '", "detail = ''", "at = at + 1",
            // The same text, its border moved: lengths are hashed too.
            "by = 'wan', action = 'gcomment'",
            "hash = zeroblob(32)",
        ])
    func changed(change: String) throws {
        let (room, head) = try store(lines: 9)
        try tamper(room, "UPDATE audit SET \(change) WHERE number = 4")
        let expected: [AuditFinding] =
            change.hasPrefix("hash") ? [.changed(4), .changed(5)] : [.changed(4)]
        #expect(try findings(room) == expected)
        #expect(try findings(room, held: head) == expected)
    }

    @Test("Removed lines are found at the beginning and in the middle")
    func removed() throws {
        let (room, _) = try store(lines: 9)
        try tamper(room, "DELETE FROM audit WHERE number IN (1, 2, 6)")
        #expect(try findings(room) == [.removed(1...2), .removed(6...6)])
    }

    @Test("A removed line whose numbers were closed up is found where the order breaks")
    func closedUp() throws {
        let (room, _) = try store(lines: 9)
        try tamper(
            room, "DELETE FROM audit WHERE number = 6",
            "UPDATE audit SET number = number - 1 WHERE number > 6",
            "UPDATE meta SET value = 8 WHERE key = 'audit_number'")
        #expect(try findings(room) == [.changed(6), .changed(7), .changed(8)])
    }

    @Test("Two lines that changed places are both found")
    func swapped() throws {
        let (room, _) = try store(lines: 9)
        try tamper(
            room, "UPDATE audit SET number = 100 WHERE number = 3",
            "UPDATE audit SET number = 3 WHERE number = 7", "UPDATE audit SET number = 7 WHERE number = 100")
        #expect(try findings(room) == [.changed(3), .changed(4), .changed(7), .changed(8)])
    }

    @Test("A cut-off end is found by the store's own count, and by a held head when that was mended too")
    func cutOff() throws {
        let (room, head) = try store(lines: 9)
        try tamper(room, "DELETE FROM audit WHERE number > 6")
        #expect(try findings(room) == [.cutOff(after: 6, written: 9)])
        let (mended, _) = try store(lines: 9)
        try tamper(
            mended, "DELETE FROM audit WHERE number > 6",
            "UPDATE meta SET value = 6 WHERE key = 'audit_number'")
        #expect(try findings(mended) == [])
        #expect(try findings(mended, held: head) == [.heldLineMissing(9)])
    }

    @Test("A log rewritten with hashes of its own is found by a head held elsewhere, and by nothing else")
    func rewritten() throws {
        let (room, head) = try store(lines: 9)
        try tamper(room, "DELETE FROM audit", "UPDATE meta SET value = 0 WHERE key = 'audit_number'")
        // The forger runs the program itself: same store, other lines.
        let queue = try DatabaseQueue(path: room.database)
        try queue.write { db in
            var forged = AuditChain.beginning(of: head.store)
            var lines = (1...9).map { Self.line(Int64($0)) }
            lines[3].by = "li"
            try AuditChain(db: db, limit: 1_000).append(lines, to: &forged, at: .start)
        }
        try queue.close()
        #expect(try findings(room) == [])
        #expect(try findings(room, held: head) == [.otherThanHeld(9)])
        let early = try #require(AuditHead.point("3:\(AuditHead.hex(Self.hash(of: 3, in: head.store)))"))
        #expect(try RingReader(directory: room.path).verifyAudit(against: early).findings == [])
    }

    /// Of lines as `store` writes them.
    private static func hash(of number: Int64, in store: UInt64) -> [UInt8] {
        (1...number).reduce(AuditChain.beginning(of: store).hash) { previous, number in
            AuditBytes(number: number, line(number)).hash(after: previous)
        }
    }

    @Test(
        "What the limit takes is said in the log itself; what somebody else takes from its beginning is found"
    )
    func trimmed() throws {
        var limits = RingLimits.small
        limits.auditLines = 100
        let (room, head) = try store(lines: 1_000, limits: limits)
        let reader = try RingReader(directory: room.path)
        let found = try reader.verifyAudit(against: (head.number, head.hash))
        #expect(found.findings == [])
        #expect(found.lines <= 100 && found.lines > 90)
        #expect(found.first == found.trimmedThrough + 1)
        let gone = try reader.verifyAudit(against: (5, [UInt8](repeating: 0, count: 32)))
        #expect(gone.findings == [.heldLineTrimmed(5)])
        let first = try #require(found.first)
        try tamper(room, "DELETE FROM audit WHERE number <= \(first + 1)")
        #expect(try findings(room) == [.removed(first...first + 1)])
    }

    @Test("After a kill, a restart and in a copy the log goes on where it was")
    func restart() throws {
        let room = try Room()
        let writer = try room.open()
        var heads: [AuditHead] = []
        for number in 1...6 as ClosedRange<Int64> {
            var effects = Effects()
            effects.audit = [Self.line(number), Self.line(number)]
            _ = try writer.commit(effects, at: .start)
            let image = try room.crashImage()
            let after = try image.open()
            #expect(after.knownState.audit.number == 2 * number)
            #expect(try findings(image, held: heads.last) == [])
            var more = Effects()
            more.audit = [Self.line(99)]
            _ = try after.commit(more, at: .start)
            #expect(try findings(image, held: heads.last) == [])
            heads.append(try #require(try RingReader(directory: room.path).auditHead()))
        }
        writer.close()
        #expect(try room.open().knownState.audit == heads.last)
    }

    @Test("A line is in the same transaction as its deed: of a commit that fails neither is there")
    func transaction() throws {
        let room = try Room()
        let writer = try room.open()
        _ = try writer.numbering(for: .drawn(devices: ["a"], points: []))
        var effects = Effects.raise(.drawn(1))
        effects.audit = [Self.line(1)]
        // A number that another device has: the commit fails after its audit lines were written.
        effects.numbered = [NumberRow(kind: .device, number: 1, name: "b")]
        #expect(throws: CommitFailure.self) { try writer.commit(effects, at: .start) }
        let image = try room.crashImage()
        let failed = try image.open()
        #expect(try failed.recovered().incidents.isEmpty)
        #expect(try RingReader(directory: image.path).auditHead() == nil)
        effects.numbered = []
        _ = try writer.commit(effects, at: .start)
        #expect(try writer.recovered().incidents.count == 1)
        #expect(try RingReader(directory: room.path).auditHead()?.number == 1)
        #expect(try findings(room) == [])
    }

    @Test("Lines written before there were hashes stay, are chained, and a line says how many they were")
    func earlier() throws {
        let (room, _) = try store(lines: 5)
        try tamper(
            room, "UPDATE audit SET hash = NULL", "UPDATE meta SET value = 0 WHERE key = 'audit_number'",
            """
            CREATE TRIGGER audit_is_never_changed
                BEFORE UPDATE OF number, at, by, action, subject, detail ON audit
                BEGIN SELECT RAISE(ABORT, 'an audit line is never changed'); END
            """,
            """
            CREATE TRIGGER audit_is_hashed_once BEFORE UPDATE OF hash ON audit WHEN OLD.hash IS NOT NULL
                BEGIN SELECT RAISE(ABORT, 'an audit line is never changed'); END
            """)
        #expect(try findings(room) == (1...5).map { .unhashed($0) })
        let writer = try room.open(at: .start + .seconds(60))
        #expect(writer.report.damage == nil)
        let reader = try RingReader(directory: room.path)
        #expect(try findings(room) == [])
        let lines = try reader.auditEntries(limit: 10)
        #expect(lines.map(\.number) == [6, 5, 4, 3, 2, 1])
        #expect(lines[0].line.action == "audit_begun")
        #expect(lines[0].line.detail == "5 lines from 1 on were written before lines had hashes")
        #expect(lines[1].line == Self.line(5))
        writer.close()
        #expect(try room.open().knownState.audit.number == 6)
    }

    @Test("A log carried over from a damaged store is sound and names the head it had there")
    func salvaged() throws {
        let (room, head) = try store(lines: 5)
        let writer = try room.open(epoch: 77, distrusted: "a commit found a page damaged")
        #expect(writer.report.damage != nil)
        #expect(try findings(room) == [])
        let lines = try RingReader(directory: room.path).auditEntries(limit: 10)
        #expect(lines.count == 6)
        #expect(lines[0].line.subject == "000000004d")
        #expect(
            lines[0].line.detail
                == "5 lines carried over from a damaged store, whose last was 5:\(head.hex)")
        #expect(try findings(room, held: head) == [.otherThanHeld(5)])
    }

    @Test("A text with a zero byte is kept as a visible sign and does not break the chain")
    func zeroByte() throws {
        let room = try Room()
        var effects = Effects()
        effects.audit = [AuditLine(at: .start, by: "wang", action: "retire", subject: "a\0b")]
        _ = try room.open().commit(effects, at: .start)
        #expect(try findings(room) == [])
        #expect(try RingReader(directory: room.path).audit().map(\.subject) == ["a\u{2400}b"])
    }

    @Test(
        "A head is read from what a person types, and nothing else",
        arguments: [
            "", "5", ":00", "0:" + String(repeating: "0", count: 64),
            "5:" + String(repeating: "g", count: 64),
            "5:" + String(repeating: "0", count: 63), "5:00:00", "-1:" + String(repeating: "0", count: 64),
        ])
    func heads(text: String) {
        #expect(AuditHead.point(text) == nil)
        #expect(
            AuditHead.point("5:" + String(repeating: "aF", count: 32))?.hash
                == [UInt8](repeating: 0xAF, count: 32))
    }
}
