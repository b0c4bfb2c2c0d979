import Facility
import Ring

/// One life of the process: store, engine, lanes and the loop between them, on one thread and with every clock in hand.
///
/// It stands for `Watch.openAndTakeUp` (opening, boot row, numbers left out after an unclean end), and for
/// `WatchLoop.run`, `turn`, `readAndStep`, `stepBatch`, `isCommitDue`, `commit`, `afterCommit`, `announceUnjournaled`
/// and `acknowledge`, in their order. What decides in them is the program's own: `CommitKeeper`, `SessionWindow`,
/// `Engine`, `Lane`.
final class SimulatedWatch {

    let ring: RingWriter
    private(set) var numbering: Numbering
    let recovery: Recovery
    let unreadable: [String]
    var engine: Engine
    var keeper: CommitKeeper
    var lanes: SimulatedLanes
    var effects = Effects()
    private(set) var windows: [SessionWindow]
    private let batch = MessageBatch(capacity: 1 << 16, limit: 32)
    private let hand: ClockHand
    /// Identifiers read on the present connection whose PUBACK has not left.
    private(set) var unacknowledged: [[UInt16]] = [[], []]
    /// What was stepped and is not committed.
    private(set) var held: [SimulatedBroker.Message] = []
    /// Messages recognised as sent again.
    private var redelivered = 0
    private var pace = CommitPace()
    private(set) var announced: [Delivery] = []

    /// The monotonic clock that `CommitKeeper` reads.
    final class ClockHand {
        var milliseconds: Int64 = 0
    }

    enum Failure: Error {
        case opening(OpenFailure)
        case reading(CommitFailure)
    }

    init(
        disk: SimulatedDisk, site: Site, epoch: UInt64, now: Timestamp, hand: ClockHand, seed: UInt64,
        distrusted: String? = nil
    ) throws(Failure) {
        self.hand = hand
        ring = try Self.open(disk, epoch: epoch, now: now, distrusted: distrusted)
        let taken = try Self.takeUp(site, ring, now: now)
        recovery = taken.recovery
        unreadable = taken.unreadable
        numbering = taken.numbering
        engine = Engine(
            site: site.merged(with: taken.recovery.registry), numbering: taken.numbering,
            recovery: taken.recovery, now: now)
        keeper = CommitKeeper(ring: ring, monotonic: { hand.milliseconds }, tell: { _ in })
        lanes = SimulatedLanes(
            site: site, firstNumber: taken.recovery.nextDelivery,
            openCases: { [engine] in engine.openCases(at: $0) },
            outage: taken.recovery.lastCommit.map { max(.zero, now - $0) } ?? .zero, seed: seed, now: now)
        windows = (0..<2).map { SessionWindow(taken.recovery.identities[SessionIndex($0)] ?? []) }
    }

    private static func open(
        _ disk: SimulatedDisk, epoch: UInt64, now: Timestamp, distrusted: String?
    ) throws(Failure) -> RingWriter {
        do throws(OpenFailure) {
            return try RingWriter(
                directory: disk.directory, limits: limits, epoch: epoch, now: now, distrusted: distrusted,
                disk: disk)
        } catch {
            throw .opening(error)
        }
    }

    private static func takeUp(
        _ site: Site, _ ring: RingWriter, now: Timestamp
    ) throws(Failure) -> (recovery: Recovery, unreadable: [String], numbering: Numbering) {
        do throws(CommitFailure) {
            // A disk that takes no note of the start will not take commits either: the loop deals with that.
            try? ring.recordBoot(at: now)
            var unreadable: [String] = []
            var recovery = try ring.recover(journalFrom: .distantPast, unreadable: &unreadable)
            if try ring.uncleanExits(within: .zero, before: now) > 0 {
                recovery.nextIncident += CommitKeeper.unjournaledLimit
                recovery.nextDelivery += CommitKeeper.unjournaledLimit
            }
            let numbering = try ring.numbering(for: site.merged(with: recovery.registry))
            return (recovery, unreadable, numbering)
        } catch {
            throw .reading(error)
        }
    }

    /// As small as a store can be.
    static var limits: RingLimits {
        var limits = RingLimits(journalBytes: 1 << 20)
        limits.reserveBytes = 1 << 20
        limits.walBytes = 512 << 10
        limits.checkpointBytes = 64 << 10
        return limits
    }

    /// Before the first turn, as `WatchLoop.run` does.
    func start(now: Timestamp) {
        engine.start(now: now, effects: &effects)
        for session in 0..<2 {
            engine.sessionChanged(SessionIndex(session), .disconnected, now: now, effects: &effects)
        }
    }

