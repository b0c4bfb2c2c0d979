import CSimulatedDisk
import Facility

@testable import Ring

/// A night drawn by one seed: devices speak, people act, everything breaks, and at the end it must all have come right.
///
/// One thread, no clock, no randomness but the seed's: the same seed is the same night, step by step.
final class SimulatedNight {
    let seed: UInt64
    var dice: Dice
    let disk: SimulatedDisk
    var broker = SimulatedBroker()
    var platforms = [
        SimulatedPlatform(name: "centre", takesExercises: false),
        SimulatedPlatform(name: "grid", takesExercises: false),
        SimulatedPlatform(name: "school", takesExercises: true),
    ]
    var centre = SimulatedFireCentre()
    var model = NightModel()
    var faults = FaultCounts()
    /// What happened, in words; the last ones are shown of a night that failed.
    private(set) var story: [String] = []
    private(set) var hash: UInt64 = 0xCBF2_9CE4_8422_2325

    /// The life of the process under way; nil: it is down.
    var watch: SimulatedWatch?
    let hand = SimulatedWatch.ClockHand()
    var version = 0
    /// Milliseconds of true time since the night began; the monotonic clock.
    var elapsed: Int64 = 0
    /// What the wall clock is wrong by.
    var wallOffset: Int64 = 0
    /// The gateway's time, which never runs backwards while it lives.
    var believed: Int64 = 0
    var commands: [Command] = []
    /// Words of persons that wait for their commit.
    var isAnswerOwed = false
    var lives = 0
    /// How often each message was published.
    var said: [String: Int] = [:]
    var numbers: [String: Int64] = [:]
    var dangers: [String: Bool] = [:]
    var delayed: [SimulatedBroker.Message] = []
    var keepUntil: Int64 = 0
    /// When a gateway that hears nothing looks at its links again.
    var linkRetryAt: [Int64] = [0, 0]
    var halfOpenSince: [Int64?] = [nil, nil]
    /// Trouble of the next exchanges.
    var troublePercent = 0
    var isCalm = false
    private var isEmergency = false
    /// Pages that look written and never reached the disk: the power must not go before they are written again.
    var isForgetful = false
    var largestStore: Int64 = 0

    static let start: Int64 = 1_773_000_000_000

    init(seed: UInt64) {
        self.seed = seed
        dice = Dice(seed: seed)
        // Most nights begin with a store that is there; some make it, under faults.
        disk =
            seed % 8 == 0
            ? SimulatedDisk(seed: seed) : SimulatedDisk(copying: FreshStore.shared.disk, seed: seed)
        believed = Self.start
    }

    // MARK: Time

    var now: Timestamp { Timestamp(milliseconds: believed) }
    /// What a device with a good clock says.
    var trueTime: Int64 { Self.start + elapsed }

    func pass(_ milliseconds: Int64) {
        elapsed += milliseconds
        believed += milliseconds
        // As `ClockReader`: a wall clock far ahead is followed at once, one that was set back is waited for.
        believed = trueTime + wallOffset > believed + 30_000 ? trueTime + wallOffset : believed
        hand.milliseconds = elapsed
    }

    // MARK: The story

    func tell(_ line: @autoclosure () -> String) {
        let line = "\(elapsed) \(line())"
        for byte in line.utf8 { hash = (hash ^ UInt64(byte)) &* 0x100_0000_01B3 }
        story.append(line)
        if story.count > 4_000 { story.removeFirst(2_000) }
    }

    // MARK: The night

    static let steps = 220

    func run() {
        for _ in 0..<Self.steps where model.broken.isEmpty {
            if watch == nil { begin() }
            world()
            for _ in 0..<1 + dice.roll(3) { turn() }
        }
        if model.broken.isEmpty { heal() }
        if model.broken.isEmpty, seed % 4 == 1 { flipBits() }
        for platform in platforms {
            for (incident, what) in platform.broken where !model.orphans.contains(incident) {
                model.fail(what)
            }
        }
        watch = nil
    }

