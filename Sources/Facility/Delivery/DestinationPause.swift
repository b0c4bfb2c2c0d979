/// Who holds a destination back, since when, and why: ordinary cases wait for it, life safety does not.
package struct DestinationPause: Sendable, Codable, Equatable {
    /// `Destination.id`.
    package var destination: String
    /// `Person.id`.
    package var by: String
    package var since: Timestamp
    package var why: String?

    package init(destination: String, by: String, since: Timestamp, why: String?) {
        self.destination = destination
        self.by = by
        self.since = since
        self.why = why
    }
}

/// A row of the store: how a destination stands since a commit. `pause` nil: it goes on, the row goes.
package struct PauseRow: Sendable, Equatable {
    package var destination: String
    package var pause: DestinationPause?

    package init(destination: String, pause: DestinationPause?) {
        self.destination = destination
        self.pause = pause
    }
}

/// A delivery that a person has taken out, as its lane must know it.
package struct DroppedDelivery: Sendable, Equatable {
    package var number: Int64
    package var destination: String
    package var incident: IncidentID
    /// The far side was to hear of the case by it for the first time.
    package var isReport: Bool

    package init(number: Int64, destination: String, incident: IncidentID, isReport: Bool) {
        self.number = number
        self.destination = destination
        self.incident = incident
        self.isReport = isReport
    }
}
