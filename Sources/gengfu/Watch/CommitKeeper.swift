import Facility
import Foundation
import Logging
import Ring

/// Keeps a batch until it is on the disk: retries, verifies after a failed fsync, and says when it has failed for
/// so long that people must hear of a danger before the disk does.
struct CommitKeeper {
    enum Outcome {
        case stored
        /// Nothing of it is stored; the effects stay and the same is committed again.
        case failed(CommitFailure)
    }

    /// Real milliseconds between two tries of a failed commit.
    static let retryEvery: Int64 = 250
    /// Real milliseconds of failing after which life-safety cases go out unjournaled.
    static let emergencyAfter: Int64 = 5_000
    /// Deliveries announced unjournaled at most, and the numbers left out after an unclean end.
    static let unjournaledLimit: Int64 = 10_000
    /// Effects kept while commits fail, in journal bytes. Beyond it urgent sessions are no longer read either:
    /// the broker keeps what we do not take.
    static let heldLimit = 16 << 20

    let ring: RingWriter
    private let directory: String
    private let log: Logger
    /// Monotonic milliseconds since when commits fail; nil: the last one succeeded.
    private(set) var failingSince: Int64?
    private(set) var retryAt: Int64?
    private(set) var lastFailure: CommitFailure?
    /// The file is not to be trusted any more: the process ends so that the next start puts it away.
    private(set) var isDamaged = false
    private var heldBytes = 0
    /// A commit after this sequence of which nobody knows whether it is on the disk; the file is asked before
    /// anything else is written, as often as it takes.
    private var doubt: (sequence: Int64, extent: StoredExtent)?
    /// What of the effects held is stored already.
    private var stored = StoredExtent()
    private var announced: Set<Int64> = []
    private(set) var commits = CommitMeasure()

    init(ring: RingWriter, directory: String, log: Logger) {
        self.ring = ring
        self.directory = directory
        self.log = log
    }

    /// Whether a session of this class is read now. While commits fail telemetry waits at the broker, so that
    /// what memory there is belongs to dangers.
    func accepts(_ sessionClass: SessionClass) -> Bool {
        guard failingSince != nil else { return true }
        return sessionClass == .urgent && heldBytes < Self.heldLimit
    }

    /// Life-safety cases must go out although nothing can be stored.
    var isEmergency: Bool {
        guard let since = failingSince else { return false }
        return Monotonic.milliseconds - since >= Self.emergencyAfter
    }

    mutating func commit(_ effects: Effects, at now: Timestamp) -> Outcome {
        guard !effects.isEmpty else { return .stored }
        if doubt != nil, case .unanswered(let failure) = askFile() {
            noteFailure(failure, heldBytes: effects.journal.count)
            return .failed(failure)
        }
        let before = ring.lastSequence
        do throws(CommitFailure) {
            let rest = stored == StoredExtent() ? effects : stored.rest(of: effects)
            let receipt = try ring.commit(rest, at: now)
            commits.note(microseconds: receipt.microseconds)
            succeeded()
            return .stored
        } catch {
            return failed(error, sequence: before, effects)
        }
    }

    private mutating func succeeded() {
        if failingSince != nil { log.notice("commits succeed again") }
        failingSince = nil
        retryAt = nil
        lastFailure = nil
        heldBytes = 0
        stored = StoredExtent()
        announced.removeAll(keepingCapacity: true)
    }

    private mutating func failed(
        _ failure: CommitFailure, sequence: Int64, _ effects: Effects
    ) -> Outcome {
        noteFailure(failure, heldBytes: effects.journal.count)
        guard failure.needsVerification else { return .failed(failure) }
        // The disk did not say whether it took the commit: look before committing it a second time.
        doubt = (sequence, StoredExtent(effects))
        switch askFile() {
        case .absent: return .failed(failure)
        case .present:
            succeeded()
            return .stored
        case .unanswered(let failure):
            noteFailure(failure, heldBytes: effects.journal.count)
            return .failed(failure)
        }
    }

    private mutating func noteFailure(_ failure: CommitFailure, heldBytes: Int) {
        lastFailure = failure
        self.heldBytes = heldBytes
        if failingSince == nil { failingSince = Monotonic.milliseconds }
        retryAt = Monotonic.milliseconds + Self.retryEvery
        if case .damaged(let detail) = failure, !isDamaged { distrust(detail) }
    }

    private enum Answer { case absent, present, unanswered(CommitFailure) }

    /// Asks the file what became of the commit in doubt. Should it give no answer the doubt stays: a commit that is
    /// there must not be written again, and the file is closed until it has been opened anew.
    private mutating func askFile() -> Answer {
        guard let inDoubt = doubt else { return .absent }
        do throws(CommitFailure) {
            let standing = try ring.reopenAndVerify(inDoubt.sequence)
            doubt = nil
            switch standing {
            case .absent: return .absent
            case .present:
                stored = inDoubt.extent
                return .present
            case .lost(let found):
                log.critical(
                    "the disk lost commits it had confirmed",
                    metadata: ["last": "\(inDoubt.sequence)", "found": "\(found)"])
                return .absent
            }
        } catch {
            return .unanswered(error)
        }
    }

    private mutating func distrust(_ detail: String) {
        isDamaged = true
        Self.noteDistrust(detail, in: directory)
        log.critical("the store is damaged", metadata: ["reason": "\(detail)"])
    }

    /// Name of the note a run leaves that found the store's pages wrong: the next start puts the file away.
    static func distrustNote(in directory: String) -> String { "\(directory)/gengfu.db.distrusted" }

    /// Should the note not reach the disk either, the next start still has its own check of the file.
    static func noteDistrust(_ reason: String, in directory: String) {
        try? reason.write(toFile: distrustNote(in: directory), atomically: true, encoding: .utf8)
    }

    /// Work for a quiet moment, after the PUBACKs.
    func idleTurn() { ring.checkpointIfDue() }

    /// Whether one batch's worth of deliveries more may go out before the first commit that holds them.
    var mayAnnounce: Bool { Int64(announced.count) < Self.unjournaledLimit / 2 }
    func wasAnnounced(_ delivery: Int64) -> Bool { announced.contains(delivery) }
    mutating func noteAnnounced(_ delivery: Int64) { announced.insert(delivery) }

    /// Ends the store's run by our own will.
    func close(at now: Timestamp) {
        do throws(CommitFailure) {
            try ring.recordCleanStop(at: now)
        } catch {
            log.error("the clean stop could not be noted", metadata: ["reason": "\(error)"])
        }
        ring.close()
    }
}

/// How long commits took, in microseconds: a histogram by powers of two, for the page and the metrics.
struct CommitMeasure {
    private var buckets = [UInt64](repeating: 0, count: 32)

    mutating func note(microseconds: Int64) {
        buckets[min(31, 64 - max(0, microseconds).leadingZeroBitCount)] += 1
    }

    /// Upper bound of the bucket that holds this quantile; nil without commits.
    func quantile(_ fraction: Double) -> Double? {
        let total = buckets.reduce(0, +)
        guard total > 0 else { return nil }
        var left = Double(total) * fraction
        for (bucket, count) in buckets.enumerated() {
            left -= Double(count)
            if left <= 0 { return Double(UInt64(1) << UInt64(bucket)) }
        }
        return nil
    }
}
