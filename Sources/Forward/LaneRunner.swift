import Facility
import Logging
import Synchronization

/// The shell of one lane: does what it says, tells it what came of it, decides nothing.
///
/// `run` is its lifetime. The loop's thread hands deliveries over with `offer`, which never waits; what becomes of
/// them goes back to the engine as commands.
package final class LaneRunner: Sendable {
    package let destination: String
    /// `Site.id`.
    private let site: String
    private let policy: Lane.Policy
    private let firstNumber: Int64
    private let outage: Interval
    private let conveyance: any Conveyance
    let ports: Ports
    private let inbox: LaneInbox
    private let shown = Mutex(LaneStatus())
    /// When the oldest sign of life was asked for that the lane has not given; nil: it lives.
    private let asked = Mutex<ContinuousClock.Instant?>(nil)
    /// When the far side's taking of an audit head was last put on record.
    private let headNoted = Mutex<Timestamp?>(nil)
    let log: Logger

    /// What the shell needs from the program.
    package struct Ports: Sendable {
        package var clock: WakeClock
        /// Reads up to so many unsettled deliveries of a destination, in the order that
        /// `Lane.Input.refilled` asks for; all of them, when fewer than the limit come back.
        package var readOutbox: @Sendable (_ destination: String, _ limit: Int) async throws -> [Delivery]
        /// Takes a command for the engine; never waits.
        package var command: @Sendable (Command) -> Void
        package var notice: @Sendable (LaneNotice) -> Void
        /// Where the audit log stands on the disk; it travels with every sign of life.
        package var auditHead: @Sendable () async -> AuditHead?

        package init(
            clock: WakeClock,
            readOutbox: @escaping @Sendable (String, Int) async throws -> [Delivery],
            command: @escaping @Sendable (Command) -> Void,
            notice: @escaping @Sendable (LaneNotice) -> Void,
            auditHead: @escaping @Sendable () async -> AuditHead? = { nil }
        ) {
            self.auditHead = auditHead
            self.clock = clock
            self.readOutbox = readOutbox
            self.command = command
            self.notice = notice
        }
    }

    /// `firstNumber`: the first delivery number of this life of the process (`Recovery.nextDelivery`).
    /// `outage`: how long the process was away.
    package init(
        destination: String, site: String = "", policy: Lane.Policy, conveyance: any Conveyance,
        firstNumber: Int64, outage: Interval, ports: Ports, log: Logger
    ) {
        self.destination = destination
        self.site = site
        self.policy = policy
        self.conveyance = conveyance
        self.firstNumber = firstNumber
        self.outage = outage
        self.ports = ports
        self.log = log
        inbox = LaneInbox(limit: policy.capacity)
    }

    package var status: LaneStatus { shown.withLock { $0 } }

    /// Hands over a delivery that was committed a moment ago. From any thread; never waits.
    package func offer(_ delivery: Delivery) { inbox.offer(delivery) }

    /// Asks for a sign of life, which is any turn of the lane; one that is idle turns once for it.
    /// - Returns: how long the lane has owed one that was asked for before; zero when it lives.
    package func askForLife() -> Duration {
        let now = ContinuousClock.now
        let since = asked.withLock { asked in
            defer { asked = asked ?? now }
            return asked
        }
        guard let since else {
            inbox.put(.deadline)
            return .zero
        }
        return now - since
    }

    package func pause() { inbox.put(.paused) }
    package func resume() { inbox.put(.resumed) }
    /// A person has taken a delivery out; the engine has settled it.
    package func drop(_ dropped: DroppedDelivery) { inbox.put(.dropped(dropped)) }
    /// Makes the kind's harmless call, and says by a notice what came of it.
    package func prove() { inbox.put(.proofWanted) }
    /// A person has mended something and does not want to wait.
    package func hurry() { inbox.put(.hurried) }

    /// Runs until its task is cancelled; exchanges under way are cut off and count as unknown.
    package func run() async {
        await withDiscardingTaskGroup { group in
            var turn = Turn(lane: Lane(destination: destination, policy: policy, firstNumber: firstNumber))
            take(.started(outage: outage), &turn, &group)
            if let source = conveyance as? any FeedbackSource, let every = source.feedbackEvery {
                group.addTask { await self.follow(source, every: every) }
            }
            for await input in inbox.inputs {
                inbox.taken(input)
                take(input, &turn, &group)
            }
            turn.wake?.cancel()
            group.cancelAll()
        }
        inbox.finish()
        await conveyance.shutDown()
    }

    /// What one run keeps between inputs.
    private struct Turn {
        var lane: Lane
        var random = SystemRandomNumberGenerator()
        var wake: Task<Void, Never>?
    }

    private func take(_ input: Lane.Input, _ turn: inout Turn, _ group: inout DiscardingTaskGroup) {
        let now = ports.clock.now()
        asked.withLock { $0 = nil }
        let actions = turn.lane.step(input, now: now, using: &turn.random)
        for action in actions { perform(action, &turn, &group) }
        shown.withLock { status in
            status.held = turn.lane.count
            status.wantsMore = turn.lane.wantsMore
            status.pathLostSince = turn.lane.pathLostSince
            status.turnedAt = now
        }
    }

    private func perform(_ action: Lane.Action, _ turn: inout Turn, _ group: inout DiscardingTaskGroup) {
        switch action {
        case .send(let delivery, let attempt): group.addTask { await self.send(delivery, attempt: attempt) }
        case .query(let delivery): group.addTask { await self.query(delivery) }
        case .heartbeat: group.addTask { await self.beat() }
        case .prove: group.addTask { await self.makeHarmlessCall() }
        case .refill(let limit): group.addTask { await self.refill(limit) }
        case .settle(let number, let outcome): settle(number, outcome)
        case .merged(let numbers, let into):
            log.info("updates merged", metadata: ["deliveries": "\(numbers)", "into": "\(into)"])
        case .pathLost(let since, let cause):
            log.warning("path lost", metadata: ["cause": "\(cause.rawValue)"])
            ports.notice(.pathLost(destination: destination, since: since, cause: cause))
        case .pathRestored(let since):
            log.notice("path restored")
            ports.notice(.pathRestored(destination: destination, lostSince: since))
        case .wake(let time):
            turn.wake?.cancel()
            turn.wake = Task { [inbox, clock = ports.clock] in
                await clock.sleep(time)
                if !Task.isCancelled { inbox.put(.deadline) }
            }
        }
    }

    private func settle(_ number: Int64, _ outcome: Delivery.Outcome) {
        shown.withLock { status in
            switch outcome {
            case .accepted: status.accepted += 1
            case .refused: status.refused += 1
            }
        }
        ports.command(.delivered(number, outcome))
    }
}

