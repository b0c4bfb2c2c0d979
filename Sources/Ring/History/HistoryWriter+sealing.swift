import Facility
import Foundation
import GRDB

/// The way of a stretch of the journal into its segments, slice by slice.
extension HistoryWriter {
    /// Whether a turn of `step` would do anything now.
    func wantsTurn(_ ring: RingWriter, now: Timestamp) -> Bool {
        guard file != nil else { return isRetryDue(now: now) }
        if isHeldUp(now: now), isLogFull { return false }
        if case .idle = phase { return isDue(ring, now: now) || wantsCarrying(now: now) }
        return true
    }

    /// Frames of the log that the database does not have yet, while the log was not begun anew.
    private var framesToCarry: Int {
        framesInLog >= framesCarried ? framesInLog - framesCarried : framesInLog
    }

    private func wantsCarrying(now: Timestamp) -> Bool {
        !isHeldUp(now: now) && Int64(framesToCarry) * RingWriter.frameBytes >= limits.checkpointBytes
    }

    /// A reader kept the log from being carried over a moment ago.
    private func isHeldUp(now: Timestamp) -> Bool {
        guard let until = heldUpUntil else { return false }
        return now < until && until - now <= .seconds(1)
    }

    /// Nothing more is written before it is carried over: the log must not grow.
    private var isLogFull: Bool { Int64(framesInLog) * RingWriter.frameBytes >= limits.logBytes / 2 }

    private func isDue(_ ring: RingWriter, now: Timestamp) -> Bool {
        let waiting = ring.knownState.unsealed
        if waiting.readings >= Int64(readingsPerSealing) { return true }
        guard let since = waiting.since else { return false }
        return now - since >= limits.span
    }

    /// A file that is small takes small segments: one of them must always have room.
    private var readingsPerSealing: Int {
        min(limits.sealedReadings, max(1, Int(clamping: (file?.bytes ?? .max) / 64)))
    }

    /// Does the next slice. What fails ends the work at hand and nothing else.
    func step(_ ring: RingWriter, now: Timestamp) {
        do {
            let before = phase
            // Whoever goes on holds the only copy of what is gathered.
            phase = .idle
            phase = try next(before, ring, now: now)
        } catch {
            fail(error, now: now)
        }
    }

    private func next(_ phase: Phase, _ ring: RingWriter, now: Timestamp) throws -> Phase {
        // What a slice writes is carried over in a turn of its own before the log is full.
        if wantsCarrying(now: now) {
            try carryOver(now: now)
            return phase
        }
        if isHeldUp(now: now), isLogFull { return phase }
        switch phase {
        case .idle:
            guard let file, isDue(ring, now: now) else { return .idle }
            return .clearing(
                Sealing(number: file.sealings + 1, after: file.through, lastRow: ring.lastSequence))
        case .clearing(let sealing):
            return try clear(from: sealing) ? .gathering(sealing) : .clearing(sealing)
        case .gathering(var sealing):
            switch try gather(&sealing, ring) {
            case .more: return .gathering(sealing)
            case .enough: sealing.close(isWhole: false)
            case .all: sealing.close(isWhole: true)
            }
            try learnNames(of: sealing, ring)
            return .makingRoom(sealing)
        case .makingRoom(let sealing):
            return try makeRoom(pages: sealing.pagesNeeded, now: now)
                ? .writing(sealing) : .makingRoom(sealing)
        case .writing(var sealing):
            try write(&sealing)
            guard sealing.isPacked else { return .writing(sealing) }
            try finish(sealing, ring, now: now)
            return .idle
        }
    }

    /// Carries the log over. Should a reader hold it up it is tried again a second later.
    private func carryOver(now: Timestamp) throws {
        guard let file else { return }
        let frames = framesInLog
        let result = try file.connection.queue.writeWithoutTransaction { db in
            do {
                return try db.checkpoint(.passive)
            } catch let error as DatabaseError where error.resultCode == .SQLITE_BUSY {
                return (walFrameCount: 1, checkpointedFrameCount: 0)
            }
        }
        if result.checkpointedFrameCount >= result.walFrameCount {
            framesCarried = frames
            heldUpUntil = nil
        } else {
            heldUpUntil = now + .seconds(1)
        }
    }

    /// - Returns: whether nothing is left of a sealing that was not finished.
    private func clear(from sealing: Sealing) throws -> Bool {
        let first = HistorySchema.blocks(of: HistorySchema.segment(sealing: sealing.number, class: 0))
            .lowerBound
        return try transaction { db in
            try db.cachedStatement(
                sql: "DELETE FROM block WHERE id IN (SELECT id FROM block WHERE id >= ? ORDER BY id LIMIT ?)"
            ).execute(arguments: [first, limits.blocksPerTurn])
            return db.changesCount < limits.blocksPerTurn
        }
    }

