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
