import Facility

/// One session with a broker.
package struct SessionReport: Sendable, Codable, Equatable {
    package enum State: String, Sendable, Codable { case connecting, connected, draining, lost }

    /// `Broker.id`.
    package var broker: String
    /// `urgent` or `telemetry`.
    package var kind: String
    package var state: State
    /// Whether the broker had kept the session at the last connect; nil: never connected.
    package var sessionPresent: Bool?
    /// Since when it is in this state.
    package var since: Timestamp
    /// Messages since the program's start.
    package var messages: Int64
    /// Why it is not connected.
    package var problem: String?

    package init(
        broker: String, kind: String, state: State, sessionPresent: Bool? = nil, since: Timestamp,
        messages: Int64 = 0, problem: String? = nil
    ) {
        self.broker = broker
        self.kind = kind
        self.state = state
        self.sessionPresent = sessionPresent
        self.since = since
        self.messages = messages
        self.problem = problem
    }
}

/// What the start-up contract test found out about one broker.
package struct BrokerReport: Sendable, Codable, Equatable {
    package var broker: String
    package var verdicts: [Verdict]

    package init(broker: String, verdicts: [Verdict] = []) {
        self.broker = broker
        self.verdicts = verdicts
    }

    /// One property the promise "nothing acknowledged is lost" leans on.
    package struct Verdict: Sendable, Codable, Equatable {
        /// A stable word, such as `qos0_kept`.
        package var property: String
        /// nil: could not be found out.
        package var holds: Bool?
        package var text: LocalizedText

        package init(property: String, holds: Bool? = nil, text: LocalizedText) {
            self.property = property
            self.holds = holds
            self.text = text
        }
    }
}

/// One destination's queue and path.
package struct DestinationReport: Sendable, Codable, Equatable {
    package var destination: String
    package var name: LocalizedText
    /// Deliveries not yet settled.
    package var waiting: Int
    /// Age of the oldest of them, in seconds.
    package var oldestAgeSeconds: Double?
    /// Who holds ordinary cases back and why; nil: nobody does. Life safety goes on all the same.
    package var pausedReason: LocalizedText?
    package var pausedSince: Timestamp?
    /// Its routes send it what concerns life; nil: not looked at, since it is not held back.
    package var receivesLifeSafety: Bool?
    package var isPathLost: Bool
    package var isLifeSafetyPath: Bool
    /// Refused for cause and set aside.
    package var refused: Int
    package var lastAccepted: Timestamp?
    /// What it is of the box's own that a person may hush or press; nil: no such thing, or an older gateway.
    package var beside: Beside?

    /// When the way from a sensor's topic to it was last proven; nil: never, or an older gateway.
    package var provenAt: Timestamp?
    package var proofMeans: ProofMeans?
    /// The last proof is older than the site allows; nil: an older gateway.
    package var isProofOverdue: Bool?
    /// Why the last round did not prove it; nil: it did, or there was none.
    package var proofTrouble: LocalizedText?

    package enum Beside: String, Sendable, Codable { case loudspeaker, siren }

    package init(
        destination: String, name: LocalizedText, waiting: Int, oldestAgeSeconds: Double? = nil,
        pausedReason: LocalizedText? = nil, isPathLost: Bool = false, isLifeSafetyPath: Bool = false,
        refused: Int = 0, lastAccepted: Timestamp? = nil
    ) {
        self.destination = destination
        self.name = name
        self.waiting = waiting
        self.oldestAgeSeconds = oldestAgeSeconds
        self.pausedReason = pausedReason
        self.isPathLost = isPathLost
        self.isLifeSafetyPath = isLifeSafetyPath
        self.refused = refused
        self.lastAccepted = lastAccepted
    }
}