    private enum Gathered { case more, enough, all }

    private func gather(_ sealing: inout Sealing, _ ring: RingWriter) throws -> Gathered {
        let mostBytes = (file?.bytes ?? .max) / 8
        let mostReadings = Int64(readingsPerSealing)
        let target = min(sealing.rowReadings + Int64(limits.gatheredPerTurn), mostReadings)
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
                if sealing.rowReadings >= target { break }
            }
        }
        if isWhole { return .all }
        return sealing.rowReadings >= mostReadings || sealing.rowBytes >= mostBytes ? .enough : .more
    }

    // MARK: Names

    /// Gives the file's own numbers to the journal's devices and points that it meets for the first time.
    private func learnNames(of sealing: Sealing, _ ring: RingWriter) throws {
        let devices = sealing.devices.filter { deviceNumbers[$0] == nil }
        let points = sealing.points.filter { pointNumbers[$0] == nil }
        guard !devices.isEmpty || !points.isEmpty else { return }
        try ring.read { db in
            for number in devices {
                deviceNumbers[number] = self.number(of: try name(number, "device", db), "device")
            }
            for number in points {
                pointNumbers[number] = self.number(of: try name(number, "point", db), "point")
            }
        }
        guard file?.devices.count ?? 0 <= Int(HistorySchema.mostDevices) else {
            throw DatabaseError(
                resultCode: .SQLITE_FULL, message: "more devices than a history can tell apart")
        }
    }

    private func name(_ number: UInt32, _ table: String, _ db: Database) throws -> String {
        try String.fetchOne(
            db.cachedStatement(sql: "SELECT name FROM \(table) WHERE number = ?"), arguments: [Int64(number)])
            ?? "#\(number)"
    }

    private func number(of name: String, _ table: String) -> UInt32 {
        let known = table == "device" ? file?.devices : file?.points
        if let number = known?[name] { return number }
        // Rows are never taken back, so their count is the last number.
        let number = UInt32(known?.count ?? 0) + 1
        if table == "device" { file?.devices[name] = number } else { file?.points[name] = number }
        newNames.append((table, number, name))
        return number
    }

    // MARK: Writing

    private func write(_ sealing: inout Sealing) throws {
        let points = pointNumbers
        try transaction { db in
            for row in newNames {
                try db.cachedStatement(sql: "INSERT INTO \(row.table) (number, name) VALUES (?, ?)").execute(
                    arguments: [Int64(row.number), row.name])
            }
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
            }
        }
        newNames = []
    }

    /// From the end of this transaction on the readings are sealed: it waits for the disk, and with it for all slices
    /// before it.
    private func finish(_ sealing: Sealing, _ ring: RingWriter, now: Timestamp) throws {
        guard var file else { return }
        // Rows that were evicted meanwhile are behind it as well.
        let through = sealing.isWhole ? sealing.lastRow : sealing.through
        let written = files.disk.writtenBytes()
        let more = max(0, (written ?? 0) - (lastWritten ?? written ?? 0))
        try file.connection.queue.writeWithoutTransaction { db in
            try db.execute(sql: "PRAGMA synchronous = FULL")
        }
        try transaction { db in
            for (rank, tally) in sealing.tallies.sorted(by: { $0.key < $1.key }) {
                try db.cachedStatement(sql: "INSERT INTO segment VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)")
                    .execute(
                        arguments: [
                            HistorySchema.segment(sealing: sealing.number, class: rank), rank,
                            HistorySchema.State.sealed,
                            tally.from, tally.to, tally.arrivedFrom, tally.arrivedTo, tally.readings,
                            tally.blocks,
                            tally.bytes,
                        ])
            }
            try HistoryFile.set(HistorySchema.Key.sealings, sealing.number, db)
            try HistoryFile.set(HistorySchema.Key.through, through, db)
            try db.cachedStatement(sql: "UPDATE meta SET value = value + ? WHERE key = ?").execute(
                arguments: [more, HistorySchema.Key.written])
            try db.cachedStatement(sql: "DELETE FROM eviction WHERE number <= ?").execute(
                arguments: [ring.ledgeredEvictions])
            try countClasses(db)
        }
        try file.connection.queue.writeWithoutTransaction { db in
            try db.execute(sql: "PRAGMA synchronous = NORMAL")
        }
        file.sealings = sealing.number
        file.through = through
        self.file = file
        lastWritten = written
        extraPages = 0
        isGrowthStopped = false
        statistics.writtenBytes += more
        statistics.sealedReadings += sealing.tallies.values.reduce(0) { $0 + $1.readings }
        try ring.noteSealed()
    }
}
