import Facility
import GRDB

/// The one writer of `history.db`: moves the journal's readings into packed blocks, and drops the oldest of the least
/// important when the file is full.
///
/// It belongs to the loop's thread and works in its quiet moments, a slice per turn (`step`): some 2 ms of work, and at
/// most one wait for the disk. A sealing gathers a stretch of the journal in memory, writes its blocks in slices, names
/// them in one transaction, and waits for the disk: only then do its readings count as sealed, and only then may the
/// journal drop them without a loss (`RingWriter.makeRoom`). A crash at any moment before leaves blocks that the next
/// sealing clears away and writes again under the same numbers; a crash after it leaves rows in the journal that are
/// known to be sealed.
///
/// Nothing that goes wrong here reaches the watch: the connection is closed, the readings stay in the journal, and the
/// file is tried again a minute later. When it is damaged it is put away, and a new one begun. Opening it again is the
/// one slice that waits more than once.
package final class HistoryWriter {
    /// Where it stands; each is left in a turn of its own.
    enum Phase {
        case idle
        /// Blocks that an unfinished sealing left behind go first.
        case clearing(Sealing)
        case gathering(Sealing)
        /// Devices and points that the file meets for the first time get their numbers.
        case naming(Sealing)
        /// Whole segments go until the sealing's pages are free.
        case makingRoom(Sealing)
        case writing(Sealing)
        /// All blocks are written; one transaction says so.
        case finishing(Sealing)
        /// The disk is asked to confirm it all.
        case confirming(Sealing)
    }

    let limits: HistoryLimits
    let files: RingFiles
    var file: HistoryFile?
    var phase = Phase.idle
    private(set) var failure: HistoryFailure?
    private var retryAt: Timestamp?
    /// The file's pages were found wrong: it is put away at the next opening.
    private var distrusted: String?
    /// Pages more than a sealing asks for, after the file was full all the same.
    var extraPages: Int64 = 0
    /// The disk was full: until a sealing is finished the file is not made larger.
    var isGrowthStopped = false
    var carrying = Carrying.none
    /// Frames of the log when it was last carried over whole.
    var framesCarried = 0
    var heldUpUntil: Timestamp?
    var statistics = HistoryStatistics()
    /// Not in the store's ledger yet, with the number of the eviction; nil: the loss of a whole file.
    private(set) var unledgered: [(number: Int64?, loss: Loss)] = []
    /// Evictions up to this one are on the disk. A later one may be undone by a power cut, and is not told before.
    var confirmedEvictions: Int64 = 0
    /// Classes of the journal's points.
    var ranks: [UInt32: Int64] = [:]
    /// The file's own numbers of the journal's devices and points.
    var deviceNumbers: [UInt32: UInt32] = [:]
    var pointNumbers: [UInt32: UInt32] = [:]
    /// The last block whose checksum was looked at, and when a slice last did (`HistoryWriter+check`).
    var checkedThrough: Int64 = 0
    var checkedAt: Timestamp?
    /// What the process had written to disks when it was last asked.
    var lastWritten: Int64?

    init(_ files: RingFiles, limits: HistoryLimits, store: HistoryFile.Memory, now: Timestamp) {
        self.files = files
        self.limits = limits
        lastWritten = files.disk.writtenBytes()
        open(store: store, now: now)
    }

    /// Number of the last journal row that is sealed; 0: none, or nobody knows.
    var through: Int64 { file?.through ?? throughWhenClosed }
    private var throughWhenClosed: Int64 = 0

    /// What the last opening came to.
    private(set) var opening = HistoryOpening.made

    /// Opens the file again.
    /// - Returns: whether it is open.
    func reopen(store: HistoryFile.Memory, now: Timestamp) -> Bool {
        open(store: store, now: now)
        return file != nil
    }

    /// What is not open is not tried before it would be after a failure.
    func putOff(now: Timestamp) { retryAt = now + limits.patience }

    /// Whether a file that failed is to be tried now. A clock that was set back must not keep it closed for a year.
    func isRetryDue(now: Timestamp) -> Bool {
        guard let retryAt else { return true }
        return now >= retryAt || retryAt - now > limits.patience
    }

    private func open(store: HistoryFile.Memory, now: Timestamp) {
        do {
            let opened = try HistoryFile(
                files, limits: limits, store: store, now: now, distrusted: distrusted)
            distrusted = nil
            failure = nil
            retryAt = nil
            file = opened
            opening = opened.opening
            if case .replaced(_, _, let loss) = opening { unledgered.append((nil, loss)) }
            try takeStock(store: store, now: now)
        } catch {
            fail(error, now: now)
            // What cannot be put right now cannot be put right in the next turn either.
            retryAt = now + limits.patience
            opening = .unavailable(detail: failure?.detail ?? "")
        }
    }

    /// Evictions that a crash kept from the ledger, and what there is of each class.
    private func takeStock(store: HistoryFile.Memory, now: Timestamp) throws {
        deviceNumbers = [:]
        pointNumbers = [:]
        unledgered.removeAll { $0.number != nil }
        confirmedEvictions = file?.evictions ?? 0
        try transaction { db in
            let rows = try Row.fetchAll(
                db,
                sql: """
                    SELECT number, class, count, from_at, to_at, damaged FROM eviction WHERE number > ?
                    ORDER BY number
                    """, arguments: [store.evictions])
            for row in rows {
                let loss = Self.loss(
                    row[2], rank: row[1], from: row[3], to: row[4], isDamage: row[5] as Int64 != 0)
                unledgered.append((row[0], loss))
            }
            statistics.classes = try HistoryStatistics.Class.all(db)
            statistics.damagedBlocks = try Int64.fetchOne(db, sql: "SELECT count(*) FROM damaged") ?? 0
            let meta = try HistoryFile.meta(db)
            checkedThrough = meta[HistorySchema.Key.checked] ?? 0
            statistics.checkedSince = meta[HistorySchema.Key.checkedSince].map(Timestamp.init(milliseconds:))
            statistics.writtenBytes = meta[HistorySchema.Key.written] ?? 0
            statistics.writtenSince = meta[HistorySchema.Key.writtenSince].map(Timestamp.init(milliseconds:))
            try limitPages(db)
        }
    }

    private static func loss(
        _ count: Int64, rank: Int64, from: Int64, to: Int64, isDamage: Bool
    ) -> Loss {
        let importance = Point.Importance(rank: rank) ?? .normal
        return Loss(
            cause: isDamage ? .damaged : .evicted, subject: "history/\(importance.rawValue)", count: count,
            from: Timestamp(milliseconds: from), to: Timestamp(milliseconds: to))
    }

    /// Keeps a loss under its number until the store's ledger has it: neither a crash nor a power cut forgets or doubles it.
    func lose(
        _ count: Int64, rank: Int64, from: Int64, to: Int64, isDamage: Bool, _ db: Database
    ) throws {
        let number = (file?.evictions ?? 0) + 1
        try db.cachedStatement(sql: "INSERT INTO eviction VALUES (?, ?, ?, ?, ?, ?)").execute(
            arguments: [number, rank, count, from, to, isDamage ? 1 : 0])
        try HistoryFile.set(HistorySchema.Key.evictions, number, db)
        file?.evictions = number
        unledgered.append((number, Self.loss(count, rank: rank, from: from, to: to, isDamage: isDamage)))
    }

    /// The ledger has evictions up to a number and the loss of files, on the disk.
    func ledgered(through number: Int64) {
        unledgered.removeAll { $0.number.map { $0 <= number } ?? (file != nil) }
    }

    /// The store lost rows that it had confirmed: their numbers are given again, and what gets them is not sealed.
    func retreat(to sequence: Int64, now: Timestamp) {
        phase = .idle
        throughWhenClosed = min(throughWhenClosed, sequence)
        guard file?.through ?? 0 > sequence else { return }
        do {
            try transaction { db in try HistoryFile.set(HistorySchema.Key.through, sequence, db) }
            file?.through = sequence
            try confirm()
        } catch {
            fail(error, now: now)
            throughWhenClosed = min(throughWhenClosed, sequence)
        }
    }

    /// Ends the work at hand; the watch goes on.
    func fail(_ error: any Error, now: Timestamp) {
        let detail =
            (error as? DatabaseError).map { $0.message ?? "\($0.resultCode)" }
            ?? (error as? DiskRefusal)?.reason ?? "\(error)"
        var isFresh = false
        if let error = error as? DatabaseError {
            if error.resultCode == .SQLITE_FULL {
                // The estimate was too low, or the disk has nothing left: then it makes do with the pages it has.
                if isGrowthStopped || file?.fullPages ?? 0 > 0 { extraPages = min(extraPages + 64, 4_096) }
                isGrowthStopped = true
            }
            if [.SQLITE_CORRUPT, .SQLITE_NOTADB].contains(error.resultCode) {
                isFresh = distrusted == nil
                distrusted = detail
            }
        }
        failure = HistoryFailure(since: failure?.since ?? now, detail: detail)
        // Damage is put away at once; a disk that fails may need a while.
        retryAt = isFresh ? now : now + limits.patience
        close()
    }

    func close() {
        phase = .idle
        // A disk that stumbles has not forgotten; a file that is damaged counts for nothing.
        if let file { throughWhenClosed = distrusted == nil ? file.through : 0 }
        file = nil
        carrying = .none
        framesCarried = 0
        heldUpUntil = nil
    }

    // MARK: For the other files

    func transaction<Answer>(_ body: (Database) throws -> Answer) throws -> Answer {
        guard let file else {
            throw DatabaseError(resultCode: .SQLITE_MISUSE, message: "history is closed")
        }
        // A commit may begin the log anew.
        defer { if framesInLog < framesCarried { framesCarried = 0 } }
        return try file.connection.queue.writeWithoutTransaction { db in
            var answer: Answer?
            try db.inTransaction(.immediate) {
                answer = try body(db)
                return .commit
            }
            guard let answer else { throw DatabaseError(resultCode: .SQLITE_INTERNAL) }
            return answer
        }
    }

    var framesInLog: Int { file?.connection.framesInLog ?? 0 }

    /// SQLite itself refuses to grow the file beyond its limit, and beyond its size once it has been full.
    func limitPages(_ db: Database) throws {
        guard let file else { return }
        let pages = file.fullPages > 0 ? file.fullPages : file.bytes / RingLimits.pageBytes
        _ = try Int64.fetchOne(db, sql: "PRAGMA max_page_count = \(pages)")
    }

    /// As it stands now.
    package func currentStatistics(unsealed: Int64) -> HistoryStatistics {
        var now = statistics
        now.databaseBytes = files.size(files.history)
        now.logBytes = files.size(files.historyLog)
        now.limitBytes = file?.bytes ?? limits.bytes ?? 0
        now.isFull = file.map { $0.fullPages > 0 } ?? false
        now.unsealedReadings = unsealed
        now.failure = failure
        return now
    }
}
