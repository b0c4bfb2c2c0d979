/// The messages read in one turn of the loop, their bytes in one arena that is reused for ever.
///
/// The C callback copies topic and payload in here and leaves; nothing is allocated per message. The arena never
/// grows: when it is full the loop stops reading, and the broker keeps the rest.
package final class MessageBatch {
    /// One message: who delivered it and where its bytes lie in the arena.
    package struct Message {
        /// Index of the session in `Site.sessions`.
        package let session: UInt16
        /// MQTT packet identifier; 0 for QoS 0, which is never redelivered.
        package let mid: UInt16
        /// Whether the broker sent it as a retained message: a state, never an event.
        package let retained: Bool
        /// Of topic and payload together; with `mid` it recognises a redelivery.
        package let hash32: UInt32
        let topicStart: Int
        let topicCount: Int
        let payloadCount: Int
    }

    /// Bytes that simdjson may read past the end of a payload (its `SIMDJSON_PADDING`).
    package static let padding = 64

    package let capacity: Int
    package let limit: Int
    private let bytes: UnsafeMutableRawPointer
    private var used = 0
    /// Plain memory as the arena is: an array in a class is guarded against overlapping use at every look.
    private let messages: UnsafeMutablePointer<Message>
    package private(set) var count = 0

    /// - Parameters:
    ///   - capacity: bytes of the arena; at least one largest packet must fit.
    ///   - limit: most messages in one batch.
    package init(capacity: Int = 4 << 20, limit: Int = 4_096) {
        self.capacity = capacity
        self.limit = limit
        bytes = .allocate(byteCount: capacity + Self.padding, alignment: 64)
        // Only what is read beyond the last payload: pages that no message ever fills stay unused.
        (bytes + capacity).initializeMemory(as: UInt8.self, repeating: 0, count: Self.padding)
        messages = .allocate(capacity: limit)
    }

    deinit {
        bytes.deallocate()
        messages.deallocate()
    }

    package var isEmpty: Bool { count == 0 }

    /// Whether one more message of `size` bytes (topic and payload) would still fit.
    package func hasRoom(for size: Int) -> Bool {
        count < limit && used + size <= capacity
    }

    /// Copies one message in.
    /// - Returns: false when it does not fit; the caller counts it as a loss or reads it again later.
    package func append(
        session: UInt16, mid: UInt16, retained: Bool, topic: UnsafeRawBufferPointer,
        payload: UnsafeRawBufferPointer
    ) -> Bool {
        let size = topic.count + payload.count
        guard hasRoom(for: size) else { return false }
        let start = bytes + used
        if let base = topic.baseAddress { start.copyMemory(from: base, byteCount: topic.count) }
        if let base = payload.baseAddress {
            (start + topic.count).copyMemory(from: base, byteCount: payload.count)
        }
        (messages + count).initialize(
            to: Message(
                session: session, mid: mid, retained: retained,
                hash32: Self.hash(UnsafeRawBufferPointer(start: start, count: size)),
                topicStart: used, topicCount: topic.count, payloadCount: payload.count))
        count += 1
        used += size
        return true
    }

    package subscript(position: Int) -> Message {
        precondition(position >= 0 && position < count, "no such message in the batch")
        return messages[position]
    }

    /// The topic's bytes; valid until the next `append` or `removeAll`.
    package func topic(_ position: Int) -> UnsafeRawBufferPointer {
        let message = self[position]
        return UnsafeRawBufferPointer(start: bytes + message.topicStart, count: message.topicCount)
    }

    /// The payload's bytes, followed by at least `padding` readable bytes; valid until the next `append` or
    /// `removeAll`.
    package func payload(_ position: Int) -> UnsafeRawBufferPointer {
        let message = self[position]
        let start = bytes + message.topicStart + message.topicCount
        return UnsafeRawBufferPointer(start: start, count: message.payloadCount)
    }

    package func removeAll() {
        count = 0
        used = 0
    }

    /// A multiply-and-fold hash, eight bytes at a time: 200 bytes cost some 15 ns. Stable across runs and
    /// machines, because it is stored with every commit.
    static func hash(_ bytes: UnsafeRawBufferPointer) -> UInt32 {
        var state: UInt64 = 0x9E37_79B9_7F4A_7C15 ^ UInt64(bytes.count)
        var offset = 0
        while offset + 8 <= bytes.count {
            let word = UInt64(littleEndian: bytes.loadUnaligned(fromByteOffset: offset, as: UInt64.self))
            state = fold(state ^ word)
            offset += 8
        }
        var tail: UInt64 = 0
        while offset < bytes.count {
            tail = tail << 8 | UInt64(bytes[offset])
            offset += 1
        }
        state = fold(state ^ tail)
        return UInt32(truncatingIfNeeded: state ^ (state >> 32))
    }

    private static func fold(_ value: UInt64) -> UInt64 {
        let product = value.multipliedFullWidth(by: 0xA076_1D64_78BD_642F)
        return product.high ^ product.low
    }
}
