import Facility

/// Keeps a batch until it is on the disk: retries, verifies after a failed fsync, and says when it has failed for
/// so long that people must hear of a danger before the disk does.
///
/// Real time comes through `monotonic`, and what is worth a line of the log goes to `tell`: the simulated nights of the
/// tests have both in hand.
package struct CommitKeeper {
    package enum Outcome {
        case stored
        /// Nothing of it is stored; the effects stay and the same is committed again.
        case failed(CommitFailure)
    }

    /// Real milliseconds between two tries of a failed commit.
    package static let retryEvery: Int64 = 250
    /// Real milliseconds of failing after which life-safety cases go out unjournaled.
    package static let emergencyAfter: Int64 = 5_000
    /// Deliveries announced unjournaled at most, and the numbers left out after an unclean end.
    package static let unjournaledLimit: Int64 = 10_000
    /// Effects kept while commits fail, in journal bytes. Beyond it urgent sessions are no longer read either:
    /// the broker keeps what we do not take.
    package static let heldLimit = 16 << 20

    package let ring: RingWriter
    private let monotonic: () -> Int64
    private let tell: (News) -> Void
    /// Monotonic milliseconds since when commits fail; nil: the last one succeeded.
    package private(set) var failingSince: Int64?
    package private(set) var retryAt: Int64?
    package private(set) var lastFailure: CommitFailure?
    /// The file is not to be trusted any more: the process ends so that the next start puts it away.
    package private(set) var isDamaged = false
    private var heldBytes = 0
    /// A commit after this sequence of which nobody knows whether it is on the disk; the file is asked before
    /// anything else is written, as often as it takes.
    private var doubt: (sequence: Int64, extent: StoredExtent)?
    /// What of the effects held is stored already.
    private var stored = StoredExtent()
    private var announced: Set<Int64> = []
    package private(set) var commits = CommitMeasure()

    /// What is worth a line of the log.
    package enum News: Equatable {
        case succeedsAgain
        /// The disk lost commits that it had confirmed.
        case lostConfirmed(last: Int64, found: Int64)
        /// The next start is to put the file away.
        case damaged(reason: String)
        case stopNotNoted(CommitFailure)
    }

    /// - Parameters:
    ///   - monotonic: reads milliseconds of the machine's monotonic clock.
    ///   - tell: takes what is to be logged; must return at once.
    package init(
        ring: RingWriter, monotonic: @escaping () -> Int64, tell: @escaping (News) -> Void
    ) {
        self.ring = ring
        self.monotonic = monotonic
        self.tell = tell
    }

    /// Whether a session of this class is read now. While commits fail telemetry waits at the broker, so that
    /// what memory there is belongs to dangers.
    package func accepts(_ sessionClass: SessionClass) -> Bool {
        guard failingSince != nil else { return true }
        return sessionClass == .urgent && heldBytes < Self.heldLimit
    }

    /// Life-safety cases must go out although nothing can be stored.
    package var isEmergency: Bool {
        guard let since = failingSince else { return false }
        return monotonic() - since >= Self.emergencyAfter
    }

    package mutating func commit(_ effects: Effects, at now: Timestamp) -> Outcome {
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
        if failingSince != nil { tell(.succeedsAgain) }
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
        if failingSince == nil { failingSince = monotonic() }
        retryAt = monotonic() + Self.retryEvery
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
                tell(.lostConfirmed(last: inDoubt.sequence, found: found))
                return .absent
            }
        } catch {
            return .unanswered(error)
        }
    }

    private mutating func distrust(_ detail: String) {
        isDamaged = true
        tell(.damaged(reason: detail))
    }

    /// Work for a quiet moment, after the PUBACKs.
    package func idleTurn() { ring.checkpointIfDue() }

    /// Whether a quiet moment could be used for moving readings to history. While commits fail nothing moves.
    package func wantsSealing(at now: Timestamp) -> Bool {
        failingSince == nil && doubt == nil && ring.wantsSealing(at: now)
    }

    /// So much waits to be sealed that no quiet moment can be waited for.
    package var isSealingPressing: Bool { failingSince == nil && doubt == nil && ring.isSealingPressing }

    /// Moves readings to history for one slice.
    /// - Parameter budget: real time it may work; a wait for the disk, one at most, comes on top.
    package func sealTurn(at now: Timestamp, budget: Duration) { ring.sealSlice(at: now, budget: budget) }

    /// Whether one batch's worth of deliveries more may go out before the first commit that holds them.
    package var mayAnnounce: Bool { Int64(announced.count) < Self.unjournaledLimit / 2 }
    package func wasAnnounced(_ delivery: Int64) -> Bool { announced.contains(delivery) }
    package mutating func noteAnnounced(_ delivery: Int64) { announced.insert(delivery) }

    /// Ends the store's run by our own will.
    package func close(at now: Timestamp) {
        do throws(CommitFailure) {
            try ring.recordCleanStop(at: now)
        } catch {
            tell(.stopNotNoted(error))
        }
        ring.close()
    }
}