    /// One turn of the loop, in `WatchLoop.turn`'s order.
    func turn() {
        guard let watch, model.broken.isEmpty else { return }
        for command in commands + watch.lanes.takeSettled() { say(command, watch) }
        commands = []
        for session in 0..<2 { look(atLink: session, watch) }
        watch.readAndStep(&broker, now: now)
        watch.engine.advance(to: now, effects: &watch.effects)
        if watch.isCommitDue(hasReplies: isAnswerOwed) {
            commit(watch)
        } else {
            watch.rest()
        }
        if disk.isDark { return end(in: .endInCommit) }
        watch.acknowledge(&broker)
        watch.lanes.turn(
            now: now, &platforms, &centre,
            reader: { try? RingReader(directory: self.disk.directory, disk: self.disk) },
            trouble: { self.trouble() }, onTheLine: { self.trouble() })
        for position in platforms.indices { platforms[position].takeLog().forEach { tell($0) } }
        (watch.lanes.broken + centre.broken).forEach { model.fail($0) }
        if disk.isDark { end(in: .endInCommit) }
    }

    private func say(_ command: Command, _ watch: SimulatedWatch) {
        let result = watch.engine.step(command: command, now: now, effects: &watch.effects)
        if result == .done, command.isPersons {
            isAnswerOwed = true
            tell("said \(command)")
        }
    }

    func commit(_ watch: SimulatedWatch) {
        let effects = watch.effects
        model.attempt(effects, watch.held)
        guard let stored = watch.commit(now: now) else {
            if watch.keeper.isEmergency, !isEmergency { faults.note(.emergency) }
            isEmergency = watch.keeper.isEmergency
            tell("commit failed: \(watch.keeper.lastFailure.map { "\($0)".prefix(30) } ?? "")")
            if watch.keeper.isDamaged {
                model.fail("the store was called damaged: \(watch.keeper.lastFailure as Any)")
            }
            return
        }
        isEmergency = false
        isAnswerOwed = false
        isForgetful = false
        for delivery in stored.effects.opened {
            tell("opened \(delivery.number) \(delivery.action.rawValue) \(delivery.idempotencyKey)")
        }
        tell(
            "commit \(watch.ring.lastSequence) \(stored.messages.count) \(stored.effects.transitions.map(\.step.name))"
        )
        faults.note(.redelivery, watch.takeRedelivered())
        model.commit(
            stored.effects, stored.messages, sequence: watch.ring.lastSequence)
        largestStore = max(largestStore, disk.used)
    }

    private func look(atLink session: Int, _ watch: SimulatedWatch) {
        let link = broker.sessions[session]
        if link.isConnected {
            // Twice the keep-alive without an answer.
            guard let since = halfOpenSince[session], elapsed - since >= 15_000 else { return }
            broker.disconnect(session)
            halfOpenSince[session] = nil
            watch.disconnected(session, now: now)
            tell("link \(session) found dead")
            return
        }
        guard elapsed >= linkRetryAt[session], watch.mayConnect else { return }
        // Read in an emergency and not stored: it comes again, and being deaf would be worse (`Session.collect`).
        for message in watch.held { said["\(message.device) \(message.number)", default: 0] += 1 }
        let isPresent = broker.connect(session)
        watch.connected(session, sessionPresent: isPresent, now: now)
        tell("link \(session) up, session present \(isPresent)")
    }

    func lose(link session: Int) {
        guard broker.sessions[session].isConnected else { return }
        broker.disconnect(session)
        halfOpenSince[session] = nil
        linkRetryAt[session] = elapsed + Int64(dice.roll(4_000))
        watch?.disconnected(session, now: now)
    }

    /// How the next exchange goes wrong; nil: not at all.
    private func trouble<Trouble: CaseIterable & RawRepresentable>() -> Trouble?
    where Trouble.RawValue == String, Trouble.AllCases == [Trouble] {
        guard dice.roll(100) < troublePercent else { return nil }
        let trouble = Trouble.allCases[dice.roll(Trouble.allCases.count)]
        if let kind = FaultCounts.Kind(rawValue: trouble.rawValue) { faults.note(kind) }
        return trouble
    }
}

extension Command {
    fileprivate var isPersons: Bool {
        switch self {
        case .delivered, .feedback, .follow: false
        default: true
        }
    }
}

/// A store made once, for nights that begin with one.
struct FreshStore {
    static let shared = FreshStore()
    let disk = SimulatedDisk(seed: 0)

    private init() {
        let writer = try? RingWriter(
            directory: disk.directory, limits: SimulatedWatch.limits, epoch: 0x3A_9C04_E7D1,
            now: Timestamp(milliseconds: SimulatedNight.start), disk: disk)
        writer?.close()
    }
}
