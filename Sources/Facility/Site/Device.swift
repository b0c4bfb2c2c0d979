/// A thing on the network, as the site's sheet declares it.
package struct Device: Sendable, Equatable {
    /// Unique in the site; what `{device}` in a topic says.
    package var id: String
    package var name: String
    /// Position in `Site.profiles`.
    package var profile: Int
    package var place: Place
    /// Position in `Site.zones`: devices that watch one another, nil when it stands alone.
    package var zone: Int?
    /// Position in `Site.brokers` of the broker that carries its messages.
    package var broker: Int
    /// Position in `Site.devices` of the device whose messages carry this one's values, nil when it has topics of its
    /// own; `channel` is then its name among them.
    package var parent: Int?
    package var channel: String?
    /// What it feeds, contains and powers.
    package var links: [DeviceLink] = []
    /// Not in the sheet: taken in by a person or by itself (`RegistryEntry`).
    package var isAdopted = false
    /// What no sensor tells: `registration_code`, `rescue_code`, `gb26875` address, maker, firm.
    package var register: [String: String]

    package init(
        id: String, name: String, profile: Int, place: Place, zone: Int? = nil, broker: Int = 0,
        parent: Int? = nil, channel: String? = nil, register: [String: String] = [:]
    ) {
        self.id = id
        self.name = name
        self.profile = profile
        self.place = place
        self.zone = zone
        self.broker = broker
        self.parent = parent
        self.channel = channel
        self.register = register
    }

    /// Whether another device's messages carry what it says.
    package var isChannel: Bool { parent != nil || channel != nil }
}

/// Where a device stands, in words a stranger can walk to and in codes a platform can file.
package struct Place: Sendable, Equatable, Codable {
    package var building: String
    package var unit: String
    package var floor: String
    package var spot: String
    /// Unit grid code (15 characters, GB/T 47678.3) of the building: a compound can lie in several grids.
    package var gridCode: String

    package init(building: String, unit: String = "", floor: String = "", spot: String = "", gridCode: String)
    {
        self.building = building
        self.unit = unit
        self.floor = floor
        self.spot = spot
        self.gridCode = gridCode
    }
}
