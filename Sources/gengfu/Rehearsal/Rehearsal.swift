import Facility
import Ring
import SiteConfiguration

/// A recorded time passed through the engine and into a store at the recording's own pace, as fast as the machine can:
/// a quarter in a minute, and the same each time. There is no broker, no destination and nobody to call; whatever is
/// to be delivered counts as taken at once.
struct Rehearsal {
    /// Messages that are committed together, unless one of them changed a hazard: as the watch does.
    private static let groupSize = CommitPace.groupSize

    private let directory: String
    private let limits: RingLimits
    private var site: BacktestSite
    private let epoch: UInt64
    private var writer: RingWriter?
    private var engine: Engine?
    private var effects = Effects()
    private let batch = MessageBatch(capacity: 1 << 20, limit: 1)
    private var now = Timestamp.distantPast
    private var waiting = 0
    private(set) var messages = 0
    private(set) var words = 0
    /// What was refused, with its time; the first hundred.
    private(set) var refusals: [String] = []

    /// - Parameter epoch: 40 bits that every incident's id has.
    init(_ site: Site, directory: String, epoch: UInt64) {
        self.site = BacktestSite(rehearsing: site)
        self.directory = directory
        self.epoch = epoch
        limits = RingLimits(
            journalBytes: site.limits.journalBytes, quarantineRows: site.limits.quarantineRows)
    }

    mutating func play(_ line: RehearsalLine) throws {
        now = max(now, line.time)
        if line.word == .stop { return try stop() }
        if engine == nil { try start() }
        try pass()
        if let topic = line.topic {
            try take(topic, line.payload ?? "")
        } else if line.word != .start {
            try say(line)
        }
    }

    /// Lets the rest of the time pass and switches the box off.
    mutating func finish(at end: Timestamp) throws {
        now = max(now, end)
        if engine != nil {
            try pass()
            try stop()
        }
    }

    // MARK: The box

    private mutating func start() throws {
        let writer = try RingWriter(directory: directory, limits: limits, epoch: epoch, now: now)
        try writer.recordBoot(at: now)
        var unreadable: [String] = []
        let recovery = try writer.recover(journalFrom: now - .days(1), unreadable: &unreadable)
        let numbering = try writer.numbering(for: site.site)
        var engine = Engine(site: site.site, numbering: numbering, recovery: recovery, now: now)
        engine.start(now: now, effects: &effects)
        self.writer = writer
        self.engine = engine
        try commit()
    }

    private mutating func stop() throws {
        engine?.finish(effects: &effects)
        try commit()
        try writer?.recordCleanStop(at: now)
        writer?.close()
        (writer, engine) = (nil, nil)
    }

    /// Whatever falls due fires at its own time and is committed then.
    private mutating func pass() throws {
        while let due = engine?.nextDeadline, due < now {
            engine?.advance(to: due, effects: &effects)
            if effects.isUrgent || !effects.opened.isEmpty { try commit(at: due) }
        }
        engine?.advance(to: now, effects: &effects)
    }

    private mutating func take(_ topic: String, _ payload: String) throws {
        guard let session = site.session(of: topic) else {
            return refuse("\(topic): nobody's topic")
        }
        batch.removeAll()
        let fits = Array(topic.utf8).withUnsafeBytes { topic in
            Array(payload.utf8).withUnsafeBytes {
                batch.append(session: session, mid: 1, retained: false, topic: topic, payload: $0)
            }
        }
        guard fits else { return refuse("\(topic): too large") }
        messages += 1
        engine?.step(batch, at: 0, now: now, effects: &effects)
        waiting += 1
        if effects.isUrgent || waiting >= Self.groupSize { try commit() }
    }

    private mutating func say(_ line: RehearsalLine) throws {
        try commit()
        words += 1
        let command: Command?
        if let own = line.command {
            command = own
        } else {
            command = incident(of: line).flatMap { line.command($0) }
        }
        guard let command else {
            return refuse("\(line.word?.rawValue ?? "?") \(line.device ?? ""): about nothing")
        }
        let result = engine?.step(command: command, now: now, effects: &effects)
        if case .refused(let refusal)? = result {
            refuse("\(line.word?.rawValue ?? "?") \(line.device ?? ""): \(refusal.rawValue)")
        }
        try commit()
    }

    /// The newest incident of a hazard at a device that has no end, else the newest of all.
    private func incident(of line: RehearsalLine) -> IncidentID? {
        let mine = (engine?.openIncidents ?? []).filter {
            $0.hazard == line.hazard && $0.device == line.device
        }
        return (mine.filter { $0.ended == nil }.max { $0.id < $1.id } ?? mine.max { $0.id < $1.id })?.id
    }

    private mutating func refuse(_ text: String) {
        guard refusals.count < 100 else { return }
        refusals.append("\(now.rfc3339) \(text)")
    }

    private mutating func commit() throws { try commit(at: now) }

    /// Commits what was stepped, and again what its deliveries' being taken comes to.
    private mutating func commit(at time: Timestamp) throws {
        while !effects.isEmpty {
            _ = try writer?.commit(effects, at: time)
            let opened = effects.opened
            effects.removeAll()
            for delivery in opened {
                let outcome = Delivery.Outcome.accepted(caseNumber: nil, handling: .reported)
                _ = engine?.step(command: .delivered(delivery.number, outcome), now: time, effects: &effects)
            }
        }
        waiting = 0
    }
}
