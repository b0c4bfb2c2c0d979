import Expressions

/// The last value of one point of one device.
struct Slot: Sendable, Equatable {
    // In this order a slot takes 40 bytes: what is small lies behind the 17 of the value.
    var value = Value.unknown
    var quality = Quality.good
    /// No newer reading for the profile's `stale_after`.
    var isStale = false
    /// Said by a message that was taken late.
    var isLate = false
    /// Milliseconds, by the device's and the gateway's time.
    var observedAt = Slot.neverSet
    var receivedAt = Int64.min

    /// Of a point that has said nothing.
    static let neverSet = Int64.min

    var isSet: Bool { observedAt != Self.neverSet }

    /// Whether a condition must treat it as unknown.
    var isUnknown: Bool { isStale || quality.isUnknown }

    /// Takes a reading.
    /// - Returns: whether a condition could now say something else.
    mutating func take(_ reading: Reading) -> Bool {
        take(
            reading.value, observedAt: reading.observedAt.milliseconds,
            receivedAt: reading.receivedAt.milliseconds, quality: reading.quality, isLate: reading.isLate)
    }

    /// The same by parts: a reading handed over whole is copied whole.
    @inline(__always)
    mutating func take(
        _ new: Value, observedAt: Int64, receivedAt: Int64, quality: Quality, isLate: Bool
    ) -> Bool {
        // The same said live makes live what a late message raised as history.
        let wasLate = self.isLate && !isLate
        self.isLate = isLate
        let wasUnknown = isUnknown || !isSet || wasLate
        self.observedAt = observedAt
        self.receivedAt = receivedAt
        self.quality = quality
        isStale = false
        // The commonest kinds are compared in place, without a copy.
        switch new {
        case .double(let number):
            if case .double(let old) = value, old == number { return wasUnknown != quality.isUnknown }
        case .bool(let holds):
            if case .bool(let old) = value, old == holds { return wasUnknown != quality.isUnknown }
        case .string(let text):
            if case .string(let old) = value, old == text { return wasUnknown != quality.isUnknown }
        default: break
        }
        value = new
        return true
    }
}

/// Where a condition's values are laid out while it is asked. A class over plain memory: an array would count
/// references twice per question. Copies of an engine share it, which does no harm since nothing stays in it.
final class ValueScratch {
    let variables: UnsafeMutableBufferPointer<Value>
    /// Which of them were ever said.
    let said: UnsafeMutableBufferPointer<Bool>
    let windows: UnsafeMutableBufferPointer<Value>
    /// Counts among them that may be more than they say, because devices are unknown.
    var open: [(window: Int, low: Int64, high: Int64)] = []

    init(variables: Int, windows: Int) {
        self.variables = .allocate(capacity: variables)
        said = .allocate(capacity: variables)
        self.windows = .allocate(capacity: windows)
        self.variables.initialize(repeating: .unknown)
        said.initialize(repeating: false)
        self.windows.initialize(repeating: .unknown)
    }

    deinit {
        variables.deinitialize()
        windows.deinitialize()
        variables.deallocate()
        said.deallocate()
        windows.deallocate()
    }
}

/// What is known of a device beside its values.
struct DeviceState: Sendable {
    /// Last message that was not a retained one, milliseconds; `min`: not since start.
    var lastHeard = Int64.min
    var bucket = TokenBucket()
    /// Session of its last message.
    var session: Int32 = -1
    /// Out of service for good: its messages are counted and not judged.
    var isRetired = false
    /// A stale deadline stands in the heap.
    var watchesStale = false
    /// Some silence machine of it is not known to be false.
    var watchesSilence = true
    /// Gateway's time of the next window deadline, or never.
    var windowDue = Machine.never
    /// Device's and gateway's time of the last look at its windows.
    var windowAt = Int64.min
    var windowNow: Int64 = 0
    /// Device's time of the last message that its points' times were counted up to; `min`: nothing is known of before.
    var countedAt = Int64.min
}

/// A broker session as far as it decides anything.
struct SessionState: Sendable {
    var isConnected = true
    /// CONNACK said the broker had kept nothing: a retained message may be newer than what we hold.
    var isAnew = false
    /// We were told of a session before, so losing it loses messages.
    var hadSession = false
    var connectedAt = Int64.min
    /// Emptying a backlog.
    var isDraining = false
    var lastMessage = Int64.min
    /// Since when it is not connected, milliseconds, `min` while it is; after a start since the last commit.
    var goneSince = Int64.min
    /// How many messages of strangers are looked at.
    var strangers = TokenBucket()
}

/// A broker as far as silence is concerned: a device cannot be silent while we are deaf.
struct BrokerState: Sendable {
    var isUp = true
    /// Silence counts from here at the earliest.
    var since: Int64
}

/// Devices whose last values changed since they were last written to the snapshot, each once, oldest first.
struct SnapshotQueue: Sendable {
    private var queue: [Int32] = []
    private var head = 0
    private var isQueued: [Bool]
    /// A slice is scheduled.
    var isScheduled = false

    init(devices: Int) { isQueued = Array(repeating: false, count: devices) }

    var isEmpty: Bool { head == queue.count }

    /// What is queued, in order.
    var waiting: ArraySlice<Int32> { queue[head...] }

    /// Room for one more device.
    mutating func addDevice() { isQueued.append(false) }

    @inline(__always)
    mutating func mark(_ device: Int) {
        guard !isQueued[device] else { return }
        isQueued[device] = true
        queue.append(Int32(device))
    }

    mutating func take() -> Int32? {
        guard head < queue.count else { return nil }
        let device = queue[head]
        head += 1
        isQueued[Int(device)] = false
        if head == queue.count || head > 4_096 {
            queue.removeFirst(head)
            head = 0
        }
        return device
    }
}
