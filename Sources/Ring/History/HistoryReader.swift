import Facility
import Foundation
import GRDB

/// Reads sealed history beside its writer, often in another process: read-only, in steps of 100 ms at most.
///
/// A block that is not what was written is left out and counted; one device's hour must not hide the rest.
struct HistoryReader {
    private let queue: DatabaseQueue
    private let files: RingFiles
    private let damaged: DamagedBlocks

    /// Time after which a step lets go of the file.
    static let step = Duration.milliseconds(50)

    /// nil: there is no history, or none that can be opened now.
    /// - Parameter damaged: takes the blocks that are left out.
    init?(_ files: RingFiles, damaged: DamagedBlocks) {
        self.files = files
        self.damaged = damaged
        guard files.exists(files.history) else { return nil }
        var configuration = Configuration()
        configuration.readonly = true
        configuration.label = "history.reader"
        configuration.busyMode = .timeout(1)
        guard
            let queue = try? DatabaseQueue(
                path: files.disk.address(of: files.history), configuration: configuration),
            let version = try? queue.read({ try Int.fetchOne($0, sql: "PRAGMA user_version") }),
            version == HistorySchema.version
        else {
            damaged.noteUnreadable()
            return nil
        }
        self.queue = queue
    }

    /// One of the file's segments.
    struct Segment {
        var id: Int64
        var from: Int64
        var to: Int64

        var sealing: Int64 { HistorySchema.sealing(of: id) }
    }

    /// How far history reaches into the journal of the store with this epoch.
    /// - Returns: the number of the last row that is sealed, and of the sealing that took it.
    func reach(epoch: UInt64) throws -> (through: Int64, sealing: Int64) {
        let meta = try queue.read(HistoryFile.meta)
        let sealing = meta[HistorySchema.Key.sealings] ?? 0
        guard meta[HistorySchema.Key.epoch] == Int64(epoch) else { return (0, sealing) }
        return (meta[HistorySchema.Key.through] ?? 0, sealing)
    }

    /// Names by number.
    func names(_ table: String) throws -> [UInt32: String] {
        try queue.read { db in
            var names: [UInt32: String] = [:]
            let cursor = try Row.fetchCursor(db, sql: "SELECT number, name FROM \(table)")
            while let row = try cursor.next() { names[row[0]] = row[1] }
            return names
        }
    }

    func device(_ name: String) throws -> UInt32? {
        try queue.read { db in
            try UInt32.fetchOne(db, sql: "SELECT number FROM device WHERE name = ?", arguments: [name])
        }
    }

    /// Oldest first; those that have readings observed between two times.
    func segments(observed span: ClosedRange<Timestamp>) throws -> [Segment] {
        try segments("from_at <= ? AND to_at >= ?", span)
    }

    /// Oldest first; those that have readings that arrived between two times.
    func segments(arrived span: ClosedRange<Timestamp>) throws -> [Segment] {
        try segments("arrived_from <= ? AND arrived_to >= ?", span)
    }

    private func segments(_ condition: String, _ span: ClosedRange<Timestamp>) throws -> [Segment] {
        try queue.read { db in
            try Row.fetchAll(
                db,
                sql: """
                    SELECT id, from_at, to_at FROM segment
                    WHERE state = \(HistorySchema.State.sealed) AND \(condition) ORDER BY id
                    """, arguments: [span.upperBound.milliseconds, span.lowerBound.milliseconds]
            ).map { Segment(id: $0[0], from: $0[1], to: $0[2]) }
        }
    }

