/// Finds packets in a stream of MQTT bytes, just far enough to know publications and their acknowledgements.
struct PacketScanner {
    enum Packet: Equatable {
        /// At QoS 1 or 2, with its packet identifier.
        case publication(UInt16)
        case acknowledgement(UInt16)
        case other
    }

    /// The beginning of a packet whose end has not come yet; the broker's message limit bounds it.
    private var rest: [UInt8] = []

    /// Takes the next bytes of the stream and names each packet that ends in them.
    mutating func scan(_ bytes: some Sequence<UInt8>, each: (Packet) -> Void) {
        rest += bytes
        var start = 0
        while let (packet, end) = packet(at: start) {
            each(packet)
            start = end
        }
        rest.removeFirst(start)
    }

    /// The packet that begins at `start` and where it ends; nil when it is not complete.
    private func packet(at start: Int) -> (Packet, end: Int)? {
        guard let (length, body) = remainingLength(at: start + 1), body + length <= rest.count
        else { return nil }
        let end = body + length
        switch rest[start] >> 4 {
        case 3 where rest[start] & 0b0110 != 0 && length >= 4:
            let identifier = body + 2 + word(at: body)
            return (identifier + 2 <= end ? .publication(UInt16(word(at: identifier))) : .other, end)
        case 4 where length >= 2: return (.acknowledgement(UInt16(word(at: body))), end)
        default: return (.other, end)
        }
    }

    /// MQTT's variable byte integer and the offset behind it.
    private func remainingLength(at start: Int) -> (Int, next: Int)? {
        var value = 0
        for offset in 0..<4 where start + offset < rest.count {
            value |= Int(rest[start + offset] & 0x7F) << (7 * offset)
            if rest[start + offset] & 0x80 == 0 { return (value, start + offset + 1) }
        }
        return nil
    }

    private func word(at offset: Int) -> Int { Int(rest[offset]) << 8 | Int(rest[offset + 1]) }
}