// MARK: - Exchanges

extension LaneRunner {
    private func send(_ delivery: Delivery, attempt: Int) async {
        do throws(Lane.Failure) {
            let answer = try await conveyance.send(delivery)
            note(delivery, "\(delivery.action.rawValue) attempt \(attempt)", answer.line)
            inbox.put(.succeeded(delivery.number, answer))
        } catch {
            note(delivery, "\(delivery.action.rawValue) attempt \(attempt)", error)
            inbox.put(.failed(delivery.number, error))
        }
    }

    private func query(_ delivery: Delivery) async {
        do throws(Lane.Failure) {
            let result = try await conveyance.query(delivery)
            switch result {
            case .present(let answer): note(delivery, "query", answer.line)
            case .absent: note(delivery, "query", "absent")
            }
            inbox.put(.queried(delivery.number, result))
        } catch {
            note(delivery, "query", error)
            inbox.put(.failed(delivery.number, error))
        }
    }

    private func beat() async {
        do throws(Lane.Failure) {
            let head = await ports.auditHead()
            try await conveyance.heartbeat(
                at: ports.clock.now(), every: policy.heartbeatEvery ?? .zero, audit: head)
            shown.withLock { $0.lastHeard = ports.clock.now() }
            if let head { noteHeld(head) }
            inbox.put(.heartbeatAnswered)
        } catch {
            shown.withLock { $0.lastFailure = error.reason }
            inbox.put(.heartbeatFailed(error))
        }
    }

    private func makeHarmlessCall() async {
        let call = HarmlessCall(
            site: site, destination: destination, now: ports.clock.now(), every: policy.heartbeatEvery)
        do throws(Lane.Failure) {
            let means = try await conveyance.prove(call)
            shown.withLock { $0.lastHeard = ports.clock.now() }
            inbox.put(.proven)
            ports.notice(.proof(destination: destination, .proven(means)))
        } catch {
            inbox.put(.notProven(error))
            ports.notice(.proof(destination: destination, .failed(error.reason)))
        }
    }

    /// Puts on record, once a day, which head the far side holds: the line to compare with it years later.
    private func noteHeld(_ head: AuditHead) {
        let now = ports.clock.now()
        let isDue = headNoted.withLock { noted in
            if let last = noted, now - last < .hours(24) { return false }
            noted = now
            return true
        }
        guard isDue else { return }
        let point = "\(head.number):\(head.hex)"
        log.notice("audit head handed over", metadata: ["head": "\(point)"])
        ports.notice(
            .attempt(
                AuditLine(
                    at: now, by: destination, action: "audit_head_kept", subject: head.storeName,
                    detail: point)))
    }

    private func refill(_ limit: Int) async {
        do {
            let rows = try await ports.readOutbox(destination, limit)
            inbox.put(.refilled(rows, isComplete: rows.count < limit))
        } catch {
            log.warning("outbox not read", metadata: ["error": "\(error)"])
            inbox.put(.refilled([], isComplete: false))
        }
    }

    private func note(_ delivery: Delivery, _ action: String, _ failure: Lane.Failure) {
        guard failure != .cancelled else { return }
        shown.withLock { status in
            status.failedAttempts += 1
            status.lastFailure = failure.reason
        }
        write(delivery, action, "failed: \(failure.reason)")
    }

    private func note(_ delivery: Delivery, _ action: String, _ answer: String) {
        shown.withLock { $0.lastHeard = ports.clock.now() }
        write(delivery, action, answer)
    }

    private func write(_ delivery: Delivery, _ action: String, _ detail: String) {
        let line = AuditLine(
            at: ports.clock.now(), by: destination, action: action, subject: delivery.incident.description,
            detail: "\(delivery.idempotencyKey): \(detail)")
        ports.notice(.attempt(line))
    }
}

extension Lane.Answer {
    /// In a line of the audit log.
    fileprivate var line: String { "\(handling.rawValue), case \(caseNumber ?? "without a number")" }
}
