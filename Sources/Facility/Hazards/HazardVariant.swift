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
