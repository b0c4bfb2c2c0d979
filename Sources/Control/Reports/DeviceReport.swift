import Facility

/// One device as it is known now. Unknown is its own value, never the last one that looked well.
package struct DeviceReport: Sendable, Codable, Equatable {
    package enum Standing: String, Sendable, Codable {
        case heard, silent
        /// Never heard since the store was made.
        case never
    }

    package var id: String
    package var name: String
    /// `Profile.id`.
    package var profile: String
    /// `FacilityKind.id`.
    package var facility: String
    package var place: Place
    package var zone: String?
    package var standing: Standing
    /// Arrival of its last message.
    package var lastHeard: Timestamp?
    /// `trusted`, `offset` or `none`.
    package var clock: String
    /// Points its profile can fill.
    package var points: Int
    /// Of those, points whose value is unknown now.
    package var unknownPoints: Int
    /// Empty in lists asked for without values.
    package var values: [PointReport]
    /// Of a device that speaks only when asked.
    package var poll: PollReport?

    package init(
        id: String, name: String, profile: String, facility: String, place: Place, zone: String? = nil,
        standing: Standing, lastHeard: Timestamp? = nil, clock: String, points: Int, unknownPoints: Int,
        values: [PointReport] = []
    ) {
        self.id = id
        self.name = name
        self.profile = profile
        self.facility = facility
        self.place = place
        self.zone = zone
        self.standing = standing
        self.lastHeard = lastHeard
        self.clock = clock
        self.points = points
        self.unknownPoints = unknownPoints
        self.values = values
    }
}

/// The conversation with a device that speaks only when asked, since the gateway's start.
package struct PollReport: Sendable, Codable, Equatable {
    /// Tries sent.
    package var requests: Int
    package var answers: Int
    package var timeouts: Int
    /// Answers to a try already given up, dropped.
    package var late: Int
    /// Answers to nothing asked, dropped.
    package var strays: Int
    /// Rounds on end without an answer.
    package var deadRounds: Int
    package var lastAnswer: Timestamp?

    package init(
        requests: Int, answers: Int, timeouts: Int, late: Int, strays: Int, deadRounds: Int,
        lastAnswer: Timestamp? = nil
    ) {
        self.requests = requests
        self.answers = answers
        self.timeouts = timeouts
        self.late = late
        self.strays = strays
        self.deadRounds = deadRounds
        self.lastAnswer = lastAnswer
    }
}

/// The last value of one point.
package struct PointReport: Sendable, Codable, Equatable {
    package var point: String
    /// What people call the point.
    package var title: LocalizedText?
    /// As a person reads it; nil: unknown.
    package var value: String?
    package var unit: String?
    /// `Quality.name`.
    package var quality: String?
    package var observedAt: Timestamp?
    package var ageSeconds: Double?

    package init(
        point: String, title: LocalizedText? = nil, value: String? = nil, unit: String? = nil,
        quality: String? = nil, observedAt: Timestamp? = nil, ageSeconds: Double? = nil
    ) {
        self.point = point
        self.title = title
        self.value = value
        self.unit = unit
        self.quality = quality
        self.observedAt = observedAt
        self.ageSeconds = ageSeconds
    }
}
