/// Which devices a site gives other numbers of a hazard; what a device has of several, the later one says.
package struct HazardOverride: Sendable, Equatable {
    /// Position in `Site.hazards`.
    package var hazard: Int
    /// Empty: of every building.
    package var buildings: [String]
    /// Positions in `Site.profiles`; empty: of every model.
    package var profiles: [Int]
    /// Ids; empty: every device.
    package var devices: [String]

    package init(hazard: Int, buildings: [String] = [], profiles: [Int] = [], devices: [String] = []) {
        self.hazard = hazard
        self.buildings = buildings
        self.profiles = profiles
        self.devices = devices
    }

    package func fits(device: String, profile: Int, building: String) -> Bool {
        (buildings.isEmpty || buildings.contains(building))
            && (profiles.isEmpty || profiles.contains(profile))
            && (devices.isEmpty || devices.contains(device))
    }
}
