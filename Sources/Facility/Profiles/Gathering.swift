import CSimdjson
import Expressions

/// What is made of one message while its codec walks through it: whose values these are, when they were true, and
/// what had to be refused.
///
/// A codec says `open` once for the message, and again, with a channel or a time of its own, for each part that
/// has one; what it then takes belongs to that part. Most messages have one part.
struct Gathering {
    /// Where each device's clock stands, by `DeviceIndex`.
    var clocks: [ClockState]
    private(set) var channels: ChannelTable
    /// Makes pseudonyms; nil: nobody's are told apart (`gengfu decode`, which has no store).
    var pseudonyms: PseudonymKey?

    // Of the message.
    private(set) var parent = DeviceIndex(0)
    private(set) var arrival = Timestamp.distantPast
    private var isDraining = false
    private var isRetained = false
    /// The parent's clock before the message: one that is read twice must not teach it twice.
    private(set) var clockBefore = ClockState()
    /// In the order found.
    var rejections: [Rejection] = []
    /// Channels of the parent that nobody has declared, each once, at most `mostStrangers`.
    private(set) var strangers: [String] = []

    // Of the part that is open.
    private var device = DeviceIndex(0)
    private var judgement = ClockState.Judgement(observedAt: .distantPast, isSuspect: false, isLate: false)
    private var quality = Quality.good
    // Of the message's own part, for parts that say nothing of their time.
    private var ownJudgement = ClockState.Judgement(
        observedAt: .distantPast, isSuspect: false, isLate: false)
    private var ownQuality = Quality.good

    /// Undeclared channels named per message; what comes beyond is left out.
    static let mostStrangers = 64

    init(devices: [Device]) {
        clocks = Array(repeating: ClockState(), count: devices.count)
        channels = ChannelTable(devices: devices)
    }

    /// One more device behind all others, the last of `devices`.
    mutating func append(_ device: Device, among devices: [Device]) {
        clocks.append(ClockState())
        channels.append(device, among: devices)
    }

    /// Starts a message of `parent`.
    mutating func begin(_ parent: DeviceIndex, arrival: Timestamp, draining: Bool, retained: Bool) {
        self.parent = parent
        self.arrival = arrival
        isDraining = draining
        isRetained = retained
        if !rejections.isEmpty { rejections = [] }
        if !strangers.isEmpty { strangers = [] }
    }

    /// Opens the message's own part: the parent's clock learns from the time given. To be called once, first.
    /// - Parameters:
    ///   - finding: what the payload says of its time.
    ///   - value: as found, for the sentence about an impossible one.
    mutating func open(time finding: TimeReader.Finding, found value: @autoclosure () -> gj_value) {
        var deviceTime: Timestamp?
        var isImpossible = false
        switch finding {
        case .absent: break
        case .time(let time): deviceTime = time
        case .impossible:
            rejections.append(Rejection(reason: .time(found: value().spelling)))
            isImpossible = true
        }
        device = parent
        clockBefore = clocks[parent.position]
        judgement = clocks[parent.position].judge(
            deviceTime: deviceTime, arrival: arrival, draining: isDraining, retained: isRetained)
        quality = .good
        if isRetained, deviceTime == nil { quality = .suspect }
        if judgement.isSuspect || isImpossible { quality = .clockSuspect }
        (ownJudgement, ownQuality) = (judgement, quality)
    }

    /// Turns back to the parent and to the message's own time.
    mutating func resume() {
        device = parent
        (judgement, quality) = (ownJudgement, ownQuality)
    }

    /// Gives the open part a time that lies so far from the message's own: no clock is concerned.
    mutating func date(after interval: Interval) {
        (judgement, quality) = (ownJudgement, ownQuality)
        judgement.observedAt = min(judgement.observedAt + interval, arrival)
    }

    /// Opens a part that one channel of the parent speaks, at the time of the part open before.
    /// - Returns: false when nobody has declared the channel; it is noted, and nothing may be taken.
    mutating func open(channel: UnsafeBufferPointer<UInt8>) -> Bool {
        guard let found = channels.device(channel, of: parent) else {
            note(stranger: channel)
            return false
        }
        device = found
        return true
    }

    /// Turns back to the parent itself, at the time of the part open before.
    mutating func openParent() { device = parent }

    /// Gives the open part a time of its own: one record of several in a message. The clock is asked and not
    /// taught, since old records of a new message say nothing about it.
    mutating func date(_ finding: TimeReader.Finding, found value: @autoclosure () -> gj_value) {
        switch finding {
        case .absent: (judgement, quality) = (ownJudgement, ownQuality)
        case .impossible:
            rejections.append(Rejection(reason: .time(found: value().spelling)))
            quality = .clockSuspect
        case .time(let time):
            judgement = clocks[parent.position].judge(
                record: time, arrival: arrival, draining: isDraining, retained: isRetained)
            quality = judgement.isSuspect ? .clockSuspect : .good
        }
    }

    /// Reads the fields from where the codec left their values, in their order.
    mutating func take(
        _ fields: [FieldReader], from results: UnsafeMutablePointer<gj_value>, into readings: inout [Reading]
    ) {
        // In place: a field passed on is a copy, and its tables are counted once more for each value.
        fields.withUnsafeBufferPointer { fields in
            for place in fields.indices {
                add(fields[place].read(results), of: fields[place].point, to: &readings)
            }
        }
    }

    /// Reads one field.
    mutating func take(
        _ field: borrowing FieldReader, from results: UnsafeMutablePointer<gj_value>,
        into readings: inout [Reading]
    ) {
        add(field.read(results), of: field.point, to: &readings)
    }

    @inline(__always)
    private mutating func add(
        _ outcome: consuming FieldReader.Outcome, of point: PointIndex, to readings: inout [Reading]
    ) {
        switch consume outcome {
        case .value(let value, let outOfRange):
            readings.append(
                Reading(
                    device: device, point: point, value: value, observedAt: judgement.observedAt,
                    receivedAt: arrival, quality: outOfRange ? .outOfRange : quality,
                    isLate: judgement.isLate))
        case .personal(let text):
            readings.append(
                Reading(
                    device: device, point: point, value: .string(pseudonym(of: text)),
                    observedAt: judgement.observedAt, receivedAt: arrival, quality: quality,
                    isLate: judgement.isLate))
        case .nothing: break
        case .rejected(let reason): rejections.append(Rejection(reason: reason, point: point))
        }
    }

    @inline(never)
    private func pseudonym(of text: String) -> String {
        pseudonyms?.pseudonym(of: text) ?? Pseudonym.hidden
    }

    private mutating func note(stranger channel: UnsafeBufferPointer<UInt8>) {
        guard strangers.count < Self.mostStrangers else { return }
        var name = String(decoding: channel.prefix(ChannelTable.longestName), as: UTF8.self)
        // Cut, it is not the channel's name any more.
        if channel.count > ChannelTable.longestName { name.append("\u{FFFD}") }
        if !strangers.contains(name) { strangers.append(name) }
    }
}
