import Facility

/// A block read back: its times at once, each point's values when they are asked for.
package struct PackedBlock: Sendable {
    /// The place of each message among all that were sealed together.
    package let ordinals: [Int64]
    /// Arrival of each message, in ms since 1970.
    package let received: [Int64]
    /// Observation of each message, in ms since 1970.
    package let observed: [Int64]
    /// Readings of all points.
    package let readings: Int
    private let bytes: [UInt8]
    private let slots: [Slot]

    private struct Slot {
        var point: UInt32
        var bytes: Range<Int>
    }

    /// - Throws: when the bytes are not what a writer wrote; nothing is read outside them, and no more memory is taken
    ///   than `BlockFormat.mostReadings` need.
    package init(_ bytes: [UInt8]) throws(BlockDamage) {
        let tail = BlockFormat.padBytes + BlockFormat.checksumBytes
        guard let version = bytes.first, bytes.count > tail else { throw .truncated }
        guard version == BlockFormat.version else { throw .unknownVersion(version) }
        let contents: Contents
        do {
            contents = try bytes.withUnsafeBytes { raw in
                let end = raw.count - BlockFormat.checksumBytes
                let written = raw.loadUnaligned(fromByteOffset: end, as: UInt64.self)
                guard
                    UInt64(littleEndian: written)
                        == BlockChecksum.of(UnsafeRawBufferPointer(rebasing: raw[..<end]))
                else { throw BlockDamage.checksum }
                var cursor = BlockCursor(raw, from: 1, to: raw.count - tail)
                return try Contents(&cursor)
            }
        } catch let damage as BlockDamage {
            throw damage
        } catch {
            throw .malformed
        }
        self.bytes = bytes
        ordinals = contents.ordinals
        received = contents.received
        observed = contents.observed
        readings = contents.readings
        slots = contents.slots
    }

    private struct Contents {
        var ordinals: [Int64]
        var received: [Int64]
        var observed: [Int64]
        var readings: Int
        var slots: [Slot] = []

        init(_ cursor: inout BlockCursor) throws(BlockDamage) {
            let messages = try cursor.count(upTo: BlockFormat.mostReadings)
            readings = try cursor.count(upTo: BlockFormat.mostReadings)
            // Two bytes at least each.
            let slotCount = try cursor.count(upTo: (cursor.end - cursor.offset) / 2)
            ordinals = try IntegerColumn.read(messages, from: &cursor)
            received = try IntegerColumn.read(messages, from: &cursor)
            observed = try IntegerColumn.read(messages, from: &cursor)
            for position in observed.indices { observed[position] = received[position] &- observed[position] }
            for _ in 0..<slotCount {
                let point = UInt32(try cursor.count(upTo: Int(UInt32.max)))
                let length = try cursor.count(upTo: cursor.end - cursor.offset)
                let start = try cursor.passOver(length)
                slots.append(Slot(point: point, bytes: start..<start + length))
            }
        }
    }

    package var messageCount: Int { ordinals.count }

    /// Numbers of the points that have readings here, in the order in which they were first said.
    package var points: [UInt32] { slots.map(\.point) }

    /// The readings of a point; nil: it has none here.
    package func slot(of point: UInt32) throws(BlockDamage) -> SlotColumns? {
        guard let slot = slots.first(where: { $0.point == point }) else { return nil }
        return try columns(slot, mostReadings: readings)
    }

    /// All of them.
    package func allSlots() throws(BlockDamage) -> [SlotColumns] {
        var all: [SlotColumns] = []
        var left = readings
        for slot in slots {
            let columns = try columns(slot, mostReadings: left)
            left -= columns.count
            all.append(columns)
        }
        return all
    }

    /// The messages in order, those observed between two times.
    package func messages(
        device: UInt32, observed span: ClosedRange<Int64> = Int64.min...Int64.max
    ) throws(BlockDamage) -> [(ordinal: Int64, message: JournaledMessage)] {
        let slots = try allSlots()
        var next = [Int](repeating: 0, count: slots.count)
        var found: [(ordinal: Int64, message: JournaledMessage)] = []
        for message in 0..<messageCount {
            let isWanted = span.contains(observed[message])
            var readings: [JournaledReading] = []
            for slot in slots.indices {
                while next[slot] < slots[slot].count, slots[slot].messages[next[slot]] == Int64(message) {
                    if isWanted { readings.append(slots[slot].reading(at: next[slot])) }
                    next[slot] += 1
                }
            }
            guard isWanted else { continue }
            found.append(
                (
                    ordinals[message],
                    JournaledMessage(
                        device: device, receivedAt: Timestamp(milliseconds: received[message]),
                        observedAt: Timestamp(milliseconds: observed[message]), readings: readings)
                ))
        }
        return found
    }

    private func columns(_ slot: Slot, mostReadings: Int) throws(BlockDamage) -> SlotColumns {
        do {
            return try bytes.withUnsafeBytes { raw in
                var cursor = BlockCursor(raw, from: slot.bytes.lowerBound, to: slot.bytes.upperBound)
                return try SlotColumns(
                    point: slot.point, from: &cursor, messageCount: messageCount, mostReadings: mostReadings)
            }
        } catch let damage as BlockDamage {
            throw damage
        } catch {
            throw .malformed
        }
    }
}
