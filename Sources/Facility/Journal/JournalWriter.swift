import Expressions

/// Packs what the engine saw into the bytes of a commit: some 29 for a lift terminal's message of seven
/// points.
///
/// It appends to `Effects.journal` and keeps nothing between calls, so effects may be forgotten, merged into
/// a group commit or kept for a retry without telling it.
package struct JournalWriter: Sendable {
    private var deviceNumbers: [UInt32]
    private let pointNumbers: [UInt32]

    package init(numbering: Numbering) {
        deviceNumbers = numbering.deviceNumbers
        pointNumbers = numbering.pointNumbers
    }

    /// One more device behind all others.
    mutating func append(device number: UInt32) { deviceNumbers.append(number) }

    /// Appends readings; neighbours of one message (same device and times) share a header.
    ///
    /// A value that no point can have (a list, an error) is written as unknown.
    package func append(_ readings: [Reading], to bytes: inout [UInt8]) {
        append(readings[...], to: &bytes)
    }

    /// Appends a part of the readings, as when one array holds a whole batch.
    package func append(_ readings: ArraySlice<Reading>, to bytes: inout [UInt8]) {
        readings.withUnsafeBufferPointer { readings in
            guard let first = readings.baseAddress else { return }
            var start = 0
            while start < readings.count {
                var end = start
                var room = Self.headerRoom
                while end < readings.count, Self.share(first + start, first + end) {
                    room += Self.room(for: (first + end).pointee.value)
                    end += 1
                }
                append(UnsafeBufferPointer(rebasing: readings[start..<end]), room: room, to: &bytes)
                start = end
            }
        }
    }

    /// One message, whose bytes need `room` at most.
    private func append(_ message: UnsafeBufferPointer<Reading>, room: Int, to bytes: inout [UInt8]) {
        // By pointer: a field read through the buffer's subscript copies the whole reading.
        guard let first = message.baseAddress else { return }
        let device = deviceNumbers[first.pointee.device.position]
        let received = first.pointee.receivedAt
        let observed = first.pointee.observedAt
        let base = Self.base(of: &bytes, orBegin: received)
        Self.append(to: &bytes, room: room) { pen in
            pen.put(JournalFormat.Kind.readings)
            pen.put(varint: UInt64(device))
            pen.put(signed: received.milliseconds &- base)
            pen.put(signed: observed.milliseconds &- received.milliseconds)
            pen.put(varint: UInt64(message.count))
            for position in message.indices {
                let reading = first + position
                pen.put(varint: UInt64(pointNumbers[reading.pointee.point.position]))
                pen.put(reading.pointee.value, reading.pointee.quality, reading.pointee.isLate)
            }
        }
    }

    /// Whether two readings came in one message.
    @inline(__always)
    private static func share(_ one: UnsafePointer<Reading>, _ other: UnsafePointer<Reading>) -> Bool {
        one.pointee.device == other.pointee.device && one.pointee.observedAt == other.pointee.observedAt
            && one.pointee.receivedAt == other.pointee.receivedAt
    }

    /// Bytes a reading of the value can need.
    @inline(__always)
    private static func room(for value: borrowing Value) -> Int {
        switch value {
        case .string(let text): readingRoom + text.utf8.count
        default: readingRoom
        }
    }

    /// Appends a command as the bytes its writer gave.
    package func append(command: [UInt8], at now: Timestamp, to bytes: inout [UInt8]) {
        _ = Self.base(of: &bytes, orBegin: now)
        Self.append(to: &bytes, room: Self.headerRoom) { pen in
            pen.put(JournalFormat.Kind.command)
            pen.put(varint: UInt64(command.count))
        }
        bytes.append(contentsOf: command)
    }

    /// Appends a session's step.
    package func append(
        session: SessionIndex, _ step: SessionStep, at now: Timestamp, to bytes: inout [UInt8]
    ) {
        _ = Self.base(of: &bytes, orBegin: now)
        Self.append(to: &bytes, room: Self.headerRoom) { pen in
            pen.put(JournalFormat.Kind.session)
            pen.put(varint: UInt64(session.rawValue))
            pen.put(step.rawValue)
        }
    }

    /// More than kind, device, two times and count can need (1 + 5 + 10 + 10 + 5).
    private static let headerRoom = 32
    /// More than point, tag and number (5 + 1 + 10), or a text's length, can need.
    private static let readingRoom = 16

    /// The time the blob counts from; an empty one begins at `now`.
    private static func base(of bytes: inout [UInt8], orBegin now: Timestamp) -> Int64 {
        if bytes.isEmpty {
            bytes.append(JournalFormat.version)
            withUnsafeBytes(of: now.milliseconds.littleEndian) { bytes.append(contentsOf: $0) }
            return now.milliseconds
        }
        return bytes.withUnsafeBytes {
            Int64(littleEndian: $0.loadUnaligned(fromByteOffset: 1, as: Int64.self))
        }
    }

    /// Writes into room on the stack and appends once: byte-wise `append` costs three times as much.
    private static func append(to bytes: inout [UInt8], room: Int, _ write: (inout JournalPen) -> Void) {
        withUnsafeTemporaryAllocation(byteCount: room, alignment: 1) { scratch in
            var pen = JournalPen(scratch)
            write(&pen)
            bytes.append(contentsOf: UnsafeRawBufferPointer(rebasing: scratch[..<pen.count]))
        }
    }
}
