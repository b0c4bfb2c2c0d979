import Facility
import GRDB

/// The one writer of `history.db`: moves the journal's readings into packed blocks, and drops the oldest of the least
/// important when the file is full.
///
/// It belongs to the loop's thread and works in its quiet moments, a slice of some 2 ms per turn (`step`). A sealing
/// gathers a stretch of the journal in memory, writes its blocks in slices, and ends with one transaction that waits
/// for the disk: only then do its readings count as sealed, and only then may the journal drop them without a loss
/// (`RingWriter.makeRoom`). A crash at any moment before leaves blocks that the next sealing clears away and writes
/// again under the same numbers; a crash after it leaves rows in the journal that are known to be sealed.
///
/// Nothing that goes wrong here reaches the watch: the connection is closed, the readings stay in the journal, and the
/// file is tried again a minute later. When it is damaged it is put away, and a new one begun.
package final class HistoryWriter {
    /// Where it stands; each is left in a turn of its own.
    enum Phase {
        case idle
        /// Blocks that an unfinished sealing left behind go first.
        case clearing(Sealing)
        case gathering(Sealing)
        /// Whole segments go until the sealing's pages are free.
        case makingRoom(Sealing)
        case writing(Sealing)
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
    /// Frames of the log when it was last carried over whole.
    var framesCarried = 0
    var heldUpUntil: Timestamp?
    var statistics = HistoryStatistics()
    /// Not in the store's ledger yet, with the number of the eviction; nil: it has none.
    var unledgered: [(number: Int64?, loss: Loss)] = []
    /// Classes of the journal's points.
    var ranks: [UInt32: Int64] = [:]
    /// The file's own numbers of the journal's devices and points.
    var deviceNumbers: [UInt32: UInt32] = [:]
    var pointNumbers: [UInt32: UInt32] = [:]
    /// Names that the file does not have yet.
    var newNames: [(table: String, number: UInt32, name: String)] = []
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
            opening = .unavailable(detail: failure?.detail ?? "")
        }
    }

    /// Evictions that a crash kept from the ledger, and what there is of each class.
    private func takeStock(store: HistoryFile.Memory, now: Timestamp) throws {
        deviceNumbers = [:]
        pointNumbers = [:]
        unledgered.removeAll { $0.number != nil }
        try transaction { db in
            let rows = try Row.fetchAll(
                db,
                sql:
                    "SELECT number, class, count, from_at, to_at FROM eviction WHERE number > ? ORDER BY number",
                arguments: [store.evictions])
            for row in rows { unledgered.append((row[0], Self.loss(row))) }
            try countClasses(db)
            let meta = try HistoryFile.meta(db)
            statistics.writtenBytes = meta[HistorySchema.Key.written] ?? 0
            statistics.writtenSince = meta[HistorySchema.Key.writtenSince].map(Timestamp.init(milliseconds:))
            try limitPages(db)
        }
    }

    private static func loss(_ row: Row) -> Loss {
        let importance = Point.Importance(rank: row[1]) ?? .normal
        return Loss(
            cause: .evicted, subject: "history/\(importance.rawValue)", count: row[2],
            from: Timestamp(milliseconds: row[3]), to: Timestamp(milliseconds: row[4]))
    }

    /// Ends the work at hand; the watch goes on.
    func fail(_ error: any Error, now: Timestamp) {
        let detail =
            (error as? DatabaseError).map { $0.message ?? "\($0.resultCode)" }
            ?? (error as? DiskRefusal)?.reason ?? "\(error)"
        if let error = error as? DatabaseError {
            if error.resultCode == .SQLITE_FULL {
                // The estimate was too low, or the disk has nothing left: then it makes do with the pages it has.
                if isGrowthStopped || file?.fullPages ?? 0 > 0 { extraPages = min(extraPages + 64, 4_096) }
                isGrowthStopped = true
            }
            if [.SQLITE_CORRUPT, .SQLITE_NOTADB].contains(error.resultCode) { distrusted = detail }
        }
        failure = HistoryFailure(since: failure?.since ?? now, detail: detail)
        // Damage is put away at once; a disk that fails may need a while.
        retryAt = distrusted == nil ? now + limits.patience : now
        close()
    }

    func close() {
        phase = .idle
        // A disk that stumbles has not forgotten; a file that is damaged counts for nothing.
        if let file { throughWhenClosed = distrusted == nil ? file.through : 0 }
        file = nil
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

    func countClasses(_ db: Database) throws {
        statistics.classes = try HistoryStatistics.Class.all(db)
    }

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
