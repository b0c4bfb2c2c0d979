import COpenSSL
import Facility
import Foundation
import GRDB

/// Writes lines of the audit log so that none can be changed, removed or put elsewhere unseen: each row holds the
/// SHA-256 over the hash of the row before and its own bytes.
///
/// ```
/// hash(n)  = SHA-256(hash(n-1) line(n))
/// hash(0)  = SHA-256("gengfu audit " store)          store: the epoch, 10 hexadecimal digits
/// line(n)  = number(8) at(8) text(by) text(action) text(subject) text(detail)
/// text(t)  = count(4) UTF-8                          all numbers big endian, `at` ms since 1970
/// ```
/// The limit takes the oldest lines in slices, and a line of its own says so (`Action.trimmed`), with the hash that the
/// first line left builds on. A log that was begun without hashes is chained when the store is first opened
/// (`Action.begun` closes it off).
struct AuditChain {
    /// What the log says of itself; by `writer`.
    enum Action {
        /// `detail`: number and hash of the last line that the limit took.
        static let trimmed = "audit_trimmed"
        /// Lines before this one were written without hashes, or in a store that was damaged.
        static let begun = "audit_begun"
    }

    static let writer = "gengfu"

    let db: Database
    /// At most so many lines stay.
    let limit: Int

    /// Writes lines after `head` and moves it.
    func append(_ lines: [AuditLine], to head: inout AuditHead, at now: Timestamp) throws {
        guard !lines.isEmpty else { return }
        for line in lines { try append(line, to: &head) }
        try trim(&head, at: now)
        try db.cachedStatement(sql: "UPDATE meta SET value = ? WHERE key = ?").execute(
            arguments: [head.number, Schema.Key.auditNumber])
    }

    private func append(_ line: AuditLine, to head: inout AuditHead) throws {
        // A text of the file ends at its first zero byte; what is hashed is what the file holds.
        let line = AuditLine(
            at: line.at, by: Self.visible(line.by), action: Self.visible(line.action),
            subject: Self.visible(line.subject), detail: Self.visible(line.detail))
        let row = AuditBytes(number: head.number + 1, line)
        head.hash = row.hash(after: head.hash)
        head.number += 1
        try db.cachedStatement(
            sql: """
                INSERT INTO audit (number, at, by, action, subject, detail, hash) VALUES (?, ?, ?, ?, ?, ?, ?)
                """
        ).execute(arguments: [
            head.number, line.at.milliseconds, line.by, line.action, line.subject, line.detail,
            Data(head.hash),
        ])
    }

    private static func visible(_ text: String) -> String {
        guard text.utf8.contains(0) else { return text }
        return String(String.UnicodeScalarView(text.unicodeScalars.map { $0 == "\0" ? "\u{2400}" : $0 }))
    }

    /// Lets the oldest lines beyond the limit go, a fiftieth of it at a time, and says so in the log.
    private func trim(_ head: inout AuditHead, at now: Timestamp) throws {
        let first = try Int64.fetchOne(db.cachedStatement(sql: "SELECT min(number) FROM audit")) ?? 1
        guard head.number - first + 1 > Int64(limit) else { return }
        // With the line that says so the log is within its limit again.
        let last = head.number - Int64(limit) + Int64(max(1, limit / 50))
        let base = try Data.fetchOne(
            db.cachedStatement(sql: "SELECT hash FROM audit WHERE number = ?"), arguments: [last])
        try db.cachedStatement(sql: "DELETE FROM audit WHERE number <= ?").execute(arguments: [last])
        let line = AuditLine(
            at: now, by: Self.writer, action: Self.Action.trimmed, subject: "audit",
            detail: "\(last):\(AuditHead.hex(base ?? Data()))")
        try append(line, to: &head)
    }

    /// Where a log stands, by its last row.
    static func head(_ db: Database, store: UInt64) throws -> AuditHead {
        guard
            let row = try Row.fetchOne(db, sql: "SELECT number, hash FROM audit ORDER BY number DESC LIMIT 1")
        else { return beginning(of: store) }
        return AuditHead(
            store: store, number: try row.decode(Int64.self, atIndex: 0),
            hash: [UInt8](try row.decode(Data?.self, atIndex: 1) ?? Data()))
    }

