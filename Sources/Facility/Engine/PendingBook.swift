/// Messages that wait for a codec, in the order they came and each behind those of its own device.
///
/// Bounded: they are no history yet, and a codec process that does not come back must not fill the store.
package struct PendingBook: Sendable {
    /// Messages that may wait; some minutes of the busiest network server a compound has.
    package static let mostMessages = 4_096
    /// Bytes of topics and payloads that may wait: 8 MB of the store.
    static let mostBytes = 8 << 20

    struct Entry: Sendable {
        var decode: PendingDecode
        var device: Int32
        var answer: DecodedUplink.Result?

        var isUrgent: Bool { decode.isUrgent }

        /// Whether it could be taken now, were it its turn.
        var isReady: Bool { decode.uplink == nil || answer != nil }
    }

    private var entries: [Int64: Entry] = [:]
    /// Of each device that has any, its messages in order.
    private var queues: [Int32: [Int64]] = [:]
    /// What each device has waiting, of its telemetry and of what is urgent, as shares of the room.
    private var telemetry: [Int32: Int] = [:]
    private var urgent: [Int32: Int] = [:]
    private(set) var bytes = 0
    private var next: Int64 = 1

    var isEmpty: Bool { entries.isEmpty }
    var count: Int { entries.count }
    var isOverfull: Bool { entries.count > Self.mostMessages || bytes > Self.mostBytes }

    func holds(_ device: Int) -> Bool { queues[Int32(device)] != nil }

    /// - Returns: the entry as numbered.
    mutating func add(_ decode: PendingDecode, device: Int) -> PendingDecode {
        var decode = decode
        decode.id = next
        next += 1
        keep(Entry(decode: decode, device: Int32(device)))
        return decode
    }

    /// Takes an entry in with the number it has, behind those of its device.
    mutating func keep(_ entry: Entry) {
        let decode = entry.decode
        entries[decode.id] = entry
        queues[entry.device, default: []].append(decode.id)
        let share = Self.share(of: decode)
        if decode.isUrgent {
            urgent[entry.device, default: 0] += share
        } else {
            telemetry[entry.device, default: 0] += share
        }
        bytes += decode.bytes
    }

    /// The number given last.
    var last: Int64 { next - 1 }

    /// Begins numbering behind what was stored, or asked of a codec, before.
    mutating func number(after last: Int64) { next = max(next, last + 1) }

    /// - Returns: the device whose turn it may be now; nil when nobody waits for this answer (any more).
    mutating func take(_ answer: DecodedUplink) -> Int32? {
        guard let device = entries[answer.id]?.device, entries[answer.id]?.answer == nil else { return nil }
        entries[answer.id]?.answer = answer.result
        return device
    }

    /// The device's first message, if it can be taken now; it is not in the book any more.
    mutating func takeReady(of device: Int32) -> Entry? {
        guard let id = queues[device]?.first, let entry = entries[id], entry.isReady else { return nil }
        remove(id, entry)
        return entry
    }

    /// What gives way when there is no room; it is not in the book any more. Telemetry goes before what is urgent, and of
    /// either the oldest message of the device that has most waiting: one that babbles costs itself, not the others.
    mutating func takeSurplus() -> Entry? {
        let isUrgent = telemetry.isEmpty
        let shares = isUrgent ? urgent : telemetry
        // The same on every run: of two that have as much, the first in the sheet.
        guard let device = shares.max(by: { ($0.value, $1.key) < ($1.value, $0.key) })?.key,
            let id = queues[device]?.first(where: { entries[$0]?.isUrgent == isUrgent }),
            let entry = entries[id]
        else { return nil }
        remove(id, entry)
        return entry
    }

    private mutating func remove(_ id: Int64, _ entry: Entry) {
        entries[id] = nil
        bytes -= entry.decode.bytes
        let share = Self.share(of: entry.decode)
        if entry.isUrgent {
            Self.lower(&urgent, entry.device, by: share)
        } else {
            Self.lower(&telemetry, entry.device, by: share)
        }
        if let position = queues[entry.device]?.firstIndex(of: id) {
            queues[entry.device]?.remove(at: position)
        }
        if queues[entry.device]?.isEmpty ?? false { queues[entry.device] = nil }
    }

    /// Its bytes, and what one message of `mostMessages` has of `mostBytes`.
    private static func share(of decode: PendingDecode) -> Int { decode.bytes + mostBytes / mostMessages }

    private static func lower(_ shares: inout [Int32: Int], _ device: Int32, by share: Int) {
        guard let left = shares[device].map({ $0 - share }) else { return }
        shares[device] = left > 0 ? left : nil
    }

    /// Devices that have any, the first of the sheet first.
    var devices: [Int32] { queues.keys.sorted() }

    /// All with what is known of them, in order.
    var allEntries: [Entry] { entries.values.sorted { $0.decode.id < $1.decode.id } }

    /// All, in order.
    var all: [PendingDecode] { entries.values.map(\.decode).sorted { $0.id < $1.id } }
}
