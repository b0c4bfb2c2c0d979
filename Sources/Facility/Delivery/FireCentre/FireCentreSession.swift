/// One connection of one logical transmission device (用户信息传输装置) to a fire monitoring centre, as GB/T 26875.3-2011
/// wants it: what is said when, how long an acknowledgement is waited for, what is said again, what is answered.
///
/// Pure: inputs and the time come in, actions go out; `FireCentreKeeper` does the IO. Its rules, each a test:
/// - fire goes before all and waits for no acknowledgement of anything else; of the rest one frame at a time is under
///   way, as centres expect;
/// - an acknowledgement is waited for 10 s and the frame sent again three times, under its serial; then the link
///   counts as dead, is closed and made anew;
/// - what was written and not acknowledged has an unknown outcome. The protocol knows no idempotency: it is sent again
///   with the same time of occurrence, by which a centre can tell a repetition from a second fire;
/// - garbage, pieces of frames and floods of questions cost a bounded memory and a bounded number of answers.
package struct FireCentreSession: Sendable {
    package let settings: FireCentreSettings
    /// Position in `settings.devices`.
    package let unit: Int
    var book: FireCentreBook
    var link = Link.down(retryAt: .distantPast, triedAt: .distantPast, attempts: 0)
    var scanner = GB26875.FrameScanner()
    var waiting: [Parcel] = []
    var underway: [Exchange] = []
    /// Of the next exchange; starts at 0 and is never that of one under way.
    var serial: UInt16 = 0
    /// Uploads written, repetitions too.
    var writes = 0
    /// Devices whose state was to be told without a delivery and perhaps was not: told when there is a connection again.
    var owed: Set<String> = []
    /// When the centre last acknowledged, when a sign of life last went out, when the centre last sent a byte.
    var acknowledgedAt = Timestamp.distantPast
    var beatAt = Timestamp.distantPast
    var bytesAt = Timestamp.distantPast
    var isCongested = false
    /// The state the centre knows (type 21); nil: none of this connection.
    var toldState: UInt8?
    /// The last order that was carried out, by serial and unit: the same again is a repetition.
    var lastOrder: (serial: UInt16, unit: [UInt8], at: Timestamp)?
    /// A duty check is open until then.
    var dutyUntil: Timestamp?
    /// The centre's clock was last told to be so much ahead; the box's is not set by it.
    package internal(set) var clockAhead: Interval?
    var initialisedAt = Timestamp.distantPast
    var garbage = 0
    var strangeOrders = 0
    var answers = LaneBudget(perSecond: Self.answersPerSecond)
    var refusals = LaneBudget(perSecond: Self.refusalsPerSecond)
    private var lastWake: Timestamp?

    /// Questions and orders answered per second, and bad frames refused; more is a flood.
    static let answersPerSecond: Int64 = 20
    static let refusalsPerSecond: Int64 = 5
    /// Parcels that wait; the lane holds the others, and the outbox those.
    static let waitingLimit = 256
    /// Fires under way at once.
    static let fireWindow = 8
    /// From a begun connection to a made one.
    static let connectLimit = Interval.seconds(15)
    /// A frame that has begun and does not go on is thrown away after this.
    static let stallLimit = Interval.seconds(10)
    static let retryBase = Interval.seconds(1)
    static let retryCap = Interval.seconds(60)
    /// A fire waits no longer for the next attempt to connect.
    static let fireRetryCap = Interval.seconds(1)
    /// An order to initialise is carried out at most so often.
    static let initialisePause = Interval.seconds(10)
    /// A clock that is told anew is noted when it moved by more than this.
    static let clockNotice = Interval.seconds(2)
    /// When a duty check says 0 minutes (one source has it reserved): 10, the time it stays at a device.
    static let dutyMinutes = 10

    /// - Parameter standing: the cases the centre was told of in an earlier life, which still stand. They are known
    ///   before anything is sent: taken up behind the end of one of them they would burn there for good.
    package init(
        settings: FireCentreSettings, unit: Int, table: FirePointTable, standing: [Delivery] = []
    ) {
        precondition(settings.devices.indices.contains(unit), "a session of a device that is declared")
        self.settings = settings
        self.unit = unit
        book = FireCentreBook(settings: settings, unit: unit, table: table)
        for delivery in standing { book.restore(delivery) }
    }

    /// Takes in what happened and says what to do. `now` never goes back.
    package mutating func step(
        _ input: Input, now: Timestamp, using random: inout some RandomNumberGenerator
    ) -> [Action] {
        var actions: [Action] = []
        take(input, now: now, using: &random, into: &actions)
        look(now: now, using: &random, into: &actions)
        dispatch(now: now, into: &actions)
        wake(now: now, into: &actions)
        return actions
    }

    private mutating func take(
        _ input: Input, now: Timestamp, using random: inout some RandomNumberGenerator,
        into actions: inout [Action]
    ) {
        switch input {
        case .started: break
        case .connected: connected(now: now, into: &actions)
        case .disconnected(let why): lose(why, now: now, using: &random, into: &actions)
        case .received(let bytes): receive(bytes, now: now, into: &actions)
        case .congested(let isCongested): self.isCongested = isCongested
        case .send(let delivery): accept(delivery, now: now, into: &actions)
        case .probe(let number): probe(number, into: &actions)
        case .cancelled(let ticket):
            waiting.removeAll { $0.ticket == ticket }
            for index in underway.indices where underway[index].parcel.ticket == ticket {
                underway[index].parcel.ticket = nil
                underway[index].parcel.units = Array(underway[index].parcel.units.prefix(1))
            }
        case .table(let table): book.take(table)
        case .disabled(let devices): disable(devices, now: now)
        case .line(let isLost): book.isLineLost = isLost
        case .deadline: break
        }
    }

    /// Whether a case stands at a point of this transmission device.
    package func holds(_ incident: IncidentID) -> Bool { book.holds(incident) }

    var isUp: Bool { if case .up = link { true } else { false } }

    /// Bytes and parcels held, for the tests of its limits.
    package var held: (bytes: Int, parcels: Int) {
        (
            scanner.remainder.count
                + (waiting.flatMap(\.units) + underway.flatMap(\.parcel.units) + underway.map(\.bytes))
                .reduce(0) { $0 + $1.count },
            waiting.count + underway.count
        )
    }

    private mutating func wake(now: Timestamp, into actions: inout [Action]) {
        var times: [Timestamp] = underway.map(\.dueAt)
        switch link {
        case .down(let retryAt, _, _): times.append(retryAt)
        case .connecting(let since, _): times.append(since + Self.connectLimit)
        case .up:
            if !hasHeartbeat { times.append(heartbeatAt) }
            if !scanner.remainder.isEmpty { times.append(bytesAt + Self.stallLimit) }
        }
        if let dutyUntil { times.append(dutyUntil) }
        guard let time = times.min(), time != lastWake || time <= now else { return }
        lastWake = time
        actions.append(.wake(at: max(time, now)))
    }

    var hasHeartbeat: Bool {
        waiting.contains { $0.kind == .heartbeat } || underway.contains { $0.parcel.kind == .heartbeat }
    }

    /// A little later than the lane's own sign of life, so that there are not two of them.
    var heartbeatAt: Timestamp {
        max(acknowledgedAt, beatAt) + settings.heartbeatEvery + .seconds(5)
    }
}
