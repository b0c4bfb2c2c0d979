/// A message that is stored and acknowledged and has not been decoded: its maker's codec runs in another process, or it
/// came behind one of the same device that waits for that.
///
/// The whole message is kept, so that a start, a reload or a person in front of the quarantine has all there was.
package struct PendingDecode: Sendable {
    /// Ascending in the order of arrival, unique among those that wait.
    package var id: Int64
    package var topic: [UInt8]
    package var payload: [UInt8]
    /// Index of the session in `Site.sessions`.
    package var session: UInt16
    package var isRetained: Bool
    package var isDraining: Bool
    /// Taken late, out of what was kept: history when it is decoded (`Engine.takeLate`).
    package var isLate = false
    /// The gateway's time of arrival.
    package var receivedAt: Timestamp
    /// What the codec is to decode; nil: the message only waits for its turn. Not stored: a start reads it anew from
    /// the message, by the profiles it then has.
    package var uplink: LoRaWANUplink?

    package init(
        id: Int64, topic: [UInt8], payload: [UInt8], session: UInt16, isRetained: Bool, isDraining: Bool,
        receivedAt: Timestamp, uplink: LoRaWANUplink? = nil
    ) {
        self.id = id
        self.topic = topic
        self.payload = payload
        self.session = session
        self.isRetained = isRetained
        self.isDraining = isDraining
        self.receivedAt = receivedAt
        self.uplink = uplink
    }

    /// Whether it came by the session of the urgent ones.
    var isUrgent: Bool { session % 2 == 0 }

    /// Of topic and payload, what the bound on all of them counts.
    package var bytes: Int { topic.count + payload.count }
}

/// A codec's answer, as an input of the engine.
package struct DecodedUplink: Sendable, Equatable {
    package enum Result: Sendable, Equatable {
        /// JSON of what the codec returned as data, UTF-8.
        case document([UInt8])
        /// Why there is none, one sentence.
        case failed(String)
    }

    /// `PendingDecode.id`.
    package var id: Int64
    package var result: Result

    package init(id: Int64, result: Result) {
        self.id = id
        self.result = result
    }
}