    static func beginning(of store: UInt64) -> AuditHead {
        let seed = "gengfu audit " + AuditHead.name(ofStore: store)
        return AuditHead(store: store, number: 0, hash: SHA256.hash(Array(seed.utf8)))
    }

    /// Chains the lines of a log that was begun without hashes, in their order, and closes them off with a line that
    /// says how many they were. Does nothing to a log that has its hashes.
    static func begin(_ db: Database, store: UInt64, at now: Timestamp, limit: Int) throws {
        let last = try Row.fetchOne(
            db, sql: "SELECT hash IS NULL, number FROM audit ORDER BY number DESC LIMIT 1")
        guard let last, last[0] as Bool else { return }
        var head = beginning(of: store)
        var count = 0
        let cursor = try Row.fetchCursor(db, sql: "SELECT \(AuditBytes.columns) FROM audit ORDER BY number")
        var hashes: [(Int64, [UInt8])] = []
        while let row = try cursor.next() {
            let bytes = try AuditBytes(row: row)
            head.hash = bytes.hash(after: head.hash)
            head.number = bytes.number
            hashes.append((bytes.number, head.hash))
            count += 1
        }
        for (number, hash) in hashes {
            try db.cachedStatement(sql: "UPDATE audit SET hash = ? WHERE number = ?").execute(
                arguments: [Data(hash), number])
        }
        let line = AuditLine(
            at: now, by: writer, action: Action.begun, subject: AuditHead.name(ofStore: store),
            detail: "\(count) lines from \(hashes[0].0) on were written before lines had hashes")
        try AuditChain(db: db, limit: limit).append([line], to: &head, at: now)
    }
}

/// The bytes of a line that are hashed, straight from the file: as text they might be read as something else.
struct AuditBytes {
    let number: Int64
    let line: [UInt8]

    /// In the order `init(row:)` reads them.
    static let columns = """
        number, at, CAST(by AS BLOB), CAST(action AS BLOB), CAST(subject AS BLOB), CAST(detail AS BLOB)
        """

    init(number: Int64, _ line: AuditLine) {
        self.init(
            number: number, at: line.at.milliseconds,
            texts: [line.by, line.action, line.subject, line.detail].map { Array($0.utf8) })
    }

    init(row: Row) throws {
        self.init(
            number: try row.decode(Int64.self, atIndex: 0), at: try row.decode(Int64.self, atIndex: 1),
            texts: try (2...5).map { [UInt8](try row.decode(Data?.self, atIndex: $0) ?? Data()) })
    }

    private init(number: Int64, at: Int64, texts: [[UInt8]]) {
        self.number = number
        var bytes: [UInt8] = []
        func add(_ value: some FixedWidthInteger) {
            withUnsafeBytes(of: value.bigEndian) { bytes.append(contentsOf: $0) }
        }
        add(number)
        add(at)
        for text in texts {
            add(UInt32(truncatingIfNeeded: text.count))
            bytes.append(contentsOf: text)
        }
        line = bytes
    }

    func hash(after previous: [UInt8]) -> [UInt8] { SHA256.hash(previous + line) }
}

/// SHA-256 by libcrypto.
package enum SHA256 {
    package static func hash(_ bytes: [UInt8]) -> [UInt8] {
        var hash = [UInt8](repeating: 0, count: AuditHead.hashBytes)
        guard EVP_Digest(bytes, bytes.count, &hash, nil, EVP_sha256(), nil) == 1 else {
            // Only without memory, or without any SHA-256 in the library.
            preconditionFailure("libcrypto has no SHA-256")
        }
        return hash
    }
}

extension Salvage {
    /// Closes off what was carried over from a damaged store. Whoever holds a head of that store finds it here.
    func auditLine(at now: Timestamp, in head: AuditHead) -> AuditLine {
        AuditLine(
            at: now, by: AuditChain.writer, action: AuditChain.Action.begun, subject: head.storeName,
            detail: "\(audit.count) lines carried over from a damaged store, whose last was "
                + (auditHead.isEmpty ? "not readable" : auditHead))
    }
}
