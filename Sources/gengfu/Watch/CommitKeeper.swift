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
        let before = ring.lastSequence
        do throws(CommitFailure) {
            let receipt = try ring.commit(effects, at: now)
            commits.note(microseconds: receipt.microseconds)
            succeeded()
            return .stored
        } catch {
            return failed(error, sequence: before, heldBytes: effects.journal.count)
        }
    }

    private mutating func succeeded() {
        if failingSince != nil { log.notice("commits succeed again") }
        failingSince = nil
        retryAt = nil
        lastFailure = nil
        heldBytes = 0
        announced.removeAll(keepingCapacity: true)
    }

    private mutating func failed(_ failure: CommitFailure, sequence: Int64, heldBytes: Int) -> Outcome {
        lastFailure = failure
        self.heldBytes = heldBytes
        if failingSince == nil { failingSince = Monotonic.milliseconds }
        retryAt = Monotonic.milliseconds + Self.retryEvery
        if case .damaged(let detail) = failure { distrust(detail) }
        guard failure.needsVerification else { return .failed(failure) }
        // The disk did not say whether it took the commit: look before committing it a second time.
        do throws(CommitFailure) {
            switch try ring.reopenAndVerify(sequence) {
            case .absent: return .failed(failure)
            case .present:
                succeeded()
                return .stored
            case .lost(let found):
                log.critical(
                    "the disk lost commits it had confirmed",
                    metadata: ["last": "\(sequence)", "found": "\(found)"])
                return .failed(failure)
            }
        } catch {
            if case .damaged(let detail) = error { distrust(detail) }
            return .failed(error)
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
