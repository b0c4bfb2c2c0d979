import Facility

/// Gathers one device's messages until they are packed (`BlockFormat`).
struct BlockBuilder {
    private var ordinals: [Int64] = []
    private var received: [Int64] = []
    private var lags: [Int64] = []
    private var slots: [SlotColumns] = []
    private(set) var readings = 0
    /// Of observation.
    private(set) var from = Int64.max
    private(set) var to = Int64.min

    var messages: Int { ordinals.count }
    var pointCount: Int { slots.count }
    /// It has what one slice can pack, or its texts are long.
    var isFull: Bool { readings >= Self.mostReadings || textBytes >= Self.mostTextBytes }
    private static let mostReadings = 32_768
    private static let mostTextBytes = 256 << 10
    private var textBytes = 0
    /// In the order in which they were first said.
    var points: [UInt32] { slots.map(\.point) }

    /// - Parameter ordinal: the message's place among all that are sealed together.
    mutating func append(
        _ readings: some Sequence<JournaledReading>, ordinal: Int64, received: Timestamp, observed: Timestamp
    ) {
        let message = ordinals.count
        ordinals.append(ordinal)
        self.received.append(received.milliseconds)
        lags.append(received.milliseconds &- observed.milliseconds)
        from = min(from, observed.milliseconds)
        to = max(to, observed.milliseconds)
        var guess = 0
        for reading in readings {
            self.readings += 1
            // A device says its points in the same order every time.
            if guess >= slots.count || slots[guess].point != reading.point {
                guess = slots.firstIndex { $0.point == reading.point } ?? slots.count
                if guess == slots.count { slots.append(SlotColumns(point: reading.point)) }
            }
            textBytes += slots[guess].append(reading, message: message)
            guess += 1
        }
    }

    /// The block's bytes, with the points' numbers replaced.
    func packed(_ number: (UInt32) -> UInt32 = { $0 }) -> [UInt8] {
        var pen = BlockPen(capacity: 64 + messages * 4 + readings * 2)
        pen.put(BlockFormat.version)
        pen.put(varint: UInt64(messages))
        pen.put(varint: UInt64(readings))
        pen.put(varint: UInt64(slots.count))
        IntegerColumn.write(ordinals, to: &pen)
        IntegerColumn.write(received, to: &pen)
        IntegerColumn.write(lags, to: &pen)
        for slot in slots {
            var rest = BlockPen(capacity: slot.count * 2 + 16)
            slot.write(to: &rest, messageCount: messages)
            pen.put(varint: UInt64(number(slot.point)))
            pen.put(varint: UInt64(rest.bytes.count))
            pen.put(rest)
        }
        pen.seal()
        return pen.bytes
    }
}
