import Facility
import GRDB

/// How what was written reaches the disk: the log is carried into the database a step a turn, so that no turn waits for
/// the disk more than once.
///
/// The file is in WAL mode with `synchronous = NORMAL`: a transaction waits only where it is the first in a log begun
/// anew. Left to itself a checkpoint would wait twice; here the log is confirmed in one turn, copied in the next without
/// a wait, and the database confirmed in a third. Nothing is written in between, so the log keeps what the
/// database may not have yet.
extension HistoryWriter {
    /// Where the log stands on its way into the database.
    enum Carrying {
        case none
        /// The disk has the log.
        case confirmed
        /// The database has its pages, but not yet on the disk.
        case copied(frames: Int, isWhole: Bool)
    }

    /// One step of it, if one is due.
    /// - Returns: whether there was one.
    func carryOver(now: Timestamp) throws -> Bool {
        switch carrying {
        case .none:
            guard wantsCarrying(now: now) else { return false }
            try confirm()
            carrying = .confirmed
        case .confirmed:
            let frames = framesInLog
            carrying = .copied(frames: frames, isWhole: try copyLog())
        case .copied(let frames, let isWhole):
            try file?.connection.synchronise(.database)
            carrying = .none
            if isWhole { framesCarried = frames }
            heldUpUntil = isWhole ? nil : now + .seconds(1)
        }
        return true
    }

    /// Waits until the disk has all that was written so far: only from then on may the journal or the ledger count on it.
    func confirm() throws {
        guard let file else { return }
        try file.connection.synchronise(.log)
        confirmedEvictions = file.evictions
    }

    /// A loss is noted that the disk may not have.
    var hasUnconfirmed: Bool { file.map { $0.evictions > confirmedEvictions } ?? false }

    /// - Returns: whether no reader held it up.
    private func copyLog() throws -> Bool {
        guard let file else { return false }
        return try file.connection.queue.writeWithoutTransaction { db in
            try db.execute(sql: "PRAGMA synchronous = OFF")
            var isWhole = true
            do {
                _ = try db.checkpoint(.restart)
            } catch let error as DatabaseError where error.resultCode == .SQLITE_BUSY {
                isWhole = false
            }
            try db.execute(sql: "PRAGMA synchronous = NORMAL")
            return isWhole
        }
    }

    var isCarrying: Bool {
        if case .none = carrying { return false }
        return true
    }

    /// Frames of the log that the database does not have yet, while the log was not begun anew.
    private var framesToCarry: Int {
        framesInLog >= framesCarried ? framesInLog - framesCarried : framesInLog
    }

    func wantsCarrying(now: Timestamp) -> Bool {
        !isHeldUp(now: now) && Int64(framesToCarry) * RingWriter.frameBytes >= limits.checkpointBytes
    }

    /// A reader kept the log from being carried over a moment ago.
    func isHeldUp(now: Timestamp) -> Bool {
        guard let until = heldUpUntil else { return false }
        return now < until && until - now <= .seconds(1)
    }

    /// Nothing more is written before it is carried over: the log must not grow.
    var isLogFull: Bool { Int64(framesInLog) * RingWriter.frameBytes >= limits.logBytes / 2 }
}
