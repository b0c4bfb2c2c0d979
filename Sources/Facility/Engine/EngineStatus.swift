/// What the engine counts beside what it keeps.
package struct EngineCounters: Sendable, Codable, Equatable {
    package var messages = 0
    package var raised = 0
    /// Conditions that failed while they ran (a text compared with a number): unknown, and worth mending.
    package var evaluationErrors = 0
    /// Updates left out because too many were under way at one destination.
    package var updatesLeftOut = 0
    /// Messages the loop did not hand over because they had been stored before.
    package var redelivered = 0
    /// Start of the minute in which quarantined payloads are counted; before every time at first.
    var quarantineSince = Timestamp.distantPast.milliseconds
    var quarantineCount = 0
}

/// How the watch stands, for pages, commands and metrics.
package struct EngineStatus: Sendable, Codable, Equatable {
    package struct Rejections: Sendable, Codable, Equatable {
        package var profile: String
        /// `RejectionReason.Kind.name`.
        package var reason: String
        package var count: Int
        /// English, with the spelling that was found.
        package var last: String
        package var lastAt: Timestamp
        package var lastDevice: String?
    }

    package struct Strays: Sendable, Codable, Equatable {
        /// Copies that came by the other class of session.
        package var otherSession: Int
        package var unknownDevice: Int
        package var unmapped: Int
    }

    package var at: Timestamp
    package var startedAt: Timestamp
    package var site: String
    package var version: String
    package var devices: Int
    /// Heard since the start.
    package var heard: Int
    /// Known to be silent by some hazard's measure.
    package var silent: Int
    package var openIncidents: Int
    /// Raises that wait for the end of a drain.
    package var held: Int
    package var unsettledDeliveries: Int
    package var deadlines: Int
    package var counters: EngineCounters
    package var strays: Strays
    package var rejections: [Rejections]
}

/// One device as a page shows it.
package struct DeviceStatus: Sendable, Codable, Equatable {
    package struct PointStatus: Sendable, Codable, Equatable {
        package var point: String
        package var value: String
        package var unit: String?
        package var observedAt: Timestamp
        /// `Quality.name`, or `stale`.
        package var quality: String
    }

    package var device: String
    package var name: String
    package var profile: String
    package var place: Place
    /// nil: not since the start.
    package var lastHeard: Timestamp?
    package var isSilent: Bool
    /// How far its clock is believed: `trusted`, `offset` (constant, corrected) or `none` (arrival counts).
    package var clock: String
    /// Only points that were ever read; the others are unknown.
    package var points: [PointStatus]
}
