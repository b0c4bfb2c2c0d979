import Expressions

/// One thing the journal remembers, in the order it happened.
package enum JournalEntry: Sendable, Equatable {
    case readings(JournaledMessage)
    /// A person's or a destination's word, as the bytes its writer gave (JSON).
    case command([UInt8])
    case session(SessionIndex, SessionStep)
}

/// The readings of one message, under the store's own numbers (`Numbering`).
package struct JournaledMessage: Sendable, Equatable {
    package var device: UInt32
    package var receivedAt: Timestamp
    package var observedAt: Timestamp
    package var readings: [JournaledReading]

    package init(
        device: UInt32, receivedAt: Timestamp, observedAt: Timestamp, readings: [JournaledReading]
    ) {
        self.device = device
        self.receivedAt = receivedAt
        self.observedAt = observedAt
        self.readings = readings
    }
}

/// One value of a journaled message.
package struct JournaledReading: Sendable, Equatable {
    package var point: UInt32
    package var value: Value
    package var quality: Quality
    package var isLate: Bool

    package init(point: UInt32, value: Value, quality: Quality = .good, isLate: Bool = false) {
        self.point = point
        self.value = value
        self.quality = quality
        self.isLate = isLate
    }
}

/// What a broker session did, as far as it decides anything: it opens and ends the drain after an absence.
package enum SessionStep: UInt8, Sendable, CaseIterable {
    /// Connected; the broker had kept nothing for us.
    case connectedAnew = 0
    /// Connected; the broker sends what it kept (SESSION PRESENT = 1).
    case resumed = 1
    /// The backlog is read: 200 ms of quiet.
    case drained = 2
    case disconnected = 3
}

/// Why a journal blob could not be read to its end. What came before is good.
package enum JournalDamage: Error, Sendable, Equatable {
    /// Shorter than its header.
    case headerMissing
    /// Written by a program this one does not know.
    case unknownVersion(UInt8)
    /// An entry or a value of a kind this version does not have.
    case unknownTag(UInt8, offset: Int)
    /// The bytes end inside an entry that began at `offset`.
    case truncated(offset: Int)
    /// A number or a text that no writer writes.
    case malformed(offset: Int)
}
