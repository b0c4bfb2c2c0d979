/// One number that a site says otherwise, as a person reads it.
package struct HazardOverrideNote: Sendable, Equatable {
    package var hazard: String
    package var buildings: [String]
    /// Ids.
    package var profiles: [String]
    package var devices: [String]
    /// `for`, `severity` or the name of a number.
    package var key: String
    package var value: String
    /// nil: the hazard's file does not say.
    package var was: String?

    package init(
        hazard: String, buildings: [String] = [], profiles: [String] = [], devices: [String] = [],
        key: String, value: String, was: String? = nil
    ) {
        self.hazard = hazard
        self.buildings = buildings
        self.profiles = profiles
        self.devices = devices
        self.key = key
        self.value = value
        self.was = was
    }
}
