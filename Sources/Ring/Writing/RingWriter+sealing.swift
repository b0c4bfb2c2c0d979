import Facility
import GRDB

/// What the journal and sealed history have to do with each other.
extension RingWriter {
    /// Whether a quiet moment could be used for sealing (`sealSlice`).
    package func wantsSealing(at now: Timestamp) -> Bool { history?.wantsTurn(self, now: now) ?? false }

    /// So much of the journal waits to be sealed that it can wait for no quiet moment: half of what it may hold.
    package var isSealingPressing: Bool {
        history?.file != nil && knownState.unsealed.bytes >= limits.journalBytes / 2
    }

    /// One slice of the work that moves readings from the journal to history: some 2 ms, and at most one wait for the
    /// disk.
    ///
    /// Nothing it meets with is told to the caller: history may fail alone (`RingStatistics.history`).
    /// - Parameter budget: real time after which the slice ends between two pieces of its work; nil: the counts of
    ///   `HistoryLimits` alone bound it.
    package func sealSlice(at now: Timestamp, budget: Duration? = nil) {
        guard let history else { return }
        do throws(CommitFailure) {
            if history.file == nil {
                guard history.isRetryDue(now: now), history.reopen(store: try historyMemory(), now: now)
                else {
                    return
                }
                try noteSealed()
                return
            }
        } catch {
            // The store cannot say what it knows of history; it is asked again when a failed history would be.
            history.putOff(now: now)
            return
        }
        history.step(self, now: now, budget: budget)
    }

    /// What points matter how much from now on, for the readings that are sealed from now on.
    package func follow(_ site: Site, _ numbering: Numbering) {
        guard let history else { return }
        for (point, number) in zip(site.points, numbering.pointNumbers) {
            history.ranks[number] = point.importance.rank
        }
    }

    func historyMemory() throws(CommitFailure) -> HistoryFile.Memory {
        let (born, evictions) = try read { db in
            (
                try WriterState.meta(db, Schema.Key.history),
                try WriterState.meta(db, Schema.Key.historyEvictions) ?? 0
            )
        }
        return HistoryFile.Memory(
            epoch: report.epoch, lastSequence: knownState.lastSequence, born: born, evictions: evictions)
    }

    /// Counts anew what is not sealed.
    func noteSealed() throws(CommitFailure) {
        let through = history?.through ?? 0
        let unsealed = try read { db in try WriterState.Unsealed(db, after: through) }
        setUnsealed(unsealed)
    }

    /// Takes from the count what a sealing took. The rows behind it are looked at one by one only where some of its own
    /// were evicted meanwhile: there may be half a journal of them.
    func noteSealed(_ sealing: Sealing) throws(CommitFailure) {
        guard sealing.rowReadings > 0, knownState.evictedReadings == sealing.evictedBefore else {
            return try noteSealed()
        }
        var left = knownState.unsealed
        left.readings = max(0, left.readings - sealing.rowReadings)
        left.bytes = max(0, left.bytes - sealing.rowBytes)
        let through = history?.through ?? 0
        let next = try read { db in
            try Int64.fetchOne(
                db.cachedStatement(sql: "SELECT at FROM journal WHERE id > ? ORDER BY id LIMIT 1"),
                arguments: [through])
        }
        left.since = left.readings > 0 ? next.map(Timestamp.init(milliseconds:)) : nil
        if left.readings == 0 { left.bytes = 0 }
        setUnsealed(left)
    }

    /// Writes into the ledger what history had to drop and the disk has, in the transaction of a commit.
    func noteHistory(now: Timestamp, _ db: Database, _ draft: inout WriterState) throws {
        guard let history, let file = history.file else { return }
        let isNew = draft.historyBorn != file.born
        if isNew {
            try Self.setMeta(Schema.Key.history, file.born, db)
            draft.historyBorn = file.born
        }
        let known = draft.ledgeredEvictions
        let ledger = LossLedger(limits: limits)
        for (number, loss) in history.unledgered {
            if let number {
                // A commit in doubt that turned out to be there has told it already.
                guard number > known, number <= history.confirmedEvictions else { continue }
                draft.ledgeredEvictions = max(draft.ledgeredEvictions, number)
            } else if !isNew {
                continue
            }
            try ledger.note(loss, now: now, db)
        }
        guard draft.ledgeredEvictions > known else { return }
        try Self.setMeta(Schema.Key.historyEvictions, draft.ledgeredEvictions, db)
    }

    /// Evictions from history that are in the ledger on the disk, by number.
    var ledgeredEvictions: Int64 { knownState.ledgeredEvictions }

    private static func setMeta(_ key: String, _ value: Int64, _ db: Database) throws {
        try db.cachedStatement(sql: "INSERT OR REPLACE INTO meta (key, value) VALUES (?, ?)").execute(
            arguments: [key, value])
    }
}
