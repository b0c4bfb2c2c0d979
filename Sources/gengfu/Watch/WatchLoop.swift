import Control
import Facility
import Glibc
import Logging
import MQTT
import Ring
import SiteConfiguration

/// The watch itself: one thread that owns the sockets, the engine and the writer.
///
/// A turn: wait, collect what other threads left, read urgent sessions and then telemetry, read the clock once,
/// step, commit, and only then send the PUBACKs and ring the lanes. Hence a total order, an exact replay, one
/// writer and no lock on the way of a message.
///
/// When it commits is `CommitPace`'s to say: a batch that changed a hazard at once, any other waits for company.
final class WatchLoop {
    /// Real time that a turn gives to sealing history, when nobody waits.
    static let sealingBudget = Duration.milliseconds(2)

    var engine: Engine
    var store: CommitKeeper
    var sessions: [WatchedSession]
    let control: ControlServer
    let inbox: Inbox
    /// Rung by the sessions' connector threads.
    let sessionBell: Doorbell
    let lanes: any LaneDoor
    let steps: StepPrinter
    /// For questions about what only the store remembers.
    let reader: StoreView
    let contracts: ContractBoard
    let codecs: CodecDoor
    let reloader: Reloader
    var reloading: ReloadState
    var bridges: BridgeBoard
    var paths = LifePaths()
    var proofs: ProofBook
    /// Marked readings to be published between two commits.
    var marksToSend: [ProofMark] = []
    let log: Logger
    var pins = PINDesk()
    let callDoor: any CallDoor
    /// Monotonic milliseconds of the last page that was made; nil: longer ago than one lasts.
    var screenAt: Int64?
    var clock: ClockReader
    var service: ServiceManager

    /// Set in careful mode; then a batch is one message.
    private(set) var careful: PoisonWatch?
    private(set) var batch: MessageBatch
    var effects = Effects()
    /// Replies that wait for the commit of what they report.
    var replies: [(ConnectionID, ControlReply)] = []
    private var pace = CommitPace()
    private var lastKeptAlive: Int64 = 0
    /// The failure of commits that was logged last; nil: the last commit succeeded.
    private var lastLogged: CommitFailure?
    private(set) var isStopping = false
    /// Nobody spoke when this turn began, and readings wait to be sealed.
    private var isQuiet = false
    var measure = LoopMeasure()
    /// Generation of the engine's tables whose topics are subscribed to.
    var followed: UInt64 = 0

    init(
        engine: Engine, store: CommitKeeper, sessions: [WatchedSession], control: ControlServer, inbox: Inbox,
        sessionBell: Doorbell, lanes: any LaneDoor, steps: StepPrinter, reader: StoreView,
        contracts: ContractBoard, codecs: CodecDoor, reloader: Reloader, reloading: ReloadState,
        proofs: ProofBook, clock: ClockReader, service: ServiceManager, careful: PoisonWatch?,
        callDoor: any CallDoor, log: Logger
    ) {
        self.engine = engine
        self.store = store
        self.sessions = sessions
        self.control = control
        self.inbox = inbox
        self.sessionBell = sessionBell
        self.lanes = lanes
        self.steps = steps
        self.reader = reader
        self.contracts = contracts
        self.codecs = codecs
        self.reloader = reloader
        self.reloading = reloading
        bridges = BridgeBoard(engine.site)
        self.proofs = proofs
        self.clock = clock
        self.service = service
        self.careful = careful
        self.log = log
        self.callDoor = callDoor
        batch = careful == nil ? MessageBatch() : MessageBatch(limit: 1)
    }

    /// Runs until told to stop; what was read is committed and acknowledged before it returns.
    func run() {
        tellFireCentres()
        defer { steps.finish() }
        codecs.prepare(for: engine.site)
        engine.start(now: clock.read(), effects: &effects)
        // Until a broker has answered we are deaf, and nobody is silent because of it.
        for watched in sessions {
            let index = SessionIndex(Int(watched.session.settings.index))
            engine.sessionChanged(index, .disconnected, now: clock.read(), effects: &effects)
        }
        commit(at: clock.read())
        for watched in sessions { watched.session.open() }
        service.ready()
        while !isStopping { turn() }
        service.stopping()
        // Without a commit and without a PUBACK: the broker has it all for the next start.
        guard !store.isDamaged else { return sessions.forEach { $0.session.abandon() } }
        engine.finish(effects: &effects)
        commit(at: clock.read())
        acknowledge()
        for watched in sessions { watched.session.close() }
        store.close(at: clock.read())
    }

    /// One turn of the loop.
    func turn() {
        let ready = waitForWork()
        let woken = Monotonic.microseconds
        let started = clock.read()
        takeInbox(now: started)
        takeControl(ready, now: started)
        // Before looking: a ring while we look wakes the next turn. Left rung, it would never let us wait again.
        sessionBell.drain()
        for position in sessions.indices { takeChanges(ofSession: position, now: started) }
        readAndStep()
        let now = clock.read()
        engine.advance(to: now, effects: &effects)
        let isReloading = continueReload(now: now)
        meetListed(now: now)
        pace.noteTurn(effects, now: Monotonic.milliseconds)
        if isCommitDue {
            commit(at: now)
        } else if pace.isResting(effects) {
            publishQuestions()
            rest()
        }
        acknowledge()
        keepAlive()
        if isQuiet || store.isSealingPressing { store.sealTurn(at: now, budget: Self.sealingBudget) }
        measure.held(Monotonic.microseconds - woken, reloading: isReloading)
    }

