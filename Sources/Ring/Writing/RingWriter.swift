import Facility
import GRDB

/// The one writer of the store: what the engine wants remembered goes through here, one transaction per
/// batch, and is on the disk when `commit` returns.
///
/// `gengfu.db` is one SQLite file in WAL mode with `synchronous = FULL`. File and log have all their bytes
/// from the start, so a full disk stops no commit and neither grows afterwards: when pages run low the
/// journal's oldest rows go, in slices inside commits. Those that are sealed in `history.db` by then (`HistoryWriter`)
/// are no loss; those that are not are noted in the loss ledger. Eviction by importance is history's.
///
/// It belongs to the loop's thread. Readers have connections of their own (`RingReader`); the lock beside the
/// file keeps a second writer out.
///
/// After a failed commit nothing of it remains and the same effects are committed again. After
/// `CommitFailure.needsVerification` call `reopenAndVerify` first: the disk may hold the commit although it
/// did not say so, and the kernel may show pages that never reached it.
package final class RingWriter {
    package let limits: RingLimits
    package private(set) var report: OpenReport
    let files: RingFiles
    /// Where the journal's readings go; nil: nowhere.
    private(set) var history: HistoryWriter?
    private var lock: (any StoreLock)?
    private var open: (connection: StoreConnection, statements: JournalStatements)?
    private var state = WriterState()
    private var identities: [UInt8] = []
    private var lastCommitMicroseconds: Int64 = 0
    /// Frames in the log when the last connection was closed; a new one knows nothing of them before its first commit.
    private var framesBefore = 0

    /// Opens the store in a directory, or makes it.
    ///
    /// A damaged store is put away under another name, a new one with another epoch takes its place, and what
    /// can be saved is carried over: see `OpenReport.damage`.
    /// - Parameters:
    ///   - directory: must exist; the store is `gengfu.db` in it.
    ///   - epoch: 40 random bits, used when a file is made.
    ///   - distrusted: puts the present file away even if its check finds nothing: after
    ///     `CommitFailure.damaged`.
    ///   - disk: where the directory is.
    package init(
        directory: String, limits: RingLimits = RingLimits(), epoch: UInt64, now: Timestamp,
        distrusted: String? = nil, disk: any StoreDisk = MachineDisk()
    ) throws(OpenFailure) {
        let opening = try StoreOpening(
            files: RingFiles(directory: directory, disk: disk), limits: limits, epoch: epoch, now: now,
            distrusted: distrusted)
        self.limits = limits
        files = opening.files
        lock = opening.lock
        report = opening.report
        do {
            try adopt(opening.connection)
            guard let limits = limits.history else { return }
            let history = HistoryWriter(files, limits: limits, store: try historyMemory(), now: now)
            self.history = history
            report.history = history.opening
            try noteSealed()
        } catch {
            throw OpenFailure(error, path: files.database)
        }
    }

    deinit {
        close()
    }

    /// Closes the connection and lets another writer in; database and log keep their bytes. Later calls fail.
    package func close() {
        history?.close()
        disconnect()
        lock = nil
    }

    private func disconnect() {
        // The statements go before their connection.
        let connection = open?.connection
        framesBefore = framesInLog
        open = nil
        withExtendedLifetime(connection) {}
    }

    /// Number of the last commit on disk; 0 in a new store.
    package var lastSequence: Int64 { state.lastSequence }

    /// One transaction with one wait for the disk. When it returns, all of it is durable.
    /// - Returns: the commit's number and how long it took.
    package func commit(_ effects: Effects, at now: Timestamp) throws(CommitFailure) -> CommitReceipt {
        let began = ContinuousClock.now
        var draft = state
        draft.lastSequence += 1
        draft.lastCommit = now
        draft.commits += 1
        IdentityPacking.pack(effects.identities, into: &identities)
        if framesInLog > logCeiling { try emptyLog() }
        try transaction { db, statements in
            try makeRoom(for: effects, now: now, db, &draft)
            try statements.insert(
                sequence: draft.lastSequence, at: now, identities: identities, effects: effects)
            try noteTails(of: effects.identities, db, &draft)
            if effects.hasRows {
                try EffectRows(limits: limits, now: now, statements: statements).write(effects, db, &draft)
            }
            if history != nil { try noteHistory(now: now, db, &draft) }
        }
        if let history {
            history.ledgered(through: draft.ledgeredEvictions)
            draft.unsealed.add(effects, at: now)
        }
        state = draft
        if framesInLog > logLimit { checkpoint(.passive) }
        let took = ContinuousClock.now - began
        lastCommitMicroseconds = took.microseconds
        return CommitReceipt(sequence: state.lastSequence, microseconds: lastCommitMicroseconds)
    }

    /// Closes and opens the file after a disk failure and says whether the commit after `sequence` is there.
    ///
    /// The log is written over itself first (`RingFiles.renewLog`): a commit that is there is on the disk from then on, and
    /// must not be committed again.
    /// - Parameter sequence: `lastSequence` as it was before the failed commit.
    package func reopenAndVerify(_ sequence: Int64) throws(CommitFailure) -> CommitStanding {
        disconnect()
        do throws(OpenFailure) {
            try files.renewLog()
        } catch {
            throw CommitFailure(DatabaseError(resultCode: .SQLITE_IOERR, message: "\(error)"))
        }
        do {
            let connection = try StoreConnection(
                path: files.disk.address(of: files.database), framesInLog: framesBefore)
            guard try connection.synchronousLevel() == StoreConnection.full else {
                return try failSynchronous()
            }
            try adopt(connection)
            if state.lastSequence == sequence { return .absent }
            guard state.lastSequence > sequence else {
                return .lost(found: state.lastSequence)
            }
            return .present
        } catch {
            throw CommitFailure(error)
        }
    }

    private func failSynchronous() throws -> CommitStanding {
        throw DatabaseError(resultCode: .SQLITE_MISUSE, message: "synchronous is not FULL")
    }

    /// Checkpoints when the log has `checkpointBytes` or more: for the loop's quiet moments, after the
    /// PUBACKs. Costs the pages written since the last one and two waits for the disk.
    /// - Returns: whether it did.
    @discardableResult
    package func checkpointIfDue() -> Bool {
        guard Int64(framesInLog) * Self.frameBytes >= limits.checkpointBytes else { return false }
        return checkpoint(.passive)
    }

    /// Carries the log into the database or fails with what keeps it: a disk that takes writes and gives nothing back
    /// would let the log grow until it is full. What is not committed stays at the broker meanwhile.
    ///
    /// A reader that holds the log up is no failure; it is gone soon, and a stopped one must not stop the watch.
    private func emptyLog() throws(CommitFailure) {
        do {
            try connection().queue.writeWithoutTransaction { db in _ = try db.checkpoint(.passive) }
        } catch {
            throw CommitFailure(error)
        }
    }

    /// `PRAGMA synchronous` of the writing connection: 2 (FULL) or the promises are void.
    package func synchronousLevel() throws(CommitFailure) -> Int {
        do {
            return try connection().synchronousLevel()
        } catch {
            throw CommitFailure(error)
        }
    }

    /// Sizes and counts, for the page and the metrics.
    package var statistics: RingStatistics {
        RingStatistics(
            databaseBytes: files.size(files.database), logBytes: files.size(files.log),
            journalRows: (try? journalRows()) ?? 0, oldestJournal: try? oldest(), commits: state.commits,
            lastCommitMicroseconds: lastCommitMicroseconds, lastSequence: state.lastSequence,
            evictedReadings: state.evictedReadings, pagesLeft: state.pagesLeft,
            history: history?.currentStatistics(unsealed: state.unsealed.readings))
    }

    // MARK: - For the other files of the writer

    static let frameBytes = RingLimits.pageBytes + 24
    private var framesInLog: Int { open?.connection.framesInLog ?? framesBefore }
    /// From here a commit checkpoints by itself, although that delays its PUBACKs: the log must not grow.
    private var logLimit: Int { Int(limits.walBytes / Self.frameBytes) * 5 / 8 }
    /// From here no commit goes into a log that cannot be carried into the database: it is twice as long as it should be.
    private var logCeiling: Int { Int(limits.walBytes / Self.frameBytes) * 2 }

    func connection() throws -> StoreConnection {
        guard let open else {
            throw DatabaseError(resultCode: .SQLITE_MISUSE, message: "the store is closed")
        }
        return open.connection
    }

    /// Runs `body` in one transaction of the writing connection.
    func transaction(_ body: (Database, JournalStatements) throws -> Void) throws(CommitFailure) {
        do {
            let connection = try connection()
            guard let statements = open?.statements else { return }
            try connection.queue.writeWithoutTransaction { db in
                try statements.transaction { try body(db, statements) }
            }
        } catch {
            throw CommitFailure(error)
        }
    }

    func read<Answer>(_ body: (Database) throws -> Answer) throws(CommitFailure) -> Answer {
        do {
            return try connection().queue.writeWithoutTransaction(body)
        } catch {
            throw CommitFailure(error)
        }
    }

    var knownState: WriterState { state }

    func setUnsealed(_ unsealed: WriterState.Unsealed) { state.unsealed = unsealed }

    @discardableResult
    private func checkpoint(_ mode: Database.CheckpointMode) -> Bool {
        // A checkpoint that a reader holds up is tried again after the next commit; nothing is lost by it.
        (try? connection().queue.writeWithoutTransaction { db in _ = try db.checkpoint(mode) }) != nil
    }

    private func adopt(_ connection: StoreConnection) throws {
        let statements = try connection.queue.writeWithoutTransaction { db in
            var fresh = WriterState()
            fresh.commits = state.commits
            fresh.evictedReadings = state.evictedReadings
            try fresh.load(db, limits: limits)
            if let history { fresh.unsealed = try WriterState.Unsealed(db, after: history.through) }
            state = fresh
            return try JournalStatements(db)
        }
        open = (connection, statements)
        if let history, history.through > state.lastSequence {
            history.retreat(to: state.lastSequence, now: state.lastCommit ?? .distantPast)
            try noteSealed()
        }
    }

    private func journalRows() throws -> Int64 {
        try read { db in
            try Int64.fetchOne(db, sql: "SELECT max(id) - min(id) + 1 FROM journal") ?? 0
        }
    }

    private func oldest() throws -> Timestamp? {
        try read { db in
            try Int64.fetchOne(db, sql: "SELECT at FROM journal ORDER BY id LIMIT 1").map(
                Timestamp.init(milliseconds:))
        }
    }
}

extension Effects {
    /// Whether anything but the journal row is to be written; most commits have nothing else.
    var hasRows: Bool {
        !(transitions.isEmpty && incidents.isEmpty && live.isEmpty && snapshot.isEmpty && opened.isEmpty
            && settled.isEmpty && audit.isEmpty && losses.isEmpty && quarantine.isEmpty && released.isEmpty
            && reasons.isEmpty && numbered.isEmpty && registry.isEmpty
            && pending.isEmpty && decoded.isEmpty && streams.isEmpty && learned.isEmpty
            && drills.isEmpty && suppressions.isEmpty && records.isEmpty
            && times.isEmpty && pauses.isEmpty && proofs.isEmpty && signedOn == nil)
    }
}

extension Duration {
    var microseconds: Int64 { components.seconds * 1_000_000 + components.attoseconds / 1_000_000_000_000 }
}
