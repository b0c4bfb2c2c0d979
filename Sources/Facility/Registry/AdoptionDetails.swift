/// What a person says of a device when adopting it; all of it may be left open.
package struct AdoptionDetails: Sendable, Codable, Equatable {
    /// `Profile.id`; nil: the suggested one.
    package var profile: String?
    package var name: String?
    package var building: String?
    package var floor: String?
    package var spot: String?

    package init(
        profile: String? = nil, name: String? = nil, building: String? = nil, floor: String? = nil,
        spot: String? = nil
    ) {
        self.profile = profile
        self.name = name
        self.building = building
        self.floor = floor
        self.spot = spot
    }
}
