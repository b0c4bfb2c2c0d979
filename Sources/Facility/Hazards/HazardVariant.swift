/// A hazard with other numbers at some devices: the same rule, compiled once for all devices that share them.
package struct HazardVariant: Sendable {
    /// Position in `Site.hazards`.
    package var hazard: Int
    /// Positions in `Site.overrides` of what went into it, ascending.
    package var overrides: [Int]
    package var value: Hazard

    package init(hazard: Int, overrides: [Int], value: Hazard) {
        self.hazard = hazard
        self.overrides = overrides
        self.value = value
    }
}

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

extension Site {
    /// The variant of a hazard at a device, by position in `variants`; nil: the hazard as it is.
    ///
    /// A device met by itself may fit a combination nobody compiled: it is watched by the hazard as it is.
    package func variant(of hazard: Int, device: String, profile: Int, building: String) -> Int? {
        let fitting = overrides.indices.filter {
            overrides[$0].hazard == hazard
                && overrides[$0].fits(device: device, profile: profile, building: building)
        }
        guard !fitting.isEmpty else { return nil }
        return variants.firstIndex { $0.hazard == hazard && $0.overrides == fitting }
    }
}
