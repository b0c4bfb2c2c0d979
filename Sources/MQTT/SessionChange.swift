/// What happened to a session, as a value the loop collects: the engine records it, the page shows it.
package enum SessionChange: Sendable, Equatable {
    /// The broker said CONNACK. With `sessionPresent` it kept the session: redeliveries come first
    /// (`RedeliveryMatcher`); without, it had nothing for us, and packet identifiers start anew.
    case connected(sessionPresent: Bool)
    /// The broker answered all our SUBSCRIBEs. Nothing is heard on `refused` filters (mostly the broker's ACL);
    /// `downgraded` ones were granted at QoS 0 only, so that their messages do not survive our absence.
    case subscribed(refused: [String], downgraded: [String])
    /// The broker took (or, with a reason of 0x80 and above, refused) a publish of ours at QoS 1.
    case acknowledged(mid: UInt16, reason: UInt8)
    /// The connection is gone and a new one is being sought. Publishes not yet acknowledged are unknown.
    case disconnected(DisconnectReason)
    /// A connection attempt failed; the next follows after `retryAfter` milliseconds.
    case refused(ConnectFailure, retryAfter: Int)
    /// Another client came under our client identifier: two gateways share a name. Retried slowly.
    case takenOver
}

/// Why an established connection ended.
package enum DisconnectReason: Sendable, Equatable {
    /// The network or the broker's process went away.
    case lost(detail: String)
    /// The broker did not answer a ping within the keep-alive time.
    case keepAlive
    /// The broker said DISCONNECT (MQTT 5) with this reason code.
    case byBroker(code: UInt8, text: String)
    /// The broker sent what the protocol forbids.
    case protocolError
    /// More was read in one go than may be held uncommitted; unacknowledged, so the broker sends it again.
    case overflow
}

/// What a call to `Session.read` ended with.
package enum ReadOutcome: Sendable, Equatable {
    /// Nothing more to read now.
    case dry
    /// The batch is full; there may be more.
    case full
    /// The connection ended. What was read before it is in the batch and must still be committed.
    case disconnected
}

/// What became of a publish of ours.
package enum PublishOutcome: Sendable, Equatable {
    /// It leaves with the next `write`; at QoS 1 `SessionChange.acknowledged` follows under this identifier.
    case queued(mid: UInt16)
    /// `SessionSettings.publishLimit` are unacknowledged already.
    case full
    /// No connection.
    case notConnected
    /// Not a topic one can publish to, or larger than the broker accepts.
    case invalid(detail: String)
}
