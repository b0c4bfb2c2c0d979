/// Messages that libmosquitto handed over beyond the batch's room.
///
/// One `mosquitto_loop_read` may deliver many messages: under TLS it goes on while the record holds more, and
/// with publishes of ours under way it reads as many packets as those. Their PUBACKs are queued already, so they
/// must be kept until the next batch has room; hence no PUBACK leaves while this holds anything.
struct Spill {
    struct Message {
        let mid: UInt16
        let retained: Bool
        let topic: [UInt8]
        let payload: [UInt8]

        var size: Int { topic.count + payload.count }
    }

    /// Bytes held at most: what 2,000 unacknowledged messages of a generous 16 KiB need.
    static let byteLimit = 32 << 20

    private var messages: [Message] = []
    private var next = 0
    private var bytes = 0

    var isEmpty: Bool { next == messages.count }
    var count: Int { messages.count - next }
    var first: Message? { isEmpty ? nil : messages[next] }

    /// - Returns: false when the limit is reached.
    mutating func append(_ message: Message) -> Bool {
        guard bytes + message.size <= Self.byteLimit else { return false }
        bytes += message.size
        messages.append(message)
        return true
    }

    mutating func removeFirst() {
        bytes -= messages[next].size
        next += 1
        if next == messages.count {
            messages.removeAll(keepingCapacity: false)
            next = 0
        }
    }

    /// Puts what an earlier connection left in front of this one's.
    mutating func prepend(_ earlier: Spill) {
        messages = Array(earlier.messages[earlier.next...]) + messages[next...]
        next = 0
        bytes += earlier.bytes
    }
}