    /// One device's blocks of these segments, in their order; a segment that was evicted meanwhile has none.
    /// - Parameter body: a block that it finds malformed is noted as well.
    func blocks(
        of device: UInt32, in segments: [Segment], _ body: (PackedBlock) throws -> Void
    ) throws {
        var next = 0
        while next < segments.count {
            let stop = ContinuousClock.now + Self.step
            let blobs: [(Segment, [UInt8])] = try queue.read { db in
                let statement = try db.cachedStatement(sql: "SELECT packed FROM block WHERE id = ?")
                var blobs: [(Segment, [UInt8])] = []
                while next < segments.count, blobs.count < Self.blocksPerStep, ContinuousClock.now < stop {
                    let segment = segments[next]
                    next += 1
                    let id = HistorySchema.block(segment: segment.id, device: device)
                    if let packed = try Data.fetchOne(statement, arguments: [id]) {
                        blobs.append((segment, [UInt8](packed)))
                    }
                }
                return blobs
            }
            for (segment, bytes) in blobs {
                do {
                    try body(try PackedBlock(bytes))
                } catch is BlockDamage {
                    damaged.note(HistorySchema.block(segment: segment.id, device: device))
                }
            }
        }
    }

    /// Every message of one sealing in the order of commits, the classes of a message joined again.
    func messages(of segments: [Segment]) throws -> [JournaledMessage] {
        var found: [(ordinal: Int64, message: JournaledMessage)] = []
        for segment in segments {
            var after = HistorySchema.blocks(of: segment.id).lowerBound - 1
            let last = HistorySchema.blocks(of: segment.id).upperBound
            while true {
                let rows = try queue.read { db in
                    try Row.fetchAll(
                        db.cachedStatement(
                            sql: "SELECT id, packed FROM block WHERE id > ? AND id <= ? ORDER BY id LIMIT ?"),
                        arguments: [after, last, Self.blocksPerStep]
                    ).map { (id: $0[0] as Int64, bytes: [UInt8]($0[1] as Data)) }
                }
                guard let end = rows.last else { break }
                after = end.id
                for row in rows {
                    let device = UInt32(truncatingIfNeeded: row.id & Int64(HistorySchema.mostDevices))
                    do {
                        found += try PackedBlock(row.bytes).messages(device: device)
                    } catch {
                        damaged.note(row.id)
                    }
                }
            }
        }
        found.sort { $0.ordinal < $1.ordinal }
        var joined: [JournaledMessage] = []
        joined.reserveCapacity(found.count)
        var last: Int64?
        for (ordinal, message) in found {
            if ordinal == last {
                joined[joined.count - 1].readings += message.readings
            } else {
                joined.append(message)
            }
            last = ordinal
        }
        return joined
    }

    /// How the file stands, as far as another process than the writer's can know it.
    func statistics() throws -> HistoryStatistics {
        var statistics = HistoryStatistics()
        try queue.read { db in
            statistics.classes = try HistoryStatistics.Class.all(db)
            let meta = try HistoryFile.meta(db)
            statistics.limitBytes = meta[HistorySchema.Key.bytes] ?? 0
            statistics.isFull = meta[HistorySchema.Key.fullPages] ?? 0 > 0
            statistics.writtenBytes = meta[HistorySchema.Key.written] ?? 0
            statistics.damagedBlocks = try Int64.fetchOne(db, sql: "SELECT count(*) FROM damaged") ?? 0
            statistics.checkedSince = meta[HistorySchema.Key.checkedSince].map(Timestamp.init(milliseconds:))
            statistics.writtenSince = meta[HistorySchema.Key.writtenSince].map(Timestamp.init(milliseconds:))
        }
        statistics.databaseBytes = files.size(files.history)
        statistics.logBytes = files.size(files.historyLog)
        return statistics
    }

    private static let blocksPerStep = 32
}

extension HistoryStatistics.Class {
    static func all(_ db: Database) throws -> [HistoryStatistics.Class] {
        try Row.fetchAll(
            db,
            sql: """
                SELECT class, count(*), sum(readings), sum(bytes), min(arrived_from) FROM segment
                WHERE state = \(HistorySchema.State.sealed) GROUP BY class ORDER BY class
                """
        ).compactMap { row in
            guard let importance = Point.Importance(rank: row[0]) else { return nil }
            return HistoryStatistics.Class(
                importance: importance, segments: row[1], readings: row[2], bytes: row[3],
                oldest: Timestamp(milliseconds: row[4]))
        }
    }
}
