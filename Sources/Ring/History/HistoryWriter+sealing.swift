import Facility
import Foundation
import GRDB

/// The way of a stretch of the journal into its segments, slice by slice.
extension HistoryWriter {
    /// Whether a turn of `step` would do anything now.
    func wantsTurn(_ ring: RingWriter, now: Timestamp) -> Bool {
        guard file != nil else { return isRetryDue(now: now) }
        if isCarrying { return true }
        if isHeldUp(now: now), isLogFull { return false }
        if case .idle = phase {
            return isDue(ring, now: now) || wantsCarrying(now: now) || isCheckDue(now: now)
                || hasUnconfirmed
        }
        return true
    }

    private func isDue(_ ring: RingWriter, now: Timestamp) -> Bool {
        let waiting = ring.knownState.unsealed
        if waiting.readings >= Int64(readingsPerSealing) { return true }
        guard let since = waiting.since else { return false }
        // A clock that was set back makes nobody wait for a year.
        return now - since >= limits.span || since - now > limits.span
    }

    /// A file that is small takes small segments: one of them must always have room.
    private var readingsPerSealing: Int {
        min(limits.sealedReadings, max(1, Int(clamping: (file?.bytes ?? .max) / 64)))
    }

    /// Does the next slice. What fails ends the work at hand and nothing else.
    /// - Parameter budget: real time after which a slice ends between two pieces of its work; nil: its counts alone
    ///   bound it.
    func step(_ ring: RingWriter, now: Timestamp, budget: Duration?) {
        let end = budget.map { ContinuousClock.now + $0 }
        do {
            // What a slice writes is carried over in turns of its own before the log is full.
            if try carryOver(now: now) { return }
            if isHeldUp(now: now), isLogFull { return }
            phase = try next(phase, ring, now: now, until: end)
        } catch {
            fail(error, now: now)
        }
    }

    private func next(
        _ phase: Phase, _ ring: RingWriter, now: Timestamp, until end: ContinuousClock.Instant?
    ) throws -> Phase {
        switch phase {
        case .idle:
            guard let file, isDue(ring, now: now) else {
                if hasUnconfirmed {
                    try confirm()
                } else if isCheckDue(now: now) {
                    try checkSome(now: now)
                }
                return .idle
            }
            return .clearing(
                Sealing(
                    number: file.sealings + 1, after: file.through, lastRow: ring.lastSequence,
                    evictedBefore: ring.knownState.evictedReadings))
        case .clearing(let sealing):
            return try clear(from: sealing) ? .gathering(sealing) : phase
        case .gathering(let sealing):
            switch try gather(sealing, ring, until: end) {
            case .more: return phase
            case .enough: sealing.close(isWhole: false)
            case .all: sealing.close(isWhole: true)
            }
            return .naming(sealing)
        case .naming(let sealing):
            return try learnNames(of: sealing, ring) ? .makingRoom(sealing) : phase
        case .makingRoom(let sealing):
            return try makeRoom(pages: sealing.pagesNeeded, now: now) ? .writing(sealing) : phase
        case .writing(let sealing):
            try write(sealing, until: end)
            return sealing.isPacked ? .finishing(sealing) : phase
        case .finishing(let sealing):
            try finish(sealing, ring)
            return .confirming(sealing)
        case .confirming(let sealing):
            try confirm()
            try adopt(sealing, ring)
            return .idle
        }
    }

    /// - Returns: whether nothing is left of a sealing that was not finished.
    private func clear(from sealing: Sealing) throws -> Bool {
        let first = HistorySchema.blocks(of: HistorySchema.segment(sealing: sealing.number, class: 0))
            .lowerBound
        return try transaction { db in try dropBlocks(first...Int64.max, db) }
    }

    private enum Gathered { case more, enough, all }