    // MARK: Waiting

    /// - Returns: the control socket's share of what `poll` said.
    private func waitForWork() -> ArraySlice<pollfd> {
        var entries = control.pollEntries
        let controlCount = entries.count
        entries.append(pollfd(fd: inbox.doorbell.descriptor, events: Int16(POLLIN), revents: 0))
        entries.append(pollfd(fd: sessionBell.descriptor, events: Int16(POLLIN), revents: 0))
        var backlog = false
        for watched in sessions {
            guard store.accepts(watched.sessionClass) else { continue }
            backlog = backlog || watched.session.hasBacklog
            guard let socket = watched.session.socket else { continue }
            var events = Int16(POLLIN)
            if watched.session.wantsWrite && watched.session.canWrite { events |= Int16(POLLOUT) }
            entries.append(pollfd(fd: socket, events: events, revents: 0))
        }
        let wantsSealing = store.wantsSealing(at: clock.read())
        let timeout = backlog || isReloadReady || wantsSealing ? 0 : patience()
        let ready = poll(&entries, nfds_t(entries.count), Int32(clamping: timeout))
        // History is sealed in moments in which nobody waits for us.
        isQuiet = wantsSealing && ready == 0 && !backlog
        guard ready > 0 else { return [] }
        return entries[..<controlCount]
    }

    /// A reload goes on in the next turn, whoever speaks. While commits fail it waits.
    private var isReloadReady: Bool {
        (reloading.writing != nil || reloading.nextListed != nil) && store.failingSince == nil
    }

    /// Real milliseconds until something is due even if nobody speaks.
    private func patience() -> Int64 {
        var wait: Int64 = 1_000
        if let retry = store.retryAt {
            // What waits is long overdue then; its time is that of the next try.
            wait = min(wait, retry - Monotonic.milliseconds)
        } else if let due = pace.due(effects) {
            wait = min(wait, due - Monotonic.milliseconds)
        }
        if let deadline = engine.nextDeadline {
            let now = clock.read()
            wait = min(wait, clock.realMilliseconds(until: deadline, from: now))
        }
        return max(0, wait)
    }

    // MARK: Reading

    /// Urgent sessions first, then telemetry, until dry or the batch is full; then the urgent ones once more, so
    /// that a fire never waits for a batch of telemetry to be stepped.
    private func readAndStep() {
        for sessionClass in [SessionClass.urgent, .telemetry, .urgent] where store.accepts(sessionClass) {
            for watched in sessions where watched.sessionClass == sessionClass {
                guard watched.session.isConnected || watched.session.hasBacklog else { continue }
                let outcome = watched.session.read(into: batch)
                if outcome == .disconnected || batch.count > 0 { stepBatch() }
            }
        }
    }

    /// Steps what was read. From here on the effects hold all that a message meant; its bytes may go.
    private func stepBatch() {
        guard !batch.isEmpty else { return }
        let now = clock.read()
        for position in 0..<batch.count {
            let message = batch[position]
            let watched = Int(message.session)
            let identity = MessageIdentity(
                session: message.session, mid: message.mid, hash32: message.hash32)
            if sessions[watched].isRedelivery(identity) {
                measure.redelivered += 1
                continue
            }
            if let careful, !mayStep(careful, position, now: now) {
                // Taken all the same: without it a run of redeliveries would end here and the rest count twice.
                effects.identities.append(identity)
                sessions[watched].stepped(identity)
                continue
            }
            if !bridges.isEmpty, takeBridge(position, now: now) {
                careful?.survived(hash32: message.hash32)
                effects.identities.append(identity)
                sessions[watched].stepped(identity)
                continue
            }
            #if GENGFU_TRAPS
                Trap.spring(batch.payload(position))
            #endif
            engine.step(batch, at: position, now: now, effects: &effects)
            careful?.survived(hash32: message.hash32)
            sessions[watched].stepped(identity)
        }
        measure.messages += UInt64(batch.count)
        pace.noteMessage(now: Monotonic.milliseconds)
        measure.readAt(Monotonic.microseconds, count: batch.count)
        batch.removeAll()
    }

    private func mayStep(_ careful: PoisonWatch, _ position: Int, now: Timestamp) -> Bool {
        let payload = engine.kept(batch.payload(position), of: batch.topic(position))
        return careful.mayStep(batch, position, keeping: payload, now: now)
    }

    // MARK: Committing and acknowledging

    private var isCommitDue: Bool {
        if isStopping { return true }
        // A danger, too, waits for the next try: one in every turn would only wear out what disk there is.
        if let retry = store.retryAt { return Monotonic.milliseconds >= retry }
        return pace.isDue(effects, isAwaited: !replies.isEmpty, now: Monotonic.milliseconds)
    }