    func connected(_ session: Int, sessionPresent: Bool, now: Timestamp) {
        unacknowledged[session] = []
        windows[session].connected(sessionPresent: sessionPresent)
        if !sessionPresent { effects.identities.append(SessionWindow.beginning(of: UInt16(session))) }
        engine.sessionChanged(
            SessionIndex(session), .connected(sessionPresent: sessionPresent), now: now, effects: &effects)
    }

    func disconnected(_ session: Int, now: Timestamp) {
        // As libmosquitto forgets the PUBACKs it had queued.
        unacknowledged[session] = []
        windows[session].disconnected()
        engine.sessionChanged(SessionIndex(session), .disconnected, now: now, effects: &effects)
    }

    /// `WatchLoop.continueReload`, with the new numbers in the commit that uses them first.
    func reload(_ site: Site, now: Timestamp) {
        let (next, new) = numbering.laidOut(for: site)
        numbering = next
        effects.numbered += new
        engine.reload(site: site, numbering: next, now: now, effects: &effects)
    }

    /// A connection waits until everything read on the last one is committed (`Session.collect`).
    var mayConnect: Bool { held.isEmpty || keeper.isEmergency }

    func takeRedelivered() -> Int {
        defer { redelivered = 0 }
        return redelivered
    }

    // MARK: The turn

    /// Urgent before telemetry, and urgent once more.
    func readAndStep(_ broker: inout SimulatedBroker, now: Timestamp) {
        for session in [0, 1, 0] where keeper.accepts(session == 0 ? .urgent : .telemetry) {
            var read: [SimulatedBroker.Message] = []
            batch.removeAll()
            while batch.hasRoom(for: 2_048), let (mid, message) = broker.read(session) {
                let isIn = message.topic.withUnsafeBytes { topic in
                    message.payload.withUnsafeBytes { payload in
                        batch.append(
                            session: UInt16(session), mid: mid, retained: false, topic: topic,
                            payload: payload)
                    }
                }
                precondition(isIn)
                read.append(message)
                unacknowledged[session].append(mid)
            }
            for position in read.indices { step(position, read[position], session: session, now: now) }
        }
    }

    private func step(_ position: Int, _ message: SimulatedBroker.Message, session: Int, now: Timestamp) {
        let identity = MessageIdentity(
            session: UInt16(session), mid: batch[position].mid, hash32: batch[position].hash32)
        pace.noteMessage(now: hand.milliseconds)
        guard !windows[session].isRedelivery(identity) else { return redelivered += 1 }
        engine.step(batch, at: position, now: now, effects: &effects)
        windows[session].stepped(identity)
        held.append(message)
    }

    func isCommitDue(hasReplies: Bool) -> Bool {
        pace.noteTurn(effects, now: hand.milliseconds)
        if let retry = keeper.retryAt { return hand.milliseconds >= retry }
        return pace.isDue(effects, isAwaited: hasReplies, now: hand.milliseconds)
    }

    /// - Returns: what is on the disk now; nil: nothing is, and the same is committed again.
    func commit(now: Timestamp) -> (effects: Effects, messages: [SimulatedBroker.Message])? {
        if keeper.failingSince == nil { engine.noteLosses(effects: &effects) }
        guard case .stored = keeper.commit(effects, at: now) else {
            announceUnjournaled(now: now)
            return nil
        }
        let stored = (effects, held)
        lanes.offer(effects.opened, now: now)
        effects.removeAll()
        held.removeAll()
        pace.committed()
        return stored
    }

    /// After a commit, and only then.
    func acknowledge(_ broker: inout SimulatedBroker) {
        guard held.isEmpty, !pace.isMessageWaiting else { return }
        for session in 0..<2 {
            broker.acknowledge(unacknowledged[session], of: session)
            unacknowledged[session] = []
        }
    }

    func rest() {
        if keeper.failingSince == nil, pace.isResting(effects) { keeper.idleTurn() }
    }

    private func announceUnjournaled(now: Timestamp) {
        guard keeper.isEmergency, keeper.mayAnnounce else { return }
        var urgent = UnjournaledChoice.choose(from: effects.opened) { keeper.wasAnnounced($0) }
        for position in urgent.indices {
            urgent[position].report.isUnjournaled = true
            keeper.noteAnnounced(urgent[position].number)
        }
        announced += urgent
        lanes.offer(urgent, now: now)
    }
}