    private func gather(
        _ sealing: Sealing, _ ring: RingWriter, until end: ContinuousClock.Instant?
    ) throws -> Gathered {
        let mostBytes = min((file?.bytes ?? .max) / 8, limits.sealedBytes)
        let mostReadings = Int64(readingsPerSealing)
        let target = min(sealing.rowReadings + Int64(limits.gatheredPerTurn), mostReadings)
        let targetBytes = min(sealing.rowBytes + limits.gatheredBytesPerTurn, mostBytes)
        var isWhole = false
        try ring.read { db in
            let cursor = try Row.fetchCursor(
                db.cachedStatement(
                    sql: "SELECT id, readings, packed FROM journal WHERE id > ? AND id <= ? ORDER BY id"),
                arguments: [sealing.through, sealing.lastRow])
            var rows = 0
            while rows < limits.gatheredPerTurn {
                guard let row = try cursor.next() else {
                    isWhole = true
                    break
                }
                rows += 1
                let readings: Int64 = row[1]
                let packed =
                    try readings == 0 ? [] : row.withUnsafeData(atIndex: 2) { $0.map { [UInt8]($0) } ?? [] }
                sealing.take(row: row[0], readings: readings, packed: packed, ranks: ranks)
                if sealing.rowReadings >= target || sealing.rowBytes >= targetBytes { break }
                if sealing.hasFullBlock { break }
                if let end, ContinuousClock.now >= end { break }
            }
        }
        if isWhole { return .all }
        let isEnough =
            sealing.rowReadings >= mostReadings || sealing.rowBytes >= mostBytes || sealing.hasFullBlock
        return isEnough ? .enough : .more
    }

    private func write(_ sealing: Sealing, until end: ContinuousClock.Instant?) throws {
        let points = pointNumbers
        try transaction { db in
            let insert = try db.cachedStatement(
                sql: "INSERT OR REPLACE INTO block (id, packed) VALUES (?, ?)")
            var readings = 0
            for _ in 0..<limits.blocksPerTurn {
                guard readings < limits.packedPerTurn, let block = sealing.nextBlock({ points[$0] ?? 0 })
                else { break }
                readings += block.readings
                let segment = HistorySchema.segment(sealing: sealing.number, class: block.key.rank)
                let device = deviceNumbers[block.key.device] ?? 0
                try insert.execute(
                    arguments: [HistorySchema.block(segment: segment, device: device), Data(block.packed)])
                if let end, ContinuousClock.now >= end { break }
            }
        }
    }

    /// Names the segments and says how far the journal is sealed, in one transaction behind all blocks. It counts when
    /// the disk has confirmed it: in the next turn.
    private func finish(_ sealing: Sealing, _ ring: RingWriter) throws {
        let written = files.disk.writtenBytes()
        let more = max(0, (written ?? 0) - (lastWritten ?? written ?? 0))
        try transaction { db in
            for (rank, tally) in sealing.tallies.sorted(by: { $0.key < $1.key }) {
                try db.cachedStatement(sql: "INSERT INTO segment VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)")
                    .execute(
                        arguments: [
                            HistorySchema.segment(sealing: sealing.number, class: rank), rank,
                            HistorySchema.State.sealed,
                            tally.from, tally.to, tally.arrivedFrom, tally.arrivedTo, tally.readings,
                            tally.blocks, tally.bytes,
                        ])
            }
            try HistoryFile.set(HistorySchema.Key.sealings, sealing.number, db)
            try HistoryFile.set(HistorySchema.Key.through, Self.end(of: sealing), db)
            try HistoryFile.set(HistorySchema.Key.checked, checkedThrough, db)
            try db.cachedStatement(sql: "UPDATE meta SET value = value + ? WHERE key = ?").execute(
                arguments: [more, HistorySchema.Key.written])
            try db.cachedStatement(sql: "DELETE FROM eviction WHERE number <= ?").execute(
                arguments: [ring.ledgeredEvictions])
        }
        lastWritten = written
        statistics.writtenBytes += more
    }

    /// Rows that were evicted meanwhile are behind it as well.
    private static func end(of sealing: Sealing) -> Int64 {
        sealing.isWhole ? sealing.lastRow : sealing.through
    }

    /// The disk has it: its readings are sealed.
    private func adopt(_ sealing: Sealing, _ ring: RingWriter) throws {
        file?.sealings = sealing.number
        file?.through = Self.end(of: sealing)
        extraPages = 0
        isGrowthStopped = false
        for (rank, tally) in sealing.tallies { statistics.add(tally, rank: rank) }
        try ring.noteSealed(sealing)
    }
}