    /// Commits everything stepped so far as one transaction, then tells whoever waited for it.
    func commit(at now: Timestamp) {
        // What was left out of messages that are acknowledged by this commit. While commits fail it gathers.
        if store.failingSince == nil { engine.noteLosses(effects: &effects) }
        switch store.commit(effects, at: now) {
        case .stored:
            afterCommit(at: now)
        case .failed(let failure):
            noteFailed(failure)
            // By the next try these questions would be stale; their lines ask again.
            effects.publications.removeAll(keepingCapacity: true)
            if store.isDamaged { stop() } else { announceUnjournaled() }
            if store.isEmergency { makeCalls() }
        }
    }

    /// Says once what is wrong with the disk, and again when it is something else: four lines a second for a night
    /// would be one more thing to fill it.
    private func noteFailed(_ failure: CommitFailure) {
        guard failure != lastLogged else { return }
        lastLogged = failure
        log.error("commit failed", metadata: ["reason": "\(failure)"])
    }

    private func afterCommit(at now: Timestamp) {
        for watched in sessions { watched.session.committed() }
        tellLanes()
        if !effects.opened.isEmpty { lanes.offer(opened: effects.opened) }
        if !effects.suppressions.isEmpty { tellFireCentres() }
        if !effects.pending.isEmpty { codecs.offer(effects.pending) }
        codecs.catchUp(engine.waitingDecodes)
        steps.print(effects, site: engine.site)
        publishQuestions()
        makeCalls()
        for (caller, reply) in replies { control.reply(to: caller, reply) }
        replies.removeAll(keepingCapacity: true)
        effects.removeAll()
        if engine.takeReloadWish() { prepareAnew() }
        followDevices()
        pace.committed()
        lastLogged = nil
        service.fed(monotonicMilliseconds: Monotonic.milliseconds, isLive: lanes.areLive)
    }

    /// A device taken in or out may need other topics; the plan is made anew only when the devices changed.
    private func followDevices() {
        let generation = engine.generation
        guard generation != followed else { return }
        followed = generation
        resubscribe(SubscriptionPlan(site: engine.site))
    }

    /// Nothing waits: a moment for the store's housekeeping.
    private func rest() {
        guard store.failingSince == nil else { return }
        store.idleTurn()
        service.fed(monotonicMilliseconds: Monotonic.milliseconds, isLive: lanes.areLive)
    }

    /// Reads in batches again; between two turns nothing is half read.
    private func leaveCarefulMode() {
        careful = nil
        batch = MessageBatch()
        log.notice("careful mode is over")
    }

    /// Emergency mode: after 5 s without a commit, life-safety cases go out marked as not journaled. Their
    /// idempotency keys are the same when the commit succeeds at last, so nobody opens a second case.
    private func announceUnjournaled() {
        guard store.isEmergency else { return }
        // Killing the only ears there are mends no disk (docs/decisions/0005-watchdog-in-emergency.md).
        service.fed(monotonicMilliseconds: Monotonic.milliseconds, isLive: lanes.areLive)
        // Uplinks go to their codecs, too: what is not stored comes again from the broker, should we end now.
        codecs.offer(effects.pending)
        guard store.mayAnnounce else { return }
        var urgent = UnjournaledChoice.choose(from: effects.opened) { store.wasAnnounced($0) }
        guard !urgent.isEmpty else { return }
        for position in urgent.indices {
            urgent[position].report.isUnjournaled = true
            store.noteAnnounced(urgent[position].number)
        }
        lanes.offer(opened: urgent)
    }

    /// Hands the questions to polled devices to their sessions, behind the commit of whatever led to them; they leave
    /// with the write that sends the PUBACKs. One that cannot be sent is missed by its line, which asks again.
    private func publishQuestions() {
        for question in effects.publications where sessions.indices.contains(question.session.position) {
            _ = sessions[question.session.position].session.publish(
                topic: question.topic, payload: question.payload, atLeastOnce: false)
        }
        effects.publications.removeAll(keepingCapacity: true)
        if !marksToSend.isEmpty { publishMarks() }
    }

    private func acknowledge() {
        for watched in sessions where watched.session.canWrite && watched.session.wantsWrite {
            watched.session.write()
        }
        if !pace.isMessageWaiting { measure.acknowledged(at: Monotonic.microseconds) }
    }

    private func keepAlive() {
        let now = Monotonic.milliseconds
        guard now - lastKeptAlive >= 1_000 else { return }
        lastKeptAlive = now
        continuePassage()
        watchScreen(now: clock.read())
        for position in sessions.indices {
            sessions[position].session.keepAlive()
            effects.losses += sessions[position].newLosses(at: clock.read())
        }
        lookAtPaths(now: clock.read())
        lookAtProofs(now: clock.read())
        renewPseudonyms(now: clock.read())
        if let careful, careful.isOver(at: clock.read()) { leaveCarefulMode() }
    }

    func stop() { isStopping = true }
}
