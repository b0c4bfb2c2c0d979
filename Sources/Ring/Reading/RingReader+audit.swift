import Facility
import Foundation
import GRDB

/// The audit log read and held against its hashes, without the gateway; also in a copy of the store.
extension RingReader {
    /// A line with its number and hash.
    package struct AuditEntry: Sendable, Equatable {
        package var number: Int64
        package var line: AuditLine
        package var hash: [UInt8]
    }

    /// Newest first.
    /// - Parameter before: only lines with a smaller number, to read on.
    package func auditEntries(
        before: Int64 = .max, limit: Int
    ) throws(ReadFailure) -> [AuditEntry] {
        try read { db in
            try Row.fetchAll(
                db,
                sql: """
                    SELECT at, by, action, subject, detail, number, hash FROM audit WHERE number < ?
                    ORDER BY number DESC LIMIT ?
                    """, arguments: [before, limit]
            ).map { row in
                AuditEntry(
                    number: row[5], line: try AuditLine(row: row),
                    hash: [UInt8](try row.decode(Data?.self, atIndex: 6) ?? Data()))
            }
        }
    }

    /// Where the log stands; nil before its first line.
    package func auditHead() throws(ReadFailure) -> AuditHead? {
        try read { db in
            let head = try AuditChain.head(db, store: try Self.store(db))
            return head.number > 0 && head.hash.count == AuditHead.hashBytes ? head : nil
        }
    }

    /// Reads every line and recomputes its hash. The walk takes several short steps; lines written meanwhile are read
    /// too, but should the limit take lines under it they are reported as removed: then ask again.
    /// - Parameter held: a line's number and hash as a far side holds them.
    package func verifyAudit(
        against held: (number: Int64, hash: [UInt8])? = nil
    ) throws(ReadFailure) -> AuditVerification {
        var walk = try read { db in try AuditWalk(db, held: held) }
        while !walk.isDone {
            var next = walk
            try read { db in try next.step(db) }
            walk = next
        }
        return walk.verification
    }

    static func store(_ db: Database) throws -> UInt64 {
        UInt64(try WriterState.meta(db, Schema.Key.epoch) ?? 0) & 0xFF_FFFF_FFFF
    }
}

/// One walk over the log from its first line to its last.
private struct AuditWalk {
    private(set) var verification: AuditVerification
    private(set) var isDone = false
    private let held: (number: Int64, hash: [UInt8])?
    private var previous: (number: Int64, hash: [UInt8])
    private var heldWasSeen = false

    /// Lines read in one step: some 10 ms.
    private static let linesPerStep = 2_000

    init(_ db: Database, held: (number: Int64, hash: [UInt8])?) throws {
        self.held = held
        verification = AuditVerification(store: try RingReader.store(db))
        let beginning = AuditChain.beginning(of: verification.store)
        previous = (beginning.number, beginning.hash)
        let first = try Int64.fetchOne(db, sql: "SELECT min(number) FROM audit")
        guard let first, first > 1 else { return }
        // What the limit took is said by the newest line about it, which is itself a line of the chain.
        let said = try String.fetchOne(
            db, sql: "SELECT detail FROM audit WHERE by = ? AND action = ? ORDER BY number DESC LIMIT 1",
            arguments: [AuditChain.writer, AuditChain.Action.trimmed])
        guard let base = said.flatMap(AuditHead.point), base.number < first else { return }
        previous = base
        verification.trimmedThrough = base.number
    }

    mutating func step(_ db: Database) throws {
        let cursor = try Row.fetchCursor(
            db.cachedStatement(
                sql: """
                    SELECT \(AuditBytes.columns), hash FROM audit WHERE number > ? ORDER BY number LIMIT ?
                    """), arguments: [verification.head?.number ?? Int64.min, Self.linesPerStep])
        var count = 0
        while let row = try cursor.next() {
            try take(row)
            count += 1
        }
        if count < Self.linesPerStep { try end(db) }
    }

    private mutating func take(_ row: Row) throws {
        let bytes = try AuditBytes(row: row)
        let hash = [UInt8](try row.decode(Data?.self, atIndex: 6) ?? Data())
        verification.lines += 1
        if verification.first == nil { verification.first = bytes.number }
        if bytes.number != previous.number + 1 {
            // A line below the base was put there, or the base is a lie: the line cannot follow from it either way.
            if bytes.number > previous.number + 1 { note(.removed(previous.number + 1...bytes.number - 1)) }
            if bytes.number <= previous.number { note(.changed(bytes.number)) }
        } else if hash.isEmpty {
            note(.unhashed(bytes.number))
        } else if bytes.hash(after: previous.hash) != hash {
            note(.changed(bytes.number))
        }
        if let held, held.number == bytes.number {
            heldWasSeen = true
            if held.hash != hash { note(.otherThanHeld(bytes.number)) }
        }
        previous = (bytes.number, hash)
        verification.head = AuditHead(store: verification.store, number: bytes.number, hash: hash)
    }

    private mutating func end(_ db: Database) throws {
        isDone = true
        let last = verification.head?.number ?? 0
        let written = try WriterState.meta(db, Schema.Key.auditNumber) ?? 0
        if written > last { note(.cutOff(after: last, written: written)) }
        guard let held, !heldWasSeen else { return }
        note(
            held.number <= verification.trimmedThrough
                ? .heldLineTrimmed(held.number) : .heldLineMissing(held.number))
    }

    private mutating func note(_ finding: AuditFinding) {
        guard verification.findings.count < AuditVerification.findingLimit else { return }
        verification.findings.append(finding)
    }
}
